"""A trial as it is told: what was found, and in one line how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report import wording
from sim.results import ENGINE_VERSION

if TYPE_CHECKING:
    from sim.questions.claims.debate import Settled
    from sim.questions.claims.finding import Finding


@dataclass(frozen=True)
class Trial:
    """What was found of claims and debates; `full`: with the regions around the claims."""

    findings: tuple[Finding, ...]
    debates: tuple[Settled, ...] = ()
    full: bool = False
    seed: int | None = None
    again: str = "trapeze claims"

    @property
    def facts(self) -> str:
        """Say in a line what was done."""
        tried = sum(bool(finding.parts) for finding in self.findings)
        how = "with the region around each" if self.full else "each in its own world"
        luck = "the seed of each scenario" if self.seed is None else f"seed {self.seed}"
        return f"{wording.count(tried, 'experiment')}, {how} · {luck} · engine version {ENGINE_VERSION}"

    @property
    def notes(self) -> list[str]:
        """Say what a careful reader should know of this trial."""
        if self.full:
            return []
        return [
            "This is a quick trial: a verdict is that of the claim's own world, which is lived for fewer days, "
            "with fewer customers or less often where the verdict does not hang on that; what was found says so. "
            "In full, and where "
            f"around it the claim stops to hold: `{self.again} --full`."
        ]
