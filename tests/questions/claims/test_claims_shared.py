"""A world that several claims ask for is lived once a replication, and no figure tells that it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from test_claims_trial import fails
from tiny_claims import TINY, above_six_tenths, claim, more_quality, of

from sim.errors import TrapezeError
from sim.experiment.crew import alone
from sim.experiment.store import Store
from sim.measures import MEASURES
from sim.questions.claims.effect import Computed, Difference
from sim.questions.claims.experiment import rises
from sim.questions.claims.shared import Wanted, made_together, parties, queued
from sim.questions.claims.trial import Bench, Terms, tried
from sim.simulate import Job

pytestmark = pytest.mark.no_cover

LIVELY = {"population": 60, "days": 8, "represents": 1, "failures.rate": 0.1}
"""Small, but what happens to its people depends on luck."""

QUALITIES = {"a": 0.2, "b": 0.4, "c": 0.6, "d": 0.9}
LETTERS = {quality: letter for letter, quality in QUALITIES.items()}


def middle_less_the_others(records):
    """Give another number for every order of the three worlds."""
    failures = {name: MEASURES["failures_per_buyer"](record) for name, record in records.items()}
    return failures["c"] - 2 * failures["a"] - 5 * failures["d"]


def asking(name, *worlds, settings=LIVELY, effect=None, **more):
    """Give a claim about worlds by their letters: by how much the first has more failures than the last."""
    effect = effect or Difference("failures_per_buyer", worlds[0], worlds[-1])
    edits = {letter: {"product.quality": QUALITIES[letter]} for letter in worlds}
    return replace(claim(effect, rises(0.01), settings=settings, worlds=edits, **more), id=name)


def wanted(one, *, seed=None, numbers=(0, 1)):
    (plan,) = Terms(seed=seed).plans(one)
    return Wanted(plan, one.experiment.outcome, frozenset(numbers))


def effects(claims, **bench):
    found = tried(claims, [], Terms(), Bench(alone(), **bench)).findings
    return {one.claim.id: [part.found for part in one.parts] for one in found}


@pytest.fixture
def lived(monkeypatch):
    """Count how often each world is lived with each luck."""
    times, live = Counter(), Job.run

    def counted(job, after_day):
        times[job.spec.product.quality, job.seed, job.replication] += 1
        return live(job, after_day)

    monkeypatch.setattr(Job, "run", counted)
    return times


# --- once, and the same -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [False, True], ids=["in memory", "on the disk"])
def test_a_world_that_three_claims_ask_for_is_lived_once_and_their_figures_are_those_of_each_alone(
    lived, kept, tmp_path
):
    third = Computed(middle_less_the_others, "c less a and d", "per buyer", ("c", "a", "d"))
    claims = [
        asking("A1", "a", "b"),
        asking("A2", "c", "b", replications=2),
        asking("B1", "c", "a", "d", effect=third, replications=3),
    ]
    alone_found = {name: found for one in claims for name, found in effects([one]).items()}
    assert len({str(found) for found in alone_found.values()}) == 3
    lived.clear()
    together = effects(claims, place=(lambda plan: tmp_path / plan.name) if kept else lambda plan: None)
    assert together == alone_found
    usual = Terms().plans(claims[0])[0].replications
    assert set(lived.values()) == {1}
    times = Counter(LETTERS[quality] for quality, _, _ in lived)
    assert times == {"a": usual, "b": usual, "c": 3, "d": 3}
    if kept:
        with Store.open(tmp_path / "a2-own") as store:
            assert sorted(store.runs["replication"]) == [0, 1]


def test_two_worlds_of_a_claim_that_are_the_same_are_one(lived):
    same = claim(of(more_quality), rises(0.01), worlds={"more": {}, "less": {}}, replications=3)
    ((found,),) = effects([same]).values()
    assert (found.mean, len(lived), set(lived.values())) == (0.0, 3, {1})


def test_what_one_claim_has_already_is_not_lived_again_for_another(lived, tmp_path):
    def place(plan):
        return tmp_path / plan.name

    first, second = asking("A1", "a", "b"), asking("A2", "a", "c")
    effects([first], place=place)
    lived.clear()
    assert list(effects([first, second], place=place)) == ["A1", "A2"]
    assert {LETTERS[quality] for quality, _, _ in lived} == {"a", "c"}


# --- who comes together -------------------------------------------------------------------------------------


def plans_of(found):
    return sorted(sorted(share.plan for share in party.shares) for party in found)


def test_claims_come_together_that_have_a_world_in_common_if_only_by_way_of_a_third():
    claims = [
        asking("A1", "a", "b"),
        asking("A2", "c", "d"),
        asking("A3", "b", "c"),
        asking("A4", "a", "b", settings=TINY),
    ]
    found = parties([wanted(one) for one in claims])
    assert plans_of(found) == [["a1-own", "a2-own", "a3-own"], ["a4-own"]]
    assert sorted(len(party.lived) for party in found) == [2, 4]


def test_a_world_with_other_luck_or_another_log_is_another_world():
    one = asking("A1", "a", "b")
    logged = asking("A2", "a", "b", settings=LIVELY | {"log": "all"})
    assert len(parties([wanted(one), wanted(logged)])) == 2
    assert [run.run.replication for run in queued([wanted(one), wanted(logged, numbers=(1, 2))]).tasks].count(
        1
    ) == 2


def test_a_world_with_another_seed_is_another_world(lived):
    one, other = (wanted(asking(name, "a", "b"), seed=seed, numbers=(0,)) for name, seed in (("A1", 1), ("A2", 7)))
    found = dict(made_together([one, other], alone()))
    assert found["a1-own"].values != found["a2-own"].values
    assert set(lived.items()) == {((QUALITIES[letter], seed, 0), 1) for letter in "ab" for seed in (1, 7)}


def test_in_each_replication_those_come_together_that_want_it_and_the_longest_comes_first():
    long = asking("A3", "c", "d", settings=LIVELY | {"days": 30})
    queue = queued([wanted(asking("A1", "a", "b"), numbers=(0, 1)), wanted(asking("A2", "b", "c"), numbers=(1,)),
                    wanted(long, numbers=(1,))])  # fmt: skip
    told = [(task.run.replication, [share.plan for share in task.outcome.shares]) for task in queue.tasks]
    assert told == [(1, ["a3-own"]), (1, ["a1-own", "a2-own"]), (0, ["a1-own"])]
    assert queue.wanted == 3


# --- what goes wrong ----------------------------------------------------------------------------------------


def test_a_claim_whose_effect_fails_takes_no_other_with_it(tmp_path):
    def place(plan):
        return tmp_path / plan.name

    sound = asking("A1", "a", "b")
    broken = asking("E8", "a", "b", effect=Computed(fails, "nothing", "share", ("a", "b")))
    with pytest.raises(TrapezeError, match="E8: its own world: 3 runs failed, the first for: ZeroDivisionError"):
        effects([sound, broken], place=place)
    with Store.open(tmp_path / "a1-own") as store:
        assert len(store.runs) == 3
        assert not len(store.failures)


def test_progress_is_told_once_and_takes_nothing_back():
    told = []
    effects([asking("A1", "a", "b", replications=2), asking("E8", "b", "c", replications=3)], progress=told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 5)


def test_of_what_is_begun_afresh_nothing_is_left_and_it_is_made_once(lived, tmp_path):
    def place(plan):
        return tmp_path / plan.name

    one = claim(of(above_six_tenths), rises(0.01), worlds={"more": {}, "less": {"product.quality": 0.7}})
    effects([one], place=place)
    lived.clear()
    effects([one], place=place, fresh=True)
    assert set(lived.values()) == {1}
    assert len(lived) == 2 * Terms().plans(one)[0].replications
