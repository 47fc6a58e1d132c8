"""The report of a sweep: what came of it on top, whole for every design, honest about what is missing."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from sim.experiment.planning import Asked
from sim.experiment.run import Failed, Finished
from sim.experiment.store import Store
from sim.experiment.varying import varied
from sim.report import sweep_page, sweep_tables, sweep_told
from sim.report.sweep_material import Material, Measured
from sim.scenario import Scenario
from tests.report.test_page import HOSTILE, URL, Tags

TWELVE = (
    "product.quality", "product.usage_rate", "failures.rate", "failures.major_share", "desk.staffing_ratio",
    "staff.skill", "staff.turnover_per_year", "loyalty.churn_sensitivity", "marketing.overpromise",
    "marketing.ad_spend", "experience.incident_half_life_days", "returns.rate",
)  # fmt: skip
NOTHING_ASKED = Asked()


def made(vary, values, *, asked=NOTHING_ASKED, measures=(), ended=lambda run: True, base=None):
    """Give a sweep of made-up numbers: `values` of a point and a replication, for runs that have `ended`."""
    firm = base or Scenario().but({"population": 50, "days": 5})
    plan = varied(firm, vary, asked, measures=measures)
    store = Store.begin(None, plan)
    store.add(finished(plan, run, values) for run in plan.runs if ended(run))
    return store


def finished(plan, run, values):
    return Finished(run, values(plan.points[run.point].values, run.replication), 1.0)


def in_line(point, replication):
    """Retention is the quality, and a little luck that all points share; profit does not depend on anything."""
    luck = 0.002 * replication
    return {"retention": 0.5 + 0.4 * point["product.quality"] + luck, "profit": 30.0 + luck, "nps": float("nan")}


@pytest.fixture(scope="module")
def grid():
    return made(["product.quality=0.2:0.8:4", "desk.agents=1,4,8,12"], in_line, asked=Asked(replications=2),
                measures=("retention", "profit"))  # fmt: skip


@pytest.fixture(scope="module")
def report(grid):
    return rendered(grid, drawn=None)


def rendered(sweep, drawn=MappingProxyType({})):
    """Give the page, without pictures unless they are asked for: drawing takes most of the time.

    Where its keys may be broken is left out.
    """
    return sweep_page.render(Material.of(sweep), drawn=drawn).replace("<wbr>", "")


def told(text):
    """Give the words of a page, without its tags."""
    return " ".join(
        unescape(re.sub(r"<style.*?</style>|<svg.*?</svg>|<[^>]*>", " ", text, flags=re.DOTALL)).split()
    )


def finding(text):
    return unescape(re.search(r'<p class="finding">(.*?)</p>', text).group(1))


# --- what came of it ----------------------------------------------------------------------------------------


def test_the_finding_stands_on_top_with_its_interval(report):
    assert finding(report).startswith(
        "product.quality accounts for 100 % (the same each time) of the variance of still customers"
    )
    assert report.index(finding(report)[:20]) < report.index("<h2>")


def test_of_one_factor_it_is_said_where_the_measure_is_lowest_and_highest_and_how_surely():
    text = rendered(made(["product.quality=0.2:0.8:4"], in_line, asked=Asked(replications=3)))
    assert finding(text) == (
        "Still customers is lowest, 58.2 %, at product.quality = 0.2 and highest, 82.2 %, at "
        "product.quality = 0.8: 24.0 points more (the same each time)."
    )
    assert "What matters" not in text


def test_two_replications_are_noted_once(report):
    assert told(report).count("two replications hardly tell") == 1
    assert "rest on little" not in report
    three = rendered(made(["product.quality=0.2:0.8:4"], in_line, asked=Asked(replications=3)))
    assert "hardly tell" not in three


def test_luck_is_called_luck():
    luck = iter([0.1, 0.9, 0.8, 0.2, 0.4, 0.5])
    text = rendered(
        made(["product.quality=0.2,0.5"], lambda *_: {"retention": next(luck)}, asked=Asked(replications=3))
    )
    assert "cannot be told from luck" in finding(text)
    assert "53.3 % 0.0 – 100.0" in told(text)
    alone = rendered(made(["product.quality=0.2,0.5"], in_line, asked=Asked(replications=1)))
    assert "from one replication nobody can tell" in finding(alone)
    same = rendered(made(["desk.agents=1,2"], lambda *_: {"retention": 0.5}, asked=Asked(replications=2)))
    assert finding(same) == "Still customers is 50.0 % at every point: the same, replication by replication."


def test_of_many_points_that_are_alike_none_is_told_to_be_higher():
    """Intervals of two points chosen beforehand would tell highest from lowest in four of five sweeps."""
    told, others = 0, []
    for seed in range(60):
        values = np.random.default_rng(seed).normal(0.7, 0.01, size=(25, 10))
        found = Measured("retention", pd.DataFrame(values, index=pd.RangeIndex(25, name="point")))
        told += sweep_told.differ(found)
        others.append(found.alike(found.most))
    assert told <= 9  # three of sixty, and what chance adds
    assert np.mean(others) > 23.5
    luck = iter(np.random.default_rng(6).normal(0.7, 0.01, size=250))
    text = rendered(
        made(["product.quality=0.1:0.9:25"], lambda *_: {"retention": next(luck)}, asked=Asked(replications=10))
    )
    assert "Where still customers is higher cannot be told from luck" in finding(text)


def test_measures_have_the_names_that_they_have_everywhere_in_pictures_too():
    """Within a sentence what follows the comma stands in brackets."""
    store = made(["product.quality=0.2:0.8:4", "desk.agents=1,4"], lambda point, replication: {
        "nps": 100 * point["product.quality"] + replication, "retention": 0.1 * point["desk.agents"],
    }, asked=Asked(replications=2), measures=("nps", "retention"))  # fmt: skip
    drawn = sweep_page.pictures_of(Material.of(store), None)
    assert {name: figure.get_label() for name, figure in drawn.items() if "sens" not in name} == {
        "sweep_map": "NPS (all buyers): from 20.5 (product.quality 0.2, desk.agents 1) to 80.5 (0.8, 1).",
        "sweep_curves": "NPS (all buyers) along product.quality: from 20.5 to 80.5.",
        "sweep_map_2": "Still customers: from 10.0 % (desk.agents 1, product.quality 0.2) to 40.0 % (4, 0.2).",
        "sweep_curves_2": "Still customers along desk.agents: from 10.0 % to 40.0 %.",
    }
    assert "nps" not in " ".join(text.get_text() for text in drawn["sweep_curves"].texts)


def test_factors_spread_by_equal_factors_are_drawn_so():
    store = made(["failures.rate=log:0.001:0.1:3", "product.quality=0.2:0.8:4"], lambda point, replication: {
        "retention": point["product.quality"] - 2 * point["failures.rate"] + 0.001 * replication,
    }, asked=Asked(replications=2), measures=("retention",))  # fmt: skip
    drawn = sweep_page.pictures_of(Material.of(store), None)
    (plane,) = drawn["sweep_map"].axes
    assert (plane.get_xscale(), plane.get_yscale()) == ("linear", "log")
    assert [ax.get_xscale() for ax in drawn["sweep_curves"].axes] == ["linear", "log"]


def test_what_varied_stands_with_meaning_unit_values_and_base(report):
    row = re.search(r'<tr><th scope="row">product.quality<br>(.*?)</tr>', report).group(1)
    assert told(row) == (
        "What the product delivers; 0.5 is what the competitor delivers. Unit: quality. 0.2 to 0.8, 4 values 0.6"
    )
    assert "1, 4, 8, 12" in told(report)


def test_the_best_and_the_worst_point_of_each_measure_are_there_and_who_else_may_be(report, grid):
    words = told(report)
    assert "still customers: best point 12: product.quality = 0.8 and desk.agents = 1 82.1 %" in words
    assert "still customers: worst point 0: product.quality = 0.2 and desk.agents = 1 58.1 %" in words
    rows = sweep_tables.extremes(Material.of(grid)).rows
    assert [row.cells[2].value for row in rows] == ["3", "3", "15", "15"]


def test_a_measure_of_which_less_is_better_is_best_where_it_is_least():
    text = rendered(made(["desk.agents=1,2"], lambda point, _: {"wait_minutes": 9.0 / point["desk.agents"]},
                         asked=Asked(replications=2), measures=("wait_minutes",)))  # fmt: skip
    assert "wait, calls and chats: best point 1: desk.agents = 2 4.5 min" in told(text)


def test_a_measure_that_no_run_has_is_not_shown(report):
    words = told(report)
    assert "NPS" not in words
    assert "nan" not in words.lower().replace("finance", "")


# --- what is missing ----------------------------------------------------------------------------------------


def test_an_unfinished_sweep_says_so_and_is_told_from_what_is_there():
    sweep = made(
        ["product.quality=0.2:0.8:4"], in_line, asked=Asked(replications=2), ended=lambda run: run.point < 3
    )
    words = told(rendered(sweep))
    assert "unfinished: 2 of 8 runs are not there yet; all below is told from the others" in words
    assert "6 of 8 runs have finished and 2 are still to be made." in words
    assert "at product.quality = 0.6" in words


def test_a_sweep_of_which_nothing_has_finished_has_a_page_too():
    text = rendered(made(["product.quality=0.2:0.8:4"], in_line, ended=lambda run: False))
    assert finding(text) == "No run has finished yet, so there is nothing to tell."
    assert Tags(text).open == []


def test_failed_runs_stand_there_with_their_values_and_reason_each_text_as_text():
    sweep = made(["product.quality=0.2:0.8:4"], in_line, asked=Asked(replications=2), ended=lambda run: run.point)
    sweep.add([Failed(run, f"it raised {HOSTILE[:60]}", f'File "x.py", line 3\n{HOSTILE}', 3)
               for run in sweep.plan.runs if not run.point])  # fmt: skip
    text = rendered(sweep)
    words = told(text)
    assert "2 runs failed and are left out" in words
    assert (
        "point 0, replication 1 product.quality = 0.2 it raised $\\frac$ & cost <script>alert(1)</script>" in words
    )
    assert "3 workers died of it" in words
    assert "6 of 8 runs have finished and 2 failed." in words
    assert text.count("<summary>Where in the program it failed") == 1
    assert Tags(text).dangers() == []


def test_of_very_many_failures_the_page_shows_a_few_and_says_where_all_are():
    sweep = made(["product.quality=0.2:0.8:30"], in_line, ended=lambda run: False)
    sweep.add([Failed(run, "it raised", "", 0) for run in sweep.plan.runs])
    assert "more; all are in failures.csv" in told(rendered(sweep))


# --- any sweep ----------------------------------------------------------------------------------------------


DESIGNS = [
    (["product.quality=0.2:0.8:3"], Asked()),
    (["product.quality=0.2:0.8:3", "staff.skill=0.3:0.9:3"], Asked(design="one-at-a-time", replications=2)),
    ({name: [0.1, 0.5] for name in TWELVE}, Asked(design="morris", points=3)),
    ({name: [0.1, 0.5] for name in TWELVE}, Asked(design="sobol", points=4)),
    ({name: [0.1, 0.5] for name in TWELVE}, Asked(design="latin-hypercube", points=40, replications=2)),
    (["product.quality=0.2,0.8", "service=service/poor,service/excellent"], Asked(replications=2)),
]


@pytest.mark.parametrize(("vary", "asked"), DESIGNS)
def test_every_design_has_a_whole_page(vary, asked):
    is_whole(rendered(made(vary, of_all, asked=asked)))


@pytest.mark.slow
@pytest.mark.parametrize(("vary", "asked"), DESIGNS)
def test_every_design_has_a_whole_page_with_pictures(vary, asked):
    """python -m pytest -m slow tests/report/test_sweep_page.py, some 10 s."""
    text = rendered(made(vary, of_all, asked=asked), drawn=None)
    is_whole(text)
    assert "<svg" in text


def is_whole(text):
    """Check headings, heads of tables, and that what scrolls can be reached with the keyboard."""
    assert Tags(text).open == []
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert '<th scope="col"></th>' not in text
    scrolling = re.findall(r'<div class="scroll"[^>]*>|<pre(?! class="command")[^>]*>', text)
    assert all('tabindex="0"' in one and "aria-label=" in one for one in scrolling)


def of_all(point, replication):
    return {"retention": hash_of(point) + 0.01 * replication}


def hash_of(point):
    """Give a number that depends on every value, the same in every process."""
    return sum(len(str(value)) if isinstance(value, str) else value for value in point.values()) % 1


def test_what_a_named_level_says_stands_on_the_page():
    text = rendered(made(["service=service/poor,service/excellent"], lambda *_: {"retention": 0.5}))
    part = text[text.index("What service service/excellent says") :]
    assert '<th scope="row">staff.skill</th>' in part


# --- safe, and the same every time --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile():
    base = Scenario().but({"population": 50, "days": 5, "title": HOSTILE, "money.currency": "<b>€</b>"})
    found = Material.of(made(["product.quality=0.2:0.8:3"], in_line, base=base))
    plan = replace(found.plan, title=HOSTILE, description=HOSTILE, notes=(HOSTILE,))
    return sweep_page.render(replace(found, plan=plan), drawn={})


def test_hostile_texts_are_texts_and_cut_where_they_are_too_long(hostile):
    heading = re.search(r"<h1>(.*?)</h1>", hostile).group(1)
    assert heading.startswith(r"$\frac$ &amp; cost &lt;script&gt;")
    assert len(unescape(heading)) <= 120
    assert "{{ 7*7 }}" in hostile


@pytest.mark.parametrize("which", ["report", "hostile"])
def test_the_page_asks_nothing_of_the_network_and_runs_nothing(which, request):
    text = request.getfixturevalue(which)
    seen = Tags(text)
    assert seen.dangers() == []
    assert seen.open == []
    assert "default-src 'none'" in text
    assert not URL.search("".join(re.findall(r"<style>.*?</style>", text, re.DOTALL)))


def test_every_picture_has_a_role_and_a_text_that_tells_its_finding(report):
    pictures = re.findall(r"<svg [^>]*>", report)
    assert len(pictures) == report.count("<figcaption>")
    for picture in pictures:
        assert 'role="img"' in picture
        assert len(re.search(r'aria-label="([^"]*)"', picture).group(1)) > 20
    ids = re.findall(r' id="([^"]+)"', report)
    assert len(ids) == len(set(ids))


def test_the_page_is_the_same_every_time_and_from_the_folder(report, grid, tmp_path):
    with Store.begin(tmp_path / "kept", grid.plan) as kept:
        kept.add(finished(grid.plan, run, in_line) for run in reversed(grid.plan.runs))
    sweep_page.write(tmp_path / "kept", tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text("utf-8").replace("<wbr>", "") == report


def test_the_page_says_how_to_read_the_tables_and_to_run_it_again(report, grid):
    assert "runs.groupby([&#39;product.quality&#39;, &#39;desk.agents&#39;])[&#39;retention&#39;].mean()" in report
    assert "Plan.from_json(Path(&#34;plan.json&#34;)" in report
    assert grid.plan.digest in report
    assert grid.digest in report
