"""What inputs of a random design account for by themselves."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from sim.statistics.additive import additive, steps
from sim.statistics.regression import drivers

U = qmc.LatinHypercube(3, rng=np.random.default_rng(4)).random(400)
COLUMNS = list(U.T)


def test_lines_and_bends_have_their_shares():
    y = 3 * U[:, 0] + 12 * (U[:, 1] - 0.5) ** 2
    found = additive(COLUMNS, y)
    variances = np.array([9 / 12, 144 / 180, 0])
    assert found.first.value == pytest.approx(variances / variances.sum(), abs=0.02)
    assert found.explained == pytest.approx(1, abs=1e-6)
    assert found.degree == 3


def test_what_inputs_do_together_is_explained_by_none():
    y = (U[:, 0] - 0.5) * (U[:, 1] - 0.5)
    found = additive(COLUMNS, y)
    assert found.first.value == pytest.approx([0, 0, 0], abs=0.05)
    assert found.explained < 0.05


def test_chance_adds_nothing_to_an_input_that_does_nothing():
    luck = np.random.default_rng(1)
    found = [additive(COLUMNS, luck.normal(size=400)).first.value for _ in range(40)]
    assert np.mean(found, axis=0) == pytest.approx([0, 0, 0], abs=0.004)


def test_few_points_are_fitted_with_lines_as_the_standardised_regression_does():
    x = U[:20]
    y = x @ [3.0, -2.0, 1.0] + 0.01 * np.sin(9 * x[:, 0])
    found = additive(list(x.T), y)
    assert (found.degree, found.bends_take) == (1, 35)
    shares = np.array([one.share for one in drivers(x, y).each])
    assert found.first.value == pytest.approx(shares / shares.sum(), abs=0.001)


def test_of_two_values_there_is_no_bend_to_look_for():
    x = np.round(U[:18])
    found = additive(list(x.T), x @ [3.0, -2.0, 1.0] + 0.01 * U[:18, 0])
    assert (found.degree, found.bends_take) == (1, 0)


def test_names_get_a_step_each():
    names = np.random.default_rng(3).integers(0, 3, 400) / 2
    height = np.array([0.0, 5.0, 1.0])[(2 * names).astype(int)]
    found = additive([steps(names), U[:, 0]], height + U[:, 0])
    assert found.first.value[0] == pytest.approx(height.var() / (height.var() + 1 / 12), abs=0.02)
    assert steps(np.zeros(5)).shape == (5, 0)


def test_intervals_are_those_of_leaving_each_point_out():
    x, luck = U[:60, :2], np.random.default_rng(8)
    y = 2 * x[:, 0] + luck.normal(scale=0.3, size=60)
    found = additive(list(x.T), y)
    again = [additive(list(np.delete(x, r, 0).T), np.delete(y, r)).first.value for r in range(60)]
    reach = 2.000995 * np.sqrt(59 * np.var(again, axis=0))
    assert found.first.high - found.first.value == pytest.approx(reach, rel=0.06)


def test_missing_outputs_do_not_count():
    y = 3 * U[:, 0] + U[:, 1]
    found = additive(COLUMNS, np.where(np.arange(400) < 40, np.nan, y))
    short = additive([one[40:] for one in COLUMNS], y[40:])
    assert found.points == short.points == 360
    assert found.first.value == pytest.approx(short.first.value)


@pytest.mark.parametrize("rows", [0, 3, 11])
def test_of_too_few_points_nothing_is_said(rows):
    found = additive([one[:rows] for one in COLUMNS], np.arange(rows, dtype=float))
    assert np.isnan(found.first.value).all()
    assert np.isnan(found.explained)


@pytest.mark.slow
def test_intervals_hold_the_index_as_often_as_they_say():
    """Of 300 small designs; half a minute. `pytest -m slow tests/statistics/test_additive.py`."""
    truth, held = np.array([0.75, 0.8, 0]) / 1.55, np.zeros(3)
    for seed in range(300):
        x = qmc.LatinHypercube(3, rng=np.random.default_rng(seed)).random(100)
        y = 3 * x[:, 0] + 12 * (x[:, 1] - 0.5) ** 2 + np.random.default_rng(seed).normal(scale=0.3, size=100)
        found = additive(list(x.T), y).first
        share = truth * 1.55 / (1.55 + 0.09)
        held += (found.low <= share) & (share <= found.high)
    assert (held / 300 >= 0.85).all(), held / 300
