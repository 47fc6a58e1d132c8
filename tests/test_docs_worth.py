"""What docs/worth.md shows is what the program prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sim.cli.worth import SIZE
from sim.questions.worth import worlds_of, worth
from sim.report import as_json, layout, worth_json, worth_screen
from sim.scenario import Scenario
from sim.scenario.overrides import parse_setting

PAGE = Path(__file__).parents[1].joinpath("docs", "worth.md").read_text(encoding="utf-8")


def test_every_command_of_the_page_has_worlds_to_live():
    lines = [shlex.split(line) for line in re.findall(r"^`?python run\.py worth (.*?)`?$", PAGE, re.MULTILINE)]
    assert len(lines) == 5
    for name, *words in lines:
        settings = dict(parse_setting(word) for word in words if "=" in word)
        spec = Scenario.load("default" if name.endswith(".toml") else name, overrides=settings)
        assert len(worlds_of(spec)) == 9


def test_every_key_of_the_object_is_in_the_table():
    firm = Scenario().but({"population": 30, "days": 4, "desk.agents": 3})
    told = worth_json.worth_object(worth(firm, replications=2))
    lever = told["levers"]["quality"]
    assert as_json.text(told)
    table = PAGE[PAGE.index("| key | what |") :]
    keys = {*told, *told["levers"], *lever, *lever["worth"], *lever["bend"]}
    assert [key for key in sorted(keys) if f"`{key}`" not in table] == []


@pytest.mark.slow
def test_the_screen_is_what_the_command_prints(capsys):
    answer = worth(Scenario.load("default", overrides=SIZE))
    worth_screen.show(layout.terminal(width=80), answer)
    printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines())
    assert f"```\n{printed}\n```" in PAGE
