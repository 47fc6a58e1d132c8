"""What a run leaves of its customers at the horizon: where they are, what they answer and are still worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim import luck
from sim.crowd.codes import NOTHING
from sim.crowd.columns import SAME, rows_where
from sim.crowd.ledger import columns_of
from sim.crowd.room import CLOCKS, FEELINGS, SUMS, let_go
from sim.crowd.sureness import variances
from sim.journey.engagement import purchase_chance
from sim.journey.extension.leaving import churn_hazard
from sim.luck import Decision
from sim.measures.record import LEAVINGS, LEDGER, Leaving
from sim.rules import loyalty, money, scores

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from sim.crowd.columns import Bools, Customers, Floats, Ints
    from sim.journey.world import World


COST_WINDOW_DAYS = 90
"""The agent cost of a customer beyond the horizon is taken from so many last days."""

CUSTOMER_COLUMNS = (
    "customer", "segment", "phase", "is_customer", "ever", "kept", "fit", "loyalty", "belief_mean", "belief_sd",
    "cx_now", "first_purchase_day", "since_day", "left_day", "left_by", "days", "cx_sum", "attracted", "entered",
    "engaged", "purchases", "returns", "failures", "early_failures", "reported", "issues", "contacts",
    "early_contacts", "helped", "served", "first_served", "first_resolved", "effort_sum", "effort_count", "money",
    "worth", "wages", "wages_worth",
    *(f"sum_{column}" for column in LEDGER), "nps_answer", "csat_answer", "answers_survey", "residual",
)  # fmt: skip


def columns(
    c: Customers,
    windows: Iterable[Customers],
    blocks: Sequence[tuple[slice, World]],
    *,
    part_sizes: Sequence[int],
    agent_cost_per_day: float,
) -> dict[str, NDArray[Any]]:
    """Give one value a customer in each column: who, where, the tally, and the scores at the horizon.

    `blocks` are the rows of each block with the world that it lives in. All books are closed. What only the days
    needed leaves its room to what is new, in all `windows` too: a million customers take no more than before.
    """
    if not len(c):
        return {}
    let_go(CLOCKS, c, windows)
    known: dict[str, NDArray[Any]] = {"residual": c.recent}  # room that nobody needs any more
    for here, world in blocks:
        for name, answers in asked(c.part(here.start, here.stop), agent_cost_per_day, world).items():
            known.setdefault(name, np.empty(len(c), answers.dtype))[here] = answers
    let_go(FEELINGS, c, windows)
    known |= {"customer": np.arange(len(c)), "belief_sd": np.empty(len(c))}
    for here, world in blocks:
        np.sqrt(variances(c, here, world.variances), out=known["belief_sd"][here])
    let_go(["belief_var"], c, windows)
    known |= {name: c.tally(name) for name in SAME}
    lived = blocks[0][1].books.evenings
    if not c.kept.flags.writeable:
        known |= {"kept": c.is_customer & (lived == blocks[0][1].retention_days)}
    if not c.days.flags.writeable:
        known |= {"days": evenings_of_a_cohort(c, lived)}
    known |= {"effort_sum": c.effort_sum.astype(np.float64)}
    known |= {"segment": np.repeat(np.arange(len(part_sizes), dtype=np.int8), part_sizes)}
    known |= {"cx_sum": c.incidents_sum + c.levels_sum}
    known |= {f"sum_{column}": felt for column, felt in columns_of(c.incidents_sum, c.levels_sum, c.felt_sum)}
    let_go(SUMS, c, windows)
    return {name: known[name] if name in known else getattr(c, name) for name in CUSTOMER_COLUMNS}


def agent_cost_per_day(daily: Mapping[str, NDArray[Any]], weight: int) -> float:
    """Give the wages that a current customer costs a day, of late."""
    wages = float(daily["wages"][-COST_WINDOW_DAYS:].sum()) / weight
    customers = int(daily["customers"][-COST_WINDOW_DAYS:].sum())
    return wages / customers if customers else 0.0


def asked(c: Customers, agent_cost_per_day: float, w: World) -> dict[str, NDArray[Any]]:
    """Close all books, after the last day; gives CX as it stands, the answers, and what is still to come."""
    w.books.close_all(c)
    cx = w.books.experience(c, np.arange(len(c)))
    return {
        "cx_now": cx,
        "nps_answer": nps_answers(c, cx, w),
        "csat_answer": csat_answers(c, cx, w),
        "answers_survey": answers_survey(c, cx, w),
        "residual": residual_values(c, cx, agent_cost_per_day, w),
    }


def evenings_of_a_cohort(c: Customers, lived: int) -> Ints:
    """On how many evenings each was a customer, of those who came on the first day and left at most once.

    Who is turned away at the gate leaves in the morning, all others after the evening.
    """
    by_leaving = c.left_day + (c.left_by != LEAVINGS.index(Leaving.GATE))
    days: Ints = np.where(c.left_by == NOTHING, lived, by_leaving).astype(c.days.dtype)
    return days


def nps_answers(c: Customers, cx: Floats, w: World) -> Ints:
    """Answer 'would you recommend us?', from 0 to 10, from CX as it stands."""
    survey, z = w.spec.survey, luck.normals(c.luck, Decision.NPS, 0)
    answers: Floats = scores.nps_answer(
        cx, z, intercept=survey.nps_intercept, slope=survey.nps_slope, noise_sd=survey.nps_noise_sd
    )
    return answers.astype(np.int8)


def csat_answers(c: Customers, cx: Floats, w: World) -> Ints:
    """Answer 'are you satisfied?', from 1 to 5, from CX as it stands."""
    survey, z = w.spec.survey, luck.normals(c.luck, Decision.CSAT, 0)
    answers: Floats = scores.csat_answer(
        cx, z, intercept=survey.csat_intercept, slope=survey.csat_slope, noise_sd=survey.csat_noise_sd
    )
    return answers.astype(np.int8)


def answers_survey(c: Customers, cx: Floats, w: World) -> Bools:
    """Tell who answers at all: the delighted and the angry do so more often."""
    survey = w.spec.survey
    p = scores.response_chance(cx, response=survey.response_chance, bias=survey.bias)
    return luck.chances(c.luck, Decision.ANSWERS_SURVEY, 0, p)


@np.errstate(over="ignore")
def residual_values(c: Customers, cx: Floats, agent_cost_per_day: float, w: World) -> Floats:
    """Give what each current customer is worth beyond the horizon, in money of the first measured day.

    Without an end (nobody leaves and money keeps its value) it is not a number; 0 for all others.
    """
    spec, worth = w.spec, np.zeros(len(c))
    rows = rows_where(c.is_customer)
    hazard, again = churn_hazard(c, rows, cx[rows], w), purchase_chance(c, rows, w)
    occasions = loyalty.repurchase_hazard(spec.loyalty.repurchases_per_year, c.pace[rows])
    ends = hazard + occasions * (1.0 - again) + money.discounting_per_day(spec.money.discount_rate)
    worth[rows] = np.nan
    lasting = rows[ends > 0.0]
    worth[lasting] = money.residual_value(
        hazard[ends > 0.0],
        again[ends > 0.0],
        margin_per_day=spec.money.recurring_margin_per_day,
        agent_cost_per_day=agent_cost_per_day,
        contribution=money.contribution(spec.money.price, unit_cost=spec.money.unit_cost),
        repurchases_per_year=spec.loyalty.repurchases_per_year * c.pace[lasting],
        discount_rate=spec.money.discount_rate,
        horizon_day=spec.days - spec.measure_from_day,
    )
    return worth
