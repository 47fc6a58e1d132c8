"""Entry: finding the way in, and the gate of usability."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journey import engagement
from sim.journey.acts import ask_about, chances, dwelt, move, put, rows_in, stay, touch, turn_away
from sim.luck import Decision
from sim.measures.record import Phase, Reason
from sim.rules import choice

if TYPE_CHECKING:
    from sim.crowd.columns import Customers, Rows
    from sim.journey.world import World


def begin(c: Customers, rows: Rows, w: World, *, stays: bool = True) -> None:
    """Enter Entry and remember how easy it was."""
    if not len(rows):
        return
    move(c, rows, Phase.ENTRY, w)
    put(c.entered, rows, True)
    if stays:
        stay(c, rows, Decision.LEAVE_ENTRY, c.visit[rows])
    felt = touch(c, rows, "entry", Decision.TOUCH_ENTRY, c.visit[rows], w)
    if c.usability.flags.writeable:
        c.usability[rows] = felt


def usability(c: Customers, w: World) -> None:
    """Entry -> Engagement, through the gate of usability; some ask the desk at once."""
    point = w.spec.journey.entry
    rows = dwelt(c, rows_in(c, Phase.ENTRY), point.days)
    if not len(rows):
        return
    felt = c.usability[rows]
    p = choice.usability(felt, norm=point.norm, intercept=point.intercept, usability=point.usability)
    goes_on = chances(c, rows, Decision.GATE_USABILITY, c.visit[rows], p)
    inside = rows[goes_on]
    engagement.begin(c, inside, w)
    enquires = chances(c, inside, Decision.ENQUIRE, c.visit[inside], w.spec.journey.engagement.enquiry_chance)
    ask_about(c, inside[enquires], Reason.ENQUIRY, w)
    turn_away(c, rows[~goes_on], w)
