"""What docs/why.md shows is what the program prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sim.cli.why import SIZE
from sim.questions.levers import OF_A_BLOCK, OF_A_COLUMN, lever_of
from sim.questions.why import why, worlds_of
from sim.report import as_json, layout, split, split_json, split_screen
from sim.scenario import Scenario

PAGE = Path(__file__).parents[1].joinpath("docs", "why.md").read_text(encoding="utf-8")


def commands():
    """Give the scenarios and settings of every command of the page that names shipped scenarios."""
    lines = re.findall(r"^`?python run\.py why (.*?)`?$", PAGE, re.MULTILINE)
    return [words for words in map(shlex.split, lines) if not words[0].endswith(".toml")]


def test_every_command_of_the_page_has_worlds_to_live():
    assert len(commands()) == 3
    for weak, option, better, *_ in commands():
        assert option == "--better"
        specs = (Scenario.load(name, overrides=SIZE) for name in (weak, better))
        assert len(worlds_of(*specs)) >= 8


def test_every_key_of_the_object_is_in_the_table():
    firm = Scenario().but({"population": 30, "days": 4})
    told = split_json.why_object(why(firm, firm.but({"product.quality": 0.8}), replications=2))
    measure = told["measures"]["cx"]
    keys = {
        *told,
        *told["better"],
        *measure,
        *measure["shares"]["product"],
        *told["ledger"],
        *told["ledger"]["columns"]["use"],
    }
    assert as_json.text(told)
    table = PAGE[PAGE.index("| key | what |") :]
    assert [key for key in sorted(keys) if f"`{key}`" not in table] == []


def test_the_table_of_levers_is_that_of_the_program():
    rows = dict(re.findall(r"^\| (\S.*?) \| (.*?\|.*?) \|$", PAGE[PAGE.index("| lever |") :], re.MULTILINE))
    for lever, name in split.NAMES.items():
        named = set(re.findall(r"`([a-z_.]+)`", rows[name]))
        blocks = {block for block, whose in OF_A_BLOCK.items() if whose == lever}
        columns = {column for column, whose in OF_A_COLUMN.items() if whose == lever}
        assert blocks | columns <= named
        assert all(lever_of(key) == lever for key in named - blocks - columns)


@pytest.mark.slow
def test_the_screen_is_what_the_command_prints(capsys):
    weak, _, better = commands()[-1]
    answer = why(
        *(Scenario.load(name, overrides=SIZE) for name in (weak, better)), replications=SIZE["replications"]
    )
    split_screen.show(layout.terminal(width=80), answer)
    printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines())
    assert f"```\n{printed}\n```" in PAGE
