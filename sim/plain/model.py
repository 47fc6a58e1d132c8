"""The plain engine: the model as an ordinary Mesa and SimPy user would write it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim import luck
from sim.arguments import LARGEST_SEED, check_day, check_evening, check_scenarios, department, whole
from sim.measures.daily import REPORTERS, Day
from sim.measures.invariants import check_record, check_shift
from sim.measures.record import (
    LAST_MINUTE,
    LEAVINGS,
    LEDGER,
    LOGGED_EVERY,
    Phase,
    Record,
    is_recorded,
    retention_days,
)
from sim.plain.customer import Customer
from sim.plain.departments import Marketing, Product, Service
from sim.plain.desk import Desk
from sim.plain.log import Log
from sim.plain.memory import Tally
from sim.plain.scores import answers_survey, csat_answer, nps_answer, residual_value
from sim.plain.shift import MINUTES_A_DAY
from sim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.plain.memory import Ledger
    from sim.plain.shift import Contact

COST_WINDOW_DAYS = 90
"""The agent cost of a customer beyond the horizon is taken from so many last days."""


class PlainModel(mesa.Model):  # type: ignore[misc]  # Mesa is published without types
    """A market, a firm and its desk; one step is one day.

    Works wherever a Mesa model does: `mesa.batch_run(PlainModel, {"spec": [weak, strong]}, ...)`. Mesa's own
    random numbers are never used: all luck is keyed by (seed, replication, customer). `seed` (or `rng`, as newer
    versions of Mesa call it) stands for the scenario's seed where it is given. `customer` is who lives in it: a
    subclass tries another mechanism. One of `marketing`, `product` or `service` tries another policy.
    """

    def __init__(
        self,
        spec: Scenario | None = None,
        *,
        replication: int = 0,
        seed: int | None = None,
        rng: int | None = None,
        check_every_day: bool = False,
        customer: type[Customer] = Customer,
        marketing: type[Marketing] = Marketing,
        product: type[Product] = Product,
        service: type[Service] = Service,
    ) -> None:
        self.plan = spec if spec is not None else Scenario()
        """The scenario with all its changes. (`scenario` is a name that newer Mesas use themselves.)"""
        check_scenarios(self.plan)
        self.spec = self.plan.in_force(0)
        """The scenario that is in force today."""
        self.parts = self.spec.parts
        """The same, as each segment lives it."""
        given = seed if seed is not None else rng
        self.luck_seed = whole("seed", self.plan.seed if given is None else given, high=LARGEST_SEED)
        super().__init__(rng=self.luck_seed)
        self.replication = whole("replication", replication)
        self.day, self.minute = 0, 0.0
        self.luck = luck.market_luck(self.luck_seed, self.replication)
        self.check_every_day = check_every_day
        self.retention_days = retention_days(self.spec)
        self.busyness = self.discount = 1.0
        self.fading = [1.0] * len(self.parts)
        self.is_recorded = False
        self.today = Day()
        self.flows = np.zeros((len(Phase), len(Phase)), dtype=np.int64)
        self.log = Log()
        self._logged_every = {"all": 1, "sample": LOGGED_EVERY, "none": 0}[self.spec.log]
        self._flow_history: list[NDArray[np.int64]] = []
        self._stock_history: list[NDArray[np.int64]] = []

        self.marketing = department("marketing", marketing, Marketing, self)
        self.product = department("product", product, Product, self)
        self.service = department("service", service, Service, self)
        self.desk = Desk(self)
        segments = np.repeat(range(len(self.parts)), self.spec.part_sizes).tolist()
        self.customers = [customer(self, number, segment) for number, segment in enumerate(segments)]
        self._stock_history.append(self.stock())
        self.datacollector = mesa.DataCollector(model_reporters=dict(REPORTERS))
        for one in self.customers:
            if self.spec.protocol == "cohort":
                one.start_as_buyer()
            else:
                one.start_prospect_clock()

    def step(self) -> None:
        """One day, in the order a customer lives it."""
        self.begin_day()
        self.marketing.act()
        for customer in self.customers:
            customer.morning()
        self.desk.serve()
        self.service.learn()
        self.service.act()
        self.product.act()
        check_evening(self.product.quality, self.service.satisfaction, self.service.skill)
        self.minute = LAST_MINUTE
        for customer in self.customers:
            customer.evening()
        self.end_day()

    def begin_day(self) -> None:
        """Set what the whole market shares today."""
        check_day(self.steps, self.plan.days)
        self.day, self.minute = self.steps - 1, 0.0
        for from_day, changed in self.plan.calendar:
            if 0 < from_day == self.day:
                self.change(changed)
        spec = self.spec
        if 0 < self.day == spec.measure_from_day:
            self.start_measuring()
        self.fading = [2.0 ** (-1.0 / part.experience.incident_half_life_days) for part in self.parts]
        measured = max(0, self.day - spec.measure_from_day)
        self.discount = (1.0 + spec.money.discount_rate) ** (-measured / 365.0)
        self.busyness = self.service.busyness()
        self.product.open_day()
        self.is_recorded = is_recorded(self.day)

    def record_ledger(self, ledger: Ledger) -> None:
        """Add a customer's ledger to the day's."""
        today = self.today
        today.recorded += 1
        for column in LEDGER:
            name = f"sum_{column}"
            setattr(today, name, getattr(today, name) + getattr(ledger, column))

    def change(self, spec: Scenario) -> None:
        """Let another scenario come into force. Clocks that run keep the hazard that is used up."""
        if spec.product.quality != self.spec.product.quality:
            self.product.quality = spec.product.quality
        before = self.parts
        self.spec, self.parts = spec, spec.parts
        for customer in self.customers:
            never = before[customer.segment].product.usage_rate <= 0.0
            if never and customer.phase is Phase.EXTENSION and customer.spec.product.usage_rate > 0.0:
                customer.schedule_use(self.day - 1)

    def start_measuring(self) -> None:
        """Forget the warm-up: from today on customers count, those of before as an installed base."""
        for customer in self.customers:
            customer.tally = Tally()
            customer.ever = customer.is_customer
            customer.since_day = self.day if customer.is_customer else -1
            customer.kept = False

    def end_day(self) -> None:
        """Listen to the talk, write the day down, and stop at the horizon."""
        if self.marketing.listens:
            for customer in self.customers:
                self.marketing.listen(customer)
        self.marketing.hear()
        self.write_day()
        self.datacollector.collect(self)
        self._flow_history.append(self.flows)
        self._stock_history.append(self.stock())
        self.running = self.steps < self.spec.days
        if not self.running:
            self.forget()
        if self.check_every_day or not self.running:
            check_shift(self.desk.shift_log())
        self.flows = np.zeros_like(self.flows)
        self.today = Day()

    def write_day(self) -> None:
        """Add what the departments spent today, and how they stand in the evening."""
        today, marketing, spec = self.today, self.marketing, self.spec
        if spec.protocol == "market":
            thousands = spec.population / 1_000.0
            today.advertising = spec.marketing.ad_cost * marketing.spent * thousands
        today.satisfaction, today.skill = self.service.satisfaction, self.service.skill
        today.justice, today.adstock = self.service.justice_mean, marketing.adstock
        today.quality = self.product.quality

    def stock(self) -> NDArray[np.int64]:
        """Count who is where."""
        return np.bincount([customer.phase for customer in self.customers], minlength=len(Phase))

    def run(self, after_day: Callable[[], None] = lambda: None) -> Record:
        """Live all days and leave a record; afterwards nothing keeps the model in memory."""
        while self.running:
            self.step()
            after_day()
        record = self.record()
        check_record(record)
        return record

    def forget(self) -> None:
        """Let go of what Mesa 3.3 would keep for ever: it counts agents in a class attribute, by model."""
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    # --- logs -----------------------------------------------------------------------------------------------

    def is_logged(self, customer: Customer) -> bool:
        """Tell whether this customer's contacts and events are kept."""
        return self._logged_every > 0 and customer.number % self._logged_every == 0

    def log_event(self, customer: Customer, activity: str) -> None:
        """Note what happened to a logged customer, before the desk opens or in the evening."""
        if self.is_logged(customer):
            self.log.event(customer.number, activity, self.day, self.minute)

    def log_contact(self, contact: Contact, justice: float) -> None:
        """Note how a logged customer's contact ended."""
        customer = contact.customer
        if customer is not None and self.is_logged(customer):
            self.log.contact(contact, justice, self.day)
            activity = f"{contact.reason}: {contact.outcome} by {contact.channel}"
            answered = contact.arrival + contact.wait - MINUTES_A_DAY * (self.day - contact.day)
            self.log.event(customer.number, activity, self.day, answered)

    # --- the record -----------------------------------------------------------------------------------------

    def record(self) -> Record:
        """Give everything that this run leaves for measuring."""
        daily = {name: np.asarray(values) for name, values in self.datacollector.model_vars.items()}
        return Record(
            spec=self.plan,
            seed=self.luck_seed,
            replication=self.replication,
            customers=self.customer_columns(daily),
            daily=daily,
            flows=np.asarray(self._flow_history).reshape(-1, len(Phase), len(Phase)),
            stock=np.asarray(self._stock_history),
            contacts=self.log.contacts,
            events=self.log.events,
        )

    def agent_cost_per_day(self, daily: dict[str, NDArray[Any]]) -> float:
        """Give the wages that a current customer costs a day, of late."""
        wages = float(daily["wages"][-COST_WINDOW_DAYS:].sum()) / self.spec.weight
        customers = int(daily["customers"][-COST_WINDOW_DAYS:].sum())
        return wages / customers if customers else 0.0

    def customer_columns(self, daily: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Give one value a customer in each column."""
        cost = self.agent_cost_per_day(daily)
        rows = [customer_row(customer, cost) for customer in self.customers]
        names = list(rows[0]) if rows else []
        return {name: np.asarray([row[name] for row in rows]) for name in names}


def customer_row(customer: Customer, agent_cost_per_day: float) -> dict[str, Any]:
    """Give the columns of one customer: who, where, the tally, and the scores at the horizon."""
    tally = customer.tally
    row: dict[str, Any] = {
        "customer": customer.number,
        "segment": customer.segment,
        "phase": int(customer.phase),
        "is_customer": customer.is_customer,
        "ever": customer.ever,
        "kept": customer.kept,
        "fit": customer.fit,
        "loyalty": customer.loyalty,
        "belief_mean": customer.belief_mean,
        "belief_sd": customer.belief_var**0.5,
        "cx_now": customer.cx,
        "first_purchase_day": customer.first_purchase_day,
        "since_day": customer.since_day,
        "left_day": customer.left_day,
        "left_by": LEAVINGS.index(customer.left_by),
    }
    row |= {f.name: getattr(tally, f.name) for f in fields(Tally) if f.name != "sums"}
    row |= {f"sum_{column}": tally.sums[i] for i, column in enumerate(LEDGER)}
    return row | {
        "nps_answer": nps_answer(customer),
        "csat_answer": csat_answer(customer),
        "answers_survey": answers_survey(customer),
        "residual": residual_value(customer, agent_cost_per_day),
    }
