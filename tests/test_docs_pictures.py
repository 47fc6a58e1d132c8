"""The pictures of the pages are what the program draws; `python -m docs.generate.pictures` draws them anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docs.generate import pictures
from docs.generate.pictures import DRAWN_BY, IMAGES, keep, main, pages, renewal, shown, stale
from sim.report.figures import saving
from sim.report.figures.journey import SINKS
from tests.report import samples

pytestmark = pytest.mark.no_cover

NAME = "market_journey"


def test_no_picture_is_stale():
    reasons = [reason for name in DRAWN_BY for reason in stale(name)]
    assert not reasons, "\n".join(reasons)


def test_every_picture_is_drawn_by_a_command_and_stands_on_a_page():
    assert {path.name for path in IMAGES.iterdir()} == {f"{name}.png" for name in DRAWN_BY}
    texts = "".join(page.read_text(encoding="utf-8") for page in pages())
    assert [name for name in DRAWN_BY if not shown(name).search(texts)] == []


@pytest.fixture
def page(tmp_path, monkeypatch):
    """Give a page with a picture that was just drawn."""
    page = tmp_path / "page.md"
    page.write_text(f"![Of old](img/{NAME}.png)\n![Another](img/the_{NAME}.png)\n", encoding="utf-8")
    monkeypatch.setattr(pictures, "IMAGES", tmp_path)
    monkeypatch.setattr(pictures, "pages", lambda: (page,))
    figure = samples.market()["journey"]
    keep(NAME, saving.png(figure), saving.svg(figure, NAME))
    return page


def test_a_picture_that_was_just_drawn_is_not_stale_and_its_title_is_on_the_page(page):
    assert stale(NAME) == []
    title = samples.market()["journey"].get_label()
    assert page.read_text(encoding="utf-8") == f"![{title}](img/{NAME}.png)\n![Another](img/the_{NAME}.png)\n"


def test_a_picture_is_stale_where_it_would_be_another_today_or_a_page_calls_it_otherwise(page, monkeypatch):
    drawn_otherwise = replace(DRAWN_BY[NAME], command="run another", sample=samples.market.__wrapped__)
    monkeypatch.setitem(DRAWN_BY, NAME, drawn_otherwise)
    monkeypatch.setitem(SINKS, "churned", "Gone")
    monkeypatch.setattr(pictures, "ENGINE_VERSION", 99)
    monkeypatch.setattr(pictures, "digest_of", lambda scenario: "another")
    page.write_text(f"![Of old](img/{NAME}.png)", encoding="utf-8")
    reasons = [reason.removeprefix(f"{NAME}: ").partition("; say ")[0] for reason in stale(NAME)]
    assert [reason.partition(": ")[0] for reason in reasons[:4]] == ["command", "scenarios", "engine", "sample"]
    assert reasons[3] == "sample: - Left + Gone"
    assert reasons[4].startswith("page.md calls it 'Of old'")


def test_what_renews_a_stale_picture_is_said(page):
    page.write_text(f"![Of old](img/{NAME}.png)", encoding="utf-8")
    (reason,) = stale(NAME)
    assert reason.endswith(f"; say `python -m docs.generate.pictures {NAME}`")
    assert renewal("data_calls") == "python -m benchmarks.real_data calls --write"


@pytest.mark.parametrize(
    ("name", "said"), [("nothing", "there are retention, "), ("data_calls", "real_data calls --write")]
)
def test_a_picture_that_it_does_not_draw_is_refused(name, said, capsys):
    with pytest.raises(SystemExit, match="2"):
        main([name])
    assert said in capsys.readouterr().err


@pytest.mark.slow
def test_drawn_anew_all_pictures_say_the_same():
    """python -m pytest -m slow tests/test_docs_pictures.py; ten minutes on two cores."""
    assert main(["--check"]) == 0
