"""The same scenario and seed give the same bits, whatever the process, the machine's settings or the blocks.

40 settings instead of 6: `python -m pytest tests/model/test_model_determinism.py -m slow`.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from large_worlds import CROWDED, EVERYTHING, differences, digest, run, same, unlike
from leave_columns import FEATURES, everything
from numpy._core._multiarray_umath import __cpu_dispatch__

from sim import model as fast
from sim.journey.talk import Talk, listen

pytestmark = pytest.mark.no_cover

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ALL_ROWS = 10**9
ELSEWHERE = 1e-12
"""On another processor exponentials and logarithms may differ by so much, relatively; whole numbers never."""
SINGLES, SINGLE = ("sum_", "felt_"), 1e-6
"""The parts of CX are kept in single precision: with the last digit of an exponential one may round otherwise."""


def features(*beginnings):
    """Name those features of the processor that NumPy can do without, by how their names begin."""
    return " ".join(name for name in __cpu_dispatch__ if name.startswith(beginnings))


PROCESSORS = {
    "": "",
    "X86_V4": features("X86_V4", "AVX512"),
    "X86_V3 X86_V4": features("X86_V4", "AVX512", "X86_V3", "AVX", "FMA", "F16C"),
}
"""What NPY_DISABLE_CPU_FEATURES takes away, by today's names for it."""

FACTORS = {
    "blocks": (ALL_ROWS, 1, 7, 4096, 16384),
    "workers": (1, 2),
    "processor": tuple(PROCESSORS),
    "PYTHONHASHSEED": ("0", "1", "4242", "random"),
    "OMP_NUM_THREADS": ("1", "2", "4"),
    "OPENBLAS_NUM_THREADS": ("1", "2", "4"),
    "TZ": ("UTC", "Asia/Tokyo", "America/St_Johns"),
    "LC_ALL": ("C", "C.UTF-8", "de_DE.UTF-8"),
    "cwd": ("root", "tmp", "/"),
    "PYTHONOPTIMIZE": ("", "1"),
}


def covering(rows):
    """Give settings in which any two levels of any two factors meet, and more of them up to so many rows."""
    names = list(FACTORS)
    missing = {
        ((a, x), (b, y)) for a, b in combinations(names, 2) for x, y in product(FACTORS[a], FACTORS[b])
    }  # fmt: skip
    dice = np.random.default_rng(1)
    chosen = []
    while missing or len(chosen) < rows:
        some = [{name: levels[dice.integers(len(levels))] for name, levels in FACTORS.items()} for _ in range(300)]
        best = max(some, key=lambda setting: len(missing & set(combinations(setting.items(), 2))))
        missing -= set(combinations(best.items(), 2))
        chosen.append(best)
    return chosen


FEW = [
    [
        {"blocks": 64, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "TZ": "Asia/Tokyo", "PYTHONUTF8": "0",
         "PYTHONIOENCODING": "ascii", "PYTHONWARNINGS": "error", "MKL_NUM_THREADS": "1"},
        {"workers": 2, "PYTHONHASHSEED": "random", "TZ": "UTC", "LC_ALL": "de_DE.UTF-8", "OMP_NUM_THREADS": "2"},
    ],
    [
        {"processor": "X86_V4", "cwd": "root", "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "2"},
        {"processor": "X86_V4", "blocks": 7, "TZ": "Asia/Tokyo", "OPENBLAS_NUM_THREADS": "4"},
    ],
    [
        {"processor": "X86_V3 X86_V4"},
        {"processor": "X86_V3 X86_V4", "blocks": 7, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1"},
    ],
]  # fmt: skip
"""Settings of one processor stand together, since they are held to one another."""
SETTINGS = [pytest.param(settings, id=settings[0].get("processor", "as it is")) for settings in FEW] + [
    pytest.param([setting], id=f"pairs-{number}", marks=pytest.mark.slow)
    for number, setting in enumerate(covering(40))
]


@cache
def here():
    """Live the worlds in this process."""
    return everything(block_rows=ALL_ROWS, workers=1)


def elsewhere(folder, *, blocks=ALL_ROWS, workers=1, processor="", cwd="tmp", **environment):
    """Live them in another process, with this environment."""
    inherited = {name: value for name, value in os.environ.items() if name not in FACTORS}
    given_ = {"PYTHONPATH": str(ROOT), "NPY_DISABLE_CPU_FEATURES": PROCESSORS[processor]} | environment
    file = folder / "columns.npz"
    subprocess.run(
        [sys.executable, HERE / "leave_columns.py", file, str(blocks), str(workers)],
        env=inherited | given_, cwd={"root": ROOT, "tmp": folder, "/": "/"}[cwd], timeout=120, check=True,
    )  # fmt: skip
    with np.load(file) as columns_left:
        return {name: columns_left[name] for name in columns_left.files}


def apart(one, other):
    """Name the columns of two processors that differ by more than they may."""
    assert one.keys() == other.keys()
    return [name for name in one if not alike(one[name], other[name], name)]


def alike(one, other, name):
    """Tell whether two columns are the same but for the last bits of their floats."""
    if one.dtype.kind != "f":
        return same(one, other)
    single = name.rpartition(".")[2].startswith(SINGLES)
    within = {"rtol": SINGLE, "atol": SINGLE} if single else {"rtol": ELSEWHERE, "atol": 0.0}
    return one.shape == other.shape and np.allclose(one, other, equal_nan=True, **within)


_first_of = {}
"""The columns of the first setting that was met with each processor."""


@pytest.mark.parametrize("settings", SETTINGS)
def test_no_setting_of_the_process_changes_a_bit(settings, tmp_path, record_property):
    """Of the same processor every bit is the same; of another one whole numbers are, floats to 1e-12."""
    processor = settings[0].get("processor", "")
    if processor and platform.machine() not in ("x86_64", "AMD64"):
        pytest.skip("the processor has other levels")
    record_property("settings compared", len(settings))
    for setting in settings:
        there = elsewhere(tmp_path, **setting)
        still_on = set(there.pop(FEATURES).tolist())
        assert not still_on & set(PROCESSORS[processor].split()), setting
        assert apart(here(), there) == [], setting
        twin = _first_of.setdefault(processor, there if processor else here())
        assert unlike(twin, there) == [], setting


def test_worlds_are_large_enough_for_a_setting_to_matter():
    left = here()
    assert len(left["large.customers.fit"]) > 16_384
    assert len(left["cohort 0.contacts.day"]) > 50
    assert len(left["market 0.contacts.day"]) > 10
    assert left["queue.queue_minutes"] > 100_000
    assert digest(left) != digest(left | {"stray": np.zeros(1)})


def test_the_settings_of_the_long_check_cover_all_pairs():
    settings = covering(40)
    assert len(settings) >= 40
    met = {pair for setting in settings for pair in combinations(setting.items(), 2)}
    pairs = sum(len(FACTORS[a]) * len(FACTORS[b]) for a, b in combinations(FACTORS, 2))
    assert len(met) == pairs


# --- blocks, in this process --------------------------------------------------------------------------------


@pytest.mark.parametrize("world", [{}, CROWDED], ids=["cohort", "market"])
@pytest.mark.parametrize("rows", [1, 7, 64])
def test_the_size_of_blocks_changes_no_bit(world, rows):
    small = {"population": 65, "days": 20, "represents": 4, "desk.agents": 0.4}
    one, other = (run(world, EVERYTHING, small, block_rows=size) for size in (ALL_ROWS, rows))
    assert differences(one, other) == []


@pytest.mark.parametrize("rows", [4096, 16384, fast.BLOCK_ROWS])
def test_the_size_of_large_blocks_changes_no_bit(rows):
    large = {"population": 40_000, "days": 5, "log": "none"}
    one, other = (run(CROWDED, large, block_rows=size) for size in (ALL_ROWS, rows))
    assert differences(one, other) == []


# --- what such a test must see ------------------------------------------------------------------------------


def test_a_last_bit_is_seen():
    left = here()
    for name in ("cohort 0.customers.cx_sum", "queue.queue_area", "market 1.contacts.wait_minutes"):
        nudged = np.array(left[name], copy=True)
        nudged.flat[-1] = np.nextafter(nudged.flat[-1], np.inf)
        assert unlike(left, left | {name: nudged}) == [name]
        assert digest(left) != digest(left | {name: nudged})
        assert apart(left, left | {name: nudged}) == []
        nudged.flat[-1] *= 1 + 1e-11
        assert apart(left, left | {name: nudged}) == [name]


def test_talk_that_is_summed_by_blocks_is_seen(monkeypatch):
    """A broken twin: what feeds back must be summed over all customers at once."""
    rows = 333

    def by_blocks(parts):
        (part,) = parts
        cut = [replace(part, blocks=[block]) for block in part.customers.blocks(rows)]
        return Talk(*map(sum, zip(*(listen([piece]) for piece in cut), strict=True)))

    world = {"population": 2000, "days": 20, "log": "none"}
    whole = run(CROWDED, world)
    monkeypatch.setattr(fast, "listen", by_blocks)
    found = differences(whole, run(CROWDED, world))
    assert any(name.startswith("customers.") for name in found)


HASHED = """
import sys; sys.path[:0] = [{root!r}]
from sim import luck
genuine = luck.market_luck
luck.market_luck = lambda seed, replication: genuine(seed ^ hash("seed"), replication)
print(luck.customer_luck(1, 0, 0))
"""


def test_luck_that_hangs_on_a_hash_is_seen():
    """A broken twin: Python hashes text differently in each process."""
    answers = {
        subprocess.run(
            [sys.executable, "-c", HASHED.format(root=str(ROOT))], env=os.environ | {"PYTHONHASHSEED": seed},
            check=True, timeout=120, capture_output=True,
        ).stdout
        for seed in ("0", "1")
    }  # fmt: skip
    assert len(answers) == 2
