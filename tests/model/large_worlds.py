"""Worlds for the fast engine, and how to compare what two runs of it leave behind.

`quiet()` is a world in which nothing happens but what is switched on; the others are firms to which much happens.
"""

from __future__ import annotations

import hashlib

import numpy as np

from sim.model import JourneyModel
from sim.questions.verify.worlds import FUNNEL, NOTHING_HAPPENS, NOW, OPEN, quiet
from sim.scenario import Scenario

__all__ = ["FUNNEL", "NOTHING_HAPPENS", "NOW", "OPEN", "quiet"]

LIVELY = {
    "population": 5000, "represents": 1, "days": 24, "log": "all", "failures.rate": 0.02, "desk.agents": 1.5,
    "loyalty.churn_rate": 0.003, "loyalty.repurchases_per_year": 12, "failures.question_rate": 0.02,
}  # fmt: skip
"""A firm to which much happens, with a desk that has waits."""

CROWDED = {
    "protocol": "market", "marketing.reach_per_day": 0.15, "market.winbacks_per_year": 20,
    "market.lost_return_per_year": 20, "journey.exit.damage_chance": 0.2, "word_of_mouth.rate": 1,
}  # fmt: skip
"""The whole funnel, with people who come back and talk."""

EVERYTHING = {
    "journey.exit.setup_difficulty": 0.3, "failures.outages_per_year": 50, "desk.outreach_per_customer_year": 20,
    "desk.relationship_minutes": 4, "desk.handle_time_target": 0.8, "desk.arrival_dispersion": 4,
    "desk.arrival_profile": [0.2, 0.5, 0.3], "desk.chat.patience_cv": 0.7, "loyalty.winback_offer": 0.3,
    "loyalty.tenure_effect": 0.5, "loyalty.repurchase_cv": 1.2, "failures.feedback_gain": 0.2,
    "failures.weibull_shape": 1.7,
    "belief.drift_sd": 0.01, "marketing.sales_overpromise": 0.05, "marketing.targeting": 0.5,
    "returns.rate": 0.02, "loyalty.churn_rate": 0.02, "journey.engagement.enquiry_chance": 0.5,
}  # fmt: skip
"""Every mechanism that is off by default, and more of the others."""

ALONE = {
    "desk.agents": 400, "staff.customer_effect": 0, "staff.load_effect": 0, "word_of_mouth.conversion": 0,
    "word_of_mouth.memory_days": 0, "failures.feedback_gain": 0, "desk.arrival_dispersion": 0,
}  # fmt: skip
"""A world in which customers have nothing in common but the firm."""


def but(spec, *changes):
    """Change a scenario several times."""
    for change in changes:
        spec = spec.but(change)
    return spec


def lively(*changes):
    """Give the lively firm with these changes."""
    return but(Scenario().but(LIVELY), *changes)


def run(*changes, **how):
    """Run the lively firm with these changes and give its record."""
    return JourneyModel(lively(*changes), **how).run()


# --- comparing ----------------------------------------------------------------------------------------------


def columns(record):
    """Give every column of a record under the name of its table and its own."""
    tables = {name: getattr(record, name) for name in ("customers", "daily", "contacts", "events")}
    named = {f"{table}.{name}": values for table, its in tables.items() for name, values in its.items()}
    return named | {"flows": record.flows, "stock": record.stock}


def same(one, other):
    """Tell whether two columns are equal bit by bit, NaN included."""
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


def unlike(one, other, *, but=()):
    """Name the columns (of two mappings with the same names) that differ in a bit."""
    assert one.keys() == other.keys()
    return [name for name, values in one.items() if name not in but and not same(values, other[name])]


def differences(one, other, *, but=()):
    """Name the columns of two records that differ in a bit."""
    return unlike(columns(one), columns(other), but=but)


def digest(mine):
    """Give a digest over every bit of a mapping of columns, and over their names and types."""
    seen = hashlib.sha256()
    for name, values in sorted(mine.items()):
        plain = np.ascontiguousarray(values)
        seen.update(f"{name}:{plain.dtype}:{plain.shape}\n".encode() + plain.tobytes())
    return seen.hexdigest()
