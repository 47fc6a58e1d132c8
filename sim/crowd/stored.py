"""How columns of each kind are stored: kinds are the names of their types in `crowd.columns`."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from sim.crowd.cases import NO_PLACE
from sim.crowd.codes import NOTHING

LONGEST_IN_SHORT = 4_000
"""Days for which days and counters fit into 16 bits: nobody does anything more than eight times a day."""

STORED_AS: dict[str, tuple[type, float]] = {
    "Words": (np.uint64, 0),
    "Floats": (np.float64, 0.0),
    "Ledgers": (np.float32, 0.0),
    "Bools": (np.bool_, False),
    "Counts": (np.int8, 0),
    "Sums": (np.int32, 0),
    "Places": (np.int32, NO_PLACE),
    "Clocks": (np.int32, 0),
    "Days": (np.int32, -1),
    "Codes": (np.int8, int(NOTHING)),
}
"""As what numbers, and what stands there at first."""

STORED_SHORT = STORED_AS | {"Sums": (np.int16, 0), "Days": (np.int16, -1), "Clocks": (np.int16, 0)}
"""The same for horizons of up to `LONGEST_IN_SHORT` days."""


@cache
def last_day(dtype: np.dtype[Any]) -> int:
    """The last day that can be written in columns of this kind."""
    return int(np.iinfo(dtype).max)
