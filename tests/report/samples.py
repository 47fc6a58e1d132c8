"""A sample of every picture in the docs: of small or made-up answers, with names as people give them."""

from __future__ import annotations

from functools import cache
from math import isfinite
from statistics import fmean
from typing import TYPE_CHECKING

import pandas as pd

from sim import Scenario
from sim.questions.compare import compare
from sim.questions.facts import FACTS
from sim.questions.facts.answer import Facts
from sim.questions.sensitivity import sensitivity
from sim.report import figures
from sim.report.figures.of_sweep import of_sensitivity
from tests.report.figures.conftest import made
from tests.report.figures.test_figures_sweep import swept
from tests.report.rescues import reached, shared
from tests.report.splits import split_of
from tests.report.test_worth_words import worth_of
from tests.report.two_lives import lived

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    Figures = dict[str, Figure]

LEVERS = ("product.quality", "desk.staffing_ratio", "failures.rate")


@cache
def run() -> Figures:
    """The pictures of a small run, of a product that leads to many contacts."""
    return figures.of_run(made("weak"))


@cache
def market() -> Figures:
    """Those of a small market."""
    return figures.of_run(made("market"))


@cache
def comparison() -> Figures:
    """Those of a small firm beside another, under the numbers of two."""
    firm = Scenario.load("default").but({"population": 100, "days": 30})
    other = firm.but({"desk.staffing_ratio": 1.4})
    drawn = figures.of_comparison(compare(firm, other, labels=["desk.staffing_ratio=1.4"], replications=2, seed=1))
    return drawn | {name.replace("1", "2"): figure for name, figure in drawn.items()}


@cache
def rescue() -> Figures:
    """Those of a small rescue, with more people to be told of than it saves."""
    told = [(("saved", "before", "contacts"), [4.0, 4.1])]
    who = figures.who_they_are(lived((120, 10, 240, 630), (130, 12, 240, 618), told=told))
    return figures.of_rescue(shared(), reach=reached()) | {"who": who}


@cache
def why() -> Figures:
    """Those of a split of made-up numbers."""
    firms = (Scenario.load(f"debates/who_lost_them/{which}_throughout") for which in ("weak", "strong"))
    return figures.of_why(split_of(*firms))


@cache
def worth() -> Figures:
    """Those of what made-up levers are worth."""
    return figures.of_worth(worth_of())


@cache
def facts() -> Figures:
    """Those of all facts, each in the middle of its band or at the one end that it has."""
    rows = [
        (one.id, figure.name, replication, value + 0.01 * replication)
        for one in FACTS
        for figure in one.figures
        if figure.band is not None
        for value in [fmean(filter(isfinite, figure.band.ends))]
        for replication in range(2)
    ]
    columns = ["fact", "figure", "replication", "value"]
    return figures.of_facts(Facts(Scenario.load("default"), FACTS, pd.DataFrame(rows, columns=columns), seed=1))


@cache
def grid() -> Figures:
    """Those of a made-up sweep over a grid, as its report calls them."""
    return _sweep("grid", LEVERS[:2])


@cache
def sobol() -> Figures:
    """Those of one by Sobol's design."""
    return _sweep("sobol", LEVERS)


def _sweep(design: str, names: tuple[str, ...]) -> Figures:
    found = of_sensitivity(sensitivity(swept(design, names, words=design == "sobol")))
    return {f"sweep_{name}": figure for name, figure in found.items()}
