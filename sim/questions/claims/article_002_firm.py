"""What article 002 says of the firm: its rivals, its people, what it listens to, and what counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.measures import MEASURES
from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Computed, Difference, Interaction
from sim.questions.claims.experiment import Experiment, falls, negligible, rises

if TYPE_CHECKING:
    from sim.measures import Record
    from sim.questions.claims.effect import Records

__all__ = ["EASY", "FIRM", "IN_A_MARKET"]

EASY = {
    "journey.entry.quality": 0.80, "journey.engagement.quality": 0.80, "journey.exit.quality": 0.85,
    "journey.exit.damage_chance": 0.01, "failures.question_rate": 0.001,
}  # fmt: skip
"""A journey made easy: finding, choosing, receiving, and a manual that leaves half of the questions."""

HARD = {"journey.entry.quality": 0.50, "journey.engagement.quality": 0.50, "journey.exit.quality": 0.55}
"""Touchpoints as far below the usual ones as those of `EASY` are above."""

IN_A_MARKET = {
    "protocol": "market", "days": 365, "population": 4_000, "represents": 100, "marketing.reach_per_day": 0.003,
}  # fmt: skip
"""A market of 400,000 that is soon made known, over a year: large enough for a desk of several agents."""


ALIKE, AHEAD = {"market.competitor_quality": 0.60}, {"market.competitor_quality": 0.45}
"""A competitor whose product is as good as the typical firm's, and one who is behind."""

TALKED_ABOUT = {"word_of_mouth.rate": 0.10, "word_of_mouth.sensitivity": 0.20}
"""Everybody tells five times as many as by default."""


def wage_premium_that_pays(records: Records) -> float:
    """Give how much dearer able people may be until what they bring is spent, as a share of the wage."""
    able, plain = records["able people"], records["plain people"]
    bill = float(able.daily["wages"].sum()) / able.spec.weight / float(able.customers["ever"].sum())
    return (MEASURES["clv"](able) - MEASURES["clv"](plain)) / bill


def waiting_in_silos(records: Records) -> float:
    """Give the minutes that contacts wait at two desks of one channel each, beyond those at one desk for both."""
    silos = [records["telephone desk"], records["chat desk"]]
    answered = [_quick(record) for record in silos]
    alone = sum(_waited(record) for record in silos) / sum(answered)
    together = records["one desk"]
    return alone - _waited(together) / _quick(together)


def _quick(record: Record) -> float:
    return float(record.daily["quick_answered"].sum() + record.daily["quick_abandoned"].sum())


def _waited(record: Record) -> float:
    return float(record.daily["quick_wait"].sum())


def variance_beyond_the_desk(records: Records) -> float:
    """Give the share of what differs between customers' experiences that is not the desk's, beyond one half.

    The desk's share is the covariance of its column with the whole, over the variance of the whole.
    """
    customers = records["as it is"].customers
    bought = customers["ever"].astype(bool)
    days = customers["days"][bought]
    whole, desk = customers["cx_sum"][bought] / days, customers["sum_service"][bought] / days
    return 0.5 - float(np.cov(desk, whole)[0, 1] / np.var(whole, ddof=1))


FIRM = (
    Claim(
        id="C13",
        says="Products become alike.",
        tag=Tag.EMERGENT,
        reason=(
            "that rivals catch up is outside: the competitor is a constant. What follows can be tried: whether "
            "everything around the product decides more once the competitor's is as good"
        ),
        experiment=Experiment(
            asks="Does the experience around the product hold more customers once the products are alike?",
            scenario="default",
            settings={"population": 5_000},
            worlds={
                "alike, good experience": ALIKE | EASY | {"scenarios": ("service/excellent",)},
                "alike, bad experience": ALIKE | HARD | {"scenarios": ("service/poor",)},
                "ahead, good experience": AHEAD | EASY | {"scenarios": ("service/excellent",)},
                "ahead, bad experience": AHEAD | HARD | {"scenarios": ("service/poor",)},
            },
            effect=Interaction(
                "retention",
                ("alike, good experience", "alike, bad experience"),
                ("ahead, good experience", "ahead, bad experience"),
            ),
            expected=rises(0.005),
            region={
                "loyalty.churn_sensitivity": (3, 9), "experience.use_weight": (0.3, 1.2),
                "failures.rate": (0.0015, 0.008), "journey.engagement.loyalty": (2, 12),
            },
        ),
    ),
    Claim(
        id="C14",
        says="Public talk multiplies what is there.",
        tag=Tag.EMERGENT,
        reason=(
            "for better with a strong product, for worse with a weak one: bad words lower what is expected, but "
            "any praise makes the firm known, and some praise even a weak product"
        ),
        experiment=Experiment(
            asks="Where everybody tells five times as many, who wins buyers and who loses them?",
            scenario="default",
            settings=IN_A_MARKET,
            worlds={
                "strong": {"scenarios": ("product/strong",)},
                "strong, talked about": TALKED_ABOUT | {"scenarios": ("product/strong",)},
                "weak": {"scenarios": ("product/weak",)},
                "weak, talked about": TALKED_ABOUT | {"scenarios": ("product/weak",)},
            },
            effect=Difference("bought", "strong, talked about", "strong"),
            expected=rises(20),
            also=((Difference("bought", "weak, talked about", "weak"), falls(5)),),
            region={
                "word_of_mouth.conversion": (0.0, 0.3), "word_of_mouth.negativity": (1, 3),
                "word_of_mouth.positivity": (-0.1, 0.4), "belief.word_of_mouth_signal_sd": (0.1, 0.6),
            },
            replications=3,
        ),
    ),
    Claim(
        id="C15",
        says="Reward the experience, not the service.",
        tag=Tag.OUTSIDE,
        reason="the quality of every touchpoint is given, not what people do who are paid for it",
        needs="what rewards change in the work of people at each touchpoint",
    ),
    Claim(
        id="C16",
        says="Choose people well and train them.",
        tag=Tag.EMERGENT,
        reason=(
            "that skill solves more is built in (`encounter.resolution_chance`); what that earns is emergent. "
            "Both desks have as many people: where the rota follows the load, able people are fewer, and waits "
            "are longer"
        ),
        experiment=Experiment(
            asks="How much dearer by the hour may as many able people be before it no longer pays?",
            scenario="default",
            settings={"desk.agents": 6},
            worlds={"plain people": {"staff.skill": 0.60}, "able people": {"staff.skill": 0.90}},
            effect=Computed(
                wage_premium_that_pays, "wage premium that pays", "share of the wage",
                ("able people", "plain people"),
            ),
            expected=rises(0.10),
            also=((Difference("wait_minutes", "able people", "plain people"), falls(0.1)),),
            region={
                "recovery.service_weight": (0.10, 0.35), "failures.minor.contact_chance": (0.15, 0.70),
                "money.agent_cost_hour": (15, 60), "loyalty.repurchases_per_year": (0.3, 4),
            },
            replications=3,
        ),
    ),
    Claim(
        id="C17",
        says="Contented people make contented customers.",
        tag=Tag.EMERGENT,
        reason="built in both ways, from load to discontent to treatment; how much reaches customers is emergent",
        experiment=Experiment(
            asks="At a desk with too much to do: what does it cost customers that the work tires its people?",
            scenario="default",
            settings={"desk.staffing_ratio": 0.95},
            worlds={"tires nobody": {"staff.load_effect": 0}, "tires": {}},
            effect=Difference("csat", "tires nobody", "tires"),
            expected=rises(0.02),
            also=((Difference("employee_satisfaction", "tires nobody", "tires"), rises(0.02)),),
            region={
                "desk.staffing_ratio": (0.75, 1.2), "staff.turnover_sensitivity": (0, 10),
                "staff.customer_effect": (0, 1), "recovery.service_weight": (0.10, 0.35),
            },
        ),
    ),
    Claim(
        id="C18",
        says="Asking is nothing, acting is all.",
        tag=Tag.BUILT_IN,
        reason="acting closes a part of the gap (`failure.quality_after_fixes`); nothing reads a survey",
        test="tests/plain/test_journey_firm.py::test_the_firm_learns_from_what_the_desk_hears",
        experiment=Experiment(
            asks="What does it change that three times as many are asked?",
            scenario="default",
            settings={"days": 90},
            worlds={"asked": {}, "asked thrice": {"survey.response_chance": 0.6}},
            effect=Difference("cx", "asked thrice", "asked"),
            expected=negligible(1e-9),
            replications=2,
        ),
    ),
    Claim(
        id="C19",
        says="From the brand to the staff office, everything counts.",
        tag=Tag.EMERGENT,
        reason="whether each department moves the whole by itself, where all the others are as they are",
        experiment=Experiment(
            asks="Where everything is done badly, does each department that does well make a difference?",
            scenario="debates/who_lost_them/weak_throughout",
            settings={"days": 180},
            worlds={
                "all bad": {},
                "an honest brand": {"marketing.overpromise": 0},
                "a good product": {"product.quality": 0.80},
                "a good journey": EASY,
                "good people": {"scenarios": ("service/excellent",)},
            },
            effect=Difference("cx", "an honest brand", "all bad"),
            expected=rises(0.005),
            also=(
                (Difference("cx", "a good product", "all bad"), rises(0.005)),
                (Difference("cx", "a good journey", "all bad"), rises(0.005)),
                (Difference("cx", "good people", "all bad"), rises(0.005)),
            ),
            replications=3,
            region={
                "recovery.service_weight": (0.10, 0.35), "experience.disconfirmation_weight": (0.25, 0.75),
                "journey.exit.weight": (0.05, 0.30), "experience.use_weight": (0.3, 1.2),
            },
        ),
    ),
    Claim(
        id="C20",
        says="One desk for all channels (a vendor's figure: more than 82 % satisfied).",
        tag=Tag.EMERGENT,
        reason=(
            "agents are always shared by the channels, so silos are tried as two firms of half the size with one "
            "channel each and as many people together; the vendor's figure is outside"
        ),
        experiment=Experiment(
            asks="How much longer do people wait where calls and chats have a desk each?",
            scenario="default",
            settings={
                "days": 180, "desk.email.share": 0, "desk.phone.share": 0.5, "desk.chat.share": 0.5,
                "desk.chat.priority": 0,
            },
            worlds={
                "one desk": {},
                "telephone desk": {"desk.phone.share": 1, "desk.chat.share": 0, "represents": 25},
                "chat desk": {"desk.phone.share": 0, "desk.chat.share": 1, "represents": 25},
            },
            effect=Computed(
                waiting_in_silos, "wait: a desk for each channel less one for both", "minutes",
                ("one desk", "telephone desk", "chat desk"),
            ),
            expected=rises(0.2),
            region={
                "desk.staffing_ratio": (0.85, 1.4), "failures.minor.contact_chance": (0.15, 0.70),
                "desk.phone.handle_minutes": (4, 20), "desk.chat.concurrency": (1, 4),
            },
            replications=3,
        ),
    ),
    Claim(
        id="C21",
        says="Peters: service is the transaction, experience the event.",
        tag=Tag.EMERGENT,
        reason=(
            "the share of the desk in what makes one customer's experience differ from another's. It is below 0: "
            "the desk gives most to those who met most failures, and so makes experiences more alike"
        ),
        experiment=Experiment(
            asks="How much of what differs between customers is not the desk's, beyond one half?",
            scenario="default",
            settings={},
            worlds={"as it is": {}},
            effect=Computed(
                variance_beyond_the_desk, "share of variance that is not the desk's, beyond one half", "share",
                ("as it is",),
            ),
            expected=rises(0.10),
            region={
                "recovery.service_weight": (0.10, 0.35), "failures.minor.contact_chance": (0.15, 0.70),
                "failures.rate": (0.0015, 0.008), "experience.use_weight": (0.3, 1.2),
            },
        ),
    ),
)  # fmt: skip
