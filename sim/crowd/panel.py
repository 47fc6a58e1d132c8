"""The panel: some customers of the fast engine as agents of Mesa, to be watched, selected and collected.

A million agents would be a million objects, so customers are rows, and a panel is a few windows on them. A window
holds nothing but the number of its row and changes nothing: a run leaves the same record with it and without.
Mesa's sets of agents let go of an agent that nobody holds, so the model registers the panel and holds it.
"""

from __future__ import annotations

import math
from operator import attrgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Protocol

import mesa
import numpy as np

from sim.crowd.codes import NOTHING, REASONS
from sim.crowd.columns import USE
from sim.crowd.ledger import columns_of
from sim.crowd.sureness import variances
from sim.measures.record import LEAVINGS, Leaving, Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from sim.crowd.columns import Customers
    from sim.crowd.ledger import Books
    from sim.measures.record import Reason

    Reporters = Mapping[str, Any]
    """As Mesa's DataCollector takes them: an attribute's name, a function of the agent, ..."""

PANEL_SIZE = 200
"""Customers in the panel where reporters are given and no number is."""


class World(Protocol):
    """What a window sees of its segment."""

    books: Books
    variances: NDArray[np.float64]


class Market(Protocol):
    """What a window sees of its model."""

    customers: Customers

    def world_of(self, number: int) -> World:
        """Give the world of the segment that a customer is in."""


class PanelCustomer(mesa.Agent):  # type: ignore[misc]  # Mesa is published without types
    """A window on one customer of the fast engine: read what he is now, write nothing.

    Registered with its model until the last day has ended; after that it can still be read in `model.panel`.
    Values are Python's own, so that Mesa can copy them.
    """

    model: Market

    def __init__(self, model: Any, number: int) -> None:
        super().__init__(model)
        self._number = number
        self._kept: Customers | None = None

    @property
    def number(self) -> int:
        """His number among the customers: with the seed and the replication it says who he is."""
        return self._number

    # --- who he is ------------------------------------------------------------------------------------------

    @property
    def fit(self) -> float:
        """How much better the product suits him than others, in quality units."""
        return float(self._read("fit"))

    @property
    def loyalty(self) -> float:
        """How loyal he is by nature, in quality units."""
        return float(self._read("loyalty"))

    # --- where he is ----------------------------------------------------------------------------------------

    @property
    def phase(self) -> Phase:
        """The phase of his journey."""
        return Phase(int(self._read("phase")))

    @property
    def is_customer(self) -> bool:
        """Tell whether he has bought, and not left since."""
        return bool(self._read("is_customer"))

    @property
    def purchases(self) -> int:
        """How often he has bought so far."""
        return int(self._read("purchase"))

    @property
    def first_purchase_day(self) -> int:
        """The day of his first purchase, or -1."""
        return int(self._read("first_purchase_day"))

    @property
    def left_day(self) -> int:
        """The day on which he stopped being a customer, or -1."""
        return int(self._read("left_day"))

    @property
    def left_by(self) -> Leaving | None:
        """Why he is no longer a customer."""
        why: Leaving | None = LEAVINGS[int(self._read("left_by"))]
        return why

    # --- what he believes and feels -------------------------------------------------------------------------

    @property
    def belief_mean(self) -> float:
        """What he expects of the product, in quality units."""
        return float(self._read("belief_mean"))

    @property
    def belief_sd(self) -> float:
        """How unsure of that he is, in quality units."""
        return math.sqrt(variances(self._customers, np.array([self._number]), self._world.variances)[0])

    @property
    def cx(self) -> float:
        """Customer experience: the sum of his ledger, in quality units."""
        return float(self.books.experience(self._customers, np.array([self._number]))[0])

    @property
    def ledger(self) -> dict[str, float]:
        """His experiences by where they were made, in quality units."""
        c = self._customers
        fading = self.books.scale if c.are_live(np.array([self._number]))[0] else 1.0
        incidents, levels, *felt = (float(row[self._number]) for row in (c.incidents, c.levels, *c.felt))
        felt = [part * fading for part in felt[:USE]] + felt[USE:]
        return {name: float(value) for name, value in columns_of(incidents * fading, levels, felt)}

    # --- what he is about -----------------------------------------------------------------------------------

    @property
    def case(self) -> Reason | None:
        """What is wrong and not yet put right."""
        return self._reason("case")

    @property
    def issue(self) -> Reason | None:
        """What he wants from the desk."""
        return self._reason("issue")

    @property
    def due(self) -> int | None:
        """The day of his next try to reach the desk; None if he will not try, or wants nothing."""
        wants, day = self._read("issue") != NOTHING, int(self._read("due"))
        return day if wants and day != self._customers.never else None

    @property
    def attempts(self) -> int:
        """Earlier tries of what he wants from the desk."""
        return int(self._read("attempts"))

    # --- his tally of the measured days ---------------------------------------------------------------------

    @property
    def failures(self) -> int:
        """Failures that he has met."""
        return int(self._customers.tally("failures")[self._number])

    @property
    def contacts(self) -> int:
        """Contacts that he has made, by any way."""
        return int(self._customers.tally("contacts")[self._number])

    @property
    def money(self) -> float:
        """What he has brought, before the wages of the desk."""
        margins = self._read("counted") * self.books.margin_total
        return float(self._read("money") + margins)

    def __repr__(self) -> str:
        words = [self.phase.name, f"cx {self.cx:+.3f}", f"purchases {self.purchases}"]
        words += [f"left on day {self.left_day} ({self.left_by})"] if self.left_by else []
        words += [f"open case: {self.case}"] if self.case else []
        words += [f"wants from the desk: {self.issue}"] if self.issue else []
        return f"<PanelCustomer {self.number}: {', '.join(words)}>"

    @property
    def books(self) -> Books:
        """What his ledger shares with those of his segment."""
        return self._world.books

    @property
    def _world(self) -> World:
        return self.model.world_of(self._number)

    @property
    def _customers(self) -> Customers:
        return self._kept or self.model.customers

    def _reason(self, column: str) -> Reason | None:
        reason: Reason | None = REASONS[int(self._read(column))]
        return reason

    def _read(self, column: str) -> Any:
        return getattr(self._customers, column)[self._number]


class PanelCollector(mesa.DataCollector):  # type: ignore[misc]  # Mesa is published without types
    """A DataCollector of the day's counters, whose agent reporters are asked of the panel alone.

    A department has no CX.
    """

    model_reporters: dict[str, Any]

    def collect(self, model: Any) -> None:
        """Collect as Mesa does, but the counters, which are numbers, as they are.

        Mesa would make a deep copy of each, a twentieth of the time of a day of a thousand customers.
        """
        first, *others = reporters = self.model_reporters
        self.model_reporters = {first: reporters[first]}  # without any, Mesa 3.5 does not note the day
        super().collect(model)
        self.model_reporters = reporters
        for name, counter in zip(others, attrgetter(*others)(model.today), strict=True):
            self.model_vars[name].append(counter)

    def _record_agents(self, model: Any) -> Iterable[tuple[Any, ...]]:
        records: Iterable[tuple[Any, ...]] = super()._record_agents(SimpleNamespace(agents=model.panel))
        return records


def keep_rows(panel: list[PanelCustomer]) -> None:
    """Let a panel have its rows for itself, as they are: those of its model are handed over."""
    for window in panel[:1]:
        kept = window.model.customers.part(0, len(panel)).copy()
    for window in panel:
        window._kept = kept


def form_panel(model: Any, size: int, reporters: Reporters | None) -> list[PanelCustomer]:
    """Register the first customers of a model; who asks for reporters asks for a panel."""
    size = size or (PANEL_SIZE if reporters else 0)
    return [PanelCustomer(model, number) for number in range(min(size, len(model.customers)))]
