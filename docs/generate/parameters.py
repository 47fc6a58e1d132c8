"""All parameters with everything that is declared about them, for the ODD description."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from docs.generate.page import table
from sim.scenario.pieces import own_parameters
from sim.scenario.scenario import parameters
from sim.scenario.toml import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.parameter import Parameter

HEADINGS = ("key", "default", "unit", "valid", "plausible", "studied", "role", "meaning", "source")


def tables() -> str:
    """A table for each table of a scenario file, with the keys as one types them."""
    return "\n\n".join(_tables())


def _tables() -> Iterator[str]:
    declared = [*parameters().values(), *own_parameters().values()]
    for block, members in groupby(
        declared, key=lambda parameter: parameter.key.rpartition(".")[0].partition(".")[0]
    ):
        yield f"### {block}" if block else "### top of the file"
        yield table(HEADINGS, map(_row, members))


def _row(parameter: Parameter) -> tuple[str, ...]:
    ranges = (parameter.valid, parameter.plausible, parameter.bracket)
    valid, plausible, studied = (one.spelt() if one else "" for one in ranges)
    is_number = parameter.unit not in ("text", "word")
    return (
        f"`{parameter.key}`",
        "" if parameter.default is None else f"`{shown(parameter.default)}`",
        parameter.unit,
        (str(parameter.valid) if valid else "") if is_number else ", ".join(parameter.choices),
        plausible,
        studied,
        parameter.role.value,
        parameter.meaning,
        parameter.source if is_number else "",
    )
