"""The list of what is shipped in `scenarios/README.md`, made from the files themselves, and whom each serves.

`python -m sim.scenario` writes it anew.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from sim.scenario.examining import sweeps_on_the_shelf
from sim.scenario.places import SWEEPS, folder, names, sweeps
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["claims_of", "serving", "shelf_table", "with_shelf"]

START = "<!-- the list below is written by: python -m sim.scenario -->"
END = "<!-- end of the list -->"
CLAIMS = re.compile(r"^# Claims: (.+)\.$", re.MULTILINE)


def shelf_table() -> str:
    """Every shipped scenario and sweep with its description in Markdown, one table for each folder."""
    return "\n".join((*_folders(), *_sweeps()))


def with_shelf(readme: str) -> str:
    """The text of the README with the list of scenarios as it should be."""
    before, _, rest = readme.partition(START)
    return f"{before}{START}\n\n{shelf_table()}\n{END}{rest.partition(END)[2]}"


def serving() -> dict[str, list[str]]:
    """The scenarios and sweeps that name each claim in their headers, by its id."""
    found: dict[str, list[str]] = {}
    for name in (*names(), *sweeps()):
        for claim in claims_of(name):
            found.setdefault(claim, []).append(name)
    return found


def claims_of(name: str) -> tuple[str, ...]:
    """The ids of the claims that the header of a shipped scenario names."""
    found = CLAIMS.search((folder() / f"{name}.toml").read_text("utf-8"))
    return tuple(found[1].split(", ")) if found else ()


def _folders() -> Iterator[str]:
    # What stands in no folder comes first, or it would seem to stand in the one above it.
    ordered = sorted(names(), key=lambda name: ("/" in name, name))
    for place, files in groupby(ordered, key=lambda name: name.rpartition("/")[0]):
        yield f"### `{place}/`\n" if place else "### Beside the folders\n"
        yield "| scenario | title | what it is |\n| --- | --- | --- |"
        for name in files:
            spec = Scenario.load(name)
            yield f"| `{name}` | {spec.title} | {spec.description} |"
        yield ""


def _sweeps() -> Iterator[str]:
    yield f"### `{SWEEPS}/`: run one with `sweep NAME`\n"
    yield "| sweep | title | what it is |\n| --- | --- | --- |"
    for sweep in sweeps_on_the_shelf():
        yield f"| `{sweep.name.removeprefix(f'{SWEEPS}/')}` | {sweep.title} | {sweep.description} |"
    yield ""
