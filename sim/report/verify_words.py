"""What a verification says, in words and written numbers: no layout."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sim.questions.verify import CUT, IDS, LIMITS, Check, Verdict
from sim.report import wording

if TYPE_CHECKING:
    from sim.questions.verify import Outcome

CALLED = {Verdict.PASSED: "ok", Verdict.WRONG: "WRONG", Verdict.TOO_SMALL: "TOO SMALL"}
"""How a verdict is said; what is not well so that nobody overlooks it."""

HOW_TO_READ = (
    f"z: standard errors between simulation and theory; beyond {CUT} something is wrong. finds: the smallest "
    "bias, as a share of the theory, that the check finds in 99 of 100 cases; a check that could not find what it "
    "promises to find is TOO SMALL, and fails too. What must be equal has no z."
)
EQUAL = "equal"


def finding(outcome: Outcome) -> str:
    """Say whether all is well; name what is not."""
    checks = outcome.checks
    bad = [check for check in checks if not check.passed]
    if not checks:
        return "Nothing was checked."
    if bad:
        ids = ", ".join(sorted({check.id for check in bad}, key=IDS.index))
        agree = "does not agree" if len(bad) == 1 else "do not agree"
        return f"{len(bad):,} of {wording.count(len(checks), 'check')} {agree} with theory: {ids}."
    whole = f"All {wording.count(len(checks), 'check')} agree" if len(checks) > 1 else "The one check agrees"
    return f"{whole} with theory{_farthest(outcome)}."


def _farthest(outcome: Outcome) -> str:
    farthest = outcome.farthest
    if farthest is None or farthest.z is None:
        return ""
    return f"; the estimate that is farthest off is {abs(farthest.z):.1f} standard errors from it (limit {CUT})"


def took(outcome: Outcome) -> str:
    """Say how much was tried, and how long it took."""
    estimates = sum(check.z is not None for check in outcome.checks)
    equal = len(outcome.checks) - estimates
    what = f"{wording.count(estimates, 'estimate')} and {wording.count(equal, 'equality', 'equalities')}"
    spent = f"{wording.lasted(outcome.seconds)}, {wording.lasted(outcome.processor_seconds)} of processor"
    return f"{what} in {spent}."


def limit(id: str) -> str:  # noqa: A002
    """Give what an id is about."""
    return f"{id} {LIMITS[id]}"


def number(value: float) -> str:
    """Write a number as it stands beside its theory: four digits."""
    return f"{value:,.0f}" if value == round(value) and abs(value) < 1e7 else f"{value:.4g}"


def z(check: Check) -> str:
    """Write how far it is off."""
    if check.z is None:
        return EQUAL
    return f"{check.z:+.2f}" if isfinite(check.z) else "inf"


def finds(check: Check) -> str:
    """Write the smallest bias that it finds, or how near it has to be."""
    if check.finds is not None:
        return f"{100 * check.finds:.2g} %"
    return "" if not check.tolerance else f"±{check.tolerance:.0e}".replace("e-0", "e-")
