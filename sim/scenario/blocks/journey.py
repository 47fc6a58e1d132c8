"""The journey to the first use: four touchpoints, three of them ending at a gate.

A touchpoint is felt once, as `weight * v(quality + noise - norm)` with losses counted more than gains. A gate
is a logit choice: its intercept and the coefficients after it say how likely somebody goes on.
"""

from __future__ import annotations

from sim.scenario.parameter import ANY, CHANCE, NOT_NEGATIVE, Block, constant, lever, uncertainty

__all__ = ["Attraction", "Engagement", "Entry", "Exit", "Journey", "Touchpoint"]

LOGIT_SLOPE = (1, 10)
INTERCEPT = (-3, 3)


class Touchpoint(Block):
    """What every touchpoint has."""

    days: float
    quality: float
    weight: float
    norm: float = constant(0.60, ANY, (0.3, 0.9), unit="quality")
    """The quality of this touchpoint that people take for granted."""
    sd: float = constant(0.15, NOT_NEGATIVE, (0, 0.4), unit="quality")
    """How much this touchpoint varies from visit to visit."""


class Attraction(Touchpoint):
    """Becoming aware: the campaign, the window, the first look. Ends at the gate of interest."""

    days: float = lever(5.0, NOT_NEGATIVE, (0, 90), unit="days")
    """Mean days between becoming aware and deciding whether to look closer."""
    quality: float = lever(0.60, ANY, (0, 1), unit="quality")
    """How good the first impression is."""
    weight: float = uncertainty(0.05, NOT_NEGATIVE, (0, 0.5), unit="ratio")
    """How much the first impression counts in the customer's experience."""
    intercept: float = constant(0.0, ANY, INTERCEPT, unit="logit")
    """Readiness to look closer at a product no better than the competitor's."""
    belief: float = uncertainty(4.0, ANY, LOGIT_SLOPE, unit="logit per quality")
    """How much the expected quality decides about looking closer."""


class Entry(Touchpoint):
    """Arriving: the shop, the site, the sign-up. Ends at the gate of usability."""

    days: float = lever(1.0, NOT_NEGATIVE, (0, 90), unit="days")
    """Mean days of finding the way in."""
    quality: float = lever(0.65, ANY, (0, 1), unit="quality")
    """How easy the way in is."""
    weight: float = uncertainty(0.10, NOT_NEGATIVE, (0, 0.5), unit="ratio")
    """How much arriving counts in the customer's experience."""
    intercept: float = constant(0.4, ANY, INTERCEPT, unit="logit")
    """Readiness to stay when arriving is as easy as people take for granted."""
    usability: float = uncertainty(4.0, ANY, LOGIT_SLOPE, unit="logit per quality")
    """How much the ease of arriving decides about staying."""


class Engagement(Touchpoint):
    """Choosing: comparing, asking, being advised. Ends at the purchase."""

    days: float = lever(5.0, NOT_NEGATIVE, (0, 90), unit="days")
    """Mean days of making up one's mind."""
    quality: float = lever(0.65, ANY, (0, 1), unit="quality")
    """How good the advice and the comparison are."""
    weight: float = uncertainty(0.10, NOT_NEGATIVE, (0, 0.5), unit="ratio")
    """How much choosing counts in the customer's experience."""
    intercept: float = constant(-0.4, ANY, INTERCEPT, unit="logit")
    """Readiness to buy a product no better and no dearer than the competitor's."""
    belief: float = uncertainty(4.0, ANY, LOGIT_SLOPE, unit="logit per quality")
    """How much the expected quality decides about buying."""
    price: float = uncertainty(
        5.0, ANY, (2, 10), unit="logit per price ratio", source="calibrated on Bijmolt et al. 2005"
    )
    """How much the price, relative to the competitor's, decides against buying."""
    service: float = uncertainty(2.0, ANY, (0, 6), unit="logit per quality")
    """How much the service met so far decides about buying."""
    inertia: float = uncertainty(2.5, ANY, (0, 4), unit="logit")
    """How much more readily a customer buys again than somebody new, all else equal."""
    loyalty: float = uncertainty(6.0, ANY, (2, 12), unit="logit per quality")
    """How much a customer's own experience and loyalty decide about buying again."""
    enquiry_chance: float = uncertainty(0.15, CHANCE, (0, 0.6), unit="chance")
    """Chance that somebody asks the desk before buying."""


class Exit(Touchpoint):
    """Paying and receiving: checkout and delivery."""

    days: float = lever(3.0, NOT_NEGATIVE, (0, 90), unit="days")
    """Mean days from paying to delivery."""
    quality: float = lever(0.70, ANY, (0, 1), unit="quality")
    """How good checkout and delivery are."""
    weight: float = uncertainty(0.15, NOT_NEGATIVE, (0, 0.5), unit="ratio")
    """How much checkout and delivery count in the customer's experience."""
    damage_chance: float = lever(0.03, CHANCE, (0, 0.2), unit="chance")
    """Chance that a delivery is damaged: a major failure."""
    damage_contact_chance: float = uncertainty(0.9, CHANCE, (0.3, 1), unit="chance")
    """Chance that a damaged delivery is reported."""
    setup_difficulty: float = lever(0.0, CHANCE, (0, 0.6), unit="chance")
    """Chance that a buyer struggles to get started: no fault, but felt as a minor failure until he is helped or
    finds out by himself; 0 is off."""


class Journey(Block):
    """From the first sight to the delivery."""

    attraction: Attraction = Attraction()
    entry: Entry = Entry()
    engagement: Engagement = Engagement()
    exit: Exit = Exit()
