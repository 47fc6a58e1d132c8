"""A quick trial is smaller, asks the same, and takes nothing from the full one."""

from __future__ import annotations

import pytest

from sim.questions.claims.ledger import CLAIMS
from sim.questions.claims.quick import DAYS, REPLICATIONS, STANDS_FOR, quick
from sim.questions.claims.trial import Terms

pytestmark = pytest.mark.no_cover

EXPERIMENTS = {name: claim.experiment for name, claim in CLAIMS.items() if claim.experiment}


def own(name, terms):
    return terms.plans(CLAIMS[name])[0]


def test_the_full_trial_tries_every_claim_as_its_experiment_says():
    for name, one in EXPERIMENTS.items():
        plan = own(name, Terms(full=True))
        assert (plan.base.digest, plan.replications) == (one.base.digest, one.replications), name


def test_what_is_spared_is_spared_of_experiments_that_are_there_and_is_less():
    assert {*DAYS, *STANDS_FOR, *REPLICATIONS} <= set(EXPERIMENTS)
    for name, one in EXPERIMENTS.items():
        plan = own(name, Terms())
        assert plan.base.days == DAYS.get(name, one.base.days) <= one.base.days, name
        assert plan.base.weight == STANDS_FOR.get(name, one.base.weight) <= one.base.weight, name
        assert plan.replications <= one.replications, name
        assert (name in DAYS) <= (plan.base.days < one.base.days), name
        assert (name in STANDS_FOR) == (plan.base.weight < one.base.weight), name


def test_every_claim_has_replications_enough_for_an_interval_and_all_worlds_are_of_its_size():
    for name, one in EXPERIMENTS.items():
        plan = own(name, Terms())
        assert plan.replications >= 2, name
        for world in one.outcome.worlds(plan.base):
            if name in DAYS:
                assert world.days == plan.base.days, name
            if name in STANDS_FOR:
                assert world.weight == plan.base.weight, name


def test_a_quick_trial_asks_of_the_same_worlds_and_a_row_of_equal_size_serves_both():
    for name, one in EXPERIMENTS.items():
        full, small = own(name, Terms(full=True)), own(name, Terms())
        assert full.outcome == small.outcome, name
        assert (full.digest == small.digest) == (not quick(name, one).settings), name


def test_what_the_user_says_goes_before_the_size_of_a_quick_trial():
    assert own("A4", Terms()).base.days == DAYS["A4"]
    assert own("A4", Terms(settings={"days": 200})).base.days == 200
    assert own("A9", Terms(replications=7)).replications == 7
