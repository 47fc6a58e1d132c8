"""docs/fitting.md names every figure and every key, and its commands are such as the program takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pytest

from sim.cli.endings import carry_out
from sim.questions.fit import fit, fitting
from sim.questions.fit.bench import Bench
from sim.questions.fit.knobs import knobs_for, rivals_of
from sim.questions.known import FIGURES
from sim.questions.observed import OBSERVABLES, TEMPLATE
from sim.report import fitted, layout
from sim.scenario import Scenario

PAGE = Path(__file__).parents[1].joinpath("docs", "fitting.md").read_text(encoding="utf-8")
COMMANDS = [line.partition("#")[0] for line in re.findall(r"^python run\.py (.*--churn.*)$", PAGE, re.MULTILINE)]
FIRM = Scenario.load("archetypes/subscription")


@pytest.fixture
def at_rest(monkeypatch, tmp_path):
    """Stand in an empty folder, with a model in which every figure is what was given, whatever the settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fitting, "_share_lived", lambda *_: 0.9)
    monkeypatch.setattr(
        Bench, "tried", lambda self, trials, _: [np.tile(self.target, (len(runs), 1)) for _, runs in trials]
    )


def test_the_commands_write_a_scenario(at_rest):
    assert len(COMMANDS) == 3
    for command in COMMANDS:
        words = shlex.split(command)
        name = f"{words[2]}.toml"
        assert carry_out([*words, "--workers", "1", "--quiet"]) == 0
        assert Scenario.load(name).warnings == ()
        Path(name).unlink()


def test_every_figure_and_every_setting_that_it_settles_stands_in_the_table():
    rows = {found[1]: found[0] for found in re.finditer(r"^\| `--([\w-]+)` \|.*$", PAGE, re.MULTILINE)}
    assert list(rows) == list(FIGURES)
    for name, figure in FIGURES.items():
        if figure.measure and name not in ("contacts",):
            assert f"(`{figure.measure}`" in rows[name] or f"measure `{figure.measure}`" in rows[name]
        for knob in knobs_for([name], FIRM) if name not in ("wait", "abandonment") else ():
            assert all(f"`{key}`" in rows[name] for key in knob.start)


def test_the_table_is_the_template_and_every_measure_of_one_stands_below_it():
    assert f"```csv\n{TEMPLATE}```" in PAGE
    rows = PAGE[PAGE.index("| measure | what it is") : PAGE.index("Rows of `retention`")]
    assert [name for name in OBSERVABLES if f"`{name}`" not in rows] == []


def test_every_key_of_the_object_is_in_the_table(at_rest):
    told = fitted.fit_object(fit(FIRM, {"churn": 0.3}, rivals=rivals_of(["churn"], FIRM)))
    table = PAGE[PAGE.index("| key | what |") :]
    (other,) = told["fit_as_well"]
    keys = {*told, *told["figures"]["churn"], *told["settings"]["loyalty.churn_rate"], *other}
    assert [key for key in sorted(keys) if f"`{key}`" not in table] == []


@pytest.mark.slow
def test_the_screen_is_what_the_first_command_prints(capsys):
    words = shlex.split(COMMANDS[0])
    given = {word.removeprefix("--"): float(value) for word, value in zip(words[3::2], words[4::2], strict=True)}
    fitted.show(layout.terminal(width=80), fit(FIRM, given, workers=2), "archetypes/subscription")
    printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines())
    assert f"```\n{printed}\n```" in PAGE


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE):
        assert (Path(__file__).parents[1] / "docs" / target).resolve().exists(), target
