"""Article 000, A11 to A18 and A38: what marketing promises, and what the desk bears and is blamed for.

Wages, compensation and advertising are in the money of the model. What a better product or a trained agent costs
is not, so where two levers are compared at equal money the price is an assumption, and stands beside its setting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures import MEASURES
from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Between, Computed, Difference
from sim.questions.claims.experiment import Experiment, falls, rises
from sim.questions.claims.groups import keepers, returners
from sim.questions.claims.yardsticks import CLV, NPS, PROFIT, SHARE, plausible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.measures import Record

    Records = Mapping[str, Record]

__all__ = ["CLAIMS"]

TRIMMED = 0.7
"""Of the handle time that a matter naturally takes, what agents are allowed."""
TENTH = 0.1
HALF = 0.5

SERVICE_KEYS = ("recovery.service_weight", "failures.rate", "failures.minor.contact_chance")


def _minutes(record: Record) -> float:
    """Give the minutes of work of the desk a customer and day."""
    return float(record.daily["busy_minutes"].sum() / record.daily["customers"].sum())


def comes_back(records: Records) -> float:
    """Give the share of the minutes cut from every contact that the desk works all the same."""
    before, after = _minutes(records["natural"]), _minutes(records["trimmed"])
    return 1.0 - (before - after) / ((1.0 - TRIMMED) * before)


def share_of_the_desk(records: Records) -> float:
    """Give the part of what was lost that is the desk's doing, less one half.

    The desk's part is what better service alone keeps, and what worse service alone loses, on average: its Shapley
    value against all else together.
    """
    kept = {name: MEASURES["retention"](record) for name, record in records.items()}
    alone = kept["weak, good desk"] - kept["weak"]
    last = kept["strong"] - kept["strong, bad desk"]
    return (alone + last) / 2.0 / (kept["strong"] - kept["weak"]) - HALF


CLAIMS = (
    Claim(
        "A11",
        "Whoever makes the product should hear the calls.",
        Tag.BUILT_IN,
        "with `failures.feedback_gain` above 0 each reported failure closes a part of what is missing to perfect "
        "quality; at 0 nothing is learned. Who listens, and what he then makes of it, is not in the model",
        test="tests/rules/test_rules_failure.py::test_fixes_close_a_part_of_what_is_missing",
    ),
    Claim(
        "A12",
        "Marketing makes promises, and broken ones hurt.",
        Tag.EMERGENT,
        "more buyers against more disappointment: who expects much also sees more in the product, and the wrong "
        "buyers come",
        Experiment(
            asks="In a market, what does hype do to who buys, who stays and who recommends?",
            scenario="archetypes/goods",
            # Known quickly, so that there are buyers to look at within the year.
            settings={"protocol": "market", "marketing.reach_per_day": 0.005},
            worlds={"honest": {"scenarios": ("marketing/honest",)}, "hype": {"scenarios": ("marketing/hype",)}},
            effect=Difference("nps", "hype", "honest"),
            expected=falls(NPS),
            also=(
                (Difference("retention", "hype", "honest"), falls(SHARE)),
                (Difference("bought", "hype", "honest"), rises(0.02 * 2_000)),
            ),
            region=plausible(
                "experience.assimilation", "experience.disconfirmation_weight", "experience.loss_aversion",
                "belief.use_signal_sd",
            ),
        ),
    ),
    Claim(
        "A13",
        "Better to bring the right customers than more of them.",
        Tag.EMERGENT,
        "fit works on use, failures and returns at once; more people are more people. A precise campaign is "
        "assumed to cost twice as much for the same reach, so that both spend the same. Found: the right "
        "customers are far more content and worth more each, but twice the volume also persuades more of them, "
        "and earns as much",
        Experiment(
            asks="For twice the money of today's campaign: its precision doubled, or its volume?",
            scenario="archetypes/goods",
            # At a reach of 0.005 a day, tried first, a year runs out of people: the verdict was the same.
            settings={"protocol": "market", "population": 6_000},
            worlds={
                "right": {"marketing.targeting": 1.0, "marketing.ad_spend": 1.0, "marketing.ad_cost": 10},
                "more": {"marketing.targeting": 0.0, "marketing.ad_spend": 2.0, "marketing.ad_cost": 5},
            },
            effect=Difference("profit", "right", "more"),
            expected=rises(PROFIT),
            also=((Difference("nps", "right", "more"), rises(NPS)),),
            region=plausible("market.fit_sd", "marketing.ad_elasticity")
            | {"marketing.reach_per_day": (0.0005, 0.005)},
            replications=3,
        ),
    ),
    Claim(
        "A14",
        "Research that serves to sell what is there, not to make what is wanted, is wasted.",
        Tag.OUTSIDE,
        "advertising and quality are both there, but no money turns into the one or the other",
        needs="a budget that buys either reach or quality, and research that finds what is wanted",
    ),
    Claim(
        "A15",
        "A return can be handled splendidly and was still a disappointment.",
        Tag.EMERGENT,
        "the desk and the use of the goods are different columns, and the disappointed send goods back. Found: "
        "while they have the goods returners are behind; but they leave with a splendid return fresh in mind, "
        "of which nothing fades any more, and to send goods back costs them nothing here. That is a weak spot "
        "of the model",
        Experiment(
            asks="With an excellent desk, are those who sent the goods back as glad as those who kept them?",
            scenario="archetypes/online_retailer",
            settings={"days": 120},
            worlds={
                "excellent desk": {"scenarios": ("service/excellent",)},
            },
            effect=Between("nps", "excellent desk", returners, keepers),
            expected=falls(NPS),
            region=plausible("returns.sensitivity", *SERVICE_KEYS),
        ),
    ),
    Claim(
        "A16",
        "The desk bears what others caused, and is the second most burdened.",
        Tag.EMERGENT,
        "gap, failures, load, turnover and skill in a circle: as many agents, and each department a little worse",
        Experiment(
            asks="If marketing, product and logistics slip and the desk keeps its people, what becomes of these?",
            scenario="archetypes/goods",
            # As many agents as a typical desk of this firm has (`desk.staffing_ratio` 1.15).
            settings={"desk.agents": 5},
            worlds={
                "as promised": {},
                "all others slip": {
                    "scenarios": ("marketing/hype",),
                    "product.quality": 0.5,
                    "journey.exit.damage_chance": 0.08,
                    "failures.question_rate": 0.004,
                },
            },
            effect=Difference("employee_satisfaction", "all others slip", "as promised"),
            expected=falls(0.05),
            also=((Difference("ces", "all others slip", "as promised"), falls(0.2)),),
            region=plausible("staff.load_effect", "staff.customer_effect", "staff.turnover_sensitivity")
            | {"desk.agents": (4.0, 8.0)},
        ),
    ),
    Claim(
        "A17",
        "The desk is measured and trimmed beyond its share in the result.",
        Tag.EMERGENT,
        "what a unit of money is worth in each lever. Assumed: one per cent more for each unit buys one per "
        "cent more quality, and who is a quarter abler earns a fifth more. The excellent desk then costs about "
        "3 a buyer and year, as two more for each unit sold do. Found: at these prices they are worth about the "
        "same",
        Experiment(
            asks="The same money into the desk, or into the product: what is a buyer worth afterwards?",
            scenario="default",
            settings={},
            worlds={
                "product": {"product.quality": 0.62, "money.unit_cost": 62},
                "desk": {"scenarios": ("service/excellent",), "money.agent_cost_hour": 36},
            },
            effect=Difference("clv", "product", "desk"),
            expected=rises(CLV),
            region=plausible(*SERVICE_KEYS, "experience.use_weight"),
        ),
    ),
    Claim(
        "A18",
        "Trimming it further saves money that comes back as work.",
        Tag.EMERGENT,
        "shorter talk leaves more unsolved (built in), so that more people call again, and leave: what the desk "
        "saves on balance is open. Found: about a quarter comes back, so that trimming saves all the same",
        Experiment(
            asks="If agents may take 30 % less time for each contact, how much of it do they work all the same?",
            scenario="default",
            settings={},
            worlds={"natural": {}, "trimmed": {"desk.handle_time_target": TRIMMED}},
            effect=Computed(
                comes_back, "share of the time saved a contact that comes back as contacts", "share",
                ("natural", "trimmed"),
            ),
            expected=rises(TENTH),
            region=plausible("desk.recontact_chance", "desk.redial_chance", *SERVICE_KEYS[1:]),
        ),
    ),
    Claim(
        "A38",
        "The desk is blamed for what it does not control.",
        Tag.EMERGENT,
        "its share in what was lost, where everybody did badly: blamed it would be if it were taken for the main "
        "cause, more than half",
        Experiment(
            asks="Of the customers that a firm loses by being weak throughout, what part is the desk's doing?",
            scenario="debates/who_lost_them/weak_throughout",
            settings={},
            worlds={
                "weak": {},
                "weak, good desk": {"scenarios": ("service/excellent",)},
                "strong": {"scenarios": ("debates/who_lost_them/strong_throughout",)},
                "strong, bad desk": {
                    "scenarios": ("debates/who_lost_them/strong_throughout", "service/poor"),
                },
            },
            effect=Computed(
                share_of_the_desk, "share of the desk in what was lost, less one half", "share",
                ("weak", "weak, good desk", "strong", "strong, bad desk"),
            ),
            expected=falls(TENTH),
            region=plausible(*SERVICE_KEYS, "experience.use_weight"),
            replications=3,
        ),
    ),
)  # fmt: skip
