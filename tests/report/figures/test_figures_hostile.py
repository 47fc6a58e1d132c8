"""Names that users give are shown as they are: no mathematics, no markup, nothing hidden, never too long."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from sim.report.figures import desk_over_time, differences, ledger, retention, saving, style

pytestmark = pytest.mark.no_cover

HOSTILE = [
    r"$\frac$",
    "cost $4 vs $5",
    "_hidden",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "&amp; & {{ 7*7 }} {% raw %}",
    "日本語 🎉",
    "\u05e9\u05dc\u05d5\u05dd",
]


def words(figure, name="name"):
    """Give all text of a drawing as it is read."""
    root = ElementTree.fromstring(saving.svg(figure, name))
    return ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.fixture
def curve():
    import pandas as pd

    return pd.DataFrame(
        {"scenario": "x", "replication": [0, 0, 1, 1], "age": [0, 9, 0, 9], "value": [100.0, 80, 100, 70]}
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_literally(name, curve, texts):
    figure = retention(curve.assign(scenario=name), days=9)
    assert any(name in text for text in words(figure))
    assert b"<script" not in saving.svg(figure, "name")
    assert b"<img" not in saving.svg(figure, "name")


def test_letters_that_no_typeface_has_are_drawn_without_a_warning(curve):
    assert saving.png(retention(curve.assign(scenario="日本語 🎉"), days=9))


def test_marks_that_turn_the_direction_of_writing_are_shown_as_escapes(curve):
    assert any(r"a\u202eb" in text for text in words(retention(curve.assign(scenario="a\u202eb"), days=9)))


def test_a_name_that_is_too_long_is_cut_with_an_ellipsis(curve, texts):
    figure = retention(curve.assign(scenario="endless " * 500), days=9)
    assert any("endless…" in text or "endless endl…" in text or "…" in text for text in words(figure))
    assert max(map(len, words(figure))) < 80


def test_a_hostile_name_can_stand_below_other_pictures(world):
    name = " ".join(HOSTILE[:2])
    daily = world("weak").daily.assign(scenario=name)
    for figure in (ledger(daily), desk_over_time(daily, world("weak").runs)):
        assert any(name in text for text in words(figure))


def test_titles_of_a_comparison_are_shown_literally():
    import pandas as pd

    table = pd.DataFrame({
        "scenario": [r"$\frac$"], "measure": ["retention"], "baseline": [0.5], "value": [0.6], "difference": [0.1],
        "low": [0.05], "high": [0.15], "n": [3], "unit": ["share"], "moved": [True],
        "identical": [False], "verdict": ["better"],
    })  # fmt: skip
    shown = " ".join(words(differences(table, baseline="cost $4 vs $5")))
    assert r"$\frac$" in shown
    assert "cost $4 vs $5" in shown


@pytest.mark.parametrize("text", ["word " * 300, "x" * 3000, "日" * 3000, "", "   "])
def test_lines_are_never_wider_than_they_may_be(text):
    with style.house_style():
        lines = style.wrapped(text, style.TITLE, 3.0, bold=True)
        assert len(lines) <= style.MOST_LINES
        assert all(style.length(line, style.TITLE, bold=True) <= 3.0 for line in lines)
        assert not text.strip() or lines[-1].endswith("…")
