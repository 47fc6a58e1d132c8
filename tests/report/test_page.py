"""The report page: one file that asks nothing of the network, runs nothing and shows text as text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from sim import Scenario, simulate
from sim.report import page


@pytest.fixture(scope="module")
def results():
    firm = Scenario.load("default").but({"population": 120, "days": 35})
    return simulate(firm, replications=3, seed=1)


@pytest.fixture(scope="module")
def report(results):
    return page.render(results)


class Tags(HTMLParser):
    """Collect what a browser would act on."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]


def test_the_page_asks_nothing_of_the_network_and_runs_nothing(report):
    seen = Tags(report)
    assert not {"script", "iframe", "object", "embed", "link", "img", "base", "form"} & set(seen.tags)
    assert not [name for _, name, _ in seen.attributes if name.startswith("on")]
    assert "http:" not in report
    assert "https:" not in report
    assert "default-src 'none'" in report


def test_the_page_is_written_as_it_is_rendered(results, report, tmp_path):
    page.write(results, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes() == report.encode()
