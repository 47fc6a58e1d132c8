"""Averages over people who differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def over_normal(function: Callable[[Floats], Floats], *, nodes: int = 80) -> float:
    """Average a function of a standard normal trait, by Gauss-Hermite quadrature."""
    z, weight = np.polynomial.hermite_e.hermegauss(nodes)
    return float(weight @ function(z) / weight.sum())
