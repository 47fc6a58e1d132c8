"""What matters in a sweep, in words: no layout.

A share of variance is told in whole percent, with its interval; how far a measure moves in its own unit.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.measures import rescued
from sim.report import wording
from sim.report.changes import change
from sim.report.counting import listed, number
from sim.report.rescue_findings import GAPS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.questions.sensitivity import Sensitivity

    Row = Mapping[Any, Any]

TOLD = 3
"""Factors that the sentence names."""

LEAST = 0.01
"""A smaller share of the variance is none to speak of."""

LITTLE = 0.1
"""The end of an interval below which a share is next to nothing."""

HEADS = {
    "first": "by itself", "total": "with others", "mu_star": "moves it by", "sigma": "bends, depends",
    "swing": "moves it by",
}  # fmt: skip
"""What is told of a factor, and the head of its column."""

SHARES = ("first", "total")

CALLED = {
    rescued.INDEX: "the rescue index of ",
    rescued.GAINED: "what service gains of ",
    rescued.GAP: "the gap in ",
}
"""What the columns of a sweep that asks for rescues are called, before the name of their measure."""


def measure(name: str) -> str:
    """Call a measure of a sweep in words: `still customers`, `the rescue index of customers kept`."""
    for beginning, words in CALLED.items():
        if name.startswith(beginning):
            of = name.removeprefix(beginning)
            return words + GAPS.get(of, wording.in_a_sentence(of))
    return wording.visible(wording.in_a_sentence(name))


def share(value: float) -> str:
    """Write a share of the variance as it was estimated: chance may have made it less than nothing."""
    if not isfinite(value):
        return wording.UNKNOWN
    return "less than 1 %" if abs(value) < LEAST else f"{round(100 * value):,} %"


def reach(row: Row, name: str) -> str:
    """Write the interval of a share: ` (58 to 66)`; nothing where there is none."""
    low, high = float(row[f"{name}_low"]), float(row[f"{name}_high"])
    if not (isfinite(low) and isfinite(high)):
        return ""
    return f" ({wording.with_width(low, high, f'{round(100 * low):,} to {round(100 * high):,}')})"


# --- the sentence -------------------------------------------------------------------------------------------


def finding(found: Sensitivity) -> str:
    """Say in one sentence what matters most."""
    rows: Sequence[Row] = found.factors.to_dict("records")
    what = kind(found)
    known = [row for row in rows if isfinite(float(row[what]))]
    if not known:
        return f"What {measure(found.measure)} depends on cannot be told: {why_not(found)}."
    first, *others = known
    name = wording.visible(str(first["factor"]))
    if what in ("mu_star", "swing"):
        if what == "swing" and all(float(row["low"]) <= 0 for row in known):
            least = f"{name} by most, {_moved_surely(first, found, what)}"
            return f"No factor surely moves {measure(found.measure)}: {least}."
        most = f"{name} moves {measure(found.measure)} most, by {_moved_surely(first, found, what)}"
        return f"{most}{_then(others, found, what)}."
    by_itself = " by itself" if "total" in found.factors else ""
    of = f"of the variance of {measure(found.measure)}{by_itself}{_in_a_line(found)}"
    if all(float(row["first_low"]) <= 0 for row in known):
        return (
            f"No factor surely accounts for any {of}: {name} has the largest share, {_much(first, found, what)}."
        )
    lead = f"{name} accounts for {share(float(first['first']))}{reach(first, 'first')} {of}"
    return f"{lead}{_then(others, found, 'first')}{_bends(found)}."


def _in_a_line(found: Sensitivity) -> str:
    return " in a straight line" if found.found.bends_take else ""


def _bends(found: Sensitivity) -> str:
    """Say that bends were not looked for, and how many points that takes."""
    takes = found.found.bends_take
    return f"; bends were not looked for, that takes {takes:,} points" if takes else ""


def why_not(found: Sensitivity) -> str:
    """Say why nothing can be told."""
    if found.found.blocks < found.found.of:
        return f"of {wording.count(found.found.of, *block(found))} only {found.found.blocks:,} can be used"
    return "it does not vary, or there are too few points"


def block(found: Sensitivity) -> tuple[str, str]:
    """Name what falls out as a whole where a run is missing, one and several."""
    return {"sobol": ("block", "blocks"), "morris": ("trajectory", "trajectories")}.get(
        found.design, ("point", "points")
    )


def kind(found: Sensitivity) -> str:
    """Give the column that factors are told by."""
    return next(name for name in ("first", "mu_star", "swing") if name in found.factors)


def _then(others: Sequence[Row], found: Sensitivity, what: str) -> str:
    told = [row for row in others[: TOLD - 1] if what != "first" or float(row["first"]) >= LEAST]
    if not told:
        little = not found.found.bends_take and all(float(row["first_high"]) < LITTLE for row in others)
        nothing = "next to nothing" if little else "less than 1 % each"
        return f", the others for {nothing}" if others and what == "first" else ""
    said = [f"{wording.visible(str(row['factor']))} {_much(row, found, what)}" for row in told]
    return f"; then {listed(said)}"


def _much(row: Row, found: Sensitivity, what: str) -> str:
    return (
        share(float(row["first"])) + reach(row, "first")
        if what == "first"
        else f"by {_moved_surely(row, found, what)}"
    )


def _moved_surely(row: Row, found: Sensitivity, what: str) -> str:
    """Write how far a factor moves the measure, with the interval."""
    ends = ("low", "high") if what == "swing" else (f"{what}_low", f"{what}_high")
    low, high = (float(row[end]) for end in ends)
    between = wording.with_width(low, high, f"{moved(low, found, '')} to {moved(high, found, '')}")
    return f"{moved(float(row[what]), found)}{f' ({between})' if isfinite(low) and isfinite(high) else ''}"


def moved(amount: float, found: Sensitivity, points: str = " points") -> str:
    """Write how far a measure moves: in points if it is a share."""
    return change(amount, found.unit).lstrip("+") + (points if found.unit == "share" else "")


# --- how to read it -----------------------------------------------------------------------------------------


OVER_BOTH = "In brackets 95 % intervals, over {} and replications."
OVER_REPLICATIONS = "In brackets 95 % intervals over replications: simulation noise."
BY_ITSELF = "By itself: the share of the variance that a factor accounts for alone"
HOW_TO_READ = {
    "sobol": (f"{BY_ITSELF}; with others: all that it has a part in. {OVER_BOTH.format('blocks')}"),
    "grid": f"{BY_ITSELF}; with others: all that it has a part in. {OVER_REPLICATIONS}",
    "morris": (
        "Moves it by: how far the measure moves, on average, over the whole range of a factor. Bends, depends: "
        "how differently it does so from place to place. In brackets 95 % intervals over trajectories."
    ),
    "one-at-a-time": (
        "Moves it by: the largest difference along a factor, others as the base has them. "
        f"{OVER_REPLICATIONS.removesuffix('.')}, and that the two were chosen for it."
    ),
}
OTHERWISE = f"{BY_ITSELF}, in {{}}. {OVER_BOTH.format('points')}"


def how_to_read(found: Sensitivity) -> str:
    """Say what the columns mean."""
    how = "a straight line" if found.found.bends_take else "a line or a bend"
    return HOW_TO_READ.get(found.design, OTHERWISE.format(how))


def cells(found: Sensitivity) -> list[tuple[str, ...]]:
    """Give the rows of the table: the factor, and each number with its interval."""
    return [
        (wording.visible(str(row["factor"])), *(_cell(row, name, found) for name in columns(found)))
        for row in found.factors.to_dict("records")
    ]


def columns(found: Sensitivity) -> tuple[str, ...]:
    """Give what is told of each factor."""
    return tuple(name for name in HEADS if name in found.factors)


def _cell(row: Row, name: str, found: Sensitivity) -> str:
    value = float(row[name])
    if name in SHARES:
        return share(value).replace("less than", "<") + reach(row, name)
    if not isfinite(value):
        return wording.UNKNOWN
    ends = ("low", "high") if name == "swing" else (f"{name}_low", f"{name}_high")
    low, high = (float(row[end]) for end in ends)
    half = wording.margin(low, high, found.unit)
    return f"{moved(value, found)}{f' ({half})' if half else ''}"


def value(it: object) -> str:
    """Write the value of a factor."""
    if isinstance(it, int | float) and not isinstance(it, bool):
        return number(float(it))
    return wording.visible(str(it))
