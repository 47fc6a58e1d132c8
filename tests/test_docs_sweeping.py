"""The pages on sweeps keep their word: commands run, examples print tables, a cluster is started as written."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from sim.cli.endings import carry_out
from sim.experiment.design import DESIGNS
from sim.experiment.planning import Asked
from sim.experiment.reading import read_sweep
from sim.experiment.run import Finished
from sim.experiment.store import Store

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGE = (DOCS / "sweeping.md").read_text(encoding="utf-8")
CLUSTERS = (DOCS / "clusters.md").read_text(encoding="utf-8")
SMALL = ("population=50", "represents=1", "days=5", "log=none")


def blocks(text, kind):
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def commands(text):
    """Give what is said behind `python run.py`, and no comment."""
    lines = [line for block in blocks(text, "bash") for line in block.splitlines()]
    return [shlex.split(line, comments=True)[2:] for line in lines if line.startswith("python run.py")]


SAID = commands(PAGE)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder in which results of the rescue map lie, with made-up numbers."""
    root = tmp_path_factory.mktemp("place")
    plan = read_sweep("rescue_map", Asked(replications=1))
    with Store.begin(root / "results" / "rescue_map-1a2b3c4d", plan) as store:
        store.add(Finished(run, made_up(plan.points[run.point].values), 1.0) for run in plan.runs)
    return root


def made_up(values):
    index, gap = values["product.quality"] / 2, 0.3
    found = {"retention": 0.5, "profit": 10 * index, "rescue_index_retention": index}
    return {**found, "rescue_gained_retention": index * gap, "rescue_gap_retention": gap}


@pytest.mark.parametrize("words", [words for words in SAID if words[0] == "sweep"], ids=" ".join)
def test_the_sweeps_can_be_made(words, capsys):
    assert carry_out([*(word for word in words if word != "--dry-run"), "--dry-run"], program="trapeze") == 0
    assert "Nothing was run and nothing was written." in capsys.readouterr().out


@pytest.mark.parametrize("words", [words for words in SAID if words[0] == "sensitivity"], ids=" ".join)
def test_what_matters_is_told(words, place, capsys, monkeypatch):
    monkeypatch.chdir(place)
    monkeypatch.setattr("sim.cli.sensitivity.refresh", lambda *asked: None)
    assert carry_out(words, program="trapeze") == 0
    assert capsys.readouterr().out.startswith("product.quality accounts for 100 %")


def test_every_command_of_the_page_is_tried():
    others = [words for words in SAID if words[0] not in ("sweep", "sensitivity")]
    assert [words[:2] for words in others] == [["results", "list"], ["results", "check"], ["results", "replay"]]


def test_results_are_listed_and_checked(place, capsys, monkeypatch):
    monkeypatch.chdir(place)
    for words in (["results", "list"], ["results", "check"]):
        assert carry_out(words, program="trapeze") == 0
        assert "rescue_map-1a2b3c4d" in capsys.readouterr().out


@pytest.mark.parametrize(
    "program", re.findall(r"<!-- executed by the tests -->\n```python\n(.*?)```", PAGE, re.DOTALL)
)
def test_the_examples_print_tables(program, capsys):
    exec(compile(program, "docs/sweeping.md", "exec"), {"__name__": "__main__"})
    assert "product.quality" in capsys.readouterr().out


def test_the_sweep_file_is_one(tmp_path):
    (text,) = blocks(PAGE, "toml")
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    plan = read_sweep(tmp_path / "mine.toml")
    assert [factor.name for factor in plan.factors] == ["product.quality", "failures.rate", "service"]
    assert len(plan.design.order) == 64 * (3 + 2)


def test_every_design_is_explained():
    assert set(re.findall(r"^\| `([a-z-]+)` \|", PAGE.partition("## Which design")[2], re.MULTILINE)) == set(
        DESIGNS
    )


def test_every_picture_and_link_is_there_and_pictures_are_small():
    for text in (PAGE, CLUSTERS):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", text):
            assert (DOCS / target).is_file(), target
    pictures = re.findall(r"!\[[^\]]{20,}\]\((img/[a-z_]+\.png)\)", PAGE)
    assert len(pictures) == PAGE.count("](img/") == 3
    assert all((DOCS / name).stat().st_size < 100_000 for name in pictures)


# --- clusters -----------------------------------------------------------------------------------------------


def test_the_sweeps_of_the_clusters_can_be_made(capsys, monkeypatch):
    monkeypatch.setenv("SLURM_ARRAY_TASK_ID", "3")
    made = [words for words in commands(CLUSTERS) if words[0] == "sweep"]
    assert len(made) == 3
    for words in made:
        assert carry_out([*map(os.path.expandvars, words), "--dry-run"], program="trapeze") == 0
        assert "Nothing was run" in capsys.readouterr().out


def test_the_job_and_the_programs_are_written_without_a_slip():
    (job,) = [block for block in blocks(CLUSTERS, "bash") if block.startswith("#!")]
    subprocess.run(["bash", "-n"], input=job, text=True, check=True, timeout=10)
    for program in blocks(CLUSTERS, "python"):
        compile(program, "docs/clusters.md", "exec")


@pytest.mark.slow
def test_a_scheduler_and_two_workers_started_by_hand_make_the_sweep(tmp_path):
    """python -m pytest -m slow tests/test_docs_sweeping.py, some 30 s."""
    scheduler, worker = (
        shlex.split(line)
        for block in blocks(CLUSTERS, "bash")
        for line in block.splitlines()
        if line.startswith("dask ")
    )
    ports = {"8786": str(free_port()), "8787": str(free_port())}
    with ExitStack() as stack:
        started(stack, at(scheduler, ports), tmp_path)
        for _ in range(2):
            started(stack, at(worker, ports), tmp_path)
        small = [word for setting in SMALL for word in ("--set", setting)]
        vary = ["--vary", "product.quality=0.2:0.9:4", *small, "--replications", "3", "--quiet"]
        address = at(["--scheduler", "tcp://127.0.0.1:8786"], ports)
        there, here = tmp_path / "there", tmp_path / "here"
        until_there(lambda: swept(["default", *vary, *address, "--out", str(there)], tmp_path))
    assert swept(["default", *vary, "--workers", "1", "--out", str(here)], tmp_path) == 0
    parts = [["default", *vary, "--shard", f"{part}/2", "--out", str(tmp_path / "parts")] for part in (1, 2)]
    assert [swept(words, tmp_path) for words in parts] == [0, 0]
    shares = sorted(map(str, (tmp_path / "parts").glob("*-shard-*")))
    assert ran(["sweep-merge", *shares], tmp_path) == 0
    assert digest(there) == digest(here) == digest(tmp_path / "parts")


def at(words, ports):
    """Give a command with ports that are free here instead of those that it says."""
    for said, free in ports.items():
        words = [word.replace(said, free) for word in words]
    return words


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def started(stack, words, folder):
    """Start a command of Dask, and end it with the test."""
    program = [sys.executable, "-m", "dask", *words[1:]]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(program, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, **silent)
    stack.callback(process.wait, 20)
    stack.callback(process.terminate)


def until_there(attempt):
    """Try until the workers have come."""
    for _ in range(20):
        if attempt() == 0:
            return
        time.sleep(1)
    pytest.fail("no worker came")


def swept(words, folder):
    return ran(["sweep", *words], folder)


def ran(words, folder):
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *words], cwd=folder, timeout=120, **silent
    ).returncode


def digest(root):
    (whole,) = [folder for folder in root.iterdir() if folder.is_dir() and "-shard-" not in folder.name]
    return Store.open(whole).digest
