"""Every picture can be read: no text lies on another or leaves the figure, in ordinary worlds and in odd ones."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim import Scenario, rescue
from sim.report import figures
from sim.report.figures import axes, style
from sim.report.figures.before_after import customers_before_after
from sim.report.figures.of_rescue import of_cells, of_curves
from tests.report.figures.conftest import WORLDS, colliding, leaving

pytestmark = pytest.mark.no_cover


@pytest.mark.parametrize("name", WORLDS)
def test_no_text_lies_on_another_or_leaves_the_figure(name, pictures, texts):
    for called, figure in pictures(name).items():
        boxes = texts(figure)
        assert boxes, called
        assert colliding(boxes) == [], called
        assert leaving(boxes, figure) == [], called


@pytest.mark.parametrize("factor", [1e-3, 4321.0, 1e8])
def test_numbers_of_every_size_have_room(factor, world, texts):
    for name in ("weak", "market"):
        results = world(name)
        daily = results.daily.copy()
        grown = [column for column in daily if column.startswith(("sum_", "cx_sum", "agents", "quick_wait"))]
        daily[grown] *= factor
        flows = results.flows.assign(people=results.flows["people"] * factor)
        for figure in (
            figures.journey(flows, daily, protocol=results.scenario.protocol),
            figures.ledger(daily),
            figures.scores(daily, results.runs),
            figures.desk_over_time(daily, results.runs.assign(wait_minutes=results.runs["wait_minutes"] * factor)),
        ):
            boxes = texts(figure)
            assert colliding(boxes) == []
            assert leaving(boxes, figure) == []


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (-0.05, "−0.05"),
        (1234.5, "1234"),
        (2e4, "20 k"),
        (-1.5e6, "−1.5 M"),
        (2e-5, "2e−5"),
        (3e9, "3 G"),
        (9999.6, "10 k"),
        (2e13, "2e13"),
        (0.000999996, "0.001"),
        (0.0009996, "1e−3"),
    ],
)
def test_numbers_at_axes_are_short(value, written):
    assert axes.tick(value) == written


def test_no_line_of_a_finding_begins_with_the_sign_of_its_number():
    finding = "Still customers: from 76.3 % (product.quality 0.3, desk.agents 1) to 93.6 % (0.8, 1)."
    for width in (2.0 + 0.1 * step for step in range(60)):
        lines = style.wrapped(finding, style.TITLE, width, bold=True, lines=20)
        assert " ".join(lines) == finding
        assert not any(line.startswith("%") for line in lines)


def test_a_long_finding_is_not_cut_and_one_without_end_shows_that_it_is():
    factors = "product.quality", "failures.major.open_penalty", "recovery.service_weight"
    finding = f"{'; then '.join(f'{name} accounts for 34 % (28 to 40) of the variance' for name in factors)}."
    for said, shown in ((finding, finding), (finding * 9, f"{(finding * 9)[: style.MOST_LETTERS]}…")):
        lines = style.wrapped(said, style.TITLE, style.WIDTH - 2 * style.MARGIN, bold=True)
        assert " ".join(lines) == shown


def test_texts_that_collide_or_leave_are_found(texts):
    figure = Figure(figsize=(3, 1))
    FigureCanvasAgg(figure)
    figure.text(0.1, 0.5, "one")
    figure.text(0.12, 0.5, "two")
    figure.text(0.9, 0.1, "far too long for this")
    boxes = texts(figure)
    assert colliding(boxes) == [("one", "two")]
    assert leaving(boxes, figure) == ["far too long for this"]


def test_type_is_large_enough_for_a_telephone(pictures):
    # 358 of the 390 pixels of a narrow telephone are left for a figure that is 360 points wide.
    for figure in pictures("typical").values():
        sizes = [text.get_fontsize() for text in figure.findobj(style_text) if text.get_text()]
        assert min(sizes) >= 10
        assert figure.get_figwidth() == 5.0


def style_text(artist):
    return hasattr(artist, "get_fontsize") and hasattr(artist, "get_text")


def test_pairs_of_colours_that_touch_differ_in_grey_or_by_a_hatch():
    from sim.report.figures.ledger import LOOKS

    rising, falling = list(LOOKS.values()), [LOOKS[part] for part in ("use", "gap", "failure", "service")]
    for order in (rising, falling):
        for (one, hatch), (other, other_hatch) in pairwise(order):
            assert hatch != other_hatch or abs(lightness(one) - lightness(other)) > 12, (one, other)


@pytest.mark.parametrize("colour", [style.INK, style.FAINT, style.BLUE])
def test_text_stands_out_from_white_by_four_and_a_half(colour):
    assert contrast(colour) >= 4.5


def test_a_colour_too_light_for_text_is_found():
    assert contrast(style.ORANGE) < 4.5


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(colour):
    return 1.05 / (luminance(colour) + 0.05)


def lightness(colour):
    return 116 * luminance(colour) ** (1 / 3) - 16


@pytest.mark.parametrize("places", [[0.5, 0.5, 0.5], [0.0, 0.01, 0.02], [1.0, 0.99, 0.98, 0.5], [-3.0, 7.0], []])
def test_labels_are_moved_apart_in_their_order_and_stay_within_the_frame(places):
    moved = axes.spread(places, 0.2, 0.1, 0.9)
    assert all(0.1 - 1e-9 <= place <= 0.9 + 1e-9 for place in moved)
    ranks = sorted(range(len(places)), key=lambda i: places[i])
    assert all(moved[after] - moved[before] >= 0.2 - 1e-9 for before, after in pairwise(ranks))


def test_a_name_is_broken_at_its_joints_and_not_cut_within_a_word():
    for name, lines in {
        "weak": ["weak"],
        "strong_throughout": ["strong_", "throughout"],
        "product.quality=0.8": ["product.", "quality=0.8"],
        "a very good desk for many": ["a very good", "desk for many"],
    }.items():
        assert style.in_lines(name, style.TYPE, 1.28).splitlines() == lines
    assert style.in_lines("m" * 40, style.TYPE, 1.28).endswith("…")


def test_pictures_name_scenarios_in_whole_words():
    over_time = pd.DataFrame([
        {"scenario": "product.quality=0.8", "day": day, "what": "customers", "baseline": 0.5, "value": 0.6,
         "difference": 0.1, "low": 0.09, "high": 0.11, "n": 3}
        for day in range(3)
    ])  # fmt: skip
    figure = customers_before_after(over_time, baseline="strong_throughout")
    said = [text.get_text() for ax in figure.axes for text in ax.texts]
    assert said == ["strong_\nthroughout", "product.\nquality=0.8"]


def test_pictures_tell_alternatives_of_many_settings_apart(texts):
    for agents in (4, 8):
        name = f"product.quality=0.8, marketing.overpromise=0.3, desk.open_hours=12, desk.agents={agents}"
        over_time = pd.DataFrame([
            {"scenario": name, "day": day, "what": "customers", "baseline": 0.5, "value": 0.6,
             "difference": 0.1, "low": 0.09, "high": 0.11, "n": 3}
            for day in range(3)
        ])  # fmt: skip
        figure = customers_before_after(over_time, baseline="default")
        assert [text.get_text() for ax in figure.axes for text in ax.texts] == ["default", "alternative"]
        assert name in figure.get_label()
        boxes = texts(figure)
        assert colliding(boxes) == []
        assert leaving(boxes, figure) == []


def test_what_stands_over_the_cells_after_a_warm_up_has_room(texts):
    late = {
        "population": 300, "represents": 300, "days": 160, "measure_from_day": 100, "protocol": "market",
        "marketing.reach_per_day": 0.1,
    }  # fmt: skip
    answer = rescue(Scenario().but(late), replications=2)
    for figure in (of_cells(answer), of_curves(answer)):
        assert "customers of day 100 or later" in figure.get_label()
        assert leaving(texts(figure), figure) == []
