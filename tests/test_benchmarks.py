"""The benchmarks run, small: a script that rots proves nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("script", "options", "says"),
    [
        ("bands.py", "--population 100 --days 40 --replications 2 --workers 1 --no-bar", "rescue index"),
        ("engines.py", "--people 60 --largest 1000 --days 40", "times as fast, with the same customers"),
        ("desk.py", "--contacts 60 --rounds 1", "reference loop"),
    ],
)
def test_a_benchmark_runs_and_says_what_it_found(script, options, says):
    command = [sys.executable, str(ROOT / "benchmarks" / script), *options.split()]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert says in done.stdout
