"""What matters in a sweep: how much of a measure's variance each factor accounts for, and how much is noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.measures.rescued import unit_of
from sim.questions.sensitivity.curves import curves_of
from sim.questions.sensitivity.methods import method_of
from sim.questions.sensitivity.study import study_of
from sim.tables import kept_table

if TYPE_CHECKING:
    import pandas as pd

    from sim.questions.sensitivity.methods import Found
    from sim.questions.sensitivity.study import Study, Sweep


@dataclass(frozen=True)
class Sensitivity:
    """What matters for one measure.

    `factors`  a row a factor, the most important first; which columns depends on the design:
               first, total (shares of the variance), mu_star, sigma (screening), or swing (one at a time),
               each with its interval (NaN: of shares and swings from one replication, of a screening where all
               trajectories took the same step)
    `pairs`    a row a pair of factors: the share of the variance that the two account for together
    `curves`   a row a factor and value: the mean of the measure there, whatever the other factors are, with a band
    `noise`    the share of the variance between points that is simulation noise; NaN from one replication
    """

    study: Study
    found: Found

    def __repr__(self) -> str:
        first = self.factors.iloc[0] if len(self.factors) else None
        most = "" if first is None else f": {first['factor']} matters most"
        return f"<Sensitivity of {self.measure}, {self.design}, {self.study.runs:,} runs{most}>"

    @property
    def measure(self) -> str:
        """The measure that was asked about."""
        return self.study.measure

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return unit_of(self.measure)

    @property
    def design(self) -> str:
        """The design of the sweep."""
        return self.study.design

    @kept_table
    def factors(self) -> pd.DataFrame:
        """A row a factor, the most important first."""
        return self.found.factors

    @kept_table
    def pairs(self) -> pd.DataFrame:
        """A row a pair of factors."""
        return self.found.pairs

    @property
    def noise(self) -> float:
        """The share of the variance between points that is simulation noise."""
        return self.found.noise

    @kept_table
    def curves(self) -> pd.DataFrame:
        """How the measure answers to each factor."""
        return curves_of(self.study)


def sensitivity(sweep: Sweep, measure: str | None = None) -> Sensitivity:
    """Ask what matters for a measure, of a sweep that is finished or not.

    Without a measure it is the first that the sweep is about. Raises `UsageError` for a measure that is not there.
    """
    study = study_of(sweep, measure)
    return Sensitivity(study, method_of(study.design)(study))
