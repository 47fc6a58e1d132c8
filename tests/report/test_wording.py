"""Sentences say what the numbers say, also at the edges: nobody, one, all, not known."""

from __future__ import annotations

from math import inf, nan

import pytest

from sim.measures import MEASURES
from sim.report import wording
from sim.report.estimate import Estimate
from sim.scenario import Scenario
from sim.simulate import simulate


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (0.7014, "share", "70.1 %"),
        (1.0, "share", "100.0 %"),
        (-44.23, "points", "-44.2"),
        (-0.009, "quality", "-0.009"),
        (3.25, "minutes", "3.2 min"),
        (14020.0, "people", "14,020"),
        (280.44, "money per buyer", "280.4"),
        (12345.6, "money per buyer", "12,346"),
        (1.333, "per buyer", "1.33"),
        (1.333, "a unit that nobody has thought of", "1.33"),
    ],
)
def test_a_quantity_is_written_as_its_unit_wants_it(value, unit, written):
    assert wording.quantity(value, unit) == written


@pytest.mark.parametrize("unknown", [nan, inf, -inf])
@pytest.mark.parametrize("unit", ["share", "minutes", "money"])
def test_what_is_not_known_reads_n_a_and_carries_no_unit(unknown, unit):
    assert wording.quantity(unknown, unit) == "n/a"


def test_a_rounded_zero_has_no_sign():
    assert wording.quantity(-0.0001, "quality") == "0.000"
    assert wording.quantity(-0.0004, "share") == "0.0 %"
    assert wording.quantity(-0.0005001, "quality") == "-0.001"


def test_an_interval_gives_both_ends_without_repeating_the_unit():
    assert wording.interval(0.698, 0.704, "share") == "69.8 – 70.4"


def test_an_interval_with_a_negative_end_is_not_written_with_a_dash():
    assert wording.interval(-0.02, 0.01, "quality") == "-0.020 to 0.010"


def test_in_little_room_an_interval_is_half_its_width():
    assert wording.margin(0.698, 0.704, "share") == "±0.3"
    assert wording.margin(nan, nan, "share") == ""


def test_in_little_room_an_interval_that_is_cut_has_both_ends():
    assert wording.give_or_take(Estimate(0.5, 0.4, 0.6, "share")) == "±10.0"
    assert wording.give_or_take(Estimate(0.02, -0.03, 0.07, "share")) == "0.0 – 7.0"
    assert wording.give_or_take(Estimate(0.02, nan, nan, "share")) == ""


def test_an_interval_without_width_is_not_told_as_if_luck_were_known():
    assert wording.interval(0.5, 0.5, "share") == "the same each time"
    assert wording.margin(0.5, 0.5, "share") == "same"
    assert wording.noise(0.5, 0.5, "share", 2) == (
        "Simulation noise: the same each time (95 % interval, 2 replications)."
    )


def test_there_is_no_interval_from_one_replication():
    assert wording.interval(nan, nan, "share") == ""
    assert "--replications 2" in wording.noise(nan, nan, "share", 1)


def test_the_noise_names_its_level_and_the_replications():
    assert wording.noise(0.18, 0.2, "share", 8) == (
        "Simulation noise: 18.0 – 20.0 % (95 % interval, 8 replications)."
    )


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0 customers"), (1, "1 customer"), (2, "2 customers"), (20_000, "20,000 customers")],
)
def test_only_one_thing_is_singular(number, written):
    assert wording.count(number, "customer") == written


def test_people_stand_for_others_only_if_they_weigh_more_than_one():
    assert wording.people(20_000, 5) == "20,000 customers standing for 100,000"
    assert wording.people(20_000, 1) == "20,000 customers"


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "a day"), (2, "2 days"), (90, "90 days"), (365, "a year"), (366, "366 days"), (730, "2 years")],
)
def test_a_span_is_called_as_one_would_say_it(days, said):
    assert wording.span(days) == said


@pytest.mark.parametrize(
    ("share", "sentence"),
    [
        (0.7014, "Of 100 buyers 70 are still customers 90 days after they bought."),
        (0.0141, "Of 100 buyers 1 is still a customer 90 days after they bought."),
        (0.0, "Of 100 buyers none is still a customer 90 days after they bought."),
        (0.004, "Of 100 buyers hardly one is still a customer 90 days after they bought."),
        (1.0, "Of 100 buyers all are still customers 90 days after they bought."),
        (0.998, "Of 100 buyers nearly all are still customers 90 days after they bought."),
        (nan, "Nobody bought, so there is nobody to keep."),
    ],
)
def test_what_happened_is_one_true_sentence(share, sentence):
    assert wording.happened(share, 90) == sentence


@pytest.mark.parametrize(
    ("index", "said"),
    [
        (-0.08, "a gap that grows instead of closing"),
        (0.0, "next to nothing of the gap"),
        (-0.001, "next to nothing of the gap"),
        (0.05, "about a twentieth of the gap"),
        (0.19, "about a fifth of the gap"),
        (0.292, "about three tenths of the gap"),
        (0.44, "about two fifths of the gap"),
        (0.5, "about half of the gap"),
        (1.0, "the whole gap"),
        (1.3, "more than the whole gap"),
    ],
)
def test_a_share_of_the_gap_is_the_nearest_plain_fraction(index, said):
    assert wording.share_of_gap(index) == said


def test_the_headline_is_told_in_people():
    assert wording.of_hundred(0.26, 0.37, 0.81, 365) == (
        "Of 100 buyers of the weak product 26 are still customers after a year with a poor desk, "
        "37 with an excellent one; a strong product with the poor desk keeps 81."
    )
    assert wording.of_hundred(nan, nan, nan, 365).startswith("Nobody bought")


def test_a_desk_of_fewer_than_five_agents_is_pointed_out():
    (note,) = wording.few_agents(Scenario(), {"": 3.25})
    assert "fewer than five agents on average (3.2)" in note


def test_each_small_desk_of_several_is_named():
    (note,) = wording.few_agents(Scenario(), {"poor service": 3.25, "excellent service": 6.0, "none": 0.5})
    assert "(poor service: 3.2, none: 0.5)" in note


def test_a_desk_with_less_than_an_agent_is_told_how_much_of_the_day_nobody_answers():
    (note,) = wording.few_agents(Scenario(), {"poor service": 0.107, "excellent service": 1.0})
    assert "an agent for only a part of the day (poor service: 11 %)" in note
    assert "`desk.agents=1` staffs all of it" in note
    (note,) = wording.few_agents(Scenario(), {"": 1.0})
    assert "part of the day" not in note
    assert "longer queues than many who are as busy" in note


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ({}, "more than these 100,000 people, raise `represents`"),
        ({"population": 300, "represents": 4}, "more than these 1,200 people, raise `represents`"),
        ({"desk.agents": 3}, "raise `represents` and `desk.agents`"),
    ],
)
def test_what_is_advised_is_what_raises_the_number_of_agents(settings, advice):
    """More people simulated stand for fewer each, and a number that is given is what it is."""
    (note,) = wording.few_agents(Scenario().but(settings), {"": 3.0})
    assert note.endswith(advice)


@pytest.mark.parametrize("agents", [0.0, 4.98, 5.0, 40.0, nan])
def test_a_desk_that_is_closed_or_large_enough_or_not_measured_is_not(agents):
    assert wording.few_agents(Scenario(), {"": agents}) == ()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.04, "0.0 s"),
        (0.84, "0.8 s"),
        (9.96, "10 s"),
        (59.6, "1 min 0 s"),
        (125, "2 min 5 s"),
        (3780, "1 h 3 min"),
    ],
)
def test_a_duration_is_said_in_the_units_one_would_use(seconds, said):
    assert wording.lasted(seconds) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"),
        (999, "999"),
        (43_941, "43,900"),
        (999_600, "1 million"),
        (146e6, "146 million"),
        (5.84e9, "5.84 billion"),
    ],
)
def test_a_large_number_has_three_digits_that_count(number, said):
    assert wording.large(number) == said


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.name)
def test_every_unit_that_is_measured_has_a_shape(measure):
    assert measure.unit in wording.SHAPES


def test_a_buyer_without_a_contact_is_not_said_to_have_needed_none():
    results = simulate(Scenario().but({"population": 300, "days": 120}), replications=1, seed=1)
    silent = results.customers[results.customers["contacts"] == 0]
    assert len(silent) / len(results.customers) == results.runs["zero_contact_share"].item()
    assert (silent["failures"] > 0).mean() > 0.1
    assert wording.label("zero_contact_share") == "never contacted the firm"


@pytest.mark.parametrize("name", wording.LABELS)
def test_only_measures_have_labels(name):
    assert name in MEASURES


def test_an_effort_says_how_much_how_long_and_how_fast():
    assert wording.effort(146e6, 40) == "146 million customer-days in 40 s, 3.65 million a second"
    assert wording.effort(730_000, 0.0) == "730,000 customer-days in 0.0 s"


def test_a_title_cannot_steer_the_terminal():
    assert wording.visible("a\x1b[2Jb\u202ec 東京") == "a\\x1b[2Jb\\u202ec 東京"


@pytest.mark.parametrize(
    ("other", "notes"),
    [
        ({"desk.open_hours": 1}, 1),
        ({"changes": [{"from_day": 5, "desk": {"open_hours": 1}}]}, 1),
        ({"changes": [{"from_day": 5, "product": {"quality": 0.7}}]}, 0),
        ({"product.quality": 0.7}, 0),
    ],
)
def test_where_opening_hours_differ_it_is_said_what_they_do_not(other, notes):
    firm = Scenario()
    assert len(wording.other_hours([firm, firm.but(other)])) == notes


def test_two_replications_are_said_to_tell_little():
    (note,) = wording.few_replications(2)
    assert "--replications 10" in note
    assert "the same in both have none" in note
    assert wording.few_replications(1) == wording.few_replications(3) == ()
