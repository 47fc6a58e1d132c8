"""Who has nothing to say is not asked."""

from __future__ import annotations

import numpy as np
import pytest

from sim import Scenario
from sim.journey import talk
from sim.model import JourneyModel

FEW = {"population": 300, "days": 15, "represents": 1, "log": "none"}
SILENT = {"word_of_mouth.rate": 0.0, "word_of_mouth.sensitivity": 0.0}
SPOKEN = ("positive", "negative")


def lived(settings, monkeypatch, *, asked):
    """Live some days; gives what was said, and whether anybody was asked."""
    questions, say = [], talk.say
    monkeypatch.setattr(talk, "say", lambda c, w: questions.append(c) or say(c, w))
    if asked:
        monkeypatch.setattr(talk, "speaks", lambda _: True)
    record = JourneyModel(Scenario.load("default").but(FEW | settings)).run()
    return record, len(questions)


@pytest.mark.parametrize("protocol", ["cohort", "market"])
def test_nobody_is_asked_where_nobody_talks_and_it_makes_no_difference(protocol, monkeypatch):
    quiet, none = lived(SILENT | {"protocol": protocol}, monkeypatch, asked=False)
    asked, questions = lived(SILENT | {"protocol": protocol}, monkeypatch, asked=True)
    assert none == 0 < questions
    for name in quiet.daily:
        assert np.array_equal(quiet.daily[name], asked.daily[name]), name
    for name in quiet.customers:
        assert np.array_equal(quiet.customers[name], asked.customers[name], equal_nan=True), name
    assert not quiet.daily["positive"].any()


@pytest.mark.parametrize("setting", list(SILENT))
def test_who_talks_of_himself_or_of_what_he_felt_is_asked(setting, monkeypatch):
    record, questions = lived(SILENT | {setting: 0.1}, monkeypatch, asked=False)
    assert questions > 0
    assert all(record.daily[tone].sum() > 0.0 for tone in SPOKEN)


def test_who_has_left_talks_less_and_less():
    """All leave on the first day: what is said on the days that are recorded halves every half-life."""
    gone = {"loyalty.churn_rate": 1e6, "loyalty.churn_sensitivity": 0.0, "experience.incident_half_life_days": 4}
    record = JourneyModel(Scenario.load("default").but(FEW | SILENT | gone | {"word_of_mouth.rate": 0.02})).run()
    said = sum(record.daily[tone] for tone in SPOKEN)[::7]
    assert said == pytest.approx([300 * 0.02 * 2 ** (-day / 4) for day in (0, 7, 14)], rel=1e-12)
