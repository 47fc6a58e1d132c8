"""The desk of Trapeze's fast engine: SimPy with callbacks, the columns of a day in and out."""

from __future__ import annotations

import numpy as np

from sim.desk.queue import serve_day
from sim.desk.queue_day import Ending


def prepare(arrival, service, patience, agents):
    """Give a function that serves these contacts, first come first served, and says what came of them."""
    nothing, number = np.empty(0), len(arrival)
    came = np.array(arrival)
    day = {
        "arrival": came,
        "patience": np.array(patience),
        "agent_minutes": np.array(service),
        "priority": np.zeros(number, dtype=np.int8),
        "stays": np.zeros(number, dtype=np.bool_),
        "agents": float(agents),
        "open_minutes": arrival[-1] + max(service) + max(patience),
        "call_minute": nothing,
        "call_agent_minutes": nothing,
    }

    def serve():
        served = serve_day(**day)
        return {
            "contacts": number,
            "abandoned": int(np.sum(served.outcome == Ending.ABANDONED)),
            "waiting": float(np.sum(served.left - came)),
        }

    return serve
