"""The product: what it delivers, how that is felt, how it fails, and when it is sent back."""

from __future__ import annotations

from sim.scenario.parameter import (
    ANY,
    CHANCE,
    NOT_NEGATIVE,
    POSITIVE,
    Block,
    Varies,
    constant,
    lever,
    uncertainty,
)

__all__ = ["Experience", "Failures", "MajorFailure", "MinorFailure", "Product", "Returns", "Severity"]

KNOX = "Knox & van Oest 2014 (sign)"
TARP = "calibrated on TARP's complaint studies"


class Product(Block):
    """What the product delivers, and how often it is used."""

    quality: float = lever(0.60, ANY, (0, 1), unit="quality", source="anchor of the scale", varies=Varies.DAYS)
    """What the product delivers; 0.5 is what the competitor delivers."""
    experience_sd: float = lever(0.15, NOT_NEGATIVE, (0.02, 0.4), unit="quality")
    """How much the product varies from use to use."""
    usage_rate: float = uncertainty(0.3, CHANCE, (0.02, 1), (0.1, 0.9), unit="uses per day")
    """Chance that a customer uses the product on a given day."""


class Experience(Block):
    """How use turns into experience: performance against the alternative, and against the promise."""

    use_weight: float = uncertainty(1.0, NOT_NEGATIVE, (0.2, 1.5), (0.3, 1.2), unit="ratio")
    """How much using the product counts; low for utilities that nobody notices while they work."""
    disconfirmation_weight: float = uncertainty(
        0.5, CHANCE, (0, 1), (0.25, 0.75), unit="share", source="Szymanski & Henard 2001 (sign)"
    )
    """Share of the experience of use that comes from expectations met or not; the rest is performance."""
    loss_aversion: float = uncertainty(
        2.0, NOT_NEGATIVE, (1, 3), (1.3, 2.5), unit="ratio", source="Brown et al. 2024: 1.96"
    )
    """How many times more a disappointment counts than a pleasant surprise of the same size."""
    assimilation: float = uncertainty(0.15, ANY, (-0.3, 0.5), unit="share", source="Boulding et al. 1993 (sign)")
    """How far perception is drawn to the expectation; below 0 it is pushed away."""
    recency: float = uncertainty(0.10, CHANCE, (0.02, 0.5), unit="share per use")
    """Weight of the latest use in the remembered experience."""
    incident_half_life_days: float = uncertainty(
        60.0, POSITIVE, (10, 365), (20, 180), unit="days", source="calibrated; Knox & van Oest 2014"
    )
    """Days after which half of an incident, good or bad, is forgotten."""


class Severity(Block):
    """What every kind of failure has."""

    loss: float
    open_penalty: float
    contact_chance: float
    resolution_chance: float


class MinorFailure(Severity):
    """An annoyance."""

    loss: float = uncertainty(0.15, NOT_NEGATIVE, (0.05, 0.3), (0.075, 0.24), unit="quality", source=TARP)
    """What the failure takes from the experience."""
    open_penalty: float = uncertainty(0.10, ANY, (0, 1), unit="quality")
    """How much worse the product is to use until it is put right."""
    contact_chance: float = uncertainty(0.35, CHANCE, (0.03, 0.75), (0.15, 0.70), unit="chance", source=TARP)
    """Chance that the customer reports the failure; the others stay silent."""
    resolution_chance: float = uncertainty(
        1.0, CHANCE, (0, 1), unit="chance at full skill", source="SQM Group: 70 % at the first contact"
    )
    """Chance that a fully skilled agent puts it right in one contact; holds for questions and returns too."""


class MajorFailure(Severity):
    """The product does not do what it was bought for."""

    loss: float = uncertainty(0.45, NOT_NEGATIVE, (0.2, 0.9), (0.225, 0.72), unit="quality", source=TARP)
    """What the failure takes from the experience."""
    open_penalty: float = uncertainty(0.40, ANY, (0, 1), unit="quality")
    """How much worse the product is to use until it is put right."""
    contact_chance: float = uncertainty(0.70, CHANCE, (0.3, 0.95), (0.50, 0.95), unit="chance", source=TARP)
    """Chance that the customer reports the failure; the others stay silent."""
    resolution_chance: float = uncertainty(
        0.85, CHANCE, (0, 1), unit="chance at full skill", source="SQM Group: 70 % at the first contact"
    )
    """Chance that a fully skilled agent puts it right in one contact."""


class Failures(Block):
    """How often the product fails, and what customers do about it."""

    rate: float = uncertainty(
        0.004, NOT_NEGATIVE, (0.0005, 0.02), (0.0015, 0.008), unit="per day", source="calibrated on CCMC 2023"
    )
    """Failures a day of a product of quality 0.5."""
    quality_slope: float = uncertainty(5.0, ANY, (0, 10), (2.5, 8), unit="1/quality")
    """How much rarer failures are in a better product."""
    major_share: float = uncertainty(0.30, CHANCE, (0, 1), (0.1, 0.5), unit="share")
    """Share of failures that are major."""
    escalation: float = uncertainty(0.25, NOT_NEGATIVE, (0, 1), unit="per recent failure", source=KNOX)
    """How much worse each recent failure makes the next."""
    self_fix_days: float = uncertainty(30.0, POSITIVE, (3, 365), (7, 90), unit="days")
    """Mean days until a failure that nobody is told of goes away by itself."""
    question_rate: float = lever(0.002, NOT_NEGATIVE, (0, 0.02), unit="per day")
    """How-to questions a day and customer: contacts without a failure."""
    question_effort: float = uncertainty(0.06, NOT_NEGATIVE, (0, 0.3), unit="quality")
    """What having to ask takes from the experience."""
    weibull_shape: float = constant(1.0, POSITIVE, (0.5, 3), unit="shape")
    """Below 1 young products fail more, above 1 old ones; 1 is off."""
    weibull_scale_days: float = constant(180.0, POSITIVE, (30, 3_650), unit="days")
    """Age until which an ageing product fails, on average, as often as `rate` says."""
    outages_per_year: float = lever(0.0, NOT_NEGATIVE, (0, 52), unit="per year", varies=Varies.DAYS)
    """How often a year it fails for many at once; two on one day are one, so 52 make 48.5 days; 0 is off."""
    outage_share: float = uncertainty(0.1, CHANCE, (0, 1), unit="share")
    """Share of customers hit by an outage."""
    feedback_gain: float = lever(0.0, CHANCE, (0, 0.5), unit="share per contact and customer", varies=Varies.DAYS)
    """Share of the gap to perfect quality that a contact a customer about faults or returns closes; 0 is off."""
    minor: MinorFailure = MinorFailure()
    major: MajorFailure = MajorFailure()


class Returns(Block):
    """Sending the product back."""

    rate: float = uncertainty(
        0.002, NOT_NEGATIVE, (0, 0.01), unit="per day", source="order of US retail returns, NRF 2023"
    )
    """Returns a day of customers whose experience is neutral; 0 is never."""
    sensitivity: float = uncertainty(6.0, ANY, (0, 12), unit="1/quality")
    """How much a worse experience makes returning more likely."""
    window_days: float = lever(30.0, NOT_NEGATIVE, (0, 365), unit="days")
    """Days after delivery within which the product can be sent back."""
