"""What was measured, run by run, and the tables that show the median and the range of the last three.

    python benchmarks/tables.py              renew tables and picture of benchmarks/README.md from runs.json
    python benchmarks/tables.py --measure    measure everything first: half an hour on a machine at rest

Runs are not taken away, unless they compared what was not the same: each is what was measured then, of the program
as it was then.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from measuring import Session

HERE = Path(__file__).parent
KEPT, PAGE = HERE / "runs.json", HERE / "README.md"
SHOWN = 3
AT_REST = 0.25
"""The load for each core up to which a machine counts as one on which nothing else runs."""
SLOWER = 1.5
"""So many times its shortest takes the reference loop, where others use the processor unseen half of the time."""

COMMANDS = (
    "musts.py",
    "engines.py",
    "growth.py",
    "passes.py",
    "roofline.py",
    "desk.py",
    "peers.py desk crowd",
    "sweeps.py",
    "starting.py",
    "bounds.py",
)

Row = dict[str, Any]
"""What is in each column of a table, by its heading."""


@dataclass(frozen=True)
class Comparison:
    """A table: what it is called, which columns name a row, how the figures in the others are written."""

    name: str
    names: tuple[str, ...]
    figures: Mapping[str, str]
    """Formats of `format`, by heading."""
    judged: Mapping[str, Callable[[Row], str]] = field(default_factory=dict)
    """Columns that follow from the others."""
    by_clock: bool = False
    """Whether it means little while others use the machine."""
    by_kind: bool = False
    """Whether each kind of processor has a table of its own, the latest last, and not that measured last alone."""

    def key(self, row: Row) -> tuple[Any, ...]:
        """Give what names a row."""
        return tuple(row[name] for name in self.names)


def tell(comparison: Comparison, rows: list[Row], session: Session, *, write: bool) -> None:
    """Print the table of this run; and with `write` keep it, and renew the page."""
    run = {**asdict(session), "rows": rows}
    print("\n".join([machines([run]), "", *table(comparison, [run])]), flush=True)
    if write:
        keep(comparison.name, run)
        renew([comparison])


def keep(name: str, run: Row) -> None:
    """Add a run to the file."""
    runs = all_kept()
    runs.setdefault(name, []).append(run)
    KEPT.write_text(json.dumps(runs, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def all_kept() -> dict[str, list[Row]]:
    """Give all runs, by comparison."""
    runs: dict[str, list[Row]] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    return runs


def renew(comparisons: Iterable[Comparison]) -> None:
    """Write tables of the page anew, and on what machines they were measured."""
    runs = all_kept()
    shortest = shortest_loops(run for kept in runs.values() for run in kept)
    for comparison in comparisons:
        kinds = of_each_kind(runs[comparison.name]) if comparison.by_kind else [runs[comparison.name]]
        lines = [["", *table(comparison, shown(comparison, kept, shortest))] for kept in kinds]
        put_into_page(comparison.name, [line for one in lines for line in one][1:])
    put_into_page("machines", [machines([run for kept in runs.values() for run in last(kept)])])
    import_module("picture").draw(runs)


def shown(comparison: Comparison, runs: Sequence[Row], shortest: Mapping[str, float]) -> Sequence[Row]:
    """Give the last runs; of what goes by the clock those of a machine at rest, if there are any."""
    quiet = [run for run in runs if is_at_rest(run, shortest)]
    return last(quiet if comparison.by_clock and quiet else runs)


def of_each_kind(runs: Sequence[Row]) -> list[Sequence[Row]]:
    """Give the runs by kind of processor, where they name one."""
    named = dict.fromkeys(run["processor"] for run in reversed(runs) if run["processor"].endswith(")"))
    return [[run for run in runs if run["processor"] == kind] for kind in reversed(named)]


def last(runs: Sequence[Row]) -> Sequence[Row]:
    """Give the last runs, all on the kind of processor that made the very last."""
    return [run for run in runs if run["processor"] == runs[-1]["processor"]][-SHOWN:]


def shortest_loops(runs: Iterable[Row]) -> dict[str, float]:
    """Give what the reference loop took at best on each kind of processor."""
    loops = sorted((loop, run["processor"]) for run in runs for loop in run["loop_ms"])
    return {processor: loop for loop, processor in reversed(loops)}


def is_at_rest(run: Row, shortest: Mapping[str, float]) -> bool:
    """Tell whether nothing else wanted the machine: neither here, nor beside it where it is a virtual one."""
    idle = run["load"] is None or run["load"] <= run["cores"] * AT_REST
    return idle and median(run["loop_ms"]) < SLOWER * shortest[run["processor"]]


def table(comparison: Comparison, runs: Sequence[Row]) -> list[str]:
    """Give the lines of a table: when and where, then the median of each figure, and its range over the runs."""
    latest = runs[-1]["rows"]
    headings = [*latest[0], *comparison.judged]
    lines = [heading(runs), "", f"| {' | '.join(headings)} |", "|---" * len(headings) + "|"]
    for row in latest:
        merged = middle(comparison, row, runs)
        cells = [cell(comparison, name, merged[name], row, runs) for name in row]
        cells += [judge(merged) for judge in comparison.judged.values()]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def heading(runs: Sequence[Row]) -> str:
    """Say when, and how busy the machine was."""
    what = "One run" if len(runs) == 1 else f"Median (and range) of {len(runs)} runs"
    loads = ", ".join(f"{run['load']:.1f}" for run in runs if run["load"] is not None)
    loops = [loop for run in runs for loop in run["loop_ms"]]
    times = [f"{run['when']} UTC{of_commit(run)}" for run in runs]
    return (
        f"{what}, {runs[-1]['processor']}, {', '.join(times)}, load of the machine {loads or 'unknown'}, "
        f"reference loop {min(loops):.1f} to {max(loops):.1f} ms."
    )


def of_commit(run: Row) -> str:
    """Say which program a run was of, where that is known."""
    return f" ({run['program']})" if run.get("program") else ""


def machines(runs: Sequence[Row]) -> str:
    """Say on what machines, and with what versions."""
    where = {
        f"{run['processor']}, {run['cores']} core{'s' * (run['cores'] > 1)}, Python {run['python']}, "
        + ", ".join(f"{name} {number}" for name, number in run["packages"].items()): None
        for run in runs
    }
    return "; ".join(where) + "."


def middle(comparison: Comparison, row: Row, runs: Sequence[Row]) -> Row:
    """Give a row with the median of each figure."""
    return row | {
        name: median(values) for name in comparison.figures if (values := values_of(comparison, name, row, runs))
    }


def values_of(comparison: Comparison, name: str, row: Row, runs: Sequence[Row]) -> list[float]:
    """Give a figure of a row as each run found it, where it did."""
    found = same_row(comparison, row, runs)
    return [other[name] for other in found if other.get(name) is not None]


def same_row(comparison: Comparison, row: Row, runs: Sequence[Row]) -> Iterator[Row]:
    """Find a row in each run that has it."""
    return (other for run in runs for other in run["rows"] if comparison.key(other) == comparison.key(row))


def cell(comparison: Comparison, name: str, value: Any, row: Row, runs: Sequence[Row]) -> str:
    """Write a figure, with its range where the runs differ; numbers that name a row with commas."""
    written = comparison.figures.get(name)
    if value is None:
        return ""
    if written is None:
        return f"{value:,}" if isinstance(value, int) else str(value)
    values = values_of(comparison, name, row, runs)
    low, middle, high = (number(one, written) for one in (min(values), value, max(values)))
    return middle if low == high else f"{middle} ({low}–{high})"


def number(value: float, written: str) -> str:
    """Write a figure; one of so many digits never with an exponent."""
    return f"{value:,.0f}" if written.endswith("g") and abs(value) >= 1000.0 else format(value, written)


def put_into_page(name: str, lines: Sequence[str]) -> None:
    """Replace what stands between two marks."""
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(f"<!-- {name}: begin -->\n")
    _, end, after = rest.partition(f"<!-- {name}: end -->")
    assert end, f"there are no marks for {name} in {PAGE.name}"
    PAGE.write_text(before + begin + "\n".join(lines) + "\n" + end + after, encoding="utf-8")


def named() -> dict[str, Comparison]:
    """Give all comparisons of these scripts by name."""
    scripts = [
        script for script in sorted(HERE.glob("*.py")) if "Comparison(" in script.read_text(encoding="utf-8")
    ]
    modules = [import_module(script.stem) for script in scripts]
    found = [each for module in modules for each in vars(module).values() if isinstance(each, Comparison)]
    return {each.name: each for each in found}


def main() -> None:
    """Renew all tables and the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true", help="run every command with --write first")
    if parser.parse_args().measure:
        for command in COMMANDS:
            print(f"\n{command}", flush=True)
            script, *options = command.split()
            subprocess.run([sys.executable, str(HERE / script), *options, "--write"], check=True)
    known = named()
    renew(known[name] for name in all_kept())


if __name__ == "__main__":
    # As everybody else knows this module, so that a comparison is one.
    import_module("tables").main()
