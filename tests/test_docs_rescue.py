"""The strategist's page keeps its word: its commands run, and its pictures and links are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sim.cli.endings import carry_out

pytestmark = pytest.mark.no_cover

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "rescue.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
SMALL = ("population=12", "represents=1", "days=2", "log=none")


def made_small(line):
    """Give the words of a command behind `python run.py`, with few people and days instead of what it says."""
    python, program, *words = shlex.split(line)
    assert (python, program) == ("python", "run.py")
    for option in ("--set", "--replications"):
        while option in words:
            del words[words.index(option) : words.index(option) + 2]
    small = [word for setting in SMALL for word in ("--set", setting)]
    return [*words, *small, "--replications", "1", "--quiet"]


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_run(line, tmp_path, capsys, monkeypatch):
    for room in ("rescue_folder", "why"):  # pictures take seconds, and are drawn in other tests
        monkeypatch.setattr(f"sim.cli.{room}.dress", lambda _found, _place: None)
    monkeypatch.setattr("sim.cli.rescue.reached", lambda inquiry: inquiry)
    assert carry_out([*made_small(line), "--out", str(tmp_path / "results")], program="trapeze") == 0
    assert len(capsys.readouterr().out) > 300


def test_every_picture_and_link_is_there_and_pictures_are_small():
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (DOCS / target).is_file(), target
    pictures = re.findall(r"!\[[^\]]{20,}\]\((img/[a-z_]+\.png)\)", PAGE)
    assert len(pictures) == PAGE.count("](img/") == 6
    assert all((DOCS / name).stat().st_size < 100_000 for name in pictures)


def test_the_pictures_named_at_the_foot_are_pictures_of_the_program():
    from sim.report import page

    named = set(re.findall(r"`([a-z_]+)`", PAGE.rsplit("The pictures are those", 1)[1]))
    assert {"cells", "index_over_time", "map", "outcomes", "who", "split"} == named & set(page.READINGS)
