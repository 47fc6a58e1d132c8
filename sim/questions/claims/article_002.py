"""What article 002 says: ZOOM, with Shoham's five phases, Clor and Peters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.questions.claims.article_002_firm import EASY, FIRM
from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Between, Difference, Interaction
from sim.questions.claims.experiment import Experiment, rises

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.questions.claims.effect import Columns

__all__ = ["CLAIMS"]


def met_trouble_in_silence(customers: Columns) -> NDArray[np.bool_]:
    """Tell which buyers met a failure and never contacted the firm."""
    return np.asarray(customers["ever"] & (customers["failures"] > 0) & (customers["contacts"] == 0))


def met_no_trouble(customers: Columns) -> NDArray[np.bool_]:
    """Tell which buyers never met a failure nor contacted the firm."""
    return np.asarray(customers["ever"] & (customers["failures"] == 0) & (customers["contacts"] == 0))


JOURNEY = (
    Claim(
        id="C1",
        says="Five phases: attraction, entry, engagement, exit, extension.",
        tag=Tag.BUILT_IN,
        reason="each person is in one phase, and every move between phases is counted once",
        test="tests/measures/test_measures_invariants.py::test_a_sound_run_passes",
    ),
    Claim(
        id="C2",
        says="It begins with a need and is not over when the need is met.",
        tag=Tag.BUILT_IN,
        reason="the ledger goes on after delivery: with every use, and with incidents that fade",
        test="tests/plain/test_journey.py::test_use_and_gap_are_running_means_of_performance_and_disconfirmation",
    ),
    Claim(
        id="C3",
        says="McDonald's and The French Laundry both serve adequately, and are worlds apart.",
        tag=Tag.EMERGENT,
        reason="satisfaction against two sets of norms: adequate is what is expected of each",
        experiment=Experiment(
            asks="What does the plain desk cost the luxurious house, and the luxurious desk bring the plain one?",
            scenario="default",
            settings={"days": 120, "represents": 10, "population": 3_000},
            worlds={
                "luxury": {"scenarios": ("firms/french_laundry",)},
                "luxury, plain desk": {
                    "scenarios": ("firms/french_laundry",), "staff.skill": 0.6, "desk.staffing_ratio": 1.2,
                    "recovery.compensation": 0.3, "desk.outreach_per_customer_year": 0,
                    "desk.phone.handle_minutes": 2,
                },
                "plain": {"scenarios": ("firms/mcdonalds",)},
                "plain, luxury desk": {
                    "scenarios": ("firms/mcdonalds",), "staff.skill": 0.95, "desk.staffing_ratio": 2,
                    "recovery.compensation": 0.8, "desk.outreach_per_customer_year": 2,
                    "desk.phone.handle_minutes": 8,
                },
            },
            effect=Interaction("csat", ("luxury", "luxury, plain desk"), ("plain, luxury desk", "plain")),
            expected=rises(0.05),
            region={
                "experience.loss_aversion": (1.0, 3.0), "experience.disconfirmation_weight": (0.25, 0.75),
                "experience.incident_half_life_days": (20, 180), "recovery.compensation_weight": (0.0, 0.6),
            },
            replications=3,
        ),
    ),
    Claim(
        id="C4",
        says="People have to hear of a firm and want to look.",
        tag=Tag.BUILT_IN,
        reason="advertising and talk make people look (`attraction.hazard`), advertising with diminishing returns",
        test="tests/rules/test_rules_attraction.py",
    ),
    Claim(
        id="C5",
        says="A hard way in turns people back.",
        tag=Tag.BUILT_IN,
        reason="the gate of usability (`choice.usability`)",
        test="tests/rules/test_rules_choice.py::test_usability_rests_on_what_was_felt_on_entering",
    ),
    Claim(
        id="C6",
        says="They compare, ask, and then buy.",
        tag=Tag.BUILT_IN,
        reason="the gate of purchase (`choice.purchase`) weighs belief, price and the service met before",
        test="tests/rules/test_rules_choice.py::test_a_new_buyer_weighs_belief_price_and_service",
    ),
    Claim(
        id="C7",
        says="They come back with a problem, or, as telling, they do not.",
        tag=Tag.EMERGENT,
        reason="that most failures are silent is built in, what silence costs is not: a call may be served badly",
        experiment=Experiment(
            asks="What does it cost that customers do not say what is wrong?",
            scenario="default",
            settings={"population": 5_000},
            worlds={
                "they say it": {},
                "they do not": {"failures.minor.contact_chance": 0.10, "failures.major.contact_chance": 0.40},
            },
            effect=Difference("retention", "they say it", "they do not"),
            expected=rises(0.005),
            also=((Between("churned", "they do not", met_trouble_in_silence, met_no_trouble), rises(0.02)),),
            region={
                "staff.skill": (0.4, 0.95), "desk.staffing_ratio": (0.85, 1.4),
                "recovery.service_weight": (0.10, 0.35), "failures.self_fix_days": (7, 90),
            },
        ),
    ),
    Claim(
        id="C8",
        says="A wrench that lasts twenty years is an experience of twenty years.",
        tag=Tag.EMERGENT,
        reason=(

            "loyalty and talk against fewer occasions to buy: a buyer of the wrench that lasts brings less money"
        ),
        experiment=Experiment(
            asks="Are those who bought the wrench that lasts fonder of it after two years, and do they say so?",
            scenario="firms/wrench_maker",
            settings={"population": 2_000, "days": 730},
            worlds={
                "lasts": {},
                "has to be replaced": {
                    "product.quality": 0.5, "failures.rate": 0.004, "loyalty.repurchases_per_year": 1,
                },
            },
            effect=Difference("nps", "lasts", "has to be replaced"),
            expected=rises(3),
            also=((Difference("positive_messages", "lasts", "has to be replaced"), rises(0.2)),),
            region={
                "failures.quality_slope": (2.5, 8), "experience.use_weight": (0.3, 1.2),
                "word_of_mouth.sensitivity": (0.0, 0.2), "product.usage_rate": (0.02, 0.5),
            },
            replications=3,
        ),
    ),
    Claim(
        id="C9",
        says="There is no service before somebody engages.",
        tag=Tag.BUILT_IN,
        reason="the first contact there can be is an enquiry, on entering ENGAGEMENT",
        test="tests/plain/test_journey_trouble.py::test_a_pending_enquiry_holds_the_gate_of_purchase",
    ),
    Claim(
        id="C10",
        says="Service is how fast it is mended; experience is why and how often it breaks.",
        tag=Tag.EMERGENT,
        reason=(
            "half of the failures against half of the time that each takes: of the same order, for waits are time "
            "too"
        ),
        experiment=Experiment(
            asks="Is it worth more that half as much breaks, or that all of it is mended in half the time?",
            scenario="default",
            settings={},
            worlds={
                "half as many failures": {"failures.rate": 0.002},
                "mended in half the time": {
                    "desk.recontact_days": 1, "desk.staffing_ratio": 2.3, "desk.phone.handle_minutes": 4,
                    "desk.chat.handle_minutes": 5, "desk.email.handle_minutes": 4,
                },
            },
            effect=Difference("cx", "half as many failures", "mended in half the time"),
            expected=rises(0.005),
            region={
                "recovery.service_weight": (0.10, 0.35), "failures.minor.contact_chance": (0.15, 0.70),
                "product.quality": (0.35, 0.80), "experience.incident_half_life_days": (20, 180),
            },
        ),
    ),
    Claim(
        id="C11",
        says="That one can pay online is service; that it is easy is experience.",
        tag=Tag.EMERGENT,
        reason="built in that each helps, emergent which is worth more",
        experiment=Experiment(
            asks="What does it add that one can do it oneself, and what that it is easy?",
            scenario="archetypes/online_retailer",
            settings={"days": 240},
            worlds={
                "cannot": {"desk.self_service.share": 0},
                "can": {},
                "can easily": {
                    "desk.self_service.success": 0.8, "journey.entry.quality": 0.8, "journey.exit.quality": 0.85,
                },
            },
            effect=Interaction("csat", ("can easily", "can"), ("can", "cannot")),
            expected=rises(0.02),
            also=((Difference("ces", "can easily", "can"), rises(0.05)),),
            region={
                "journey.entry.weight": (0.05, 0.30), "journey.exit.weight": (0.05, 0.30),
                "recovery.service_weight": (0.10, 0.35), "failures.question_rate": (0.0005, 0.008),
            },
            replications=3,
        ),
    ),
    Claim(
        id="C12",
        says="There are more ways to win a second purchase than the desk.",
        tag=Tag.EMERGENT,
        reason=(
            "levers of the journey against levers of the desk. What they cost nobody has measured: assumed is "
            "that a journey made easy costs what it takes to make a typical desk excellent. The journey spares "
            "returns and so keeps buyers; the desk is ahead in recommendation, for touchpoints of the start are "
            "forgotten"
        ),
        experiment=Experiment(
            asks="Does an easy journey bring more second purchases than an excellent desk?",
            scenario="default",
            settings={},
            worlds={"easy journey": EASY, "excellent desk": {"scenarios": ("service/excellent",)}},
            effect=Difference("repurchases", "easy journey", "excellent desk"),
            expected=rises(0.005),
            region={
                "recovery.service_weight": (0.10, 0.35), "failures.minor.contact_chance": (0.15, 0.70),
                "journey.exit.weight": (0.05, 0.30), "experience.incident_half_life_days": (20, 180),
            },
        ),
    ),
)  # fmt: skip

CLAIMS = (*JOURNEY, *FIRM)
