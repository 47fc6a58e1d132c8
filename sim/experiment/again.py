"""Does a run of a sweep come out again, from its plan alone?"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.experiment.batch import Batch, Task, attempt, this_process
from sim.experiment.run import Failed, Finished, Run
from sim.results import ENGINE_VERSION, versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.experiment.run import Outcome
    from sim.experiment.store import Store


@dataclass(frozen=True)
class Again:
    """A run as it was kept, and as it came out now."""

    run: Run
    before: Finished | Failed
    now: Finished | Failed
    other_versions: Mapping[str, tuple[str, str]]
    """What was of another version then, and of which it was and is."""

    def __repr__(self) -> str:
        return f"<Again {self.run.point}:{self.run.replication}: {'same' if self.is_same else 'other numbers'}>"

    @property
    def is_same(self) -> bool:
        """Whether every bit is the same; of a run that failed, whether it fails for the same reason."""
        match self.before, self.now:
            case Finished(), Finished():
                return not self.differing
            case Failed(reason=then), Failed(reason=now):
                return then == now
        return False

    @property
    def differing(self) -> dict[str, tuple[float | None, float | None]]:
        """The measures that came out otherwise, then and now; None for one that is not there."""
        then, now = (_values(one) for one in (self.before, self.now))
        names = dict.fromkeys([*then, *now])
        return {name: (then.get(name), now.get(name)) for name in names if _bits(then, name) != _bits(now, name)}


def made_again(store: Store, runs: Sequence[Run], outcome: Outcome) -> Iterator[Again]:
    """Make runs of a store again, in this process; raises `UsageError` for one that is not in it."""
    for before in [kept(store, run) for run in runs]:
        task = Task(before.run, store.plan.settings_at(before.run.point))
        now = attempt(task, Batch((task,), store.plan.base, store.plan.seed, outcome, home=this_process()))
        yield Again(before.run, before, now, _other_versions(store, before.run))


def read_run(said: str) -> Run:
    """Read the name of a run, as in 17:2."""
    point, _, replication = said.partition(":")
    if not (_is_number(point) and _is_number(replication)):
        raise UsageError(f"{said!r} is no run; name one by its point and replication, as in 17:2")
    return Run(int(point), int(replication))


def kept(store: Store, run: Run) -> Finished | Failed:
    """Give how a run ended, as it is kept."""
    row = store.ledger.row((run.point, run.replication))
    if row is None:
        last = f"{len(store.plan.points) - 1}:{store.plan.replications - 1}"
        raise UsageError(
            f"{store.folder}: has no run {run.point}:{run.replication}; the last that is planned is {last}"
        )
    if not row.finished:
        return Failed(run, row.reason, row.traceback, row.deaths)
    names = store.ledger.names()[row.names]
    return Finished(run, dict(zip(names, struct.unpack(f"<{len(names)}d", row.numbers), strict=True)), row.seconds)


def _other_versions(store: Store, run: Run) -> dict[str, tuple[str, str]]:
    row = store.ledger.row((run.point, run.replication))
    then = store.ledger.sessions()[row.session] if row else {}
    now = {"engine": str(ENGINE_VERSION), **versions()}
    before = {"engine": str(then["engine_version"]), **then["versions"]}
    return {name: (old, now.get(name, "none")) for name, old in before.items() if old != now.get(name)}


def _values(ended: Finished | Failed) -> Mapping[str, float]:
    return ended.values if isinstance(ended, Finished) else {}


def _bits(values: Mapping[str, float], name: str) -> bytes | None:
    """Give the bits of a number; one that is none has many, which all mean the same."""
    value = values.get(name)
    if value is None:
        return None
    return b"none" if value != value else struct.pack("<d", value)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16
