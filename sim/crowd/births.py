"""Who the customers are: traits and first beliefs, and the hazards that follow from traits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import luck
from sim.crowd import clocks
from sim.crowd.columns import EVERYBODY, ONCE_ROWS, Customers
from sim.luck import Decision
from sim.rules import attraction, belief, loyalty

if TYPE_CHECKING:
    from sim.scenario import Scenario


def births(spec: Scenario, *, seed: int, replication: int) -> Customers:
    """Make the people of a market, segment by segment: prospects who know nothing of the product."""
    c = Customers.blank(spec.population, days=spec.days, unused=unused(spec))
    if clocks.do_vary(spec):
        for name in clocks.STEADY:
            clocks.place(c, (), name, np.zeros(len(c)))
    c.next_use[:] = c.never
    for people, part in zip(c.parts(spec.part_sizes), spec.in_force(0).parts, strict=True):
        for some in people.blocks(ONCE_ROWS):
            some.luck[:] = luck.customer_lucks(seed, replication, some.first + np.arange(len(some)))
            form(some, part)
            aim(some, part)
    return c


def form(c: Customers, spec: Scenario) -> None:
    """Give people traits and first beliefs, and the clock of the desk's calls where there are any."""
    market, trait = spec.market, spec.loyalty
    c.fit[:] = loyalty.trait(luck.normals(c.luck, Decision.FIT, 0), mean=market.fit_mean, sd=market.fit_sd)
    c.loyalty[:] = loyalty.trait(luck.normals(c.luck, Decision.LOYALTY, 0), mean=trait.mean, sd=trait.sd)
    if c.pace.flags.writeable:
        c.pace[:] = luck.gamma_factors(c.luck, Decision.PACE, 0, trait.repurchase_cv**2)
    prior = luck.normals(c.luck, Decision.PRIOR, 0)
    c.belief_mean[:] = belief.prior_mean(
        prior, mean=spec.belief.prior_mean, heterogeneity_sd=spec.belief.heterogeneity_sd
    )
    c.belief_var[:] = spec.belief.prior_sd**2
    if c.outreach_left.flags.writeable:
        c.outreach_clock[:] = 1
        c.outreach_left[:] = luck.thresholds(c.luck, Decision.OUTREACH, 1)


def unused(spec: Scenario) -> dict[str, float]:
    """Which columns nobody needs in this scenario, and what stands in them for all."""
    columns: dict[str, float] = {}
    if not any(map(targets, _ever(spec))):
        columns |= {"pull": 1.0}
    if not any(part.loyalty.repurchase_cv > 0.0 for part in _ever(spec)):
        columns |= {"pace": 1.0}
    if not clocks.do_vary(spec):
        columns |= {"fail_hazard": 0.0}
    if not any(map(reaches_out, _ever(spec))):
        columns |= {"outreach_clock": 0, "outreach_left": 0.0}
    if not any(map(someone_is_new, _ever(spec))):
        columns |= {"usability": 0.0, "felt_help": 0.0}
    if spec.measure_from_day == 0:
        columns |= {"purchases": 0, "issues": 0}
        if not any(part.journey.exit.setup_difficulty > 0.0 for part in _ever(spec)):
            columns |= {"failures": 0}
        if not any(map(reaches_out, _ever(spec))):
            columns |= {"contacts": 0}
    return columns | (known_in_a_cohort(spec) if spec.protocol == "cohort" else {"unpack_day": -1})


def known_in_a_cohort(spec: Scenario) -> dict[str, float]:
    """What is the same for all who buy on the first day, and are not there to look at the firm again."""
    columns = {"prospect_clock": 0.0, "first_purchase_day": 0.0, "out_day": -1.0}
    if spec.measure_from_day == 0:
        columns |= {"attracted": 1.0, "entered": 1.0, "engaged": 1.0, "ever": 1.0, "since_day": 0.0}
        # Their measured time is the age at which retention is taken.
        columns |= {"early_failures": 0, "early_contacts": 0, "kept": 0}
        if not any(map(someone_is_new, _ever(spec))):  # nobody comes back: the day of leaving says how many
            columns |= {"days": 0}
    return columns


def targets(spec: Scenario) -> bool:
    """Tell whether advertising reaches some more than others; in the cohort nobody has to be reached."""
    return spec.protocol == "market" and spec.marketing.targeting != 0.0


def reaches_out(spec: Scenario) -> bool:
    """Tell whether the desk ever calls on its own account."""
    return spec.desk.outreach_per_customer_year > 0.0


def someone_is_new(spec: Scenario) -> bool:
    """Tell whether anybody comes to the gates who is not a customer: in the cohort only who is won back."""
    return spec.protocol == "market" or spec.loyalty.winback_offer > 0.0


def aim(c: Customers, spec: Scenario) -> None:
    """Work out how well advertising reaches each one, where it ever reaches some better than others."""
    if not c.pull.flags.writeable:
        return
    z_fit = luck.normals(c.luck, Decision.FIT, 0)
    c.pull[:] = attraction.targeting_weight(z_fit, targeting=spec.marketing.targeting)


def follow_quality(c: Customers, spec: Scenario, quality: float) -> None:
    """Work out each one's hazard of a failure, where clocks do not know it from the first day on."""
    if c.fail_hazard.flags.writeable:
        c.fail_hazard[:] = clocks.failure_hazards(c, EVERYBODY, spec, quality)


def _ever(spec: Scenario) -> list[Scenario]:
    """The scenario as each segment lives it, on any day."""
    return [part for _, in_force in spec.calendar for part in in_force.parts]
