"""Contacts about one issue, when the desk has people enough: how many, and whether it is solved in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.model import JourneyModel
from sim.questions.verify.experiment import experiment
from sim.questions.verify.worlds import quiet
from sim.theory.renewal import contacts_per_issue, finally_resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.plain import PlainModel
    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check

RESOLVES, TRIES_AGAIN = 0.4, 0.7
DAMAGED = {"journey.exit.damage_chance": 1, "journey.exit.damage_contact_chance": 1, "desk.max_attempts": 1000}
UNSOLVED = {
    "failures.major.resolution_chance": RESOLVES, "desk.recontact_chance": TRIES_AGAIN, "desk.recontact_days": 1,
}  # fmt: skip
AMPLE = {"desk.agents": 500, "desk.phone.handle_minutes": 1, "failures.self_fix_days": 1e12}


@experiment("A16", source="geometric series")
def unsolved_issues_come_back(bench: Bench) -> Iterator[Check]:
    """Whoever gives up has a case that stays open."""
    model = bench.model(quiet(DAMAGED, UNSOLVED, AMPLE, population=bench.people(90_000), days=45))
    record = model.run()
    people, again = record.customers, {"recontact_chance": TRIES_AGAIN}
    yield bench.exact("minutes that anybody waited", record.daily["queue_minutes"].sum(), 0.0)
    yield bench.mean("contacts an issue", people["contacts"], contacts_per_issue(RESOLVES, **again), finds=0.02)
    yield bench.share("issues solved at the first contact", people["first_resolved"], RESOLVES, finds=0.031)
    yield bench.share(
        "issues solved in the end", ~open_cases(model), finally_resolved(RESOLVES, **again), finds=0.02
    )


def open_cases(model: JourneyModel | PlainModel) -> NDArray[np.bool_]:
    """Tell whose case is open."""
    if isinstance(model, JourneyModel):
        return np.asarray(model.customers.case != 0)
    return np.array([customer.case is not None for customer in model.customers])
