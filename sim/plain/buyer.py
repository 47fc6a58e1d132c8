"""The way to a purchase: Attraction, Entry, Engagement, and the ways back to them."""

from __future__ import annotations

import math

from sim import luck
from sim.luck import Decision
from sim.measures.record import Leaving, Phase, Reason
from sim.plain.person import Person, expit

OUTSIDE = (Phase.LOST, Phase.CHURNED)


class Buyer(Person):
    """Somebody who may buy: for the first time, again, or after he had left."""

    # --- Attraction, Entry, Engagement ------------------------------------------------------------------------

    def attract(self) -> None:
        """Prospect -> Attraction: noticed through advertising or word of mouth."""
        if self.phase is not Phase.PROSPECT:
            return
        targeting = self.spec.marketing.targeting
        weight = math.exp(targeting * self.z_fit - targeting**2 / 2.0)
        self.attract_left -= weight * self.model.marketing.reach(self.spec)
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
        ads = market.exposures(self.spec)
        if ads > 0:
            noise = luck.normal(self.luck, Decision.AD_MESSAGE, self.visits) / math.sqrt(ads)
            self.learn(market.promised(self.spec) + belief.ad_signal_sd * noise, belief.ad_signal_sd**2 / ads)
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
        promise = self.model.marketing.promised(self.spec) + self.spec.marketing.sales_overpromise
        self.learn(promise + sd * luck.normal(self.luck, Decision.SALES_TALK, self.visits), sd**2)

    def turn_away(self) -> None:
        """Fail a gate: lost, or churned if he ever bought."""
        if self.is_customer:
            self.leave(Leaving.GATE)
            # On the first measured day he has no measured day as a customer: he is no buyer of that time.
            self.ever = self.tally.days > 0
        else:
            self.move(Phase.CHURNED if self.purchases > 0 else Phase.LOST)
            self.out_day = self.model.day

    # --- coming back ------------------------------------------------------------------------------------------

    def come_back(self) -> None:
        """Lost, Churned -> Prospect in time; a churned one at once to Entry, if an offer wins him back."""
        if self.phase not in OUTSIDE or self.out_day == self.model.day:
            return
        market, churned = self.spec.market, self.phase is Phase.CHURNED
        if churned and self.model.day == self.left_day + 1 and self.accepts_offer():
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

    # --- the purchase -----------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Engagement -> Exit, through the gate of purchase."""
        over = self.dwelt(self.spec.journey.engagement.days)
        if not over or self.is_enquiring():
            return
        if self.chance(Decision.GATE_PURCHASE, self.visits, self.purchase_probability()):
            self.pay()
        else:
            self.turn_away()

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
        self.left_day, self.left_by = -1, None
        if self.first_purchase_day < 0:
            self.first_purchase_day = self.model.day
        if not self.ever:
            self.ever = True
            self.since_day = self.model.day
