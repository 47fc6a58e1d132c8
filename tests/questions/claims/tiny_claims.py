"""Claims whose answer is known: tiny worlds, and effects that are read off the scenario instead of the run."""

from __future__ import annotations

from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Computed
from sim.questions.claims.experiment import Experiment

TINY = {"population": 1, "days": 1, "represents": 1}


def more_quality(records):
    """Give how much better the product of the one world is: exactly what the worlds say."""
    return records["more"].spec.product.quality - records["less"].spec.product.quality


def above_six_tenths(records):
    """Give how far the quality of the less world lies above 0.6: what a region over it makes of that is known."""
    return records["less"].spec.product.quality - 0.6


def by_luck(records):
    """Give a number that changes its sign from one replication to the next."""
    return 0.1 if records["less"].replication % 2 else -0.1


def of(function, worlds=("more", "less")):
    """Give an effect that is what a function gives."""
    return Computed(function, "quality: more less less", "quality", worlds)


def experiment(effect, expected, **more):
    """Give a tiny experiment of two worlds that differ by 0.2 of quality."""
    settings = {"asks": "Is more quality more?", "scenario": "default", "settings": TINY,
                "worlds": {"more": {"product.quality": 0.5}, "less": {"product.quality": 0.3}}}  # fmt: skip
    return Experiment(effect=effect, expected=expected, **(settings | more))


def claim(effect, expected, **more):
    """Give an emergent claim with a tiny experiment."""
    return Claim("A1", "More is more.", Tag.EMERGENT, "it is made up", experiment(effect, expected, **more))
