"""Groups of customers of one world, from their columns: who called, who met a failure, who sent the goods back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Columns = Mapping[str, NDArray[Any]]
    Bools = NDArray[np.bool_]

__all__ = ["callers", "failed", "keepers", "never_called", "never_failed", "returners"]


def callers(columns: Columns) -> Bools:
    """Buyers who contacted the firm, by whatever way."""
    return np.asarray(columns["ever"] & (columns["contacts"] > 0))


def never_called(columns: Columns) -> Bools:
    """Buyers who never contacted the firm."""
    return np.asarray(columns["ever"] & (columns["contacts"] == 0))


def failed(columns: Columns) -> Bools:
    """Buyers who met a failure or a damage."""
    return np.asarray(columns["ever"] & (columns["failures"] > 0))


def never_failed(columns: Columns) -> Bools:
    """Buyers who met none."""
    return np.asarray(columns["ever"] & (columns["failures"] == 0))


def returners(columns: Columns) -> Bools:
    """Buyers who sent goods back."""
    return np.asarray(columns["ever"] & (columns["returns"] > 0))


def keepers(columns: Columns) -> Bools:
    """Buyers who kept what they bought."""
    return np.asarray(columns["ever"] & (columns["returns"] == 0))
