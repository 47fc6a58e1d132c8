"""The page and the list of what lies in a results folder: every word escaped, nothing asked of the network."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sim import Scenario, sweep
from sim.archive import catalogue, names
from sim.archive.catalogue import DAMAGED, FINISHED, Entry
from sim.report import index, layout, lying

ROOT = Path("results")
MARKUP = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></p>",
    "{{ 7 * 7 }}",
    "[bold]x[/bold]",
]
OTHERS = ["\u202egnp.exe", "a\x1b[31mb", r"$\frac$", "\U0001f3aa \u65e5\u672c", "=1+1", "x" * 300]
HOSTILE = [*MARKUP, *OTHERS]


def entry(title="A firm", seed=1, **facts):
    known = {
        "folder": ROOT / "default-3f2a9c51" / f"seed-{seed}", "size": 59_000_000, "state": FINISHED,
        "title": title,
        "scenario": "default", "digest": "3f" * 32, "seed": seed, "replications": 20, "engine": "fast",
        "engine_version": 1, "written": "2031-02-03T04:05:06Z", "has_report": True,
    }  # fmt: skip
    return Entry(**known | facts)


class Seen(HTMLParser):
    """The tags, links and words of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.links, self.words, self.attributes = [], [], "", []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data):
        self.words += data


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_text(title):
    page = index.render([entry(title)], ROOT)
    seen = Seen(page)
    assert not {"script", "img", "iframe", "object", "link"} & set(seen.tags)
    assert not [name for name in seen.attributes if name.startswith("on")]
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "49" not in seen.words.replace("2031", "")
    if title.isprintable():
        assert title in seen.words


def test_the_page_asks_nothing_of_the_network_and_stays_in_its_folder():
    page = index.render([entry(), entry(seed=2, has_report=False)], ROOT)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert "default-src 'none'" in policy
    assert "http:" not in page
    assert "https:" not in page
    assert "url(" not in page
    assert Seen(page).links == [
        "default-3f2a9c51/seed-1/report.html", "default-3f2a9c51/seed-1/",
        "default-3f2a9c51/seed-2/",
    ]  # fmt: skip


def test_the_page_tells_what_each_run_is():
    words = " ".join(Seen(index.render([entry(replications=1), entry(seed=7)], ROOT)).words.split())
    assert "2 runs in this folder." in words
    assert "seed 1 · 1 replication · fast engine, version 1 · written 2031-02-03 04:05:06 UTC · 59 MB" in words
    assert words.index("seed 1 ·") < words.index("seed 7 ·")


def test_comparisons_are_counted_apart_and_only_reports_that_are_there_are_claimed():
    compared = entry("B against A", folder=ROOT / ("compare-" + "3f" * 8) / "seed-1")
    words = " ".join(Seen(index.render([entry(has_report=False), entry(seed=2), compared], ROOT)).words.split())
    assert "2 runs and 1 comparison in this folder." in words
    assert words.count("no report · seed 1") == 1
    assert words.count("comparison · seed 1") == 1
    assert "no report · seed 2" not in words
    assert "its report" not in words
    assert "1 comparison in this folder." in Seen(index.render([compared], ROOT)).words


def test_runs_of_the_same_title_show_the_settings_in_which_they_differ():
    def firm(number, quality, title="My firm"):
        toml = f'title = "{title}"\nseed = {number}\ndays = 9\n[product]\nquality = {quality}\n'
        return entry(title, folder=ROOT / f"firm-3f2a9c5{number}" / "seed-1", resolved=toml)

    entries = [firm(1, 0.5), firm(2, 0.8), firm(3, 0.3, "Another")]
    assert re.findall(r"<h2><a [^>]*>(.*?)</a>", index.render(entries, ROOT)) == [
        "My firm: product.quality = 0.5", "My firm: product.quality = 0.8", "Another",
    ]  # fmt: skip
    stream = io.StringIO()
    lying.show_list(layout.terminal(stream, width=200), entries)
    assert stream.getvalue().count("My firm: product.quality = 0.") == 2
    assert "resolved" not in lying.list_object(entries)["results"][0]


def test_sweeps_of_one_scenario_show_what_varies_in_them(tmp_path):
    firm = Scenario().but({"population": 20, "represents": 1, "days": 3, "replications": 1})
    for folder, vary in [("a", {"desk.agents": [2, 3]}), ("b", {"product.quality": [0.25, 0.5]})]:
        sweep(firm, vary, folder=tmp_path / folder)
    entries = catalogue.entries(tmp_path)
    assert sorted(re.findall(r"<h2>(?:<a [^>]*>)?(.*?)(?:</a>)?</h2>", index.render(entries, tmp_path))) == [
        "custom-sweep: desk.agents = 2, 3, product.quality = 0.6", "custom-sweep: product.quality = 0.25, 0.5",
    ]  # fmt: skip
    assert not {"resolved", "varied"} & lying.list_object(entries)["results"][0].keys()


def test_a_damaged_run_is_said_to_be_so():
    damaged = Entry(ROOT / "default-3f2a9c51" / "seed-3", 1_500, DAMAGED)
    words = Seen(index.render([damaged], ROOT)).words
    assert "damaged: see `results check` · 1.5 kB" in words
    assert "default-3f2a9c51/seed-3" in words


def test_an_empty_folder_is_said_to_be_so():
    assert "Nothing lies here yet." in index.render([], ROOT)


@pytest.mark.parametrize("width", [20, 50, 80, 200])
@pytest.mark.parametrize("title", HOSTILE)
def test_the_list_shows_any_title_at_any_width(title, width):
    stream = io.StringIO()
    lying.show_list(layout.terminal(stream, width=width), [entry(title), Entry(ROOT / "a-3f2a9c51", 10, DAMAGED)])
    shown = stream.getvalue()
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert max(map(len, shown.splitlines())) <= width
    flat = "".join(shown.split())
    assert "59MB" in flat
    assert "damaged" in flat
    if title.isprintable() and (width == 50 or (width == 200 and len(title) < 100)):
        assert "".join(title.split()) in flat


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("rescue-default-0123456789abcdef/seed-1", "rescue"),
        (".rescue-default-0123456789abcdef/seed-1", "rescue"),
        ("why-0123456789abcdef", "split"),
        ("default-01234567/seed-1", "run"),
    ],
)
def test_an_answer_that_is_hidden_or_closed_is_no_run(place, kind):
    """Of a folder that nobody may look into the seeds are not known."""
    assert names.kind(Path(place)) == kind
