"""The lists of what is shipped in `scenarios/README.md` and `docs/claims.md`, made from the files themselves.

`python -m sim.scenario` writes them anew.
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

__all__ = ["claims_of", "shelf_table", "with_scenarios", "with_shelf"]

START = "<!-- the list below is written by: python -m sim.scenario -->"
END = "<!-- end of the list -->"
NOT_YET = "*not yet an experiment*"
CLAIMS = re.compile(r"^# Claims: (.+)\.$", re.MULTILINE)
ROW = re.compile(r"^\| ([A-Z]\d+) \|(.*)\| [^|]*\|$", re.MULTILINE)


def shelf_table() -> str:
    """Every shipped scenario and sweep with its description in Markdown, one table for each folder."""
    return "\n".join((*_folders(), *_sweeps()))


def with_shelf(readme: str) -> str:
    """The text of the README with the list of scenarios as it should be."""
    before, _, rest = readme.partition(START)
    return f"{before}{START}\n\n{shelf_table()}\n{END}{rest.partition(END)[2]}"


def with_scenarios(claims: str) -> str:
    """The text of the claims with the scenarios that name each of them, as it should be."""
    served = {name: claims_of(name) for name in (*names(), *sweeps())}

    def row(found: re.Match[str]) -> str:
        files = [f"`{name}`" for name, its in served.items() if found[1] in its]
        return f"| {found[1]} |{found[2]}| {', '.join(files) or NOT_YET} |"

    return ROW.sub(row, claims)


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
