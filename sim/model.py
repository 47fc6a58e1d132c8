"""The fast engine: the whole market as one Mesa model, its customers as rows of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim import luck
from sim.crowd import Books, Journal, aim, births, follow_quality
from sim.crowd.columns import INCIDENTS, LEVELS
from sim.crowd.ledger import by_column
from sim.crowd.panel import PanelCollector, form_panel
from sim.departments import Marketing, Product, Service
from sim.desk.desk import Desk
from sim.journey import horizon
from sim.journey.day import evening, morning, start_as_buyers, start_as_prospects
from sim.journey.talk import listen
from sim.journey.world import World, no_flows
from sim.measures.daily import REPORTERS, Day
from sim.measures.invariants import check_record, check_shift
from sim.measures.record import LEDGER, LOGGED_EVERY, Phase, Record, is_recorded, retention_days
from sim.rules import hazard, money
from sim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

BLOCK_ROWS = 131_072
"""Customers worked at a time: few enough for the cache, and enough that a call of NumPy costs them little."""

COST_WINDOW_DAYS = 90
"""The agent cost of a customer beyond the horizon is taken from so many last days."""


class JourneyModel(mesa.Model):  # type: ignore[misc]  # Mesa is published without types
    """A market, a firm and its desk; one step is one day.

    Works wherever a Mesa model does. `marketing`, `product` and `service` are the departments' classes: hand in a
    subclass to try another policy. Mesa's own random numbers are never used: all luck is keyed by (seed,
    replication, customer). `seed` (or `rng`) stands for the scenario's seed where it is given. The first `panel`
    customers are agents of Mesa until the last day is over (200, if there are only `agent_reporters`).
    """

    def __init__(
        self,
        spec: Scenario | None = None,
        *,
        replication: int = 0,
        seed: int | None = None,
        rng: int | None = None,
        check_every_day: bool = False,
        marketing: type[Marketing] = Marketing,
        product: type[Product] = Product,
        service: type[Service] = Service,
        panel: int = 0,
        agent_reporters: Mapping[str, Any] | None = None,
        block_rows: int = BLOCK_ROWS,
    ) -> None:
        self.spec = spec if spec is not None else Scenario()
        given = seed if seed is not None else rng
        self.luck_seed = self.spec.seed if given is None else int(given)
        super().__init__(rng=self.luck_seed)
        self.replication = replication
        self.day = 0
        self.luck = luck.market_luck(self.luck_seed, replication)
        self.check_every_day = check_every_day
        self.today = Day()
        self._flow_history: list[NDArray[np.int64]] = []
        self._stock_history: list[NDArray[np.int64]] = []

        self.marketing, self.product, self.service = marketing(self), product(self), service(self)
        self.desk = Desk(self.spec.desk)
        self.customers = births(self.spec, seed=self.luck_seed, replication=replication)
        self.blocks = self.customers.blocks(block_rows)
        self._followed: tuple[Scenario, float] | None = None
        self._stock_history.append(self.stock())
        self.datacollector = PanelCollector(model_reporters=dict(REPORTERS), agent_reporters=agent_reporters)
        journal = Journal({"all": 1, "sample": LOGGED_EVERY, "none": 0}[self.spec.log])
        self.world = World(self.spec, Books(), journal, retention_days(self.spec), today=self.today)
        self.show_offer()
        start = start_as_buyers if self.spec.protocol == "cohort" else start_as_prospects
        for block in self.blocks:
            start(block, self.world)
        self.panel = form_panel(self, panel, agent_reporters)

    def step(self) -> None:
        """One day, in the order a customer lives it."""
        self.begin_day()
        self.marketing.act()
        self.show_offer()
        to_call = [morning(block, self.world) for block in self.blocks]
        self.desk.serve(self.customers, np.concatenate([*to_call, _NOBODY]), self.service, self.world)
        self.service.act()
        self.product.act()
        self.world.books.end_day(self.spec.money.recurring_margin_per_day, self.world.discount)
        self.record_ledger()
        for block in self.blocks:
            evening(block, self.world)
        self.end_day()

    def begin_day(self) -> None:
        """Set what the whole market shares today."""
        spec, world = self.spec, self.world
        self.day = world.day = self.steps - 1
        world.spec, world.today = spec, self.today
        if 0 < self.day == spec.measure_from_day:
            self.start_measuring()
        world.books.fade(self.customers, float(hazard.halved(1.0, spec.experience.incident_half_life_days)))
        measured = max(0, self.day - spec.measure_from_day)
        world.discount = float(money.discount_factor(measured, discount_rate=spec.money.discount_rate))
        world.busyness = self.service.busyness()
        self.product.open_day()

    def show_offer(self) -> None:
        """Tell the customers what the firm offers and says today."""
        world, marketing = self.world, self.marketing
        world.quality, world.outage = self.product.quality, self.product.outage_today
        world.reach, world.promise, world.exposures = marketing.reach(), marketing.promise(), marketing.exposures()
        world.praise, world.praise_content = marketing.praise, marketing.praise_content
        world.complaints, world.complaint_content = marketing.complaints, marketing.complaint_content
        if self._followed != (self.spec, world.quality):
            aim(self.customers, self.spec)
            follow_quality(self.customers, self.spec, world.quality)
            self._followed = (self.spec, world.quality)

    def start_measuring(self) -> None:
        """Forget the warm-up: from today on customers count, those of before as an installed base."""
        c = self.customers
        self.world.books.restart(c)
        c.ever[:] = c.is_customer
        c.since_day[:] = np.where(c.is_customer, self.day, -1)
        c.kept[:] = False

    def record_ledger(self) -> None:
        """Add up what current customers feel, on one day in seven: nothing in the model reads it."""
        if is_recorded(self.day):
            self.today.recorded, sums = self.world.books.add_up(self.customers)
            for column, felt in sums.items():
                setattr(self.today, f"sum_{column}", felt)

    def end_day(self) -> None:
        """Listen to the talk, write the day down, and stop at the horizon."""
        if self.marketing.listens:
            self.marketing.hear(listen(self.customers, self.world))
        self.write_day()
        self.datacollector.collect(self)
        self._flow_history.append(self.world.flows)
        self._stock_history.append(self.stock())
        self.running = self.steps < self.spec.days
        if not self.running:
            self.forget()
        shift = self.desk.shift_log
        if shift is not None and (self.check_every_day or not self.running):
            check_shift(shift)
        self.world.flows = no_flows()
        self.today = self.world.today = Day()

    def write_day(self) -> None:
        """Add what the departments spent today, and how they stand in the evening."""
        today, spec = self.today, self.spec
        self.world.sum_up()
        if spec.protocol == "market":
            marketing, people = spec.marketing, spec.population
            bill = money.advertising_bill(marketing.ad_spend, ad_cost=marketing.ad_cost, people=people)
            today.advertising = float(bill)
        today.satisfaction, today.skill = self.service.satisfaction, self.service.skill
        today.justice, today.adstock = self.service.justice_mean, self.marketing.adstock
        today.quality = self.product.quality

    def stock(self) -> NDArray[np.int64]:
        """Count who is where."""
        return np.array([np.count_nonzero(self.customers.are_in(phase)) for phase in Phase])

    def run(self, after_day: Callable[[], None] = lambda: None) -> Record:
        """Live all days and leave a record."""
        while self.running:
            self.step()
            after_day()
        record = self.record()
        check_record(record)
        return record

    def forget(self) -> None:
        """Let go of the panel, and of what Mesa 3.3 keeps for ever: it counts agents by model, in their class."""
        for window in self.panel:
            window.remove()
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    # --- the record -----------------------------------------------------------------------------------------

    def record(self) -> Record:
        """Give everything that this run leaves for measuring."""
        daily = {name: np.asarray(values) for name, values in self.datacollector.model_vars.items()}
        return Record(
            spec=self.spec,
            seed=self.luck_seed,
            replication=self.replication,
            customers=self.customer_columns(daily),
            daily=daily,
            flows=np.asarray(self._flow_history).reshape(-1, len(Phase), len(Phase)),
            stock=np.asarray(self._stock_history),
            contacts=self.world.journal.contacts,
            events=self.world.journal.events,
        )

    def agent_cost_per_day(self, daily: Mapping[str, NDArray[Any]]) -> float:
        """Give the wages that a current customer costs a day, of late."""
        wages = float(daily["wages"][-COST_WINDOW_DAYS:].sum()) / self.spec.weight
        customers = int(daily["customers"][-COST_WINDOW_DAYS:].sum())
        return wages / customers if customers else 0.0

    def customer_columns(self, daily: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Give one value a customer in each column: who, where, the tally, and the scores at the horizon.

        After the last day the columns are handed over as they are: a million customers are not copied.
        """
        c, w = self.customers.copy() if self.running else self.customers, self.world
        if not len(c):
            return {}
        everybody = np.arange(len(c))
        w.books.close_all(c)
        cx = w.books.experience(c, everybody)
        cost = self.agent_cost_per_day(daily)
        known = {"customer": everybody, "belief_sd": np.sqrt(c.belief_var), "cx_now": cx}
        known |= {"cx_sum": c.felt_sum[INCIDENTS] + c.felt_sum[LEVELS]}
        known |= {f"sum_{column}": by_column(c.felt_sum, column) for column in LEDGER}
        known |= {"nps_answer": horizon.nps_answers(c, cx, w), "csat_answer": horizon.csat_answers(c, cx, w)}
        known |= {"answers_survey": horizon.answers_survey(c, cx, w)}
        known |= {"residual": horizon.residual_values(c, cx, cost, w)}
        return {name: known[name] if name in known else getattr(c, name) for name in CUSTOMER_COLUMNS}


CUSTOMER_COLUMNS = (
    "customer", "phase", "is_customer", "ever", "kept", "fit", "loyalty", "belief_mean", "belief_sd", "cx_now",
    "first_purchase_day", "since_day", "left_day", "left_by", "days", "cx_sum", "attracted", "entered", "engaged",
    "purchases", "returns", "failures", "early_failures", "reported", "issues", "contacts", "early_contacts",
    "helped", "served", "first_served", "first_resolved", "effort_sum", "effort_count", "money", "worth",
    "wages", "wages_worth",
    *(f"sum_{column}" for column in LEDGER), "nps_answer", "csat_answer", "answers_survey", "residual",
)  # fmt: skip

_NOBODY = np.zeros(0, dtype=np.intp)
