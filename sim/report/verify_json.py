"""A verification as one JSON object: the same numbers as on the screen, unrounded."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

import sim
from sim.report import verify_words as words

if TYPE_CHECKING:
    from sim.questions.verify import Check, Outcome


def verify_object(outcome: Outcome) -> dict[str, Any]:
    """Describe every check, and whether all is well."""
    return {
        "command": "verify",
        "version": sim.__version__,
        "seed": outcome.seed,
        "full": outcome.full,
        "passed": outcome.passed,
        "finding": words.finding(outcome),
        "seconds": outcome.seconds,
        "processor_seconds": outcome.processor_seconds,
        "read": outcome.read,
        "checks": [check_object(check) for check in outcome.checks],
    }


def check_object(check: Check) -> dict[str, Any]:
    """Describe one check; a row of the table says the same."""
    return {
        "id": check.id, "engine": str(check.engine), "says": check.says, "theory": _number(check.theory),
        "simulated": _number(check.simulated), "standard_error": _number(check.error),
        "degrees_of_freedom": check.freedom, "z": _number(check.z), "finds": _number(check.finds),
        "promised": _number(check.promise), "tolerance": _number(check.tolerance), "passed": check.passed,
        "verdict": str(check.verdict), "seconds": check.seconds, "source": check.source,
    }  # fmt: skip


def _number(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
