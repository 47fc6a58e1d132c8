"""Change the rules, the luck and the queue of the desk everywhere, and see how many changes their tests notice.

    .mutants/bin/python tests/planted/mutants.py                     from the beginning: half an hour, on two cores
    .mutants/bin/python tests/planted/mutants.py --counted           only count what the last run left

It asks mutmut, which stands in an environment of its own (CONTRIBUTING.md). What it prints is an object: for each
room its mutants, those that were killed (also those that never ended), and the share. It ends with 1 where a
room has less than 85 of 100.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mutmut.stats import status_by_exit_code

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
LEFT = ROOT / "mutants"
LEAST = 0.85
ROOMS = {"rules": "sim/rules/*.py.meta", "luck": "sim/luck.py.meta", "queue": "sim/desk/queue*.py.meta"}
KILLED = ("killed", "timeout", "segfault", "caught by type check")


def main() -> int:
    """Read the command, change, and count."""
    asked = argparse.ArgumentParser(prog="python tests/planted/mutants.py", description=__doc__.partition("\n")[0])
    asked.add_argument("--counted", action="store_true", help="only count what the last run left")
    if not asked.parse_args().counted:
        shutil.rmtree(LEFT, ignore_errors=True)
        command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", "2"]
        subprocess.run(command, cwd=ROOT, check=False, stdout=sys.stderr)
    found = {room: counted(list(endings(pattern))) for room, pattern in ROOMS.items()}
    print(json.dumps(found, indent=1))
    return int(any(room["share"] < LEAST for room in found.values()))


def endings(pattern: str) -> Iterator[str]:
    """Say of every mutant in some files how it ended; one that was not tried is an error."""
    for file in sorted(LEFT.glob(pattern)):
        for mutant, code in json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            if code is None:
                raise SystemExit(f"error: {mutant} was not tried; run it from the beginning")
            yield status_by_exit_code[code]


def counted(ended: list[str]) -> dict[str, float]:
    """Count the mutants of a room, and those that the tests killed."""
    killed = sum(ending in KILLED for ending in ended)
    return {"mutants": len(ended), "killed": killed, "share": killed / max(1, len(ended))}


if __name__ == "__main__":
    raise SystemExit(main())
