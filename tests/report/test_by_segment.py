"""Where people are of several kinds, all that is said of a run or a comparison says how each kind fared."""

from __future__ import annotations

from io import StringIO

import pandas as pd
import pytest

from sim import Scenario, compare, simulate
from sim.archive import names
from sim.report import as_json, comparison_page, page, screen
from sim.report.by_segment import estimates_by_segment
from sim.report.layout import terminal

pytestmark = pytest.mark.no_cover

KINDS = {
    "population": 200,
    "days": 20,
    "replications": 2,
    "returns": {"rate": 0.0},
    "segments": [
        {"name": "keen", "share": 0.5, "loyalty": {"churn_rate": 0.0}},
        {"name": "calm", "share": 0.5, "loyalty": {"churn_rate": 0.05}},
    ],
}


@pytest.fixture(scope="module")
def firm():
    return Scenario().but(KINDS)


@pytest.fixture(scope="module")
def results(firm):
    return simulate(firm)


def shown(results, width=80):
    out = StringIO()
    screen.show_run(terminal(out, width=width), results.scenario, results)
    return out.getvalue()


def test_the_estimate_of_a_segment_is_the_mean_of_its_rows(results):
    found = estimates_by_segment(results)
    assert list(found) == ["keen", "calm"]
    mine = results.by_segment.query("segment == 'calm'")
    assert found["calm"]["retention"].mean == mine["retention"].mean() < found["keen"]["retention"].mean == 1.0


@pytest.mark.parametrize("width", [30, 50, 80])
def test_the_screen_shows_each_segment(results, width):
    said = shown(results, width)
    below = said[said.index("By segment") :]
    assert below.index("keen") < below.index("100.0 %") < below.index("calm")
    assert "(the same each time)" in below or width < 80


def test_page_object_and_folder_have_them(results, tmp_path):
    told = page.render(results, drawn={})
    assert '<th scope="row">calm</th>' in told[told.index("<h2>By segment</h2>") :]
    rows = pd.DataFrame(as_json.run_object(results.scenario, results)["by_segment"])
    assert rows.query("segment == 'keen' and measure == 'retention'")[["mean", "unit"]].values.tolist() == [
        [1, "share"]
    ]
    folder = results.save(tmp_path / "run")
    pd.testing.assert_frame_equal(pd.read_csv(folder / names.BY_SEGMENT), results.by_segment)


def test_the_page_of_a_comparison_says_for_whom_it_changes(firm):
    told = comparison_page.render(compare(firm, firm.but({"product.quality": 0.9})), drawn={})
    below = told[told.index("Change by segment.") :]
    assert below.index('<table class="stacked">') < below.index(">keen</th>")
    assert below.index(">keen</th>") < below.index(" points") < below.index(">calm</th>")


def test_where_all_are_of_one_kind_nothing_is_said(tmp_path):
    results = simulate(Scenario().but({"population": 50, "days": 5, "replications": 2}))
    assert "By segment" not in shown(results)
    assert "By segment" not in page.render(results, drawn={})
    assert as_json.run_object(results.scenario, results)["by_segment"] == []
    assert not (results.save(tmp_path / "run") / names.BY_SEGMENT).exists()
