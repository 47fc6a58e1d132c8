"""What the pictures and the page of a comparison need of it; the answer of the question `compare` has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from sim.results import Results


class Compared(Protocol):
    """A baseline beside alternatives: `table` by measure, `over_time` by day, the runs of each."""

    @property
    def label(self) -> str:
        """What the baseline is called."""

    @property
    def baseline(self) -> Results:
        """Its runs."""

    @property
    def others(self) -> Mapping[str, Results]:
        """The runs of each alternative, by what it is called."""

    @property
    def table(self) -> pd.DataFrame:
        """A row an alternative and measure: both values, the difference with its paired interval, a verdict."""

    @property
    def over_time(self) -> pd.DataFrame:
        """A row an alternative, day and what: both values and the difference with its paired interval."""

    @property
    def seed(self) -> int:
        """The seed of all."""

    @property
    def replications(self) -> int:
        """How many runs there are of each."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a careful reader should know."""
