"""No sentence about a rescue says more than its intervals allow."""

from __future__ import annotations

from math import nan

import pytest

from sim.questions.rescue.index import Fading, HalfLife
from sim.report import rescue_findings as said
from sim.report import wording
from sim.statistics.fading import RatioChange


def index(value=0.2, low=0.18, high=0.22, *, defined=True, measure="retention", day=365, gap=0.001):
    return {"measure": measure, "index": value, "low": low, "high": high, "defined": defined, "day": day,
            "numerator": value, "denominator": gap}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (index(), "closes about a fifth of the gap in customers kept between the weak product and the strong one: "
                  "20 % (18 to 22 %)."),
        (index(0.03, -0.01, 0.07), "cannot be told from luck: it closes 3.0 % of the gap"),
        (index(-0.2, -0.3, -0.1), "does not rescue: the gap to the strong product grows (-20 %; -30 to -10 %)."),
        (index(low=nan, high=nan), "In the one world that was run"),
        (index(nan, nan, nan, defined=False), said.NO_GAP),
        (index(nan, nan, nan, defined=False, gap=nan), wording.nobody()),
        (index(nan, nan, nan, defined=False, gap=0.08), "keeps 8.0 of 100 buyers more than the weak one"),
    ],
)  # fmt: skip
def test_the_answer_is_hedged_by_its_interval(row, sentence):
    assert sentence in said.answered(row)
    assert (said.answered(row, same=True) == said.AS_MANY) is (sentence != wording.nobody())


@pytest.mark.parametrize(
    ("service", "sentence"),
    [
        ((0.1, 0.08, 0.12), "keeps 10 more (8 to 12)"),
        ((0.12, 0.116, 0.124), "keeps 12.0 more (11.6 to 12.4)"),
        ((0.012, 0.010, 0.014), "keeps 1.2 more (1.0 to 1.4)"),
        ((-0.05, -0.07, -0.03), "keeps 5 fewer (3 to 7)"),
        ((0.01, -0.01, 0.03), "keeps between 1.0 fewer and 3.0 more, which may be luck;"),
        ((0.0, 0.0, 0.0), "keeps not one more or fewer"),
        ((0.1, nan, nan), "keeps 10 more;"),
    ],
)
def test_people_kept_are_told_as_far_as_luck_allows(service, sentence):
    assert sentence in said.more_kept(service, (0.5, 0.49, 0.51))


def test_most_and_least_are_named_only_where_their_intervals_are_apart():
    apart = [index(0.2, 0.18, 0.22), index(0.05, 0.04, 0.06, measure="clv")]
    near = [index(0.2, 0.1, 0.3), index(0.18, 0.1, 0.26, measure="clv")]
    assert said.closed(apart) == "Service closes 20 % of the gap in customers kept, but 5.0 % in lifetime value."
    assert said.closed(near) == "Service closes 18 to 20 % of the gap, whatever is measured."
    none = index(defined=False, measure="nps")
    assert said.closed([*near, none]) == "Service closes 18 to 20 % of the gap, wherever there is a clear one."
    assert said.closed([index(defined=False)]) == "There is no clear gap to close in any measure."


def test_no_share_that_may_be_luck_is_said_to_be_closed_without_saying_so():
    kept, profit = index(0.3, 0.1, 0.5), index(0.1, -0.2, 0.4, measure="profit")
    assert said.closed([kept, profit]).endswith("of the gap, whatever is measured; in profit that may be luck.")
    assert said.closed([profit]) == "Service closes 10 % of the gap in profit: that may be luck."


@pytest.mark.parametrize(
    ("first", "last", "fell", "sentence"),
    [
        (index(0.25, 0.24, 0.26, day=90), index(0.17, 0.16, 0.18), False, "Service buys time"),
        (index(0.25, 0.2, 0.3, day=90), index(0.22, 0.18, 0.26), True, "does not halve within 365 days."),
        (index(0.25, 0.2, 0.3, day=90), index(0.22, 0.18, 0.26), False, "not told apart from luck."),
        (index(0.1, 0.09, 0.11, day=90), index(0.2, 0.18, 0.22), False, "adds up"),
        (index(0.25, nan, nan, day=90), index(0.1, nan, nan), False, "one replication, so no interval."),
        (index(day=90, defined=False), index(), False, "Service closes 20 % of the gap after a year."),
        (index(day=90, defined=False), index(defined=False), False, "There is no clear gap"),
    ],
)
def test_service_is_said_to_fade_only_where_it_does(first, last, fell, sentence):
    change = RatioChange(-0.03, -0.05, -0.01 if fell else 0.01, 0.01, 4)
    course = [index(0.4, 0.39, 0.41, day=30), first, last] if first["defined"] else [first, last]
    assert sentence in said.over_time(course, HalfLife(None, 365, known=True), Fading(90, 365, change))


def test_a_half_life_names_the_day_that_it_counts_from():
    gone = said.halved(HalfLife(211.4, 365, known=True))
    assert gone == "Half of what service closed after 30 days is gone after 211 days."


def test_a_half_life_that_is_not_known_is_not_said_to_be_long():
    assert "does not halve within 365 days." in said.halved(HalfLife(None, 365, known=True))
    unknown = said.halved(HalfLife(None, 365, known=False))
    assert unknown == "The half-life is not known: service had surely closed none of the gap after 30 days."


@pytest.mark.parametrize(
    ("true", "asked", "sentence"),
    [
        (index(0.2), index(0.1, 0.09, 0.11), "it does not hear those who have left."),
        (index(0.2), index(0.3, 0.29, 0.31), "it overrates service."),
        (index(0.2), index(0.21, 0.19, 0.23), "not told apart."),
        (index(0.2), index(defined=False), "do not differ enough"),
    ],
)
def test_what_a_survey_would_have_said_stands_beside_the_truth(true, asked, sentence):
    assert sentence in said.surveyed(true, asked)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"estimate": -0.07, "low": -0.09, "high": -0.05}, "7.0 customers of 100 fewer there (5.0 to 9.0)"),
        ({"estimate": 0.01, "low": -0.01, "high": 0.03}, "not told from luck"),
        ({"estimate": 0.0, "low": 0.0, "high": 0.0}, "as many customers"),
    ],
)
def test_what_service_does_for_the_strong_product_is_hedged(row, sentence):
    assert sentence in said.interacts(row)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            {"dq": 0.06, "low": 0.05, "high": 0.07, "defined": True, "note": nan},
            "0.060 more of product quality would",
        ),
        (
            {"dq": 0.4, "low": 0.3, "high": 0.5, "defined": True, "note": "may be more"},
            "(0.300 to 0.500), may be more.",
        ),
        (
            {"dq": nan, "low": nan, "high": nan, "defined": False, "note": "more than 0.45"},
            "would take more than 0.45 of",
        ),
        (
            {"dq": nan, "low": nan, "high": nan, "defined": False, "note": "undefined: no gap"},
            "is undefined: no gap.",
        ),
        (None, "is undefined."),
    ],
)
def test_what_service_is_worth_in_quality_is_told_as_far_as_it_is_known(row, sentence):
    assert sentence in said.equivalent(row)


def test_doubt_names_what_matters_most_and_says_what_is_not_known():
    told = said.doubt({"low": 0.07, "high": 0.51}, ["How much an encounter counts"])
    assert "between 7 and 51 % of the gap, in nine worlds of ten" in told
    assert told.endswith("; what matters most: how much an encounter counts.")
    of_several = said.doubt({"low": 0.07, "high": 0.51}, ["How much an encounter counts"], told_apart=False)
    assert of_several.endswith("; among what matters most: how much an encounter counts.")
    assert "is not known" in said.doubt({"low": nan, "high": nan}, [])


@pytest.mark.parametrize(
    ("strongest", "sentence"),
    [
        (
            (),
            "usually move the rescue index most; how much they do for this firm was not asked",
        ),
        (("failures.rate", "recovery.service_weight"), "is calibrated, not measured, and is among them."),
        (("failures.rate", "returns.rate"), "is calibrated, not measured, but is not among them here."),
    ],
)
def test_the_weight_of_service_is_said_to_matter_as_far_as_was_found(strongest, sentence):
    assert sentence in said.assumed(strongest)


def test_beside_an_interval_over_worlds_stands_what_else_is_in_it():
    assert said.beside_doubt({"n": 32, "undefined": 0, "noise": 0.1}) == []
    assert said.beside_doubt({"n": 0, "undefined": 0, "noise": nan}) == []
    without, noise = said.beside_doubt({"n": 31, "undefined": 1, "noise": 0.3})
    assert without.startswith("1 of 32 worlds without an index")
    assert noise.startswith("About 30 % of what the worlds differ by is simulation noise")
