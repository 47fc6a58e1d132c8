"""The pictures of a rescue: their numbers, their findings, and that all of it can be read."""

from __future__ import annotations

from math import isfinite, nan

import pandas as pd
import pytest

from sim.questions.rescue.index import HalfLife
from sim.report import figures
from sim.report.estimate import Estimate
from sim.report.figures import saving
from sim.report.figures.of_rescue import of_cells
from sim.statistics import paired_interval
from tests.report.figures.conftest import colliding, leaving
from tests.report.rescues import MEASURES, reached, shared, shared_pictures, small


@pytest.fixture(scope="module")
def answer():
    return shared()


@pytest.fixture(scope="module")
def drawn():
    return shared_pictures()


PRODUCTS = {"weak": 0.35, "strong": 0.8}


def indices(*shares, defined=True):
    return pd.DataFrame([
        {"measure": measure, "index": share, "low": share - 0.02, "high": share + 0.02, "defined": defined}
        for measure, share in zip(MEASURES, shares, strict=False)
    ])  # fmt: skip


def over_time(*shares):
    rows = [
        {"day": day, "measure": measure, "index": share * scale, "low": share * scale - 0.02,
         "high": share * scale + 0.02, "defined": True}
        for measure, scale in (("retention", 1.0), ("profit", -0.4))
        for day, share in zip((30, 60, 90, 180, 365, 730), shares, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def readable(figure, texts):
    boxes = texts(figure)
    assert boxes
    assert colliding(boxes) == []
    assert leaving(boxes, figure) == []


def test_no_text_lies_on_another_or_leaves_a_figure(drawn, texts):
    for figure in drawn.values():
        readable(figure, texts)


@pytest.mark.parametrize(
    "shares", [(0.25, 0.25, 0.24, 0.22, 0.17, 0.11), (0.01, 0, 0, -0.02, -0.3, -0.5), (9,) * 6]
)
def test_shares_of_every_size_have_room(shares, texts):
    readable(figures.rescue_index(indices(*shares), indices(*[share + 0.1 for share in shares])), texts)
    readable(figures.index_over_time(over_time(*shares), half_life=HalfLife(650, 730, known=True)), texts)


def test_the_index_is_drawn_where_it_lies(answer, drawn):
    lines = {
        round(float(line.get_xdata()[0]), 6) for line in drawn["index"].axes[0].lines if line.get_marker() == "o"
    }
    there = answer.index[answer.index["defined"]]
    assert {round(100 * share, 6) for share in there["index"]} <= lines


def test_the_four_cells_are_drawn_where_they_lie(answer, drawn):
    ax = drawn["cells"].axes[0]
    points = {round(float(line.get_ydata()[0]), 6) for line in ax.lines if line.get_marker() in ("o", "s")}
    kept = answer.cells[answer.cells["measure"] == "retention"]["mean"]
    assert points == {round(100 * mean, 6) for mean in kept}


@pytest.mark.parametrize(("weak", "half"), [(0.24, 0.09), (0.3, nan), (0.08, 0.04), (0.7, 0.05)])
def test_no_number_of_the_four_cells_lies_on_its_own_bar(weak, half, texts):
    """Nor on its mark, however wide the intervals are; at the foot there is no room below."""
    means = {"weak_poor": weak, "weak_excellent": weak + 0.1, "strong_poor": weak + 0.2, "strong_excellent": 0.91}
    kept = {cell: Estimate(mean, mean - half, mean + half, "share") for cell, mean in means.items()}
    service, product = (paired_interval([0.0, 0.0], [0.1 * n, 0.1 * n + 0.01]) for n in (1, 2))
    figure = figures.four_cells(kept, service=service, product=product)
    readable(figure, texts)
    ax, room = figure.axes[0], figure.dpi / 36  # letters do not fill their boxes
    for line in ax.lines:
        (across, *_), heights = line.get_xdata(), line.get_ydata()
        if len(set(line.get_xdata())) > 1 or across not in (0, 1) or not isfinite(sum(heights)):
            continue
        ends = sorted(ax.transData.transform((across, height))[1] for height in heights)
        place = ax.transData.transform((across, 0))[0]
        for written in ax.texts:
            box = written.get_window_extent()
            inside = box.y0 + room < ends[-1] and ends[0] < box.y1 - room
            assert not (box.x0 < place < box.x1 and inside), written.get_text()


def test_products_and_services_differ_in_more_than_colour(drawn):
    curves = [line for line in drawn["curves"].axes[0].lines if len(line.get_xdata()) > 10]
    assert len({(line.get_color(), str(line.get_linestyle())) for line in curves}) == 4
    markers = {line.get_marker() for line in drawn["cells"].axes[0].lines} & {"o", "s"}
    assert markers == {"o", "s"}


def test_where_there_is_no_gap_the_pictures_say_so(texts):
    none = indices(nan, nan, defined=False)
    assert "no clear gap" in figures.rescue_index(none).get_label()
    assert not figures.index_over_time(none.assign(day=30), half_life=HalfLife(None, 365, known=False)).axes
    some = pd.concat([indices(0.2), indices(nan, nan, defined=False).tail(1)])
    figure = figures.rescue_index(some)
    (said,) = (text for text in figure.axes[0].texts if text.get_text() == "no clear gap to close")
    assert said.get_bbox_patch() is not None  # the line of 0 would strike it through
    readable(figure, texts)


def test_a_map_with_holes_is_drawn_and_one_of_nothing_but_crosses_is_not(texts):
    table = reached().map
    for nothing in (1.0, nan):
        assert not figures.rescue_map(table.assign(value=nothing), products=PRODUCTS).axes
    holes = table.assign(value=table["value"].where(table["quality"] > 0.5))
    close = {"weak": 0.5, "strong": 0.52}
    readable(figures.rescue_map(holes, products=close, break_even=0.5, currency="$\\frac$"), texts)


def test_lines_of_equal_retention_carry_their_values(drawn):
    written = {text.get_text() for text in drawn["map"].axes[0].texts}
    assert {"40", "50", "60", "70"} <= written


def test_the_study_of_uncertainty_shows_the_scenario_and_three_drivers(answer, drawn):
    assert "; among what matters most: " in drawn["doubt"].get_label()  # the intervals of the first two overlap
    above, below = drawn["doubt"].axes
    share = answer.index.set_index("measure").loc["retention", "index"]
    assert any(f"{100 * share:.0f} %" in text.get_text() for text in above.texts)
    assert [text.get_text() for text in below.texts] == [
        "▲ What recovery.service_weight means",
        "▲ What failures.minor.contact_chance means",
        "▼ What experience.use_weight means",
    ]


def test_files_are_small(drawn):
    for name, figure in drawn.items():
        assert len(saving.svg(figure, name)) < 60_000, name
        assert len(saving.png(figure)) < 160_000, name


def test_one_replication_is_drawn_without_bars():
    figure = of_cells(small({"population": 30, "days": 5}, replications=1))
    assert "no bars" in " ".join(text.get_text() for text in figure.texts)
