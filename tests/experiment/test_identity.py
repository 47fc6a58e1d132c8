"""An outcome of a caller's own is part of a plan: another one, and it is another sweep."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from small_sweep import plan

from sim.errors import ResultsError, UsageError
from sim.experiment.identity import identity
from sim.experiment.plan import Plan
from sim.experiment.run import Measures
from sim.questions.sweep import sweep
from sim.questions.sweep_plan import outcome_of
from sim.scenario import Scenario


@dataclass(frozen=True)
class Quality:
    """An outcome that is read off the scenario."""

    times: float = 1.0

    def worlds(self, scenario):
        return (scenario,)

    def values(self, records):
        return {"quality": self.times * records[0].spec.product.quality}


@dataclass(frozen=True)
class Made:
    """An outcome that a function makes."""

    function: object

    worlds = Quality.worlds

    def values(self, records):
        return {"made": self.function(records)}


def one(records):
    return 1.0


def two(records):
    return 2.0


def test_outcomes_that_hold_other_things_are_other_outcomes():
    there = [Quality(), Quality(2.0), Made(one), Made(two), Made({"a": (one,)}), Made([None, {1, 2}]), Measures()]
    assert len({identity(outcome) for outcome in there}) == len(there)
    assert identity(Quality()) == identity(Quality(1.0))
    assert identity(Made([{2, 1}])) == identity(Made([{1, 2}]))


def test_an_outcome_is_the_same_in_another_process():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_identity as t; print(t.identity(t.Made(t.one)))"
    )
    here = Path(__file__).parent
    # The names of a module hang on how it was imported, so both ask the one that pytest knows.
    done = subprocess.run([sys.executable, "-c", code, str(here)], capture_output=True, text=True, check=True,
                          cwd=here.parents[1], env={"PYTHONPATH": str(here.parents[1])})  # fmt: skip
    import test_identity

    assert done.stdout.strip() == test_identity.identity(test_identity.Made(test_identity.one))


def test_an_outcome_may_know_better_who_it_is():
    class Named(Quality):
        identity = "mine, third edition"

    assert identity(Named()) == "mine, third edition"


def test_what_nobody_can_tell_is_refused_with_what_to_do():
    with pytest.raises(UsageError, match="give the outcome an `identity`"):
        identity(Made(object()))


def test_a_plan_without_one_has_the_digest_that_it_had_and_with_one_another():
    alone, mine = plan(), replace(plan(), outcome=identity(Quality()))
    assert alone.digest == replace(alone, outcome="").digest
    assert "outcome" not in "".join(alone._content())
    assert mine.digest != alone.digest
    assert Plan.from_json(mine.to_json()).digest == mine.digest
    assert any(line.startswith("outcome = ") for line in mine.difference(alone))


@pytest.mark.no_cover
def test_a_sweep_with_another_outcome_does_not_go_on_with_this_ones_rows(tmp_path):
    firm, vary = Scenario().but({"population": 1, "days": 1}), {"product.quality": [0.3, 0.6]}
    found = sweep(firm, vary, replications=1, outcome=Quality(), folder=tmp_path / "q")
    assert found.runs["quality"].tolist() == [0.3, 0.6]
    assert sweep(firm, vary, replications=1, outcome=Quality(), folder=tmp_path / "q").tally.reused == 2
    with pytest.raises(ResultsError, match="another sweep: outcome"):
        sweep(firm, vary, replications=1, outcome=Quality(2.0), folder=tmp_path / "q")
    with pytest.raises(UsageError, match="made_again"):
        outcome_of(found.plan)
