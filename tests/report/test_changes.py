"""Sentences about differences claim what their intervals allow, and nothing more."""

from __future__ import annotations

from math import inf, nan

import pytest

from sim.report import changes


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (0.035, "share", "+3.5"),
        (-0.035, "share", "-3.5"),
        (0.0, "share", "0.0"),
        (0.0001, "share", "0.0"),
        (-0.0001, "share", "0.0"),
        (1234.5, "money per buyer", "+1,234.5"),
        (0.25, "minutes", "+0.2"),
        (nan, "share", "n/a"),
        (inf, "share", "n/a"),
    ],
)
def test_a_difference_has_a_sign_unless_it_is_nothing(value, unit, written):
    assert changes.change(value, unit) == written


def test_a_difference_has_the_decimals_that_its_interval_needs():
    assert changes.between(0.0004, 0.004, "share") == "+0.04 to +0.40"
    assert changes.between(-0.0004, 0.004, "share") == "0.0 to +0.4"
    assert changes.between(-0.00004, 0.00004, "share") == "-0.004 to +0.004"
    assert changes.between(-1e-9, 1e-9, "share") == "0.000 to 0.000"
    assert changes.between(0.02, 0.04, "share") == "+2.0 to +4.0"


def test_without_an_interval_nothing_is_written():
    assert changes.between(nan, nan, "share") == ""
    assert changes.give_or_take(nan, nan, "share") == ""


def test_in_little_room_an_interval_is_half_its_width():
    assert changes.give_or_take(0.029, 0.041, "share") == "±0.6"


def test_nobody_hears_of_more_people_than_there_are():
    sentence = changes.kept(0.7, 0.1, -1.3, 1.5, 365)
    assert sentence.endswith("of 100 buyers, between 100 fewer and 100 more.")


def test_an_interval_without_width_is_not_told_as_if_luck_were_known():
    """Rare events may be equally many in both of two replications."""
    assert changes.between(0.2, 0.2, "share") == "the same each time"
    assert changes.between(0.1 + 0.2, 0.3, "share") == "the same each time"
    assert changes.give_or_take(0.0, 0.0, "share") == "same"
    assert changes.kept(0.7, 0.2, 0.2, 0.2, 365) == (
        "Of 100 buyers 20 more (the same each time) are still customers a year after they bought: about 90 "
        "instead of 70."
    )


@pytest.mark.parametrize(
    ("baseline", "difference", "low", "high", "sentence"),
    [
        (
            0.7, 0.12, 0.1, 0.14,
            "Of 100 buyers 12 more (10 to 14) are still customers a year after they bought: about 82 instead of "
            "70.",
        ),
        (
            0.9, -0.028, -0.034, -0.022,
            "Of 1,000 buyers 28 fewer (22 to 34) are still customers a year after they bought: about 872 instead "
            "of 900.",
        ),
        (
            0.9, 0.0016, 0.0004, 0.0028,
            "Of 10,000 buyers 16 more (4 to 28) are still customers a year after they bought: about 9,016 "
            "instead of 9,000.",
        ),
        (
            0.9, 0.002, -0.004, 0.008,
            "Whether more or fewer are still customers a year after they bought cannot be told from luck: of "
            "10,000 buyers, between 40 fewer and 80 more.",
        ),
        (
            0.9, 0.0, 0.0, 0.0,
            "As many are still customers a year after they bought: the same, replication by replication.",
        ),
        (
            0.9, 0.05, nan, nan,
            "Of 1,000 buyers 50 more are still customers a year after they bought, in the one world that was run; "
            "whether that is luck, only more replications show.",
        ),
        (nan, nan, nan, nan, "Nobody knows how many are still customers: nobody bought."),
        (0.9, nan, nan, nan, "Nobody knows how many are still customers: nobody bought."),
    ],
)  # fmt: skip
def test_the_finding_is_one_true_sentence(baseline, difference, low, high, sentence):
    assert changes.kept(baseline, difference, low, high, 365) == sentence


def test_the_finding_of_a_market_is_of_all_its_people():
    assert changes.won(0.044, -0.017, -0.023, -0.011) == (
        "Of 1,000 people of the market 17 fewer (11 to 23) are customers at the end: about 27 instead of 44."
    )
    assert changes.won(nan, nan, nan, nan) == "Nobody is there to become a customer."


def test_what_moved_is_counted_beside_what_chance_would_move():
    assert changes.moved(29, 1, 3, 50, 2.5) == (
        "33 measures of 50 moved (29 better, 1 worse, 3 neither); if nothing differed, about 2 would seem to, "
        "by chance."
    )
    assert changes.moved(0, 0, 0, 40, 2.0).startswith("0 measures of 40 moved; if nothing differed, about 2 ")
    assert changes.moved(0, 0, 0, 0, 0.0) == "Nothing differs: every measure is the same to the last bit."


def test_a_gain_is_told_in_replications_and_a_loss_is_not_hidden():
    assert changes.gain(48.2, 2.6, 17.4) == (
        "Both scenarios had the same luck: the same people met the same occasions, so that chance can cancel out "
        "of what changes. With luck of its own for each, to know the changes as well would take more "
        "replications: 48 times for still customers, 17 times for a typical measure and 2.6 times for the one "
        "that this helps least."
    )
    least = "0.8 times for the one that this helps least"
    assert changes.gain(1.3, 0.8, 1.2, harms=True).endswith(f"{least} (below 1: there it does harm).")
    assert changes.gain(1.3, 0.8, 1.2).endswith(f"{least} (below 1 as luck has it).")
    assert "replications: 3.0 times for a typical measure and 2.0 times" in changes.gain(nan, 2.0, 3.0)
    assert "still customers" not in changes.gain(inf, 2.0, 3.0)
    assert "cannot be told" in changes.gain(nan, nan, nan)


def test_the_replications_needed_come_with_their_limits():
    assert changes.needed("retention", 0.005, "share", 37, 21, 102) == (
        "still customers to ±0.5 points about 37 (21 to 102)"
    )
    assert changes.needed("clv", 2.8, "money per buyer", 1, 1, 3).startswith(
        "lifetime value of a buyer to ±2.8 about 1 ("
    )


def test_a_precision_is_reached_or_not():
    assert changes.reached("retention", 0.005, 0.0026, "share", 20, True) == (
        "still customers is known to ±0.26 points, as wanted (±0.5 points), after 20 replications"
    )
    assert changes.reached("clv", 1.0, 23.4, "money per buyer", 1000, False) == (
        "lifetime value of a buyer is not known to ±1 after 1,000 replications: ±23; "
        "--max-replications allows more"
    )
    assert "too few of them could measure it" in changes.reached("ces", 0.1, nan, "points of 7", 10, False)


def test_progress_is_told_in_replications():
    assert changes.so_far(12, 40) == "12 of about 40 replications"


@pytest.mark.parametrize(
    ("days", "looked_at"),
    [(1, [1]), (5, [1, 5]), (40, [1, 7, 30, 40]), (365, [7, 30, 90, 180, 365]), (400, [30, 90, 180, 365, 400])],
)
def test_a_few_days_are_looked_at_and_always_the_last(days, looked_at):
    assert changes.a_few_days(days) == looked_at
