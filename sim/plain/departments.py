"""The firm: three departments, agents of the model whose `act` is their policy for the day."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from sim import luck
from sim.arguments import decided, left
from sim.luck import Decision
from sim.measures.record import Phase, is_recorded
from sim.plain.person import growth

if TYPE_CHECKING:
    from sim.plain.customer import Customer
    from sim.plain.model import PlainModel
    from sim.scenario import Scenario

JUSTICE_MEMORY_DAYS = 7.0
"""Half-life of what the employees remember of their customers' satisfaction."""


def renewal(days: float) -> float:
    """Weight of today in a running mean with this half-life."""
    return 1.0 - math.exp2(-1.0 / days)


class Department(mesa.Agent):  # type: ignore[misc]  # Mesa is published without types
    """A part of the firm."""

    model: PlainModel

    @property
    def spec(self) -> Scenario:
        """The scenario in force today."""
        return self.model.spec


class Marketing(Department):
    """Advertising, with a memory (adstock); and what people say about the firm, which it cannot buy."""

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.spent = self.spec.marketing.ad_spend
        """What is spent today, and billed."""
        self.adstock = self.spent  # a firm that has always spent so
        self.praise = self.complaints = 0.0
        self.praise_content = self.complaint_content = 0.0
        self._said = [0.0, 0.0, 0.0, 0.0]

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
        kept = math.exp2(-1.0 / self.spec.marketing.adstock_half_life_days)
        self.adstock = kept * self.adstock + (1.0 - kept) * self.spent

    def reach(self, audience: Scenario) -> float:
        """Give the hazard that somebody of mean fit in this segment notices the firm today."""
        marketing = audience.marketing
        advertised = 0.0
        if self.adstock > 0.0:
            advertised = marketing.reach_per_day * self.adstock**marketing.ad_elasticity
        return advertised + audience.word_of_mouth.conversion * self.praise

    def exposures(self, audience: Scenario) -> int:
        """Give the number of advertisements that somebody in this segment sees who looks."""
        return round(audience.marketing.ad_exposures * self.adstock)

    def promise(self, audience: Scenario) -> float:
        """Give the quality advertised to this segment: absolute, or so much more than the product's."""
        marketing = audience.marketing
        if marketing.promise is not None:
            return marketing.promise
        return self.model.product.quality + (marketing.overpromise or 0.0)

    def promised(self, audience: Scenario) -> float:
        """Give what is promised to this segment, as the policy decides."""
        return left("promise of Marketing", "a quality", self.promise(audience))

    def listen(self, customer: Customer) -> None:
        """Note what a customer, or somebody who was one, says today."""
        former = customer.phase is Phase.CHURNED
        if not (former or customer.is_customer):
            return
        talk, cx = customer.spec.word_of_mouth, customer.cx
        messages = talk.rate + talk.sensitivity * (max(cx, 0.0) + talk.negativity * max(-cx, 0.0))
        if former:
            days = self.model.day - customer.left_day
            messages *= math.exp2(-days / customer.spec.experience.incident_half_life_days)
        positive = 0.5 * math.erfc(-(cx + talk.positivity) / talk.valence_sd / math.sqrt(2.0))
        said = self._said
        said[0] += messages * positive
        said[1] += messages * positive * cx
        said[2] += messages * (1.0 - positive)
        said[3] += messages * (1.0 - positive) * cx

    def hear(self) -> None:
        """Sum up the day's talk: what reaches prospects tomorrow, per head of the market."""
        if not self.listens:
            return
        people = max(1, len(self.model.customers))
        praise, praise_cx, complaints, complaint_cx = self._said
        anchor = self.spec.market.competitor_quality
        self.praise, self.complaints = praise / people, complaints / people
        self.praise_content = anchor + (praise_cx / praise if praise > 0.0 else 0.0)
        self.complaint_content = anchor + (complaint_cx / complaints if complaints > 0.0 else 0.0)
        today = self.model.today
        today.positive, today.negative, today.tellers = praise, complaints, today.customers
        self._said = [0.0, 0.0, 0.0, 0.0]


class Product(Department):
    """Quality, its outages, and (switched off by default) learning from what the desk hears."""

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.quality = self.spec.product.quality
        self.outage_today = False

    def open_day(self) -> None:
        """See whether today is an outage day, for the whole market."""
        chance = -math.expm1(-self.spec.failures.outages_per_year / 365.0)
        self.outage_today = luck.chance(self.model.luck, Decision.OUTAGE_DAY, self.model.day, chance)

    def act(self) -> None:
        """Fix a share of what the contacts of today were about."""
        gain = self.spec.failures.feedback_gain
        customers = sum(customer.is_customer for customer in self.model.customers) if gain > 0.0 else 0
        if customers > 0:
            self.quality += gain * (1.0 - self.quality) * self.model.today.fault_contacts / customers


class Service(Department):
    """The desk's staff: how many come today, how they feel, and what they can do."""

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.satisfaction = self.spec.staff.satisfaction
        self.skill = self.spec.staff.skill
        self.justice_mean = self.spec.recovery.service_norm
        self.justices: list[float] = []
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
        if desk.agents == 0.0:
            return 0.0
        wanted = desk.agents if desk.agents is not None else (desk.staffing_ratio or 0.0) * (self.load + backlog)
        one_hour = min(1.0, 1.0 / desk.open_hours)
        return max(wanted, one_hour)

    def busyness(self) -> float:
        """Draw today's factor on the rate of new contacts (over-dispersed arrivals; 1 by default)."""
        dispersion = self.spec.desk.arrival_dispersion
        if dispersion <= 0.0 or self.usual_arrivals <= 0.0:
            return 1.0
        variance = dispersion / self.usual_arrivals
        return luck.gamma_factor(self.model.luck, Decision.BUSY_DAY, self.model.day, variance)

    def learn(self) -> None:
        """Remember what the day has brought: the satisfaction of customers, the load and the contacts."""
        if self.justices:
            mean = math.fsum(self.justices) / len(self.justices)
            self.justice_mean += renewal(JUSTICE_MEMORY_DAYS) * (mean - self.justice_mean)
            self.justices = []
        remembered = renewal(self.spec.desk.load_memory_days)
        self.load += remembered * (self._work - self.load)
        arrivals = float(self.model.today.arrivals)
        if self.usual_arrivals == 0.0:
            self.usual_arrivals = arrivals
        else:
            self.usual_arrivals += remembered * (arrivals - self.usual_arrivals)

    def act(self) -> None:
        """End the day: satisfaction and skill move together."""
        today, staff = self.model.today, self.spec.staff
        occupancy = today.busy_minutes / today.paid_minutes if today.paid_minutes > 0.0 else 0.0
        overload = max(0.0, occupancy - staff.comfortable_occupancy) / (1.0 - staff.comfortable_occupancy)
        customers = staff.customer_effect * (self.justice_mean - self.spec.recovery.service_norm)
        target = min(max(staff.satisfaction - staff.load_effect * overload + customers, 0.0), 1.0)
        quits = staff.turnover_per_year / 365.0
        quits *= growth(-staff.turnover_sensitivity * (self.satisfaction - staff.satisfaction))
        learned = (staff.skill - self.skill) / staff.learn_days
        skill = self.skill + (learned - quits * (self.skill - staff.newhire_share * staff.skill))
        self.skill = min(max(skill, 0.0), 1.0)  # what is taught may have changed since yesterday
        self.satisfaction += (target - self.satisfaction) / staff.adjust_days
