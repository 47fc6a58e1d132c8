"""The repository keeps its word: the commands of the README can be pasted, and what is pinned names no place."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["headline", "tests"])
def test_a_command_of_the_readme_is_one_line_that_makes_its_own_environment(name):
    (block,) = re.findall(rf"<!-- command: {name} -->\n```bash\n(.*?)```", README, re.DOTALL)
    (line,) = block.splitlines()
    assert line.startswith("python -m venv .venv && .venv/bin/python -m pip install -c constraints.txt ")


def test_the_scenario_of_the_readme_can_be_run(tmp_path):
    from sim import Scenario

    (example,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "mine.toml"
    path.write_text(example, encoding="utf-8")
    assert Scenario.load(path).product.quality == 0.35


def test_every_room_of_the_readme_is_there_and_every_room_is_in_the_readme():
    named = {name for line in re.findall(r"^\| (`sim/.*?) \|", README, re.MULTILINE) for name in paths(line)}
    assert all((ROOT / name).exists() for name in named)
    rooms = {f"sim/{room.name}/" for room in (ROOT / "sim").iterdir() if (room / "__init__.py").exists()}
    assert not rooms - named, "a room that the table in README.md does not know"


def paths(line):
    return re.findall(r"`([^`]+)`", line)


def test_links_of_the_readme_lead_somewhere():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_pins_name_versions_only():
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[a-z0-9-]+==[0-9a-z.]+( ; [a-z0-9_ <>=.'!*]+)?", line, re.IGNORECASE), line


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    pinned = {line.split("==")[0] for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    assert {re.match(r"[A-Za-z0-9-]+", line)[0].lower() for line in wanted} <= pinned


def test_the_check_of_everything_can_be_executed_and_parsed():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True, timeout=10)
