"""Word of mouth: what customers, and those who were customers, say today."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.crowd.adding import Total
from sim.crowd.columns import EVERYBODY, rows_where
from sim.measures.record import Phase
from sim.rules import word_of_mouth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.crowd.columns import Bools, Customers, Floats
    from sim.journey.part import Part
    from sim.journey.world import World


class Talk(NamedTuple):
    """Messages of a day, as expected numbers, and the same weighted by the CX of the tellers."""

    praise: float
    praise_cx: float
    complaints: float
    complaint_cx: float


SILENCE = Talk(0.0, 0.0, 0.0, 0.0)


def listen(parts: Sequence[Part]) -> Talk:
    """Sum up the day's talk. All customers at once: the sums feed back, so no cut may change them."""
    if not any(map(speaks, parts)):
        return SILENCE
    tellers = sum(int(np.count_nonzero(talk(part.customers))) for part in parts)
    praise, praise_cx, complaints, complaint_cx = (Total(tellers) for _ in range(4))
    for block, world in ((block, part.world) for part in parts for block in part.blocks):
        good, bad, cx = say(block, world)
        for messages, said, weighted in ((good, praise, praise_cx), (bad, complaints, complaint_cx)):
            said.add(messages)
            messages *= cx
            weighted.add(messages)
    return Talk(praise.sum, praise_cx.sum, complaints.sum, complaint_cx.sum)


def speaks(part: Part) -> bool:
    """Tell whether anybody in a segment ever says anything."""
    how = part.world.spec.word_of_mouth
    return how.rate > 0.0 or how.sensitivity > 0.0


def talk(c: Customers) -> Bools:
    """Tell who is or was a customer."""
    return c.is_customer | c.are_in(Phase.CHURNED)


def say(c: Customers, w: World) -> tuple[Floats, Floats, Floats]:
    """What each one says who is or was a customer: praise, complaints, and the CX of whoever says it."""
    how, former, talks = w.spec.word_of_mouth, c.are_in(Phase.CHURNED), talk(c)
    # In a cohort all talk: nobody then has to be picked from the columns.
    rows = EVERYBODY if talks.all() else rows_where(talks)
    cx = w.books.experience(c, rows)
    messages = word_of_mouth.message_rate(
        cx, rate=how.rate, sensitivity=how.sensitivity, negativity=how.negativity
    )
    left = rows_where(former[rows])
    messages[left] *= word_of_mouth.fading(
        w.day - c.left_day[rows][left], half_life_days=w.spec.experience.incident_half_life_days
    )
    positive = word_of_mouth.share_positive(cx, positivity=how.positivity, valence_sd=how.valence_sd)
    return messages * positive, messages * (1.0 - positive), cx
