"""What a sweep file may say, declared once: checking and the JSON Schema are derived from it."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

# Pydantic reads the annotations, so they are needed when the program runs.
from sim.experiment.design import DesignName  # noqa: TC001
from sim.experiment.plan import Ask  # noqa: TC001
from sim.scenario.catalogue import catalogue
from sim.scenario.complaints import nearest
from sim.scenario.parameter import LARGEST_INTEGER, POSITIVE, Block, Parameter, Range, setting

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "LEVELS",
    "LISTS",
    "MOST_REPLICATIONS",
    "FactorSheet",
    "PrecisionSheet",
    "Sheet",
    "known_keys",
    "wrong_measure",
]

MOST_REPLICATIONS = 100_000

LISTS = ("measures", "settings", "factors")
"""What is no single value, and so is checked by itself."""

LEVELS = ("values", "range", "log_range", "scenarios")
"""How a factor may say what it takes: one of them."""


class PrecisionSheet(Block):
    """How well a measure is to be known at every point: a point that is not gets more replications."""

    measure: str | None = setting(None, unit="word")
    """The measure whose 95 % interval is watched."""
    half_width: float | None = setting(None, POSITIVE, unit="the measure's")
    """How far the interval may reach to either side."""
    at_most: int = setting(100, Range(2, MOST_REPLICATIONS), unit="runs")
    """Replications of a point after which it is left as it is."""


class FactorSheet(Block):
    """One thing that varies: a parameter over a range or a list of values, or named scenarios as levels."""

    name: str | None = setting(None, unit="text")
    """The column of the factor in tables; left out, its key. Named scenarios need one."""
    key: str | None = setting(None, unit="key")
    """The parameter, by its dotted key: `product.quality`."""
    values: Any = setting(None, unit="list")
    """The values that it takes."""
    range: Any = setting(None, unit="low, high")
    """The lowest and the highest value."""
    log_range: Any = setting(None, unit="low, high")
    """The same, spread by factors: as much between 1 and 10 as between 10 and 100."""
    scenarios: Any = setting(None, unit="names")
    """Scenarios, by name or file, each of which is a level: what it says is said at the point."""
    steps: int | None = setting(None, Range(2, 1_000_000), unit="values")
    """How many values of a range are taken, in a grid and one at a time."""


class Sheet(Block):
    """A sweep: a base scenario, what varies in it, and at which points it is run."""

    title: str = setting("", unit="text")
    """What to call the sweep in figures and reports."""
    description: str = setting("", unit="text")
    """What the sweep is to show."""
    base: str = setting("default", unit="scenario")
    """The scenario that everything else is taken from: a name, or a file beside this one."""
    ask: Ask = setting("run", unit="word")
    """`run`: what happens at each point; `rescue`: also how much service rescues there, in four worlds."""
    design: DesignName = setting("grid", unit="word")
    """Which points: all combinations, those of a CSV, one factor at a time, or a sample for an analysis."""
    points: int | None = setting(None, Range(1, 10_000_000), unit="points")
    """latin-hypercube: how many points; sobol: the base sample, a power of 2; morris: how many trajectories."""
    list: str | None = setting(None, unit="file")
    """The CSV beside this file that holds the points of a list: a column a key, a row a point."""
    replications: int | None = setting(None, Range(1, MOST_REPLICATIONS), unit="runs")
    """How often each point is run, each time with other luck; left out, as often as the base says."""
    seed: int | None = setting(None, Range(0, LARGEST_INTEGER), unit="number")
    """Which luck, of the runs and of the design; left out, that of the base."""
    precision: PrecisionSheet = PrecisionSheet()


@cache
def known_keys() -> Mapping[str, Parameter]:
    """Every key of a sweep file by its dotted name; those of factors as `factors.steps`."""
    both = (catalogue(Sheet), catalogue(FactorSheet, "factors."))
    return MappingProxyType({one.key: one for keys in both for one in keys})


def wrong_measure(name: object, ask: Ask) -> tuple[str, str] | None:
    """What is wrong with the name of a measure where so is asked, and what to do; None if nothing is."""
    from sim.measures import MEASURES, rescued

    if not isinstance(name, str):
        return "must be the name of a measure", "a name is text in quotes"
    if name in MEASURES:
        return None
    if name in rescued.names_of_values():
        remedy = 'write ask = "rescue", or leave it out'
        return None if ask == "rescue" else ("is measured only where a sweep asks for rescues", remedy)
    for what in (rescued.INDEX, rescued.GAINED, rescued.GAP):
        if name.startswith(what):
            return "no such measure", f"there are {', '.join(f'{what}{one}' for one in rescued.SMALLEST_GAP)}"
    near = nearest(name, MEASURES)
    return "no such measure", f"did you mean {near}?" if near else "`run` with --json shows them all"
