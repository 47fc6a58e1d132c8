"""The page on the pictures keeps its word: its program runs, its links lead somewhere, all pictures are on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.report import page

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")


@pytest.mark.no_cover
def test_the_program_of_the_page_runs(tmp_path, monkeypatch, capsys):
    (program,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(compile(program, "docs/figures.md", "exec"), {})
    assert capsys.readouterr().out.startswith("What ")
    assert len(list((tmp_path / "pictures").iterdir())) == 12
    assert (tmp_path / "report.html").exists()
    assert (tmp_path / "ledger.pdf").exists()


def test_every_kind_of_picture_is_explained():
    assert {name for name in page.READINGS if f"`{name}`" not in TEXT} == set()


def test_every_image_is_there_is_small_and_is_shown():
    shown = set(re.findall(r"!\[[^\]]+\]\((img/[a-z_]+\.png)\)", TEXT))
    there = {f"img/{path.name}" for path in (ROOT / "docs" / "img").iterdir()}
    assert shown <= there
    assert all((ROOT / "docs" / name).stat().st_size < 100_000 for name in shown)
