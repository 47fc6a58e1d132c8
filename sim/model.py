"""The fast engine: the whole market as one Mesa model, its customers as rows of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim import luck
from sim.arguments import LARGEST_SEED, check_day, check_evening, check_scenarios, department, whole
from sim.crowd import Books, Journal, births
from sim.crowd.columns import BLOCK_ROWS, EVERYBODY, ONCE_ROWS
from sim.crowd.ledger import add_up
from sim.crowd.panel import PanelCollector, form_panel, keep_rows
from sim.crowd.room import LOOKED_AT_EVERY_DAYS, widen_counters
from sim.crowd.sureness import know_by_uses
from sim.departments import Marketing, Product, Service
from sim.desk.desk import Desk
from sim.journey import horizon
from sim.journey.acts import rows_in
from sim.journey.day import evening, morning, start_as_buyers, start_as_prospects
from sim.journey.extension.use import schedule
from sim.journey.following import Following
from sim.journey.part import Part, joined
from sim.journey.talk import listen
from sim.journey.world import Page, World
from sim.machine import keep_freed_memory
from sim.measures.daily import REPORTERS
from sim.measures.invariants import check_record, check_shift
from sim.measures.record import LOGGED_EVERY, Phase, Record, is_recorded, retention_days
from sim.rules import hazard, money
from sim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from sim.crowd import Customers
    from sim.measures.daily import Day

FULLEST_FIRST = tuple(dict.fromkeys((Phase.EXTENSION, Phase.CHURNED, Phase.ENGAGEMENT, Phase.EXIT, *Phase)))
"""All phases; the four in which a cohort can be come first."""


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
        keep_freed_memory()
        self.plan = spec if spec is not None else Scenario()
        """The scenario with all its changes. (`scenario` is a name that newer Mesas use themselves.)"""
        check_scenarios(self.plan)
        self.spec = self.plan.in_force(0)
        """The scenario that is in force today."""
        given = seed if seed is not None else rng
        self.luck_seed = whole("seed", self.plan.seed if given is None else given, high=LARGEST_SEED)
        super().__init__(rng=self.luck_seed)
        self.replication = whole("replication", replication)
        self.day = 0
        self.luck = luck.market_luck(self.luck_seed, self.replication)
        self.check_every_day = check_every_day
        self.page = Page()
        self._flow_history: list[NDArray[np.int64]] = []
        self._stock_history: list[NDArray[np.int64]] = []
        self._handed_over: dict[str, NDArray[Any]] = {}

        self.marketing = department("marketing", marketing, Marketing, self)
        self.product = department("product", product, Product, self)
        self.service = department("service", service, Service, self)
        self.desk = Desk()
        self.customers = births(self.plan, seed=self.luck_seed, replication=self.replication)
        self.journal = Journal({"all": 1, "sample": LOGGED_EVERY, "none": 0}[self.spec.log])
        self.parts = self.form_parts(block_rows)
        self.following = Following()
        self._stock_history.append(self.stock())
        self.datacollector = PanelCollector(model_reporters=dict(REPORTERS), agent_reporters=agent_reporters)
        self.show_offer()
        start = start_as_buyers if self.spec.protocol == "cohort" else start_as_prospects
        for part in self.parts:
            for some in part.customers.blocks(ONCE_ROWS):
                start(some, part.world)
        known = know_by_uses(
            self.customers, self.windows, [(part.customers, part.world.spec) for part in self.parts], self.plan
        )
        for part, variances in zip(self.parts, known, strict=False):
            part.world.variances = variances
        self.panel = form_panel(self, whole("panel", panel), agent_reporters)

    def form_parts(self, block_rows: int) -> list[Part]:
        """Cut the customers into segments that have people in them, and these into blocks."""
        spec, days, parts = self.spec, retention_days(self.spec), list[Part]()
        for number, people in enumerate(self.customers.parts(spec.part_sizes)):
            world = World(spec.parts[number], Books(), self.journal, self.page, days)
            blocks = people.blocks(block_rows)
            parts.append(Part(number, spec.part_priorities[number], people, world, blocks))
        return [part for part in parts if part.blocks] or parts[:1]

    @property
    def today(self) -> Day:
        """The counters of the day."""
        return self.page.today

    @property
    def blocks(self) -> list[tuple[Customers, World]]:
        """The customers as they are worked: some rows of one segment at a time, with the world they live in."""
        return [(block, part.world) for part in self.parts for block in part.blocks]

    @property
    def windows(self) -> list[Customers]:
        """All windows on the customers' columns: those of segments and of blocks."""
        return [some for part in self.parts for some in (part.customers, *part.blocks)]

    def world_of(self, number: int) -> World:
        """Give the world of the segment that a customer is in."""
        return next(part.world for part in self.parts if number < part.until)

    def step(self) -> None:
        """One day, in the order a customer lives it."""
        self.begin_day()
        self.marketing.act()
        self.show_offer()
        to_call = [morning(block, world) for block, world in self.blocks]
        self.desk.serve(self.customers, np.concatenate([*to_call, _NOBODY]), self.service, self.parts)
        self.service.learn()
        self.service.act()
        self.product.act()
        check_evening(self.product.quality, self.service.satisfaction, self.service.skill)
        self.end_books()
        for block, world in self.blocks:
            evening(block, world)
        self.end_day()

    def begin_day(self) -> None:
        """Set what the whole market shares today."""
        check_day(self.steps, self.plan.days)
        self.day = self.steps - 1
        if self.day % LOOKED_AT_EVERY_DAYS == 0:
            widen_counters(self.customers, self.windows)
        for from_day, changed in self.plan.calendar:
            if 0 < from_day == self.day:
                self.change(changed)
        spec = self.spec
        if 0 < self.day == spec.measure_from_day:
            self.start_measuring()
        measured = max(0, self.day - spec.measure_from_day)
        discount = float(money.discount_factor(measured, discount_rate=spec.money.discount_rate))
        busyness = self.service.busyness()
        for part in self.parts:
            world = part.world
            world.day, world.discount, world.busyness = self.day, discount, busyness
            half_life = world.spec.experience.incident_half_life_days
            world.books.fade(part.customers, hazard.kept(1.0, half_life))
        self.product.open_day()

    def show_offer(self) -> None:
        """Tell the customers what the firm offers and says today, each segment in its own way."""
        marketing = self.marketing
        for part in self.parts:
            world, spec = part.world, part.world.spec
            world.quality, world.outage = self.product.quality, self.product.outage_today
            world.reach, world.exposures = marketing.reach(spec), marketing.exposures(spec)
            world.promise = marketing.promised(spec)
            world.praise, world.praise_content = marketing.praise, marketing.praise_content
            world.complaints, world.complaint_content = marketing.complaints, marketing.complaint_content
        self.following.keep_up(self.customers, self.windows, self.parts, self.day)

    def change(self, spec: Scenario) -> None:
        """Let another scenario come into force. Clocks that run keep the hazard that is used up."""
        before, self.spec = self.spec, spec
        if spec.product.quality != before.product.quality:
            self.product.quality = spec.product.quality
        for part in self.parts:
            never = part.world.spec.product.usage_rate <= 0.0
            part.world.spec = now = spec.parts[part.number]
            if never and now.product.usage_rate > 0.0:
                rows = rows_in(part.customers, Phase.EXTENSION)
                schedule(part.customers, rows, self.day - 1, now.product.usage_rate)

    def start_measuring(self) -> None:
        """Forget the warm-up: from today on customers count, those of before as an installed base."""
        c = self.customers
        for block, world in self.blocks:
            world.books.restart(block)
        c.ever[:] = c.is_customer
        c.since_day[:] = np.where(c.is_customer, self.day, -1)
        c.kept[:] = False

    def end_books(self) -> None:
        """Count the evening in all books; and add up what is felt, on one day in seven: no rule reads that."""
        for part in self.parts:
            margin = part.world.spec.money.recurring_margin_per_day
            part.world.books.end_day(margin, part.world.discount)
        self.page.expect(int(np.count_nonzero(self.customers.counted)))
        if is_recorded(self.day):
            books = [(part.world.books, len(part.customers)) for part in self.parts]
            self.today.recorded, sums = self.today.customers, add_up(self.customers, books)
            for column, felt in sums.items():
                setattr(self.today, f"sum_{column}", felt)

    def end_day(self) -> None:
        """Sum up the evening, listen to the talk, write the day down, and stop at the horizon."""
        self.page.sum_up()
        if self.marketing.listens:
            self.marketing.hear(listen(self.parts))
        self.write_day()
        self.datacollector.collect(self)
        self._flow_history.append(self.page.flows)
        self._stock_history.append(self.stock())
        self.running = self.steps < self.spec.days
        if not self.running:
            self.forget()
        if self.desk.shift_log is not None and (self.check_every_day or not self.running):
            check_shift(self.desk.shift_log())
        self.page.turn()

    def write_day(self) -> None:
        """Add what the departments spent today, and how they stand in the evening."""
        today, spec = self.today, self.spec
        if spec.protocol == "market":
            spent, people = self.marketing.spent, spec.population
            bill = money.advertising_bill(spent, ad_cost=spec.marketing.ad_cost, people=people)
            today.advertising = float(bill)
        today.satisfaction, today.skill = self.service.satisfaction, self.service.skill
        today.justice, today.adstock = self.service.justice_mean, self.marketing.adstock
        today.quality = self.product.quality

    def stock(self) -> NDArray[np.int64]:
        """Count who is where, until everybody is found."""
        people, missing = np.zeros(len(Phase), dtype=np.int64), len(self.customers)
        for phase in FULLEST_FIRST:
            if missing:
                found = int(np.count_nonzero(self.customers.are_in(phase)))
                people[phase] = found
                missing -= found
        return people

    def cx(self) -> NDArray[np.float64]:
        """Customer experience of everybody as it stands, in the order of their numbers, in quality units."""
        if self._handed_over:
            return self._handed_over["cx_now"]
        return joined([part.world.books.experience(part.customers, EVERYBODY) for part in self.parts])

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
            spec=self.plan,
            seed=self.luck_seed,
            replication=self.replication,
            customers=self.customer_columns(daily),
            daily=daily,
            flows=np.asarray(self._flow_history).reshape(-1, len(Phase), len(Phase)),
            stock=np.asarray(self._stock_history),
            contacts=self.journal.contacts,
            events=self.journal.events,
        )

    def customer_columns(self, daily: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Give one value a customer in each column.

        After the last day the columns are handed over as they are: a million customers are not copied.
        """
        if self._handed_over:
            return self._handed_over
        if not self.running:
            keep_rows(self.panel)
        columns = horizon.columns(
            self.customers.copy() if self.running else self.customers,
            () if self.running else self.windows,
            [(some, part.world) for part in self.parts for some in part.slices(ONCE_ROWS)],
            part_sizes=self.spec.part_sizes,
            agent_cost_per_day=horizon.agent_cost_per_day(daily, self.spec.weight),
        )
        self._handed_over = {} if self.running else columns
        return columns


_NOBODY = np.zeros(0, dtype=np.intp)
