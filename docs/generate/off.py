"""What is built in and off, and which claims have no mechanism: for the page on what is left out."""

from __future__ import annotations

from docs.generate.page import table as in_markdown
from sim.questions.claims.ledger import CLAIMS
from sim.scenario.scenario import parameters
from sim.scenario.toml import shown

OFF = (
    "belief.drift_sd",
    "failures.weibull_shape",
    "failures.outages_per_year",
    "failures.feedback_gain",
    "journey.exit.setup_difficulty",
    "loyalty.repurchase_cv",
    "loyalty.tenure_effect",
    "loyalty.winback_offer",
    "desk.outreach_per_customer_year",
    "desk.relationship_minutes",
    "desk.handle_time_target",
    "desk.arrival_dispersion",
    "desk.arrival_profile",
    "desk.phone.patience_cv",
)
"""Mechanisms by the key that switches them on."""


def table() -> str:
    """One row a mechanism that is off: its key, the value at which it is, and what it means."""
    declared = parameters()
    rows = ((f"`{key}`", f"`{shown(declared[key].default)}`", declared[key].meaning) for key in OFF)
    return in_markdown(("key", "off", "what it is"), rows)


def claims() -> str:
    """One row a claim that lies outside the model, wholly or in part: what it would need."""
    rows = ((one.id, one.says, one.reason, one.needs) for one in CLAIMS.values() if one.needs)
    return in_markdown(("claim", "what it says", "what there is", "what it would need"), rows)
