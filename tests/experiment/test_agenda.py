"""What is to be done follows from the plan and from what is there, and from nothing else."""

from __future__ import annotations

import math
import random

import pytest

from sim.errors import UsageError
from sim.experiment.agenda import Agenda, Shard
from sim.experiment.design import listed
from sim.experiment.factor import Factor
from sim.experiment.plan import Plan, Precision
from sim.experiment.run import Failed, Finished, Run
from sim.scenario import Scenario

MEASURE = "retention"
WANTED = 0.05


def plan_of(points=5, replications=3, precision=None):
    quality = Factor("product.quality", key="product.quality", levels=tuple(k / 10 for k in range(points)))
    design = listed([quality], [(level,) for level in quality.levels])
    return Plan("small", "", Scenario(), (quality,), design, replications, 1, precision=precision)


def value_of(run: Run) -> float:
    """A measure whose noise is larger at a larger point; at the third it is not defined."""
    noise = random.Random(f"{run.point} {run.replication}").gauss(0.0, 0.02 * run.point)
    return math.nan if run.point == 3 else 0.5 + noise


def finished(run: Run) -> Finished:
    return Finished(run, {MEASURE: value_of(run)}, 0.1)


def carried_out(
    agenda: Agenda, *, order: random.Random | None = None, at_once: int = 1, most: int = 10**9
) -> list[Run]:
    """Take runs as several workers would, who finish in any order."""
    made: list[Run] = []
    at_work: list[Run] = []
    while len(made) < most:
        while len(at_work) < at_once and (task := agenda.take()):
            at_work.append(task.run)
        if not at_work:
            break
        run = at_work.pop(order.randrange(len(at_work)) if order else 0)
        agenda.note([finished(run)])
        made.append(run)
    return made


# --- without a precision --------------------------------------------------------------------------------------


def test_every_run_is_asked_for_once_the_first_replication_of_every_point_first():
    plan = plan_of()
    assert carried_out(Agenda(plan, {})) == list(plan.runs)


def test_what_is_there_is_counted_and_not_asked_for():
    plan = plan_of()
    agenda = Agenda(plan, {run: {MEASURE: 1.0} for run in [Run(0, 0), Run(4, 2), Run(4, 7)]})
    assert (agenda.total, agenda.reused, agenda.wanted) == (15, 2, 13)
    assert len(carried_out(agenda)) == 13


def test_a_task_says_what_its_point_says():
    task = Agenda(plan_of(), {}, shard=Shard(3, 5)).take()
    assert task is not None
    assert (task.run, task.settings) == (Run(2, 0), {"product.quality": 0.2})


# --- shares ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of", [1, 2, 3, 7])
def test_shares_have_no_run_in_common_and_lack_none(of):
    plan = plan_of()
    shares = [carried_out(Agenda(plan, {}, shard=Shard(number, of))) for number in range(1, of + 1)]
    assert sorted(run for share in shares for run in share) == sorted(plan.runs)
    assert max(map(len, shares)) - min(map(len, shares)) <= plan.replications


def test_a_share_is_read_as_it_is_written():
    assert Shard.read("2/4") == Shard(2, 4)
    assert str(Shard(2, 4)) == "2/4"


@pytest.mark.parametrize(
    "text", ["", "1", "0/4", "5/4", "1/0", "-1/4", "a/b", "1/4/2", "1.0/4", "²/4", "1/" + "9" * 30]
)
def test_what_is_no_share_is_refused(text):
    with pytest.raises(UsageError, match=r"no such share: .*; write 1/4, 2/4"):
        Shard.read(text)


# --- precision ------------------------------------------------------------------------------------------------

PRECISE = Precision(MEASURE, WANTED, 60)


@pytest.fixture(scope="module")
def unbroken():
    return sorted(carried_out(Agenda(plan_of(precision=PRECISE), {})))


def replications(runs):
    return [sum(run.point == point for run in runs) for point in range(5)]


def test_a_noisier_point_gets_more_replications_and_a_quiet_one_none(unbroken):
    quiet, *others, noisiest = replications(unbroken)
    assert quiet == 10  # fewer are not looked at
    assert others[0] == 10
    assert others[1] <= noisiest
    assert 10 < noisiest <= 60
    assert replications(unbroken)[3] == 10  # where nothing is measured nothing is waited for


def test_the_interval_is_then_as_narrow_as_was_asked_for(unbroken):
    from sim.statistics.intervals import mean_interval

    for point in (0, 1, 2, 4):
        found = mean_interval([value_of(run) for run in unbroken if run.point == point])
        assert found.half_width <= WANTED


@pytest.mark.parametrize("at_once", [1, 3, 50])
def test_the_replications_of_a_point_do_not_depend_on_who_finishes_first(unbroken, at_once):
    agenda = Agenda(plan_of(precision=PRECISE), {})
    assert sorted(carried_out(agenda, order=random.Random(at_once), at_once=at_once)) == unbroken
    assert agenda.total == agenda.wanted == len(unbroken)


@pytest.mark.parametrize("after", [1, 20, 49, 60])
def test_the_replications_of_a_point_do_not_depend_on_an_interruption(unbroken, after):
    plan = plan_of(precision=PRECISE)
    first = carried_out(Agenda(plan, {}), order=random.Random(1), at_once=7, most=after)
    agenda = Agenda(plan, {run: {MEASURE: value_of(run)} for run in first})
    assert agenda.reused == len(first)
    assert sorted([*first, *carried_out(agenda)]) == unbroken


def test_replications_beyond_what_the_rule_asks_for_change_nothing(unbroken):
    plan = plan_of(precision=PRECISE)
    many = {Run(4, number): {MEASURE: value_of(Run(4, number))} for number in range(60)}
    made = carried_out(Agenda(plan, many))
    asked_for = {run for run in many if run in set(unbroken)}
    assert sorted({*made, *asked_for}) == unbroken


def test_a_point_is_given_up_at_the_most_replications():
    plan = plan_of(precision=Precision(MEASURE, 1e-6, 12))
    assert replications(carried_out(Agenda(plan, {}))) == [10, 12, 12, 10, 12]


def test_a_failed_run_counts_as_there_and_has_no_value():
    agenda = Agenda(plan_of(points=1, precision=Precision(MEASURE, 1.0, 60)), {})
    runs = [agenda.take().run for _ in range(10)]
    agenda.note([Failed(run, "no") for run in runs[:9]])
    agenda.note([finished(runs[9])])
    assert agenda.take() is None
