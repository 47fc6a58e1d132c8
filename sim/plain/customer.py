"""A customer, told plainly: his day, and what he lives through with what he bought.

The formulas of this engine are written out a second time on purpose (their pure versions are in `sim.rules`): it
is the executable specification, and a fault copied from one engine to the other could not be found by comparing.
What a contact with the desk does to a customer is told in `sim.plain.encounter`.
"""

from __future__ import annotations

import math

from sim import luck
from sim.luck import Decision
from sim.measures.record import Leaving, Phase, Reason
from sim.plain.buyer import OUTSIDE, Buyer
from sim.plain.memory import Case
from sim.plain.person import growth


class Customer(Buyer):
    """One person who may come, buy, use, complain, stay or leave: `attract, enter, engage, exit, extend`.

    Life cycle: made on the first day, as a prospect or (in the cohort protocol) as a new buyer; `morning` and
    `evening` are called once a day, and between them the desk answers what he asks. He is never removed.
    """

    def start_as_buyer(self) -> None:
        """Begin the cohort protocol: the whole way to the first delivery, gates open, in no time."""
        self.arrive()
        self.begin_entry()
        self.begin_engagement()
        self.pay()
        self.receive()
        # The first deliveries are all made on one day; what was wrong comes to light over a week, not in a wave.
        self.unpack_day = math.floor(7.0 * luck.uniform(self.luck, Decision.DAMAGE_DAY, 0))

    def morning(self) -> None:
        """Everything up to the desk, in the order of the phases: several may be passed in one day."""
        self.returned_today = False
        if self.phase not in OUTSIDE:
            self.forget()
        if self.phase is not Phase.EXTENSION:  # where most customers are on most days
            self.attract()
            self.enter()
            self.engage()
            self.come_back()
        self.exit()
        self.extend()
        self.be_reached()

    def evening(self) -> None:
        """Everything after the desk: remember the day, leave, or come back for more."""
        cx = self.cx
        if self.is_customer or self.returned_today:
            self.remember(cx)
        if self.phase is Phase.EXTENSION:
            self.decide(cx)
        if self.is_customer and self.model.day - self.since_day + 1 == self.model.retention_days:
            self.kept = True

    def forget(self) -> None:
        """Let incidents fade, and beliefs drift."""
        fading = self.model.fading[self.segment]
        self.ledger.fade(fading)
        self.recent_failures *= fading
        self.belief_var += self.spec.belief.drift_sd**2

    # --- Exit: pay and receive --------------------------------------------------------------------------------

    def exit(self) -> None:
        """Engagement -> Exit, where the gate of purchase opens; then delivery, Exit -> Extension."""
        if self.phase is Phase.ENGAGEMENT:
            self.choose()
        if self.phase is Phase.EXIT and self.dwelt(self.spec.journey.exit.days):
            self.receive()
            self.unpack()
        elif self.phase is Phase.EXTENSION and self.unpack_day == self.model.day and self.purchases == 1:
            self.unpack()

    def receive(self) -> None:
        """Get the goods: the exit touchpoint, and new clocks for a new product."""
        self.touch("exit", Decision.TOUCH_EXIT, self.purchases)
        self.move(Phase.EXTENSION)
        self.age = 0
        self.schedule_use(self.model.day - 1)
        self.churn_left = self.threshold(Decision.CHURN, self.purchases)
        self.repurchase_left = self.threshold(Decision.REPURCHASE, self.purchases)
        self.return_left = self.threshold(Decision.RETURN, self.purchases)
        if self.failure_clocks == 0:
            self.start_failure_clock()
            self.start_question_clock()

    def unpack(self) -> None:
        """Find the goods damaged, or hard to set up. While another case is open neither begins one."""
        exit_, failures = self.spec.journey.exit, self.spec.failures
        if self.case is None and self.chance(Decision.DAMAGE, self.purchases, exit_.damage_chance):
            self.fail(Reason.DAMAGE, "major", exit_.damage_contact_chance)
        if self.case is None and self.chance(Decision.SETUP, self.purchases, exit_.setup_difficulty):
            self.cases += 1
            self.open_case(Reason.SETUP, "minor", failures.minor.loss, failures.minor.contact_chance)

    # --- Extension: use, trouble, leaving ---------------------------------------------------------------------

    def extend(self) -> None:
        """Use what was bought; return it; have trouble with it; ask about it."""
        if self.phase is not Phase.EXTENSION:
            return
        if self.model.day >= self.next_use:
            self.use()
        if self.age < self.spec.returns.window_days and self.gives_back():
            return
        self.heal()
        self.meet_failure()
        self.wonder()

    def schedule_use(self, today: int) -> None:
        """Draw how many days it takes to the next use."""
        self.uses += 1
        gap = luck.geometric(self.luck, Decision.NEXT_USE, self.uses, self.spec.product.usage_rate)
        self.next_use = today + gap

    def use(self) -> None:
        """Use the product once: performance and disconfirmation, then learning."""
        spec = self.spec
        experience = spec.experience
        noise = spec.product.experience_sd * luck.normal(self.luck, Decision.EXPERIENCE, self.uses)
        penalty = getattr(spec.failures, self.case.severity).open_penalty if self.case else 0.0
        felt = self.model.product.quality + self.fit - penalty + noise
        perceived = felt + experience.assimilation * (self.belief_mean - felt)
        share = experience.disconfirmation_weight
        performance = (1.0 - share) * (perceived - spec.market.competitor_quality)
        disconfirmation = share * self.value(perceived - self.belief_mean)
        ledger = self.ledger
        ledger.use += experience.recency * (experience.use_weight * performance - ledger.use)
        ledger.gap += experience.recency * (experience.use_weight * disconfirmation - ledger.gap)
        self.learn(felt, spec.belief.use_signal_sd**2)
        self.schedule_use(self.model.day)

    def gives_back(self) -> bool:
        """Return the goods: the sale is reversed, and the desk hears of it."""
        returns, money = self.spec.returns, self.spec.money
        self.return_left -= returns.rate * growth(-returns.sensitivity * self.cx)
        if self.return_left > 0.0:
            return False
        self.leave(Leaving.RETURN)
        self.earn(-(money.price - money.unit_cost) - money.return_cost)
        self.returned_today = True
        self.tally.returns += self.tally.purchases > 0  # of what was bought before measuring, neither counts
        self.ask(Reason.RETURN)
        return True

    def heal(self) -> None:
        """Let an open case fix itself while the desk is not asked about it."""
        if self.case is None or (self.issue is not None and self.issue.reason.is_about_case()):
            return
        self.self_fix_left -= 1.0 / self.spec.failures.self_fix_days
        if self.self_fix_left <= 0.0:
            self.model.log_event(self, "self-fixed")
            self.close_case()

    def meet_failure(self) -> None:
        """Meet a failure of the product: by its own clock, or in an outage of the whole market."""
        if self.case is not None:
            return
        failures, product = self.spec.failures, self.model.product
        hazard = failures.rate * growth(-failures.quality_slope * (product.quality + self.fit - 0.5))
        self.fail_left -= hazard * self.age_factor() * self.model.busyness
        failed = self.fail_left <= 0.0
        if failed:
            self.start_failure_clock()
        elif product.outage_today:
            failed = self.chance(Decision.OUTAGE_HIT, self.model.day, failures.outage_share)
        if failed:
            major = self.chance(Decision.SEVERITY, self.cases + 1, failures.major_share)
            severity = "major" if major else "minor"
            self.fail(Reason.FAILURE, severity, getattr(failures, severity).contact_chance)

    def age_factor(self) -> float:
        """Wear out or settle in (Weibull); 1 where failures do not depend on age."""
        k, scale = self.spec.failures.weibull_shape, self.spec.failures.weibull_scale_days
        return 1.0 if k == 1.0 else float(k * (max(self.age, 1) / scale) ** (k - 1.0))

    def fail(self, reason: Reason, severity: str, contact_chance: float) -> None:
        """Suffer a failure: the loss is larger the more failures are still remembered."""
        failures = self.spec.failures
        self.cases += 1
        escalated = 1.0 + failures.escalation * self.recent_failures
        self.tally.failures += 1
        self.tally.early_failures += self.is_young()
        self.model.today.failures += 1
        self.open_case(reason, severity, getattr(failures, severity).loss * escalated, contact_chance)
        self.recent_failures += 1.0

    def open_case(self, reason: Reason, severity: str, loss: float, contact_chance: float) -> None:
        """Have something wrong, and tell the desk about it or stay silent."""
        self.ledger.failure -= loss
        self.case = Case(reason, severity, loss, earlier_failures=self.recent_failures)
        self.self_fix_left = self.threshold(Decision.SELF_FIX, self.cases)
        self.model.log_event(self, f"{reason} ({severity})")
        if self.chance(Decision.REPORT, self.cases, contact_chance):
            self.report_case()

    def report_case(self, due: int | None = None) -> None:
        """Make the open case an issue for the desk, today or on a later day."""
        case = self.case
        if case is None or not self.ask(case.reason, due):
            return
        if not case.reported and case.reason is not Reason.SETUP and self.tally.failures > 0:
            self.tally.reported += 1
        case.reported = True

    def wonder(self) -> None:
        """Need help in using the product: it costs an effort, and a question to the desk."""
        failures = self.spec.failures
        self.question_left -= failures.question_rate * self.model.busyness
        if self.question_left <= 0.0:
            self.start_question_clock()
            self.ledger.failure -= failures.question_effort
            self.ask(Reason.QUESTION)

    def start_failure_clock(self) -> None:
        """Set the clock of the next failure."""
        self.failure_clocks += 1
        self.fail_left = self.threshold(Decision.FAIL, self.failure_clocks)

    def start_question_clock(self) -> None:
        """Set the clock of the next question."""
        self.question_clocks += 1
        self.question_left = self.threshold(Decision.QUESTION, self.question_clocks)

    def be_reached(self) -> None:
        """Be on the desk's list of customers to call today, now and then."""
        rate = self.spec.desk.outreach_per_customer_year
        if rate <= 0.0 or not self.is_customer:
            return
        self.outreach_left -= rate / 365.0
        if self.outreach_left <= 0.0:
            self.start_outreach_clock()
            self.model.desk.to_call.append(self)

    # --- the evening ------------------------------------------------------------------------------------------

    def remember(self, cx: float) -> None:
        """Record the day as a customer, and what it brought."""
        self.tally.remember(cx, self.ledger)
        self.earn(self.spec.money.recurring_margin_per_day)
        self.model.today.cx_sum += cx
        self.model.today.customers += 1
        if self.model.is_recorded:
            self.model.record_ledger(self.ledger)

    def churn_hazard(self, cx: float) -> float:
        """Give the hazard of leaving, per day (proportional hazard, Bolton 1998)."""
        loyalty = self.spec.loyalty
        exponent = -loyalty.churn_sensitivity * (cx + self.loyalty)
        if loyalty.tenure_effect != 0.0:
            tenure = self.model.day - self.first_purchase_day
            exponent -= loyalty.tenure_effect * math.log1p(tenure / 365.0)
        return loyalty.churn_rate * growth(exponent)

    def decide(self, cx: float) -> None:
        """Leave for good; or, if he stays, think of buying again."""
        self.age += 1
        self.churn_left -= self.churn_hazard(cx)
        if self.churn_left <= 0.0:
            self.leave(Leaving.CHURN)
            return
        self.repurchase_left -= self.pace * (self.spec.loyalty.repurchases_per_year / 365.0)
        if self.repurchase_left <= 0.0:
            self.visits += 1
            self.move(Phase.ENGAGEMENT)
            self.dwell_left = self.threshold(Decision.LEAVE_ENGAGEMENT, self.visits)
