"""What docs/comparing.md shows is what the program prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sim.questions.compare import compare
from sim.report import as_json, comparison, layout
from sim.scenario import Scenario
from sim.scenario.overrides import parse_setting

pytestmark = pytest.mark.no_cover

PAGE = Path(__file__).parents[1].joinpath("docs", "comparing.md").read_text(encoding="utf-8")


def test_every_key_of_the_object_is_in_the_table():
    firm = Scenario().but({"population": 30, "days": 8, "replications": 2})
    told = as_json.compare_object(compare(firm, firm, precision=0.9))
    table = PAGE[PAGE.index("| key | what |") :]
    (alternative,) = told["alternatives"]
    keys = {
        *told,
        *told["precision"][0],
        *alternative,
        *alternative["differences"]["cx"],
        *alternative["over_time"][0],
    }
    assert [key for key in sorted(keys) if f"`{key}`" not in table] == []


@pytest.mark.slow
def test_the_screen_is_what_the_command_prints(capsys):
    words = shlex.split(re.search(r"^`python run\.py (compare .*--but .*)`$", PAGE, re.MULTILINE)[1])
    settings = dict(parse_setting(word) for word in words if "=" in word)
    but = {"desk.staffing_ratio": settings.pop("desk.staffing_ratio")}
    firm = Scenario.load("default", overrides=settings)
    answer = compare(firm, firm.but(but), replications=int(words[-1]), labels=["desk.staffing_ratio=1.4"])
    comparison.show(layout.terminal(width=80), answer)
    printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines())
    assert f"```\n{printed}\n```" in PAGE
