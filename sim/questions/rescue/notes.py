"""What a careful reader of a rescue should know: what is unusual in its cells, and what is not what it seems.

A cell is the scenario with a product and a service on top. What these say too the scenario says for nothing; but
what it says for some people, or from some day on, lies on top of them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sim.questions.rescue.cells import CELLS, called
from sim.questions.rescue.sides import PRODUCTS, SERVICES, SIDES
from sim.scenario import parameters
from sim.scenario.toml import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.questions.rescue.sides import Settings, Sides
    from sim.results import Results
    from sim.scenario import Scenario


def notes(scenario: Scenario, sides: Sides, results: Mapping[str, Results]) -> tuple[str, ...]:
    """Give all of them."""
    cells = {cell: one.scenario for cell, one in results.items()}
    told = (*warnings(cells), *not_used(scenario, sides), *overruled(scenario, sides))
    return (*told, *(survivors(results) if scenario.measure_from_day else other_buyers(results)))


def warnings(cells: Mapping[str, Scenario]) -> Iterator[str]:
    """Give the warnings of the cells, each with those that it is of, unless it is of all."""
    found: dict[str, list[str]] = defaultdict(list)
    for cell, spec in cells.items():
        for line in spec.warnings:
            found[line].append(cell)
    for line, of in found.items():
        yield f"{whose}: {line}" if (whose := called(of)) else line


def not_used(scenario: Scenario, sides: Sides) -> Iterator[str]:
    """Say which settings of the scenario, or of a product, come to nothing because what lies on top sets its own.

    A scenario that has been read does not tell what its file said; so it is what differs from the default. A side
    that says nothing is the scenario as it is, and there the other one is what it is held against.
    """
    known = parameters()
    own = {
        key: value for key, value in scenario.settings.items()
        if key in known and value is not None and value != known[key].default
    }  # fmt: skip
    settings = {side: getattr(sides, side) for side in SIDES}
    alone = {one for pair in (PRODUCTS, SERVICES) for one, other in (pair, reversed(pair)) if not settings[other]}
    above = [side for side in SIDES if side not in alone]
    yield from _replaced("", own, {side: settings[side] for side in above}, CELLS)
    for product in PRODUCTS:
        its = {cell: sides for cell, sides in CELLS.items() if product in sides}
        services = {side: settings[side] for side in SERVICES}
        yield from _replaced(f"of the {product} product ", settings[product], services, its)


def overruled(scenario: Scenario, sides: Sides) -> Iterator[str]:
    """Say which settings of the sides the scenario takes back for some people, or from some day on."""
    compared = {key for side in SIDES for key in getattr(sides, side)}
    segments = ((f"for segment {one.name}", one.settings) for one in scenario.segments)
    changes = ((f"from day {one.from_day} on", one.settings) for one in scenario.changes)
    for where, settings in (*segments, *changes):
        for key in settings:
            if _set_by(key, compared):
                yield f"{where} the scenario sets {key} itself: there it is the same on all sides"


def other_buyers(results: Mapping[str, Results]) -> Iterator[str]:
    """Say so where the four firms do not have the same buyers, as in a market, where each wins its own."""
    bought = {cell: float(one.runs["bought"].mean()) for cell, one in results.items()}
    fewest, most = (pick(bought, key=lambda cell: bought[cell]) for pick in (min, max))
    if bought[fewest] != bought[most]:
        yield (
            f"the four firms win buyers of their own, from {bought[fewest]:,.0f} ({called([fewest])}) to "
            f"{bought[most]:,.0f} ({called([most])}): all but profit is told of these, and mixes whom a firm wins "
            "with whom it keeps; protocol = cohort asks about the same buyers"
        )


def survivors(results: Mapping[str, Results]) -> Iterator[str]:
    """Say that after a warm-up each firm is asked about those whom it has left, who are not the same people."""
    spec = next(iter(results.values())).scenario
    counted = {cell: float(one.runs["bought"].mean()) for cell, one in results.items()}
    if len(set(counted.values())) == 1:
        return
    told = ", ".join(f"{people:,.0f} ({called([cell])})" for cell, people in counted.items())
    late = " or won later" if spec.protocol == "market" else ""
    yield (
        f"each firm is asked about the customers whom it still had on day {spec.measure_from_day}{late}, and they "
        f"are not the same people: {told}; whom a firm had lost by then it is not blamed for, so this index need "
        "not be that of all buyers, which measure_from_day = 0 asks about"
    )


def _replaced(
    whose: str, said: Settings, above: Mapping[str, Settings], cells: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """Say which settings are not used in some of the cells, those of one reason in one line."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, value in said.items():
        theirs = {side: set_as for side, settings in above.items() if (set_as := _set_by(key, settings))}
        others = [name for name in dict.fromkeys(theirs.values()) if name != key]
        instead = f" (theirs: {' or '.join(others)})" if others else ""
        found[tuple(theirs)].append(f"{key} = {shown(value).removesuffix('.0')}{instead}")
    for setters, settings in found.items():
        used = [cell for cell, sides in cells.items() if not set(sides) & set(setters)]
        if len(used) == len(cells):
            continue
        lead = f"used {whose}with {called(used)} alone" if used else f"not used {whose}".rstrip()
        who = " and ".join(f"{side} {'product' if side in PRODUCTS else 'service'}" for side in setters)
        sets = "sets its own" if len(setters) == 1 else "set their own"
        yield f"{lead}, since {who} {sets}: {', '.join(settings)}"


def _set_by(key: str, settings: Mapping[str, object] | set[str]) -> str | None:
    """Give the key by which settings say what this one says: itself, or the one that replaces it."""
    return next((one for one in (key, parameters()[key].instead_of) if one and one in settings), None)
