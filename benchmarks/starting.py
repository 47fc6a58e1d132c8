"""Time how long a user waits: for the help, for the answer of the default command, for the report once more.

    python benchmarks/starting.py                some minutes
    python benchmarks/starting.py --write        keep the run, and renew the table of benchmarks/README.md

Programs as a user starts them, on all cores, with Python's compiled files already there. Beside the seconds of the
clock, which mean little while others use the machine, stands the processor time of all their processes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from measuring import HERE, Spent, measuring, spent_by
from tables import Comparison, Row, tell

ROUNDS = 3
REPORT = "Report: "
"""How the line begins with which the report is there; what takes longer still is added to it afterwards."""

STARTING = Comparison(
    "starting",
    ("command",),
    {"first line, s": ".2f", "report, s": ".2f", "all, s": ".2f", "processor time, s": ".2f"},
    by_clock=True,
)


def main() -> None:
    """Time them in turn."""
    options = arguments()
    with measuring(one_core=False) as session:
        rows = started(options.rounds, options.settings)
    tell(STARTING, rows, session, write=options.write)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--set", dest="settings", action="append", default=[], help="of the default command")
    parser.add_argument("--write", action="store_true", help="keep the run, and renew the table")
    return parser.parse_args()


def started(rounds: int = ROUNDS, settings: list[str] | tuple[str, ...] = ()) -> list[Row]:
    """Start everything in each round, the answer each time with nothing there, then again; gives the medians."""
    taken: dict[str, list[Spent]] = {}
    changed = [word for setting in settings for word in ("--set", setting)]
    for _ in range(rounds):
        with TemporaryDirectory() as place:
            default = (*changed, "--out", place)
            for what, arguments in {
                "`run.py --help`": ("--help",),
                "`run.py`: sentence, tables, pictures and report": default,
                "`run.py` once more: the report from what is kept": default,
            }.items():
                taken.setdefault(what, []).append(run(*arguments))
            assert list(Path(place).rglob("report.html"))
    return [
        {
            "command": what,
            "first line, s": median(one.until("") for one in times),
            "report, s": median(one.until(REPORT) for one in times) if "report" in what else None,
            "all, s": median(one.wall for one in times),
            "processor time, s": median(one.processor for one in times),
        }
        for what, times in taken.items()
    ]


def run(*arguments: str) -> Spent:
    """Run the program with some arguments."""
    return spent_by([sys.executable, str(HERE.parent / "run.py"), *arguments], cwd=HERE.parent)


if __name__ == "__main__":
    main()
