"""The report page: one file that asks nothing of the network, runs nothing and shows text as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from sim import Scenario, simulate
from sim.report import page

HOSTILE = r'$\frac$ & cost <script>alert(1)</script> "><img src=x onerror=alert(1)> {{ 7*7 }} 日本語 '
HOSTILE += "long " * 60
URL = re.compile(r"https?:|//\w|url\((?!#)|@import|javascript:|data:", re.IGNORECASE)


@pytest.fixture(scope="module")
def results():
    firm = Scenario.load("default").but({"population": 120, "days": 35})
    return simulate(firm, replications=3, seed=1)


@pytest.fixture(scope="module")
def report(results):
    return page.render(results)


@pytest.fixture(scope="module")
def hostile():
    settings = {"population": 30, "days": 15, "protocol": "market", "title": HOSTILE, "description": HOSTILE}
    firm = Scenario.load("default").but({**settings, "money.currency": "<b>€</b>"})
    return page.render(simulate(firm, replications=1, seed=1))


class Tags(HTMLParser):
    """Collect what a browser would act on, and see that what is opened is closed."""

    VOID = frozenset({"meta", "br", "wbr", "path", "use", "rect", "image"})

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def dangers(self):
        """Name what asks the network for something or runs."""
        tags = {"script", "iframe", "object", "embed", "link", "img", "base", "form", "foreignobject", "animate"}
        found = sorted(tags & set(self.tags))
        found += [f"{tag} {name}" for tag, name, _ in self.attributes if name.startswith("on")]
        found += [f"{tag} {name}" for tag, name, value in self.attributes if URL.search(value or "")]
        return found


@pytest.mark.parametrize("which", ["report", "hostile"])
def test_the_page_asks_nothing_of_the_network_and_runs_nothing(which, request):
    text = request.getfixturevalue(which)
    seen = Tags(text)
    assert seen.dangers() == []
    assert seen.open == []
    assert "default-src 'none'" in text
    assert not URL.search("".join(re.findall(r"<style>.*?</style>", text, re.DOTALL)))


@pytest.mark.parametrize(
    "planted",
    [
        "<script>1</script>",
        "<p onclick=x>",
        '<a href="https://example.org">',
        '<p style="background: url(//example.org/x)">',
        '<use href="data:image/svg+xml,x"/>',
    ],
)
def test_what_would_ask_or_run_is_found(report, planted):
    assert Tags(report.replace("</main>", f"{planted}</main>", 1).split("</main>")[0]).dangers()


def test_the_page_shows_hostile_texts_as_texts(hostile):
    assert r"$\frac$ &amp; cost &lt;script&gt;alert(1)&lt;/script&gt; &#34;&gt;&lt;img" in hostile
    assert "{{ 7*7 }} 日本語" in hostile
    assert "&lt;b&gt;€&lt;/b&gt;" in hostile
    heading = re.search(r"<h1>(.*?)</h1>", hostile).group(1)
    assert heading.endswith("…")


def test_every_picture_has_a_role_and_a_text_that_tells_its_finding(report):
    pictures = re.findall(r"<svg [^>]*>", report)
    assert len(pictures) == report.count("<figcaption>") == report.count("<figure>") == 5
    for picture in pictures:
        assert 'role="img"' in picture
        assert len(re.search(r'aria-label="([^"]*)"', picture).group(1)) > 20


def test_a_picture_with_nothing_to_draw_is_a_sentence_and_no_white_hole(report):
    (said,) = re.findall(r'<p class="undrawn">(.*?)</p>', report)
    assert said.startswith("Too few calls and chats were logged")
    assert report.count(said) == 1
    assert report.rindex("</figure>") < report.index(said)


def test_headings_are_in_order_and_the_language_is_said(report):
    levels = [int(level) for level in re.findall(r"<h([1-6])", report)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert '<html lang="en">' in report


def test_a_long_key_may_break_at_its_joints_and_a_number_may_not():
    assert page.jointed("failures.major.open_penalty = 0.5") == (
        "failures.<wbr>major.<wbr>open_<wbr>penalty = 0.5"
    )
    assert page.jointed("product.quality=0.7") == "product.<wbr>quality=<wbr>0.7"
    assert page.jointed("<i>a.b</i>") == "&lt;i&gt;a.<wbr>b&lt;/i&gt;"


def test_what_scrolls_can_be_reached_with_the_keyboard(report):
    scrolling = re.findall(r'<div class="scroll"[^>]*>|<pre(?! class="command")[^>]*>', report)
    assert len(scrolling) == 3
    assert all('tabindex="0"' in one and "aria-label=" in one for one in scrolling)


def test_ids_are_there_once(report):
    ids = re.findall(r' id="([^"]+)"', report)
    assert len(ids) == len(set(ids))


def test_the_table_has_the_numbers_of_the_summary_with_their_intervals(report, results):
    from sim.report import wording

    for measure in ("retention", "nps", "wait_minutes", "clv", "cx_service"):
        row = results.summary.set_index("measure").loc[measure]
        written = wording.quantity(row["mean"], row["unit"])
        reach = wording.interval(row["low"], row["high"], row["unit"])
        assert f'<td>{written}</td><td class="reach">{reach}</td>' in report, measure
    assert "simulation noise" in report


def test_one_replication_has_no_interval_and_the_page_says_so(hostile):
    assert "It needs at least 2 replications." in hostile


def test_the_page_says_where_it_comes_from_and_how_to_make_it_again(report, results):
    for fact in ("digest", "resolved"):
        assert results.provenance[fact].splitlines()[0].replace('"', "&#34;") in report
    assert "trapeze run scenario.toml --seed 1 --replications 3" in report
    assert "write <code>python run.py</code> for <code>trapeze</code>" in report


def test_the_page_is_small(report, hostile):
    assert 20_000 < len(report.encode()) < 250_000
    assert len(hostile.encode()) < 250_000


def test_nobody_gets_a_page_too(tmp_path):
    page.write(
        simulate(Scenario.load("default").but({"population": 0, "days": 5}), seed=1), tmp_path / "report.html"
    )
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "Nobody bought, so there is nobody to keep." in text
    assert "<figure>" not in text


def test_the_page_is_written_as_it_is_rendered(results, report, tmp_path):
    page.write(results, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes() == report.encode()
