"""What a rule takes and what it gives back."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Quantity: TypeAlias = float | NDArray[Any]
"""One number, or one number per customer."""

# A rule gives a float if all it was given were floats, and an array otherwise. Saying that in types takes
# two overloads a function, which would bury the formulas; NumPy's own ufuncs give Any for the same reason.
Result: TypeAlias = Any


def within(value: Quantity, low: float, high: float) -> Result:
    """The nearest value between two limits.

    min(max(value, low), high); the unit of the value. Source: definition; np.clip takes six times as long for a
    single number.
    """
    return np.minimum(np.maximum(value, low), high)
