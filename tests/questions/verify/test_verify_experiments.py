"""Every limit in which the answer is known, and that a fault in the program turns the checks red.

CI tries the fast engine with half of the people of `verify`, the fast desk with two fifths of the contacts, and
the formulas. The slow twins, and all of it at its full size, take longer:

    python -m pytest -m slow tests/questions/verify/test_verify_experiments.py
    python run.py verify --full
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from sim.questions.verify import EXPERIMENTS, IDS, Engine, Task, Verdict, tasks
from sim.questions.verify.desks import Answered, Calls, fast_desk

pytestmark = pytest.mark.no_cover

SIZE = {Engine.FAST: 0.5, Engine.FAST_DESK: 0.4, Engine.FORMULA: 1.0, Engine.PLAIN: 1.0, Engine.PLAIN_DESK: 1.0}
IN_CI = {Engine.FAST, Engine.FAST_DESK, Engine.FORMULA}
ELSEWHERE_IN_CI = {"A26", "A27"}
"""tests/model/test_model_relations.py holds the fast engine to these, lever by lever."""

LONG = {
    "lost callers call again", "lognormal service hardly matters", "50 agents, load 45, nobody gives up",
    "95 agents, load 100, patience 4", "200 agents, load 200, patience 8", "36 agents, load 30, patience 10",
    "20 agents, load 16, nobody gives up", "20 agents, load 16, nobody waits", "30 agents, load 30, patience 3",
    "10 agents, load 7, nobody gives up",
}  # fmt: skip


def called(task: Task) -> str:
    one = EXPERIMENTS[task.experiment]
    return f"{one.id} {one.name}, {task.engine}"


def marked(task: Task):
    one = EXPERIMENTS[task.experiment]
    quick = task.engine in IN_CI and one.id not in ELSEWHERE_IN_CI and one.name not in LONG
    return pytest.param(task, id=called(task), marks=() if quick else pytest.mark.slow)


@pytest.mark.parametrize("task", [marked(task) for task in tasks()])
def test_theory_and_simulation_agree(task):
    checks = list(EXPERIMENTS[task.experiment].run(task.engine, size=SIZE[task.engine]))
    assert checks
    assert [check for check in checks if not check.passed] == []


def test_every_id_has_an_experiment_on_every_engine_where_it_applies():
    tried = {(EXPERIMENTS[task.experiment].id, task.engine) for task in tasks(full=True)}
    assert {id_ for id_, _ in tried} == set(IDS)
    of_desks = {"A1", "A2", "A4", "A5", "A6"}
    of_formulas = {"A24", "A25"}
    for id_ in IDS:
        wanted = (Engine.FAST_DESK, Engine.PLAIN_DESK) if id_ in of_desks else (Engine.FAST, Engine.PLAIN)
        assert id_ in of_formulas or {(id_, engine) for engine in wanted} <= tried, id_


def test_no_two_experiments_share_their_luck_or_their_name():
    lucks = [EXPERIMENTS[task.experiment].luck_on(task.engine) for task in tasks(full=True)]
    assert len(set(lucks)) == len(lucks)
    assert len({(one.id, one.name) for one in EXPERIMENTS}) == len(EXPERIMENTS)


def test_the_same_seed_gives_the_same_and_another_one_another_luck():
    (choice,) = (one for one in EXPERIMENTS if one.name == "prices turn people away")
    runs = [[check.simulated for check in choice.run(Engine.FAST, size=0.05, seed=seed)] for seed in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]


# --- a fault in the program turns its check red -----------------------------------------------------------------


def with_fewer_agents(calls: Calls, agents: int, *, fewer: int) -> Answered:
    return fast_desk(calls, agents - fewer)


def deaf_to_urgency(calls: Calls, agents: int) -> Answered:
    return fast_desk(Calls.alike(calls.arrival, calls.service, calls.patience), agents)


def served_at_leisure(calls: Calls, agents: int, *, times: float) -> Answered:
    return fast_desk(Calls(calls.arrival, calls.service * times, calls.patience, calls.urgency), agents)


one_too_many = partial(with_fewer_agents, fewer=-1)
one_too_few = partial(with_fewer_agents, fewer=1)

FAULTS = [
    ("5 agents, load 4.5, nobody waits", {"desk": one_too_many}),
    ("2 agents, load 1, nobody gives up", {"desk": one_too_many}),
    ("5 agents, load 4, patience 5", {"desk": one_too_few}),
    ("8 agents, load 8, patience 2", {"desk": partial(served_at_leisure, times=1.08)}),
    ("two classes", {"desk": deaf_to_urgency}),
    ("any law of service", {"desk": one_too_many}),
    ("customers leave", {"edits": {"loyalty.churn_rate": 0.01 * 1.05}}),
    ("products fail", {"edits": {"failures.rate": 0.02 * 1.05}}),
    ("an open case keeps the next failure away", {"edits": {"failures.self_fix_days": 6.5}}),
    ("ageing products fail", {"edits": {"failures.weibull_scale_days": 32}}),
    ("a column of incidents", {"edits": {"experience.incident_half_life_days": 10.5}}),
    ("a market fills", {"edits": {"word_of_mouth.conversion": 0.12 * 1.08}}),
    ("targeting finds whom it fits", {"edits": {"marketing.targeting": 1.1}}),
    ("people dwell", {"edits": {"journey.entry.days": 3.3}}),
    ("advertising lasts", {"edits": {"marketing.adstock_half_life_days": 28.01}}),
    ("people learn", {"edits": {"belief.use_signal_sd": 0.6001}}),
    ("a truth that drifts is followed", {"edits": {"belief.drift_sd": 0.0301}}),
    ("surprises are felt", {"edits": {"experience.loss_aversion": 2.15}}),
    ("experience settles", {"edits": {"experience.recency": 0.11}}),
    ("unsolved issues come back", {"edits": {"desk.recontact_chance": 0.75}}),
    ("skill settles", {"edits": {"staff.newhire_share": 0.501}}),
    ("opinions are rounded", {"edits": {"survey.nps_slope": 10}}),
    ("prices turn people away", {"edits": {"journey.engagement.price": 6}}),
    ("customers are worth", {"edits": {"money.discount_rate": 0.1001}}),
    ("perfect service rescues", {"edits": {"recovery.cap": 0.99}}),
    ("service moves nobody who has nothing to say", {"edits": {"failures.question_rate": 0.02}}),
]
"""Each a little off what the theory is told."""

SMALL = {"a market fills": 0.2, "service moves nobody who has nothing to say": 0.05}


@pytest.mark.parametrize(("name", "fault"), FAULTS, ids=[name for name, _ in FAULTS])
def test_a_fault_turns_its_check_red(name, fault):
    (one,) = (one for one in EXPERIMENTS if one.name == name)
    checks = one.run(one.on[0], size=SMALL.get(name, 0.25), **fault)
    assert any(check.verdict is Verdict.WRONG for check in checks)


def test_a_check_that_is_too_small_ever_to_fail_is_red_too():
    (leaving,) = (one for one in EXPERIMENTS if one.name == "customers leave")
    check = next(leaving.run(Engine.FAST, size=0.02))
    assert check.passed
    assert replace(check, promise=check.finds / 2).verdict is Verdict.TOO_SMALL
