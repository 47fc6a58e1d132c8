"""The market, what people believe before they buy, and what marketing tells them."""

from __future__ import annotations

from pydantic import field_validator

from sim.scenario.parameter import (
    ANY,
    NOT_NEGATIVE,
    POSITIVE,
    Block,
    Range,
    Varies,
    constant,
    lever,
    one_of_two,
    uncertainty,
)

__all__ = ["Belief", "Market", "Marketing"]


class Market(Block):
    """Who the customers are and what else they could buy."""

    competitor_quality: float = uncertainty(
        0.5, ANY, (0.2, 0.8), unit="quality", source="anchor of scale", varies=Varies.DAYS
    )
    """Quality of what customers would otherwise buy: the zero point of everything felt."""
    competitor_price: float = uncertainty(100.0, POSITIVE, (1, 10_000), unit="money")
    """Price of what customers would otherwise buy."""
    fit_sd: float = uncertainty(0.10, NOT_NEGATIVE, (0, 0.3), unit="quality", varies=Varies.SEGMENTS)
    """How much customers differ in how well the product suits them."""
    fit_mean: float = constant(0.0, ANY, (-0.3, 0.3), unit="quality", varies=Varies.SEGMENTS)
    """How well the product suits customers on average."""
    lost_return_per_year: float = uncertainty(4.0, NOT_NEGATIVE, (0, 52), unit="per year")
    """How often people who turned away before buying come back to look again; 0 is never."""
    winbacks_per_year: float = uncertainty(1.0, NOT_NEGATIVE, (0, 52), unit="per year")
    """How often former customers come back to look again; 0 is never."""


class Belief(Block):
    """What people think the product is worth, and how much they trust what they hear and see.

    The belief about quality is one normal distribution; each signal moves it the more, the less noisy it is.
    """

    prior_mean: float = uncertainty(0.5, ANY, (0, 1), unit="quality", varies=Varies.SEGMENTS)
    """The quality people expect before they have heard anything."""
    prior_sd: float = uncertainty(0.15, Range(0, 1_000), (0.05, 0.4), unit="quality", varies=Varies.SEGMENTS)
    """How unsure each person is of that expectation."""
    heterogeneity_sd: float = uncertainty(0.075, NOT_NEGATIVE, (0, 0.2), unit="quality", varies=Varies.SEGMENTS)
    """How much people differ in that expectation."""
    risk_aversion: float = uncertainty(1.0, ANY, (0, 10), unit="1/quality", source="Rust et al. 1999 (sign)")
    """How much being unsure lowers the appeal of the product."""
    ad_signal_sd: float = uncertainty(0.40, POSITIVE, (0.1, 1), unit="quality")
    """Noise of one advertisement: the larger, the less it is believed."""
    sales_signal_sd: float = uncertainty(0.40, POSITIVE, (0.1, 1), unit="quality")
    """Noise of what the salesperson says."""
    word_of_mouth_signal_sd: float = uncertainty(0.30, POSITIVE, (0.1, 1), unit="quality")
    """By how much one message from another customer is doubted; less than advertising."""
    use_signal_sd: float = uncertainty(0.60, POSITIVE, (0.15, 2), unit="quality")
    """Noise of one use of the product: one use reveals only part of it, so expectations adapt over weeks."""
    drift_sd: float = constant(0.0, NOT_NEGATIVE, (0, 0.02), unit="quality per root day")
    """How fast old knowledge goes stale; 0 is off."""


class Marketing(Block):
    """What is promised, to whom, and how loudly."""

    overpromise: float | None = lever(
        0.10, ANY, (-0.2, 0.5), unit="quality", source="Kopalle & Lehmann 2006 (sign)", instead_of="promise"
    )
    """How far advertising promises more than the product delivers; the promise follows the quality."""
    promise: float | None = lever(None, ANY, (0, 1.5), unit="quality", instead_of="overpromise")
    """The quality that advertising promises, whatever the product delivers; replaces `overpromise`."""
    sales_overpromise: float = lever(0.0, ANY, (0, 0.5), unit="quality")
    """How far sales talk promises more than advertising does."""
    targeting: float = lever(0.5, Range(-10, 10), (0, 1.5), unit="sd of fit")
    """How far advertising reaches those whom the product suits; 0 reaches everybody alike."""
    ad_spend: float = lever(1.0, NOT_NEGATIVE, (0, 10), unit="reference spend", varies=Varies.DAYS)
    """Advertising, as a multiple of the reference spend."""
    ad_exposures: float = lever(4.0, NOT_NEGATIVE, (1, 20), unit="advertisements")
    """Advertisements seen by somebody who becomes aware, at the reference spend."""
    ad_cost: float = uncertainty(
        5.0, NOT_NEGATIVE, (0, 1_000), unit="money per day and 1,000 people", varies=Varies.DAYS
    )
    """What the reference spend costs."""
    reach_per_day: float = uncertainty(
        0.0010, NOT_NEGATIVE, (1e-5, 0.01), unit="per day", source="order of Bass innovation rates"
    )
    """Rate at which advertising at the reference spend makes a person aware."""
    ad_elasticity: float = uncertainty(
        0.15, NOT_NEGATIVE, (0.05, 0.5), unit="elasticity", source="calibrated on Sethuraman et al. 2011"
    )
    """Change of reach, in per cent, for one per cent more advertising, in the long run."""
    adstock_half_life_days: float = uncertainty(28.0, POSITIVE, (3, 120), unit="days", varies=Varies.DAYS)
    """How long advertising stays in mind: days after which half of it is forgotten."""

    _one_promise = field_validator("promise")(classmethod(one_of_two))
