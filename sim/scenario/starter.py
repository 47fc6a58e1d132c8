"""A scenario to start from: what another one says, each lever explained and commented out, ready to be edited."""

from __future__ import annotations

import re
import textwrap
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
    from collections.abc import Iterable, Iterator, Mapping

    from sim.scenario.parameter import Parameter

__all__ = ["checked_name", "starter"]

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


def starter(name: str, like: str, *, schema: str) -> str:
    """The text of a new scenario that is `like` another until it is edited.

    `schema` is where an editor finds the schema, seen from the new file.
    """
    if wrong := wrong_name(like):
        raise UsageError(f"--like {like}: {'; '.join(wrong)}")
    like = like.removesuffix(".toml")
    parent = Scenario.load(folder() / f"{like}.toml")
    return "\n".join([*_head(name, like, parent, schema), *_tables(parent), ""])


def _head(name: str, like: str, parent: Scenario, schema: str) -> Iterator[str]:
    yield f"#:schema {schema}"
    yield f"# What kind of firm is {name}, and what do you assume about it? Say it here."
    yield "#"
    yield from _prose(
        f"It is {like} until it is edited. The values below stand behind a # and are the ones it has already: "
        "to change one, take the # away and write your own. Everything else can be changed too; the table in "
        "scenarios/README.md has every key."
    )
    yield "#"
    yield f"#   scenarios check {name}.toml    says whether all of it makes sense"
    yield f"#   run {name}.toml                shows what happens"
    yield f"title = {shown(_title(name))}"
    yield f"description = {shown(f'Like {parent.title}, so far.')}"
    yield f"extends = [{shown(like)}]"


def _tables(parent: Scenario) -> Iterator[str]:
    """The levers, each below what it means, table by table."""
    said = flat(parent.model_dump(exclude=set(PIECES)), parameters())
    levers = (parameters()[_in_use(key, said)] for key in FIRST_TO_EDIT)
    for table, its_own in groupby(levers, key=lambda lever: lever.key.partition(".")[0]):
        yield f"\n[{table}]"
        yield from _levers(table, its_own, said)


def _levers(table: str, levers: Iterable[Parameter], said: Mapping[str, object]) -> Iterator[str]:
    for lever in levers:
        yield from _prose(lever.meaning)
        value = f"#{lever.key.removeprefix(f'{table}.')} = {shown(said[lever.key])}"
        plausible = f", plausible {lever.plausible.spelt()}" if lever.plausible else ""
        yield f"{value:<{VALUE_WIDTH}}# {lever.unit}{plausible}"


def _in_use(key: str, said: Mapping[str, object]) -> str:
    """The key, or the one that replaces it in this scenario."""
    rival = parameters()[key].instead_of
    return rival if rival and said[key] is None else key


def _prose(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ")


def _title(name: str) -> str:
    return re.sub("[_-]+", " ", name).strip().capitalize() or name


def _proposed(name: str) -> str:
    """A name near the one that was given."""
    word = slug(name)
    return f"{word}-firm"[-64:] if word in DEVICES else word
