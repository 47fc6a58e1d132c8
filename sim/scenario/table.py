"""The table of all parameters in `scenarios/README.md`, made from their declarations.

`python -m sim.scenario` writes it anew.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sim.scenario.pieces import own_parameters
from sim.scenario.scenario import parameters
from sim.scenario.toml import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.scenario.parameter import Parameter

__all__ = ["parameter_table", "renewed"]

START = "<!-- the table below is written by: python -m sim.scenario -->"
HEADINGS = ("key", "default", "plausible", "unit", "who decides", "may differ by", "meaning", "source")


def parameter_table() -> str:
    """Every parameter in Markdown, one table for each block."""
    return "\n".join([*_blocks(parameters().values()), *_blocks(own_parameters().values(), "[[{}]]")])


def renewed(readme: str) -> str:
    """The text of the README with the table as it should be."""
    return f"{readme.partition(START)[0]}{START}\n\n{parameter_table()}"


def _blocks(all_of_them: Iterable[Parameter], header: str = "[{}]") -> Iterator[str]:
    for block, its_own in groupby(all_of_them, key=lambda parameter: parameter.key.rpartition(".")[0]):
        yield f"### `{header.format(block)}`\n" if block else "### Top of the file\n"
        yield _row(HEADINGS)
        yield _row("---" for _ in HEADINGS)
        yield from map(_described, its_own)
        yield ""


def _described(parameter: Parameter) -> str:
    name = f"`{parameter.key.rpartition('.')[2]}`"
    default = "" if parameter.default is None else f"`{shown(parameter.default)}`"
    role, source = parameter.role.value, parameter.source if parameter.unit not in ("text", "word") else ""
    varies = parameter.varies.value
    return _row((name, default, _span(parameter), parameter.unit, role, varies, parameter.meaning, source))


def _span(parameter: Parameter) -> str:
    if parameter.choices:
        return ", ".join(parameter.choices)
    return parameter.plausible.spelt() if parameter.plausible else ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
