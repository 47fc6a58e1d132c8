"""Use: performance and disconfirmation, then learning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import luck
from sim.crowd.codes import NOTHING
from sim.crowd.columns import USE, rows_where
from sim.crowd.sureness import uses_by_now
from sim.luck import Decision, Later
from sim.measures.record import Phase
from sim.rules import belief, experience, hazard

if TYPE_CHECKING:
    from sim.crowd.columns import Counts, Customers, Floats, Rows
    from sim.journey.world import World


def use(c: Customers, w: World) -> None:
    """Use the product, where today is the day."""
    rows = rows_where((c.next_use <= w.day) & c.are_in(Phase.EXTENSION))
    if not len(rows):
        return
    # So many do so on a day that each column is picked and written once.
    lucks, number = c.luck.take(rows), c.use.take(rows)
    expected = c.belief_mean.take(rows)
    to_feel, to_use_again = luck.uniforms(lucks, (Decision.EXPERIENCE, Later(Decision.NEXT_USE, 1)), number)
    felt = felt_today(c, rows, to_feel, w)
    feel = w.spec.experience
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
    renew(c.felt[USE], c.felt_sum[USE], rows, performance, w)
    renew(c.levels, c.levels_sum, rows, performance + gap, w)
    learn(c, rows, number, expected, felt, w)
    c.use[rows] = number + 1
    use_again(c, rows, to_use_again, after=w.day, usage_rate=w.spec.product.usage_rate)


def felt_today(c: Customers, rows: Rows, u: Floats, w: World) -> Floats:
    """The quality met in this use, worse while a case is open."""
    failures = w.spec.failures
    penalty = np.zeros(len(rows))
    troubled = rows_where(c.case.take(rows) != NOTHING)
    is_major = c.cases.major[c.places_of_cases(rows[troubled])]
    penalty[troubled] = np.where(is_major, failures.major.open_penalty, failures.minor.open_penalty)
    felt: Floats = experience.experienced(
        luck.normals_at(u),
        quality=w.quality,
        fit=c.fit.take(rows),
        penalty=penalty,
        experience_sd=w.spec.product.experience_sd,
    )
    return felt


def learn(c: Customers, rows: Rows, number: Counts, expected: Floats, felt: Floats, w: World) -> None:
    """Update beliefs by one use."""
    sd = w.spec.belief.use_signal_sd
    if c.belief_var.flags.writeable:
        variance = c.belief_var.take(rows)
        c.belief_mean[rows], c.belief_var[rows] = belief.update(
            expected, variance, signal=felt, signal_sd=sd, count=1.0
        )
        return
    # Where all learn alike, how far a belief moves is known from the number of uses, and looked up as it is.
    gains = belief.gain(w.variances, signal_sd=sd, count=1.0)
    gain = gains.take(uses_by_now(number, c.purchase.take(rows)))
    c.belief_mean[rows] = hazard.ewma(expected, felt, weight=gain)


def renew(level: Floats, level_sum: Floats, rows: Rows, newest: Floats, w: World) -> None:
    """Renew a level of the ledger by the latest use, and keep the sum over evenings."""
    before = level.take(rows)
    change = newest.astype(level.dtype)
    change -= before
    change *= w.spec.experience.recency
    before += change
    level[rows] = before
    change *= w.books.evenings
    total = level_sum.take(rows)
    total -= change
    level_sum[rows] = total


def schedule(c: Customers, rows: Rows, after: int, usage_rate: float) -> None:
    """Draw how many days it takes to the next use."""
    c.use[rows] = number = c.use[rows] + 1
    use_again(c, rows, luck.uniforms(c.luck[rows], Decision.NEXT_USE, number), after=after, usage_rate=usage_rate)


def use_again(c: Customers, rows: Rows, u: Floats, *, after: int, usage_rate: float) -> None:
    """Note the day of the next use."""
    days = luck.geometrics_at(u, usage_rate)
    days += after
    # Made whole before it is put down: NumPy takes five times as long to do both at once.
    c.next_use[rows] = np.minimum(days, c.never).astype(c.next_use.dtype)
