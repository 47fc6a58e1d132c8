"""Experience: the ledger, and what surveys make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.measures.measure import DAYS_A_YEAR, MEASURES, mean, measure, of_buyers, of_days, ratio
from sim.measures.record import LEDGER
from sim.rules import scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.measures.measure import Function
    from sim.measures.record import Record


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
    return mean(scores.cx_index(score, slope=record.spec.survey.cx_index_slope))


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
    return float(scores.nps(mean(answers >= 9), mean(answers <= 6)))


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


@measure("per customer-year", "higher", of_firm=True)
def positive_messages(record: Record) -> float:
    """Positive messages that customers and former ones send.

    In the cohort protocol, where nobody listens, talk is counted on one day in seven.
    """
    return DAYS_A_YEAR * ratio(of_days(record, "positive").sum(), of_days(record, "tellers").sum())


@measure("per customer-year", "lower", of_firm=True)
def negative_messages(record: Record) -> float:
    """Negative messages that customers and former ones send."""
    return DAYS_A_YEAR * ratio(of_days(record, "negative").sum(), of_days(record, "tellers").sum())
