"""The pictures of sweeps: the right numbers, nothing on anything else, at every size and with any names."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from sim.questions.sensitivity import Frames, sensitivity, where
from sim.report.figures import of_sweep, saving
from sim.report.figures.sweep_boxes import sweep_boxes
from sim.report.figures.sweep_curves import short_names
from sim.report.figures.sweep_map import sweep_map
from sim.report.figures.sweep_shares import sweep_shares
from tests.report.figures.conftest import colliding, leaving
from tests.report.figures.test_figures_hostile import HOSTILE, words

LONG = [f"failures.minor.of_a_very_long_name_indeed_{n}" for n in range(12)]
DESIGNS = ("grid", "latin-hypercube", "morris", "one-at-a-time")


@cache
def swept(design, names=("quality", "desk.agents", "failures.rate"), replications=3, size=1.0, words=False):
    """Make up a sweep: the first factor does most, the second bends, the third does little."""
    rng = np.random.default_rng(1)
    points = placed(design, names, rng)
    places = points[list(names)].to_numpy(float)
    if words:
        points[names[-1]] = np.where(places[:, -1] < 0.5, "service/poor", "service/excellent")
    weights = 0.5 ** np.arange(len(names))
    y = size * (0.1 + 0.6 * (places * weights).sum(axis=1) / weights.sum() + 0.2 * (places[:, -1] - 0.5) ** 2)
    runs = [
        pd.DataFrame({
            "point": points["point"], "replication": r,
            "retention": y + size * 0.02 * rng.normal() + size * 0.01 * rng.normal(size=len(y)),
        })
        for r in range(replications)
    ]  # fmt: skip
    return Frames(points, pd.concat(runs, ignore_index=True), design=design)


def placed(design, names, rng):
    """Give the points of a design in the unit cube."""
    d, more = len(names), {}
    if design == "grid":
        axes = np.meshgrid(*[np.linspace(0, 1, 5 if d < 3 else 3 if d < 5 else 2)] * d, indexing="ij")
        places = np.stack([axis.ravel() for axis in axes], axis=1)
    elif design == "sobol":
        a, b = rng.random((2, 16, d))
        places = np.concatenate([a, b, *(np.where(np.arange(d) == i, b, a) for i in range(d))])
        parts = ["A", "B", *(f"AB:{name}" for name in names)]
        more = {"block": np.tile(np.arange(16), d + 2), "part": np.repeat(parts, 16)}
    elif design == "morris":
        steps = [np.where(np.arange(d) < step, 1.0, 0.0) for step in range(d + 1)]
        places = np.concatenate([(2 * np.array(steps) + rng.integers(0, 2, d)) / 3 for _ in range(6)])
        more = {"block": np.repeat(np.arange(6), d + 1), "part": np.tile(np.arange(d + 1), 6)}
    elif design == "one-at-a-time":
        ends = [np.where(np.arange(d) == i, x, 0.5) for i in range(d) for x in (0.0, 0.25, 0.75, 1.0)]
        places = np.array([np.full(d, 0.5), *ends])
        more = {"part": ["base", *np.repeat(list(names), 4)]}
    else:
        places = rng.random((90, d))
    return pd.DataFrame(places, columns=list(names)).assign(point=range(len(places)), **more)


def drawn(frames):
    """Give every picture of a sweep."""
    pictures = of_sweep.of_sensitivity(sensitivity(frames))
    if frames.design != "latin-hypercube":
        return pictures
    return pictures | of_sweep.of_where(where(frames, at_least=0.45))


def assert_readable(pictures, texts):
    for name, figure in pictures.items():
        boxes = texts(figure)
        assert boxes, name
        assert colliding(boxes) == [], name
        assert leaving(boxes, figure) == [], name
        assert figure.get_label(), name


@pytest.mark.parametrize("design", DESIGNS)
def test_no_text_lies_on_another_or_leaves_the_figure(design, texts):
    assert_readable(drawn(swept(design)), texts)


def test_one_factor_is_enough(texts):
    assert_readable(drawn(swept("grid", names=("quality",))), texts)


@pytest.mark.slow
@pytest.mark.parametrize("design", ["sobol", "morris"])
def test_twelve_factors_with_long_names_have_room(design, texts):
    """Half a minute: `pytest -m slow tests/report/figures/test_figures_sweep.py`."""
    assert_readable(drawn(swept(design, names=tuple(LONG))), texts)


@pytest.mark.slow
@pytest.mark.parametrize("size", [1e-6, 1e7])
def test_numbers_of_every_size_have_room(size, texts):
    """Ten seconds: `pytest -m slow tests/report/figures/test_figures_sweep.py`."""
    assert_readable(of_sweep.of_sensitivity(sensitivity(swept("grid", size=size))), texts)


def test_one_replication_is_drawn_without_intervals(texts):
    figure = of_sweep.of_factors(sensitivity(swept("grid", replications=1)))
    assert_readable({"sensitivity": figure}, texts)
    assert any("no intervals" in text for text in words(figure))


def test_levels_that_are_words_are_named(texts):
    pictures = drawn(swept("latin-hypercube", names=("quality", "service"), words=True))
    assert_readable(pictures, texts)
    assert {"poor", "excellent"} <= set(words(pictures["curves"]))


def test_a_long_key_above_a_panel_is_broken_and_not_cut(texts):
    keys = "failures.major.open_penalty", "recovery.service_weight", "product.quality"
    figure = of_sweep.of_curves(sensitivity(swept("one-at-a-time", names=keys)))
    heads = [ax.get_title(loc="left").replace("\n", "") for ax in figure.axes]
    assert sorted(heads) == sorted(keys)
    assert_readable({"curves": figure}, texts)


def test_hostile_names_are_shown_literally(texts):
    found = sensitivity(swept("one-at-a-time", names=tuple(HOSTILE)))
    for figure in (of_sweep.of_factors(found), of_sweep.of_curves(found)):
        said = " ".join(words(figure))
        assert all(name in said for name in HOSTILE[:3])
        assert b"<script" not in saving.svg(figure, "name")
        assert colliding(texts(figure)) == []
    figure = of_sweep.of_map(sensitivity(swept("grid", names=(HOSTILE[0], HOSTILE[3]))))
    assert {HOSTILE[0], HOSTILE[3]} <= set(words(figure))


def test_the_same_numbers_give_the_same_bytes():
    one, other = (of_sweep.of_sensitivity(sensitivity(made("grid"))) for made in (swept, swept.__wrapped__))
    assert {name: saving.svg(figure, name) for name, figure in one.items()} == {
        name: saving.svg(figure, name) for name, figure in other.items()
    }


@pytest.mark.parametrize("design", ["grid", "sobol"])
def test_bars_and_intervals_are_as_long_as_the_shares(design):
    found = sensitivity(swept(design))
    (axes,) = of_sweep.of_factors(found).axes
    lengths = [bar.get_width() for bar in axes.patches]
    truth = [value for row in found.factors.to_dict("records") for value in (row["first"], row["total"])]
    assert lengths == pytest.approx(truth)
    left, right = axes.get_xlim()
    assert left <= min(0, found.factors[["first_low", "total_low"]].min().min())
    assert right >= max(1, found.factors[["first_high", "total_high"]].max().max())


def test_intervals_that_end_far_beyond_all_shares_run_off_the_picture():
    table = pd.DataFrame(
        {"factor": ["a", "b"], "first": [0.4, 0.1], "first_low": [-9.0, 0], "first_high": [9.8, 0.2]}
    )
    (axes,) = sweep_shares(table, ["40 %", "10 %"], finding="It may be anything.").axes
    assert axes.get_xlim() == (-1, 2)
    assert "some run off the picture" in " ".join(text.get_text() for text in axes.figure.texts)


def test_lines_of_equal_value_lie_where_they_should():
    x, y = np.linspace(0, 1, 5), np.linspace(0, 2, 6)
    figure = sweep_map(
        y[:, None] * 10 + 0 * x, ("a", x.tolist()), ("b", y.tolist()), finding="It rises.", measure="m", times=1.0,
        base=(0.5, 1.0),
    )  # fmt: skip
    (axes,) = figure.axes
    lines = axes.collections[1]
    for level, segments in zip(lines.levels, lines.allsegs, strict=True):
        for segment in segments:
            assert segment[:, 1] == pytest.approx(level / 10)
    (diamond,) = [line for line in axes.lines if line.get_marker() == "D"]
    assert (diamond.get_xdata()[0], diamond.get_ydata()[0]) == (0.5, 1.0)


def test_the_numbers_of_lines_of_equal_value_stand_upright_and_on_white():
    values = [[-60.0, -20.0, 20.0], [-59.0, -19.0, 21.0], [-58.0, -18.0, 22.0]]
    across, up = ("x", [0.0, 0.5, 1.0]), ("y", [0.0, 0.5, 1.0])
    figure = sweep_map(values, across, up, finding="f", measure="m", times=1.0)
    numbers = figure.axes[0].texts
    assert any(number.get_text().startswith("−") for number in numbers)
    assert {number.get_rotation() for number in numbers} == {0.0}
    assert all(number.get_bbox_patch() is not None for number in numbers)


def test_a_map_with_holes_says_so(texts):
    values = np.where(np.eye(5) > 0, np.nan, np.arange(25).reshape(5, 5))
    levels = [0, 1, 2, 3, 4]
    figure = sweep_map(values, ("a", levels), ("b", levels), finding="It rises.", measure="m", times=1.0)
    assert any(text.endswith("white: not") for text in words(figure))  # known, on the next line
    assert colliding(texts(figure)) == []


def test_fields_have_as_many_decimals_as_their_neighbours():
    values = np.array([[69.0, 67.3], [86.04, -0.01]])
    figure = sweep_map(values, ("a", [0, 1]), ("b", [0, 1]), finding="It rises.", measure="m", times=1.0)
    assert [text.get_text() for text in figure.axes[0].texts] == ["69.0", "67.3", "86.0", "0.0"]
    figure = sweep_map(values * 100, ("a", [0, 1]), ("b", [0, 1]), finding="It rises.", measure="m", times=1.0)
    assert [text.get_text() for text in figure.axes[0].texts] == ["6900", "6730", "8604", "−1"]


def test_lines_are_labelled_where_they_lie_on_an_axis_of_equal_factors(texts):
    x, y = [0.001, 0.01, 0.1, 1.0], [0.0, 0.5, 1.0]
    values = np.log10(x)[None, :] + np.zeros((3, 1))
    figure = sweep_map(values, ("a", x), ("b", y), finding="It rises.", measure="m", times=1.0, log=(True, False))
    assert_readable({"map": figure}, texts)
    figure.draw_without_rendering()
    labels = {label.get_text().replace("−", "-"): label.get_position() for label in figure.axes[0].texts}
    assert len(labels) > 3
    for text, (at, _) in labels.items():
        assert np.log10(at) == pytest.approx(float(text), abs=0.05)


@pytest.mark.parametrize("turned", [False, True], ids=["across", "up"])
def test_lines_between_points_by_equal_factors_lie_where_they_do_in_logs(turned):
    by_factors, plain = [0.001, 0.01, 0.1, 1.0], [0.0, 0.5, 1.0]
    values = np.log10(by_factors)[None, :] + np.zeros((3, 1))
    ways = [("a", by_factors), ("b", plain)]
    figure = sweep_map(
        values.T if turned else values, *(reversed(ways) if turned else ways), finding="It rises.", measure="m",
        times=1.0, log=(not turned, turned),
    )  # fmt: skip
    lines = figure.axes[0].collections[1]
    for level, segments in zip(lines.levels, lines.allsegs, strict=True):
        for segment in segments:
            assert np.log10(segment[:, int(turned)]) == pytest.approx(level, abs=0.02)


def test_a_box_of_a_factor_spread_by_equal_factors_is_drawn_so():
    """The tenth to the half of 0.01 to 1 are the middle of the way, and no more than two fifths of it."""
    limits = pd.DataFrame([{"box": 1, "factor": "f", "low": 0.1, "high": 0.5, "among": frozenset()}])
    figure = sweep_boxes(limits, {1: "said"}, {"f": [0.01, 0.1, 1.0]}, finding="It rises.", log={"f"})
    (ax,) = figure.axes
    left, right = ((ax.transScale + ax.transLimits).transform((x, 0.2))[0] for x in (0.1, 0.5))
    assert (left, right) == pytest.approx((0.5, 0.85), abs=0.01)


def test_folders_that_all_names_share_are_left_out():
    assert short_names(["service/poor", "service/excellent"]) == ["poor", "excellent"]
    assert short_names(["service/poor", "product/weak"]) == ["service/poor", "product/weak"]
    assert short_names([True, False]) == ["True", "False"]
