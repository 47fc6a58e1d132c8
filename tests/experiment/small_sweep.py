"""The small sweep of these tests: a plan, and numbers for its runs that nobody has to simulate."""

from __future__ import annotations

import math
import struct
from functools import cache

from sim.experiment.design import grid
from sim.experiment.factor import Factor
from sim.experiment.plan import Plan
from sim.experiment.run import Failed, Finished
from sim.scenario import Scenario

NOT_A_NUMBER = 0x7FF8_0000_0000_BEEF
ODD = struct.unpack("<d", struct.pack("<Q", NOT_A_NUMBER))[0]
"""A number that is none, with bits of its own."""


@cache
def plan():
    """Eight points of a tiny firm, three times each."""
    factors = (
        Factor("product.quality", "product.quality", low=0.2, high=0.9, steps=4),
        Factor("desk.agents", "desk.agents", levels=(10, 20)),
    )
    return Plan("tiny", "Tiny", Scenario().but({"population": 50, "days": 5}), factors, grid(factors), 3, 1)


def ended(run):
    """Give numbers that are hard to keep, and one point at which all fails."""
    if run.point == 3:
        return Failed(run, "it raised", 'File "/home/joe/lib/sim/model.py", line 3\nFile "/a b/c.py", line 1', 3)
    nothing = ODD if run.point == 2 else math.nan if run.point == 4 else -0.0
    return Finished(run, {"retention": run.point + run.replication / 7, "profit": nothing}, 0.5)
