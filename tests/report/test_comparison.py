"""A comparison can be read on any screen: the finding first, then only what moved, then the rest."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.questions.compare import compare
from sim.report import as_json, comparison, comparison_page, wording
from sim.scenario import Scenario
from sim.statistics.paired import paired_interval

pytestmark = pytest.mark.no_cover

FIRM = Scenario().but({"population": 150, "represents": 4, "days": 20, "failures.rate": 0.02, "replications": 5})
LABELS = ["better [bold]product[/]", "the same firm"]


@pytest.fixture(scope="module")
def answer():
    """A firm with a better product, and once more as it is."""
    return compare(FIRM, FIRM.but({"product.quality": 0.8}), FIRM, labels=LABELS)


@pytest.fixture(scope="module")
def alone():
    """The same from a single replication."""
    return compare(FIRM, FIRM.but({"product.quality": 0.8}), replications=1)


@pytest.fixture(scope="module")
def market():
    """A market that is told less, and one with a better product."""
    firm = FIRM.but({"protocol": "market", "population": 2_000, "days": 60, "marketing.reach_per_day": 0.01})
    less, better = firm.but({"marketing.ad_spend": 0.0}), firm.but({"product.quality": 0.8})
    return compare(firm, less, better, labels=["told less", "better product"])


@pytest.fixture
def part(shown, answer):
    """Give a function that reads what is shown of one alternative."""

    def read(label, width=80):
        text = shown(comparison.show, answer, width=width)
        return text[text.index(f"\n{label}\n") :].split("\nIntervals:")[0]

    return read


def test_the_finding_comes_first_and_holds_the_numbers_of_the_table(part, answer):
    row = answer.table.set_index(["scenario", "measure"]).loc[LABELS[0], "retention"]
    sentence = " ".join(part(LABELS[0]).split("\n\n")[0].split())
    assert sentence.startswith(f"{LABELS[0]} Of 1,000 buyers {1000 * row['difference']:.0f} more")
    assert f"({1000 * row['low']:.0f} to {1000 * row['high']:.0f})" in sentence


def test_in_a_market_the_finding_is_first_of_those_who_are_won(market):
    (row,) = (row for row in comparison.rows_of(market.over_time, "told less")
              if (row["what"], row["day"]) == ("customers", 59))  # fmt: skip
    said = comparison.finding(market, comparison.rows_of(market.table, "told less"))
    people = int(said.split()[1].replace(",", ""))
    assert said.startswith(f"Of {people:,} people of the market {people * abs(row['difference']):.0f} fewer (")


def test_several_alternatives_stand_side_by_side_before_each_is_told(shown, answer, market, alone):
    table = answer.table.set_index(["scenario", "measure"]).loc[LABELS[0]]
    head, line, *_ = shown(comparison.show, answer, width=120).split("\nChange ")[1].splitlines()
    assert head.split() == ["still", "customers", "profit", "a", "person,", "EUR"]
    kept, profit = (table["difference"][measure] for measure in ("retention", "profit"))
    assert line.startswith(f"  {LABELS[0]}")
    assert f" {100 * kept:+.1f} (" in line
    assert f" {profit:+.1f} (" in line
    assert "customers, of 100 people" in shown(comparison.show, market)
    assert "\nChange  " not in shown(comparison.show, alone)


def test_where_no_alternative_differs_none_is_said_to_make_the_largest_difference():
    twice = compare(FIRM, FIRM, FIRM, replications=2, labels=["as it is", "as it was"])
    sides = [SimpleNamespace(label=label, finding="") for label in twice.others]
    said = comparison_page.headline_finding(twice, sides)
    assert said == "No alternative makes a difference in customers that can be told from luck."
    assert any(note.startswith("two replications hardly tell") for note in comparison.notes_of(twice))


def test_of_alternatives_that_luck_does_not_tell_apart_none_is_said_to_make_the_largest_difference():
    near, far = FIRM.but({"product.quality": 0.75}), FIRM.but({"product.quality": 0.752})
    alike = compare(FIRM, near, far, labels=["A", "B"], replications=4)
    apart = compare(FIRM, near, FIRM.but({"product.quality": 0.3}), labels=["A", "B"], replications=4)
    sides = [SimpleNamespace(label=label, finding="So many.") for label in "AB"]
    assert "cannot be told from luck. With " in comparison_page.headline_finding(alike, sides)
    said = comparison_page.headline_finding(apart, sides)
    assert said == "The largest difference in customers is made by B. So many."


def test_common_luck_is_said_to_do_harm_only_where_that_is_no_luck():
    """Forty measures on luck of their own, whose true gain is 1: the least is always far below."""
    rng = np.random.default_rng(3)

    def told(shared, n):
        pairs = [rng.normal(size=(2, n)) for _ in range(40)]
        found = [paired_interval(one, shared * one + other) for one, other in pairs]
        rows = [{"measure": "retention", "gain": each.gain, "n": n, "identical": False} for each in found]
        return comparison._gain(rows)

    for n in (2, 5, 10):
        lines = [told(0.0, n) for _ in range(60)]
        assert all("below 1" in line for line in lines)
        assert sum("does harm" in line for line in lines) <= 8
    assert "below 1: there it does harm" in told(-1.0, 30)


def test_the_hours_of_a_desk_that_opens_less_have_a_note(answer):
    shorter = compare(FIRM.but({"days": 3}), FIRM.but({"days": 3, "desk.open_hours": 1}), replications=1)
    assert wording.OTHER_HOURS in comparison.notes_of(shorter)
    assert wording.OTHER_HOURS not in comparison.notes_of(answer)


def test_only_what_moved_has_a_line(part, answer):
    lines = part(LABELS[0]).splitlines()
    moved = {row["measure"]: row["moved"] for row in answer.table.to_dict("records")[:54]}
    for measure, label in (("retention", "still customers"), ("cx_index", "experience, 0 to 100"),
                           ("occupancy", "agents busy"), ("ces", "ease of contact, 1 to 7")):  # fmt: skip
        assert any(line.startswith(f"  {label}   ") for line in lines) == moved[measure]
    assert moved["retention"]


def test_a_line_has_both_values_the_difference_and_its_interval(part, answer):
    row = answer.table.set_index(["scenario", "measure"]).loc[LABELS[0], "nps"]
    (line,) = [line for line in part(LABELS[0]).splitlines() if line.startswith("  NPS, all buyers ")]
    numbers = [f"{row[name]:.1f}" for name in ("baseline", "value")]
    assert line.split()[3:5] == numbers
    assert line.split()[5] == f"{row['difference']:+.1f}"
    assert line.split()[6:] == [f"{row['low']:+.1f}", "to", f"{row['high']:+.1f}"]


def test_money_is_told_in_its_currency_wherever_a_difference_of_it_stands():
    found = {"measure": "profit", "unit": "money", "baseline": 5.0, "value": 6.0, "difference": 1.0, "low": 0.5,
             "high": 1.5, "verdict": "better"}  # fmt: skip
    dear = Scenario().but({"money.currency": "CHF"})
    (on_screen, _), *_ = comparison._cells(found, dear, narrow=False)
    assert on_screen.strip() == comparison_page.row(found, dear).label == "profit a person, CHF"


def test_no_interval_reaches_beyond_what_a_difference_can_be():
    found = {
        "measure": "retention", "unit": "share", "baseline": 0.5, "value": 0.6, "difference": 0.7, "low": 0.01,
        "high": 1.39, "verdict": "better",
    }  # fmt: skip
    *_, (interval, _) = comparison._cells(found, Scenario(), narrow=False)
    assert interval == "+1.0 to +100.0"
    assert [*comparison._cells(found, Scenario(), narrow=True)][-1] == (interval, "dim")
    for narrow in (False, True):
        assert comparison._course(found, narrow=narrow) == f"+70.0 ({interval})"
    assert comparison_page.row(found, Scenario()).reach == interval


def test_what_did_not_move_is_named_and_what_is_identical_apart(part):
    text = " ".join(part(LABELS[0]).split())
    assert text.index("Did not move:") < text.index("The same to the last bit: attracted;")


def test_the_course_is_shown_on_a_few_days(part, answer):
    rows = answer.over_time.set_index(["scenario", "what", "day"])["difference"]
    (line,) = [line for line in part(LABELS[0]).splitlines() if line.startswith("  20 days")]
    assert line.split()[2] == f"{100 * rows[LABELS[0], 'customers', 19]:+.1f}"


def test_the_worth_of_common_luck_is_one_sentence(part, answer):
    row = answer.table.set_index(["scenario", "measure"]).loc[LABELS[0], "retention"]
    text = " ".join(part(LABELS[0]).split())
    assert f"would take more replications: {row['gain']:.1f} times for still customers" in text


def test_what_is_identical_is_said_to_be_and_has_no_table(part):
    assert (
        part(LABELS[1]).strip().splitlines()[-1] == "Nothing differs: every measure is the same to the last bit."
    )


def test_what_the_interval_leaves_out_is_said(shown, answer):
    text = " ".join(shown(comparison.show, answer).split())
    assert "Intervals: simulation noise (95 %), 5 replications in pairs." in text
    assert "What we do not know about the world" in text


def test_one_replication_judges_nothing(shown, alone):
    text = " ".join(shown(comparison.show, alone).split())
    assert "whether that is luck, only more replications show" in text
    assert "0 measures of" in text
    assert "--replications 2 or more shows it" in text
    assert "nan" not in text


def test_a_precision_is_told_with_its_price(shown, answer):
    far = SimpleNamespace(measure="retention", wanted=0.001, half_width=0.02, n=20, replications=20, met=False)
    asked = replace(answer, precision=(far,))
    text = " ".join(shown(comparison.show, asked).split())
    assert "still customers is not known to ±0.1 points after 20 replications: ±2 points" in text
    assert "a little less often than it says" in text


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_no_line_is_wider_than_the_terminal(shown, answer, alone, width, encoding):
    for what in (answer, alone):
        text = shown(comparison.show, what, width=width, encoding=encoding)
        assert max(map(len, text.splitlines())) <= width
        assert "\x1b" not in text


def test_segments_are_shown_where_there_are_some(shown, answer):
    rows = [
        {"scenario": LABELS[0], "segment": segment, "measure": measure, "baseline": 0.8, "value": 0.9,
         "difference": 0.1, "low": 0.05, "high": 0.15, "n": 5, "unit": "share"}
        for segment in ("families", "singles") for measure in ("retention", "cx")
    ]  # fmt: skip
    firm = SimpleNamespace(scenario=SimpleNamespace(part_names=("families", "singles")))
    split = SimpleNamespace(by_segment=pd.DataFrame(rows), baseline=firm)
    text = shown(comparison._show_segments, split, LABELS[0])
    line = next(line for line in text.splitlines() if line.startswith("  singles"))
    assert line.split() == ["singles", "+10.0", "(+5.0", "to", "+15.0)", "+10.0", "(+5.0", "to", "+15.0)"]
    assert "by segment" not in shown(comparison.show, answer)


def test_a_narrow_screen_has_the_value_the_change_and_its_reach(shown, answer):
    row = answer.table.set_index(["scenario", "measure"]).loc[LABELS[0], "nps"]
    lines = shown(comparison.show, answer, width=40).splitlines()
    line = next(line for line in lines if line.startswith("  NPS, all"))
    half_width = (row["high"] - row["low"]) / 2
    assert line.split()[-3:] == [f"{row['value']:.1f}", f"{row['difference']:+.1f}", f"±{half_width:.1f}"]


def test_where_there_is_no_room_for_columns_the_numbers_stand_below_the_name(shown, answer):
    row = answer.table.set_index(["scenario", "measure"]).loc[LABELS[0], "nps"]
    lines = shown(comparison.show, answer, width=20).splitlines()
    below = lines[lines.index(next(line for line in lines if line.strip() == "NPS, all buyers")) + 1]
    assert below.split()[:2] == [f"{row['value']:.1f}", f"{row['difference']:+.1f}"]


def test_a_hostile_label_is_shown_not_obeyed(shown):
    firm = FIRM.but({"population": 20, "days": 2, "replications": 2})
    answer = compare(firm, firm, labels=["\x1b[2J[red]"])
    assert "\\x1b[2J[red]" in shown(comparison.show, answer)


# --- for programs ---------------------------------------------------------------------------------------------


@pytest.fixture
def told(answer):
    """The object as a program reads it."""
    return json.loads(as_json.text(as_json.compare_object(answer)))


def test_the_object_says_what_was_compared(told):
    assert (told["command"], told["scenario"], told["baseline"]) == ("compare", "custom", "custom")
    assert (told["seed"], told["replications"], told["days"], told["precision"]) == (1, 5, 20, [])
    assert [each["scenario"] for each in told["alternatives"]] == LABELS
    assert told["alternatives"][1]["digest"] == told["digest"] != told["alternatives"][0]["digest"]


def test_the_object_holds_the_table_unrounded(told, answer):
    row = answer.table.set_index(["scenario", "measure"]).loc[LABELS[0], "cx"]
    mine = told["alternatives"][0]["differences"]["cx"]
    assert mine["mean"] == row["difference"]
    for name in (
        "low",
        "high",
        "baseline",
        "value",
        "unit",
        "gain",
        "bound",
        "n",
        "moved",
        "identical",
        "verdict",
    ):
        assert mine[name] == row[name]
    assert mine["replications_needed"] == row["needed"]


def test_what_is_infinite_or_unknown_is_null(told):
    same = told["alternatives"][1]["differences"]["retention"]
    assert (same["identical"], same["gain"], same["replications_needed"]) == (True, None, None)


def test_the_course_is_told_once_a_week_and_on_the_last_day(told, answer):
    days = sorted({each["day"] for each in told["alternatives"][0]["over_time"]})
    assert days == [0, 7, 14, 19]
    last = told["alternatives"][0]["over_time"][3]
    row = answer.over_time.iloc[19]
    assert (last["what"], last["difference"], last["low"]) == ("customers", row["difference"], row["low"])


def test_a_precision_is_told(answer):
    small = FIRM.but({"population": 20, "days": 2})
    told = json.loads(as_json.text(as_json.compare_object(compare(small, small, precision=0.5))))
    assert told["precision"] == [
        {"measure": "retention", "wanted": 0.5, "half_width": 0.0, "replications": 10, "met": True}
    ]
