"""Do the same numbers come out again?

Two runs of the same scenario, seed and replications, one of them read from a folder, compared by their digests:
equal digests mean equal bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.archive.content import accounted

if TYPE_CHECKING:
    from sim.results import Results


@dataclass(frozen=True)
class Replay:
    """The answer: which replications differ, and what else has changed in between."""

    before: Results
    again: Results

    def __repr__(self) -> str:
        return f"<Replay {self.before.scenario.name!r}: {'same' if self.is_same else 'other numbers'}>"

    @property
    def is_same(self) -> bool:
        """Whether every bit is the same."""
        return not self.differing

    @cached_property
    def differing(self) -> list[int]:
        """The replications that came out otherwise."""
        before, again = (_digests(results) for results in (self.before, self.again))
        pairs = enumerate(zip(before, again, strict=True), start=self.before.first)
        return [number for number, pair in pairs if pair[0] != pair[1]]

    @cached_property
    def digest(self) -> str:
        """The content digest of the numbers that came out now."""
        return str(accounted(self.again.pieces).digests()["content_digest"])

    @property
    def other_versions(self) -> dict[str, tuple[str, str]]:
        """What was of another version then, and of which it was and is: engine, packages, processor."""
        now = _versions(self.again)
        then = [(name, old) for made in self.before.provenance["made"] for name, old in _of(made).items()]
        return {name: (old, now.get(name, "none")) for name, old in then if old != now.get(name)}


def _digests(results: Results) -> list[dict[str, str]]:
    stored = results.stored
    if stored:
        return list(stored.provenance["replication_digests"][: stored.replications])
    return list(accounted(results.pieces).digests()["replication_digests"])


def _versions(results: Results) -> dict[str, str]:
    return _of(results.provenance["made"][-1])


def _of(made: dict[str, Any]) -> dict[str, str]:
    return {"engine": str(made["engine_version"]), **made["versions"]}
