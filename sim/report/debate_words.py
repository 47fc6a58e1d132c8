"""What is found of debates, in sentences."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from sim.report.counting import number

if TYPE_CHECKING:
    from sim.questions.claims.debate import Curve, Debate, Settled, Stretch

NEITHER = "neither is ahead by what matters"


def sentence(found: Settled) -> str:
    """Say who is right where: one sentence, in which each of the circumstances has its part."""
    parts = [
        f"{f'{line}: ' if line else ''}{_course(found.debate, curve)}" for line, curve in found.curves.items()
    ]
    (curve, *_), debate = found.curves.values(), found.debate
    return f"{begun('; '.join(parts))} ({debate.called}: {number(curve.x[0])} to {number(curve.x[-1])})."


def title(found: Settled) -> str:
    """Say who is right where in few words: without the stretches on which nobody is."""
    parts = [
        f"{f'{line}: ' if line else ''}{_course_in_short(found.debate, curve)}"
        for line, curve in found.curves.items()
    ]
    return f"{begun('; '.join(parts))}."


def begun(text: str) -> str:
    """Give a clause as the beginning of a sentence."""
    return f"{text[:1].upper()}{text[1:]}"


def _course(debate: Debate, curve: Curve) -> str:
    """Say who is right along the parameter, from its lowest value to its highest."""
    sides = {1: debate.one_side, -1: debate.other_side, 0: NEITHER}
    stretches = curve.stretches
    last = len(stretches) - 1
    told = [f"{sides[one.sign]}{_where(curve, one, at == 0, at == last)}" for at, one in enumerate(stretches)]
    return ", ".join(told)


def _course_in_short(debate: Debate, curve: Curve) -> str:
    stretches, sides = curve.stretches, {1: debate.one_side, -1: debate.other_side}
    last = len(stretches) - 1
    told = [
        f"{sides[one.sign]}{_where(curve, one, at == 0, at == last)}"
        for at, one in enumerate(stretches)
        if one.sign
    ]
    return ", ".join(told) or NEITHER


def _where(curve: Curve, one: Stretch, first: bool, last: bool) -> str:
    """Say where a stretch lies: from the lowest value of all, up to the highest, or between."""
    low, high = _end(curve, one.low), _end(curve, one.high)
    if first and last:
        return " all the way"
    return f" up to {high}" if first else f" from {low}{' on' if last else f' to {high}'}"


def _end(curve: Curve, x: float) -> str:
    """Write the end of a stretch to about a hundredth of the axis: it was found between values that were tried."""
    digits = max(0, round(log10(100.0 / (curve.x[-1] - curve.x[0]))))
    return number(round(x, digits) + 0.0)
