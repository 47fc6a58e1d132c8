"""Exit: delivery, and what shows when the goods are unpacked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import luck
from sim.crowd.clocks import wind
from sim.crowd.codes import NOTHING, ONE
from sim.crowd.columns import rows_where
from sim.journey.acts import chances, dwelt, meet, move, rows_in
from sim.journey.extension import trouble, use
from sim.luck import Decision
from sim.measures.record import Phase, Reason
from sim.rules.failure import UNPACKING_DAYS

if TYPE_CHECKING:
    from sim.crowd.columns import Customers, Rows
    from sim.journey.world import World

AT_DELIVERY = (Decision.TOUCH_EXIT, Decision.CHURN, Decision.REPURCHASE, Decision.RETURN)
"""What luck has in store for who gets the goods: how it feels, and the clocks that begin to run."""


def deliver(c: Customers, w: World) -> None:
    """Exit -> Extension; the first deliveries of the cohort are unpacked over a week."""
    rows = dwelt(c, rows_in(c, Phase.EXIT), w.spec.journey.exit.days)
    if len(rows):
        receive(c, rows, w)
        unpack(c, rows, w)
    if w.day < UNPACKING_DAYS and not w.is_market:
        late = rows_where(c.unpack_day == w.day)
        unpack(c, late[c.are_in(Phase.EXTENSION, late) & (c.purchase[late] == 1)], w)


def receive(c: Customers, rows: Rows, w: World) -> None:
    """Get the goods: the exit touchpoint, and new clocks for a new product."""
    u = luck.uniforms(c.luck[rows], AT_DELIVERY, c.purchase[rows])
    meet(c, rows, "exit", luck.normals_at(u[0]), w)
    move(c, rows, Phase.EXTENSION, w)
    c.delivered[rows] = w.day
    use.schedule(c, rows, w.day - 1, w.spec.product.usage_rate)
    c.phase_left[rows], again, c.return_left[rows] = luck.thresholds_at(u[1:])
    wind(c, "repurchase_left", rows, again, w.spec, w.quality)
    new = rows[c.failure_clock[rows] == 0]
    if len(new):
        trouble.start_failure_clock(c, new, w)
        trouble.start_question_clock(c, new, w)


def unpack(c: Customers, rows: Rows, w: World) -> None:
    """Find the goods damaged, or hard to set up. While another case is open neither begins one."""
    point, minor = w.spec.journey.exit, w.spec.failures.minor
    rows = rows[c.case[rows] == NOTHING]
    if not len(rows):
        return
    if point.damage_chance > 0.0:
        are_damaged = chances(c, rows, Decision.DAMAGE, c.purchase[rows], point.damage_chance)
        damaged, rows = rows[are_damaged], rows[~are_damaged]
        if len(damaged):
            is_major = np.ones(len(damaged), dtype=np.bool_)
            course = luck.uniforms(c.luck[damaged], trouble.COURSE, c.case_number[damaged] + 1)
            trouble.fail(c, damaged, Reason.DAMAGE, is_major, point.damage_contact_chance, [*course], w)
    if point.setup_difficulty > 0.0:
        hard = rows[chances(c, rows, Decision.SETUP, c.purchase[rows], point.setup_difficulty)]
        c.case_number[hard] += ONE
        is_major = np.zeros(len(hard), dtype=np.bool_)
        course = luck.uniforms(c.luck[hard], trouble.COURSE, c.case_number[hard])
        loss = np.full(len(hard), minor.loss)
        trouble.open_case(c, hard, Reason.SETUP, is_major, loss, minor.contact_chance, [*course], w)
