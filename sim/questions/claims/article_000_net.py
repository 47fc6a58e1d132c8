"""Article 000, A19 to A29: the readers on contacts (the net under the act, failures, marketing, a nuisance)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures import MEASURES
from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Between, Computed, Difference, Interaction, Level, of_some
from sim.questions.claims.experiment import Experiment, falls, negligible, rises
from sim.questions.claims.groups import callers, failed, never_called, never_failed
from sim.questions.claims.yardsticks import NPS, PROFIT, SHARE, plausible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.measures import Record
    from sim.questions.claims.groups import Bools, Columns

    Records = Mapping[str, Record]

__all__ = ["CLAIMS"]

SERVICE_KEYS = ("recovery.service_weight", "failures.rate", "failures.minor.contact_chance")


def _kept_by_service(records: Records, who: Callable[[Columns], Bools]) -> float:
    kept = [MEASURES["retention"](of_some(records[world], who)) for world in ("excellent", "poor")]
    return kept[0] - kept[1]


def kept_of_the_failed(records: Records) -> float:
    """Give how many more an excellent desk keeps of those who met a failure than of the others."""
    return _kept_by_service(records, failed) - _kept_by_service(records, never_failed)


def kept_of_the_others(records: Records) -> float:
    """Give how many more an excellent desk keeps of those who met no failure."""
    return _kept_by_service(records, never_failed)


BOTH_MARKETS = {
    f"{firm}, {market}": {"scenarios": (f"debates/amazon_or_zappos/{file}",)}
    for market in ("thin", "rich")
    for firm, file in (("as they were", market), ("Zappos", f"zappos_{market}"))
}

CLAIMS = (
    Claim(
        "A19",
        "c1 (Manning and Bodine): service is the net, not the act.",
        Tag.EMERGENT,
        "whether callers end up behind those who never had to call: they met failures, but also help, and whoever "
        "stays longest calls most",
        Experiment(
            asks="Are callers less likely to recommend than those who never called?",
            scenario="default",
            # Groups of one world do not share their luck, so more people are needed than for two worlds.
            settings={"population": 8_000},
            worlds={"typical firm": {}},
            effect=Between("nps", "typical firm", callers, never_called),
            expected=falls(NPS),
            region=plausible(*SERVICE_KEYS, "loyalty.churn_sensitivity"),
        ),
    ),
    Claim(
        "A20",
        "c2: people also call before they buy, or because the manual is unclear.",
        Tag.BUILT_IN,
        "enquiries (`journey.engagement.enquiry_chance`) and questions (`failures.question_rate`) are contacts "
        "without a failure",
        test="tests/plain/test_journey_trouble.py::test_a_question_costs_an_effort_and_is_answered",
    ),
    Claim(
        "A21",
        "c2: service keeps customers.",
        Tag.EMERGENT,
        "built in for those whose failure is recovered; emergent how many that holds, and that the desk does "
        "hardly anything for who had no failure: they call with questions, and wait in the same queue. Found: "
        "it keeps a third as many of these",
        Experiment(
            asks="Does an excellent desk keep more of those who met a failure than of those who met none?",
            scenario="default",
            settings={},
            worlds={service: {"scenarios": (f"service/{service}",)} for service in ("poor", "excellent")},
            effect=Computed(
                kept_of_the_failed, "retention by an excellent desk: those who met a failure less the others",
                "share", ("poor", "excellent"),
            ),
            expected=rises(SHARE),
            also=(
                (
                    Computed(
                        kept_of_the_others, "retention by an excellent desk, of those without a failure", "share",
                        ("poor", "excellent"),
                    ),
                    negligible(SHARE),
                ),
            ),
            region=plausible(*SERVICE_KEYS, "loyalty.churn_sensitivity"),
        ),
    ),
    Claim(
        "A22",
        "c2: sending people to the website to save money drives them off.",
        Tag.EMERGENT,
        "it depends on what the website knows, and on the staff that is left",
        Experiment(
            asks="Eight in ten are sent to a website, and the desk is cut as if that helped: who leaves?",
            scenario="debates/self_service/agents_only",
            # As in `debates/self_service/repels`; a setting, so that the region can try better websites.
            settings={"desk.self_service.success": 0.15},
            worlds={
                "agents only": {},
                "sent to the website": {"desk.self_service.share": 0.8, "desk.staffing_ratio": 0.75},
            },
            effect=Difference("retention", "sent to the website", "agents only"),
            expected=falls(SHARE),
            region={
                "desk.self_service.success": (0.0, 0.9),
                **plausible("recovery.service_weight", "desk.self_service.justice", "failures.rate"),
            },
        ),
    ),
    Claim(
        "A23",
        "c3 (Snow): a contact may be a question, an order, a complaint, a farewell or a compliment.",
        Tag.OUTSIDE,
        "questions, enquiries before an order and complaints are contacts here (built in); nobody calls to praise "
        "or to cancel. What can be tried of the desk that saves those who cancel is A26",
        needs="contacts of contented customers, and of those about to leave",
    ),
    Claim(
        "A24",
        "c4: Zappos spends its telephone time as other firms spend advertising.",
        Tag.EMERGENT,
        "it pays where margin and talk reach far enough; wages and compensation are counted",
        Experiment(
            asks="Does taking time for every caller earn more where margin and talk are rich than where they are "
            "thin?",
            scenario="debates/amazon_or_zappos/thin",
            # A market of 120,000; with a thousand people, tried first, luck was larger than any difference.
            settings={"population": 6_000, "represents": 20},
            worlds=BOTH_MARKETS,
            effect=Interaction(
                "profit", ("Zappos, rich", "as they were, rich"), ("Zappos, thin", "as they were, thin")
            ),
            expected=rises(PROFIT),
            also=((Difference("profit", "Zappos, rich", "as they were, rich"), rises(PROFIT)),),
            region=plausible("desk.relationship_gain", "word_of_mouth.memory_days", "word_of_mouth.rate"),
            replications=3,
        ),
    ),
    Claim(
        "A25",
        "c5: being befriended is effort for the customer.",
        Tag.OUTSIDE,
        "minutes that the firm takes for a customer cost him nothing here, so that they can only do good",
        needs="the customer's own time and attention as a cost of every contact",
    ),
    Claim(
        "A26",
        "c5: a family that left was never asked why.",
        Tag.BUILT_IN,
        "`loyalty.winback_offer` is the chance that an offer brings who left back to the entry, where both gates "
        "decide anew; at 0 nobody is asked",
        test="tests/plain/test_journey.py::test_an_offer_wins_former_customers_back_to_entry",
    ),
    Claim(
        "A27",
        "c5: Amazon takes each contact as the trace of a fault and mends that.",
        Tag.EMERGENT,
        "built in for each reported failure (`failures.feedback_gain`, switched on here); emergent what that is "
        "worth, since a better product is reported less, and who stays longer calls longer",
        Experiment(
            asks="What does mending causes do to contacts and to recommendation in two years?",
            scenario="archetypes/online_retailer",
            settings={"days": 730, "population": 1_000},
            worlds={"as it was": {}, "causes mended": {"failures.feedback_gain": 0.2}},
            effect=Difference("nps", "causes mended", "as it was"),
            expected=rises(NPS),
            also=((Difference("contacts_per_customer_year", "causes mended", "as it was"), falls(0.2)),),
            region=plausible("failures.rate", "failures.quality_slope", "failures.minor.contact_chance"),
            replications=3,
        ),
    ),
    Claim(
        "A28",
        "c5: two calls in five years, and full marks for the call centre.",
        Tag.OUTSIDE,
        "how a contact is judged depends on wait, treatment and outcome alone. A good product shortens the queue "
        "of a desk that keeps its people, and so earns it better marks; but that is no halo",
        needs="a judgement of the contact that the product colours",
    ),
    Claim(
        "A29",
        "c5: some contacts remain, whatever one removes.",
        Tag.BUILT_IN,
        "questions, enquiries and returns have rates of their own, which no quality and no fix takes to 0",
        Experiment(
            asks="If nothing ever fails or breaks, how often do people call?",
            scenario="archetypes/online_retailer",
            settings={"days": 180, "failures.rate": 0.0, "journey.exit.damage_chance": 0.0},
            worlds={"nothing fails": {}},
            effect=Level("contacts_per_customer_year", "nothing fails"),
            expected=rises(0.2),
            replications=2,
        ),
        test="tests/plain/test_journey_trouble.py::test_a_question_costs_an_effort_and_is_answered",
    ),
)  # fmt: skip
