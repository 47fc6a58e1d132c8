"""The same results give the same bytes: in another process, folder, locale and time zone."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sim.report import figures, page
from sim.report.figures import saving

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[3]
DRAW = """
from tests.report.figures.conftest import made
from tests.report.figures.test_figures_bytes import digests
print("\\n".join(digests(made("weak"))))
"""
UNKIND = """
font.size: 30
axes.facecolor: red
text.usetex: True
axes.formatter.use_locale: True
svg.fonttype: path
savefig.bbox: tight
savefig.dpi: 20
svg.hashsalt: none
"""


def digests(results):
    """Give a line for each picture in each form, and one for the page."""
    drawn = figures.of_run(results)
    forms = [(name, saving.svg(figure, name) + saving.png(figure)) for name, figure in drawn.items()]
    forms.append(("page", page.render(results, drawn=drawn).encode()))
    return [f"{name} {hashlib.sha256(form).hexdigest()}" for name, form in forms]


def test_another_process_folder_locale_and_time_zone_give_the_same_bytes(world, tmp_path):
    (tmp_path / "matplotlibrc").write_text(UNKIND, encoding="utf-8")
    surroundings = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "7",
        "LC_ALL": "C",
        "TZ": "Asia/Tokyo",
        "MPLBACKEND": "svg",
    }
    command = [sys.executable, "-c", DRAW]
    done = subprocess.run(
        command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == digests(world("weak"))


def test_a_file_says_neither_when_nor_with_what_it_was_made(pictures):
    for name, figure in pictures("weak").items():
        drawn, dotted = saving.svg(figure, name), saving.png(figure)
        assert not re.search(rb"matplotlib|\d{4}-\d\d-\d\d", drawn, re.IGNORECASE), name
        assert b"Software" not in dotted, name
        assert b"tEXt" not in dotted, name


def test_files_are_small(pictures):
    for name, figure in pictures("typical").items():
        assert len(saving.svg(figure, name)) < 60_000, name
        assert len(saving.png(figure)) < 130_000, name


def test_every_picture_says_its_finding_to_those_who_do_not_see_it(pictures):
    for name, figure in pictures("weak").items():
        root = ElementTree.fromstring(saving.svg(figure, name))
        assert root.get("role") == "img"
        assert root.get("aria-label") == root.find("{*}title").text == figure.get_label()
        assert len(figure.get_label()) > 20


def test_pictures_of_one_page_share_no_id(pictures):
    ids = [
        identity
        for name, figure in pictures("weak").items()
        for identity in re.findall(r' id="([^"]+)"', saving.inline(figure, name))
    ]
    assert ids
    assert len(ids) == len(set(ids))


def test_every_id_that_a_picture_refers_to_is_there(pictures):
    for name, figure in pictures("weak").items():
        text = saving.inline(figure, name)
        used = {*re.findall(r"url\(#([^)]+)\)", text), *re.findall(r'href="#([^"]+)"', text)}
        assert used
        assert used <= set(re.findall(r' id="([^"]+)"', text))


def test_all_are_saved_twice_each(world, pictures, tmp_path):
    paths = figures.save_all(world("weak"), tmp_path / "new" / "figures", drawn=pictures("weak"))
    assert sorted(path.name for path in paths) == sorted(
        path.name for path in (tmp_path / "new/figures").iterdir()
    )
    assert {path.suffix for path in paths} == {".svg", ".png"}
    assert len(paths) == 2 * len(pictures("weak"))


@pytest.mark.parametrize("name", ["nobody", "one customer, one day"])
def test_worlds_with_nothing_to_draw_are_told_in_words(name, pictures):
    for called, figure in pictures(name).items():
        if not figure.axes:
            assert figure.texts, called
    assert not any(figure.axes for figure in pictures("nobody").values())
