"""What each design allows to say of its factors.

sobol            first and total indices, and the total interaction of each pair, over blocks and replications
morris           mean size and spread of the elementary effects
grid             the analysis of variance by factor and pair, with intervals over replications
one-at-a-time    how far the measure moves along each factor from the base
latin-hypercube, list    the share that each factor accounts for by itself, in a line or a bend, over points and
                 replications
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.statistics import factorial, morris, sobol
from sim.statistics.additive import additive, steps
from sim.statistics.highest import highest_less_lowest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.questions.sensitivity.study import Axis, Study
    from sim.statistics.sobol import Shares

    Floats = NDArray[np.float64]

NOTHING = float("nan")
PAIRS = ["factor", "other", "share", "low", "high"]


@dataclass(frozen=True)
class Found:
    """What a method found: a row a factor, a row a pair of factors, the share that is noise, what was left out.

    `blocks` of `of` could be used: base points of a Sobol design, trajectories of a Morris design, else points.
    `filled` points of a grid had no run and were put where the factors by themselves let expect them;
    `levels_out` says which levels were left out because too few of their points had a run. `by_luck` is how large
    the mean effect of a factor that does no more than stir the luck would seem in a screening. `by_blocks` is how
    wide the widest interval of a Sobol design would be without luck. `degree` is that of the curves of a
    regression (0 of other methods); where bends were not looked for, they take `bends_take` points.
    """

    factors: pd.DataFrame
    pairs: pd.DataFrame
    noise: float
    blocks: int
    of: int
    explained: float = NOTHING
    filled: int = 0
    levels_out: tuple[str, ...] = ()
    by_luck: float = NOTHING
    by_blocks: float = NOTHING
    degree: int = 0
    bends_take: int = 0


def method_of(design: str) -> Callable[[Study], Found]:
    """Give the analysis for a design."""
    return {"sobol": of_sobol, "morris": of_morris, "grid": of_grid, "one-at-a-time": of_steps}.get(
        design, of_random
    )


def of_sobol(study: Study) -> Found:
    """Give first and total indices from whole blocks."""
    parts = ["A", "B", *(f"AB:{axis.name}" for axis in study.axes)]
    rows = study.points.assign(part=study.points["part"].astype(str), row=range(len(study.points)))
    wide = rows.pivot(index="block", columns="part", values="row").reindex(columns=parts)
    # A row that is not there stands behind the last one, where nothing is known.
    at = wide.fillna(len(rows)).to_numpy(int).T
    means = np.append(study.means, np.nan)[at]
    shifts = np.vstack([study.found.shifts, np.zeros((1, study.table.shape[1]))])[at]
    found = sobol.indices(
        means[0], means[1], means[2:],
        shifts=(shifts[0], shifts[1], shifts[2:]), replications=study.found.replications,
    )  # fmt: skip
    whole = pd.Series(np.isfinite(means).all(axis=0), index=wide.index)
    used = study.points["block"].map(whole).to_numpy(bool)
    noise = study.found.noise_share(used & study.points["part"].isin(["A", "B"]).to_numpy())
    factors = _factors(study, first=found.first, total=found.total)
    return Found(factors, _pairs(study, found.together), noise, found.blocks, found.of, by_blocks=found.by_blocks)


def of_morris(study: Study) -> Found:
    """Give the screening measures from whole trajectories."""
    rows = study.points.assign(part=study.points["part"].astype(int)).sort_values(["block", "part"]).index
    size = len(study.axes) + 1
    places = np.stack([axis.places for axis in study.axes], axis=1)[rows].reshape(-1, size, size - 1)
    single = np.array([axis.single for axis in study.axes])
    found = morris.screening(places, study.means[rows].reshape(-1, size), single=single)
    frame = pd.DataFrame({"factor": [axis.name for axis in study.axes]})
    for name in ("mu_star", "sigma", "mu"):
        value, reach = getattr(found, name), getattr(found, f"{name}_reach")
        low = value - reach if name == "mu" else np.maximum(value - reach, 0.0)
        frame = frame.assign(**{name: value, f"{name}_low": low, f"{name}_high": value + reach})
    ordered = frame.sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)
    noise = study.found.noise_share(study.distinct)
    # An effect is a difference of two means; a normal error is sqrt(2 / pi) of its sd in size, on average.
    step = np.abs(np.diff(places, axis=1)).sum(axis=(0, 1)).mean() / len(places)
    by_luck = float(np.sqrt(4 / np.pi * study.found.noise_of_means()) / step) if step else NOTHING
    return Found(ordered, pd.DataFrame(columns=PAIRS), noise, found.trajectories, found.of, by_luck=by_luck)


def of_grid(study: Study) -> Found:
    """Give the shares of each factor and pair in the variance between the points of the grid."""
    cells, filled, out = cells_of(study)
    found = factorial.decomposition(cells)
    points = cells[..., 0].size
    factors = _factors(study, first=found.first, total=found.total)
    noise = found.noise if cells.shape[-1] > 1 else NOTHING
    return Found(
        factors,
        _pairs(study, found.together),
        noise,
        points - filled,
        len(study.table),
        filled=filled,
        levels_out=out,
    )


def cells_of(study: Study) -> tuple[Floats, int, tuple[str, ...]]:
    """Give the values of a grid, an axis a factor and the last one replications, without holes.

    A missing run is put at the mean of its point, a missing point where the factors by themselves let expect it;
    says how many points these are, and which levels were left out because they missed too many.
    """
    sizes = [len(axis.levels) for axis in study.axes]
    where = tuple(_level_numbers(axis) for axis in study.axes)
    means, values = np.full(sizes, np.nan), np.full((*sizes, study.table.shape[1]), np.nan)
    means[where], values[where] = study.means, study.found.cleared
    kept = factorial.levels_kept(np.isfinite(means))
    out = tuple(
        f"{axis.name} = {level}" for axis, keep in zip(study.axes, kept, strict=True)
        for level, stays in zip(axis.levels, keep, strict=True) if not stays
    )  # fmt: skip
    means, values = means[np.ix_(*kept)], values[np.ix_(*kept)]
    if not means.size:
        return np.full((*[1] * len(sizes), 1), np.nan), 0, out
    whole = factorial.filled(means)
    return np.where(np.isfinite(values), values, whole[..., None]), int((~np.isfinite(means)).sum()), out


def of_steps(study: Study) -> Found:
    """Give how far the measure moves along each factor, all others as the base has them."""
    rows = [_swing(study, axis) for axis in study.axes]
    factors = pd.DataFrame(rows).sort_values("swing", ascending=False, kind="stable", ignore_index=True)
    there = int((np.isfinite(study.means) & study.distinct).sum())
    noise = study.found.noise_share(study.distinct)
    return Found(factors, pd.DataFrame(columns=PAIRS), noise, there, int(study.distinct.sum()))


def _swing(study: Study, axis: Axis) -> dict[str, Any]:
    """Give the largest difference between two points along a factor, as surely as of two that were chosen."""
    rows = along_axis(study, axis)
    known = rows[np.isfinite(study.means[rows])]
    if len(known) < 2:
        return {
            "factor": axis.name,
            "swing": NOTHING,
            "low": NOTHING,
            "high": NOTHING,
            "least": None,
            "most": None,
        }
    least, most = known[study.means[known].argmin()], known[study.means[known].argmax()]
    found = highest_less_lowest(study.table[most], study.table[least], of=len(known))
    return {
        "factor": axis.name, "swing": study.means[most] - study.means[least], "low": found.low, "high": found.high,
        "least": axis.values[least], "most": axis.values[most],
    }  # fmt: skip


def along_axis(study: Study, axis: Axis) -> NDArray[np.intp]:
    """Give the rows in which all other factors are as the base has them, in order along this one."""
    rows = np.flatnonzero(_others_as_in_base(study, axis))
    _, first = np.unique(axis.places[rows], return_index=True)
    return rows[first]


def _others_as_in_base(study: Study, axis: Axis) -> NDArray[np.bool_]:
    if "part" in study.points:
        return study.points["part"].isin(["base", axis.name]).to_numpy(bool)
    alike = np.ones(len(study.table), bool)
    for other in study.axes:
        if other is not axis:
            places, counts = np.unique(other.places, return_counts=True)
            alike &= other.places == places[counts.argmax()]
    return alike


def of_random(study: Study) -> Found:
    """Give what each factor accounts for by itself, in a line or a bend."""
    columns = [axis.places if axis.ordered else steps(axis.places) for axis in study.axes]
    luck = study.found
    found = additive(
        columns, np.where(study.distinct, luck.means, np.nan),
        shifts=luck.shifts, replications=luck.replications,
    )  # fmt: skip
    factors = _factors(study, first=found.first)
    noise = study.found.noise_share(study.distinct)
    return Found(
        factors, pd.DataFrame(columns=PAIRS), noise, found.points, int(study.distinct.sum()), found.explained,
        degree=found.degree, bends_take=found.bends_take,
    )  # fmt: skip


# --- tables -------------------------------------------------------------------------------------------------


def _factors(study: Study, **found: Shares) -> pd.DataFrame:
    """Give a row a factor, the one that accounts for most first."""
    columns: dict[str, Any] = {"factor": [axis.name for axis in study.axes]}
    for name, shares in found.items():
        columns |= {name: shares.value, f"{name}_low": shares.low, f"{name}_high": shares.high}
    return pd.DataFrame(columns).sort_values(list(found)[-1], ascending=False, kind="stable", ignore_index=True)


def _pairs(study: Study, found: Shares) -> pd.DataFrame:
    """Give a row a pair of factors, the one that does most together first."""
    names = [axis.name for axis in study.axes]
    rows = [
        (names[i], names[j], *values)
        for (i, j), *values in zip(sobol.pairs(len(names)), found.value, found.low, found.high, strict=True)
    ]
    return pd.DataFrame(rows, columns=PAIRS).sort_values(
        "share", ascending=False, kind="stable", ignore_index=True
    )


def _level_numbers(axis: Axis) -> NDArray[np.intp]:
    return np.searchsorted(np.unique(axis.places), axis.places)
