"""`scenarios new` with known figures: what it writes and says, and what it refuses before it computes anything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import numpy as np
import pytest

from sim.cli.new_scenario import new
from sim.questions.fit.bench import Bench
from sim.questions.known import FIGURES
from sim.scenario import Scenario

KNOWN = ["--churn", "0.2", "--nps", "12", "--contacts", "300", "--agents", "12", "--workers", "1"]


def on_paper(spec):
    """What a firm of these settings shows, by arithmetic instead of a simulation."""
    how = spec.failures
    return {
        "churn": min(0.9, 500.0 * spec.loyalty.churn_rate),
        "nps": 10.0 + 200.0 * (spec.product.quality - 0.6) + 40.0 * (spec.recovery.service_weight - 0.2),
        "contacts": 1e5 * (how.rate * 0.3 * how.minor.contact_chance + how.question_rate),
        "first-contact-resolution": 0.9 * spec.staff.skill,
    }


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Stand in a folder of the test's own, outside a checkout, with a model that is a formula."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("sim.scenario.places.checkout", lambda: None)

    def tried(self, trials, what):
        for settings, numbers in trials:
            shown = on_paper(self.base.but(settings))
            luck = [np.random.default_rng(number).normal(size=len(self.figures)) for number in numbers]
            yield np.array([shown[name] for name in self.figures]) + 0.05 * self.tolerance * np.array(luck)

    monkeypatch.setattr(Bench, "tried", lambda self, *asked: list(tried(self, *asked)))
    return tmp_path


def test_the_file_says_the_fitted_settings_and_passes_the_check(say, here):
    said = say("scenarios", "new", "my-firm", *KNOWN)
    assert (said.code, said.err) == (0, "")
    assert say("scenarios", "check", "my-firm.toml").code == 0
    spec, parent = Scenario.load("my-firm.toml"), Scenario.load("archetypes/subscription")
    assert spec.loyalty.churn_rate == pytest.approx(0.2 / 500.0, rel=0.02)
    assert spec.product.quality == pytest.approx(0.61, abs=0.003)
    assert spec.failures.rate / parent.failures.rate == pytest.approx(
        spec.failures.question_rate / parent.failures.question_rate, rel=1e-3
    )
    assert spec.desk.agents == 12.0
    same = spec.but({
        "loyalty.churn_rate": parent.loyalty.churn_rate, "product.quality": parent.product.quality,
        "failures.rate": parent.failures.rate, "failures.question_rate": parent.failures.question_rate,
        "desk.staffing_ratio": parent.desk.staffing_ratio,
    })  # fmt: skip
    assert same.digest == parent.digest


def test_the_file_tells_what_was_given_what_was_fitted_and_what_is_assumed(say, here):
    say("scenarios", "new", "my-firm", *KNOWN)
    text = Path("my-firm.toml").read_text("utf-8")
    assert "#   churn: 20.0 %; comes to 20.0 %, met" in text
    assert "#   agents: 12, as given" in text
    assert "Fitted; 0.0006 in the scenario it is like." in text
    assert "an assumption about the firm" in text
    assert max(map(len, text.splitlines())) <= 110


def test_the_screen_shows_each_figure_and_what_would_fit_as_well(say, here):
    out = say("scenarios", "new", "my-firm", *KNOWN).out
    assert "These settings would fit as well" in out
    assert "recovery.service_weight" in out
    assert "trapeze scenarios check my-firm.toml" in out
    for words in ("churn", "nps", "contacts", "loyalty.churn_rate"):
        assert words in out


def test_a_figure_out_of_reach_is_said_to_be_not_met(say, here):
    said = say("scenarios", "new", "my-firm", "--first-contact-resolution", "0.97", "--workers", "1")
    assert said.code == 0
    assert "Not met: --first-contact-resolution 97.0 %" in said.out
    assert "staff.skill cannot plausibly go further" in " ".join(said.out.split())
    assert "NOT MET" in Path("my-firm.toml").read_text("utf-8")


def test_a_program_is_told_the_same_in_numbers(say, here):
    said = say("scenarios", "new", "my-firm", *KNOWN, "--json")
    told = json.loads(said.out)
    assert said.err == ""
    assert told["given"] == {"churn": 0.2, "nps": 12.0, "contacts": 300.0, "agents": 12.0}
    assert told["figures"]["churn"]["met"] is True
    assert told["settings"]["product.quality"]["was"] == 0.6
    assert told["digest"] == Scenario.load("my-firm.toml").digest
    assert {other["assumption"] for other in told["fit_as_well"]} <= set(told["also_tried"])


def test_customers_set_the_scale(say, here):
    say("scenarios", "new", "my-firm", "--churn", "0.2", "--customers", "50000", "--workers", "1")
    spec = Scenario.load("my-firm.toml")
    # A fifth leaves at a steady rate: the average day has 0.896 of those who began the year.
    assert spec.population * spec.weight == pytest.approx(50_000 / 0.896, rel=1e-3)
    assert "50,000 customers on the average day, as given" in Path("my-firm.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        (["--churn", "20"], "write 0.2 for 20 %"),
        (["--churn", "20%"], "write 0.2"),
        (["--churn", "0,2"], "write 0.2"),
        (["--churn", "many"], "write one between 0.005 and 0.95"),
        (["--churn", "nan"], "must be between"),
        (["--nps", "1e9"], "must be between -95 and 95"),
        (["--agents", "3"], "nothing to fit"),
        (["--churn", "0.1", "--returns", "0.3"], "check both"),
        (["--contacts", "3000", "--customers", "1000"], "not a month or a year"),
        (["--ask"], "needs a terminal"),
        (["--churn", "0.2", "--like", "nowhere"], "--like nowhere"),
        (["--churn", "0.2", "--folder", "nowhere"], "no such folder"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(say, here, monkeypatch, options, wrong):
    monkeypatch.setattr(Bench, "tried", None)
    said = say("scenarios", "new", "my-firm", *options)
    assert (said.code, said.out) == (2, "")
    (line,) = said.err.splitlines()
    assert line.startswith("error: ")
    assert wrong in line
    assert not list(here.iterdir())


def test_a_file_that_is_there_is_refused_before_anything_is_computed(say, here, monkeypatch):
    monkeypatch.setattr(Bench, "tried", None)
    Path("my-firm.toml").write_text("days = 7\n", "utf-8")
    said = say("scenarios", "new", "my-firm", *KNOWN)
    assert said.code == 2
    assert "is there already" in said.err
    assert Path("my-firm.toml").read_text("utf-8") == "days = 7\n"


def test_who_asks_to_be_asked_is_asked_again_after_a_mistake(say, here, monkeypatch):
    answers = iter(["20", "0.2", *[""] * len(FIGURES)])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: next(answers))
    said = say("scenarios", "new", "my-firm", "--ask", "--workers", "1")
    assert said.code == 0
    assert "write 0.2 for 20 %" in said.err
    assert Scenario.load("my-firm.toml").loyalty.churn_rate == pytest.approx(0.0004, rel=0.02)


def test_who_leaves_out_everything_gets_a_scenario_to_edit(say, here, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: "")
    assert say("scenarios", "new", "my-firm", "--ask").code == 0
    assert Scenario.load("my-firm.toml").digest == Scenario.load("archetypes/subscription").digest


def test_every_figure_has_an_option_that_says_what_it_is():
    options = {option.opts[0]: option for option in new.params if isinstance(option, click.Option)}
    for figure in FIGURES.values():
        assert figure.meaning in options[f"--{figure.name}"].help


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_in_the_middle_writes_nothing(command, tmp_path, workers):
    arguments = ["scenarios", "new", "my-firm", "--folder", str(tmp_path), "--churn", "0.2", "--workers", workers]
    running = subprocess.Popen(
        command(*arguments),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        # The tests themselves may have been started in the background, deaf to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(2.0)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert (out, err) == (b"", b"")
    assert not list(tmp_path.iterdir())
