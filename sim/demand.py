"""What a scenario brings to its desk, by arithmetic alone: who has reason to call, and how often he tries.

For each reason a rate of issues a day and customer: hazards of the rules, averaged over people and over the days
asked about. Some issues end in self-service or the community; the others reach an agent, once or, where that does
not settle them, again. It is what the model does on average while experience is neutral and few have left.

Not in here: enquiries and first deliveries of a market (how many people come is what a run finds out), and that
one matter keeps another waiting.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp
from typing import TYPE_CHECKING

import numpy as np

from sim.measures.record import Reason
from sim.rules import choice, encounter, failure, hazard
from sim.theory import renewal

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Demand", "Source", "demand"]


@dataclass(frozen=True)
class Source:
    """One reason to contact the firm."""

    reason: Reason
    is_major: bool
    issues: float
    """Issues a day and customer that the firm is told of."""
    helped: float
    """Share of them that end in self-service or in the community."""
    resolution: float
    """Chance that an agent settles the matter in one contact."""

    def agent_contacts(self, *, redial: float, recontact: float, abandoned: float) -> float:
        """Contacts with agents a day and customer, when such a share of tries is given up in the queue."""
        again = abandoned * redial + (1.0 - abandoned) * (1.0 - self.resolution) * recontact
        return self.issues * (1.0 - self.helped) * renewal.contacts_per_issue(0.0, recontact_chance=again)


@dataclass(frozen=True)
class Demand:
    """All reasons together."""

    sources: tuple[Source, ...]
    failures: float
    """Failures and damages a day and customer, reported or not."""
    reported: float
    """Share of them that the firm is told of."""
    redial: float
    recontact: float

    @property
    def issues(self) -> float:
        """Issues a day and customer."""
        return sum(source.issues for source in self.sources)

    @property
    def helped(self) -> float:
        """Contacts a day and customer that end without an agent."""
        return sum(source.issues * source.helped for source in self.sources)

    def agent_contacts(self, abandoned: float = 0.0) -> float:
        """Contacts with agents a day and customer."""
        return sum(
            source.agent_contacts(redial=self.redial, recontact=self.recontact, abandoned=abandoned)
            for source in self.sources
        )


def demand(spec: Scenario, first: int | None = None, last: int | None = None) -> Demand:
    """Reckon the reasons to call on the average day from `first` up to, but without, `last`.

    Without days: those that are measured. Of timed changes those count that are in force on the first of them.
    """
    days = (spec.measure_from_day if first is None else first, spec.days if last is None else last)
    now = spec.in_force(days[0])
    people = max(1, sum(now.part_sizes))
    shares = [size / people for size in now.part_sizes] if spec.population else [1.0] * len(now.parts)
    each = [_of_one_kind(part, *days) for part in now.parts]
    failures = sum(share * kind.failures for share, kind in zip(shares, each, strict=True))
    told = sum(share * kind.failures * kind.reported for share, kind in zip(shares, each, strict=True))
    return Demand(
        sources=tuple(
            replace(source, issues=share * source.issues)
            for share, kind in zip(shares, each, strict=True)
            for source in kind.sources
            if share > 0.0
        ),
        failures=failures,
        reported=told / failures if failures > 0.0 else 0.0,
        redial=now.desk.redial_chance,
        recontact=now.desk.recontact_chance,
    )


def _of_one_kind(spec: Scenario, *days: int) -> Demand:
    """The same for people who are all alike but for luck."""
    failures = failures_per_day(spec, *days)
    deliveries = first_deliveries(spec, *days) + repeat_purchases(spec)
    sources = (*_of_failures(spec, failures), *_of_deliveries(spec, deliveries), *_of_life(spec, *days))
    told = sum(source.issues for source in sources if source.reason.is_failure())
    suffered = failures + deliveries * spec.journey.exit.damage_chance
    return Demand(
        sources=tuple(source for source in sources if source.issues > 0.0),
        failures=suffered,
        reported=told / suffered if suffered > 0.0 else 0.0,
        redial=spec.desk.redial_chance,
        recontact=spec.desk.recontact_chance,
    )


def failures_per_day(spec: Scenario, first: int, last: int) -> float:
    """Failures a day of the average customer: who waits for one to be put right meets no other."""
    how, market = spec.failures, spec.market
    with np.errstate(over="ignore"):
        at_mean = failure.hazard(
            spec.product.quality + market.fit_mean, rate=how.rate, quality_slope=how.quality_slope, age_factor=1.0
        )
    of_its_own = float(at_mean) * renewal.heterogeneity_factor(how.quality_slope, fit_sd=market.fit_sd)
    outages = float(hazard.chance(hazard.from_yearly(how.outages_per_year), 1.0)) * how.outage_share
    rate = of_its_own + outages
    return rate * _untroubled(spec, rate, first, last) * using(spec)


def _untroubled(spec: Scenario, rate: float, first: int, last: int) -> float:
    """Share of days without an open failure: all at first, then by and by those of the long run.

    p + (1 - p) exp(-(h + m) t), h = failures that stay open, m = 1 / days until they heal, p = m / (h + m).
    """
    heals = 1.0 / spec.failures.self_fix_days
    both = rate * (1.0 - _settled(spec)) + heals
    in_the_long_run = heals / both
    if spec.protocol != "cohort":
        return in_the_long_run
    fading = (exp(-both * first) - exp(-both * last)) / (both * (last - first))
    return in_the_long_run + (1.0 - in_the_long_run) * fading


def first_deliveries(spec: Scenario, first: int, last: int) -> float:
    """First purchases unpacked a day and customer: of a cohort, all within its first week."""
    if spec.protocol != "cohort":
        return 0.0
    return max(0, min(last, failure.UNPACKING_DAYS) - first) / failure.UNPACKING_DAYS / (last - first)


def using(spec: Scenario) -> float:
    """Share of a customer's days on which he has the product, and is not about to buy it again."""
    buying = spec.journey.engagement.days + spec.journey.exit.days
    return 1.0 / (1.0 + float(hazard.from_yearly(spec.loyalty.repurchases_per_year)) * buying)


def repeat_purchases(spec: Scenario) -> float:
    """Purchases a day of somebody who is a customer already, at neutral experience."""
    gate, money, market = spec.journey.engagement, spec.money, spec.market
    chance = choice.purchase(
        spec.product.quality + market.fit_mean - market.competitor_quality, 0.0, spec.loyalty.mean,
        is_customer=1.0, ever_bought=1.0, price_ratio=money.price / market.competitor_price,
        intercept=gate.intercept, belief=gate.belief, price=gate.price, service=gate.service,
        inertia=gate.inertia, loyalty=gate.loyalty,
    )  # fmt: skip
    return float(hazard.from_yearly(spec.loyalty.repurchases_per_year)) * float(chance) * using(spec)


# --- one kind of reason after the other ---------------------------------------------------------------------


def _of_failures(spec: Scenario, failures: float) -> tuple[Source, ...]:
    how = spec.failures
    minor = failures * (1.0 - how.major_share) * how.minor.contact_chance
    major = failures * how.major_share * how.major.contact_chance
    return (
        _small(spec, Reason.FAILURE, minor),
        Source(Reason.FAILURE, True, major, 0.0, _resolution(spec, major=True)),
    )


def _of_deliveries(spec: Scenario, deliveries: float) -> tuple[Source, ...]:
    point = spec.journey.exit
    damaged = deliveries * point.damage_chance
    stuck = deliveries * (1.0 - point.damage_chance) * point.setup_difficulty * spec.failures.minor.contact_chance
    told = damaged * point.damage_contact_chance
    return (
        Source(Reason.DAMAGE, True, told, 0.0, _resolution(spec, major=True)),
        _small(spec, Reason.SETUP, stuck),
    )


def _of_life(spec: Scenario, first: int, last: int) -> tuple[Source, ...]:
    """Questions, and goods sent back: only while the window is open."""
    window = spec.returns.window_days
    new = max(0.0, min(last, window) - first) / (last - first) if spec.protocol == "cohort" else 0.0
    open_share = min(1.0, new + repeat_purchases(spec) * window)
    returns = spec.returns.rate * open_share * using(spec)
    return (
        _small(spec, Reason.QUESTION, spec.failures.question_rate * using(spec)),
        Source(Reason.RETURN, False, returns, 0.0, _resolution(spec, major=False)),
    )


def _small(spec: Scenario, reason: Reason, issues: float) -> Source:
    """Reckon with a matter that people first try to settle without an agent."""
    alone, others = spec.desk.self_service, spec.desk.community
    helped = alone.share * alone.success + others.share * others.success
    return Source(reason, False, issues, helped, _resolution(spec, major=False))


def _resolution(spec: Scenario, *, major: bool) -> float:
    kind = spec.failures.major if major else spec.failures.minor
    chance = encounter.resolution_chance(
        kind.resolution_chance, skill=spec.staff.skill, handle_time_target=spec.desk.handle_time_target
    )
    return float(chance)


def _settled(spec: Scenario) -> float:
    """Share of failures that the desk settles, in a day or two; the rest stays open until it heals."""
    how, recontact = spec.failures, spec.desk.recontact_chance
    settled = 0.0
    for share, kind, major in (
        (1.0 - how.major_share, how.minor, False),
        (how.major_share, how.major, True),
    ):
        solved = renewal.finally_resolved(_resolution(spec, major=major), recontact_chance=recontact)
        settled += share * kind.contact_chance * solved
    return settled
