"""What follows: recovery by the desk, loyalty, talk, the staff, the money, and the surveys."""

from __future__ import annotations

from pydantic import ValidationInfo, field_validator

from sim.scenario.parameter import (
    ANY,
    CHANCE,
    NOT_NEGATIVE,
    POSITIVE,
    Block,
    Range,
    Varies,
    constant,
    lever,
    must_be_one,
    setting,
    uncertainty,
)

__all__ = ["Loyalty", "Money", "Recovery", "Staff", "Survey", "WordOfMouth"]

ORSINGHER = "order: Orsingher et al. 2010"
FULL = Range(0, 1, open_low=True)
BELOW_FULL = Range(0, 1, open_high=True)
OPEN_CHANCE = Range(0, 1, open_low=True, open_high=True)
A_DAY_OR_MORE = Range(1)
UP_TO_TEN = Range(0, 10)


class Recovery(Block):
    """What an encounter with the desk can repair, and what it costs the customer."""

    cap: float = uncertainty(
        0.8, NOT_NEGATIVE, (0.3, 1.2), (0.5, 1.1), unit="share", source="Knox & van Oest 2014: below 1"
    )
    """Share of a loss that a perfect encounter gives back; how the encounter itself is felt comes on top."""
    repeat_attenuation: float = uncertainty(
        0.6, CHANCE, (0, 1), (0.3, 1), unit="ratio", source="Maxham & Netemeyer 2002 (sign)"
    )
    """How much of what could be given back is left with each failure before; 1 is all of it, 0 nothing."""
    compensation: float = lever(0.3, CHANCE, (0, 1), unit="share", source="order: CCMC 2023")
    """Compensation for a failure, as a share of the most generous."""
    compensation_weight: float = uncertainty(0.3, CHANCE, (0, 1), unit="share")
    """How much of a fair outcome is compensation; the rest is having the problem solved."""
    distributive: float = uncertainty(0.5, CHANCE, (0.2, 0.7), unit="share", source=ORSINGHER)
    """Weight of a fair outcome in the encounter; the three weights add up to 1."""
    interactional: float = uncertainty(0.3, CHANCE, (0.1, 0.6), unit="share", source=ORSINGHER)
    """Weight of being treated well in the encounter; the three weights add up to 1."""
    procedural: float = uncertainty(0.2, CHANCE, (0.1, 0.5), unit="share", source=ORSINGHER)
    """Weight of a quick and easy procedure in the encounter; the three weights add up to 1."""
    effort_discount: float = lever(0.85, CHANCE, (0.5, 1), unit="ratio per try", source="SQM Group: -15 %")
    """What is left of a satisfying procedure after each earlier try."""
    abandon_justice: float = uncertainty(0.25, CHANCE, (0, 0.5), unit="justice")
    """How fair a contact feels that was never answered, from 0 to 1."""
    service_norm: float = uncertainty(
        0.5, CHANCE, (0.3, 0.8), unit="justice", source="calibrated", varies=Varies.DAYS
    )
    """The encounter that people take for granted, from 0 to 1."""
    service_weight: float = uncertainty(
        0.20, NOT_NEGATIVE, (0.05, 0.5), (0.10, 0.35), unit="quality", source="calibrated, not measured"
    )
    """How much an encounter counts: usually among the assumptions that matter most to rescue by service."""

    @field_validator("procedural")
    @classmethod
    def _the_weights_add_up(cls, procedural: float, info: ValidationInfo) -> float:
        others = {f"recovery.{name}": info.data.get(name) for name in ("distributive", "interactional")}
        known = {key: weight for key, weight in others.items() if weight is not None}
        if len(known) == len(others):
            must_be_one(known | {"recovery.procedural": procedural})
        return procedural


class Loyalty(Block):
    """Who stays, who leaves, and who buys again."""

    sd: float = uncertainty(0.10, NOT_NEGATIVE, (0, 0.3), unit="quality", varies=Varies.SEGMENTS)
    """How much customers differ in a loyalty that has nothing to do with the product."""
    mean: float = constant(0.0, ANY, (-0.5, 0.5), unit="quality", varies=Varies.SEGMENTS)
    """That loyalty on average: above 0 for contracts and other costs of switching."""
    churn_rate: float = uncertainty(0.00025, NOT_NEGATIVE, (0, 0.01), unit="per day", source="calibrated")
    """Rate of leaving where experience and loyalty together are neutral; the more people differ in loyalty, the
    more of them leave."""
    churn_sensitivity: float = uncertainty(
        6.0, ANY, (2, 12), (3, 9), unit="1/quality", source="calibrated on SQM Group: 5, 9, 25 %"
    )
    """How much a worse experience makes leaving more likely."""
    tenure_effect: float = constant(0.0, ANY, (0, 1), unit="exponent", source="Bolton 1998 (sign)")
    """How much the rate of leaving falls with the years as a customer; 0 is off."""
    repurchases_per_year: float = uncertainty(1.0, NOT_NEGATIVE, (0, 18), unit="per year")
    """How often a customer needs to buy again; 0 is never, as under a contract."""
    repurchase_cv: float = uncertainty(
        0.0,
        UP_TO_TEN,
        (0, 2),
        unit="ratio",
        source="1.4 to 2 on CDNOW: Fader, Hardie & Lee 2005",
        varies=Varies.SEGMENTS,
    )
    """How much customers differ in that: the standard deviation of their rates over the mean (gamma); 0 is off."""
    winback_offer: float = lever(0.0, CHANCE, (0, 1), unit="chance")
    """Chance that a customer who left takes an offer to come back: he enters anew, and both gates decide whether
    he buys; 0 is off."""


class WordOfMouth(Block):
    """What customers tell others."""

    rate: float = uncertainty(0.02, NOT_NEGATIVE, (0, 0.2), unit="messages per day")
    """How often a customer talks about the firm when the experience is neutral."""
    sensitivity: float = uncertainty(
        0.04, NOT_NEGATIVE, (0, 0.5), unit="messages per day and quality", source="shape: Anderson 1998"
    )
    """How much oftener the more the experience, good or bad, stands out."""
    negativity: float = uncertainty(1.3, NOT_NEGATIVE, (1, 3), unit="ratio", source="Anderson 1998 (sign)")
    """How many times more bad experiences are talked about than good ones."""
    positivity: float = uncertainty(
        0.15, ANY, (-0.2, 0.5), unit="quality", source="calibrated on East et al. 2007: 3 to 1"
    )
    """How bad an experience must be for praise and complaint to be equally likely."""
    valence_sd: float = uncertainty(
        0.25, POSITIVE, (0.05, 1), unit="quality", source="calibrated on East et al. 2007: 3 to 1"
    )
    """How loosely the tone of a message follows the experience."""
    conversion: float = uncertainty(0.05, NOT_NEGATIVE, (0, 0.5), unit="per message")
    """How readily a message makes somebody aware of the product."""
    memory_days: float = uncertainty(30.0, NOT_NEGATIVE, (1, 90), unit="days")
    """For how many days people remember what others told them."""


class Staff(Block):
    """The people at the desk: two numbers, satisfaction and skill."""

    skill: float = lever(0.75, CHANCE, (0.3, 1), unit="skill", source="calibrated", varies=Varies.DAYS)
    """Skill of a trained agent, from 0 to 1: what training buys."""
    satisfaction: float = uncertainty(0.75, FULL, (0.4, 1), unit="satisfaction", varies=Varies.DAYS)
    """Satisfaction of the staff in a normal week, from 0 to 1."""
    load_effect: float = uncertainty(0.25, NOT_NEGATIVE, (0, 0.6), unit="satisfaction", varies=Varies.DAYS)
    """What full occupancy takes from the staff's satisfaction if it lasts; a day takes 1 / `adjust_days` of it."""
    comfortable_occupancy: float = uncertainty(0.85, BELOW_FULL, (0.5, 0.95), unit="share", varies=Varies.DAYS)
    """Occupancy up to which the work tires nobody."""
    customer_effect: float = uncertainty(
        0.3, ANY, (0, 1), unit="ratio", source="Brown & Lam 2008 (sign)", varies=Varies.DAYS
    )
    """How much satisfied customers lift the satisfaction of the staff."""
    adjust_days: float = uncertainty(30.0, A_DAY_OR_MORE, (7, 180), unit="days", varies=Varies.DAYS)
    """How slowly the satisfaction of the staff moves."""
    turnover_per_year: float = uncertainty(
        0.35, NOT_NEGATIVE, (0.1, 1), unit="per year", source="order: Dimension Data 2007", varies=Varies.DAYS
    )
    """Share of the staff that leaves in a year."""
    turnover_sensitivity: float = uncertainty(4.0, ANY, (0, 10), unit="1/satisfaction", varies=Varies.DAYS)
    """How much dissatisfaction raises the turnover."""
    learn_days: float = uncertainty(60.0, A_DAY_OR_MORE, (10, 365), unit="days", varies=Varies.DAYS)
    """How long a new agent takes to learn."""
    newhire_share: float = uncertainty(0.5, CHANCE, (0, 1), unit="share", varies=Varies.DAYS)
    """Share of a trained agent's skill that a new one brings."""


class Money(Block):
    """Prices and costs."""

    currency: str = setting("EUR", unit="text")
    """What money is counted in; shown, never converted."""
    price: float = lever(100.0, NOT_NEGATIVE, (1, 10_000), unit="money")
    """Price of the product."""
    unit_cost: float = uncertainty(60.0, NOT_NEGATIVE, (0, 10_000), unit="money")
    """What the product costs to make and deliver."""
    recurring_margin_per_day: float = uncertainty(0.10, ANY, (0, 10), unit="money per day")
    """What a customer brings a day beyond the purchase: subscription, supplies."""
    return_cost: float = uncertainty(15.0, NOT_NEGATIVE, (0, 1_000), unit="money")
    """What a return costs beside the refund."""
    compensation_cost: float = uncertainty(20.0, NOT_NEGATIVE, (0, 1_000), unit="money")
    """What the most generous compensation costs."""
    agent_cost_hour: float = uncertainty(30.0, NOT_NEGATIVE, (10, 80), unit="money per hour", varies=Varies.DAYS)
    """What an agent costs an hour."""
    discount_rate: float = setting(0.10, NOT_NEGATIVE, (0, 0.3), unit="per year")
    """How much less money is worth a year later."""
    winback_cost: float = uncertainty(10.0, NOT_NEGATIVE, (0, 1_000), unit="money")
    """What each offer costs that is taken by somebody who left, whether he buys again or not."""


class Survey(Block):
    """How experience turns into the scores that firms report; the scores feed nothing back."""

    cx_index_slope: float = constant(
        4.0, ANY, (2, 8), unit="logit per quality", source="level: ACSI", varies=Varies.NOWHERE
    )
    """How steeply the index of experience, 0 to 100, follows the experience."""
    nps_intercept: float = constant(
        7.8, ANY, (5, 9.5), unit="points of 10", source="calibrated on XM 2023", varies=Varies.SEGMENTS
    )
    """Likelihood to recommend, 0 to 10, when the experience is neutral."""
    nps_slope: float = constant(
        9.0, ANY, (3, 20), unit="points per quality", source="calibrated on XM 2023", varies=Varies.SEGMENTS
    )
    """How steeply the likelihood to recommend follows the experience."""
    nps_noise_sd: float = constant(
        2.0, NOT_NEGATIVE, (0, 4), unit="points of 10", source="calibrated", varies=Varies.SEGMENTS
    )
    """How much answers scatter for the same experience."""
    csat_intercept: float = constant(
        4.0, ANY, (2.5, 4.8), unit="points of 5", source="calibrated", varies=Varies.SEGMENTS
    )
    """Satisfaction, 1 to 5, when the experience is neutral."""
    csat_slope: float = constant(
        4.5, ANY, (1, 10), unit="points per quality", source="calibrated", varies=Varies.SEGMENTS
    )
    """How steeply satisfaction follows the experience."""
    csat_noise_sd: float = constant(
        0.8, NOT_NEGATIVE, (0, 2), unit="points of 5", source="calibrated", varies=Varies.SEGMENTS
    )
    """How much answers scatter for the same experience."""
    response_chance: float = uncertainty(0.2, OPEN_CHANCE, (0.02, 0.9), unit="chance", varies=Varies.SEGMENTS)
    """Chance that a customer whose experience is neutral answers a survey."""
    bias: float = uncertainty(2.0, ANY, (0, 10), unit="logit per quality squared", varies=Varies.SEGMENTS)
    """How much oftener customers answer the more their experience, good or bad, stands out."""
