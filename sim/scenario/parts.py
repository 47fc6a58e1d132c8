"""What pieces come to: is everything in them sound, and how many people are in each segment."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from sim.errors import Complaint, ScenarioError
from sim.scenario.complaints import complaints_about, not_a_list, not_a_table, unknown_key
from sim.scenario.layers import Layer, Said, is_table, layer_of, over
from sim.scenario.parameter import LARGEST_INTEGER, TOLERANCE, Block, Parameter, Varies
from sim.scenario.pieces import PIECES, Change, Piece, Segment, Settings, own_parameters
from sim.scenario.toml import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "MOST_CHANGES",
    "MOST_SEGMENTS",
    "Checker",
    "merged",
    "sizes",
]

Known = Mapping[str, Parameter]
Build = Callable[[Layer], Mapping[str, object]]
"""Gives every value of the scenario with this content, by dotted key; raises `ScenarioError` if it is none."""

MOST_SEGMENTS = 100
MOST_CHANGES = 1_000


class Checker:
    """Holds the settings of pieces to what the scenario says otherwise; gathers what is wrong."""

    def __init__(self, known: Known, build: Build) -> None:
        self.known, self.build = known, build
        self.base = Layer()
        self.complaints: list[Complaint] = []

    def begin(self, said: Mapping[str, object]) -> None:
        """Start from what is said outside of pieces; what was wrong there is as if not said."""
        tables = {key: one.model_dump() if isinstance(one, Block) else one for key, one in said.items()}
        self.base, _ = layer_of({key: one for key, one in tables.items() if key not in PIECES}, self.known)

    def segments(self, segments: Sequence[Segment]) -> tuple[Segment, ...]:
        """The segments with their settings as the scenario holds them (12 as 12.0)."""
        return tuple(self._segment(f"segments[{place}]", segment) for place, segment in enumerate(segments))

    def changes(self, changes: Sequence[Change], said: Mapping[str, Any]) -> tuple[Change, ...]:
        """The changes in order, one for each day; what a segment says stays with the segment."""
        now, days = self.base, dict[int, Layer]()
        for place, change in sorted(enumerate(changes), key=lambda one: one[1].from_day):
            key = f"changes[{place}]"
            if not change.settings:
                remedy = "say what changes, such as desk.agents = 12"
                self.complaints.append(Complaint(None, None, key, None, "changes nothing", remedy))
            own = self._sound(key, change)
            if values := self._built(key, now, own):
                exact = _layer({one: values[one] for one in own})
                days[change.from_day] = over(days.get(change.from_day, Layer()), exact, self.known)
                now = over(now, exact, self.known)
                self._fits(now, said.get("segments", ()), change)
        return tuple(
            Change.model_construct(from_day=day, settings=Settings({key: one.value for key, one in layer.items()}))
            for day, layer in days.items()
        )

    def _segment(self, key: str, segment: Segment) -> Segment:
        said = self._sound(key, segment)
        values = self._built(key, self.base, said)
        exact = {one: values[one] for one in said} if values else {}
        return segment.model_copy(update={"settings": Settings(exact)})

    def _sound(self, place: str, piece: Piece) -> Layer:
        """The settings that a piece may have; a complaint for each of the others."""
        layer = Layer()
        for key, value in piece.settings.items():
            if key not in self.known:
                self.complaints.append(_no_parameter(place, key, value, self.known))
            elif why := _not_here(self.known[key].varies, piece):
                self.complaints.append(Complaint(None, None, f"{place}.{key}", shown(value), *why))
            else:
                layer[key] = Said(value)
        return layer

    def _built(self, place: str, base: Layer, said: Layer) -> Mapping[str, object]:
        """Every value with these settings; nothing, and complaints, if they are wrong."""
        try:
            return self.build(over(base, said, self.known))
        except ScenarioError as error:
            complaints = [_at(place, complaint, said) for complaint in error.complaints]
            self.complaints += [complaint for complaint in complaints if complaint]
            return {} if any(complaints) else {key: one.value for key, one in over(base, said, self.known).items()}

    def _fits(self, now: Layer, segments: Sequence[Segment], change: Change) -> None:
        """Complain about a segment that would contradict what changes: shares that would not add up."""
        for place, segment in enumerate(segments):
            said = _layer(segment.settings)
            if _blocks(change.settings) & _blocks(said):
                key, before = f"segments[{place}]", len(self.complaints)
                self._built(key, now, said)
                from_day = f" from day {change.from_day} on"
                self.complaints[before:] = [
                    replace(one, problem=one.problem + from_day) for one in self.complaints[before:]
                ]


def sound_pieces(
    name: str,
    given: object,
    handler: Callable[[object], tuple[Piece, ...]],
    said: Mapping[str, object],
    checker: Checker,
) -> tuple[Piece, ...]:
    """The pieces of a list, held to what the scenario said before; one error with everything that is wrong."""
    pieces, complaints = _read(PIECES[name], name, given, handler)
    exact: tuple[Piece, ...] = ()
    if pieces:
        checker.begin(said)
        exact = checker.segments(pieces) if name == "segments" else checker.changes(pieces, said)
    if not complaints:
        complaints = list(wrong_segments(pieces) if name == "segments" else wrong_days(pieces, said))
    told = {complaint.key for complaint in complaints}
    complaints += [complaint for complaint in checker.complaints if complaint.key not in told]
    if complaints:
        raise PydanticCustomError("pieces", "a piece is wrong", {"complaints": complaints})
    return exact


def _read(
    kind: type[Piece], name: str, given: object, handler: Callable[[object], tuple[Piece, ...]]
) -> tuple[tuple[Any, ...], list[Complaint]]:
    """The pieces of a list; if their own keys are wrong, complaints and what else can be read of them."""
    if not isinstance(given, tuple) and (not isinstance(given, list) or not given):
        return (), [not_a_list(name, given)]
    try:
        return handler(tuple(given)), []
    except ValidationError as error:
        return tuple(map(kind.rough, given)), list(complaints_about(error, {}, inside=name))


def wrong_segments(segments: Sequence[Segment]) -> Iterator[Complaint]:
    """What is wrong with segments beside their settings: their names, their shares, their number."""
    if len(segments) > MOST_SEGMENTS:
        yield _too_many("segments", MOST_SEGMENTS)
    names = [segment.name for segment in segments]
    for place, name in enumerate(names):
        if name in names[:place]:
            first = f"the name of segments[{names.index(name)}] too"
            remedy = "give each a name of its own"
            yield Complaint(None, None, f"segments[{place}].name", shown(name), first, remedy)
    total = math.fsum(segment.share for segment in segments)
    if segments and not abs(total - 1.0) <= TOLERANCE:
        missing = f"missing {1 - total:.6g}" if total < 1 else f"{total - 1:.6g} too much"
        problem = f"segment shares sum to {total:.12g}, must be 1 (+-1e-9)"
        yield Complaint(None, None, "segments", None, problem, missing)


def wrong_days(changes: Sequence[Change], said: Mapping[str, Any]) -> Iterator[Complaint]:
    """What is wrong with changes beside their settings: when they are, and their number."""
    days = said.get("days", LARGEST_INTEGER)
    if len(changes) > MOST_CHANGES:
        yield _too_many("changes", MOST_CHANGES)
    for place, change in enumerate(changes):
        if change.from_day >= days:
            key, value = f"changes[{place}].from_day", shown(change.from_day)
            problem = f"must be below days ({days}): the first day is 0, the last {days - 1}"
            yield Complaint(None, None, key, value, problem, "take an earlier day, or simulate more days")


def sizes(shares: Sequence[float], people: int) -> tuple[int, ...]:
    """How many people each share is: whole numbers by the largest remainder, ties to the first; exact."""
    weights = [Fraction(share) for share in shares]
    quotas = [weight * people / sum(weights) for weight in weights]
    whole = [math.floor(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda place: whole[place] - quotas[place])
    for place in by_remainder[: people - sum(whole)]:
        whole[place] += 1
    return tuple(whole)


def merged(base: Layer, settings: Mapping[str, object], known: Known) -> Layer:
    """The content of a scenario with these settings in place of its own."""
    return over(base, _layer(settings), known)


def _layer(settings: Mapping[str, object]) -> Layer:
    return Layer({key: Said(value) for key, value in settings.items()})


def _blocks(keys: Mapping[str, object]) -> set[str]:
    """The blocks that these keys belong to: values that must fit one another stand in one."""
    return {key.partition(".")[0] for key in keys}


def _not_here(varies: Varies, piece: Piece) -> tuple[str, str] | None:
    """Why a parameter has no place in a piece, and what to do."""
    if isinstance(piece, Segment):
        if varies.by_segment:
            return None
        problem = "is shared by all segments" if varies.by_day else "holds for the whole run"
        return problem, "set it outside of [[segments]]"
    if varies.by_day:
        return None
    problem = "is settled once, not day by day" if varies.by_segment else "holds for the whole run"
    return problem, "set it outside of [[changes]]"


def _no_parameter(place: str, key: str, value: object, known: Known) -> Complaint:
    if is_table(key, known):
        example = next(one for one in known if one.startswith(f"{key}."))
        wrong = not_a_table(f"{place}.{key}", value)
        return replace(wrong, remedy=f"write a key of it, such as {example}")
    table = place.partition("[")[0]
    own = {one.removeprefix(f"{table}."): about for one, about in own_parameters().items() if table in one}
    return replace(unknown_key(key, value, {**known, **own}), key=f"{place}.{key}")


def _at(place: str, complaint: Complaint, said: Layer) -> Complaint | None:
    """A complaint about a whole scenario as one about the piece; None if the piece says nothing of it."""
    keys = (complaint.key or "").split(" + ")
    mine = [key for key in keys if key.partition("[")[0] in said]
    if not mine:
        return None
    first, *others = [*mine, *(key for key in keys if key not in mine)]
    return replace(complaint, key=" + ".join([f"{place}.{first}", *others]))


def _too_many(what: str, most: int) -> Complaint:
    return Complaint(None, None, what, None, f"more than {most:,}", f"the limit is {most:,}")
