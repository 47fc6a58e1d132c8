"""Whose doing a difference is, in words, tables, pictures, a page and an object: from numbers alone."""

from __future__ import annotations

import io
import json
import re

import pytest
from splits import WORTH, split_of

from sim.questions.why import MEASURED
from sim.report import (
    as_json,
    figures,
    layout,
    split,
    split_findings,
    split_json,
    split_page,
    split_reasons,
    split_screen,
    wording,
)
from sim.scenario import Scenario

SMALL = {"population": 500, "represents": 1, "days": 90}
WEAK = Scenario().but({**SMALL, "title": "Weak"}).called("weak")
STRONG = WEAK.but(
    {"product.quality": 0.8, "marketing.overpromise": 0.0, "journey.exit.quality": 0.8, "staff.skill": 0.9}
).called("strong")
PRICED = STRONG.but({"money.price": 90.0}).called("strong")
HOSTILE = '<script>alert(1)</script> $x_{1}$ [red]x[/red] \x1b[31m "><img src=x>'


@pytest.fixture(scope="module")
def answer():
    return split_of(WEAK, STRONG)


def printed(answer, width=80):
    stream = io.StringIO()
    split_screen.show(layout.terminal(stream, width=width), answer)
    return stream.getvalue()


def test_the_finding_says_who_keeps_how_many_and_whose_doing_it_is(answer):
    assert split.finding(answer) == (
        "With weak 30 of 100 buyers are still customers 90 days after they bought, with strong 40: 9.6 more "
        "(9.4 to 9.8). The product makes 5.6 of them, the touchpoints 2.0, marketing 1.0 and service 1.0."
    )


def test_what_works_against_the_others_is_told_apart():
    said = split.finding(split_of(WEAK, PRICED))
    assert "the rest takes 0.5" in said
    assert said.endswith("away again.")


def test_what_may_be_luck_is_not_called_anybodys_doing():
    said = split.finding(split_of(WEAK, STRONG, replications=2, spread=0.1))
    assert said.endswith("that may be luck, so nobody can be told to have made it.")
    assert "cannot be told from luck" in split_findings.shortly(split_of(WEAK, STRONG, replications=2, spread=0.1))


def test_one_replication_has_no_interval_and_says_so():
    alone = split_of(WEAK, STRONG, replications=1)
    assert " to " not in split.finding(alone).partition(".")[0]
    assert split.known(alone)[0].startswith("Simulation noise: not known from one replication")
    assert "nan" not in printed(alone).lower()


def test_a_measure_that_nobody_could_take_is_unknown_and_not_zero():
    blank = split_of(WEAK, STRONG, gaps=("clv", "retention"))
    lines = {found.measure: found for found in split.splits(blank)}
    assert (lines["clv"].difference, lines["clv"].shares) == ("n/a", ())
    assert split.finding(blank).startswith("Nobody knows")
    assert "nan" not in printed(blank).lower()
    assert json.loads(as_json.text(split_json.why_object(blank)))["measures"]["clv"]["difference"]["mean"] is None


@pytest.mark.parametrize("better", [STRONG, PRICED])
def test_the_shares_that_are_shown_add_up_to_the_difference_that_is_shown(better):
    thirds = {lever: worth / 3 for lever, worth in WORTH.items()}
    for found in split.splits(split_of(WEAK, better, worth=thirds)):
        decimals = len(found.difference.partition(".")[2])
        shares = sum(round(float(share.share) * 10**decimals) for share in found.shares)
        assert shares == round(float(found.difference) * 10**decimals)
        parts = [share.part for share in found.shares]
        if better is PRICED:  # the rest works against the others
            assert not any(parts)
        else:
            assert sum(int(part.removesuffix(" %")) for part in parts) == 100


def test_one_lever_alone_has_all_of_it_and_nothing_is_explained():
    alone = split_of(WEAK, WEAK.but({"product.quality": 0.8}).called("strong"))
    assert "differ in the product alone" in split.alone(alone)
    assert "where it is booked" not in printed(alone)


def test_the_rest_is_named_with_what_to_do():
    said = split.rest(split_of(WEAK, PRICED))
    assert "money.price" in said
    assert "--set" in said
    assert split.rest(split_of(WEAK, STRONG)) == ""


def test_reasons_are_given_where_the_two_splits_differ(answer):
    """Here every lever adds as much to all nine columns, so that under nobody's name stands what he does."""
    reasons = split_reasons.reasons(answer)
    assert 1 <= len(reasons) <= split_reasons.MOST_REASONS
    assert all(re.search("is (its|their) doing", reason) for reason in reasons)


def test_every_mechanism_is_between_two_levers_and_no_two_are_alike():
    assert all(lever != booked and sign in (-1, 1) for lever, booked, sign in split_reasons.MECHANISMS)
    assert len(set(split_reasons.MECHANISMS.values())) == len(split_reasons.MECHANISMS)


@pytest.mark.parametrize("width", [20, 34, 50, 72, 80, 120])
def test_the_screen_fits_its_terminal(answer, width):
    lines = printed(answer, width).splitlines()
    assert max(map(len, lines)) <= width
    assert any("still customers" in line for line in lines) or width == 20


def test_names_that_would_steer_a_terminal_are_shown_as_they_are():
    hostile = split_of(WEAK.but({"title": HOSTILE}), STRONG)
    assert "\x1b" not in printed(hostile)
    assert "[red]x[/red]" in printed(hostile, 300)


def test_the_object_holds_what_the_screen_shows(answer):
    told = json.loads(as_json.text(split_json.why_object(answer)))
    assert (told["command"], told["scenario"], told["better"]["scenario"]) == ("why", "weak", "strong")
    assert list(told["measures"]) == list(MEASURED)
    shares = told["measures"]["cx"]["shares"]
    assert sum(share["mean"] for share in shares.values()) == pytest.approx(
        told["measures"]["cx"]["difference"]["mean"]
    )
    assert told["levers"]["product"] == {"product.quality": {"weak": 0.6, "better": 0.8}}
    assert set(told["ledger"]["through"]) == set(shares)


def test_segments_and_changes_can_be_told_to_programs():
    grouped = STRONG.but(
        {"segments": [{"name": "a", "share": 1.0}], "changes": [{"from_day": 5, "staff.skill": 1.0}]}
    )
    told = json.loads(as_json.text(split_json.why_object(split_of(WEAK, grouped))))
    assert told["levers"]["rest"]["segments"]["better"][0]["name"] == "a"


def test_an_option_in_a_note_of_the_page_is_shown_as_something_to_type():
    page = split_page.render(split_of(WEAK, STRONG, replications=2), drawn={})
    assert "<code>--replications 10</code> tells more" in page


def test_the_page_shows_hostile_names_as_text_and_asks_for_nothing(answer):
    page = split_page.render(split_of(WEAK.but({"title": HOSTILE}).called("weak"), STRONG), drawn={})
    assert "<script" not in page
    assert "<img" not in page
    assert "\x1b" not in page
    assert "trapeze why weak.toml --better better.toml --seed 1 --replications 3" in page


def test_the_pictures_tell_their_findings_and_are_on_the_page(answer):
    drawn = figures.of_why(answer)
    assert {name: figure.get_label() for name, figure in drawn.items()} == {
        "split": "strong keeps 9.6 more of 100 buyers than weak: the product makes 5.6 of them.",
        "split_measures": "The product makes the most of every difference.",
        "split_booked": split_findings.of_the_ledger(answer),
    }
    page = split_page.render(answer, drawn=drawn)
    assert page.count("<figure>") == 3
    assert page == split_page.render(answer, drawn=figures.of_why(answer))


def test_where_nothing_is_told_from_luck_there_are_words_instead_of_pictures():
    blank = split_of(WEAK, STRONG, gaps=MEASURED)
    drawn = figures.of_why(blank)
    assert all(not figure.axes and figure.get_label() for figure in drawn.values())


def test_money_has_its_currency():
    francs = split_of(WEAK.but({"money.currency": "CHF"}), STRONG.but({"money.currency": "CHF"}))
    told = {line.measure: line.values for line in split.splits(francs)}
    assert {measure for measure, values in told.items() if values.endswith(" CHF")} == {"clv", "profit"}


@pytest.mark.parametrize("better", [STRONG, PRICED])
def test_a_picture_has_the_numbers_of_the_screen(better):
    thirds = split_of(WEAK, better, worth={lever: worth / 3 for lever, worth in WORTH.items()})
    drawn = figures.of_why(thirds)

    def numbers(figure):
        return sorted(shown.get_text().replace("−", "-") for ax in figure.axes for shown in ax.texts)

    found = {line.measure: line for line in split.splits(thirds)}
    ends = [f"{100 * thirds.totals[side][0]:.0f} %" for side in ("weak", "better")]
    assert numbers(drawn["split"]) == sorted([*ends, *(one.share for one in found["retention"].shares)])
    doing = [one.share for one in found["cx"].shares if one.lever != "rest"]
    assert {*doing} <= {*numbers(drawn["split_booked"])}
    parts = [one.part.removesuffix(" %") for line in found.values() for one in line.shares]
    if better is STRONG:  # where something works against the others the screen has no parts
        assert numbers(drawn["split_measures"]) == sorted(part for part in parts if int(part) >= 9)


def test_one_world_without_a_difference_is_drawn_in_words():
    """One replication has no interval that could tell the difference from luck, nor has it anything to divide."""
    same = split_of(WEAK, WEAK.but({"product.quality": 0.8}), replications=1, worth=dict.fromkeys(WORTH, 0.0))
    assert figures.of_why(same)["split_measures"].axes == []


def test_firms_that_open_for_other_hours_have_a_note():
    firm = Scenario()
    assert split.notes(split_of(firm, firm.but({"desk.open_hours": 1}))) == [wording.OTHER_HOURS]
    assert split.notes(split_of(firm, firm.but({"product.quality": 0.7}))) == []
