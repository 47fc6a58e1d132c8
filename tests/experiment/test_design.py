"""Designs have the properties for which they are chosen, and each point is computed once."""

from __future__ import annotations

import warnings
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.experiment.design import (
    MORRIS_LEVELS,
    Design,
    grid,
    latin_hypercube,
    listed,
    morris,
    one_at_a_time,
    size_of_grid,
    sobol,
)
from sim.experiment.factor import Factor

if TYPE_CHECKING:
    from collections.abc import Callable

REAL = Factor("x", "product.quality", low=0.2, high=0.9, steps=8)
LOG = Factor("rate", "failures.rate", low=0.001, high=1.0, log=True, steps=4)
WHOLE = Factor("days", "days", low=3, high=7, whole=True, steps=3)
WORDS = Factor("protocol", "protocol", levels=("cohort", "market"))
ALL = (REAL, LOG, WHOLE, WORDS)


# --- factors ------------------------------------------------------------------------------------------------


def test_a_range_reaches_both_its_ends_exactly() -> None:
    for factor in (REAL, LOG, WHOLE):
        assert (factor.at(0.0), factor.at(1.0)) == (factor.low, factor.high)


def test_half_way_is_half_the_difference_or_half_the_factor() -> None:
    assert REAL.at(0.5) == pytest.approx(0.55)
    assert LOG.at(0.5) == pytest.approx(0.001**0.5)


@pytest.mark.parametrize("factor", [WHOLE, WORDS, Factor("n", levels=(1.0, 5.0, 9.0))])
def test_every_level_has_an_equal_part(factor: Factor) -> None:
    found = Counter(factor.at((at + 0.5) / 3000) for at in range(3000))
    assert len(set(found.values())) == 1
    assert set(found) == set(factor.levels or range(3, 8))


def test_whole_numbers_of_a_logarithmic_range_have_the_part_that_is_nearest() -> None:
    factor = Factor("n", "days", low=1, high=100, log=True, whole=True)
    found = Counter(factor.at((at + 0.5) / 20_000) for at in range(20_000))
    assert set(found) == set(range(1, 101))
    width = np.log(100.5 / 0.5)
    for n in (1, 2, 50, 100):
        assert found[n] / 20_000 == pytest.approx(np.log((n + 0.5) / (n - 0.5)) / width, abs=2e-4)


def test_a_place_is_found_again_from_its_value() -> None:
    for factor in (REAL, LOG):
        assert [factor.place_of(factor.at(place)) for place in (0, 0.3, 1)] == pytest.approx([0, 0.3, 1])
    assert [WHOLE.place_of(value) for value in (3, 5, 7)] == [0, 0.5, 1]
    assert [WORDS.place_of(value) for value in WORDS.levels] == [0, 1]


def test_the_steps_of_a_range_are_numbers_that_people_write() -> None:
    assert REAL.spread() == (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    assert LOG.spread() == (0.001, 0.01, 0.1, 1.0)
    assert WHOLE.spread() == (3, 5, 7)
    across = Factor("x", low=-0.1, high=0.6, steps=8).spread()
    assert across == (-0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
    assert Factor("x", low=-1e-9, high=1e-9, steps=5).spread() == (-1e-9, -5e-10, 0.0, 5e-10, 1e-9)
    assert Factor("x", low=-3e9, high=7e9, steps=3).spread() == (-3e9, 2e9, 7e9)


def test_a_factor_is_read_back_as_it_was_told() -> None:
    named = Factor("service", levels=("a", "b"), stands_for={"a": {"staff.skill": 0.1}, "b": {"desk.agents": 2.0}})
    for factor in (*ALL, named):
        assert Factor.from_told(factor.told()) == factor
    assert named.keys == {"staff.skill", "desk.agents"}
    assert named.settings("b") == {"desk.agents": 2.0}
    assert named.settings(None) == {}


# --- designs without luck -----------------------------------------------------------------------------------


def test_a_grid_has_every_combination_once_the_last_factor_fastest() -> None:
    design = grid((WHOLE, WORDS))
    assert [tuple(point.values.values()) for point in design.points] == [
        (days, protocol) for days in (3, 5, 7) for protocol in ("cohort", "market")
    ]
    assert [point.number for point in design.points] == list(range(6))
    assert size_of_grid((REAL, LOG, WHOLE, WORDS)) == len(grid(ALL).points) == 8 * 4 * 3 * 2


def test_points_of_a_list_keep_their_order_and_come_once() -> None:
    design = listed((REAL, WORDS), [(0.3, "market"), (0.2, "cohort"), (0.3, "market")])
    assert [dict(point.values) for point in design.points] == [
        {"x": 0.3, "protocol": "market"},
        {"x": 0.2, "protocol": "cohort"},
    ]
    assert design.order == (0, 1, 0)
    assert design.repeated == 1
    assert list(design.frame["point"]) == [0, 1]
    assert Design.from_told(design.told()) == design


def test_one_at_a_time_changes_one_factor_from_the_base() -> None:
    own = (0.5, 0.001, 5, "cohort")
    frame = one_at_a_time(ALL, own).frame
    names = [factor.name for factor in ALL]
    base = frame[frame["part"] == "base"]
    assert len(base) == 1
    assert tuple(base[names].iloc[0]) == own
    for factor in ALL:
        its_own = frame[frame["part"] == factor.name]
        assert tuple(its_own[factor.name]) == factor.spread()
        for other, value in zip(names, own, strict=True):
            assert other == factor.name or set(its_own[other]) == {value}
    # What a factor has in the base already is the base.
    assert frame["point"].nunique() == len(frame) - 4


# --- designs with luck --------------------------------------------------------------------------------------


def test_a_latin_hypercube_has_a_point_in_each_part_of_every_factor() -> None:
    frame = latin_hypercube((REAL, LOG, Factor("n", "days", low=1, high=20, whole=True)), 20, 7).frame
    for name, factor in (("x", REAL), ("rate", LOG)):
        parts = [int(factor.place_of(value) * 20) for value in frame[name]]
        assert sorted(parts) == list(range(20))
    assert sorted(frame["n"]) == list(range(1, 21))


def test_a_sobol_block_is_a_and_b_and_a_with_each_factor_from_b() -> None:
    factors = (REAL, LOG, Factor("z", "recovery.cap", low=-1.0, high=1.0))
    frame = sobol(factors, 16, 3).frame
    names = [factor.name for factor in factors]
    assert len(frame) == frame["point"].nunique() == 16 * (3 + 2)
    for _, block in frame.groupby("block"):
        rows = block.set_index("part")[names]
        assert list(rows.index) == ["A", "B", "AB:x", "AB:rate", "AB:z"]
        for name in names:
            mixed = rows.loc[f"AB:{name}"]
            assert mixed[name] == rows.loc["B", name] != rows.loc["A", name]
            assert (mixed.drop(name) == rows.loc["A"].drop(name)).all()


def test_the_base_sample_of_a_sobol_design_is_balanced() -> None:
    frame = sobol((REAL, LOG), 32, 11).frame
    for part in ("A", "B"):
        for factor in (REAL, LOG):
            places = [factor.place_of(value) for value in frame.loc[frame["part"] == part, factor.name]]
            assert sorted(int(place * 32) for place in places) == list(range(32))


def test_a_sobol_sample_that_is_no_power_of_two_is_made_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(sobol((REAL, LOG), 12, 1).frame) == 12 * 4


def test_a_morris_trajectory_changes_each_factor_once() -> None:
    frame = morris(ALL, 10, 5).frame
    names = [factor.name for factor in ALL]
    assert len(frame) == 10 * 5
    for _, block in frame.groupby("block"):
        assert list(block["part"]) == ["0", "1", "2", "3", "4"]
        rows = [tuple(row) for row in block[names].itertuples(index=False)]
        changed = [
            [name for name, a, b in zip(names, one, other, strict=True) if a != b] for one, other in pairwise(rows)
        ]
        assert sorted(name for step in changed for name in step) == sorted(names)
        assert all(len(step) == 1 for step in changed)
    places = {round(REAL.place_of(value) * (MORRIS_LEVELS - 1), 9) for value in frame["x"]}
    assert places <= {0, 1, 2, 3}


def test_rows_that_come_to_the_same_values_are_one_point_and_blocks_stay_whole() -> None:
    design = sobol((WORDS, Factor("n", levels=(1, 2))), 8, 1)
    assert len(design.points) <= 4 < len(design.frame) == 8 * 4
    assert design.repeated == 32 - len(design.points)
    for _, row in design.frame.iterrows():
        assert dict(design.points[row["point"]].values) == {"protocol": row["protocol"], "n": row["n"]}
    assert Counter(design.frame["block"]) == dict.fromkeys(range(8), 4)


SAMPLES: list[Callable[..., Design]] = [latin_hypercube, sobol, morris]


@pytest.mark.parametrize("sample", SAMPLES)
def test_luck_is_the_seeds_alone(sample: Callable[..., Design]) -> None:
    np.random.seed(1)
    before = np.random.get_state()[1].copy()  # type: ignore[union-attr, index]
    one = sample(ALL, 8, 7)
    assert (np.random.get_state()[1] == before).all()  # type: ignore[union-attr, index]
    np.random.seed(2)
    assert sample(ALL, 8, 7) == one
    assert sample(ALL, 8, 8) != one


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_design_is_read_back_as_it_was_told(sample: Callable[..., Design]) -> None:
    design = sample(ALL, 4, 7)
    again = Design.from_told(design.told())
    assert again == design
    assert again.frame.equals(design.frame)
