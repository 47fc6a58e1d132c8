"""The first four debates: product or service, what a contact is, two ways to serve, help at the beginning.

Each is tried along the one thing on which its two sides seem to disagree without saying so: whether better
products fail less, what it costs a customer to have to ask, what is left of the price, and how long one waits
before judging.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.questions.claims.debate import Debate
from sim.questions.claims.effect import Difference
from sim.questions.claims.yardsticks import CLV, PROFIT, SHARE

if TYPE_CHECKING:
    from collections.abc import Mapping

    Edits = Mapping[str, object]

__all__ = ["DEBATES"]

# --- product or service: where nearly all failures are reported, and the product is noticed at every use or not --

HEARD: Edits = {
    "failures.minor.contact_chance": 0.75,
    "failures.major.contact_chance": 0.95,
    "recovery.service_weight": 0.3,
}
"""The corner of `debates/product_or_service/product_leads_unseen`, in which service reaches furthest.

Tried first along the weight of use: there the sides never met, wherever failures followed from quality or did not.
So that is what settles it.
"""

UNSEEN, NOTICED = {"experience.use_weight": 0.2}, {"experience.use_weight": 0.8}
PRODUCT_LED, SERVICE_LED = ("product/strong", "service/poor"), ("product/weak", "service/excellent")

# --- is a contact a failure: few questions or many, an ordinary desk or one that takes its time -----------------

FEW: Edits = {"failures.question_rate": 0.0005}
MANY: Edits = {"failures.question_rate": 0.006}
"""Those of `debates/contact_is_failure`."""

TAKES_TIME: Edits = {
    "desk.staffing_ratio": 1.5,
    "desk.relationship_minutes": 8,
    "staff.skill": 0.85,
    "recovery.compensation": 0.6,
}

# --- Amazon or Zappos: the levers of `debates/amazon_or_zappos`, and its two kinds of market ---------------------

AMAZON: Edits = {
    "journey.exit.damage_chance": 0.01,
    "failures.question_rate": 0.0005,
    "desk.staffing_ratio": 1.05,
    "desk.self_service.share": 0.8,
    "desk.self_service.success": 0.8,
}
ZAPPOS: Edits = {
    "desk.staffing_ratio": 1.4,
    "desk.relationship_minutes": 6,
    "desk.self_service.share": 0.1,
    "recovery.compensation": 0.6,
    "recovery.effort_discount": 0.95,
    "staff.skill": 0.85,
}
TALK: Edits = {
    "journey.engagement.service": 5,
    "recovery.service_weight": 0.5,
    "word_of_mouth.conversion": 0.4,
    "word_of_mouth.sensitivity": 0.2,
}

# --- customer success: a team that gets newcomers started, or the same software with an excellent desk -----------

SOFTWARE = ("weak software", "good software")


def _success(software: str) -> dict[str, Edits]:
    piece = f"debates/customer_success/{software.replace(' ', '_')}"
    return {
        f"{software}, team": {"scenarios": (f"{piece}_with_success",)},
        f"{software}, desk": {"scenarios": (piece, "service/excellent")},
    }


DEBATES = (
    Debate(
        name="product_or_service",
        question="Does the product lead, or service?",
        one_side="service holds more",
        other_side="the product holds more",
        claims=("A4", "A9", "E23"),
        scenario="archetypes/utility",
        settings=HEARD,
        worlds={
            "unseen, service": {"scenarios": SERVICE_LED, **UNSEEN},
            "unseen, product": {"scenarios": PRODUCT_LED, **UNSEEN},
            "noticed, service": {"scenarios": SERVICE_LED, **NOTICED},
            "noticed, product": {"scenarios": PRODUCT_LED, **NOTICED},
        },
        lines={
            "unseen": Difference("retention", "unseen, service", less="unseen, product"),
            "noticed": Difference("retention", "noticed, service", less="noticed, product"),
        },
        matters=SHARE,
        over="failures.quality_slope",
        called="how much rarer failures are in a better product",
        values=(0, 1, 2, 3, 5, 8),
    ),
    Debate(
        name="contact_is_failure",
        question="Is a contact a failure?",
        one_side="questions pay",
        other_side="questions cost",
        claims=("A19", "A20", "A23", "A33"),
        scenario="archetypes/goods",
        settings={},
        worlds={
            "ordinary, few": FEW,
            "ordinary, many": MANY,
            "unhurried, few": {**FEW, **TAKES_TIME},
            "unhurried, many": {**MANY, **TAKES_TIME},
        },
        lines={
            "ordinary": Difference("clv", "ordinary, many", less="ordinary, few"),
            "unhurried": Difference("clv", "unhurried, many", less="unhurried, few"),
        },
        matters=CLV,
        over="failures.question_effort",
        called="what having to ask takes from the experience",
        values=(0.0, 0.02, 0.04, 0.06, 0.1),
    ),
    Debate(
        name="amazon_or_zappos",
        question="Amazon or Zappos?",
        one_side="Zappos earns more",
        other_side="Amazon earns more",
        claims=("A24", "A27", "A36"),
        scenario="debates/amazon_or_zappos/thin",
        settings={"population": 4_000, "represents": 20},
        worlds={
            "few talk, Amazon": AMAZON,
            "few talk, Zappos": ZAPPOS,
            "many talk, Amazon": {**TALK, **AMAZON},
            "many talk, Zappos": {**TALK, **ZAPPOS},
        },
        lines={
            "few talk": Difference("profit", "few talk, Zappos", less="few talk, Amazon"),
            "many talk": Difference("profit", "many talk, Zappos", less="many talk, Amazon"),
        },
        matters=PROFIT,
        over="money.unit_cost",
        called="cost of what is sold at 100",
        values=(40.0, 55.0, 70.0, 80.0, 92.0),
    ),
    Debate(
        name="customer_success",
        question="Customer success: soon gone, or the largest effect of service?",
        one_side="the team holds more",
        other_side="an excellent desk holds more",
        claims=("A8", "E17", "E28"),
        scenario="archetypes/subscription",
        settings={},
        worlds={name: edits for software in SOFTWARE for name, edits in _success(software).items()},
        lines={
            software.split()[0]: Difference("retention", f"{software}, team", less=f"{software}, desk")
            for software in SOFTWARE
        },
        matters=SHARE,
        over="days",
        called="days after the purchase",
        values=(30, 60, 120, 240, 365, 540),
    ),
)
