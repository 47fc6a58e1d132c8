"""The page on scenarios is followed step by step: its commands print what it shows, its edits do what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sim.cli.endings import carry_out
from sim.scenario import Scenario

PAGE = (Path(__file__).parents[1] / "docs" / "scenarios.md").read_text(encoding="utf-8")
STEP = re.compile(
    r"(?:^<!-- (?P<mark>slow|edit: (?P<file>[\w.-]+)(?:, (?P<old>.+?))?) -->\n)?"
    r"^```(?P<kind>console|toml)\n(?P<text>.*?)^```",
    re.DOTALL | re.MULTILINE,
)
STEPS = [found.groupdict() for found in STEP.finditer(PAGE)]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Stand where a newcomer stands: in a checkout, which has the schema in its scenarios folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr("sim.scenario.places.checkout", lambda: tmp_path)
    return tmp_path


def edit(step):
    """Write the lines of a step over those that they stand for."""
    file = Path(step["file"])
    text = file.read_text(encoding="utf-8")
    for line in step["text"].splitlines():
        key = re.escape(line.partition(" =")[0])
        old = re.escape(step["old"]) if step["old"] else rf"#{key} = \S+"
        text, found = re.subn(rf"(?m)^{old}(?=\s)", line, text)
        assert found == 1, line
    file.write_text(text, encoding="utf-8")


def follow(step, capsys):
    """Say the command of a step and compare what is printed; `...` stands for anything."""
    command, _, shown = step["text"].partition("\n")
    words = shlex.split(command.removeprefix("$ python run.py "))
    carry_out([*words, "--workers", "1"] if step["mark"] == "slow" else words, program="python run.py")
    printed = capsys.readouterr()
    pattern = re.escape(shown.strip()).replace(re.escape("..."), ".*")
    said = "\n".join(line.rstrip() for line in (printed.out + printed.err).splitlines())
    assert re.fullmatch(pattern, said.strip(), re.DOTALL), f"{command}\n{said}"


def walk(capsys, *, slow):
    for step in STEPS:
        if step["file"]:
            edit(step)
        elif step["kind"] == "console" and (slow or step["mark"] != "slow"):
            follow(step, capsys)


def test_the_page_does_what_it_says(checkout, capsys):
    walk(capsys, slow=False)


@pytest.mark.slow
def test_the_page_does_what_it_says_also_where_it_takes_longer(checkout, capsys):
    walk(capsys, slow=True)


def test_the_page_has_its_steps():
    assert sum(step["kind"] == "console" for step in STEPS) >= 5
    assert sum(bool(step["file"]) for step in STEPS) == 3


def test_the_three_edits_make_another_firm(checkout):
    carry_out(["scenarios", "new", "my-firm", "--quiet"])
    edit(next(step for step in STEPS if step["file"]))
    spec = Scenario.load("my-firm.toml")
    changed = {"product.quality": 0.45, "desk.staffing_ratio": 1.4, "money.recurring_margin_per_day": 0.8}
    assert spec.digest == Scenario.load("archetypes/subscription").but(changed).digest


def test_the_example_of_all_that_a_file_can_say_can_be_read(tmp_path):
    example = next(step["text"] for step in STEPS if "[[segments]]" in step["text"])
    file = tmp_path / "example.toml"
    file.write_text(example, encoding="utf-8")
    spec = Scenario.load(file)
    assert spec.part_names == ("families", "singles")
    assert spec.in_force(90).desk.staffing_ratio == 1.4
    assert spec.warnings == ()


def test_the_lines_quoted_from_a_new_file_stand_in_it(checkout):
    carry_out(["scenarios", "new", "my-firm", "--quiet"])
    text = Path("my-firm.toml").read_text(encoding="utf-8")
    quoted = [step["text"] for step in STEPS if step["kind"] == "toml" and "#" in step["text"][:12]]
    assert len(quoted) == 2
    assert all(block in text for block in quoted)


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE):
        assert (Path(__file__).parents[1] / "docs" / target).resolve().exists(), target
