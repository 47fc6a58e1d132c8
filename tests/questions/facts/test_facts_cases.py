"""What becomes of failures, read from logs that were written by hand, so that every answer is known."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.measures.record import LEAVINGS, Leaving
from sim.questions.facts import complaining as of
from sim.questions.facts.cases import NEVER, Seen, cases_of
from sim.questions.facts.worlds import TYPICAL, WINDOW

CHURN = LEAVINGS.index(Leaving.CHURN)
GATE = LEAVINGS.index(Leaving.GATE)


def record(events, contacts=(), *, log="all", days=365, **customers):
    """A run in which just these things happened: (customer, day, word), and (customer, day, number, resolved)."""
    who, day, activity = zip(*events, strict=True)
    rows = [(*row[:4], "failure" if len(row) < 5 else row[4]) for row in contacts]
    caller, called, number, resolved, reason = zip(*rows, strict=True) if rows else ((),) * 5
    return SimpleNamespace(
        spec=SimpleNamespace(
            log=log, days=days,
            word_of_mouth=SimpleNamespace(rate=0.02, sensitivity=0.04, negativity=1.3, positivity=0.15,
                                          valence_sd=0.25),
        ),
        events={"customer": np.array(who), "day": np.array(day), "activity": np.array(activity)},
        contacts={
            "customer": np.array(caller, dtype=int), "day": np.array(called, dtype=int),
            "number": np.array(number, dtype=int), "resolved": np.array(resolved, dtype=bool),
            "reason": np.array(reason, dtype=str),
        },
        customers={name: np.array(values) for name, values in customers.items()},
    )  # fmt: skip


def test_each_contact_belongs_to_the_latest_failure_of_its_customer():
    c = cases_of(record(
        [(3, 40, "failure (minor)"), (1, 5, "failure (major)"), (1, 5, "extension"), (1, 30, "damage (minor)")],
        [(1, 5, 1, False), (1, 8, 2, True), (1, 30, 3, True, "damage"), (1, 33, 4, True, "question")],
    ))  # fmt: skip
    assert c.customer.tolist() == [1, 1, 3]
    assert c.day.tolist() == [5, 30, 40]
    assert c.major.tolist() == [True, False, False]
    assert (c.number.tolist(), c.of.tolist()) == ([1, 2, 1], [2, 2, 1])
    assert (c.contacts.tolist(), c.tries.tolist()) == ([2, 1, 0], [2, 1, 0])
    assert (c.first_contact.tolist(), c.solved.tolist()) == ([5, 30, NEVER], [8, 30, NEVER])
    assert (c.told.tolist(), c.at_once.tolist()) == ([True, True, False], [False, True, False])


def test_two_contacts_of_one_day_are_told_in_the_order_of_their_numbers():
    c = cases_of(record([(7, 2, "failure (major)")], [(7, 2, 9, True), (7, 2, 8, False)]))
    assert (c.contacts.tolist(), c.tries.tolist(), c.at_once.tolist()) == ([2], [2], [False])


def test_at_the_landmark_nothing_is_known_of_what_comes_later():
    one = record([(0, 10, "failure (major)")], [(0, 10, 1, False), (0, 24, 2, False), (0, 25, 3, True)])
    assert Seen(one).cases.solved.tolist() == [25]
    early = Seen(one).at_landmark
    assert (early.contacts.tolist(), early.solved.tolist()) == ([2], [NEVER])


def test_no_failures_are_no_cases_and_a_run_without_a_log_is_refused():
    assert len(cases_of(record([(0, 1, "extension")]))) == 0
    with pytest.raises(ValueError, match="log = 'all'"):
        cases_of(record([(0, 1, "extension")], log="sample"))


# --- what is estimated from them ------------------------------------------------------------------------------

DAY = WINDOW[0]


def four_people(**customers):
    """All fail on one day: 0 says nothing, 1 calls in vain, 2 is helped later, 3 is helped at once."""
    return record(
        [(person, DAY, "failure (major)") for person in range(4)],
        [(1, DAY, 1, False), (2, DAY, 1, False), (2, DAY + 3, 2, True), (3, DAY, 1, True)],
        **customers,
    )


@pytest.mark.parametrize(
    ("which", "who"),
    [
        (of.silent, [0]), (of.told, [1, 2, 3]), (of.unsolved, [1]), (of.solved, [2, 3]), (of.solved_slowly, [2]),
        (of.solved_at_once, [3]), (of.at_first_contact, [3]), (of.after_more_contacts, [2]), (of.easy, [1, 3]),
        (of.hard, [2]), (of.alone, [0, 1, 2, 3]), (of.second, []), (of.major, [0, 1, 2, 3]), (of.minor, []),
    ],
)  # fmt: skip
def test_cases_are_told_apart(which, who):
    assert np.flatnonzero(which(cases_of(four_people()))).tolist() == who


def test_a_trial_looks_at_single_failures_in_its_days():
    events = [(0, WINDOW[0] - 1, "failure (minor)"), (1, WINDOW[1] - 1, "failure (minor)"),
              (2, WINDOW[1], "failure (minor)"), (3, 3, "failure (minor)"),
              (3, DAY, "failure (minor)")]  # fmt: skip
    c = cases_of(record(events))
    assert c.customer[of.alone(c)].tolist() == [1]
    assert c.customer[of.second(c)].tolist() == [3]


def test_who_bought_again_is_counted_over_all_who_failed():
    seen = {"now": Seen(four_people(purchases=[1, 2, 1, 2])), "quiet": Seen(four_people(purchases=[2, 2, 2, 1]))}
    assert of.bought_again("now")(seen) == 0.5
    assert of.bought_again("now", of.silent)(seen) == 0.0
    assert of.bought_more_often("now", "quiet", of.told)(seen) == 0.0
    assert of.bought_more_often("now", "quiet", of.solved_at_once)(seen) == 1.0
    assert of.difference(of.bought_again("now", of.unsolved), of.bought_again("now"))(seen) == 0.5
    assert np.isnan(of.bought_again("now", of.minor)(seen))


def test_what_is_felt_is_told_of_those_who_are_there_in_both_lives():
    here = Seen(four_people(cx_now=[-0.5, -0.3, -0.1, 0.2], is_customer=[True, True, False, True]))
    quiet = Seen(four_people(cx_now=[0.1, 0.1, 0.1, 0.1], is_customer=[True, True, True, True]))
    lives = {"here": here, "quiet": quiet}
    assert of.felt("here", "quiet")(lives) == pytest.approx((-0.6 - 0.4 + 0.1) / 3)
    assert of.worse_for_each_better("here", "quiet")(lives) == 2.0
    assert of.worse_for_each_better("here", "quiet", of.told)(lives) == 1.0
    in_vain = [-0.5, 0.3, -0.1, -0.2]
    called = {**lives, "here": Seen(four_people(cx_now=in_vain, is_customer=[True] * 4))}
    assert of.worse_for_each_better("here", "quiet", of.told)(called) == 2.0
    assert of.worse_for_each_better("here", "quiet", of.told, by_contact=True)(called) == 3.0


def test_leavers_are_those_who_left_by_choice_after_the_landmark():
    """0 leaves before the landmark, 1 in time, 2 refuses to buy, 3 leaves a day too late."""
    failed = [(person, 10, "failure (major)") for person in range(4)]
    called = [(person, 10, 1, True) for person in range(4)]
    left = {"left_day": [24, 114, 60, 115], "left_by": [CHURN, CHURN, GATE, CHURN]}
    seen = {TYPICAL: Seen(record(failed, called, **left))}
    assert of.left_after(of.at_first_contact)(seen) == pytest.approx(1 / 3)
    short = {TYPICAL: Seen(record(failed, called, days=113, **left))}
    assert np.isnan(of.left_after(of.at_first_contact)(short))


def test_messages_are_those_of_the_rule_of_talk():
    seen = {"now": Seen(four_people(cx_now=[0.0, -0.5, 0.0, 0.0]))}
    assert of.messages("now", of.silent)(seen) == pytest.approx(30 * 0.02)
    both = [of.messages("now", of.unsolved, praise=praise)(seen) for praise in (True, False)]
    assert sum(both) == pytest.approx(30 * (0.02 + 0.04 * 1.3 * 0.5))
    assert both[1] > 10 * both[0]
