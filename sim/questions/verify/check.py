"""One check: what must come out, what did, and how small a fault it would have found.

An estimate is compared in standard errors. More than 5.03 apart is a fault: a sound program would show that once
in 10,000 times over 200 such checks. A bias of 7.35 standard errors is found in 99 of 100 cases, so every check
also promises how small a relative bias it finds, and a check that could not keep the promise fails like a wrong
one. What must be equal, and no matter of luck, has a tolerance instead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from scipy.special import nctdtrinc, ndtr, ndtri, stdtr, stdtrit

CUT = 5.03
"""Standard errors beyond which an estimate is wrong."""

FOUND = 7.35
"""Standard errors of a bias that is found with 99 % power."""


class Engine(StrEnum):
    """What is checked: an engine, one of the two desks alone, or only the formula."""

    FAST = "fast"
    PLAIN = "plain"
    FAST_DESK = "fast desk"
    PLAIN_DESK = "plain desk"
    FORMULA = "formula"


class Verdict(StrEnum):
    """How a check ends."""

    PASSED = "passed"
    WRONG = "wrong"
    TOO_SMALL = "too small"
    """It might be right, but a fault of the size that was to be found could have slipped through."""


@dataclass(frozen=True)
class Check:
    """Theory and simulation side by side. `error` is the standard error; none for what must be equal."""

    id: str
    says: str
    engine: Engine
    theory: float
    simulated: float
    source: str
    error: float | None = None
    freedom: int | None = None
    """Degrees of freedom of the error, where it comes from few replications: Student's law, not a normal one."""
    promise: float | None = None
    """The smallest relative bias that it has to find."""
    tolerance: float | None = None
    """Of what must be equal, or so near; an estimate that only has to be near has an error too."""
    seconds: float = 0.0

    @property
    def z(self) -> float | None:
        """Standard errors apart, as rare under a normal law; none where there is no error to reckon in."""
        if self.error is None:
            return None
        apart = self.simulated - self.theory
        if not self.error > 0.0:
            return math.copysign(math.inf, apart) if apart else 0.0
        t = apart / self.error
        if self.freedom is None:
            return t
        return math.copysign(float(ndtri(stdtr(self.freedom, -abs(t)))), t)

    @property
    def finds(self) -> float | None:
        """The smallest bias, as a share of the theory, that it finds in 99 of 100 cases."""
        return None if self.error is None else self._errors_found * self.error / abs(self.theory)

    @property
    def _errors_found(self) -> float:
        """The bias, in standard errors, with which an estimate falls short of the cut once in 100 times."""
        if self.freedom is None:
            return FOUND
        cut = -float(stdtrit(self.freedom, ndtr(-CUT)))
        return float(nctdtrinc(self.freedom, 0.01, cut))

    @property
    def verdict(self) -> Verdict:
        """Judge it."""
        # Written so that what is no number at all does not pass.
        if self.tolerance is not None:
            near = abs(self.simulated - self.theory) <= self.tolerance
            return Verdict.PASSED if near else Verdict.WRONG
        if self.error is None or self.promise is None or not abs(self.z or 0.0) < CUT:
            return Verdict.WRONG
        return Verdict.PASSED if 0.0 < (self.finds or 0.0) <= self.promise else Verdict.TOO_SMALL

    @property
    def passed(self) -> bool:
        """Tell whether all is well."""
        return self.verdict is Verdict.PASSED
