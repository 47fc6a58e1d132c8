"""Show where the fast engine's time goes, pass by pass.

    python benchmarks/passes.py                       100,000 customers for a year
    python benchmarks/passes.py --people 1000000      more of them
    python benchmarks/passes.py --crowd --days 100    of the crowd that other tools live too (`peers.py crowd`)
    python benchmarks/passes.py --write               keep the run, and renew the table of benchmarks/README.md

A pass is what a day calls, morning and evening; its meaning is the first sentence of its docstring.
"""

from __future__ import annotations

import argparse
import cProfile
import inspect
import pstats
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines import world
from measuring import HERE, measuring
from tables import Comparison, Row, tell

from sim.model import JourneyModel

if TYPE_CHECKING:
    from types import ModuleType

    from sim import Scenario

CALLERS = ("model.step", "day.morning", "day.evening", "model.run")
"""Functions whose parts are passes."""
LEAST = 0.005
"""Passes with a smaller share of the time are not shown."""

PASSES = Comparison("passes", ("pass",), {"share of the time": ".1%"})


def main() -> None:
    """Profile a world and show its passes."""
    options = arguments()
    with measuring() as session:
        rows = rows_of(shares(world_of(options)))
    tell(PASSES, rows, session, write=options.write and not options.crowd)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--crowd", action="store_true", help="who only uses, fails and leaves; this is not kept")
    parser.add_argument("--write", action="store_true", help="keep the run, and renew the table")
    return parser.parse_args()


def world_of(options: argparse.Namespace) -> Scenario:
    """Give the world that is asked for."""
    if not options.crowd:
        return world(options.people, options.days)
    sys.path.insert(0, str(HERE / "peers" / "crowd"))
    from fast_crowd import world as crowd

    return crowd(options.people, options.days)


def shares(spec: Scenario) -> dict[str, tuple[float, str]]:
    """Give each pass by module and name: its share of the whole run, and what it is."""
    watch = cProfile.Profile(builtins=False)  # to watch these as well would take longer than they do
    watch.runcall(lambda: JourneyModel(spec).run())
    stats: dict[Any, Any] = pstats.Stats(watch).stats  # type: ignore[attr-defined]
    places = {place: name_of(place) for place in stats}
    total = max(timings[3] for timings in stats.values())
    ours = {getattr(module, "__file__", None) for name, module in sys.modules.items() if name.startswith("sim.")}
    found = {}
    for place, (*_, callers) in stats.items():
        within = sum(timings[3] for caller, timings in callers.items() if places[caller] in CALLERS)
        if within and places[place] not in CALLERS and place[0] in ours and not place[2].startswith("<"):
            found[places[place]] = within / total, first_sentence(place)
    return found


def rows_of(found: dict[str, tuple[float, str]]) -> list[Row]:
    """Give a row a pass, the largest first, and one for the rest."""
    shown = sorted((item for item in found.items() if item[1][0] >= LEAST), key=lambda item: -item[1][0])
    rows = [{"pass": f"`{name}`", "share of the time": share, "what it is": said} for name, (share, said) in shown]
    rest = 1.0 - sum(share for _, (share, _) in shown)
    return [
        *rows,
        {
            "pass": "the rest",
            "share of the time": rest,
            "what it is": "set-up, and passes of less than half a percent",
        },
    ]


def name_of(place: tuple[str, int, str]) -> str:
    """Give module and name of a function in a profile."""
    file, _, name = place
    return f"{Path(file).stem}.{name}"


def first_sentence(place: tuple[str, int, str]) -> str:
    """Give what a function says of itself, up to the first stop."""
    file, line, _ = place
    for module in [module for module in sys.modules.values() if getattr(module, "__file__", None) == file]:
        for function in functions_of(module):
            if function.__code__.co_filename == file and function.__code__.co_firstlineno == line:
                said = inspect.getdoc(function) or ""
                return said.partition("\n")[0].partition(".")[0]
    return ""


def functions_of(module: ModuleType) -> list[Any]:
    """Give the functions and methods of a module, without what is wrapped around them."""
    classes = [one for one in vars(module).values() if inspect.isclass(one) and one.__module__ == module.__name__]
    named = [one for home in (module, *classes) for one in vars(home).values()]
    return [inspect.unwrap(one) for one in named if inspect.isfunction(one)]


if __name__ == "__main__":
    main()
