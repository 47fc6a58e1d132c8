"""Clocks that spend the same hazard every day, kept in whole days until that hazard changes.

A clock fires once its hazard is spent. Where every day takes the same from it, as for most firms, one can say when
it is set how many days it will run: a number of 16 bits in place of one of 64, and nothing to multiply on any day.
Once a hazard is no longer what it was (another scenario comes into force, the product's quality moves, a day is
busier than others) all clocks are set back to what is left of their hazards, to the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim import luck
from sim.crowd.columns import AT_ONCE
from sim.luck import Decision
from sim.rules import failure, loyalty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sim.crowd.columns import Customers, Floats, Ints, Rows
    from sim.scenario import Scenario

DOUBT = 2.0**-20
"""How near a number of days must be to a whole one for rounding to decide on which day a clock fires."""
SURE_DAYS = 60_000
"""Within so many, subtraction goes wrong by less than that: each day by half a unit in the last place at most."""

# Arrays without an axis, for many of these are small calls, as in `sim.luck`.
_HALF, _SURE = np.array(0.5), np.array(0.5 - DOUBT)

NO_HAZARD = 1e-300
"""What is spent no faster than this a day is never spent."""


@np.errstate(over="ignore")
def failure_hazards(c: Customers, rows: Rows | slice, spec: Scenario, quality: float) -> Floats:
    """The hazard of a failure at this quality, per day, before age and busy days."""
    how, fit = spec.failures, c.fit[rows]
    if how.rate <= 0.0:
        return np.zeros(len(fit))
    hazard = failure.hazard(quality + fit, rate=how.rate, quality_slope=how.quality_slope, age_factor=1.0)
    capped: Floats = np.minimum(hazard, AT_ONCE)
    return capped


def question_hazard(_c: Customers, _rows: Rows | slice, spec: Scenario, _quality: float) -> float:
    """The hazard of a question, per day, the same for all."""
    return spec.failures.question_rate


def repurchase_hazards(c: Customers, rows: Rows | slice, spec: Scenario, _quality: float) -> Floats | float:
    """The hazard of an occasion to buy again, per day; where all have one pace that is left out."""
    pace = c.pace[rows] if c.pace.flags.writeable else 1.0
    hazards: Floats | float = loyalty.repurchase_hazard(spec.loyalty.repurchases_per_year, pace)
    return hazards


class Steady(NamedTuple):
    """A clock that may be kept in days: whose draw it is, what counts its occasions, and what it spends a day."""

    decision: Decision
    occasions: str
    hazard: Callable[[Customers, Rows | slice, Scenario, float], Floats | float]


STEADY = {
    "fail_left": Steady(Decision.FAIL, "failure_clock", failure_hazards),
    "question_left": Steady(Decision.QUESTION, "question_clock", question_hazard),
    "repurchase_left": Steady(Decision.REPURCHASE, "purchase", repurchase_hazards),
}


def in_days(left: Floats | Ints) -> bool:
    """Tell whether a clock is kept in whole days."""
    return left.dtype.kind != "f"


def wind(c: Customers, clock: str, rows: Rows, left: Floats, spec: Scenario, quality: float) -> None:
    """Set a clock that has so much hazard left to spend."""
    column = getattr(c, clock)
    if in_days(column):
        # Made whole before it is put down: NumPy takes five times as long to do both at once.
        left = days_left(left, STEADY[clock].hazard(c, rows, spec, quality), c.never).astype(column.dtype)
    column[rows] = left


def days_left(left: Floats, hazard: Floats | float, never: int) -> Floats:
    """On which day a clock fires that spends so much hazard a day: 1 is the first; at most `never`."""
    days = left / (np.maximum(hazard, NO_HAZARD) if isinstance(hazard, np.ndarray) else max(hazard, NO_HAZARD))
    np.minimum(days, never - 0.5, out=days)
    whole: Floats = np.ceil(days)
    days -= whole
    days += _HALF
    in_doubt = (np.abs(days, out=days) > _SURE).nonzero()[0]
    if len(in_doubt):  # these are counted as they would be spent
        whole[in_doubt] = _counted(left[in_doubt], np.broadcast_to(hazard, left.shape)[in_doubt], never)
    return whole


def _counted(left: Floats, hazard: Floats, never: int) -> Floats:
    """The same, by spending the hazard day by day."""
    days, left = np.zeros(len(left)), left.copy()
    while np.any(running := (left > 0.0) & (days < never)):
        left -= hazard * running
        days += running
    return days


def do_vary(spec: Scenario) -> bool:
    """Tell whether hazards are sure to change from day to day."""
    in_force = [now for _, now in spec.calendar]
    pieces = [part for now in in_force for part in now.parts]
    return (
        any(part.failures.weibull_shape != 1.0 or part.failures.feedback_gain > 0.0 for part in pieces)
        or any(now.desk.arrival_dispersion > 0.0 for now in in_force)
        or spec.days > SURE_DAYS
        or any(
            what_they_follow(one) != what_they_follow(first)
            for now in in_force
            for one, first in zip(now.parts, in_force[0].parts, strict=True)
        )
    )


def what_they_follow(spec: Scenario) -> tuple[float, ...]:
    """The settings that the hazards of these clocks come from."""
    how = spec.failures
    return (
        spec.product.quality, how.rate, how.quality_slope, how.question_rate, how.weibull_shape,
        spec.loyalty.repurchases_per_year,
    )  # fmt: skip


def keep_hazards(
    customers: Customers,
    windows: Iterable[Customers],
    lived: Iterable[tuple[Customers, Scenario, float]],
    day: int,
) -> None:
    """Set clocks that are kept in days to what is left of their hazards, on the morning of a day.

    `lived` are blocks with the scenario and the quality by which their clocks were set.
    """
    blocks = list(lived)
    for name, clock in STEADY.items():
        left = np.zeros(len(customers))
        for c, spec, quality in blocks:
            whole = slice(None)
            hazard = clock.hazard(c, whole, spec, quality)
            rest = luck.thresholds(c.luck, clock.decision, getattr(c, clock.occasions))
            spent = days_left(rest, hazard, c.never) - getattr(c, name)
            _spend(rest, hazard, np.minimum(spent, day))  # clocks that do not run may say anything
            left[c.first : c.first + len(c)] = rest
        place(customers, windows, name, left)
    place(customers, windows, "fail_hazard", np.zeros(len(customers)))


def place(customers: Customers, windows: Iterable[Customers], name: str, column: Floats | Ints) -> None:
    """Put another column in the place of one, in all windows too."""
    for some in (customers, *windows):
        setattr(some, name, column[..., some.first : some.first + len(some)])


def _spend(left: Floats, hazard: Floats | float, days: Floats) -> None:
    """Spend the hazard of so many days, one after the other as clocks do."""
    for day in range(int(days.max(initial=0.0))):
        left -= np.where(days > day, hazard, 0.0)
