"""Looking a sweep over without stopping at what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError, UsageError
from sim.experiment.planning import Asked
from sim.experiment.reading import read_sweep

if TYPE_CHECKING:
    from sim.experiment.plan import Plan

__all__ = ["ExaminedSweep", "examined_sweep"]


@dataclass(frozen=True)
class ExaminedSweep:
    """What was given, and the plan it comes to, or what is wrong with it."""

    given: str
    plan: Plan | None
    complaints: tuple[Complaint, ...] = ()


def examined_sweep(path_or_name: str) -> ExaminedSweep:
    """Read a sweep, and keep the complaints instead of raising them; that it is a large one is none."""
    try:
        return ExaminedSweep(path_or_name, read_sweep(path_or_name, Asked(yes=True)))
    except ScenarioError as error:
        return ExaminedSweep(path_or_name, None, error.complaints)
    except UsageError as error:
        problem, _, remedy = str(error).partition("; ")
        return ExaminedSweep(path_or_name, None, (Complaint(path_or_name, None, None, None, problem, remedy),))
