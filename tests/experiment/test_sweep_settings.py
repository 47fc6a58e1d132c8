"""A sweep has the same digest however it was made: any two levels of any two factors below meet in forty programs.

    python -m pytest -m slow tests/experiment/test_sweep_settings.py          seven minutes

What the settings of a process do to a single run is tried in `tests/model/test_model_determinism.py`.
"""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from functools import cache
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.no_cover

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

FACTORS = {
    "workers": ("1", "2"),
    "batch": ("1", "3", "500"),
    "history": ("at once", "later", "shares"),
    "terminal": (False, True),
    "printed": ("", "--quiet", "--json"),
    "log": ("none", "all"),
    "cwd": ("folder", "root", "/"),
    "TZ": ("UTC", "Asia/Tokyo", "America/St_Johns"),
    "LC_ALL": ("C", "C.UTF-8", "de_DE.UTF-8"),
    "PYTHONHASHSEED": ("0", "4242", "random"),
    "OMP_NUM_THREADS": ("1", "4"),
}
ARGUMENTS = ("workers", "batch", "history", "log", "printed")
"""What the program is told; the rest is its surroundings."""
REPORTS = 3
"""So many of the programs draw the report, which takes seconds."""


@cache
def covering(rows=40):
    """Give settings in which any two levels of any two factors meet, and more of them up to so many rows."""
    pairs = combinations(FACTORS, 2)
    missing = {((a, x), (b, y)) for a, b in pairs for x, y in product(FACTORS[a], FACTORS[b])}
    dice = np.random.default_rng(2)
    chosen = []
    while missing or len(chosen) < rows:
        some = [{name: levels[dice.integers(len(levels))] for name, levels in FACTORS.items()} for _ in range(200)]
        best = max(some, key=lambda setting: len(missing & set(combinations(setting.items(), 2))))
        missing -= set(combinations(best.items(), 2))
        chosen.append(best)
    return chosen


@contextmanager
def printed_to(*, terminal):
    """Give what a program may print to: nothing, or a terminal that somebody reads (or it would fill up)."""
    if not terminal:
        yield subprocess.DEVNULL
        return
    screen, end = pty.openpty()
    reader = threading.Thread(target=read_to_the_end, args=(screen,))
    reader.start()
    try:
        yield end
    finally:
        os.close(end)
        reader.join()
        os.close(screen)


def read_to_the_end(screen):
    """Read what is printed, until nobody can print any more."""
    with suppress(OSError):
        while os.read(screen, 4096):
            pass


def left_by(folder, setting, *, report="no"):
    """Make the sweep in a program with this setting, and give what it left."""
    file = folder / "left.json"
    told = [setting[name] for name in ARGUMENTS]
    cwd = {"folder": folder, "root": ROOT, "/": "/"}[setting["cwd"]]
    surroundings = {name: value for name, value in setting.items() if name.isupper()}
    inherited = {name: value for name, value in os.environ.items() if name not in FACTORS}
    with printed_to(terminal=setting["terminal"]) as end:
        subprocess.run(
            [sys.executable, HERE / "leave_a_sweep.py", file, *told, report], cwd=cwd, stdout=end, stderr=end,
            env=inherited | surroundings | {"PYTHONPATH": str(ROOT)}, stdin=subprocess.DEVNULL, timeout=300,
            check=True,
        )  # fmt: skip
    left = json.loads(file.read_text())
    assert left["terminal"] is setting["terminal"]
    return left["digest"]


@pytest.fixture(scope="module")
def as_it_is(tmp_path_factory):
    """Give the digest of the plainest of programs."""
    return left_by(tmp_path_factory.mktemp("as it is"), {name: levels[0] for name, levels in FACTORS.items()})


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(covering())))
def test_no_way_of_making_a_sweep_changes_a_bit(number, as_it_is, tmp_path):
    report = "yes" if number < REPORTS else "no"
    assert left_by(tmp_path, covering()[number], report=report) == as_it_is, covering()[number]


def test_the_ways_to_make_a_sweep_cover_all_pairs():
    settings = covering()
    assert len(settings) >= 40
    met = {pair for setting in settings for pair in combinations(setting.items(), 2)}
    assert len(met) == sum(len(FACTORS[a]) * len(FACTORS[b]) for a, b in combinations(FACTORS, 2))
