"""An experiment: one limit in which the answer is known, and the engines that it is tried on."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.questions.verify.bench import Bench
from sim.questions.verify.check import Check, Engine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.verify.desks import Desk

ENGINES = (Engine.FAST, Engine.PLAIN)
DESKS = (Engine.FAST_DESK, Engine.PLAIN_DESK)
FORMULA = (Engine.FORMULA,)

Body = Callable[[Bench], Iterator[Check]]


@dataclass(frozen=True)
class Experiment:
    """One limit. `id` is that of the list in docs/verifying.md; `name` tells experiments of one id apart."""

    id: str
    name: str
    source: str
    on: tuple[Engine, ...]
    body: Body
    quick_on: tuple[Engine, ...]
    """Where it is tried in the quick set."""
    full_times: float
    """How many times as many people the full set has."""

    def __repr__(self) -> str:
        return f"<Experiment {self.id} {self.name!r}>"

    def luck_on(self, engine: Engine) -> int:
        """Give the number of the luck that is drawn for it."""
        return zlib.crc32(f"{self.id} {self.name} {engine}".encode())

    def run(
        self,
        engine: Engine,
        *,
        seed: int = 1,
        size: float = 1.0,
        edits: Mapping[str, object] | None = None,
        desk: Desk | None = None,
    ) -> Iterator[Check]:
        """Give each check as it is there; `size` is 1 in the quick set, `full_times` in the full one."""
        bench = Bench(
            self.id, self.source, engine, seed, self.luck_on(engine), size=size, edits=edits or {}, desk=desk
        )
        bench.begin()
        yield from self.body(bench)


def experiment(
    number: str, *, source: str, on: tuple[Engine, ...] = ENGINES, quick_on: tuple[Engine, ...] | None = None,
    full_times: float = 8.0,
) -> Callable[[Body], Experiment]:  # fmt: skip
    """Make an experiment of a function that gives checks."""

    def made(body: Any) -> Experiment:
        name = body.__name__.replace("_", " ")
        return Experiment(number, name, source, on, body, on if quick_on is None else quick_on, full_times)

    return made
