"""Use: performance and disconfirmation, then learning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import luck
from sim.crowd.columns import LEVELS, NOTHING, USE
from sim.journey.acts import learn
from sim.luck import Decision
from sim.measures.record import Phase
from sim.rules import experience

if TYPE_CHECKING:
    from sim.crowd.columns import Customers, Floats, Rows
    from sim.journey.world import World


def use(c: Customers, w: World) -> None:
    """Use the product, where today is the day."""
    rows = np.flatnonzero((c.next_use <= w.day) & c.are_in(Phase.EXTENSION))
    if not len(rows):
        return
    felt = felt_today(c, rows, w)
    feel, expected = w.spec.experience, c.belief_mean[rows]
    perceived = experience.perceived(felt, expected, assimilation=feel.assimilation)
    performance = experience.performance(
        perceived,
        competitor_quality=w.spec.market.competitor_quality,
        use_weight=feel.use_weight,
        disconfirmation_weight=feel.disconfirmation_weight,
    )
    gap = experience.gap(
        perceived,
        expected,
        use_weight=feel.use_weight,
        disconfirmation_weight=feel.disconfirmation_weight,
        loss_aversion=feel.loss_aversion,
    )
    renew(c, rows, USE, performance, w)
    renew(c, rows, LEVELS, performance + gap, w)
    learn(c, rows, felt, w.spec.belief.use_signal_sd)
    schedule(c, rows, w.day, w.spec.product.usage_rate)


def felt_today(c: Customers, rows: Rows, w: World) -> Floats:
    """The quality met in this use, worse while a case is open."""
    failures = w.spec.failures
    quality = w.quality + c.fit[rows]
    troubled = np.flatnonzero(c.case[rows] != NOTHING)
    is_major = c.major[rows[troubled]]
    quality[troubled] -= np.where(is_major, failures.major.open_penalty, failures.minor.open_penalty)
    z = luck.normals(c.luck[rows], Decision.EXPERIENCE, c.use[rows])
    return quality + w.spec.product.experience_sd * z


def renew(c: Customers, rows: Rows, place: int, newest: Floats, w: World) -> None:
    """Renew a level of the ledger by the latest use, and keep the sum over evenings."""
    levels = c.felt[place]
    change = w.spec.experience.recency * (newest - levels[rows])
    levels[rows] += change
    c.felt_sum[place][rows] -= w.books.evenings * change


def schedule(c: Customers, rows: Rows, after: int, usage_rate: float) -> None:
    """Draw how many days it takes to the next use."""
    number = c.use[rows] + 1
    c.use[rows] = number
    gap = luck.geometrics(c.luck[rows], Decision.NEXT_USE, number, usage_rate)
    c.next_use[rows] = np.minimum(after + gap, c.never)
