"""How sure customers are of their beliefs: known from how often they have used the product, where all learn alike.

What a signal leaves of a variance does not depend on what it says. In a cohort all buyers of a segment have heard
the same advertisements and the same sales talk, and from then on learn from the product alone: who has used it as
often is as sure. A short table then stands for a column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.crowd.room import let_go
from sim.crowd.stored import LONGEST_IN_SHORT
from sim.measures.record import Phase
from sim.rules import belief

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.crowd.columns import Counts, Customers, Floats, Rows
    from sim.scenario import Scenario


def variances(c: Customers, rows: Rows | slice, by_uses: Floats) -> Floats:
    """The variances of the beliefs of some customers, in quality units squared."""
    if c.belief_var.flags.writeable:
        return c.belief_var[rows]
    delivered = c.purchase[rows] - c.are_in(Phase.EXIT, rows)
    return by_uses.take(uses_by_now(c.use[rows], delivered))


def uses_by_now(planned: Counts, deliveries: Counts) -> Rows:
    """How often customers have used the product: each delivery plans a use, and each use the next one."""
    return (planned - deliveries).astype(np.intp)


def know_by_uses(
    customers: Customers, windows: Sequence[Customers], parts: Sequence[tuple[Customers, Scenario]], plan: Scenario
) -> list[Floats]:
    """Let the column of variances go once all have arrived, where those of a segment learn alike from now on.

    Gives the variance by the number of uses, of each segment; of none where that cannot be done.
    """
    if not len(customers) or not learn_alike(plan) or not all(are_alike(c.belief_var) for c, _ in parts):
        return []
    known = [after_uses(float(c.belief_var[0]), spec.belief.use_signal_sd, plan.days + 1) for c, spec in parts]
    let_go(["belief_var"], customers, windows)
    return known


def are_alike(values: Floats) -> bool:
    """Tell whether all of them are one value."""
    return bool(np.all(values == values[0]))


def after_uses(variance: float, signal_sd: float, uses: int) -> Floats:
    """The variance that is left after 0, 1, ... uses."""
    left = [variance]
    for _ in range(uses):
        left.append(belief.update(0.0, left[-1], signal=0.0, signal_sd=signal_sd, count=1.0)[1])
    return np.array(left)


def learn_alike(spec: Scenario) -> bool:
    """Tell whether all who buy on the first morning learn from their uses alone, and always as much from one."""
    in_force = [now.parts for _, now in spec.calendar]
    return (
        spec.protocol == "cohort"
        and spec.days <= LONGEST_IN_SHORT
        and all(
            part.loyalty.winback_offer <= 0.0 and part.belief.drift_sd <= 0.0 for now in in_force for part in now
        )
        and all(
            part.belief.use_signal_sd == first.belief.use_signal_sd
            # Who begins to use what he has had plans a use without a delivery.
            and (part.product.usage_rate > 0.0) == (first.product.usage_rate > 0.0)
            for now in in_force
            for part, first in zip(now, in_force[0], strict=True)
        )
    )
