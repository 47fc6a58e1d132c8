"""The report of a rescue: the answer on top, whole with and without each later stage, safe with any text."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from sim import Scenario
from sim.questions.rescue import Rescue, rescue, sides_of
from sim.report import page, rescue_findings, rescue_page, wording
from sim.report.rescue_notes import notes
from tests.report.rescues import NOTHING_TO_DO, doubted, reached, shared, shared_pictures, small, told
from tests.report.test_page import HOSTILE, URL, Tags


@pytest.fixture(scope="module")
def answer():
    return shared()


@pytest.fixture(scope="module")
def drawn():
    return shared_pictures()


@pytest.fixture(scope="module")
def report(answer, drawn):
    return rescue_page.render(answer, reach=reached(), uncertainty=doubted(), stories=[told()], drawn=drawn)


@pytest.fixture(scope="module")
def hostile():
    spec = {"title": HOSTILE, "description": HOSTILE, "money.currency": "<b>€</b>", "population": 20, "days": 8}
    return rescue_page.render(small(spec, replications=1))


def of_pictures(text):
    return re.findall(r"<svg [^>]*>", text)


@pytest.mark.parametrize("which", ["report", "hostile"])
def test_the_page_asks_nothing_of_the_network_and_runs_nothing(which, request):
    text = request.getfixturevalue(which)
    seen = Tags(text)
    assert seen.dangers() == []
    assert seen.open == []
    assert "default-src 'none'" in text
    assert not URL.search("".join(re.findall(r"<style>.*?</style>", text, re.DOTALL)))


def test_hostile_texts_are_texts_and_never_cut_the_question(hostile):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in hostile
    assert "&lt;b&gt;€&lt;/b&gt;" in hostile
    heading = re.search(r"<h1>(.*?)</h1>", hostile).group(1)
    assert heading.endswith(rescue_findings.QUESTION[1:])
    assert len(heading) < 200


def test_the_finding_stands_on_top_with_its_interval(report, answer):
    row = answer.index.set_index("measure").loc["retention"]
    finding = re.search(r'<p class="finding">(.*?)</p>', report).group(1)
    assert finding == rescue_findings.answered({"measure": "retention", **row})
    assert rescue_findings.from_to(row["low"], row["high"]) in finding
    assert report.index(finding) < report.index("<h2>")


def test_the_numbers_of_the_cells_and_the_index_are_those_of_the_answer(report, answer):
    for cell, measure in (("weak_poor", "retention"), ("strong_excellent", "clv"), ("weak_excellent", "nps")):
        row = answer.cells.set_index(["cell", "measure"]).loc[(cell, measure)]
        reach = wording.interval(row["low"], row["high"], row["unit"])
        assert (
            f'<td>{wording.quantity(row["mean"], row["unit"])}<br><span class="reach">{reach}</span></td>'
            in report
        )
    assert "lifetime value of a buyer, EUR" in report
    for _, row in answer.index[answer.index["defined"]].iterrows():
        assert f"<td>{wording.quantity(row['index'], 'share')}<br>" in report, row["measure"]


def test_saved_harmed_kept_and_lost_are_everybody(report, answer):
    part = report[report.index("The same customers in both lives") :]
    people = [int(number.replace(",", "")) for number in re.findall(r"<td>([\d,]+)</td></tr>", part)[:4]]
    assert sum(people) == answer.replications * answer.population


def test_later_stages_are_on_the_page_only_if_they_were_run(report, answer, drawn):
    first = {name: drawn[name] for name in ("cells", "curves", "index_over_time", "outcomes", "who")}
    plain = rescue_page.render(answer, drawn=first)
    for said in (
        "at most, with perfect service",
        "worth in product quality",
        "Excellent service pays for itself from a product quality",
        "0.061",
    ):
        assert said in report
        assert said not in plain
    assert "service closes between 7 and 51 % of the gap, in nine worlds of ten." in report
    assert "<td>42.0 %<br>" in report
    assert wording.NOT_IN_THE_INTERVAL in plain
    assert len(of_pictures(report)) == len(of_pictures(plain)) + 3
    for text in (report, plain):
        assert "calibrated, not measured" in text
        assert Tags(text).open == []


def test_a_story_tells_both_lives_and_where_they_part(report, answer, drawn):
    part = report[report.index("Typical customers, day by day") :]
    assert "Customer 7 is saved (&lt;i&gt;families&lt;/i&gt;)" in part
    assert '<th scope="row">3</th><td colspan="2">meets a failure &lt;b&gt;&amp;&lt;/b&gt;</td>' in part
    assert '<th scope="row">4</th><td></td><td>is helped at once</td>' in part
    assert '<th scope="row">9</th><td>leaves</td><td>stays on</td>' in part
    assert "Typical customers" not in rescue_page.render(answer, drawn=drawn)


def test_what_is_said_is_said_once(report):
    assert report.count(wording.NOT_IN_THE_INTERVAL) == 0
    assert report.count(wording.NOT_IN_THE_PROFIT) == 1
    sentences = re.findall(r"<(?:p|li)[^>]*>([^<]{60,})</(?:p|li)>", report)
    assert len(sentences) == len(set(sentences))


def test_every_picture_has_a_role_and_a_text_that_tells_its_finding(report):
    assert len(of_pictures(report)) == report.count("<figcaption>") == 8
    for picture in of_pictures(report):
        assert 'role="img"' in picture
        assert len(re.search(r'aria-label="([^"]*)"', picture).group(1)) > 20


def test_headings_are_in_order_tables_have_heads_and_ids_are_there_once(report):
    levels = [int(level) for level in re.findall(r"<h([1-6])", report)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    tables = re.findall(r"<table.*?</table>", report, re.DOTALL)
    assert tables
    assert all('scope="row"' in table for table in tables)
    assert '<th scope="col"></th>' not in report
    ids = re.findall(r' id="([^"]+)"', report)
    assert len(ids) == len(set(ids))


def test_what_scrolls_can_be_reached_with_the_keyboard(report):
    scrolling = re.findall(r'<div class="scroll"[^>]*>|<pre(?! class="command")[^>]*>', report)
    assert scrolling
    assert all('tabindex="0"' in one and "aria-label=" in one for one in scrolling)


def test_on_a_telephone_the_words_of_the_four_cells_stand_above_their_numbers(report):
    assert '<table class="stacked">\n<thead><tr><th scope="col">product, service:</th>' in report


def test_the_page_says_what_was_compared_and_how_to_make_it_again(report, answer):
    assert "trapeze rescue scenario.toml --weak product/weak --strong product/strong" in report
    assert "--seed 1 --replications 3" in report
    for results in answer.results.values():
        assert results.scenario.digest in report
    assert '<th scope="row">product.<wbr>quality</th><td>0.35</td>' in report


@pytest.mark.no_cover
def test_two_replications_are_said_to_be_few_in_a_rescue_too():
    wide = "two replications hardly tell how far luck reaches"
    assert [sum(wide in note for note in notes(small(replications=n))) for n in (2, 3)] == [1, 0]


def test_cells_that_open_for_other_hours_have_a_note(answer):
    first = answer.results["weak_poor"]
    shorter = replace(first, scenario=first.scenario.but({"desk.open_hours": 1}))
    assert wording.OTHER_HOURS in notes(replace(answer, results={**answer.results, "weak_poor": shorter}))
    assert wording.OTHER_HOURS not in notes(answer)


def test_the_page_has_the_notes_of_the_screen(report, answer):
    told = notes(answer)
    assert told
    assert all(note in html.unescape(report) for note in told)


def test_the_page_is_small(report, hostile):
    assert 50_000 < len(report.encode()) < 300_000
    assert len(hostile.encode()) < 300_000


@pytest.mark.slow
def test_the_page_is_the_same_every_time(report, answer):
    again = Rescue(answer.scenario, answer.sides, answer.results)
    assert rescue_page.render(again, reach=reached(), uncertainty=doubted(), stories=[told()]) == report


def test_one_replication_has_no_intervals_and_the_page_says_so(hostile):
    assert "One replication has no intervals" in hostile
    assert "nan" not in re.sub(r"<[^>]*>|&[^;]*;", "", hostile).lower()


def test_a_service_with_nothing_to_do_saves_nobody_and_the_page_says_so(tmp_path):
    answer = small({**NOTHING_TO_DO, "population": 40, "days": 20}, replications=2)
    page.write_rescue(answer, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text("utf-8")
    assert re.search(r'<p class="finding">(.*?)</p>', text).group(1) == rescue_findings.AS_MANY
    assert "Of 100 buyers none is saved" in text
    assert "Nobody is harmed." in text


def test_nobody_gets_a_page_too():
    firm = Scenario.load("default")
    text = rescue_page.render(small({"population": 0}, replications=2))
    assert re.search(r'<p class="finding">(.*?)</p>', text).group(1) == wording.nobody()
    assert text.count(wording.nobody()) == 1
    assert not any(said in text for said in ("n/a points", "no clear gap", "What moved", "In pictures"))
    assert "The same customers in both lives" not in text
    assert Tags(text).open == []
    assert sides_of(firm).names["weak"] in text


def test_as_many_who_stay_are_not_called_the_same_where_some_are_saved_and_as_many_harmed():
    firm = Scenario().but({"population": 60, "represents": 30, "days": 60, "log": "none"})
    answer = rescue(firm, replications=1, seed=28)
    (lived,) = answer.counterfactual.runs[["saved", "harmed"]].to_dict("records")
    assert lived == {"saved": 1, "harmed": 1}
    title = rescue_findings.answered(rescue_page.retention(answer), same=rescue_page.alike(answer))
    assert "as many customers" in title
    assert "same" not in title
