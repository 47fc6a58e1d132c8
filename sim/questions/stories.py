"""Ten typical customers, told day by day in both of their lives.

Nobody is invented, and nobody is picked because his story is a good one. Of everybody with an outcome the middle
is taken: the medians of days as a customer, failures, contacts and experience in either life. Of those whose
journeys are logged (one in a hundred, unless the scenario says otherwise) the ones nearest to it are told, where a
distance of one is what people with that outcome usually have. The outcomes take turns until there are enough.
Whoever is farther from the middle than three in four of those who fare as he does is not told, even if nobody else
is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from sim.measures.record import LOGGED_EVERY
from sim.questions.counterfactual import lives_of
from sim.questions.telling import told
from sim.questions.who import LIVES

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from numpy.typing import NDArray

    from sim.questions.who import Lives as BothLives
    from sim.results import Results

    Floats = NDArray[np.float64]
    Person = Mapping[Hashable, Any]
    """A row of the customers' table."""

TURNS = ("saved", "lost_anyway", "kept_anyway", "harmed")
"""In which order the outcomes take turns."""

MIDDLE = {"days": "days as a customer", "failures": "failures", "contacts": "contacts", "cx": "experience"}
"""By what the middle of an outcome is taken, in either life."""

NEAR = 0.75
"""Of all who fare alike, the share near enough to the middle to be typical."""

RULE = (
    "Typical, not extreme: of the customers whose journeys are logged, those nearest to the middle of all who "
    "fare as they do, in days as a customer, failures, contacts and experience of both lives, and nobody farther "
    "from it than three in four of them; the outcomes take turns. What is told is what the log says."
)


@dataclass(frozen=True)
class Life(Sequence[tuple[int, str]]):
    """One life, as (day, what happened), and what it is called; names and words are not escaped."""

    name: str
    days: tuple[tuple[int, str], ...]

    @overload
    def __getitem__(self, place: int) -> tuple[int, str]: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[tuple[int, str], ...]: ...
    def __getitem__(self, place: int | slice) -> tuple[int, str] | tuple[tuple[int, str], ...]:
        return self.days[place]

    def __len__(self) -> int:
        return len(self.days)


@dataclass(frozen=True)
class Story:
    """One customer: what becomes of him, why he is typical, and both of his lives."""

    title: str
    why_typical: str
    lives: tuple[Life, Life]
    outcome: str
    customer: int
    replication: int
    segment: str = ""

    @property
    def together(self) -> tuple[tuple[int, str], ...]:
        """What happens alike in both lives before they part."""
        one, other = self.lives
        alike = next((i for i, days in enumerate(zip(one, other, strict=False)) if days[0] != days[1]), None)
        return one[: min(len(one), len(other)) if alike is None else alike]

    @property
    def apart(self) -> tuple[tuple[tuple[int, str], ...], tuple[tuple[int, str], ...]]:
        """What happens in each life once they have parted."""
        common = len(self.together)
        return self.lives[0][common:], self.lives[1][common:]


@dataclass(frozen=True)
class Candidate:
    """Somebody whose journeys are logged: how far from the middle of his outcome, his two rows, the middle."""

    outcome: str
    distance: float
    people: tuple[Person, Person]
    middle: tuple[float, ...]

    @property
    def who(self) -> tuple[int, int]:
        """The replication and his number in it."""
        return int(self.people[0]["replication"]), int(self.people[0]["customer"])


def stories(
    before: Results, after: Results, count: int = 10, *, names: tuple[str, str] | None = None
) -> tuple[Story, ...]:
    """Tell so many typical customers; fewer where fewer are logged, none where the log is off.

    `names` is what the two lives are called, as in "with ...". Raises `UsageError` where the two runs do not hold
    the same people with the same luck.
    """
    called = names if names is not None else (before.scenario.name, after.scenario.name)
    return tuple(_story(each, (before, after), called) for each in in_turns(candidates(before, after), count))


def in_turns(found: Sequence[Candidate], count: int) -> list[Candidate]:
    """Choose the nearest of each outcome, then the next of each, until there are enough; outcome by outcome."""
    nearest = sorted(found, key=lambda each: (each.distance, each.who))
    queues = [[each for each in nearest if each.outcome == outcome] for outcome in TURNS]
    chosen = [each for turn in zip_longest(*queues) for each in turn if each is not None][:count]
    return [each for outcome in TURNS for each in chosen if each.outcome == outcome]


def candidates(before: Results, after: Results) -> list[Candidate]:
    """Give everybody whose journeys are logged in both runs, with his distance from the middle of his outcome."""
    every = [_logged_every(results) for results in (before, after)]
    if not all(every):
        return []
    groups: dict[str, list[tuple[Floats, list[tuple[Person, Person] | None]]]] = {name: [] for name in TURNS}
    for lives in lives_of(before, after):
        for outcome, pieces in groups.items():
            pieces.append(_piece(lives, lives.outcome == outcome, max(every)))
    return [each for outcome, pieces in groups.items() for each in _near_and_far(outcome, pieces)]


def _near_and_far(
    outcome: str, pieces: Sequence[tuple[Floats, list[tuple[Person, Person] | None]]]
) -> Iterator[Candidate]:
    """Give those of an outcome who are logged, with their distance from the middle of all who have it."""
    values = np.concatenate([piece for piece, _ in pieces])
    if not len(values):
        return
    middle = np.median(values, axis=0)
    away = np.abs(values - middle)
    usual = np.where(np.median(away, axis=0) > 0, np.median(away, axis=0), away.mean(axis=0))
    distance = (away / np.where(usual > 0, usual, 1.0)).mean(axis=1)
    farthest = np.quantile(distance, NEAR)
    people = [pair for _, pairs in pieces for pair in pairs]
    for far, pair in zip(distance, people, strict=True):
        if pair is not None and far <= farthest:
            yield Candidate(outcome, float(far), pair, tuple(middle.tolist()))


def _piece(
    lives: BothLives, mine: NDArray[np.bool_], every: int
) -> tuple[Floats, list[tuple[Person, Person] | None]]:
    """Give what the middle is taken by, of some people of a replication, and the rows of those who are logged."""
    both = [lives.people[life][mine] for life in LIVES]
    values = np.column_stack([people[name].to_numpy(float) for people in both for name in MIDDLE])
    logged = (both[0]["customer"] % every == 0).to_numpy()
    rows = [people[logged].to_dict("records") for people in both]
    pairs: list[tuple[Person, Person] | None] = [None] * len(values)
    for place, one, other in zip(np.flatnonzero(logged), *rows, strict=True):
        pairs[place] = (one, other)
    return values, pairs


def _logged_every(results: Results) -> int:
    """Give of how many customers one is logged; 0 if none is."""
    return {"all": 1, "sample": LOGGED_EVERY, "none": 0}[results.scenario.log]


# --- a story --------------------------------------------------------------------------------------------------


def _story(chosen: Candidate, runs: tuple[Results, Results], names: tuple[str, str]) -> Story:
    replication, customer = chosen.who
    lives = [_life(person, run, name) for person, run, name in zip(chosen.people, runs, names, strict=True)]
    segments = runs[0].scenario.segments
    return Story(
        title(chosen, names),
        why_typical(chosen),
        (lives[0], lives[1]),
        chosen.outcome,
        customer,
        replication,
        str(chosen.people[0]["segment"]) if segments else "",
    )


def _life(person: Person, run: Results, name: str) -> Life:
    case = f"{person['replication']}-{person['customer']}"
    contacts = run.contacts
    mine = contacts[
        (contacts["replication"] == person["replication"]) & (contacts["customer"] == person["customer"])
    ]
    events = run.events[run.events["case_id"] == case]
    norm = run.scenario.recovery.service_norm
    return Life(name, told(person, events, mine, usual_justice=norm, days=run.scenario.days))


def title(chosen: Candidate, names: tuple[str, str]) -> str:
    """Say in a line what becomes of somebody in his two lives."""
    what, (one, other) = chosen.outcome.replace("_", " ").capitalize(), map(_end, chosen.people)
    if one == other:
        return f"{what}: {one} in both lives"
    return f"{what}: {one} with {names[0]}, {other} with {names[1]}"


def _end(person: Person) -> str:
    if person["is_customer"]:
        return "still a customer"
    return f"gone on day {person['left_day']}" if person["ever"] else "never a customer"


def why_typical(chosen: Candidate) -> str:
    """Say how near somebody is to the middle of all who fare as he does, in numbers."""
    mine = [float(person[name]) for person in chosen.people for name in MIDDLE]
    said = []
    for i, (name, words) in enumerate(MIDDLE.items()):
        places = (i, i + len(MIDDLE))
        own, middle = (
            " and ".join(_number(row[place], name) for place in places) for row in (mine, chosen.middle)
        )
        said.append(f"{words} {own} ({middle})")
    return f"In the two lives, with the middle of all who fare so in brackets: {'; '.join(said)}."


def _number(value: float, name: str) -> str:
    return f"{value:+.2f}".replace("-0.00", "0.00").replace("+0.00", "0.00") if name == "cx" else f"{value:g}"
