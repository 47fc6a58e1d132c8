"""The crowd of Trapeze's fast engine, with the desk, questions, returns, repeat buying and talk switched off."""

from __future__ import annotations

from sim import Scenario
from sim.crowd.columns import EVERYBODY
from sim.crowd.sureness import variances
from sim.model import JourneyModel

QUIET = {
    "represents": 1,
    "log": "none",
    "failures.minor.contact_chance": 0.0,
    "failures.major.contact_chance": 0.0,
    "failures.question_rate": 0.0,
    "returns.rate": 0.0,
    "loyalty.repurchases_per_year": 0.0,
    "journey.exit.damage_chance": 0.0,
    "word_of_mouth.rate": 0.0,
    "word_of_mouth.sensitivity": 0.0,
}


def world(people, days):
    """Give the typical firm, whose customers use, suffer failures in silence, and leave."""
    return Scenario.load("default").but({"population": people, "days": days, **QUIET})


def task(people, days):
    """Say what all contestants are given: who the customers are at first, and the rates that they live by."""
    spec = world(people, days)
    model = JourneyModel(spec)
    crowd = model.customers
    (part,) = model.parts
    failures, use = spec.failures, spec.experience
    return {
        "people": people,
        "days": days,
        "fit": crowd.fit.tolist(),
        "loyalty": crowd.loyalty.tolist(),
        "belief": crowd.belief_mean.tolist(),
        "variance": variances(crowd, EVERYBODY, part.world.variances).tolist(),
        "incidents": (crowd.incidents * part.world.books.scale).tolist(),
        "quality": spec.product.quality,
        "experience_sd": spec.product.experience_sd,
        "usage_rate": spec.product.usage_rate,
        "competitor": spec.market.competitor_quality,
        "use_weight": use.use_weight,
        "gap_share": use.disconfirmation_weight,
        "loss_aversion": use.loss_aversion,
        "assimilation": use.assimilation,
        "recency": use.recency,
        "fading": 2.0 ** (-1.0 / use.incident_half_life_days),
        "signal_sd": spec.belief.use_signal_sd,
        "failure_rate": failures.rate,
        "failure_slope": failures.quality_slope,
        "major_share": failures.major_share,
        "losses": [failures.minor.loss, failures.major.loss],
        "penalties": [failures.minor.open_penalty, failures.major.open_penalty],
        "escalation": failures.escalation,
        "self_fix_days": failures.self_fix_days,
        "churn_rate": spec.loyalty.churn_rate,
        "churn_sensitivity": spec.loyalty.churn_sensitivity,
    }


def prepare(*, people, days, **_known_here):
    """Give a function that lives the days of this crowd and says what became of it."""
    spec = world(people, days)

    def live():
        lived = JourneyModel(spec).run().customers
        evenings = lived["cx_sum"] / lived["days"]
        return {
            "stayed": float((lived["left_day"] < 0).mean()),
            "failures": float(lived["failures"].mean()),
            "cx": float(evenings.mean()),
            "cx_sd": float(evenings.std()),
            "customer_days": int(lived["days"].sum()),
        }

    return live
