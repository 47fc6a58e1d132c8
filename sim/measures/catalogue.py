"""Every measure, declared once: its unit, which direction is better, what it means, and how it is computed.

Unless the name says otherwise a measure is over everybody who ever bought ("ever-customers"), never only over
those who stayed: survivors flatter weak firms. The first sentence of a docstring is the meaning, the rest is the
definition; the function takes a `Record` and gives a number, NaN where there is nothing to measure.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.special import expit

from sim.measures.record import LEDGER, retention_days

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.measures.record import Record

    Better = Literal["higher", "lower", "neither"]
    Function = Callable[[Record], float]

DAYS_A_YEAR = 365.0
NEUTRAL_INDEX = np.log(3.0)
"""CX 0 is shown as 75 of 100."""


@dataclass(frozen=True)
class Measure:
    """One thing that is measured in every run."""

    name: str
    unit: str
    better: Better
    meaning: str
    definition: str
    function: Function

    def __call__(self, record: Record) -> float:
        """Measure a run."""
        return float(self.function(record))


MEASURES: dict[str, Measure] = {}
"""All measures by name, in the order in which they are shown."""


def measure(unit: str, better: Better, *, name: str | None = None) -> Callable[[Function], Function]:
    """Declare a measure."""

    def declare(function: Function) -> Function:
        called = name or str(getattr(function, "__name__", ""))
        meaning, _, definition = inspect.cleandoc(function.__doc__ or "").partition("\n\n")
        MEASURES[called] = Measure(called, unit, better, meaning, " ".join(definition.split()), function)
        return function

    return declare


# --- small words --------------------------------------------------------------------------------------------


def ratio(over: float, under: float) -> float:
    """Divide; NaN where there is nothing to divide by."""
    return float(over) / float(under) if under else float("nan")


def mean(values: NDArray[Any]) -> float:
    """Average; NaN over nobody."""
    return ratio(values.astype(np.float64).sum(), values.size)


def of_buyers(record: Record, column: str) -> NDArray[Any]:
    """Give a column for everybody who ever bought."""
    return record.customers[column][record.customers["ever"]] if record.customers else np.zeros(0)


def of_days(record: Record, column: str) -> NDArray[np.float64]:
    """Give a column of the measured days."""
    return record.daily[column][record.spec.measure_from_day :].astype(np.float64)


def customer_years(record: Record) -> float:
    """Give the time that people were customers."""
    return float(of_buyers(record, "days").sum()) / DAYS_A_YEAR


# --- customers ----------------------------------------------------------------------------------------------


@measure("share", "higher")
def retention(record: Record) -> float:
    """Buyers who are still customers T days after their first purchase.

    T is the measured time in the cohort protocol; in the market protocol the longest of 30, 60, 90, 180, 365 and
    730 days that fits twice into it, and buyers with a shorter history are left out.
    """
    since = of_buyers(record, "since_day")
    enough = since + retention_days(record.spec) <= record.spec.days
    return mean(of_buyers(record, "kept")[enough])


@measure("share", "lower")
def churned(record: Record) -> float:
    """Buyers who are gone at the horizon, for whatever reason."""
    return 1.0 - mean(of_buyers(record, "is_customer"))


@measure("share", "lower")
def returns(record: Record) -> float:
    """Purchases that were returned."""
    return ratio(of_buyers(record, "returns").sum(), of_buyers(record, "purchases").sum())


@measure("per buyer", "higher")
def repurchases(record: Record) -> float:
    """Purchases after the first."""
    bought_again = of_buyers(record, "purchases").sum() - of_buyers(record, "ever").sum()
    return ratio(bought_again, of_buyers(record, "ever").size)


@measure("people", "higher")
def attracted(record: Record) -> float:
    """People who came to know the firm, each counted once."""
    return float(record.customers["attracted"].sum()) if record.customers else 0.0


@measure("people", "higher")
def entered(record: Record) -> float:
    """People who made a first contact with it, each counted once."""
    return float(record.customers["entered"].sum()) if record.customers else 0.0


@measure("people", "higher")
def engaged(record: Record) -> float:
    """People who examined the product, each counted once."""
    return float(record.customers["engaged"].sum()) if record.customers else 0.0


@measure("people", "higher")
def bought(record: Record) -> float:
    """People who bought, each counted once."""
    return float(of_buyers(record, "ever").size)


@measure("people", "higher")
def active(record: Record) -> float:
    """People who are customers at the horizon."""
    return float(of_buyers(record, "is_customer").sum())


# --- the experience -----------------------------------------------------------------------------------------


@measure("quality", "higher")
def cx(record: Record) -> float:
    """Customer experience: each buyer's mean over his days as a customer, then the mean over buyers.

    0 is as good as the alternative; 0.1 is worth as much as 0.1 of product quality. The sum of the cx_ columns.
    """
    return mean(of_buyers(record, "cx_sum") / of_buyers(record, "days"))


@measure("index", "higher")
def cx_index(record: Record) -> float:
    """Customer experience on a scale from 0 to 100, on which neutral is 75: the mean of each buyer's own."""
    score = of_buyers(record, "cx_sum") / of_buyers(record, "days")
    return mean(100.0 * expit(record.spec.survey.cx_index_slope * score + NEUTRAL_INDEX))


WHAT = {
    "attraction": "what the firm says and shows at first sight",
    "entry": "how easy it is to come in",
    "engagement": "examining the product before the purchase",
    "exit": "paying and delivery",
    "use": "the product against the alternative",
    "gap": "the product against what was expected of it",
    "failure": "failures, damages, and having to ask",
    "service": "everything that the desk did",
    "community": "help from other customers",
}


def _part(column: str) -> Function:
    def part(record: Record) -> float:
        return mean(of_buyers(record, f"sum_{column}") / of_buyers(record, "days"))

    part.__doc__ = f"The part of customer experience that comes from {WHAT[column]}."
    return part


for _column in LEDGER:
    measure("quality", "higher", name=f"cx_{_column}")(_part(_column))


@measure("share", "neither")
def service_share(record: Record) -> float:
    """How much of customer experience is customer service.

    The size of its part over the sizes of all nine. It describes; it does not say what would change without it.
    """
    parts = {column: abs(MEASURES[f"cx_{column}"](record)) for column in LEDGER}
    return ratio(parts["service"], sum(parts.values()))


def net_promoters(answers: NDArray[Any]) -> float:
    """Promoters (9, 10) less detractors (0 to 6), in points."""
    return 100.0 * (mean(answers >= 9) - mean(answers <= 6))


@measure("points", "higher")
def nps(record: Record) -> float:
    """Net promoter score over everybody who ever bought."""
    return net_promoters(of_buyers(record, "nps_answer"))


@measure("points", "higher")
def nps_current(record: Record) -> float:
    """Net promoter score over those who are customers at the horizon."""
    return net_promoters(of_buyers(record, "nps_answer")[current(record)])


@measure("points", "higher")
def nps_survey(record: Record) -> float:
    """Net promoter score as a survey of the current customers would measure it: of those who answer."""
    return net_promoters(of_buyers(record, "nps_answer")[surveyed(record)])


@measure("share", "higher")
def promoters(record: Record) -> float:
    """Buyers who answer 9 or 10."""
    return mean(of_buyers(record, "nps_answer") >= 9)


@measure("share", "lower")
def detractors(record: Record) -> float:
    """Buyers who answer 0 to 6."""
    return mean(of_buyers(record, "nps_answer") <= 6)


@measure("points of 5", "higher")
def csat(record: Record) -> float:
    """Satisfaction with the firm, from 1 to 5."""
    return mean(of_buyers(record, "csat_answer"))


@measure("share", "higher")
def csat_top2(record: Record) -> float:
    """Buyers who answer 4 or 5."""
    return mean(of_buyers(record, "csat_answer") >= 4)


@measure("points of 5", "higher")
def csat_survey(record: Record) -> float:
    """Satisfaction as a survey of the current customers would measure it: of those who answer."""
    return mean(of_buyers(record, "csat_answer")[surveyed(record)])


@measure("points of 7", "higher")
def ces(record: Record) -> float:
    """Ease of a contact with the firm, from 1 to 7 (customer effort score, 7 is easy)."""
    return ratio(of_buyers(record, "effort_sum").sum(), of_buyers(record, "effort_count").sum())


def current(record: Record) -> NDArray[np.bool_]:
    """Tell which buyers are customers at the horizon."""
    return of_buyers(record, "is_customer").astype(np.bool_)


def surveyed(record: Record) -> NDArray[np.bool_]:
    """Tell which buyers are customers and would answer a survey."""
    return current(record) & of_buyers(record, "answers_survey").astype(np.bool_)


# --- failures and contacts ----------------------------------------------------------------------------------


@measure("per buyer", "lower")
def failures_per_buyer(record: Record) -> float:
    """Failures and damages over the measured time."""
    return mean(of_buyers(record, "failures"))


@measure("per customer-year", "lower")
def failures_per_customer_year(record: Record) -> float:
    """Failures and damages per year as a customer."""
    return ratio(of_buyers(record, "failures").sum(), customer_years(record))


@measure("share", "lower")
def silent_share(record: Record) -> float:
    """Failures that the firm never hears of."""
    return 1.0 - ratio(of_buyers(record, "reported").sum(), of_buyers(record, "failures").sum())


@measure("per buyer", "lower")
def contacts_per_buyer(record: Record) -> float:
    """Contacts with the firm over the measured time: self-service, community and agents.

    A failed try at self-service that goes on to an agent is one contact; calling again is another.
    """
    return mean(of_buyers(record, "contacts"))


@measure("per customer-year", "lower")
def contacts_per_customer_year(record: Record) -> float:
    """Contacts with the firm per year as a customer."""
    return ratio(of_buyers(record, "contacts").sum(), customer_years(record))


@measure("per issue", "lower")
def contacts_per_issue(record: Record) -> float:
    """Contacts that it takes to settle an issue, or to give it up."""
    return ratio(of_buyers(record, "contacts").sum(), of_buyers(record, "issues").sum())


@measure("share", "neither")
def zero_contact_share(record: Record) -> float:
    """Buyers who never contact the firm."""
    return mean(of_buyers(record, "contacts") == 0)


@measure("share", "lower")
def unserved_customers(record: Record) -> float:
    """Buyers with a contact who were never served by an agent and never helped themselves, of all with one."""
    contacted = of_buyers(record, "contacts") > 0
    answered = of_buyers(record, "served") + of_buyers(record, "helped")
    return mean(answered[contacted] == 0)


# --- the desk -----------------------------------------------------------------------------------------------


@measure("minutes", "lower")
def wait_minutes(record: Record) -> float:
    """Mean wait of calls and chats, those that give up included (E[W] of Erlang-A)."""
    return ratio(of_days(record, "quick_wait").sum(), quick(record))


@measure("minutes", "lower")
def wait_answered_minutes(record: Record) -> float:
    """Mean wait of the calls and chats that are answered."""
    return ratio(of_days(record, "quick_wait_answered").sum(), of_days(record, "quick_answered").sum())


@measure("share", "lower")
def abandonment(record: Record) -> float:
    """Calls and chats that are given up before an answer."""
    return ratio(of_days(record, "quick_abandoned").sum(), quick(record))


@measure("share", "higher")
def service_level(record: Record) -> float:
    """Calls and chats that are answered within `desk.answer_within_seconds`."""
    return ratio(of_days(record, "quick_within").sum(), quick(record))


@measure("minutes", "lower")
def email_wait_minutes(record: Record) -> float:
    """Mean wait of e-mails by the clock on the wall, nights included, those that give up included."""
    return ratio(of_days(record, "email_wait").sum(), emails(record))


@measure("share", "lower")
def email_abandonment(record: Record) -> float:
    """E-mails whose senders give up before an answer."""
    return ratio(of_days(record, "email_abandoned").sum(), emails(record))


@measure("share", "higher")
def first_contact_resolution(record: Record) -> float:
    """Issues resolved at the first agent contact, of those whose first agent contact was answered."""
    return ratio(of_buyers(record, "first_resolved").sum(), of_buyers(record, "first_served").sum())


@measure("share", "neither")
def occupancy(record: Record) -> float:
    """Busy minutes of the agents per paid minute, overtime included."""
    return ratio(of_days(record, "busy_minutes").sum(), of_days(record, "paid_minutes").sum())


@measure("agents", "neither")
def agents(record: Record) -> float:
    """Agents on duty, in full days, on the average day."""
    return mean(of_days(record, "agents"))


@measure("0 to 1", "higher")
def employee_satisfaction(record: Record) -> float:
    """Satisfaction of the agents, on the average day."""
    return mean(of_days(record, "satisfaction"))


@measure("0 to 1", "higher")
def agent_skill(record: Record) -> float:
    """Skill of the agents, on the average day: what it multiplies is the chance of resolution."""
    return mean(of_days(record, "skill"))


def quick(record: Record) -> float:
    """Count the calls and chats that ended."""
    return float(of_days(record, "quick_answered").sum() + of_days(record, "quick_abandoned").sum())


def emails(record: Record) -> float:
    """Count the e-mails that ended."""
    return float(of_days(record, "email_answered").sum() + of_days(record, "email_abandoned").sum())


# --- word of mouth ------------------------------------------------------------------------------------------


@measure("per customer-year", "higher")
def positive_messages(record: Record) -> float:
    """Positive messages that customers and former ones send.

    In the cohort protocol, where nobody listens, talk is counted on one day in seven.
    """
    return DAYS_A_YEAR * ratio(of_days(record, "positive").sum(), of_days(record, "tellers").sum())


@measure("per customer-year", "lower")
def negative_messages(record: Record) -> float:
    """Negative messages that customers and former ones send."""
    return DAYS_A_YEAR * ratio(of_days(record, "negative").sum(), of_days(record, "tellers").sum())


# --- money --------------------------------------------------------------------------------------------------


@measure("money per buyer", "higher")
def clv(record: Record) -> float:
    """Customer lifetime value: what a buyer brought, and what those who are left will bring, discounted.

    Contribution less the wages for the agents' minutes he took and an equal part of their idle time; beyond the
    horizon by the present churn hazard and chance to buy again of each current customer.
    """
    return clv_realised(record) + mean(of_buyers(record, "residual"))


@measure("money per buyer", "higher")
def clv_realised(record: Record) -> float:
    """The part of customer lifetime value that lies before the horizon."""
    spec = record.spec
    own = of_buyers(record, "worth").sum() - of_buyers(record, "wages_worth").sum()
    days = np.arange(len(of_days(record, "wages")))
    discount = (1.0 + spec.money.discount_rate) ** (-days / DAYS_A_YEAR)
    bill = float((of_days(record, "wages") * discount).sum()) / spec.weight
    idle = bill - of_buyers(record, "wages_worth").sum()
    return ratio(own - idle, of_buyers(record, "ever").size)


@measure("money per person", "higher")
def profit(record: Record) -> float:
    """Contribution less all wages and advertising over the measured time, per person of the population."""
    costs = of_days(record, "wages").sum() / record.spec.weight + of_days(record, "advertising").sum()
    return ratio(of_days(record, "contribution").sum() - costs, record.spec.population)
