"""The sentence on top of a picture says what the numbers say, in both directions, and no more than they tell."""

from __future__ import annotations

from math import nan

import pytest

from sim.report import findings


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.123, "+0.12"), (-0.054, "−0.05"), (0.0, "0.00"), (-0.001, "0.00"), (0.004, "0.00"), (1234.5, "+1,234.50")],
)
def test_a_number_with_its_sign_has_none_where_nothing_is_left(value, written):
    assert findings.signed(value) == written


def test_the_journey_of_buyers_counts_those_gone_and_those_who_bought_again():
    sentence = findings.journey_of_buyers(2000, 625.4, 1383)
    assert sentence == "Of 2,000 new buyers 625 left and did not come back; there were 1,383 further purchases."
    assert (
        findings.journey_of_buyers(1, 0, 0) == "Of 1 new buyer 0 left and did not come back; nobody bought again."
    )
    assert "1 further purchase." in findings.journey_of_buyers(10, 2, 1)
    assert findings.journey_of_buyers(0, 0, 0).startswith("Nobody")


@pytest.mark.parametrize(
    ("lost", "where"),
    [
        ({"attraction": 9, "entry": 2, "engagement": 1}, "before they enter"),
        ({"attraction": 1, "entry": 5, "engagement": 1}, "before they look closely"),
        ({"attraction": 1, "entry": 2, "engagement": 3}, "when they decide"),
    ],
)
def test_the_journey_of_a_market_tells_where_most_are_lost(lost, where):
    assert findings.journey_of_market(200, 38, lost) == (
        "Of 100 times that somebody notices the firm about 19 end in a purchase; "
        f"most of the others are lost {where}."
    )


def test_a_market_that_loses_nobody_or_that_nobody_notices_has_its_sentence():
    assert findings.journey_of_market(10, 10, {"entry": 0}).endswith("nobody is lost on the way.")
    assert findings.journey_of_market(0, 0, {"entry": 0}).startswith("Nobody noticed")


def test_the_parts_that_lift_and_sink_most_are_named():
    sentence = findings.experience_parts({"use": 0.05, "service": 0.02, "failure": -0.005, "gap": -0.001}, 84)
    assert sentence == (
        "What lifts experience most on day 84 is using the product (+0.050); what pulls it down most is failures "
        "(−0.005)."
    )
    assert "service (+0.040)" in findings.experience_parts({"use": -0.05, "service": 0.04}, 7)
    assert findings.experience_parts({"use": 0.05, "gap": 0.0}, 7).endswith("nothing pulls it down.")
    assert findings.experience_parts({"use": 0.0, "gap": -0.02}, 7).endswith("nothing lifts it.")
    assert findings.experience_parts({"use": 0.0, "gap": 0.0}, 7).startswith("On day 7 nothing moves")


def test_the_desk_of_the_year_is_told_in_the_minutes_of_its_table():
    assert findings.desk_of_the_year(1.26, 0.142, 5) == (
        "Those who call or chat wait 1.3 minutes on average, and 14 % give up."
    )
    assert "wait 0.5 minutes" in findings.desk_of_the_year(0.5, 0.0, 5)
    assert "wait less than 0.1 minutes" in findings.desk_of_the_year(0.03, 0.0, 5)
    assert findings.desk_of_the_year(300, 1.0, 0).startswith("Nobody works at the desk")
    assert findings.desk_of_the_year(nan, nan, 3).startswith("Nobody called")


def test_an_hour_is_called_the_longest_only_if_the_intervals_tell_it_from_the_shortest():
    apart = {"hour 1": (1.0, 0.8, 1.2), "hour 2": (3.0, 2.5, 3.5)}
    alike = {"hour 1": (1.0, 0.2, 2.8), "hour 2": (3.0, 2.5, 3.5)}
    assert findings.desk_of_the_day(apart) == "The wait is longest in hour 2 of the desk's day: 3.0 minutes."
    assert findings.desk_of_the_day(alike).startswith("The logged calls and chats do not tell")
    assert findings.desk_of_the_day({"hour 1": (1.0, nan, nan)}).startswith("Too few")
    assert findings.desk_of_the_day(apart, answered=False).startswith("Nobody is answered")


def test_an_hour_is_called_the_longest_only_if_it_is_clear_of_the_next_longest():
    day = {
        "hour 1": (1.0, 0.8, 1.2), "hour 2": (2.4, 2.0, 2.8), "hour 3": (3.0, 2.5, 3.5), "hour 4": (2.0, 1.7, 2.3),
        "hour 5": (0.5, 0.3, 0.7),
    }  # fmt: skip
    assert findings.desk_of_the_day(day) == (
        "The wait is longest around hour 3 of the desk's day, 3.0 minutes there; hour 2 may be as long."
    )
    assert findings.desk_of_the_day({**day, "hour 2": (2.2, 2.0, 2.4)}).startswith(
        "The wait is longest in hour 3 of"
    )
    assert findings.desk_of_the_day({**day, "hour 5": (2.9, 2.4, 3.4)}) == (
        "Waits differ over the desk's day, but no part of it is surely the longest: hour 3 has 3.0 minutes, and "
        "hour 2 and hour 5 may have as many."
    )
    busy = {f"hour {hour}": (3.0 - 0.01 * hour, 2.5, 3.5) for hour in range(2, 8)}
    assert findings.desk_of_the_day({"hour 1": (1.0, 0.8, 1.2), **busy}).endswith(
        " longest around hour 2 of the desk's day, 3.0 minutes there; 5 other parts of it may be as long."
    )


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        ((3.0, 9.0), "Asking only those who stayed flatters the firm"),
        ((-9.0, -3.0), "Those who stayed are the less content"),
        ((-1.0, 2.0), "not told apart"),
        ((nan, nan), "no interval"),
    ],
)
def test_two_scores_differ_only_where_the_interval_says_so(difference, said):
    sentence = findings.two_scores(4.2, -10.4, difference)
    assert said in sentence
    assert "−10 among those who stayed" in sentence
    assert "4 among all buyers" in sentence


def test_scores_of_nobody_are_told_in_words():
    assert findings.two_scores(nan, nan, (nan, nan)) == "Nobody bought, so there is nobody to keep."
    assert findings.two_scores(-80.0, nan, (nan, nan)) == "Nobody is left to be asked."


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ({"better": 3}, "B is better than A wherever a measure with a good side moved (3)."),
        ({"worse": 2, "other": 1}, "B is worse than A wherever a measure with a good side moved (2)."),
        ({"better": 1, "worse": 2}, "Against A, B is better in 1 measure and worse in 2."),
        ({"better": 2, "worse": 1}, "Against A, B is better in 2 measures and worse in 1."),
        ({"other": 4}, "B differs from A, but in nothing that is good or bad (4 measures)."),
    ],
)
def test_what_moved_is_told_with_its_direction(verdicts, said):
    assert findings.moved_differences("B", "A", sum(verdicts.values()), 50, verdicts) == said


def test_where_nothing_moved_or_could_be_told_the_sentence_says_so():
    assert (
        findings.moved_differences("B", "A", 0, 50, {}) == "Nothing tells B from A: no measure moved beyond luck."
    )
    assert findings.moved_differences("B", "A", 0, 0, {}).startswith("No interval")
    assert findings.moved_differences("B", "A", 3, 50, {"better": 3}, sure=False) == (
        "Nothing tells B from A: 3 measures of 50 seemed to move, which chance explains."
    )


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((0.50, 0.60, 0.1, 0.08, 0.12), "10.0 more (8.0 to 12.0)."),
        ((0.60, 0.50, -0.1, -0.12, -0.08), "10.0 fewer (8.0 to 12.0)."),
        ((0.50, 0.51, 0.01, -0.01, 0.03), "that may be luck."),
        ((0.50, 0.50, 0.0, 0.0, 0.0), "no difference in any replication."),
        ((0.50, 0.60, 0.1, nan, nan), "(one replication: no interval)."),
    ],
)
def test_customers_at_the_end_are_compared_as_far_as_the_interval_allows(ends, said):
    sentence = findings.kept_instead(*ends, other="B", baseline="A")
    assert sentence.endswith(said)
    assert f"{100 * ends[1]:.0f} of 100 are customers with B, {100 * ends[0]:.0f} with A" in sentence


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (
            (0.044, 0.027, -0.017, -0.023, -0.011),
            "At the end 2.7 of 100 are customers with B, 4.4 with A: 1.7 fewer",
        ),
        (
            (0.0390, 0.0402, 0.0012, 0.0005, 0.0015),
            "At the end 4.0 of 100 are customers with B, 3.9 with A: 0.12 more",
        ),
        ((0.501, 0.603, 0.102, 0.08, 0.12), "At the end 60 of 100 are customers with B, 50 with A: 10.2 more"),
        ((0.6, 0.7565, 0.1565, 0.149, 0.164), "with A: 15.7 more (14.9 to 16.4)"),
    ],
)
def test_customers_at_the_end_are_rounded_as_finely_as_their_difference_needs(ends, said):
    assert said in findings.kept_instead(*ends, other="B", baseline="A")


def test_the_part_that_differs_most_is_named_with_its_direction():
    before = {"use": 0.05, "service": 0.0}
    assert findings.parts_instead(before, {"use": 0.01, "service": 0.01}, other="B", baseline="A") == (
        "With B it is using the product that changes experience most: −0.04 for the average customer, against A."
    )
    assert "+0.10" in findings.parts_instead(before, {"use": 0.05, "service": 0.1}, other="B", baseline="A")
    assert "the same parts" in findings.parts_instead(before, before, other="B", baseline="A")


@pytest.mark.parametrize("service", [0.004, -0.004])
def test_a_change_that_rounds_to_nothing_is_not_said_to_change_anything(service):
    sentence = findings.parts_instead({"service": 0.0}, {"service": service}, other="B", baseline="A")
    assert "B hardly changes experience" in sentence
    assert "most" not in sentence


@pytest.mark.parametrize(("service", "shown"), [(0.006, "+0.01"), (-0.006, "−0.01")])
def test_a_change_that_can_be_shown_is_told_with_its_sign(service, shown):
    sentence = findings.parts_instead({"service": 0.0}, {"service": service}, other="B", baseline="A")
    assert f"service that changes experience most: {shown}" in sentence
