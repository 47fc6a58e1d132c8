"""A customer, told plainly: who he is and the five verbs of his journey.

The formulas stand here a second time on purpose (their pure versions are in `sim.rules`): this engine is the
executable specification, and a fault copied from one engine to the other could not be found by comparing them.
What a contact with the desk does to a customer is told in `sim.plain.encounter`.
"""

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

OUTSIDE = (Phase.LOST, Phase.CHURNED)


def expit(x: float) -> float:
    """The logistic function, for any x."""
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))


class Customer(mesa.Agent):  # type: ignore[misc]  # Mesa is published without types
    """One person who may come, buy, use, complain, stay or leave.

    Life cycle: made on the first day, as a prospect or (in the cohort protocol) as a new buyer; `morning` and
    `evening` are called once a day, and between them the desk answers what he asks. He is never removed.

    Every draw is keyed by a running count of his own: `visits` counts his passes through the funnel (arriving in
    Attraction, being won back, coming back to Engagement), `purchases`, `uses`, `cases` and `contacts` what they
    say. A clock is the hazard left to spend before something happens; it stands still where it does not apply.
    """

    model: PlainModel

    def __init__(self, model: PlainModel, number: int) -> None:
        super().__init__(model)
        spec = model.spec
        self.number = number
        self.luck = luck.customer_luck(model.luck_seed, model.replication, number)
        self.z_fit = luck.normal(self.luck, Decision.FIT, 0)
        self.fit = spec.market.fit_mean + spec.market.fit_sd * self.z_fit
        self.loyalty = spec.loyalty.mean + spec.loyalty.sd * luck.normal(self.luck, Decision.LOYALTY, 0)
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

    def start_as_buyer(self) -> None:
        """Begin the cohort protocol: the whole way to the first delivery, gates open, in no time."""
        self.arrive()
        self.begin_entry()
        self.begin_engagement()
        self.pay()
        self.receive()
        # The first deliveries are all made on one day; what was wrong comes to light over a week, not in a wave.
        self.unpack_day = math.floor(7.0 * luck.uniform(self.luck, Decision.DAMAGE_DAY, 0))

    # --- small words --------------------------------------------------------------------------------------

    @property
    def spec(self) -> Scenario:
        """The scenario in force today."""
        return self.model.spec

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

    # --- the day ------------------------------------------------------------------------------------------

    def morning(self) -> None:
        """Everything up to the desk, in the order of the phases: several may be passed in one day."""
        self.returned_today = False
        if self.phase not in OUTSIDE:
            self.forget()
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
        self.ledger.fade(self.model.fading)
        self.recent_failures *= self.model.fading
        self.belief_var += self.spec.belief.drift_sd**2

    # --- Attraction, Entry, Engagement ----------------------------------------------------------------------

    def attract(self) -> None:
        """Prospect -> Attraction: noticed through advertising or word of mouth."""
        if self.phase is not Phase.PROSPECT:
            return
        targeting = self.spec.marketing.targeting
        weight = math.exp(targeting * self.z_fit - targeting**2 / 2.0)
        self.attract_left -= weight * self.model.marketing.reach()
        if self.attract_left <= 0.0:
            self.arrive()

    def arrive(self) -> None:
        """Enter Attraction: hear what is said about the product, and feel the first touchpoint."""
        self.visits += 1
        self.move(Phase.ATTRACTION)
        self.tally.attracted = True
        self.dwell_left = self.threshold(Decision.LEAVE_ATTRACTION, self.visits)
        self.hear()
        self.touch("attraction", Decision.TOUCH_ATTRACTION, self.visits)

    def hear(self) -> None:
        """Take in the advertisements and the word of mouth of a visit."""
        belief, market = self.spec.belief, self.model.marketing
        ads = market.exposures()
        if ads > 0:
            noise = luck.normal(self.luck, Decision.AD_MESSAGE, self.visits) / math.sqrt(ads)
            self.learn(market.promise() + belief.ad_signal_sd * noise, belief.ad_signal_sd**2 / ads)
        heard = (
            (Decision.PRAISE_HEARD, market.praise, market.praise_content),
            (Decision.COMPLAINTS_HEARD, market.complaints, market.complaint_content),
        )
        for decision, rate, content in heard:
            n = luck.poisson(self.luck, decision, self.visits, self.spec.word_of_mouth.memory_days * rate)
            if n > 0:
                self.learn(content, belief.word_of_mouth_signal_sd**2 / n)

    def enter(self) -> None:
        """Attraction -> Entry, through the gate of interest."""
        point = self.spec.journey.attraction
        if self.phase is not Phase.ATTRACTION or not self.dwelt(point.days):
            return
        interest = point.intercept + point.belief * self.certainty_equivalent()
        if self.chance(Decision.GATE_INTEREST, self.visits, expit(interest)):
            self.begin_entry()
        else:
            self.turn_away()

    def begin_entry(self) -> None:
        """Enter Entry and remember how easy it was."""
        self.move(Phase.ENTRY)
        self.tally.entered = True
        self.dwell_left = self.threshold(Decision.LEAVE_ENTRY, self.visits)
        self.usability = self.touch("entry", Decision.TOUCH_ENTRY, self.visits)

    def engage(self) -> None:
        """Entry -> Engagement, through the gate of usability."""
        point = self.spec.journey.entry
        if self.phase is not Phase.ENTRY or not self.dwelt(point.days):
            return
        ease = point.intercept + point.usability * (self.usability - point.norm)
        if self.chance(Decision.GATE_USABILITY, self.visits, expit(ease)):
            self.begin_engagement()
            if self.chance(Decision.ENQUIRE, self.visits, self.spec.journey.engagement.enquiry_chance):
                self.ask(Reason.ENQUIRY)
        else:
            self.turn_away()

    def begin_engagement(self) -> None:
        """Enter Engagement as a new customer: its touchpoint, and the sales talk."""
        self.move(Phase.ENGAGEMENT)
        self.tally.engaged = True
        self.dwell_left = self.threshold(Decision.LEAVE_ENGAGEMENT, self.visits)
        self.touch("engagement", Decision.TOUCH_ENGAGEMENT, self.visits)
        sd = self.spec.belief.sales_signal_sd
        promise = self.model.marketing.promise() + self.spec.marketing.sales_overpromise
        self.learn(promise + sd * luck.normal(self.luck, Decision.SALES_TALK, self.visits), sd**2)

    def turn_away(self) -> None:
        """Fail a gate: lost, or churned if he ever bought."""
        if self.is_customer:
            self.leave(Leaving.GATE)
        else:
            self.move(Phase.CHURNED if self.purchases > 0 else Phase.LOST)
            self.out_day = self.model.day

    def come_back(self) -> None:
        """Lost, Churned -> Prospect in time; a churned one at once to Entry, if an offer wins him back."""
        if self.phase not in OUTSIDE or self.out_day == self.model.day:
            return
        market, churned = self.spec.market, self.phase is Phase.CHURNED
        if churned and self.model.day == self.out_day + 1 and self.accepts_offer():
            return
        if self.spec.protocol == "cohort":
            return
        if self.model.day == self.out_day + 1:
            decision = Decision.WIN_BACK if churned else Decision.RETURN_FROM_LOST
            self.back_left = self.threshold(decision, self.visits)
        self.back_left -= (market.winbacks_per_year if churned else market.lost_return_per_year) / 365.0
        if self.back_left <= 0.0:
            self.become_prospect()

    def accepts_offer(self) -> bool:
        """Get the win-back offer, on the day after leaving; an accepted one leads to Entry."""
        if not self.chance(Decision.WIN_BACK_OFFER, self.visits, self.spec.loyalty.winback_offer):
            return False
        self.earn(-self.spec.money.winback_cost)
        self.visits += 1
        self.begin_entry()
        return True

    def become_prospect(self) -> None:
        """Start to be reachable again."""
        self.move(Phase.PROSPECT)
        self.start_prospect_clock()

    def start_prospect_clock(self) -> None:
        """Set the clock of being noticed."""
        self.prospect_clocks += 1
        self.attract_left = self.threshold(Decision.ATTRACT, self.prospect_clocks)

    # --- Exit: pay and receive ------------------------------------------------------------------------------

    def exit(self) -> None:
        """Engagement -> Exit, through the gate of purchase; then delivery, Exit -> Extension."""
        journey = self.spec.journey
        if self.phase is Phase.ENGAGEMENT and self.dwelt(journey.engagement.days) and not self.is_enquiring():
            if self.chance(Decision.GATE_PURCHASE, self.visits, self.purchase_probability()):
                self.pay()
            else:
                self.turn_away()
        if self.phase is Phase.EXIT and self.dwelt(journey.exit.days):
            self.receive()
            self.unpack()
        elif self.phase is Phase.EXTENSION and self.unpack_day == self.model.day and self.purchases == 1:
            self.unpack()

    def is_enquiring(self) -> bool:
        """Tell whether an enquiry is still unanswered: the decision waits for it."""
        return self.issue is not None and self.issue.reason is Reason.ENQUIRY

    def purchase_probability(self) -> float:
        """Give the chance to buy now (logit): new customers, ex-customers and current ones differ."""
        gate, spec = self.spec.journey.engagement, self.spec
        price_ratio = spec.money.price / spec.market.competitor_price
        utility = gate.intercept + gate.belief * self.certainty_equivalent() - gate.price * (price_ratio - 1.0)
        if self.is_customer:
            utility += gate.inertia
        else:
            utility += gate.service * (self.ledger.service + self.ledger.community)
        if self.purchases > 0:
            utility += gate.loyalty * (self.cx + self.loyalty)
        return expit(utility)

    def pay(self) -> None:
        """Buy: from now on a customer, until he leaves. What was wrong with the last purchase is over."""
        self.close_case()
        self.purchases += 1
        self.tally.purchases += 1
        if not self.is_customer:
            self.become_customer()
        self.earn(self.spec.money.price - self.spec.money.unit_cost)
        self.move(Phase.EXIT)
        self.dwell_left = self.threshold(Decision.LEAVE_EXIT, self.purchases)
        self.model.today.purchases += 1

    def become_customer(self) -> None:
        """Count as somebody who bought."""
        self.is_customer = True
        if self.first_purchase_day < 0:
            self.first_purchase_day = self.model.day
        if not self.ever:
            self.ever = True
            self.since_day = self.model.day

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
        self.return_left -= returns.rate * math.exp(-returns.sensitivity * self.cx)
        if self.return_left > 0.0:
            return False
        self.leave(Leaving.RETURN)
        self.earn(-(money.price - money.unit_cost) - money.return_cost)
        self.returned_today = True
        self.tally.returns += 1
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
        hazard = failures.rate * math.exp(-failures.quality_slope * (product.quality + self.fit - 0.5))
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
        self.open_case(reason, severity, getattr(failures, severity).loss * escalated, contact_chance)
        self.recent_failures += 1.0
        self.tally.failures += 1
        self.model.today.failures += 1

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
        if not case.reported and case.reason is not Reason.SETUP:
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

    def ask(self, reason: Reason, due: int | None = None) -> bool:
        """Plan a contact with the desk; true if it will be made.

        One at a time: a failure or a return takes the place of a pending question or enquiry, nothing else does.
        """
        if self.issue is not None and not (reason.is_urgent() and self.issue.reason.can_wait()):
            return False
        self.issue = Issue(reason, due=self.model.day if due is None else due)
        self.tally.issues += 1
        return True

    def close_case(self) -> None:
        """Be done with what was wrong; the failures remembered stay remembered."""
        self.case = None
        if self.issue is not None and self.issue.reason.is_about_case():
            self.issue = None

    def start_failure_clock(self) -> None:
        """Set the clock of the next failure."""
        self.failure_clocks += 1
        self.fail_left = self.threshold(Decision.FAIL, self.failure_clocks)

    def start_question_clock(self) -> None:
        """Set the clock of the next question."""
        self.question_clocks += 1
        self.question_left = self.threshold(Decision.QUESTION, self.question_clocks)

    def start_outreach_clock(self) -> None:
        """Set the clock of the next proactive contact."""
        self.outreach_clocks += 1
        self.outreach_left = self.threshold(Decision.OUTREACH, self.outreach_clocks)

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

    def churn_hazard(self, cx: float) -> float:
        """Give the hazard of leaving, per day (proportional hazard, Bolton 1998)."""
        loyalty = self.spec.loyalty
        exponent = -loyalty.churn_sensitivity * (cx + self.loyalty)
        if loyalty.tenure_effect != 0.0:
            tenure = self.model.day - self.first_purchase_day
            exponent -= loyalty.tenure_effect * math.log1p(tenure / 365.0)
        return loyalty.churn_rate * math.exp(exponent)

    def decide(self, cx: float) -> None:
        """Leave for good; or, if he stays, think of buying again."""
        self.age += 1
        self.churn_left -= self.churn_hazard(cx)
        if self.churn_left <= 0.0:
            self.leave(Leaving.CHURN)
            return
        self.repurchase_left -= self.spec.loyalty.repurchases_per_year / 365.0
        if self.repurchase_left <= 0.0:
            self.visits += 1
            self.move(Phase.ENGAGEMENT)
            self.dwell_left = self.threshold(Decision.LEAVE_ENGAGEMENT, self.visits)

    def leave(self, why: Leaving) -> None:
        """Stop being a customer; the ledger stands still from here on."""
        self.close_case()
        self.is_customer = False
        self.left_by = why
        self.left_day = self.out_day = self.model.day
        self.move(Phase.CHURNED)
        self.model.today.count_leaving(why)
