"""Plant every bug, and see whether the fast tests turn red: more than one survivor is a failure.

    python tests/planted                       every bug, into one engine and into both
    python tests/planted "decay twice" ...     some of them
    python tests/planted --list                what there is

Golden results are not among the tests that are asked: they see that something has changed, not that it is wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

# Of one thread, so that this process can be forked.
os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

from bug import Bug, Where
from bugs import BUGS, EQUAL
from planting import Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

ALLOWED = 1
"""So many may survive."""

COMPARED = (EQUAL + "test_a_lively_world_is_the_same_in_both_engines",)
WIDE_NET = (
    "tests/rules", "tests/plain", "tests/measures", "tests/desk", "tests/crowd", "tests/statistics", "tests/luck",
    "tests/test_demand.py", "tests/model/test_model_relations.py", "tests/questions/verify",
)  # fmt: skip
"""Who slips through the tests that should see him meets these: all that know the truth about the model."""


def main() -> int:
    """Read the command, and plant."""
    asked = argparse.ArgumentParser(prog="python tests/planted", description=__doc__.partition("\n")[0])
    asked.add_argument("bugs", nargs="*", metavar="BUG", help="the names of some bugs (default: all)")
    asked.add_argument("--where", choices=list(Where), action="append", help="only into the code of these engines")
    asked.add_argument("--list", action="store_true", help="name them all, and plant none")
    said = asked.parse_args()
    strange = set(said.bugs) - {bug.name for bug in BUGS}
    if strange:
        asked.error(f"no such bug: {', '.join(sorted(strange))}; --list names them")
    bugs = [bug for bug in BUGS if not said.bugs or bug.name in said.bugs]
    if said.list:
        for bug in bugs:
            print(f"{bug.name:40} {'/'.join(bug.places):10} {bug.says}")
        return 0
    wanted = said.where or list(Where)
    return hunt([(bug, where) for bug in bugs for where in bug.places if where in wanted])


def hunt(plantings: list[tuple[Bug, Where]]) -> int:
    """Plant bugs one after the other, and tell of each; gives the exit code."""
    import_what_takes_long()
    tests = sorted({test for planting in plantings for test in should_see(*planting)})
    sound = judge((), tests)
    print(
        f"{'no bug':40} {'':7} {sound.seconds:5.1f} s  {sound.red or f'all green ({len(tests)} tests or files)'}"
    )
    if sound.red:
        return 1
    print(f"\n{'bug':40} {'engine':7} {'time':>7}  caught by")
    survivors = [name for planting in plantings for name in chased(*planting)]
    planted, bugs = len(plantings), len({bug.name for bug, _ in plantings})
    print(f"\n{planted - len(survivors)} of {planted} plantings of {bugs} bugs were caught.")
    for name in survivors:
        print(f"survives: {name}")
    return int(len(survivors) > ALLOWED)


def chased(bug: Bug, where: Where) -> Iterator[str]:
    """Plant one bug in one place, and tell who saw it; gives its name if nobody did."""
    seen = judge(bug.patches(where), should_see(bug, where))
    if not seen.red:
        wide = judge(bug.patches(where), WIDE_NET)
        seen = Verdict(wide.red and f"{wide.red} (by the wide net)", seen.seconds + wide.seconds)
    print(f"{bug.name:40} {where:7} {seen.seconds:5.1f} s  {seen.red or 'NOBODY'}", flush=True)
    if not seen.red:
        yield f"{bug.name} ({where})"


def should_see(bug: Bug, where: Where) -> tuple[str, ...]:
    """Name the tests that should see a bug there."""
    return (bug.compared_by or COMPARED) if where is Where.FAST and bug.plain else bug.told_by


def import_what_takes_long() -> None:
    """Import once what every process needs; nothing of the program, and nothing that pytest would rewrite."""
    import mesa  # noqa: F401
    import numpy  # noqa: F401
    import pandas  # noqa: F401
    import pydantic  # noqa: F401
    import scipy.special  # noqa: F401
    import simpy  # noqa: F401


if __name__ == "__main__":
    sys.exit(main())
