"""What the later stages of a rescue found, as tables: from what was computed, and as read back from a folder."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from typing import TYPE_CHECKING, Any

from sim.archive import names
from sim.questions.rescue.course import OF_WHOLE_LIVES
from sim.questions.rescue.reach import BreakEven

if TYPE_CHECKING:
    import pandas as pd

    from sim.archive.answers import KeptAnswer
    from sim.questions.rescue.reach import Reach

OF_REACH = (names.CEILING, names.QUALITY_EQUIVALENT, names.MAP)


def kept_course(there: KeptAnswer | None) -> pd.DataFrame | None:
    """Read the course of what only whole lives tell; None if it is not among what was kept."""
    if not there or not there.has(names.INDEX_OVER_TIME):
        return None
    table = there.table(names.INDEX_OVER_TIME)
    found = table[table["measure"].isin(OF_WHOLE_LIVES)].reset_index(drop=True)
    return found if len(found) else None


@dataclass(frozen=True)
class ReachTold:
    """How far service reaches; the names are those of `Reach`."""

    ceiling: pd.DataFrame
    quality_equivalent: pd.DataFrame
    map: pd.DataFrame
    break_even: BreakEven

    @classmethod
    def of(cls, reach: Reach) -> ReachTold:
        """Take what was computed."""
        return cls(reach.ceiling, reach.quality_equivalent, reach.map, reach.break_even)

    @classmethod
    def kept(cls, there: KeptAnswer | None) -> ReachTold | None:
        """Read what was kept; None if there is nothing."""
        if not there or not there.has(*OF_REACH) or "break_even" not in there.provenance:
            return None
        said = there.provenance["break_even"]
        low, high = (nan if said[end] is None else said[end] for end in ("low", "high"))
        ceiling, equivalent, mixes = map(there.table, OF_REACH)
        return cls(ceiling, equivalent, mixes, BreakEven(said["quality"], low, high, said["text"]))

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by the names of their files."""
        return dict(zip(OF_REACH, (self.ceiling, self.quality_equivalent, self.map), strict=True))

    def facts(self) -> dict[str, Any]:
        """Give what is no table."""
        found = self.break_even
        ends = {
            end: value if isfinite(value) else None for end, value in (("low", found.low), ("high", found.high))
        }
        return {"break_even": {"quality": found.quality, **ends, "text": found.text}}
