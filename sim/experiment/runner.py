"""Makes the runs of an agenda on any `concurrent.futures.Executor`, whatever happens to its workers.

Runs travel in batches, so that what a batch costs beside its runs is small against them; towards the end batches
are short, so that all workers finish together. Few more batches are handed in than are worked on: the memory of
this process does not grow with the number of runs.

When a worker dies over a batch nobody knows which of its runs it was, or whether it was one at all: the machine
may have run out of memory, or somebody pulled a plug. Its runs are made again, each by itself. A run over which a
worker dies again is made once more with nothing else going on, so that no other can be the reason. If a worker
dies over that too, the run is given up: it has cost three workers, and no other run has been blamed for it.
"""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sim.cost import CUSTOMER_DAY, DAY
from sim.errors import MachineError
from sim.experiment.batch import Batch, Task, reason_of, this_process, work
from sim.experiment.run import Failed, Finished

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from sim.experiment.crew import Crew
    from sim.experiment.run import Outcome, Run
    from sim.scenario import Scenario

    Results = list[Finished | Failed]
    Tasks = list[Task]

LOOK_SECONDS = 0.5
"""How often it is looked whether anybody is left."""

LEAST_SECONDS, MOST_SECONDS = 0.2, 1.0
"""What a batch should take: long against the milliseconds it costs beside its runs, short against a coffee."""
SECONDS_A_WORKER = 0.02
"""With very many workers batches are longer, or this process could not keep up with them."""
TO_BALANCE = 8
"""Batches that each worker should still get out of what is left."""
MOST_RUNS = 500

TRIES = 3
"""So often a worker may die over a run; so often a batch may come back undone for other reasons."""

BESIDE = 0.02
"""Seconds of every run, however small: to read its scenario, to populate it, to measure."""

OVER_IT = "{} workers died over it: of a crash, of too little memory, or because it did not end"


class Agenda(Protocol):
    """What is to be done: the runs of a plan (see `sim.experiment.agenda`), or of several."""

    wanted: int
    """How many runs are to be made."""

    def take(self) -> Task | None:
        """Give the next of them; None where there is none for now."""

    def note(self, results: Iterable[Finished | Failed], /) -> None:
        """Learn how runs ended."""


@dataclass(frozen=True, slots=True)
class Work:
    """What all batches of an experiment have in common."""

    base: Scenario
    seed: int
    outcome: Outcome
    time_limit: float | None = None

    def batch(self, tasks: Tasks) -> Batch:
        """Give these runs to a worker."""
        return Batch(
            tuple(tasks), self.base, self.seed, self.outcome, time_limit=self.time_limit, home=this_process()
        )


@dataclass
class Pace:
    """How long runs take, learnt from those that are done: seconds for each second that they were expected to."""

    base: Scenario
    runs: int = 0
    expected: float = 0.0
    took: float = 0.0

    def guess(self, task: Task) -> float:
        """Seconds that a run should take on the machine of the calibration, but for its contacts."""
        said = task.settings
        population, days = (_size(said.get(key, getattr(self.base, key))) for key in ("population", "days"))
        return BESIDE + days * (DAY + population * CUSTOMER_DAY)

    def learn(self, tasks: Tasks, results: Results) -> None:
        """Take note of how long some runs took."""
        seconds = {result.run: result.seconds for result in results if isinstance(result, Finished)}
        for task in tasks:
            if task.run in seconds:
                self.expected += self.guess(task)
                self.took += seconds[task.run]
                self.runs += 1

    def seconds(self, task: Task) -> float:
        """Give what a run will take, as far as is known by now."""
        return self.guess(task) * (self.took / self.expected if self.expected else 1.0)

    @property
    def mean(self) -> float:
        """Seconds that a run took on average; 0 where none has been made."""
        return self.took / self.runs if self.runs else 0.0


def _size(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


class Runner:
    """Hands in batches, takes back what came of them, and finds out who is to blame for a death."""

    def __init__(self, agenda: Agenda, crew: Crew, work_on: Work) -> None:
        self._agenda, self._crew, self._work = agenda, crew, work_on
        self._pace = Pace(work_on.base)
        self._made = 0
        self._flight: dict[Future[Results], Tasks] = {}
        self._undone: deque[Tasks] = deque()
        self._suspects: deque[Task] = deque()
        self._accused: deque[Task] = deque()
        self._on_trial = False
        self._tries: Counter[Run] = Counter()
        self._deaths: Counter[Run] = Counter()
        self._returned: Counter[Run] = Counter()

    def results(self) -> Iterator[Results]:
        """Give what came of the runs, batch by batch, as they end; raises `MachineError` if nobody is left."""
        try:
            while self._hand_in():
                done, _ = wait(self._flight, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
                while done:
                    results = self._settle(done.pop())
                    self._agenda.note(results)
                    self._made += len(results)
                    yield results
                self._crew.check()
        finally:
            for future in self._flight:
                future.cancel()

    # --- handing in -----------------------------------------------------------------------------------------

    def _hand_in(self) -> bool:
        """Keep the workers busy; tell whether there is anything to wait for."""
        while len(self._flight) < self._crew.room and (tasks := self._next()):
            self._flight[self._submitted(tasks)] = tasks
        return bool(self._flight)

    def _next(self) -> Tasks:
        """Give what to hand in next; nothing, while a run is on trial or has to wait for its own."""
        if self._on_trial:
            return []
        if self._accused:
            self._on_trial = not self._flight
            return [self._accused.popleft()] if self._on_trial else []
        if self._undone:
            return self._undone.popleft()
        return [self._suspects.popleft()] if self._suspects else self._batch()

    def _batch(self) -> Tasks:
        wanted, seconds = self._batch_seconds(), 0.0
        tasks: Tasks = []
        while seconds < wanted and len(tasks) < MOST_RUNS and (task := self._agenda.take()):
            tasks.append(task)
            seconds += self._pace.seconds(task)
        return tasks

    def _batch_seconds(self) -> float:
        """Give how long a batch should take: shorter towards the end, and at first, when nobody knows."""
        width = self._crew.width
        left = self._agenda.wanted - self._made
        share = left * self._pace.mean / (width * TO_BALANCE)
        return max(LEAST_SECONDS, min(share, max(MOST_SECONDS, SECONDS_A_WORKER * width)))

    def _submitted(self, tasks: Tasks) -> Future[Results]:
        try:
            return self._crew.executor.submit(work, self._work.batch(tasks))
        except (BrokenExecutor, RuntimeError) as error:  # both mean that it takes nothing any more
            raise MachineError(f"the executor takes no more work: {reason_of(error)}") from error

    # --- taking back ----------------------------------------------------------------------------------------

    def _settle(self, future: Future[Results]) -> Results:
        """Give what came of a batch: nothing, where its runs are to be made again."""
        tasks = self._flight.pop(future)
        on_trial, self._on_trial = self._on_trial, False
        try:
            results = future.result()
        except self._crew.deaths as death:
            return self._bury(tasks, death, on_trial=on_trial)
        except (MachineError, BrokenExecutor) as error:
            raise MachineError(reason_of(error)) from error
        # Whatever a run raises is in its row, so this is the way there or back: a connection that was lost.
        except Exception as error:
            self._take_back(tasks, error)
            return []
        self._pace.learn(tasks, results)
        return results

    def _bury(self, tasks: Tasks, death: BaseException, *, on_trial: bool) -> Results:
        """Make again, ever more carefully, the runs over which a worker died; or give up the one on trial."""
        died = 1 + int(getattr(death, "allowed_failures", 0))
        for task in tasks:
            self._deaths[task.run] += died
            self._tries[task.run] += 1
        if on_trial:
            (task,) = tasks
            return [Failed(task.run, OVER_IT.format(self._deaths[task.run]), deaths=self._deaths[task.run])]
        for task in tasks:
            (self._suspects if self._tries[task.run] < TRIES - 1 else self._accused).append(task)
        return []

    def _take_back(self, tasks: Tasks, error: Exception) -> None:
        """Make a batch again that came back undone; raises `MachineError` where that does not help."""
        self._crew.check()
        first = tasks[0].run
        self._returned[first] += 1
        if self._returned[first] == TRIES:
            raise MachineError(f"the executor gives work back undone: {reason_of(error)}") from error
        self._undone.append(tasks)
