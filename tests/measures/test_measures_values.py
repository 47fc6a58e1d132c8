"""Every measure a second time, from the tables that a user gets, with pandas and nothing of the package."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim import Scenario, simulate
from sim.measures import MEASURES

LEDGER = ["attraction", "entry", "engagement", "exit", "use", "gap", "failure", "service", "community"]


class Tables:
    """What a user has: buyers, everybody, the measured days, and the scenario."""

    def __init__(self, results):
        self.spec = results.scenario
        self.people = results.customers
        self.buyers = results.customers[results.customers["ever"]]
        self.current = self.buyers[self.buyers["is_customer"]]
        self.answering = self.current[self.current["answers_survey"]]
        self.days = results.daily[results.daily["day"] >= self.spec.measure_from_day].reset_index()
        self.total = self.days.sum(numeric_only=True)
        span = self.spec.days - self.spec.measure_from_day
        self.age = span if self.spec.protocol == "cohort" else 30
        self.old = self.buyers[self.buyers["since_day"] + self.age <= self.spec.days]
        self.years = self.buyers["days"].sum() / 365
        self.quick = self.total["quick_answered"] + self.total["quick_abandoned"]
        self.mails = self.total["email_answered"] + self.total["email_abandoned"]


def promoter_score(answers):
    """Promoters less detractors, in points."""
    return 100 * ((answers >= 9).mean() - (answers <= 6).mean())


def retention(t):
    """Nobody of these firms comes back, so who had not left by the evening of day T was kept."""
    old = t.old
    return ((old["left_day"] < 0) | (old["left_day"] > old["since_day"] + t.age - 1)).mean()


def repurchases(t):
    """All measured purchases, but those with which somebody became a customer."""
    firsts = (t.buyers["first_purchase_day"] >= t.spec.measure_from_day).sum()
    return (t.buyers["purchases"].sum() - firsts) / len(t.buyers)


def realised(t):
    """What buyers brought less the whole wage bill, discounted, each."""
    bill = sum(wages / 1.5 ** (day / 365) for day, wages in enumerate(t.days["wages"])) / 2
    return (t.buyers["worth"].sum() - bill) / len(t.buyers)


def profit(t):
    """A person of the population."""
    return (t.total["contribution"] - t.total["wages"] / 2 - t.total["advertising"]) / t.spec.population


def service_share(t):
    """Its size among the sizes of all parts."""
    sizes = {column: abs(t.buyers[f"cx_{column}"].mean()) for column in LEDGER}
    return sizes["service"] / sum(sizes.values())


AGAIN = {
    "retention": retention,
    "churned": lambda t: (~t.buyers["is_customer"]).mean(),
    "returns": lambda t: t.buyers["returns"].sum() / t.buyers["purchases"].sum(),
    "repurchases": repurchases,
    "attracted": lambda t: t.people["attracted"].sum(),
    "entered": lambda t: t.people["entered"].sum(),
    "engaged": lambda t: t.people["engaged"].sum(),
    "bought": lambda t: len(t.buyers),
    "active": lambda t: len(t.current),
    "cx": lambda t: (t.buyers["cx_sum"] / t.buyers["days"]).mean(),
    "cx_index": lambda t: (100 / (1 + np.exp(-4 * t.buyers["cx"]) / 3)).mean(),
    **{f"cx_{column}": lambda t, column=column: t.buyers[f"cx_{column}"].mean() for column in LEDGER},
    "service_share": service_share,
    "nps": lambda t: promoter_score(t.buyers["nps_answer"]),
    "nps_current": lambda t: promoter_score(t.current["nps_answer"]),
    "nps_survey": lambda t: promoter_score(t.answering["nps_answer"]),
    "promoters": lambda t: t.buyers["nps_answer"].isin([9, 10]).mean(),
    "detractors": lambda t: t.buyers["nps_answer"].isin(range(7)).mean(),
    "csat": lambda t: t.buyers["csat_answer"].mean(),
    "csat_top2": lambda t: t.buyers["csat_answer"].isin([4, 5]).mean(),
    "csat_survey": lambda t: t.answering["csat_answer"].mean(),
    "ces": lambda t: t.buyers["effort_sum"].sum() / t.buyers["effort_count"].sum(),
    "positive_messages": lambda t: 365 * t.total["positive"] / t.total["tellers"],
    "negative_messages": lambda t: 365 * t.total["negative"] / t.total["tellers"],
    "failures_per_buyer": lambda t: t.old["early_failures"].mean(),
    "failures_per_customer_year": lambda t: t.buyers["failures"].sum() / t.years,
    "silent_share": lambda t: 1 - t.buyers["reported"].sum() / t.buyers["failures"].sum(),
    "contacts_per_buyer": lambda t: t.old["early_contacts"].mean(),
    "contacts_per_customer_year": lambda t: t.buyers["contacts"].sum() / t.years,
    "contacts_per_issue": lambda t: t.buyers["contacts"].sum() / t.buyers["issues"].sum(),
    "zero_contact_share": lambda t: (t.buyers["contacts"] == 0).mean(),
    "unserved_customers": lambda t: (t.buyers.query("contacts > 0")[["served", "helped"]].max(axis=1) == 0).mean(),
    "wait_minutes": lambda t: t.total["quick_wait"] / t.quick,
    "wait_answered_minutes": lambda t: t.total["quick_wait_answered"] / t.total["quick_answered"],
    "abandonment": lambda t: t.total["quick_abandoned"] / t.quick,
    "service_level": lambda t: t.total["quick_within"] / t.quick,
    "email_wait_minutes": lambda t: t.total["email_wait"] / t.mails,
    "email_abandonment": lambda t: t.total["email_abandoned"] / t.mails,
    "first_contact_resolution": lambda t: t.buyers["first_resolved"].sum() / t.buyers["first_served"].sum(),
    "occupancy": lambda t: t.total["busy_minutes"] / (t.total["paid_minutes"] + t.total["overtime_minutes"]),
    "agents": lambda t: t.days["agents"].mean(),
    "employee_satisfaction": lambda t: t.days["satisfaction"].mean(),
    "agent_skill": lambda t: t.days["skill"].mean(),
    "clv": lambda t: realised(t) + t.buyers["residual"].mean(),
    "clv_realised": realised,
    "profit": profit,
}


@pytest.fixture(scope="session")
def tables(results):
    """Give the tables of each firm in turn."""
    return Tables(results)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_what_a_user_would_compute_from_the_tables(results, tables, name):
    value = MEASURES[name](results.records[0])
    assert value == pytest.approx(AGAIN[name](tables), rel=1e-9, abs=1e-12)
    assert value == results.runs[name].item()
    assert math.isfinite(value)


def test_the_firms_of_these_tests_are_lively(results):
    """Most measures are neither 0 nor 1 here, so that a wrong one could not hide."""
    row = results.runs.iloc[0]
    dull = {name for name in MEASURES if row[name] in (0.0, 1.0)}
    before_the_warm_up = {"attracted", "entered", "engaged"} if results.scenario.measure_from_day else set()
    assert dull <= before_the_warm_up


def test_the_parts_of_cx_add_up_to_it(results):
    row = results.runs.iloc[0]
    assert sum(row[f"cx_{column}"] for column in LEDGER) == pytest.approx(row["cx"], abs=1e-12)


def test_causes_of_leaving_add_up_to_those_who_left(results):
    days = results.daily
    left = days[["churned", "refused", "returned"]].sum().sum()
    assert left == (results.customers["left_day"] >= 0).sum()
    by_cause = results.customers["left_by"].value_counts()
    assert by_cause["churn"] == days["churned"].sum()
    assert by_cause["return"] == days["returned"].sum()
    assert by_cause["repurchase refused"] == days["refused"].sum()


def test_wages_are_charged_to_contacts_in_proportion_to_their_minutes(results):
    """What customers were charged is the busy minutes of their own contacts at the agents' rate."""
    if results.scenario.measure_from_day:
        return  # a shift can straddle the first measured day
    own = results.daily["busy_minutes"].sum() / 60 * results.scenario.money.agent_cost_hour
    assert results.customers["wages"].sum() < own  # companions take the rest
    assert results.customers["wages"].sum() == pytest.approx(own / 2, rel=0.2)


def test_the_ledger_is_added_up_on_days_that_are_whole_weeks_off_the_first():
    """As docs/results.md says of `recorded`: on days 0, 7, 14 and so on, the last not being one."""
    days = simulate(Scenario().but({"population": 50, "represents": 1, "days": 25}), replications=1).daily
    assert days["day"][days["recorded"] > 0].tolist() == [0, 7, 14, 21]
