"""What article 001 says, a consultant's blog: journeys against touchpoints, preventing against mending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures import MEASURES
from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Computed, Difference, Interaction
from sim.questions.claims.experiment import Experiment, falls, negligible, rises
from sim.questions.claims.yardsticks import CLV, CX, NPS, SHARE, plausible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.measures import Record

    Records = Mapping[str, Record]

__all__ = ["CLAIMS"]

SERVICE_KEYS = ("recovery.service_weight", "failures.rate", "failures.minor.contact_chance")


def crossing(records: Records) -> float:
    """Give the smaller of two leads in NPS: of mending after a month, of preventing after a year."""
    nps = {name: MEASURES["nps"](record) for name, record in records.items()}
    return min(nps["mend, a month"] - nps["prevent, a month"], nps["prevent"] - nps["mend"])


# --- a storm of failures: twelve times as many for two weeks, early or late ----------------------------------

STORM_DAYS, WATCHED_DAYS = 14, 60
EARLY, LATE = 14, 240


def _storm(day: int) -> Mapping[str, object]:
    calm_again = {"from_day": day + STORM_DAYS, "failures.rate": 0.004}
    return {"changes": [{"from_day": day, "failures.rate": 0.05}, calm_again]}


def _lost(record: Record, day: int) -> float:
    """Give the share of those who are there when the storm begins that leaves in the sixty days from then on."""
    window = slice(day, day + WATCHED_DAYS)
    left = sum(record.daily[why][window].sum() for why in ("churned", "refused", "returned"))
    return float(left) / float(record.daily["customers"][day])


def weathered(records: Records) -> float:
    """Give how many fewer a late storm drives off than an early one, beyond those who would leave anyway."""
    driven = {
        name: _lost(records[name], day) - _lost(records["calm"], day)
        for name, day in (("early storm", EARLY), ("late storm", LATE))
    }
    return driven["early storm"] - driven["late storm"]


STARTS: Mapping[str, Mapping[str, object]] = {
    "good start": {f"journey.{touchpoint}.quality": 0.75 for touchpoint in ("entry", "engagement", "exit")},
    "bad start": {f"journey.{touchpoint}.quality": 0.45 for touchpoint in ("entry", "engagement", "exit")},
}

DEMANDING = {"name": "demanding", "share": 0.5, "recovery.service_weight": 0.35}
EASY = {"name": "easy", "share": 0.5, "recovery.service_weight": 0.10}
"""Half of the customers mind much how they are treated, half hardly: the ends of the plausible range."""

CLAIMS = (
    Claim(
        "B1",
        "The same events in another order leave another impression.",
        Tag.BUILT_IN,
        "incidents fade by a half-life, and use is remembered by its latest: what came last weighs most",
        Experiment(
            asks="Half a year of good use and half a year of bad, in either order, and nobody can leave: what "
            "is felt at the end?",
            scenario="archetypes/subscription",
            settings={"loyalty.churn_rate": 0.0, "returns.rate": 0.0, "marketing.promise": 0.6},
            worlds={
                "ends well": {"product.quality": 0.45, "changes": [{"from_day": 182, "product.quality": 0.75}]},
                "ends badly": {"product.quality": 0.75, "changes": [{"from_day": 182, "product.quality": 0.45}]},
            },
            effect=Difference("nps", "ends well", "ends badly"),
            expected=rises(NPS),
            replications=2,
        ),
        test="tests/plain/test_journey.py::test_incidents_are_halved_after_their_half_life",
    ),
    Claim(
        "B2",
        "Some customers never meet service at all.",
        Tag.EMERGENT,
        "built in that they exist; emergent how many: a better product fails less, but is owned longer",
        Experiment(
            asks="Do more buyers of a strong product than of a weak one never contact the firm?",
            scenario="archetypes/goods",
            settings={},
            worlds={kind: {"scenarios": (f"product/{kind}",)} for kind in ("weak", "strong")},
            effect=Difference("zero_contact_share", "strong", "weak"),
            expected=rises(SHARE),
            region=plausible(
                "failures.rate", "failures.quality_slope", "failures.minor.contact_chance",
                "loyalty.churn_sensitivity",
            ),
        ),
    ),
    Claim(
        "B3",
        "How a contact is felt depends on what came before it.",
        Tag.EMERGENT,
        "a contact is judged by wait, treatment and outcome alone: that its cause colours it is outside. What "
        "went before stays in the sum, and the sum decides who recommends; so the same help may win fewer after "
        "a bad start. That is tried. Found: it wins as many",
        Experiment(
            asks="Does the same step from a poor to an excellent desk win fewer promoters after a bad start?",
            scenario="archetypes/goods",
            settings={},
            worlds={
                f"{start}, {service}": {"scenarios": (f"service/{service}",), **settings}
                for start, settings in STARTS.items()
                for service in ("poor", "excellent")
            },
            effect=Interaction(
                "promoters",
                ("good start, excellent", "good start, poor"),
                ("bad start, excellent", "bad start, poor"),
            ),
            expected=rises(SHARE),
            region=plausible(*SERVICE_KEYS, "experience.incident_half_life_days"),
            replications=3,
        ),
    ),
    Claim(
        "B4",
        "Mending is a sprint, preventing a marathon.",
        Tag.EMERGENT,
        "which is ahead, and when, at the same budget: finding causes costs two more a unit sold, about what "
        "the excellent desk costs (`debates/fix_or_prevent`). Found: it crosses as the claim says, by two "
        "points of NPS on either side",
        Experiment(
            asks="Is the desk that mends ahead after a month, and the firm that finds causes after a year?",
            scenario="debates/fix_or_prevent/neither",
            settings={},
            worlds={
                name: {"scenarios": (f"debates/fix_or_prevent/{file}",), **length}
                for way, file in (("mend", "fix"), ("prevent", "find_causes"))
                for name, length in ((f"{way}, a month", {"days": 30}), (way, {"days": 365}))
            },
            effect=Computed(
                crossing, "nps: the smaller lead, of mending after a month and preventing after a year", "points",
                ("mend, a month", "prevent, a month", "mend", "prevent"),
            ),
            expected=rises(NPS),
            region=plausible(*SERVICE_KEYS, "failures.quality_slope"),
        ),
    ),
    Claim(
        "B5",
        "Service is what the firm does, experience what the customer feels.",
        Tag.EMERGENT,
        "the same product under another promise is felt differently, by construction; which way is not: high "
        "expectations colour what is seen, and deepen the disappointment",
        Experiment(
            asks="The same product and desk, promised higher: is less felt?",
            scenario="default",
            settings={},
            worlds={"honest": {"scenarios": ("marketing/honest",)}, "hype": {"scenarios": ("marketing/hype",)}},
            effect=Difference("cx", "hype", "honest"),
            expected=falls(CX),
            region=plausible(
                "experience.assimilation", "experience.disconfirmation_weight", "experience.loss_aversion",
                "belief.use_signal_sd",
            ),
        ),
    ),
    Claim(
        "B6",
        "Who tunes the touchpoint gets a good touchpoint, who tunes the journey keeps the customer.",
        Tag.EMERGENT,
        "two aims, one budget. Assumed: what the excellent desk costs (abler people a fifth more an hour) is "
        "about two for each unit sold, and buys a better way in, advice and delivery, intact parcels, and a "
        "promise that is kept",
        Experiment(
            asks="The same money into the desk, or into the rest of the journey: where are contacts easier, and "
            "who keeps more?",
            scenario="default",
            settings={},
            worlds={
                "touchpoint": {"scenarios": ("service/excellent",), "money.agent_cost_hour": 36},
                "journey": {
                    "scenarios": ("marketing/honest",),
                    "journey.entry.quality": 0.75,
                    "journey.engagement.quality": 0.75,
                    "journey.exit.quality": 0.80,
                    "journey.exit.damage_chance": 0.01,
                    "money.unit_cost": 62,
                },
            },
            effect=Difference("retention", "journey", "touchpoint"),
            expected=rises(SHARE),
            also=(
                (Difference("ces", "touchpoint", "journey"), rises(0.2)),
                (Difference("clv", "journey", "touchpoint"), rises(CLV)),
            ),
            region=plausible(*SERVICE_KEYS, "experience.disconfirmation_weight"),
        ),
    ),
    Claim(
        "B7",
        '"We have a department for that."',
        Tag.EMERGENT,
        "how far a good desk alone lifts the score of everybody, where the causes lie elsewhere",
        Experiment(
            asks="A firm that is weak throughout makes its ordinary desk excellent and nothing else: does its "
            "score move?",
            scenario="debates/who_lost_them/weak_throughout",
            settings={},
            worlds={service: {"scenarios": (f"service/{service}",)} for service in ("typical", "excellent")},
            effect=Difference("nps", "excellent", "typical"),
            expected=negligible(NPS),
            also=((Difference("ces", "excellent", "typical"), rises(0.2)),),
            region=plausible(*SERVICE_KEYS, "experience.use_weight"),
        ),
    ),
    Claim(
        "B8",
        'Renaming the call centre "customer experience" changes nothing.',
        Tag.BUILT_IN,
        "names and titles move no number",
        test="tests/equal/test_pieces.py::test_splitting_renaming_and_reordering_equal_segments_changes_no_bit",
    ),
    Claim(
        "B9",
        "Design well by knowing who they are.",
        Tag.EMERGENT,
        "what it is worth to treat people differently: the same compensation for all, or all of it for those who "
        "mind. Found: hardly anything, with these levers; what products they would need is no lever here",
        Experiment(
            asks="Half of the customers mind much how they are treated. Is the same compensation better spent on "
            "them?",
            scenario="default",
            settings={},
            worlds={
                "alike": {"segments": [DEMANDING, EASY]},
                "by who they are": {
                    "segments": [
                        {**DEMANDING, "recovery.compensation": 0.6, "priority": 0},
                        {**EASY, "recovery.compensation": 0.0, "priority": 1},
                    ]
                },
            },
            effect=Difference("retention", "by who they are", "alike"),
            expected=rises(SHARE),
            region=plausible(*SERVICE_KEYS[1:], "recovery.compensation_weight", "loyalty.churn_sensitivity"),
        ),
    ),
    Claim(
        "B10",
        "Trust grows slowly.",
        Tag.EMERGENT,
        "there is no trust that one failure can break; but those who stay are the better suited, good use has "
        "settled, and leaving falls with the years (`loyalty.tenure_effect`, switched on here). Whether an old "
        "customer forgives more is tried. Found: he does not",
        Experiment(
            asks="Two weeks of failures, a fortnight after the purchase or eight months after: does the late "
            "storm drive off fewer?",
            scenario="archetypes/subscription",
            settings={"loyalty.tenure_effect": 0.5, "failures.rate": 0.004},
            worlds={"calm": {}, "early storm": _storm(EARLY), "late storm": _storm(LATE)},
            effect=Computed(
                weathered, "customers driven off: early storm less late storm", "share",
                ("calm", "early storm", "late storm"),
            ),
            expected=rises(SHARE),
            region=plausible("loyalty.tenure_effect", "failures.escalation", "recovery.repeat_attenuation")
            | plausible("loyalty.sd"),
            replications=3,
        ),
    ),
    Claim(
        "B11",
        "Draw the whole map, every touchpoint.",
        Tag.BUILT_IN,
        "each move between phases is counted once",
        test="tests/measures/test_measures_invariants.py::test_a_sound_run_passes",
    ),
)  # fmt: skip
