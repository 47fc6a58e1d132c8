"""The pictures and the page of a comparison: readable, literal, and saying what the numbers say."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from sim import Scenario
from sim.measures import MEASURES
from sim.questions.compare import compare
from sim.questions.differences import verdict
from sim.report import figures, page
from sim.report.figures.apart import apart
from sim.statistics.paired import paired_interval
from tests.report.figures.conftest import colliding, leaving

pytestmark = pytest.mark.no_cover

HOSTILE = r'$\frac$ cost $4 vs $5 <script>alert(1)</script> "><img onerror=x>'
FIRM = {"population": 300, "days": 40}


@pytest.fixture(scope="module")
def compared():
    """Compare a firm with a better product, with a firm of a hostile name, and with itself."""
    firm = Scenario.load("default").but(FIRM)
    others = firm.but({"product.quality": 0.9}), firm.but({"product.quality": 0.1}), firm
    return compare(firm, *others, labels=["better product", HOSTILE, "the same"], replications=3, seed=1)


@pytest.fixture(scope="module")
def drawn(compared):
    return figures.of_comparison(compared)


@pytest.fixture(scope="module")
def report(compared, drawn):
    from sim.report import comparison_page

    return comparison_page.render(compared, drawn=drawn)


def test_no_text_lies_on_another_or_leaves_the_picture(drawn, texts):
    for called, figure in drawn.items():
        boxes = texts(figure)
        assert colliding(boxes) == [], called
        assert leaving(boxes, figure) == [], called


def test_the_page_has_the_notes_of_the_screen():
    from sim.report import comparison, comparison_page

    firm = Scenario.load("default").but(FIRM)
    answer = compare(
        firm, firm.but({"product.quality": 30.0, "desk.agents": 2}), labels=["odd"], replications=2, seed=1
    )
    notes = comparison.notes_of(answer)
    assert any("product.quality = 30.0 is unusual" in note for note in notes)
    assert any("the desk has fewer than five agents on average (odd: " in note for note in notes)
    assert comparison_page.render(answer, drawn={}).count("<strong>Note:</strong>") == len(notes)


def test_titles_tell_the_direction(drawn):
    titles = {name: figure.get_label() for name, figure in drawn.items()}
    assert " more (" in titles["customers_1"]
    assert " fewer (" in titles["customers_2"]
    assert "no difference" in titles["customers_3"]
    assert titles["differences_3"].startswith("Nothing tells the same from default")
    assert "+" in titles["ledger_1"]
    assert "−" in titles["ledger_2"]


def test_a_title_makes_nothing_of_what_chance_alone_would_move():
    """Fifty-four measures of two firms that are alike, of four replications: some always seem to move."""
    rng, names = np.random.default_rng(5), list(MEASURES)
    claimed = seemed = 0
    for _ in range(60):
        found = [paired_interval(1 + rng.normal(size=4), 1 + rng.normal(size=4)) for _ in names]
        table = pd.DataFrame([
            {"scenario": "B", "measure": name, "baseline": 1.0, "value": 1.0, "difference": one.difference.mean,
             "low": one.difference.low, "high": one.difference.high, "n": one.n, "unit": MEASURES[name].unit,
             "moved": one.moved, "identical": one.identical, "verdict": verdict(one, MEASURES[name].better)}
            for name, one in zip(names, found, strict=True)
        ])  # fmt: skip
        figure = figures.differences(table, baseline="A")
        seemed += bool(table["moved"].any())
        claimed += not figure.get_label().startswith("Nothing tells B from A")
        note = " ".join(text.get_text() for text in reversed(figure.texts))
        assert f"if nothing differed, about 3 of {len(names)} measures would seem to move" in note
    assert seemed > 40
    assert claimed <= 8


@pytest.mark.parametrize("settings", [{"population": 0, "days": 10}, {"population": 1, "days": 1}])
def test_comparisons_of_nobody_or_nearly_nobody_are_drawn_or_told_in_words(settings, texts, tmp_path):
    firm = Scenario.load("default").but(settings)
    answer = compare(firm, firm.but({"product.quality": 0.9}), labels=["other"], replications=1, seed=1)
    for figure in figures.of_comparison(answer).values():
        assert colliding(texts(figure)) == []
    page.write_comparison(answer, tmp_path / "report.html")
    assert (tmp_path / "report.html").stat().st_size > 5_000


def test_the_page_shows_every_alternative_with_its_pictures_and_its_table(report, compared):
    drawn = [
        figure for figure in figures.of_comparison(compared).values() if figure.axes
    ]  # the rest are sentences
    assert report.count("<svg") == len(drawn) >= 2 * len(compared.others)
    assert report.count("<h2>better product</h2>") == 1
    assert report.count("<table>") >= 2
    moved = compared.moved[compared.moved["scenario"] == "better product"]
    assert len(moved) > 10
    table = report[report.index("<h2>better product") : report.index("<h2>$")]
    assert table.count('<tr><th scope="row">') == len(moved)


def test_the_page_shows_a_hostile_name_and_does_not_obey_it(report):
    assert "<script" not in report
    assert "<img" not in report
    assert r"$\frac$ cost $4 vs $5 &lt;script&gt;alert(1)&lt;/script&gt;" in report


def test_pictures_of_the_page_share_no_id(report):
    ids = re.findall(r' id="([^"]+)"', report)
    assert ids
    assert len(ids) == len(set(ids))


def test_numbers_that_differ_are_written_so_that_they_read_differently():
    assert apart(0.161, 0.164, "per buyer") == ("0.161", "0.164")
    assert apart(0.161, 0.264, "per buyer") == ("0.16", "0.26")
    assert apart(0.5, 0.6, "share") == ("50.0 %", "60.0 %")
    assert apart(-47.2, 3.0, "points") == ("−47.2", "3.0")
    assert apart(1.0, 1.0, "per buyer") == ("1.00", "1.00")
    assert apart(float("nan"), 1.0, "per buyer") == ("n/a", "1.00")
