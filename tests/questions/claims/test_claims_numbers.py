"""The numbers that claims look at beyond the measures, on records made by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import norm

from sim.measures import MEASURES
from sim.questions.claims import (
    article_002,
    article_002_firm,
    article_003,
    article_004_figures,
    article_004_product,
    article_004_selling,
    article_004_shop,
    debates_5_8,
)
from sim.scenario import Scenario


def promised(won):
    return {name: won(promise) for name, promise in article_003.PROMISES.items()}


@pytest.mark.parametrize(
    ("won", "best"),
    [
        (lambda promise: 7 - 30 * (promise - 0.12) ** 2, 0.12),
        (lambda promise: 7 - 30 * (promise - 0.9) ** 2, 0.5),
        (lambda promise: (promise - 0.1) ** 2, 0.5),
        (lambda promise: -promise, -0.2),
    ],
    ids=["inside", "beyond", "a valley", "a slope"],
)
def test_the_best_promise_is_the_top_of_its_hill_or_the_better_end(monkeypatch, won, best):
    monkeypatch.setattr(article_003, "value_won", lambda record: record)
    assert article_003.best_promise(promised(won)) == pytest.approx(best)


def test_a_hump_is_what_the_best_between_has_over_the_better_end(monkeypatch):
    monkeypatch.setattr(article_004_selling, "value_won", lambda record: record)
    assert article_004_selling.hump_of_value({"none": 3.0, "some": 8.0, "more": 6.0, "all": 5.0}) == 3.0
    assert article_004_selling.hump_of_value({"none": 3.0, "some": 4.0, "all": 5.0}) == -1.0


def test_value_won_is_of_all_buyers_less_the_advertising(monkeypatch):
    monkeypatch.setitem(MEASURES, "clv", lambda record: 50.0)
    monkeypatch.setitem(MEASURES, "bought", lambda record: 20.0)
    record = SimpleNamespace(daily={"advertising": np.array([100.0, 300.0])}, spec=SimpleNamespace(population=200))
    assert article_003.value_won(record) == (50 * 20 - 400) / 200


def test_debates_about_promises_compare_with_the_truth(monkeypatch):
    monkeypatch.setattr(debates_5_8, "value_won", lambda record: record)
    records = {"contract": 9.0, "contract, honest": 4.0, "goods": 1.0, "goods, honest": 3.0}
    assert (debates_5_8.contract_won(records), debates_5_8.goods_won(records)) == (5.0, -2.0)


def test_the_premium_lies_where_as_many_buy_again_as_before(monkeypatch):
    monkeypatch.setitem(MEASURES, "repurchases", lambda record: record)
    records = {"typical": 0.50, "at 100": 0.60, "at 110": 0.40, "at 125": 0.20}
    assert article_004_figures.premium_that_it_bears(records) == pytest.approx(0.05)
    assert article_004_figures.premium_that_it_bears(records | {"typical": 0.7}) == 0.0
    assert article_004_figures.premium_that_it_bears(records | {"typical": 0.1}) == pytest.approx(0.25)


def test_packaging_may_cost_what_it_saves_spread_over_the_parcels(monkeypatch):
    monkeypatch.setitem(MEASURES, "clv_realised", lambda record: record[0])
    monkeypatch.setitem(MEASURES, "repurchases", lambda record: record[1])
    records = {"better packaging": (21.0, 2.0), "usual packaging": (18.0, 1.5)}
    assert article_004_shop.packaging_that_pays(records) == 1.0


def test_a_guide_converts_a_share_of_those_who_came(monkeypatch):
    monkeypatch.setitem(MEASURES, "bought", lambda record: record[0])
    monkeypatch.setitem(MEASURES, "attracted", lambda record: record[1])
    assert article_004_shop.conversion({"guide": (30, 100), "no guide": (50, 250)}) == pytest.approx(0.1)


def test_failures_come_on_their_days_and_as_usual_on_the_others():
    spec = Scenario.load("default").but(article_004_shop.failures_on(10, 20, otherwise=0.004))
    rates = [spec.in_force(day).failures.rate for day in (9, 10, 11, 19, 20, 21)]
    assert rates == [0.004, 50, 0.004, 0.004, 50, 0.004]


def test_a_touchpoint_is_as_large_as_its_normal_law_says():
    spec = Scenario.load("default")
    z = norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    sizes = []
    for name in ("attraction", "entry", "engagement", "exit"):
        one = getattr(spec.journey, name)
        above = one.quality - one.norm + one.sd * z
        sizes.append(one.weight * np.where(above >= 0, above, -spec.experience.loss_aversion * above).mean())
    assert article_004_product._mean_touchpoint(spec) == pytest.approx(np.mean(sizes), rel=1e-4)


def test_a_moment_with_the_desk_is_its_encounter_and_losses_count_more():
    spec = Scenario.load("default")
    record = SimpleNamespace(spec=spec, contacts={"justice": np.array([0.9, 0.3, np.nan])})
    desk = spec.recovery.service_weight * (0.4 + spec.experience.loss_aversion * 0.2) / 2
    found = article_004_product.size_of_a_moment({"as it is": record})
    assert found == pytest.approx(desk - article_004_product._mean_touchpoint(spec))


def test_half_of_the_variance_is_the_desks_where_it_is_one_of_two_equal_parts():
    desk, rest = np.array([1.0, -1, 1, -1] * 25), np.array([1.0, 1, -1, -1] * 25)
    customers = {"ever": np.ones(100, bool), "days": np.full(100, 2), "cx_sum": 2 * (desk + rest)}
    for column, beyond in ((desk, 0.0), (-desk, 1.0), (0 * desk, 0.5)):
        record = SimpleNamespace(customers=customers | {"sum_service": 2 * column})
        assert article_002_firm.variance_beyond_the_desk({"as it is": record}) == pytest.approx(beyond)


def test_silos_wait_by_contact_and_not_by_desk():
    def desk(answered, abandoned, waited):
        counts = {"quick_answered": answered, "quick_abandoned": abandoned, "quick_wait": waited}
        return SimpleNamespace(daily={name: np.array([value]) for name, value in counts.items()})

    records = {"one desk": desk(40, 0, 40.0), "telephone desk": desk(20, 10, 90.0), "chat desk": desk(10, 0, 10.0)}
    assert article_002_firm.waiting_in_silos(records) == pytest.approx(100 / 40 - 1)


def test_a_premium_on_wages_is_what_is_gained_over_the_bill(monkeypatch):
    monkeypatch.setitem(MEASURES, "clv", lambda record: record.clv)
    bill = {"daily": {"wages": np.array([600.0, 400.0])}, "spec": SimpleNamespace(weight=10)}
    able = SimpleNamespace(clv=15.0, customers={"ever": np.ones(20, bool)}, **bill)
    records = {"able people": able, "plain people": SimpleNamespace(clv=10.0)}
    assert article_002_firm.wage_premium_that_pays(records) == 1.0


def test_the_silent_met_a_failure_and_told_nobody():
    customers = {
        "ever": np.array([True, True, True, False]), "failures": np.array([1, 1, 0, 1]),
        "contacts": np.array([0, 2, 0, 0]),
    }  # fmt: skip
    assert article_002.met_trouble_in_silence(customers).tolist() == [True, False, False, False]
    assert article_002.met_no_trouble(customers).tolist() == [False, False, True, False]
