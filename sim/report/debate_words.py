"""What is found of debates, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.counting import number

if TYPE_CHECKING:
    from sim.questions.claims.debate import Curve, Debate, Settled

NEITHER = "neither is ahead by what matters"


def sentence(found: Settled) -> str:
    """Say who is right where: one sentence, in which each of the circumstances has its part."""
    parts = [
        f"{f'{line}: ' if line else ''}{_course(found.debate, curve)}" for line, curve in found.curves.items()
    ]
    text = "; ".join(parts)
    return f"{begun(text)}."


def begun(text: str) -> str:
    """Give a clause as the beginning of a sentence."""
    return f"{text[:1].upper()}{text[1:]}"


def _course(debate: Debate, curve: Curve) -> str:
    """Say who is right along the parameter, from its lowest value to its highest."""
    sides = {1: debate.one_side, -1: debate.other_side, 0: NEITHER}
    stretches = curve.stretches
    if len(stretches) == 1:
        ends = f"{number(curve.x[0])} to {number(curve.x[-1])}"
        return f"{sides[stretches[0].sign]} all the way, {debate.called} {ends}"
    told = []
    for at, one in enumerate(stretches):
        if at == 0:
            told.append(f"{sides[one.sign]} up to {number(one.high)} {debate.called}")
        elif at == len(stretches) - 1:
            told.append(f"{sides[one.sign]} from {number(one.low)} on")
        else:
            told.append(f"{sides[one.sign]} from {number(one.low)} to {number(one.high)}")
    return ", ".join(told)
