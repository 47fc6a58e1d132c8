"""A program of its own: live some worlds in this process and leave every column of them in a file.

    python leave_columns.py FILE.npz BLOCK_ROWS WORKERS

Two small worlds with every mechanism on, two replications each (with WORKERS above 1 in so many processes); one of
many people; and a queue of the desk so long that sums over it could be spread over threads.
"""

from __future__ import annotations

import sys

import numpy as np
from large_worlds import CROWDED, EVERYTHING, columns, lively
from numpy._core._multiarray_umath import __cpu_features__  # what NPY_DISABLE_CPU_FEATURES has left on

from sim import simulate
from sim.desk.queue import serve_day
from sim.model import JourneyModel

SMALL = {"population": 60, "represents": 3, "days": 18, "desk.agents": 0.2}
LARGE = {"population": 20_000, "days": 4, "log": "none"}
FEATURES = "processor"
"""In the file: the features of the processor that NumPy makes use of."""
FEWEST_ROWS = 1009
"""The world of many people is not cut into smaller blocks than this."""


def everything(*, block_rows, workers):
    """Give every column of every world, by name."""
    left = long_queue()
    for name, changes in (("cohort", {}), ("market", CROWDED)):
        for number, record in enumerate(two_runs(lively(changes, EVERYTHING, SMALL), block_rows, workers)):
            left |= named(f"{name} {number}", record)
    rows = max(block_rows, FEWEST_ROWS)
    return left | named("large", JourneyModel(lively(CROWDED, LARGE), block_rows=rows).run())


def named(world, record):
    """Give the columns of a record with the name of its world."""
    return {f"{world}.{name}": values for name, values in columns(record).items()}


def two_runs(spec, block_rows, workers):
    """Run two replications, here or in other processes."""
    if workers > 1:
        return simulate(spec, replications=2, workers=workers).records
    return [JourneyModel(spec, replication=number, block_rows=block_rows).run() for number in (0, 1)]


def long_queue():
    """Give a day of the desk on which thousands wait at the same time."""
    people = np.arange(12_000.0)
    day = serve_day(
        arrival=np.sort(600.0 * (people * np.sqrt(2.0) % 1.0)), patience=20.0 + 9.0 * np.sin(people),
        agent_minutes=3.0 + 2.0 * np.cos(people), priority=(people % 3).astype(np.int64), stays=people % 4 == 0,
        agents=20.5, open_minutes=600.0, call_minute=people[:9] * 60.0, call_agent_minutes=people[:9] + 1.0,
    )  # fmt: skip
    return {f"queue.{name}": np.asarray(value) for name, value in vars(day).items()}


if __name__ == "__main__":
    file, block_rows, workers = sys.argv[1:]
    left = everything(block_rows=int(block_rows), workers=int(workers))
    np.savez(file, **left, **{FEATURES: np.array([name for name, is_on in __cpu_features__.items() if is_on])})
