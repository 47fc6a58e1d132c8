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
from sim.statistics.sobol import FEW_BLOCKS, FEWEST_BLOCKS

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

MUCH_NOISE = 0.25
"""The share of noise from which more replications would pay before anything else."""

FEW = 5
"""Replications below which intervals over them rest on little."""

LUCKS_PART = 2.0**0.5
"""How many times as wide as over blocks alone an interval is where luck has the larger part in it."""

WIDE = 0.3
"""An interval of a share of the variance that is wide: from 10 to 40 %, say."""

OVER_TRAJECTORIES = "morris"
"""The design whose intervals are not over replications."""

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
        return f"of {wording.count(found.found.of, *_block(found))} only {found.found.blocks:,} can be used"
    return "it does not vary, or there are too few points"


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


# --- what goes with it --------------------------------------------------------------------------------------


def limits(found: Sensitivity) -> list[str]:
    """Say what the numbers rest on: interactions, noise, what is missing."""
    told = (
        _together, _rest, noise, two_replications, _one_replication, _wide, _few_blocks, _beyond, _one_step,
        _by_luck, missing, _left_out, _undefined,
    )  # fmt: skip
    return [line for line in (tell(found) for tell in told) if line]


def _together(found: Sensitivity) -> str:
    """Say which two factors do most together."""
    if not len(found.pairs):
        return ""
    row = found.pairs.iloc[0]
    if not isfinite(row["share"]) or (row["share"] < LEAST and not isfinite(row["low"])):
        return ""
    if row["share"] < LEAST or row["low"] <= 0:
        return "No two factors do anything together that could be told from chance."
    ends = reach({"share_low": row["low"], "share_high": row["high"]}, "share")
    both = f"{wording.visible(str(row['factor']))} and {wording.visible(str(row['other']))}"
    return f"{both} account for {share(float(row['share']))}{ends} more, together."


def _rest(found: Sensitivity) -> str:
    """Say how much all factors account for by themselves, where that is all that can be told."""
    explained = found.found.explained
    if not isfinite(explained):
        return ""
    return (
        f"By themselves the factors account for {share(explained)}; the rest is what they do together, "
        f"{'bends' if found.found.bends_take else 'steeper bends'}, and noise."
    )


def noise(found: Sensitivity) -> str:
    """Say how much of the variance between points is luck."""
    if not isfinite(found.noise):
        return "How much is simulation noise is not known: no point has a second replication."
    said = f"{share(found.noise)} of the variance between points is simulation noise."
    said = said[0].upper() + said[1:]
    if found.noise > MUCH_NOISE:
        return f"{said} More replications would tell more."
    replications = found.study.table.shape[1]
    few = found.design != OVER_TRAJECTORIES and wording.FEW_REPLICATIONS < replications < FEW
    return f"{said} {_intervals(replications)}" if few else said


def two_replications(found: Sensitivity) -> str:
    """Warn of intervals over two replications."""
    over = found.design != OVER_TRAJECTORIES
    few = wording.few_replications(found.study.table.shape[1]) if over else ()
    return "".join(f"Note: {one}." for one in few)


def _one_replication(found: Sensitivity) -> str:
    """Say why shares have no interval."""
    if "first" not in found.factors or isfinite(found.noise) or not found.factors["first"].notna().any():
        return ""
    return (
        "No intervals: from one replication luck that goes with a factor cannot be told from what the factor does."
    )


def _intervals(replications: int) -> str:
    few = wording.count(replications, "replication")
    return f"Intervals from {few} rest on little; a few more replications tell how far luck reaches."


def _wide(found: Sensitivity) -> str:
    """Say what would narrow the intervals of a Sobol design: blocks, or replications."""
    if found.design != "sobol" or not len(found.factors):
        return ""
    widest = max(float((found.factors[f"{name}_high"] - found.factors[f"{name}_low"]).max()) for name in SHARES)
    blocks = found.found.by_blocks
    if widest > max(WIDE, LUCKS_PART * blocks):
        return "Intervals are wide for luck more than for the few blocks: more replications narrow them most."
    if not blocks > WIDE:
        return ""
    return f"{wording.count(found.found.blocks, 'block')} leave wide intervals; four times as many halve them."


def _few_blocks(found: Sensitivity) -> str:
    """Say that intervals over few blocks promise too much."""
    if found.design != "sobol" or not FEWEST_BLOCKS <= found.found.blocks < FEW_BLOCKS:
        return ""
    return f"From fewer than {FEW_BLOCKS} blocks 95 % intervals hold the true share less often than they say."


def _beyond(found: Sensitivity) -> str:
    """Say what shares below nothing, or above all of the variance, are."""
    names = [name + end for name in SHARES if name in found.factors for end in ("", "_low", "_high")]
    told = found.factors[names].to_numpy(float)
    if not ((told <= -LEAST) | (told >= 1 + LEAST)).any():
        return ""
    return "No true share is below 0 or above 100 %: numbers beyond show how rough the estimates are."


def _one_step(found: Sensitivity) -> str:
    """Say which factors of a screening have no interval, and why."""
    if "mu_star" not in found.factors:
        return ""
    rows = found.factors[found.factors["mu_star"].notna() & found.factors["mu_star_low"].isna()]
    names = [wording.visible(str(name)) for name in rows["factor"]]
    if not names:
        return ""
    return (
        f"No interval for {listed(names)}: all trajectories took the same step there, and what another would do, "
        "or whether it bends, cannot be told. More trajectories can."
    )


def _by_luck(found: Sensitivity) -> str:
    """Say how far a factor that does no more than stir the luck would seem to move the measure."""
    seems = found.found.by_luck
    if not isfinite(seems):
        return ""
    return (
        "A factor that does nothing moves it by exactly 0, since luck is the same at every point; "
        f"one that does no more than stir the luck would seem to move it by about {moved(seems, found)}."
    )


def missing(found: Sensitivity) -> str:
    """Say which runs are missing, and what had to be left out for it."""
    study, used = found.study, found.found
    gone = study.of - study.runs
    out = used.of - used.blocks
    if not gone and not out:
        return ""
    runs = f"{gone:,} of {wording.count(study.of, 'run')} {'is' if gone == 1 else 'are'} missing"
    blocks = f"{out:,} of {wording.count(used.of, *_block(found))} {'was' if out == 1 else 'were'} left out"
    if used.filled and not used.levels_out:
        blocks = (
            f"{out:,} of {wording.count(used.of, 'point')} stand where the factors by themselves let expect them"
        )
    return f"{'; '.join([*([runs] if gone else []), *([blocks] if out else [])])}."


def _left_out(found: Sensitivity) -> str:
    levels = [wording.visible(one) for one in found.found.levels_out]
    return f"Left out, because fewer than half of their points are known: {listed(levels)}." if levels else ""


def _undefined(found: Sensitivity) -> str:
    gone = found.study.undefined
    if not gone:
        return ""
    why = ": no gap is clear of the noise" if found.measure.startswith((rescued.INDEX, rescued.GAP)) else ""
    return f"In {wording.count(gone, 'run')} {measure(found.measure)} is not defined{why}; they do not count."


def _block(found: Sensitivity) -> tuple[str, str]:
    return {"sobol": ("block", "blocks"), "morris": ("trajectory", "trajectories")}.get(
        found.design, ("point", "points")
    )


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
