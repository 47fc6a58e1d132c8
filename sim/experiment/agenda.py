"""What is still to be done: the runs of a plan that are not there, and those that a precision asks for besides.

How many replications a point gets follows from what its own runs gave and from nothing else: not from other
points, nor from who finished first. So it is the same with any number of workers, and after any interruption.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.archive.names import points_of_share
from sim.errors import UsageError
from sim.experiment.batch import Task
from sim.experiment.run import Finished, Run
from sim.measures.rescued import behind, interval_over
from sim.statistics.precision import FEWEST, next_look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sim.experiment.plan import Plan
    from sim.experiment.run import Failed


@dataclass(frozen=True)
class Shard:
    """A share of the points: the first of four takes points 0, 4, 8 and so on."""

    number: int = 1
    of: int = 1

    @classmethod
    def read(cls, text: str) -> Shard:
        """Read `2/4`; raises `UsageError` for what is no share."""
        number, _, of = text.partition("/")
        if not (_is_whole(number) and _is_whole(of) and 1 <= int(number) <= int(of)):
            raise UsageError(
                f"no such share: {text!r}; write 1/4, 2/4, 3/4 and 4/4 for the four shares of four machines"
            )
        return cls(int(number), int(of))

    def points(self, there_are: int) -> range:
        """Give which of so many points belong to this share."""
        return points_of_share(self.number, self.of, there_are)

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


WHOLE = Shard()


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


class Agenda:
    """The runs of a share of a plan that are to be made, in order; it learns what came of those that were.

    `known` are the runs that are there already, failed ones included, each with its values of the columns that
    the measure whose precision is wanted comes from; a failed one has none.
    """

    def __init__(self, plan: Plan, known: Mapping[Run, Mapping[str, float]], *, shard: Shard = WHOLE) -> None:
        self._plan = plan
        self._known = known
        self._rule = plan.precision
        self._points = shard.points(len(plan.points))
        self._first = first_number(plan)
        self._goal = dict.fromkeys(self._points, self._first)
        self._values: dict[int, dict[int, Mapping[str, float]]] = defaultdict(dict)
        self._more: deque[Run] = deque()
        self.total = len(self._points) * self._first
        """Runs that are asked for, whether they are there or not; a precision may ask for more as it goes."""
        self.wanted = self.total - sum(map(self.asks_for, known))
        """Those of them that are to be made."""
        for run, values in known.items() if self._rule else ():
            self._values[run.point][run.replication] = values
        for point in list(self._values):
            self._look_at(point)
        self._ahead = self._missing()

    @property
    def reused(self) -> int:
        """How many of the runs that are asked for were there at the start."""
        return self.total - self.wanted

    @property
    def goal(self) -> dict[int, int]:
        """How many replications of which points are asked for, by now."""
        return dict(self._goal)

    def asks_for(self, run: Run) -> bool:
        """Tell whether a run is one of those that are asked for, by now."""
        return run.replication < self._goal.get(run.point, 0)

    def take(self) -> Task | None:
        """Give the next run that is to be made; None where there is none for now."""
        run = self._more.popleft() if self._more else next(self._ahead, None)
        return None if run is None else Task(run, self._plan.settings_at(run.point))

    def note(self, results: Iterable[Finished | Failed]) -> None:
        """Learn how runs ended."""
        if self._rule is None:
            return
        for result in results:
            values = result.values if isinstance(result, Finished) else {}
            parts = {name: values[name] for name in behind(self._rule.measure) if name in values}
            self._values[result.run.point][result.run.replication] = parts
            self._look_at(result.run.point)

    def _missing(self) -> Iterator[Run]:
        """The first replication of every point, then the second: so the whole picture is there early."""
        wanted = (Run(point, number) for number in range(self._first) for point in self._points)
        return (run for run in wanted if run not in self._known)

    def _look_at(self, point: int) -> None:
        """See, once a point has all the replications it was to have, whether it needs more."""
        there, goal = self._values[point], self._goal.get(point)
        assert self._rule is not None
        while goal is not None and all(number in there for number in range(goal)):
            mean = interval_over(self._rule.measure, [there[number] for number in range(goal)])
            after = min(next_look(mean, self._rule.half_width, goal), max(goal, self._rule.at_most))
            if after == goal:
                return
            missing = [Run(point, number) for number in range(goal, after) if number not in there]
            self._more.extend(missing)
            self.total += after - goal
            self.wanted += len(missing)
            self._goal[point] = goal = after


def first_number(plan: Plan) -> int:
    """Give how many replications every point gets, before anybody looks how precise it is."""
    if plan.precision is None:
        return plan.replications
    return min(max(FEWEST, plan.replications), plan.precision.at_most)
