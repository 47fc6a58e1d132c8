"""The bench on which an experiment stands: which engine, how many people, whose luck, and how to compare.

The plain engine and the plain desk are the same model told slowly, so they get fewer people and promise less. A
fault can be put on the bench (`edits` of the world, another `desk`): the tests do, to see the checks turn red.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, SupportsFloat

import numpy as np

from sim.luck import customer_lucks
from sim.questions.verify.check import CUT, Check, Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import ArrayLike, NDArray

    from sim.measures import Record
    from sim.model import JourneyModel
    from sim.plain import PlainModel
    from sim.questions.verify.desks import Desk
    from sim.scenario import Scenario

    Model = JourneyModel | PlainModel
    Floats = NDArray[np.float64]

PLAIN_HAS = {Engine.PLAIN: 1 / 60, Engine.PLAIN_DESK: 1 / 10}
"""The share of the people, or of the contacts, that the slow twins are tried with."""


@dataclass(frozen=True)
class Bench:
    """What an experiment is given. `size` 1 is the quick set; the number of people goes with it."""

    id: str
    source: str
    engine: Engine
    seed: int
    luck: int
    """The replication: a number of its own for each experiment and engine, so that none shares another's luck."""
    size: float = 1.0
    edits: Mapping[str, object] = field(default_factory=dict)
    desk: Desk | None = None
    clock: Callable[[], float] = time.process_time
    _began: list[float] = field(default_factory=list)

    # --- how large ----------------------------------------------------------------------------------------

    @property
    def scale(self) -> float:
        """How many times the people of the fast engine in the quick set."""
        return self.size * PLAIN_HAS.get(self.engine, 1.0)

    def people(self, quick: int) -> int:
        """How many people, where the fast engine has so many in the quick set."""
        return max(2, round(quick * self.scale))

    def promise(self, quick: float) -> float:
        """What bias has to be found, where the fast engine finds this in the quick set."""
        return quick / math.sqrt(self.scale)

    # --- living -------------------------------------------------------------------------------------------

    def model(self, world: Scenario) -> Model:
        """Build a world on the engine that is checked, with the fault if there is one."""
        edited = world.but(dict(self.edits)) if self.edits else world
        if self.engine is Engine.PLAIN:
            from sim.plain import PlainModel

            return PlainModel(edited, seed=self.seed, replication=self.luck)
        from sim.model import JourneyModel

        return JourneyModel(edited, seed=self.seed, replication=self.luck)

    def live(self, world: Scenario) -> Record:
        """Live all days of a world."""
        model = self.model(world)
        record = model.run()
        model.__dict__.clear()  # a model and its agents hold each other
        return record

    def lucks(self, people: int) -> NDArray[np.uint64]:
        """Give the luck of the people who live on this bench."""
        return customer_lucks(self.seed, self.luck, np.arange(people))

    def generator(self, *of: int) -> np.random.Generator:
        """Give random numbers for what is no life of a customer: a day of a desk alone."""
        return np.random.default_rng([self.seed, self.luck, *of])

    # --- comparing ----------------------------------------------------------------------------------------

    def estimate(
        self, says: str, value: float, theory: float, error: float, *, finds: float, freedom: int | None = None
    ) -> Check:
        """Compare an estimate with a standard error; `finds` is the promise of the fast engine's quick set."""
        return self._check(says, theory, value, error=float(error), freedom=freedom, promise=self.promise(finds))

    def mean(self, says: str, values: ArrayLike, theory: float, *, finds: float) -> Check:
        """Compare the mean of independent values."""
        sample = np.asarray(values, np.float64)
        error = sample.std(ddof=1) / math.sqrt(sample.size)
        return self.estimate(says, float(sample.mean()), theory, float(error), finds=finds)

    def share(self, says: str, hits: ArrayLike, theory: float, *, finds: float) -> Check:
        """Compare a share of independent events."""
        sample = np.asarray(hits, np.bool_)
        error = math.sqrt(theory * (1.0 - theory) / sample.size)
        return self.estimate(says, float(sample.mean()), theory, error, finds=finds)

    def exact(self, says: str, value: SupportsFloat, theory: SupportsFloat, tolerance: float = 0.0) -> Check:
        """Compare what is no matter of luck."""
        return self._check(says, float(theory), float(value), tolerance=tolerance)

    def within(self, says: str, value: float, theory: float, error: float, *, tolerance: float) -> Check:
        """Compare an estimate that only has to be near; its error must leave room to tell."""
        room = tolerance - CUT * error
        return self._check(says, theory, value, error=error, tolerance=tolerance if room > 0.0 else 0.0)

    def _check(self, says: str, theory: float, value: float, **how: Any) -> Check:
        now = self.clock()
        seconds = now - self._began.pop() if self._began else 0.0
        self._began.append(self.clock())
        return Check(self.id, says, self.engine, float(theory), float(value), self.source, seconds=seconds, **how)

    def begin(self) -> None:
        """Start the clock of the first check."""
        self._began[:] = [self.clock()]
