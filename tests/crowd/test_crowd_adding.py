"""A sum that comes bit by bit is that of the whole column, to the last digit."""

from __future__ import annotations

import numpy as np
import pytest

from sim.crowd import adding
from sim.crowd.adding import Total


def summed(column, cuts):
    """Hand a column over in these pieces."""
    total = Total(len(column))
    for some in np.split(column, cuts):
        total.add(some)
    return total.sum


@pytest.mark.parametrize("piece", [128, 136, 65_536])
@pytest.mark.parametrize("numbers", [0, 1, 127, 129, 1_000, 9_999, 131_073, 200_003])
def test_it_does_not_matter_in_which_pieces_numbers_come(monkeypatch, numbers, piece):
    monkeypatch.setattr(adding, "PIECE", piece)
    luck = np.random.default_rng(numbers)
    column = luck.standard_normal(numbers) * 10.0 ** luck.integers(-9, 9, numbers)
    for cuts in ([], [numbers // 3], np.sort(luck.integers(0, numbers + 1, 20)), np.arange(0, numbers, 9_000)):
        assert summed(column, cuts) == column.sum()


def test_other_halves_would_be_seen(monkeypatch):
    column = np.random.default_rng(1).standard_normal(200_003) * 1e9
    monkeypatch.setattr(adding, "_half", lambda numbers: numbers // 2 - 8)
    assert summed(column, [70_000]) != column.sum()


def test_who_was_not_announced_is_refused():
    total = Total(3)
    total.add(np.ones(3))
    with pytest.raises(ValueError, match="more numbers than the 3"):
        total.add(np.ones(1))
