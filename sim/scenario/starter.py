"""A scenario to start from: what another one says, each lever explained and commented out, ready to be edited."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.scenario.layers import flat
from sim.scenario.pieces import PIECES
from sim.scenario.places import folder
from sim.scenario.reading import wrong_name
from sim.scenario.scenario import Scenario, parameters
from sim.scenario.toml import shown, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sim.scenario.parameter import Parameter

__all__ = ["Settled", "checked_name", "parent_of", "starter"]

FIRST_TO_EDIT = (
    "product.quality",
    "product.usage_rate",
    "marketing.overpromise",
    "failures.rate",
    "failures.major_share",
    "loyalty.churn_rate",
    "desk.staffing_ratio",
    "desk.open_hours",
    "desk.self_service.success",
    "recovery.compensation",
    "staff.skill",
    "money.price",
    "money.unit_cost",
    "money.recurring_margin_per_day",
)
"""What tells one firm from another before anything else does."""

WIDTH = 110
VALUE_WIDTH = 40
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
"""Names that Windows keeps for itself, whatever the ending."""


def checked_name(name: str) -> str:
    """The name if a file can be called so on every system; an ending `.toml` is not part of it."""
    name = name.removesuffix(".toml")
    if name in DEVICES:
        raise UsageError(f"{name!r} is no name for a file on Windows; choose another, such as {name}-firm")
    if not NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name: it may use a-z 0-9 _ -, up to 64 of them; try {_proposed(name)}")
    return name


@dataclass(frozen=True)
class Settled:
    """What a new file is to say from the start."""

    scenario: Scenario
    why: Mapping[str, str]
    """The settings that it says, by dotted key, each with the reason."""
    story: Sequence[str]
    """Paragraphs to stand above everything; one that is indented keeps its place."""


def parent_of(like: str) -> Scenario:
    """The scenario that a new one is like: one of those that come with the program."""
    if wrong := wrong_name(like):
        raise UsageError(f"--like {like}: {'; '.join(wrong)}")
    return Scenario.load(folder() / f"{_name(like)}.toml")


def starter(name: str, like: str, *, schema: str, settled: Settled | None = None) -> str:
    """The text of a new scenario that is `like` another until it is edited, but for what is `settled`.

    `schema` is where an editor finds the schema, seen from the new file.
    """
    parent = parent_of(like)
    settled = settled or Settled(parent, {}, ())
    head = _head(name, _name(like), parent, schema, settled)
    return "\n".join([*head, *_tables(settled), ""])


def _name(like: str) -> str:
    return like.removesuffix(".toml")


def _head(name: str, like: str, parent: Scenario, schema: str, settled: Settled) -> Iterator[str]:
    yield f"#:schema {schema}"
    yield f"# What kind of firm is {name}, and what do you assume about it? Say it here."
    for paragraph in settled.story:
        if not (indented := paragraph.startswith(" ")):
            yield "#"
        yield from _prose(paragraph.strip(), indent="#   " if indented else "# ")
    yield "#"
    but = ", but for what is said below" if settled.why else ""
    yield from _prose(
        f"It is {like} until it is edited{but}. The values below {'that ' if but else ''}stand behind a # "
        f"{'' if but else 'and '}are the ones it has already: to change one, take the # away and write your own. "
        "Everything else can be changed too; the table in scenarios/README.md has every key."
    )
    yield "#"
    yield f"#   scenarios check {name}.toml    says whether all of it makes sense"
    yield f"#   run {name}.toml                shows what happens"
    yield f"title = {shown(_title(name))}"
    yield f"description = {shown(f'Like {parent.title}, {_so_far(settled)}.')}"
    yield f"extends = [{shown(like)}]"
    yield from _top(settled)


def _so_far(settled: Settled) -> str:
    return "fitted to known figures" if settled.why else "so far"


def _top(settled: Settled) -> Iterator[str]:
    """The settled keys that stand in no table."""
    said = flat(settled.scenario.model_dump(exclude=set(PIECES)), parameters())
    for why, keys in groupby((key for key in said if key in settled.why and "." not in key), settled.why.get):
        yield from _prose(why or "")
        yield from (f"{key} = {shown(said[key])}" for key in keys)


def _tables(settled: Settled) -> Iterator[str]:
    """The levers, each below what it means, table by table; before them, in its table, what is settled."""
    said = flat(settled.scenario.model_dump(exclude=set(PIECES)), parameters())
    first = dict.fromkeys(_in_use(key, said) for key in FIRST_TO_EDIT)
    tables = dict.fromkeys(_table(key) for key in (*first, *settled.why) if "." in key)
    for table in tables:
        yield f"\n[{table}]"
        its_own = [key for key in (*settled.why, *first) if "." in key and _table(key) == table]
        yield from _levers(table, (parameters()[key] for key in dict.fromkeys(its_own)), said, settled.why)


def _table(key: str) -> str:
    return key.partition(".")[0]


def _levers(
    table: str, levers: Iterable[Parameter], said: Mapping[str, object], why: Mapping[str, str]
) -> Iterator[str]:
    for lever in levers:
        yield from _prose(lever.meaning)
        yield from _prose(why.get(lever.key, ""))
        value = (
            f"{'' if lever.key in why else '#'}{lever.key.removeprefix(f'{table}.')} = {shown(said[lever.key])}"
        )
        plausible = f", plausible {lever.plausible.spelt()}" if lever.plausible else ""
        yield f"{value:<{VALUE_WIDTH}}# {lever.unit}{plausible}"


def _in_use(key: str, said: Mapping[str, object]) -> str:
    """The key, or the one that replaces it in this scenario."""
    rival = parameters()[key].instead_of
    return rival if rival and said[key] is None else key


def _prose(text: str, *, indent: str = "# ") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _title(name: str) -> str:
    return re.sub("[_-]+", " ", name).strip().capitalize() or name


def _proposed(name: str) -> str:
    """A name near the one that was given."""
    word = slug(name)
    return f"{word}-firm"[-64:] if word in DEVICES else word
