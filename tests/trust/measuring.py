"""Measures what is promised: runs the tests and the command of a promise and notes what came out, and when."""

from __future__ import annotations

import json
import platform
import shlex
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np

from sim.results import ENGINE_VERSION
from tests.trust.promise import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.trust.promise import Promise


def measure(promise: Promise, *, slow: bool, out: Path | None = None) -> dict[str, Any]:
    """Run what holds a promise; gives what the page says of it."""
    begun = time.monotonic()
    counts, figures = tested(promise.tests, slow=slow) if promise.tests else ({}, {})
    if promise.command and (slow or not promise.only_slow):
        found, fine = told(promise, slow=slow, out=out)
        figures |= found
        counts |= {} if fine else {"failed": counts.get("failed", 0) + 1}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "engine": ENGINE_VERSION,
        "slow": slow,
        "tests": list(promise.tests),
        **counts,
        "figures": figures,
        "seconds": round(time.monotonic() - begun),
    }


def tested(tests: Iterable[str], *, slow: bool) -> tuple[dict[str, int], dict[str, Any]]:
    """Run tests; gives how many cases passed, failed and were skipped, and what they recorded."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        which = ["-m", "slow or not slow"] if slow else []
        command = [sys.executable, "-m", "pytest", "-q", *which, f"--junit-xml={report}", *tests]
        subprocess.run(command, cwd=ROOT, check=False)
        cases = list(ElementTree.parse(report).iter("testcase"))
    return counted(cases), recorded(cases)


def counted(cases: list[ElementTree.Element]) -> dict[str, int]:
    """Count the cases by how they ended."""
    endings = [{child.tag for child in case} for case in cases]
    failed = sum(bool(ending & {"failure", "error"}) for ending in endings)
    skipped = sum("skipped" in ending for ending in endings)
    return {"passed": len(cases) - failed - skipped, "failed": failed, "skipped": skipped}


def recorded(cases: list[ElementTree.Element]) -> dict[str, Any]:
    """Collect what tests said by `record_property`: whole numbers add up, others have a range."""
    said = defaultdict(list)
    for case in cases:
        for one in case.iter("property"):
            said[one.attrib["name"]].append(one.attrib["value"])
    return {name: together(values) for name, values in said.items()}


def together(values: list[str]) -> Any:
    """One value for several: the sum of whole numbers, the range of others."""
    if all(value.lstrip("-").isdigit() for value in values):
        return sum(map(int, values))
    numbers = sorted(map(float, values))
    return numbers[0] if numbers[0] == numbers[-1] else [numbers[0], numbers[-1]]


def told(promise: Promise, *, slow: bool, out: Path | None) -> tuple[dict[str, Any], bool]:
    """Say the command of a promise; gives its figures from what it prints, and whether it ended well.

    A command may end with 1 and say in its object what is wrong. What prints no such figure has none.
    """
    command = promise.full if slow and promise.full else promise.command
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable if word == "python" else word for word in shlex.split(command)]
        if words[1:2] == ["run.py"]:
            words += ["--out", str(out or folder)]
        done = subprocess.run(words, cwd=ROOT, check=False, stdout=subprocess.PIPE, encoding="utf-8")
    fine = done.returncode == 0
    try:
        return {name: figure(done.stdout, path) for name, path in promise.figures.items()}, fine
    except (ValueError, LookupError):
        return {}, False


def figure(printed: str, path: str) -> Any:
    """Look a figure up in what a command has printed: by its keys, or the last line."""
    if path == "last line":
        return printed.strip().splitlines()[-1]
    how, _, keys = path.rpartition(" ")
    part = found(json.loads(printed), keys.split("."))
    match how:
        case "count":
            return len(part)
        case "largest":
            return max(abs(one) for one in part if one is not None)
    return part


def found(part: Any, keys: Sequence[str]) -> Any:
    """Follow keys into an object; `*` follows the rest of them in each of a list."""
    match keys:
        case []:
            return part
        case ["*", *rest]:
            return [found(one, rest) for one in part]
        case [key, *rest]:
            return found(part[key], rest)
    raise TypeError(keys)
