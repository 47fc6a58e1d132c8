"""A small rescue, and findings of later stages made by hand: what is shown can be compared with what is known."""

from __future__ import annotations

from functools import cache
from math import nan
from types import SimpleNamespace

import pandas as pd

from sim import Scenario
from sim.questions.rescue import rescue
from sim.questions.stories import Life, Story
from sim.report import figures

MEASURES = ("retention", "cx", "nps", "clv", "profit")
NOTHING_TO_DO = {
    "failures.rate": 0.0,
    "failures.question_rate": 0.0,
    "journey.engagement.enquiry_chance": 0.0,
    "journey.exit.damage_chance": 0.0,
    "returns.rate": 0.0,
}
"""A firm whose customers never have a reason to turn to the desk."""


@cache
def shared():
    """Give the one rescue that most tests look at."""
    return small()


@cache
def shared_pictures():
    """Give its pictures, with those of the later stages."""
    return figures.of_rescue(shared(), reach=reached(), uncertainty=doubted())


def small(settings=None, *, replications=3):
    """Give a rescue of few people and days."""
    firm = Scenario.load("default").but({"population": 150, "days": 35, "represents": 400, **(settings or {})})
    return rescue(firm, replications=replications, seed=1)


def reached():
    """Give what the second stage finds, as it would in a firm where service matters little."""
    qualities, services = (0.35, 0.45, 0.55, 0.65, 0.8), (0.0, 0.25, 0.5, 0.75, 1.0)
    rows = [
        {"quality": quality, "service": service, "measure": measure, "value": value, "low": nan, "high": nan}
        for quality in qualities
        for service in services
        for measure, value in (
            ("retention", 0.27 + 1.1 * (quality - 0.35) + 0.1 * service * (1 - quality)),
            ("profit", 40.0 + 90.0 * (quality - 0.35) + 9.0 * service * (quality - 0.5)),
        )
    ]
    share = {"index": 0.3, "low": 0.28, "high": 0.32, "defined": True}
    worth = {"dq": 0.061, "low": 0.055, "high": 0.066, "defined": True, "note": ""}
    return SimpleNamespace(
        ceiling=pd.DataFrame([{"measure": measure, **share} for measure in MEASURES]),
        quality_equivalent=pd.DataFrame([{"measure": measure, **worth} for measure in MEASURES]),
        break_even=SimpleNamespace(
            quality=0.5,
            low=0.45,
            high=0.55,
            text="excellent service pays for itself from a product quality of 0.50 on",
        ),
        map=pd.DataFrame(rows),
    )


def told():
    """Give a story of two lives that part, with hostile words in it."""
    shared_days = ((0, "buys"), (3, "meets a failure <b>&</b>"))
    one, other = (*shared_days, (9, "leaves")), (*shared_days, (4, "is helped at once"), (9, "stays on"))
    lives = Life("poor service", one), Life("excellent service", other)
    return Story("Customer 7 is saved", "Near the middle of the saved.", lives, "saved", 7, 1, "<i>families</i>")


def doubted():
    """Give what the study of uncertainty finds: the index in a few worlds, and what moves it."""
    worlds = [0.05, 0.1, 0.15, 0.2, 0.2, 0.3, 0.5]
    drivers = {
        "recovery.service_weight": 0.42,
        "failures.minor.contact_chance": 0.3,
        "experience.use_weight": 0.2,
    }
    interval = {"low": 0.07, "median": 0.2, "high": 0.51, "n": 7, "undefined": 0, "noise": 0.1}
    driver = {"measure": "retention", "low": 0.1, "high": 0.5}
    return SimpleNamespace(
        points=pd.DataFrame(dict.fromkeys(MEASURES, worlds)),
        intervals=pd.DataFrame([{"measure": measure, **interval} for measure in MEASURES]),
        drivers=pd.DataFrame([
            {**driver, "parameter": key, "meaning": f"What {key} means: in short.", "importance": value,
             "sign": -1 if "use" in key else 1}
            for key, value in drivers.items()
        ]),
    )  # fmt: skip
