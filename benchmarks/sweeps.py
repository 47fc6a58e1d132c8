"""Time a sweep in one process, in two workers, and as two shares in processes that know nothing of each other.

    python benchmarks/sweeps.py                  80 points of 5,000 customers: five minutes
    python benchmarks/sweeps.py --write          keep the run, and renew the table of benchmarks/README.md

Two independent processes are all that two cores can do: they share nothing and wait for nobody. The sides take
turns, and must find the same numbers. Seconds of the clock, from the first line of a program to its last table, so
this one needs a machine on which nothing else runs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pandas as pd
from measuring import measuring
from tables import Comparison, Row, tell

ROUNDS = 3
POINTS, PEOPLE, DAYS = 80, 5_000, 365
PROGRAM = """
import json, sys
from sim import sweep
if __name__ == "__main__":
    settings = json.loads(sys.argv[1])
    sweep("default", settings.pop("vary"), **settings).runs.to_csv(sys.argv[2], index=False)
"""
SIDES = {
    "one process": ({"workers": 1},),
    "two workers": ({"workers": 2},),
    "two independent processes": ({"workers": 1, "shard": "1/2"}, {"workers": 1, "shard": "2/2"}),
}
SWEEPS = Comparison(
    "sweeps",
    ("how",),
    {"seconds": ".1f", "points a second": ".2f", "of independent processes": ".0%"},
    by_clock=True,
)


def main() -> None:
    """Time the three."""
    options = arguments()
    with measuring(one_core=False) as session:
        rows = swept(options.points, options.people, options.days, options.rounds)
    tell(SWEEPS, rows, session, write=options.write)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=POINTS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--write", action="store_true", help="keep the run, and renew the table")
    return parser.parse_args()


def swept(points: int = POINTS, people: int = PEOPLE, days: int = DAYS, rounds: int = ROUNDS) -> list[Row]:
    """Let the sides make the same sweep in turn; gives the rows of the table."""
    settings = {
        "vary": {"product.quality": f"0.3:0.8:{points}"},
        "settings": {"population": people, "represents": 1, "days": days, "log": "none"},
        "replications": 1,
    }
    taken: dict[str, list[float]] = {side: [] for side in SIDES}
    for _ in range(rounds):
        found = []
        for side, shares in SIDES.items():
            took, runs = made([settings | share for share in shares])
            taken[side].append(took)
            found.append(runs)
        for runs in found[1:]:
            pd.testing.assert_frame_equal(runs, found[0])
    independent = taken["two independent processes"]
    return [
        {
            "how": side,
            "seconds": median(times),
            "points a second": points / median(times),
            "of independent processes": median(other / one for one, other in zip(times, independent, strict=True)),
        }
        for side, times in taken.items()
    ]


def made(programs: list[dict[str, object]]) -> tuple[float, pd.DataFrame]:
    """Run programs at the same time; gives the seconds until the last has ended, and all runs in order."""
    with TemporaryDirectory() as place:
        script = Path(place, "swept.py")
        script.write_text(PROGRAM, encoding="utf-8")
        tables = [Path(place, f"{number}.csv") for number in range(len(programs))]
        begun = time.perf_counter()
        running = [
            subprocess.Popen([sys.executable, str(script), json.dumps(settings), str(table)])
            for settings, table in zip(programs, tables, strict=True)
        ]
        assert all(process.wait() == 0 for process in running)
        took = time.perf_counter() - begun
        runs = pd.concat([pd.read_csv(table) for table in tables])
    return took, runs.sort_values(["point", "replication"], ignore_index=True)


if __name__ == "__main__":
    main()
