"""Who a customer is: traits, a belief about the product, the ledger of experiences, and the words he lives by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from sim import luck
from sim.luck import Decision
from sim.measures.record import Leaving, Phase, Reason
from sim.plain.memory import Case, Issue, Ledger, Tally

if TYPE_CHECKING:
    from sim.plain.model import PlainModel
    from sim.scenario import Scenario


LARGEST_EXPONENT = 700.0


def growth(exponent: float) -> float:
    """The exponential function, finite for any exponent: extreme settings are no reason to stop a run."""
    return math.exp(min(exponent, LARGEST_EXPONENT))


def expit(x: float) -> float:
    """The logistic function, for any x."""
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))


class Person(mesa.Agent):  # type: ignore[misc]  # Mesa is published without types
    """Somebody with tastes, beliefs and memories, and with luck of his own.

    Every draw is keyed by a running count of his own: `visits` counts his passes through the funnel (arriving in
    Attraction, being won back, coming back to Engagement), `purchases`, `uses`, `cases` and `contacts` what they
    say. A clock is the hazard left to spend before something happens; it stands still where it does not apply.
    """

    model: PlainModel

    def __init__(self, model: PlainModel, number: int, segment: int = 0) -> None:
        super().__init__(model)
        self.number = number
        self.segment = segment
        spec = self.spec
        self.luck = luck.customer_luck(model.luck_seed, model.replication, number)
        self.z_fit = luck.normal(self.luck, Decision.FIT, 0)
        self.fit = spec.market.fit_mean + spec.market.fit_sd * self.z_fit
        self.loyalty = spec.loyalty.mean + spec.loyalty.sd * luck.normal(self.luck, Decision.LOYALTY, 0)
        self.pace = luck.gamma_factor(self.luck, Decision.PACE, 0, spec.loyalty.repurchase_cv**2)
        prior = spec.belief.heterogeneity_sd * luck.normal(self.luck, Decision.PRIOR, 0)
        self.belief_mean = spec.belief.prior_mean + prior
        self.belief_var = spec.belief.prior_sd**2

        self.phase = Phase.PROSPECT
        self.is_customer = False
        self.ever = False
        self.ledger = Ledger()
        self.tally = Tally()
        self.recent_failures = 0.0
        self.usability = 0.0
        self.case: Case | None = None
        self.issue: Issue | None = None
        self.returned_today = False
        self.kept = False

        self.visits = self.purchases = self.uses = self.cases = self.contacts = 0
        self.age = 0
        self.next_use = math.inf
        self.unpack_day = -1
        self.first_purchase_day = self.since_day = self.left_day = self.out_day = -1
        self.left_by: Leaving | None = None

        self.prospect_clocks = self.failure_clocks = self.question_clocks = self.outreach_clocks = 0
        self.attract_left = self.dwell_left = self.back_left = 0.0
        self.churn_left = self.repurchase_left = self.return_left = 0.0
        self.fail_left = self.question_left = self.self_fix_left = 0.0
        self.start_outreach_clock()

    @property
    def spec(self) -> Scenario:
        """The scenario in force today, as his segment lives it."""
        return self.model.parts[self.segment]

    @property
    def cx(self) -> float:
        """Customer experience: the sum of the ledger, in quality units."""
        return self.ledger.total()

    def chance(self, decision: Decision, occasion: int, p: float) -> bool:
        """Decide by this customer's own luck."""
        return luck.chance(self.luck, decision, occasion, p)

    def threshold(self, decision: Decision, occasion: int) -> float:
        """Set a clock by this customer's own luck."""
        return luck.threshold(self.luck, decision, occasion)

    def value(self, deviation: float) -> float:
        """Losses loom larger than gains (Kahneman & Tversky 1979)."""
        return deviation if deviation >= 0 else self.spec.experience.loss_aversion * deviation

    def move(self, phase: Phase) -> None:
        """Go to another phase; the only place where that happens."""
        self.model.flows[self.phase, phase] += 1
        self.phase = phase
        self.model.log_event(self, phase.name.lower())

    def earn(self, money: float) -> None:
        """Book what this customer brings (or costs, if negative) today."""
        self.tally.money += money
        self.tally.worth += money * self.model.discount
        self.model.today.contribution += money

    def touch(self, column: str, decision: Decision, occasion: int) -> float:
        """Pass a touchpoint: feel its quality against the norm, once; returns the quality felt."""
        point = getattr(self.spec.journey, column)
        felt: float = point.quality + point.sd * luck.normal(self.luck, decision, occasion)
        self.ledger.add(column, point.weight * self.value(felt - point.norm))
        return felt

    def learn(self, signal: float, variance: float) -> None:
        """Update the belief about the product by one signal (Bayes, normal)."""
        gain = self.belief_var / (self.belief_var + variance)
        self.belief_mean += gain * (signal - self.belief_mean)
        self.belief_var *= 1.0 - gain

    def certainty_equivalent(self) -> float:
        """What enters choice: the belief, less the price of uncertainty, against the competitor."""
        risk = self.spec.belief.risk_aversion / 2.0 * self.belief_var
        return self.belief_mean - risk - self.spec.market.competitor_quality

    def dwelt(self, days: float) -> bool:
        """Spend a day in a phase; true once the stay is over (at once where it takes no time)."""
        if days <= 0.0:
            return True
        self.dwell_left -= 1.0 / days
        return self.dwell_left <= 0.0

    # --- wanting something from the desk, and leaving: from any phase ----------------------------------------

    def ask(self, reason: Reason, due: int | None = None) -> bool:
        """Plan a contact with the desk; true if it will be made.

        One at a time: a failure or a return takes the place of a pending question or enquiry, nothing else does.
        """
        if self.issue is not None and not (reason.is_urgent() and self.issue.reason.can_wait()):
            return False
        self.issue = Issue(reason, due=self.model.day if due is None else due)
        self.tally.issues += 1
        return True

    def is_young(self) -> bool:
        """Tell whether he bought less than T days ago, where T is the age at which retention is taken."""
        return self.ever and self.model.day - self.since_day < self.model.retention_days

    def close_case(self) -> None:
        """Be done with what was wrong; the failures remembered stay remembered."""
        self.case = None
        if self.issue is not None and self.issue.reason.is_about_case():
            self.issue = None

    def leave(self, why: Leaving) -> None:
        """Stop being a customer; the ledger stands still, but for what the desk answers to a return."""
        self.close_case()
        self.is_customer = False
        self.left_by = why
        self.left_day = self.out_day = self.model.day
        self.move(Phase.CHURNED)
        self.model.today.count_leaving(why)

    def start_outreach_clock(self) -> None:
        """Set the clock of the next proactive contact."""
        self.outreach_clocks += 1
        self.outreach_left = self.threshold(Decision.OUTREACH, self.outreach_clocks)
