"""The tutorials are followed from top to bottom: with few people in every run, as they are when slow.

python -m pytest -m slow tests/test_docs_tutorials.py, some two minutes.
"""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from sim.cli.endings import carry_out

pytestmark = pytest.mark.no_cover

TUTORIALS = Path(__file__).parents[1] / "docs" / "tutorials"
STEP = re.compile(
    r"^```(?P<kind>python|console)\n(?P<text>.*?)^```\n(?:\n```text\n(?P<shown>.*?)^```\n)?",
    re.DOTALL | re.MULTILINE,
)
FEWER = (("2_000", "60"), ("1_000", "30"), ('"population": 300', '"population": 40'), ('"days": 60', '"days": 12'))
SHORTER = (('"days": 180', '"days": 6'), ('"days": 120', '"days": 6'))
SMALL = {"population": "population=12", "days": "days=2"}


def steps(name):
    """Give the steps of a tutorial, in order; of several commands in a block each is a step."""
    found = (step.groupdict() for step in STEP.finditer((TUTORIALS / name).read_text(encoding="utf-8")))
    return [step | {"text": text} for step in found for text in re.split(r"(?m)(?<!\A)^(?=\$ )", step["text"])]


def made_small(text):
    for old, new in FEWER + SHORTER:
        text = text.replace(old, new)
    return text


def words_of(text, *, small):
    """Give what is said behind `python run.py`, and with few people and days if it is to be quick."""
    command, _, shown = text.partition("\n")
    words = shlex.split(command.removeprefix("$ python run.py "))
    if small:
        words = ["1" if before == "--replications" else word for before, word in pairwise(["", *words])]
        words = [SMALL.get(word.partition("=")[0], word) for word in words]
        words += ["--set", "represents=1", "--workers", "1"] if "--set" in words else []
    return words, shown


def follow(name, capsys, *, small):
    """Do one step after the other; as they stand, they show what the page shows, where `...` is anything."""
    made = {"__name__": "page"}
    for step in steps(name):
        if step["kind"] == "python":
            text, shown = step["text"], step["shown"] or ""
            exec(compile(made_small(text) if small else text, name, "exec"), made)
        else:
            words, shown = words_of(step["text"], small=small)
            if small and words[0] == "rescue":
                continue  # 20,000 lives a cell for its course, however few people: see tests/test_docs_rescue.py
            assert carry_out(words, program="python run.py") == 0, words
        said = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines()).strip()
        pattern = re.escape(shown.strip()).replace(re.escape("..."), ".*")
        assert small or re.fullmatch(pattern, said, re.DOTALL), f"{step['text']}\n{said}"
    return made


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Stand in an empty folder, before a terminal of usual width; pictures are drawn in other tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sim.cli.comparing.dress", lambda *_: None)
    return tmp_path


def test_the_strategist_comes_to_an_end(place, capsys):
    follow("strategist.md", capsys, small=True)
    assert len(list((place / "results").glob("compare-*"))) == 2


def test_the_researcher_gets_a_sweep_that_can_be_made_again(place, capsys):
    made = follow("researcher.md", capsys, small=True)
    assert len(made["study"].runs) == 48
    assert (place / "results" / "staffing" / "plan.json").exists()


def test_the_researchers_first_step_shows_what_is_printed(capsys):
    first, *_ = steps("researcher.md")
    exec(compile(first["text"], "researcher.md", "exec"), {})
    assert capsys.readouterr().out == first["shown"]


def test_the_developers_mechanism_is_felt_and_leaves_no_trace_at_zero_strength(place, capsys):
    made = follow("developer.md", capsys, small=True)
    usual, dulled, neutral = (made[name].customers["cx_sum"] for name in ("usual", "dulled", "neutral"))
    assert (usual == neutral).all()
    assert (usual != dulled).any()


def test_a_careless_customer_is_caught_by_name():
    assert "the ledger does not add up" in (TUTORIALS / "developer.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["strategist.md", "researcher.md", "developer.md"])
def test_a_tutorial_shows_what_is_printed(name, place, capsys):
    follow(name, capsys, small=False)


def test_the_checks_that_developers_are_told_to_run_are_there():
    page = (TUTORIALS / "developer.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```bash\n(.*?)```", page, re.DOTALL)
    named = re.findall(r"\btests/\S+", block)
    assert len(named) == 2
    assert all((TUTORIALS.parents[1] / path).exists() for path in named)


@pytest.mark.parametrize("page", sorted(TUTORIALS.glob("*.md")), ids=lambda page: page.stem)
def test_every_picture_and_link_is_there_and_pictures_are_small(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", text):
        assert (TUTORIALS / target).resolve().exists(), target
    for picture in re.findall(r"!\[[^\]]{20,}\]\(([^)]+)\)", text):
        assert (TUTORIALS / picture).stat().st_size < 100_000
