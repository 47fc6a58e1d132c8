"""What a study gives: Markdown, and a picture if it has one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.report.counting import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.questions.fit import Fit

OBSERVED = Path(__file__).parents[2] / "tests" / "data" / "observed"


@dataclass(frozen=True)
class Told:
    """What a study found, in Markdown, and a picture of it."""

    text: str
    picture: Figure | None = None


Study = Callable[[int | None, int], Told]
"""Made with so many people, or as many as it takes, by so many workers."""


def percent(share: float, digits: int = 1) -> str:
    """Write a share."""
    return f"{100.0 * share:.{digits}f} %"


def missed_by(found: Fit) -> str:
    """Say by how much observations are missed on fresh luck, beside what chance would do."""
    degrees = len(found.targets) - len(found.knobs)
    if not degrees:
        return "none: there are as many settings as observations"
    chance = found.chance_of_misses
    often = f"{chance:.2f}" if chance >= 0.005 else "below 0.005"
    return f"{float((found.misses**2).sum()):.0f} at {degrees} degrees of freedom (by chance: {often})"


def settled(found: Fit) -> str:
    """Name the settings that were fitted, with their intervals; those that the data do not settle without."""
    ends = {knob.key for knob in found.at_their_ends}
    return ", ".join(_setting(row, str(row["key"]) in ends) for row in found.estimates.to_dict("records"))


def _setting(row: dict, at_its_end: bool) -> str:
    known = row["se"] == row["se"]
    sure = f"{number(row['low_if_off'])} to {number(row['high_if_off'])}" if known else "not settled"
    return (
        f"`{row['key']}` {number(row['value'])} ({sure}{', the end of what is plausible' if at_its_end else ''})"
    )
