"""Repeat purchases at CDNOW: the likelihood of the model's law beside BG/NBD, for the same 2,357 buyers.

In the model occasions to buy again come at a rate of one's own (gamma, `loyalty.repurchase_cv`) or at one for all,
and each is taken with a chance that hangs on loyalty (normal); one that is not taken is the end. With x repeat
purchases, the last after t, watched for T, rate h and chance p

    L = E h^x p^x (exp(-h T) + (1 - p) (exp(-h t) - exp(-h T)))

over who the buyer may be: still there without an occasion since, or gone at one since. The data are the 1/10
sample that Fader, Hardie & Lee (2005) use, watched for up to 39 weeks (`pip install lifetimes`).
"""

from __future__ import annotations

import csv
import json
from functools import partial
from importlib import resources, util
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, gammaln, logsumexp

from benchmarks.data_sets.study import OBSERVED, Told
from docs.generate.page import table
from sim.theory.repeat_buying import RepeatBuying

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

INERTIA, LOYALTY = 0.807, 6.0
"""The gate of the archetype of goods for who has bought before: log odds, and what a unit of loyalty adds."""
WEEKS_A_YEAR = 365.0 / 7.0
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(60)
LOG_WEIGHTS = np.log(WEIGHTS / WEIGHTS.sum())
BG_NBD = json.loads((OBSERVED.parent / "reference_values.json").read_text(encoding="utf-8"))["bgnbd"]
HOW_TO_GET_THEM = "The histories of the buyers are missing; get them with `pip install lifetimes`."


def histories() -> list[Floats] | None:
    """Repeat purchases, the week of the last and the weeks watched; None where the data are missing."""
    if util.find_spec("lifetimes") is None:
        return None
    text = resources.files("lifetimes.datasets").joinpath("cdnow_customers_summary.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return [np.array([float(row[key]) for row in rows]) for key in ("frequency", "recency", "T")]


def study(_people: int | None, _workers: int) -> Told:
    """Give the likelihood of each law at its best, where the data are there."""
    seen = histories()
    if seen is None:
        return Told(HOW_TO_GET_THEM)
    one, own = best(seen, AT_ONE_PACE), best(seen, AT_ONES_OWN_PACE)
    bg_nbd = float(RepeatBuying(**BG_NBD["params"]).log_likelihood(*seen).sum())
    rows = [
        ("all buy at one rate", *_row(*one)),
        ("each at a rate of his own, gamma", *_row(*own)),
        ("BG/NBD", f"{bg_nbd:.1f}", "4", ""),
    ]
    repeats = seen[0]
    note = (
        f"{len(repeats):,} buyers, watched for {seen[2].min():.0f} to {seen[2].max():.0f} weeks: "
        f"{100 * (repeats == 0).mean():.1f} % did not buy again, {repeats.mean():.2f} repeat purchases a buyer."
    )
    return Told(f"{note}\n\n{table(('law', 'ln L', 'parameters', 'at its best'), rows)}")


AT_ONE_PACE = {"rate": 0.12, "mean": -0.2, "sd": 0.3}
AT_ONES_OWN_PACE = {"rate": 0.09, "cv": 1.3, "sd": 0.3}
"""From where the best parameters are looked for; those that are not named are 0."""
POSITIVE = ("rate", "cv", "sd")


def best(seen: list[Floats], start: dict[str, float]) -> tuple[float, dict[str, float]]:
    """The highest likelihood, and where it is."""
    names = list(start)

    def at(place: Floats) -> dict[str, float]:
        pairs = zip(names, map(float, place), strict=True)
        return {"cv": 0.0, "mean": 0.0} | {name: np.exp(x) if name in POSITIVE else x for name, x in pairs}

    def cost(place: Floats) -> float:
        return -log_likelihood(*seen, **at(place))

    begun = [np.log(value) if name in POSITIVE else value for name, value in start.items()]
    found = minimize(cost, begun, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-3})
    return -float(found.fun), {name: at(found.x)[name] for name in names}


def _row(likelihood: float, place: dict[str, float]) -> tuple[str, str, str]:
    said = {"loyalty.repurchases_per_year": place["rate"] * WEEKS_A_YEAR, "loyalty.sd": place["sd"]}
    said |= {
        f"loyalty.{key}": place[name] for name, key in (("cv", "repurchase_cv"), ("mean", "mean")) if name in place
    }
    return f"{likelihood:.1f}", str(len(place)), ", ".join(f"`{key}` {value:.3f}" for key, value in said.items())


def log_likelihood(
    repeats: Floats, last: Floats, watched: Floats, *, rate: float, cv: float, mean: float, sd: float
) -> float:
    """ln L of all buyers, for a mean rate a week, its coefficient of variation, and loyalty."""
    taken = expit(INERTIA + LOYALTY * (mean + sd * NODES))[:, np.newaxis]
    seen = LOG_WEIGHTS[:, np.newaxis] + repeats * np.log(taken)
    came = partial(_log_came, repeats, rate=rate, cv=cv)
    alive, until_last = came(watched), came(last)
    gone = np.log1p(-taken) + until_last + np.log(-np.expm1(np.minimum(alive - until_last, -1e-12)))
    return float(logsumexp(seen + np.logaddexp(alive, gone), axis=0).sum())


def _log_came(repeats: Floats, time: Floats, *, rate: float, cv: float) -> Floats:
    """ln E h^x exp(-h t) over rates."""
    if cv == 0.0:
        return np.asarray(repeats * np.log(rate) - rate * time)
    shape = 1.0 / cv**2
    scale = shape / rate
    known = gammaln(shape + repeats) - gammaln(shape) + shape * np.log(scale)
    return np.asarray(known - (shape + repeats) * np.log(scale + time))
