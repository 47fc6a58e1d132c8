"""The effects of the first two articles, on records of which the answer is known."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.questions.claims import (
    article_000,
    article_000_business,
    article_000_net,
    article_000_product,
    article_000_promise,
    article_001,
)
from sim.questions.claims.claim import Tag
from sim.questions.claims.groups import callers, failed, keepers, never_called, never_failed, returners
from sim.questions.claims.yardsticks import plausible
from sim.scenario import parameters

HERE = {claim.id: claim for claim in (*article_000.CLAIMS, *article_001.CLAIMS)}
EXPERIMENTS = {name: claim.experiment for name, claim in HERE.items() if claim.experiment}
DAYS = 365


def record(*, customers=1_000.0, left=(), busy=0.0):
    """Give a record of so many customers on every day, of whom some leave on some days, all by churn."""
    nothing = np.zeros(DAYS)
    churned = nothing.copy()
    for day, many in left:
        churned[day] = many
    daily = {"customers": np.full(DAYS, customers), "churned": churned, "refused": nothing, "returned": nothing,
             "busy_minutes": np.full(DAYS, busy)}  # fmt: skip
    return SimpleNamespace(daily=daily)


@pytest.fixture
def numbers_for_records(monkeypatch):
    """Let a number stand for a record: every measure of it is that number."""
    same = dict.fromkeys(("retention", "nps", "profit", "zero_contact_share"), float)
    for module in (article_000_business, article_000_net, article_000_promise, article_001):
        monkeypatch.setattr(module, "MEASURES", same)


# --- the rows -----------------------------------------------------------------------------------------------


def test_what_could_have_come_out_either_way_is_tried_in_a_region():
    for claim in HERE.values():
        if claim.tag is Tag.EMERGENT:
            assert 2 <= len(claim.experiment.region) <= 4, claim.id


def test_a_region_lies_in_what_is_declared_as_plausible():
    for name, tried in EXPERIMENTS.items():
        for key, (low, high) in tried.region.items():
            wide = parameters()[key].plausible or parameters()[key].valid
            assert wide.low <= low < high <= wide.high, (name, key)


def test_the_range_of_the_study_of_uncertainty_is_taken_where_there_is_one():
    assert plausible("failures.rate") == {"failures.rate": (0.0015, 0.008)}
    assert plausible("staff.load_effect") == {"staff.load_effect": (0.0, 0.6)}
    with pytest.raises(ValueError, match="seed has no plausible range"):
        plausible("seed")


# --- the effects --------------------------------------------------------------------------------------------


def test_groups_are_opposites_among_those_who_ever_bought():
    columns = {
        "ever": np.array([True, True, True, False]),
        "contacts": np.array([0, 2, 1, 1]),
        "failures": np.array([1, 0, 1, 1]),
        "returns": np.array([0, 0, 1, 1]),
    }
    for one, other in ((callers, never_called), (failed, never_failed), (returners, keepers)):
        assert (one(columns) ^ other(columns) == columns["ever"]).all()
    assert callers(columns).tolist() == [False, True, True, False]
    assert failed(columns).tolist() == [True, False, True, False]
    assert returners(columns).tolist() == [False, False, True, False]


def test_a_team_that_halves_the_leavings_of_the_first_days_holds_half_early_and_none_late():
    records = {"on its own": record(left=[(10, 40), (200, 20)]), "with a team": record(left=[(10, 20), (200, 20)])}
    assert article_000_product.held_early(records) == pytest.approx(0.5)
    assert article_000_product.held_late(records) == pytest.approx(0.0)


@pytest.mark.parametrize(("busy", "share"), [(70.0, 0.0), (85.0, 0.5), (100.0, 1.0)])
def test_what_comes_back_is_what_the_desk_works_beyond_its_cut(busy, share):
    records = {"natural": record(busy=100.0), "trimmed": record(busy=busy)}
    assert article_000_promise.comes_back(records) == pytest.approx(share)


@pytest.mark.usefixtures("numbers_for_records")
def test_the_share_of_the_desk_is_the_mean_of_going_first_and_last():
    kept = {"weak": 0.2, "weak, good desk": 0.3, "strong": 0.8, "strong, bad desk": 0.6}
    assert article_000_promise.share_of_the_desk(kept) == pytest.approx(0.15 / 0.6 - 0.5)


@pytest.mark.usefixtures("numbers_for_records")
def test_service_mends_the_share_that_it_wins_back():
    kept = {"sound": 0.8, "mishaps": 0.6, "mishaps, excellent desk": 0.7, "flaw": 0.4, "flaw, excellent desk": 0.5}
    assert article_000_business.mended(kept) == pytest.approx(1 / 2 - 1 / 4)


@pytest.mark.usefixtures("numbers_for_records")
def test_a_chain_is_held_to_its_best_link():
    assert article_000_business.chain({"parcels": 0.3, "instructions": 0.5, "goods": 0.4, "all": 0.7}) == (
        pytest.approx(0.2)
    )


@pytest.mark.usefixtures("numbers_for_records")
def test_a_ranking_that_does_not_turn_has_a_lead_below_0():
    earned = {"Zappos, rich": 9.0, "Amazon, rich": 7.0, "Amazon, thin": 1.0, "Zappos, thin": 0.0}
    assert article_000_business.turned(earned) == pytest.approx(1.0)
    assert article_000_business.turned(earned | {"Zappos, thin": 3.0}) == pytest.approx(-2.0)


@pytest.mark.usefixtures("numbers_for_records")
def test_a_crossing_needs_both_leads():
    nps = {"mend, a month": 12.0, "prevent, a month": 9.0, "prevent": 20.0, "mend": 15.0}
    assert article_001.crossing(nps) == pytest.approx(3.0)
    assert article_001.crossing(nps | {"mend": 22.0}) == pytest.approx(-2.0)


def test_a_storm_is_told_from_those_who_would_leave_anyway():
    anyway = [(20, 30.0), (250, 10.0)]
    records = {
        "calm": record(left=anyway),
        "early storm": record(left=[(20, 80.0), (250, 10.0)]),
        "late storm": record(left=[(20, 30.0), (250, 40.0)]),
    }
    assert article_001.weathered(records) == pytest.approx(0.05 - 0.03)
