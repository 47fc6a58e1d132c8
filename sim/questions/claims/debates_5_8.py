"""The last four debates: self-service, better service for everybody, large promises, mending or preventing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.questions.claims.article_003 import value_won
from sim.questions.claims.debate import Debate
from sim.questions.claims.effect import Computed, Difference

if TYPE_CHECKING:
    from sim.questions.claims.effect import Records

__all__ = ["DEBATES"]

WEBSITE_FIRST = {"desk.self_service.share": 0.8, "desk.community.share": 0}
"""Eight in ten are sent to the website first; where staff is cut, four in ten of the agents are gone."""

PRICE_BRAND = {
    "failures.minor.contact_chance": 0.15, "failures.major.contact_chance": 0.5, "recovery.service_norm": 0.35,
    "money.price": 70, "money.unit_cost": 55,
}  # fmt: skip
"""Cheap goods whose buyers expect little service and seldom ask for it (`debates/serve_better_always`)."""

SERVICE_BRAND = {
    "failures.minor.contact_chance": 0.6, "failures.major.contact_chance": 0.9, "recovery.service_norm": 0.6,
}  # fmt: skip
"""Goods whose buyers expect service, and ask for it."""

SERVED_BETTER = {"scenarios": ("service/excellent",), "money.agent_cost_hour": 45}
"""The excellent desk, whose people cost half as much again by the hour, for their training."""

CONTRACT = {
    "scenarios": ("archetypes/subscription",), "market.winbacks_per_year": 0, "belief.use_signal_sd": 1.2,
    "marketing.reach_per_day": 0.01, "journey.attraction.intercept": 0.4, "journey.entry.intercept": 1.0,
    "journey.engagement.intercept": 0.7, "experience.disconfirmation_weight": 0.75,
    "experience.loss_aversion": 2.5, "loyalty.churn_sensitivity": 9,
}  # fmt: skip
"""The market of `debates/promise_big/honest`: soon known to everybody, where staying is everything."""

SMOOTH_START = {
    "journey.exit.damage_chance": 0.02, "journey.exit.setup_difficulty": 0.05, "failures.question_rate": 0.001,
    "money.unit_cost": 64,
}  # fmt: skip
"""What `debates/fix_or_prevent/smooth_start` prevents, at the price of the better desk."""


def contract_won(records: Records) -> float:
    """Give how much more value the contract's promise wins than the truth."""
    return value_won(records["contract"]) - value_won(records["contract, honest"])


def goods_won(records: Records) -> float:
    """Give how much more value the promise of the goods wins than the truth."""
    return value_won(records["goods"]) - value_won(records["goods, honest"])


DEBATES: tuple[Debate, ...] = (
    Debate(
        name="self_service",
        question="Self-service: good or bad?",
        one_side="the website pleases more",
        other_side="the website repels",
        claims=("A22", "A37", "E2"),
        scenario="debates/self_service/agents_only",
        settings={"days": 180},
        worlds={
            "agents only": {"desk.agents": 10, "desk.self_service.share": 0},
            "website": WEBSITE_FIRST | {"desk.agents": 10},
            "website, fewer agents": WEBSITE_FIRST | {"desk.agents": 6},
        },
        lines={
            "staff kept": Difference("csat", "website", "agents only"),
            "staff cut": Difference("csat", "website, fewer agents", "agents only"),
        },
        matters=0.01,
        over="desk.self_service.success",
        called="chance of an answer there",
        values=(0.05, 0.25, 0.45, 0.65, 0.85),
    ),
    Debate(
        name="serve_better_always",
        question="Serve better, always?",
        one_side="serving better pays",
        other_side="serving better does not pay",
        claims=("D3", "D4", "A17"),
        scenario="default",
        settings={"days": 180},
        worlds={
            "price brand": PRICE_BRAND,
            "price brand, served better": PRICE_BRAND | SERVED_BETTER,
            "service brand": SERVICE_BRAND,
            "service brand, served better": SERVICE_BRAND | SERVED_BETTER,
        },
        lines={
            "low price": Difference("clv", "price brand, served better", "price brand"),
            "service": Difference("clv", "service brand, served better", "service brand"),
        },
        matters=1.0,
        over="recovery.service_weight",
        called="weight of an encounter",
        values=(0.02, 0.10, 0.20, 0.35, 0.50),
    ),
    Debate(
        name="promise_big",
        question="Promise big?",
        one_side="the promise wins more",
        other_side="the truth wins more",
        claims=("A12", "D2", "E11"),
        scenario="default",
        settings={"protocol": "market", "days": 365, "population": 3_000, "represents": 40},
        worlds={
            "contract": CONTRACT,
            "contract, honest": CONTRACT | {"marketing.overpromise": 0},
            "goods": {"marketing.reach_per_day": 0.003},
            "goods, honest": {"marketing.reach_per_day": 0.003, "marketing.overpromise": 0},
        },
        lines={
            "contract": Computed(
                contract_won, "value won, against the truth", "money per person", ("contract", "contract, honest")
            ),
            "goods": Computed(
                goods_won, "value won, against the truth", "money per person", ("goods", "goods, honest")
            ),
        },
        matters=1.0,
        over="marketing.overpromise",
        called="promise beyond the truth",
        values=(-0.2, -0.1, 0.1, 0.2, 0.35, 0.5),
        replications=2,
    ),
    Debate(
        name="fix_or_prevent",
        question="Fix after, or prevent?",
        one_side="preventing is ahead",
        other_side="mending is ahead",
        claims=("B4", "C10", "E17"),
        scenario="debates/fix_or_prevent/neither",
        settings={},
        worlds={
            "mended": {"scenarios": ("service/excellent",)},
            "smooth start": SMOOTH_START,
            "causes found": {"failures.feedback_gain": 0.2, "money.unit_cost": 62},
        },
        lines={
            "good start": Difference("nps", "smooth start", "mended"),
            "causes": Difference("nps", "causes found", "mended"),
        },
        matters=1.0,
        over="days",
        called="days since the purchase",
        values=(30, 60, 120, 240, 420, 600),
    ),
)
