"""Article 000, A30 to A37: the readers on what service can mend, and in which business it pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures import MEASURES
from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Computed, Difference, Interaction, of_some
from sim.questions.claims.experiment import Experiment, falls, negligible, rises
from sim.questions.claims.groups import never_failed
from sim.questions.claims.yardsticks import CLV, PROFIT, SHARE, plausible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.measures import Record

    Records = Mapping[str, Record]

__all__ = ["CLAIMS"]

TENTH = 0.1


def _closed(records: Records, world: str) -> float:
    """Give the share of what a world loses to a sound firm that excellent service wins back."""
    kept = {name: MEASURES["retention"](records[name]) for name in ("sound", world, f"{world}, excellent desk")}
    return (kept[f"{world}, excellent desk"] - kept[world]) / (kept["sound"] - kept[world])


def mended(records: Records) -> float:
    """Give how much more of the loss to mishaps service wins back than of the loss to a flaw."""
    return _closed(records, "mishaps") - _closed(records, "flaw")


LINKS: Mapping[str, Mapping[str, object]] = {
    "parcels": {"journey.exit.damage_chance": 0.005},
    "instructions": {"failures.question_rate": 0.0002},
    "goods": {"failures.rate": 0.001},
}
"""What has to be clear or sound for nobody to call, and how good it can be."""


def chain(records: Records) -> float:
    """Give how many more never call if all links are mended than if the one is that helps most."""
    silent = {name: MEASURES["zero_contact_share"](record) for name, record in records.items()}
    return silent["all"] - max(silent[link] for link in LINKS)


def turned(records: Records) -> float:
    """Give the smaller of two leads: of Zappos where margin and talk are rich, of Amazon where they are thin."""
    profit = {name: MEASURES["profit"](record) for name, record in records.items()}
    return min(profit["Zappos, rich"] - profit["Amazon, rich"], profit["Amazon, thin"] - profit["Zappos, thin"])


def calls_without_cause(records: Records) -> float:
    """Give the contacts of a buyer who met neither a failure nor a damage."""
    return MEASURES["contacts_per_buyer"](of_some(records["no questions"], never_failed))


SIMPLE = {"failures.rate": 0.0015, "failures.question_rate": 0.0005, "journey.exit.setup_difficulty": 0.0}
COMPLEX = {"failures.rate": 0.008, "failures.question_rate": 0.01, "journey.exit.setup_difficulty": 0.4}
"""What is hard to understand and to get going fails oftener too."""

MISHAPS = 0.004 * 3.49
"""The rate at which a product of quality 0.60 fails as often as one of 0.35 at the usual rate (exp(5 x 0.25))."""

FOUR_FIRMS = {
    f"{firm}, {market}": {"scenarios": (f"debates/amazon_or_zappos/{firm.lower()}_{market}",)}
    for firm in ("Amazon", "Zappos")
    for market in ("thin", "rich")
}

CLAIMS = (
    Claim(
        "A30",
        "c7 (Hennel): service mends what went wrong once, not what is wrong.",
        Tag.EMERGENT,
        "incidents can be made good, use cannot; both firms fail equally often",
        Experiment(
            asks="Two firms fail equally often, one by mishap and one by a flaw that is felt at every use. How "
            "much of what each loses does an excellent desk win back?",
            scenario="archetypes/goods",
            settings={"failures.quality_slope": 5},
            worlds={
                "sound": {"scenarios": ("service/poor",)},
                "mishaps": {"scenarios": ("service/poor",), "failures.rate": MISHAPS},
                "mishaps, excellent desk": {"scenarios": ("service/excellent",), "failures.rate": MISHAPS},
                "flaw": {"scenarios": ("service/poor", "product/weak")},
                "flaw, excellent desk": {"scenarios": ("service/excellent", "product/weak")},
            },
            effect=Computed(
                mended, "share of the loss won back: mishaps less a flaw", "share",
                ("sound", "mishaps", "mishaps, excellent desk", "flaw", "flaw, excellent desk"),
            ),
            expected=rises(TENTH),
            region=plausible(
                "recovery.service_weight", "recovery.cap", "failures.minor.contact_chance", "experience.use_weight"
            ),
            replications=3,
        ),
    ),
    Claim(
        "A31",
        "c9: computers bought without a word, because every step was clear.",
        Tag.EMERGENT,
        "the chance of silence is a product of many steps, so that one that is not clear spoils the others",
        Experiment(
            asks="How many more never have to call if parcels, instructions and goods are all in order than if "
            "the worst of them is put right alone?",
            scenario="archetypes/online_retailer",
            settings={"days": 180},
            worlds={
                **{link: dict(settings) for link, settings in LINKS.items()},
                "all": {key: value for settings in LINKS.values() for key, value in settings.items()},
            },
            effect=Computed(
                chain, "buyers who never call: every link mended less the best of them alone", "share",
                (*LINKS, "all"),
            ),
            expected=rises(SHARE),
            region=plausible(
                "failures.minor.contact_chance", "failures.major.contact_chance", "returns.rate",
                "returns.sensitivity",
            ),
            replications=3,
        ),
    ),
    Claim(
        "A32",
        "c9: where things are complex, support is part of the product; elsewhere it is a crutch.",
        Tag.EMERGENT,
        "there is no parameter of complexity: what is complex here fails oftener, is asked about more, and four "
        "in ten cannot get it started alone",
        Experiment(
            asks="Does an excellent desk keep more customers of a complex product than of a simple one?",
            scenario="archetypes/goods",
            settings={},
            worlds={
                f"{kind}, {service}": {"scenarios": (f"service/{service}",), **settings}
                for kind, settings in (("simple", SIMPLE), ("complex", COMPLEX))
                for service in ("poor", "excellent")
            },
            effect=Interaction(
                "retention", ("complex, excellent", "complex, poor"), ("simple, excellent", "simple, poor")
            ),
            expected=rises(SHARE),
            region=plausible(
                "recovery.service_weight", "failures.minor.contact_chance", "loyalty.churn_sensitivity"
            ),
            replications=3,
        ),
    ),
    Claim(
        "A33",
        "c10 (Zane): service begins where the experience failed.",
        Tag.BUILT_IN,
        "once questions, enquiries and returns are off, only a failure, a damage or trouble with setting up makes "
        "anybody call",
        Experiment(
            asks="With questions and returns off, does anybody call whom nothing failed?",
            scenario="default",
            settings={"days": 180, "failures.question_rate": 0.0, "returns.rate": 0.0},
            worlds={"no questions": {}},
            effect=Computed(
                calls_without_cause, "contacts of those whom nothing failed", "per buyer", ("no questions",)
            ),
            expected=negligible(0.01),
            replications=2,
        ),
        test="tests/model/test_model_relations.py::test_service_changes_nobody_who_has_nothing_to_say",
    ),
    Claim(
        "A34",
        "c11 (Peppers): customers help one another.",
        Tag.BUILT_IN,
        "`desk.community` answers a share of first contacts. That helpers must be contented customers, so that "
        "the help dries up where it is needed, is outside: the share is a number of its own",
        test=""
        "tests/plain/test_once_and_no_more.py::test_the_product_does_not_learn_from_what_the_community_solved",
    ),
    Claim(
        "A35",
        "c11, c13: what customers say and do for one another is experience, not service.",
        Tag.BUILT_IN,
        "help by other customers has a column of its own, `community`, beside that of the desk; talk has none, "
        "and acts on what others expect",
        test="tests/plain/test_relations.py::test_a_chance_of_zero_is_never_and_of_one_is_always",
    ),
    Claim(
        "A36",
        "c17 (Okuka): how a firm makes money decides how it should serve.",
        Tag.EMERGENT,
        "the better of two ways turns with margin and talk",
        Experiment(
            asks="Does Zappos earn more where margin and talk are rich, and Amazon where they are thin?",
            scenario="debates/amazon_or_zappos/thin",
            settings={"population": 6_000, "represents": 20},
            worlds=FOUR_FIRMS,
            effect=Computed(
                turned, "profit: the smaller lead, of Zappos in the rich market and Amazon in the thin",
                "money per person", tuple(FOUR_FIRMS),
            ),
            expected=rises(PROFIT),
            region=plausible("desk.relationship_gain", "word_of_mouth.memory_days", "word_of_mouth.rate"),
            replications=3,
        ),
    ),
    Claim(
        "A37",
        "c17: taking service away without changing anything else does harm.",
        Tag.EMERGENT,
        "staff that is saved against customers that are lost; the same with a website that answers",
        Experiment(
            asks="What is a buyer worth after service is taken away, and after it is replaced by something that "
            "works?",
            scenario="debates/self_service/agents_only",
            settings={},
            worlds={
                "agents": {},
                "taken away": {
                    "desk.self_service.share": 0.8,
                    "desk.self_service.success": 0.15,
                    "desk.staffing_ratio": 0.75,
                },
                "replaced": {"desk.self_service.share": 0.8, "desk.self_service.success": 0.8},
            },
            effect=Difference("clv", "taken away", "agents"),
            expected=falls(CLV),
            also=((Difference("clv", "replaced", "taken away"), rises(CLV)),),
            region=plausible("recovery.service_weight", "failures.rate", "money.agent_cost_hour"),
            replications=3,
        ),
    ),
)  # fmt: skip
