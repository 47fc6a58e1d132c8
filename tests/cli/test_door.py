"""The door opens fast, shows what is there, and says what is missing."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import sim
from sim.cli.door import COMMANDS

ROOT = Path(__file__).parents[2]
HEAVY = {
    "dask",
    "matplotlib",
    "mesa",
    "networkx",
    "numpy",
    "pandas",
    "pydantic",
    "rich",
    "scipy",
    "seaborn",
    "simpy",
}


def loaded_by(code):
    listing = f"{code}\nimport sys, json; print(); print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", listing], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture
def front():
    """The file run.py as a module, without running it."""
    spec = importlib.util.spec_from_file_location("front", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)])
def test_help_loads_nothing_heavy(arguments):
    loaded = loaded_by(f"from sim.cli.endings import carry_out; carry_out({arguments!r})")
    assert "click" in loaded
    assert not loaded & HEAVY


def test_the_package_alone_loads_nothing_heavy():
    assert not loaded_by("import sim; dir(sim)") & HEAVY


def test_help_lists_every_command_and_gives_examples(say):
    said = say("--help")
    assert said.code == 0
    assert all(re.search(rf"^  {name} ", said.out, re.MULTILINE) for name in COMMANDS)
    assert "Examples:" in said.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_examples(say, name):
    said = say(name, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: trapeze {name} ")
    assert "Examples:" in said.out


@pytest.mark.parametrize("arguments", [["--version"], ["run", "--version"]])
def test_the_version_is_that_of_the_package(say, arguments):
    assert say(*arguments).out == f"trapeze {sim.__version__}\n"


def test_the_version_is_that_of_the_distribution():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert sim.__version__ == project["version"]


def test_nothing_stands_in_the_way_here(front):
    assert front.obstacle() is None


def test_an_old_python_is_told_which_one_is_needed(front, monkeypatch):
    monkeypatch.setattr(front.sys, "version_info", (3, 10, 4))
    assert front.obstacle() == "Python 3.11 or newer is needed, this is 3.10"


def test_missing_packages_are_named_with_what_installs_them(front, monkeypatch):
    there = importlib.util.find_spec
    monkeypatch.setattr(front, "find_spec", lambda name: None if name in {"rich", "simpy"} else there(name))
    assert front.obstacle().startswith("not installed: rich, simpy; try: ")
    assert front.obstacle().endswith(" -m pip install -c constraints.txt .")


def test_every_dependency_is_looked_for(front):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.match(r"[a-z0-9-]+", line)[0] for line in project["dependencies"]}
    assert declared <= {package.lower() for package in front.PACKAGES}


def test_importing_run_py_runs_nothing(front):
    """Worker processes import it again."""
    assert callable(front.obstacle)
