"""Answers made by hand, so that what is shown can be compared with what is known."""

from __future__ import annotations

from io import BytesIO, TextIOWrapper
from math import nan
from types import SimpleNamespace

import pandas as pd
import pytest

from sim import Scenario
from sim.questions.rescue.cost import CostPerRescued
from sim.questions.rescue.index import Fading, HalfLife
from sim.report import screen
from sim.statistics.fading import RatioChange

SUMMARY = [
    ("retention", 0.7014, 0.698, 0.7048, "share"),
    ("churned", 0.2986, 0.2952, 0.302, "share"),
    ("cx_index", 73.5, 73.3, 73.7, "index"),
    ("cx", -0.009, -0.011, -0.007, "quality"),
    ("cx_use", 0.038, 0.037, 0.039, "quality"),
    ("cx_failure", -0.047, -0.048, -0.046, "quality"),
    ("nps", 4.0, 3.1, 4.9, "points"),
    ("wait_minutes", 3.2, 3.0, 3.4, "minutes"),
    ("agents", 12.3, 12.2, 12.4, "agents"),
    ("ces", nan, nan, nan, "points of 7"),
    ("clv", 280.4, 279.0, 281.8, "money per buyer"),
    ("bought", 20000.0, 20000.0, 20000.0, "people"),
]
T_OF_8 = 2.3646242515927867
"""The quantile of Student's law behind an interval of eight replications."""

CELLS = {
    "weak_poor": (0.26, 55.0, -62.0, 83.0),
    "weak_excellent": (0.37, 58.0, -44.0, 98.0),
    "strong_poor": (0.81, 80.0, 30.0, 430.0),
    "strong_excellent": (0.86, 83.0, 45.0, 470.0),
}
OUTCOMES = [
    ("saved", 0.12, 0.11, 0.13, 2400, 0.0),
    ("harmed", 0.01, 0.009, 0.011, 200, 0.0),
    ("kept_anyway", 0.25, 0.24, 0.26, 5000, 0.0),
    ("lost_anyway", 0.62, 0.61, 0.63, 12400, 0.0),
]
COUNTED = ["outcome", "share", "low", "high", "people", "one_life"]
UNITS = {"retention": "share", "cx_index": "index", "nps": "points", "clv": "money per buyer"}


@pytest.fixture
def spec():
    return SimpleNamespace(
        name="default",
        title="A typical firm",
        protocol="cohort",
        population=20_000,
        weight=5,
        days=365,
        measure_from_day=0,
        digest="3f2a9c",
        warnings=(),
        money=SimpleNamespace(currency="EUR"),
    )


@pytest.fixture
def results():
    table = pd.DataFrame(SUMMARY, columns=["measure", "mean", "low", "high", "unit"])
    table = table.assign(n=8, sd=(table["high"] - table["low"]) / 2 * 8**0.5 / T_OF_8)
    facts = {"seed": 1, "replications": 8, "engine": "plain"}
    return SimpleNamespace(summary=table, provenance=facts, scenario=SimpleNamespace(segments=()))


@pytest.fixture
def answer(spec):
    rows = [
        (cell, measure, mean, mean - 0.01, mean + 0.01, UNITS[measure])
        for cell, means in CELLS.items()
        for measure, mean in zip(UNITS, means, strict=True)
    ]
    index = [
        ("retention", 0.2, 0.19, 0.21, 0.005, True, 0.11, 0.55),
        ("cx", 0.12, 0.11, 0.13, 0.005, True, 0.03, 0.25),
        ("nps", 0.196, 0.18, 0.21, 0.005, True, 18.0, 92.0),
        ("clv", nan, nan, nan, nan, False, 15.0, 0.0),
    ]
    of_both = [("retention", 0.18, 0.17, 0.19, 0.005, True, 0.11, 0.60)]
    course = [(90, "retention", 0.3, 0.28, 0.32, 0.01, True), (365, "retention", 0.2, 0.19, 0.21, 0.005, True)]
    fell = RatioChange(-0.1, -0.12, -0.08, 0.01, 8)
    return SimpleNamespace(
        scenario=spec,
        sides=SimpleNamespace(names={"weak": "product/weak", "strong": "product/strong"}),
        results={
            "weak_poor": SimpleNamespace(engine="plain", scenario=Scenario().but({"product.quality": 0.35})),
            "strong_poor": SimpleNamespace(engine="plain", scenario=Scenario().but({"product.quality": 0.8})),
        },
        index_over_time=pd.DataFrame(course, columns=["day", "measure", "index", "low", "high", "se", "defined"]),
        half_life=HalfLife(None, 365, known=True),
        fading=Fading(90, 365, fell),
        interaction=pd.DataFrame([("clv", 25.0, 17.0, 34.0)], columns=["measure", "estimate", "low", "high"]),
        counterfactual=SimpleNamespace(
            counts=pd.DataFrame(OUTCOMES, columns=COUNTED),
            bounds=pd.DataFrame(
                {
                    "outcome": [row[0] for row in OUTCOMES],
                    "least": [0.11, 0, 0, 0.37],
                    "most": [0.37, 0.26, 0.26, 0.63],
                }
            ),
        ),
        cost_per_rescued=CostPerRescued(44.2, 38.8, 49.0, True),
        cells=pd.DataFrame(rows, columns=["cell", "measure", "mean", "low", "high", "unit"]),
        index=pd.DataFrame(
            index,
            columns=["measure", "index", "low", "high", "se", "defined", "numerator", "denominator"],
        ),
        attainable=pd.DataFrame(
            of_both,
            columns=["measure", "index", "low", "high", "se", "defined", "numerator", "denominator"],
        ),
        seed=1,
        replications=8,
        population=20_000,
        weight=5,
        days=365,
    )


@pytest.fixture
def shown():
    """Give a function that lets another one draw on a screen and gives back what can be read there."""

    def read(draw, *arguments, width=80, encoding="utf-8"):
        paper = BytesIO()
        console = screen.terminal(TextIOWrapper(paper, encoding=encoding, write_through=True), width=width)
        draw(console, *arguments)
        return paper.getvalue().decode(encoding)

    return read
