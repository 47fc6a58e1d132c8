"""What goes with the finding of a sweep: what else it tells, and how far its numbers can be trusted."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sim.measures import rescued
from sim.report import wording
from sim.report.counting import listed
from sim.report.sensitivity_words import LEAST, SHARES, block, measure, moved, reach, share
from sim.statistics.sobol import FEW_BLOCKS, FEWEST_BLOCKS

if TYPE_CHECKING:
    from sim.questions.sensitivity import Sensitivity

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
    blocks = f"{out:,} of {wording.count(used.of, *block(found))} {'was' if out == 1 else 'were'} left out"
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
