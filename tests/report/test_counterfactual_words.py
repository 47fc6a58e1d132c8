"""What is said of two lives: the numbers in it, nothing beyond the intervals, and the object of JSON."""

from __future__ import annotations

import json

import pytest

from sim.questions.counterfactual import OUTCOMES
from sim.questions.stories import Life, Story
from sim.report.counterfactual_json import counterfactual_object
from sim.report.counterfactual_words import (
    finding,
    hundred,
    identified,
    in_a_line,
    in_short,
    lines,
    whose,
)
from sim.report.layout import terminal
from sim.report.portraits import BROUGHT_ALONG, ROOM_FOR_THE_NEXT, harm, portrait, who, who_is_saved
from sim.report.story_words import NONE_TOLD, show_stories
from tests.report.two_lives import lived

USUAL = (120, 10, 240, 630), (130, 12, 240, 618)


def test_the_finding_counts_a_hundred_and_says_which_way_round():
    assert finding(lived(*USUAL)) == (
        "Of 100 buyers 13 are saved: lost with the poor desk, kept with the good desk; 1 is harmed, the other way "
        "round. Either way 24 are kept and 62 are lost."
    )
    assert (
        in_short(lived(*USUAL))
        == "Of 100 buyers the good desk saves 13 and harms 1; 86 stay or leave all the same."
    )


@pytest.mark.parametrize(
    "people", [(1, 1, 1, 0), (1, 1, 1, 3), (0, 0, 7, 0), (333, 333, 334, 1), (2, 5, 499, 500)]
)
def test_a_hundred_are_a_hundred_and_nobody_is_off_by_one(people):
    found = hundred(lived(people))
    assert sum(found.values()) == 100
    assert all(abs(found[name] - 100 * n / sum(people)) < 1 for name, n in zip(OUTCOMES, people, strict=True))


def test_few_and_none_are_told_apart():
    assert "hardly one is harmed" in finding(lived((100, 1, 400, 499)))
    assert "none is harmed" in finding(lived((100, 0, 400, 500)))
    assert in_short(lived((0, 0, 5, 5))).startswith("Nobody is saved or harmed with the good desk")
    assert "Nobody bought" in finding(lived((0, 0, 0, 0)))


def test_what_is_identified_is_said_with_its_interval_and_the_bounds():
    said = identified(lived(*USUAL))
    assert "Only saved less harmed is identified: +11.4 of 100 (+6.3 to +16.5)" in said
    assert "depends on luck being shared" in said
    assert "11 to 36 of 100 are saved and 0 to 25 harmed" in said
    assert "(" not in identified(lived(USUAL[0]))


def test_who_bought_in_one_life_alone_is_said_only_where_somebody_did():
    assert whose(lived(*USUAL)) == ""
    said = whose(lived(*USUAL, one_life=(20, 10, 0, 30)))
    assert "6 % bought in one alone: 2 % are among the saved because only the good desk won them" in said
    assert "1 % among the harmed because only the poor desk did" in said


def test_only_what_an_interval_tells_apart_is_told_of_people():
    told = {
        ("saved", "before", "failures"): [3.4, 3.6],
        ("everybody", "before", "failures"): [2.6, 2.8],
        ("saved", "before", "contacts"): [9.0, 2.0],
        ("saved", "before", "zero_contact_share"): [0.0, 0.0],
        ("everybody", "before", "zero_contact_share"): [0.25, 0.26],
        ("saved", "before", "segment: a {b} c"): [0.5, 0.5],
    }
    said = portrait(lived(*USUAL, told=told.items(), segments=["a {b} c"]), "saved")
    assert said == (
        "Saved, with the poor desk (all buyers in brackets): 100 % ever contact the firm (74 %); they meet 3.5 "
        "failures (2.7); 50 % are a {b} c (100 %)."
    )
    assert portrait(lived((5, 5, 5, 985), told=told.items()), "saved") == ""  # too few
    assert portrait(lived(USUAL[0], told=[]), "saved") == ""  # no interval


def test_what_people_bring_along_is_explained_once_and_only_where_it_is_told():
    mine = {(group, "before", "loyalty"): [0.03, 0.031] for group in ("saved", "kept_anyway")}
    told = mine | {("everybody", "before", "loyalty"): [0.0, 0.001]}
    said = who(lived(*USUAL, told=told.items()))
    assert "loyalty by nature" in said[0]
    assert said.count(BROUGHT_ALONG) == 1
    assert BROUGHT_ALONG not in who(lived(*USUAL))


def test_a_title_says_who_is_saved_or_why_it_cannot():
    told = {("saved", "before", "contacts"): [7.6, 7.8]}
    assert who_is_saved(lived(*USUAL, told=told.items())) == (
        "Who is saved contacts the firm more: 7.7 times, all buyers 1.0 times."
    )
    assert who_is_saved(lived(*USUAL)) == "Nothing drawn here tells those who are saved from all buyers."
    assert "one replication" in who_is_saved(lived((50, 0, 50, 50)))
    assert "Too few" in who_is_saved(lived((5, 0, 50, 50)))


def test_harm_has_the_cause_that_worsened_most():
    waits = {
        ("harmed", "before", "cx_service"): [0.05, 0.06], ("harmed", "after", "cx_service"): [-0.06, -0.05],
        ("harmed", "before", "cx_use"): [0.05, 0.05], ("harmed", "after", "cx_use"): [0.045, 0.044],
        ("harmed", "before", "wait_minutes"): [2.0, 2.2], ("harmed", "after", "wait_minutes"): [7.0, 7.2],
    }  # fmt: skip
    assert harm(lived((10, 200, 400, 400), (10, 210, 400, 390), told=waits.items())) == (
        "Harmed, with the good desk: what worsens most is service (-0.110); "
        "calls and chats wait 7.1 min instead of 2.1 min."
    )


def test_harm_by_more_failures_has_the_rule_that_allows_them():
    more = {
        ("harmed", "before", "cx_failure"): [-0.05, -0.06], ("harmed", "after", "cx_failure"): [-0.15, -0.16],
        ("harmed", "after", "failures"): [2.0, 2.1],
    }  # fmt: skip
    said = harm(lived((10, 200, 400, 400), (10, 210, 400, 390), told=more.items()))
    assert said.startswith("Harmed, with the good desk: what worsens most is failures (-0.100); 2")
    assert said.endswith(f"{ROOM_FOR_THE_NEXT}.")


def test_harm_without_a_cause_beyond_luck_says_so_and_few_are_not_described():
    assert "no part of their experience worsened beyond luck" in harm(
        lived((10, 200, 400, 400), (10, 210, 400, 390))
    )
    assert harm(lived((10, 3, 400, 400))) == "Harmed are 3 of 813: too few to say by what."
    assert harm(lived((10, 0, 400, 400))) == "Nobody is harmed."
    assert who(lived((0, 0, 0, 0))) == []


def test_names_of_users_are_shown_and_not_obeyed():
    names = ("[red]\x1b[31mpoor", "{0}%s</b>")
    said = lines(lived(*USUAL, names=names))
    assert all("\x1b" not in line for line in said)
    assert "[red]" in said[0]
    assert "{0}%s</b>" in said[0]


def test_the_object_is_json_with_the_names_that_are_promised():
    answer = lived(*USUAL)
    found = counterfactual_object(answer)
    assert list(found)[:4] == list(OUTCOMES)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    row = answer.counts.set_index("outcome").loc["saved"]
    assert found["saved"] == {"estimate": row["share"], "low": row["low"], "high": row["high"]}
    assert found["bounds"]["saved"] == {
        "least": pytest.approx(0.114), "most": pytest.approx(0.365),
    }  # fmt: skip
    assert counterfactual_object(lived(USUAL[0]))["saved"] == {"estimate": 0.12, "low": None, "high": None}
    assert found["people"]["lost_anyway"] == 1248


# --- stories on a screen --------------------------------------------------------------------------------------

TWO = Story(
    "Saved: gone on day 9 with [b]poor\x1b[0m, still a customer with good",
    "In the two lives: days as a customer 9 and 30.",
    (
        Life("[b]poor", ((0, "buys"), (3, "the product fails badly; tells nobody"), (9, "leaves"))),
        Life("good", ((0, "buys"), (3, "the product fails badly; calls about it"), (30, "still a customer"))),
    ),
    "saved", 0, 0, "a [i]segment",
)  # fmt: skip


@pytest.mark.parametrize("width", [200, 72, 40, 16])
def test_stories_can_be_read_in_terminals_of_any_width(width, capsys):
    show_stories(terminal(width=width), [TWO])
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= width
    words = " ".join(said.split())
    assert "\x1b" not in words
    for piece in ("Saved:", "[b]poor", "day 0", "day 30", "a [i]segment"):
        assert all(part in words for part in piece.split())
    # What is shared is told once; where the lives part, each is told.
    assert words.count("buys") == 1
    assert "still a customer" in words


def test_where_there_is_room_the_lives_stand_side_by_side(capsys):
    show_stories(terminal(width=120), [TWO])
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("day 3 "))
    assert line.index("tells nobody") < line.index("calls about it")


def test_no_stories_have_a_reason(capsys):
    show_stories(terminal(width=200), [])
    assert capsys.readouterr().out.strip() == NONE_TOLD


# --- in a comparison ------------------------------------------------------------------------------------------


def test_a_line_says_saved_and_harmed_with_their_bounds():
    assert in_a_line(lived(*USUAL)) == (
        "Customer by customer 12.5 of 100 are saved and 1.1 harmed, if each has the same luck in both; with other "
        "luck in the other life it can be 11 to 36 saved and 0 to 25 harmed."
    )
    assert "hardly one harmed" in in_a_line(lived((9, 1, 9_000, 990)))
    assert in_a_line(lived(*USUAL, one_life=(1, 0, 0, 0))).startswith(
        "Customer by customer 12.5 of 100 who buy in either are won or saved and 1.1 lost or not won, if each has"
    )
    assert in_a_line(lived((0, 0, 5, 5))) == "Customer by customer nobody is saved and nobody harmed."
    assert in_a_line(lived((0, 0, 0, 0))) == in_a_line(None) == ""
