"""Churn by calls to customer service (modeldata/mlc_churn, 5,000 customers): a step at the fourth call.

A note in the source says that the data are "artificial based on claims similar to real world", and nothing says
over what time calls were counted. Here it is the first 90 of 180 days, and churn that of those who were still
customers then, over the rest: counted over the whole time, those who leave early have had no time to call.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.data_sets.study import OBSERVED, Told, missed_by, percent, settled
from docs.generate.page import table
from sim.measures.measure import of_buyers
from sim.questions.fit import fit, read_table
from sim.questions.fit.targets import of_table
from sim.questions.observed import Observation, halfway
from sim.report.figures.style import BLUE, INK, ORANGE, VERMILION, Sheet, in_house_style
from sim.scenario import Scenario
from sim.simulate import simulate_all

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from sim.questions.fit import Fit
    from sim.results import Results

    Floats = NDArray[np.float64]

PEOPLE = 20_000
RUNS = 4
AGE = 180
MEAN_CALLS, VARIANCE_OF_CALLS, CUSTOMERS = 1.5704, 1.7062, 5_000
MOST = 6
"""So many calls or more are one group."""


def study(people: int | None, workers: int) -> Told:
    """Compare the archetype, the same with as many calls, and one that is fitted to churn by calls too."""
    people = people or PEOPLE
    rows = read_table(OBSERVED / "calls_and_churn.csv", "calls_and_churn.csv")
    firm = Scenario.load("archetypes/utility").but({"population": people, "represents": 1, "log": "none"})
    of_all = replace(rows[0], value=0.1414, error=0.005, least_contacts=0, most_contacts=None, of=CUSTOMERS)
    fits = [
        fit(firm, {}, given, rivals=(), workers=workers)
        for given in ((calls_made(), of_all), (calls_made(), *rows))
    ]
    worlds = [firm, *(found.scenario for found in fits)]
    seen = [by_calls(*lives) for lives in lived(worlds, workers)]
    return Told(told(rows, fits, seen), picture(rows, seen))


def calls_made() -> Observation:
    """As many calls a customer-year as the data have in half the time."""
    per_year = 365.0 / halfway(AGE)
    error = np.sqrt(VARIANCE_OF_CALLS / CUSTOMERS) * per_year
    return Observation("contact_rate", MEAN_CALLS * per_year, AGE, float(error), is_measured=True)


def lived(worlds: list[Scenario], workers: int) -> list[tuple[Results, Results]]:
    """The same lives looked at when calls are counted and when churn is."""
    ages = (halfway(AGE), AGE)
    specs = [world.but({"days": days}) for world in worlds for days in ages]
    found = simulate_all(specs, replications=RUNS, seed=2, workers=workers)
    return list(zip(found[::2], found[1::2], strict=True))


def by_calls(half: Results, whole: Results) -> Floats:
    """For 0, 1, ... calls: the share of those still customers at half time who made so many, and who then left."""
    groups = [
        Observation("churn", 0.5, AGE, 0.01, calls, calls if calls < MOST else None) for calls in range(MOST + 1)
    ]
    gone, made = [], []
    for early, late in zip(half.records, whole.records, strict=True):
        gone.append([target.measured(early, late) for target in of_table(groups, 0)])
        there = of_buyers(early, "is_customer")
        calls = np.minimum(of_buyers(early, "contacts")[there].astype(int), MOST)
        made.append(np.bincount(calls, minlength=MOST + 1) / len(calls))
    return np.array([np.mean(made, axis=0), np.mean(gone, axis=0)])


def told(rows: tuple[Observation, ...], fits: list[Fit], seen: list[Floats]) -> str:
    """Say it in tables."""
    counts = np.array([row.of for row in rows])
    shares = counts / counts.sum()
    lines = [
        (row.group, percent(shares[at], 0), *(percent(made[at], 0) for made, _ in seen),
         f"{percent(row.value)} ± {100 * row.margin:.1f}", *(percent(gone[at]) for _, gone in seen))
        for at, row in enumerate(rows)
    ]  # fmt: skip
    head = ("calls", "made by", "archetype", "as many calls", "fitted", "have left", "archetype", "as many calls",
            "fitted")  # fmt: skip
    notes = "\n".join(
        f"- {name}: {settled(found)}; chi-squared {missed_by(found)}"
        for name, found in zip(("as many calls", "fitted"), fits, strict=True)
    )
    steps = ", ".join(
        f"{name} {jump(made, gone):.1f}"
        for name, (made, gone) in zip(("archetype", "as many calls", "fitted"), seen, strict=True)
    )
    data = jump(shares, np.array([row.value for row in rows]))
    note = f"Of those with four calls or more so many times as many leave as of others: data {data:.1f}, {steps}."
    return "\n\n".join((table(head, lines), notes, note))


def jump(made: Floats, gone: Floats) -> float:
    """How many times as many leave of those with four calls or more as of those with fewer."""
    few, many = (np.nansum((made * gone)[these]) / made[these].sum() for these in (slice(0, 4), slice(4, None)))
    return float(many / few)


@in_house_style
def picture(rows: tuple[Observation, ...], seen: list[Floats]) -> Figure:
    """Draw churn by calls: observed, and in the three worlds."""
    sheet = Sheet(
        "The data jump at the fourth call; in the model churn rises call by call",
        "black: observed, 95 % interval · orange, dotted: archetype · red, dashed: as many calls · blue: fitted",
        height=3.0,
    )
    ax = sheet.axes(0.75, 0.3, bottom=0.55)
    at = np.arange(len(rows))
    styles = ((ORANGE, ":"), (VERMILION, "--"), (BLUE, "-"))
    for (_, gone), (colour, line) in zip(seen, styles, strict=True):
        ax.plot(at, 100.0 * gone, color=colour, linestyle=line)
    ax.errorbar(at, [100.0 * row.value for row in rows], yerr=[100.0 * row.margin for row in rows], fmt="o",
                color=INK, markersize=5, capsize=3)  # fmt: skip
    ax.set(xlim=(-0.3, MOST + 0.3), xlabel="calls so far", ylabel="gone, %")
    ax.set_ylim(bottom=0)
    ax.set_xticks(at, [row.group for row in rows])
    ax.grid(axis="y")
    return sheet.figure
