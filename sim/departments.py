"""The firm: three departments, agents of the model whose `act` is their policy for the day.

To try another policy, write a subclass and hand it in: `JourneyModel(spec, service=MyRota)`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol

import mesa
import numpy as np

from sim import luck
from sim.arguments import decided, left
from sim.crowd.columns import AT_ONCE
from sim.luck import Decision
from sim.measures.record import is_recorded
from sim.rules import attraction, belief, failure, hazard, staff, word_of_mouth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.crowd import Customers
    from sim.desk.desk import Desk
    from sim.journey.talk import Talk
    from sim.measures.daily import Day
    from sim.scenario import Scenario

JUSTICE_MEMORY_DAYS = 7.0
"""Half-life of what the employees remember of their customers' satisfaction."""


class Firm(Protocol):
    """What a department sees of its model."""

    spec: Scenario
    day: int
    today: Day
    luck: int
    customers: Customers
    desk: Desk
    product: Product

    def cx(self) -> NDArray[np.float64]:
        """Customer experience of everybody as it stands."""


class Department(mesa.Agent):  # type: ignore[misc]  # Mesa is published without types
    """A part of the firm."""

    model: Firm

    def __init__(self, model: Any) -> None:
        super().__init__(model)

    @property
    def spec(self) -> Scenario:
        """The scenario in force today."""
        return self.model.spec

    def act(self) -> None:
        """Do the work of a day."""
        raise NotImplementedError


class Marketing(Department):
    """Advertising, with a memory (adstock); and what people say about the firm, which it cannot buy."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.spent = self.spec.marketing.ad_spend
        """What is spent today, and billed."""
        self.adstock = self.spent  # a firm that has always spent so
        self.praise = self.complaints = 0.0
        self.praise_content = self.complaint_content = 0.0

    @property
    def listens(self) -> bool:
        """Tell whether the talk of today is taken in."""
        return self.spec.protocol == "market" or is_recorded(self.model.day)

    def budget(self) -> float:
        """Decide what is spent on advertising today, in reference spend."""
        return self.spec.marketing.ad_spend

    def act(self) -> None:
        """Spend today's budget."""
        self.spent = decided("budget", "an amount to spend", self.budget())
        half_life = self.spec.marketing.adstock_half_life_days
        self.adstock = float(attraction.adstock(self.adstock, self.spent, half_life_days=half_life, dt=1.0))

    def reach(self, audience: Scenario) -> float:
        """Give the hazard that somebody of mean fit in this segment notices the firm today."""
        marketing = audience.marketing
        advertised = attraction.reach(
            self.adstock, reach_per_day=marketing.reach_per_day, ad_elasticity=marketing.ad_elasticity
        )
        conversion = audience.word_of_mouth.conversion
        return float(attraction.hazard(1.0, reach=advertised, conversion=conversion, praise_per_head=self.praise))

    def exposures(self, audience: Scenario) -> float:
        """Give the number of advertisements that somebody in this segment sees who looks: a whole number."""
        return float(attraction.exposures(self.adstock, ad_exposures=audience.marketing.ad_exposures))

    def promise(self, audience: Scenario) -> float:
        """Give the quality advertised to this segment: absolute, or so much more than the product's."""
        marketing = audience.marketing
        if marketing.promise is not None:
            return marketing.promise
        return float(belief.promise(self.model.product.quality, overpromise=marketing.overpromise or 0.0))

    def promised(self, audience: Scenario) -> float:
        """Give what is promised to this segment, as the policy decides."""
        return left("promise of Marketing", "a quality", self.promise(audience))

    def hear(self, said: Talk) -> None:
        """Take in the day's talk: what reaches prospects tomorrow, per head of the market."""
        people = max(1, len(self.model.customers))
        anchor = self.spec.market.competitor_quality
        self.praise, self.complaints = said.praise / people, said.complaints / people
        self.praise_content = _content(said.praise_cx, said.praise, anchor)
        self.complaint_content = _content(said.complaint_cx, said.complaints, anchor)
        today = self.model.today
        today.positive, today.negative, today.tellers = said.praise, said.complaints, today.customers


class Product(Department):
    """Quality, its outages, and (switched off by default) learning from what the desk hears."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.quality = self.spec.product.quality
        self.outage_today = False

    def open_day(self) -> None:
        """See whether today is an outage day, for the whole market."""
        per_year = self.spec.failures.outages_per_year
        if per_year <= 0.0:
            self.outage_today = False
            return
        chance = float(hazard.chance(hazard.from_yearly(per_year), 1.0))
        self.outage_today = luck.chance(self.model.luck, Decision.OUTAGE_DAY, self.model.day, chance)

    def act(self) -> None:
        """Fix a share of what the contacts of today were about."""
        gain = self.spec.failures.feedback_gain
        customers = int(np.count_nonzero(self.model.customers.is_customer)) if gain > 0.0 else 0
        if customers > 0:
            share = self.model.today.fault_contacts / customers
            self.quality = float(failure.quality_after_fixes(self.quality, share, feedback_gain=gain, dt=1.0))


class Service(Department):
    """The desk's staff: how many come today, how they feel, and what they can do."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.satisfaction = self.spec.staff.satisfaction
        self.skill = self.spec.staff.skill
        self.justice_mean = self.spec.recovery.service_norm
        self.load = 0.0
        self.usual_arrivals = 0.0
        self._opened = False
        self._work = 0.0

    def agents_today(self, work: float, backlog: float) -> float:
        """Say how many agents work today, as the roster decides.

        The load known in the morning is last evening's; only an opening firm is staffed for its opening.
        """
        self._work = work
        if not self._opened and work > 0.0:
            self.load, self._opened = work, True
        return decided("roster", "a number of agents", self.roster(work, backlog))

    def roster(self, work: float, backlog: float) -> float:
        """Decide how many agents work today; `work` and `backlog` in agents kept busy for a day."""
        desk = self.spec.desk
        if desk.agents is not None:
            return float(staff.agents_by_decision(desk.agents, open_hours=desk.open_hours))
        ratio, hours = desk.staffing_ratio or 0.0, desk.open_hours
        return float(staff.agents_for_load(self.load, backlog, staffing_ratio=ratio, open_hours=hours))

    def busyness(self) -> float:
        """Draw today's factor on the rate of new contacts (over-dispersed arrivals; 1 by default)."""
        dispersion = self.spec.desk.arrival_dispersion
        if dispersion <= 0.0 or self.usual_arrivals <= 0.0:
            return 1.0
        variance = dispersion / self.usual_arrivals
        return luck.gamma_factor(self.model.luck, Decision.BUSY_DAY, self.model.day, variance)

    def learn(self) -> None:
        """Remember what the day has brought: the satisfaction of customers, the load and the contacts."""
        self._hear_customers()
        days, arrivals = self.spec.desk.load_memory_days, float(self.model.today.arrivals)
        self.load = float(hazard.smoothed(self.load, self._work, half_life_days=days, dt=1.0))
        usual = self.usual_arrivals or arrivals
        self.usual_arrivals = float(hazard.smoothed(usual, arrivals, half_life_days=days, dt=1.0))

    def act(self) -> None:
        """End the day: satisfaction and skill move together."""
        target, quits = self._target(), self._turnover()
        how = self.spec.staff
        self.skill = float(
            staff.skill_step(
                self.skill,
                quits,
                full_skill=how.skill,
                learn_days=how.learn_days,
                newhire_share=how.newhire_share,
                dt=1.0,
            )
        )
        self.satisfaction = float(
            staff.satisfaction_step(self.satisfaction, target, adjust_days=how.adjust_days, dt=1.0)
        )

    def _hear_customers(self) -> None:
        justices = self.model.desk.justices
        if len(justices):
            mean = math.fsum(justices.tolist()) / len(justices)
            remembered = hazard.smoothed(self.justice_mean, mean, half_life_days=JUSTICE_MEMORY_DAYS, dt=1.0)
            self.justice_mean = float(remembered)

    def _target(self) -> float:
        today, how = self.model.today, self.spec.staff
        target = staff.satisfaction_target(
            float(staff.occupancy(today.busy_minutes, today.paid_minutes)),
            self.justice_mean,
            usual_satisfaction=how.satisfaction,
            load_effect=how.load_effect,
            comfortable_occupancy=how.comfortable_occupancy,
            customer_effect=how.customer_effect,
            service_norm=self.spec.recovery.service_norm,
        )
        return float(target)

    @np.errstate(over="ignore")
    def _turnover(self) -> float:
        how = self.spec.staff
        if how.turnover_per_year <= 0.0:
            return 0.0
        quits = staff.turnover(
            self.satisfaction,
            turnover_per_year=how.turnover_per_year,
            turnover_sensitivity=how.turnover_sensitivity,
            usual_satisfaction=how.satisfaction,
        )
        return min(float(quits), AT_ONCE)


def _content(cx_said: float, messages: float, anchor: float) -> float:
    mean_cx = cx_said / messages if messages > 0.0 else 0.0
    return float(word_of_mouth.content(mean_cx, competitor_quality=anchor))
