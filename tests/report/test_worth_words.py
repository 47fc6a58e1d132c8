"""What a little more of each lever is worth, in words, a table, a picture, a page and an object."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest

from sim.measures import MEASURES
from sim.questions.worlds import WAGES
from sim.questions.worth import LEVERS, Worth
from sim.report import as_json, figures, layout, worth_json, worth_page, worth_screen
from sim.report import worth_words as words
from sim.scenario import Scenario

FIRM = Scenario().but({"population": 1_000, "days": 365}).called("firm")
GAINS = {"agents": -0.2, "quality": 8.0, "honesty": 0.5, "skill": 1.0}
"""What each lever changes of the profit of a person, from its lower to its upper world."""
NAN = float("nan")
HOSTILE = "<script>alert(1)</script> $x$ [red]x[/red] \x1b[31m"


def worth_of(spec=FIRM, *, gains=GAINS, replications=3, wages=2.0, noise=0.02):
    """Give an answer made of numbers alone; two agents more cost `wages` a person."""
    worlds = {"here": (50.0, 8.0)} | {
        f"{lever}{side}": (50.0 + sign * gains[lever] / 2, 8.0 + sign * (lever == "agents"))
        for lever in LEVERS for side, sign in (("-", -1), ("+", 1))
    }  # fmt: skip
    rows = [
        {**dict.fromkeys(MEASURES, 0.5), "world": name, "replication": number, "agents": agents,
         "profit": profit + noise * number * (name[-1] == "+"), WAGES: 5.0 + wages * (agents - 8.0) / 2}
        for name, (profit, agents) in worlds.items() for number in range(replications)
    ]  # fmt: skip
    return Worth(spec, pd.DataFrame(rows), 1)


def printed(answer, width=80):
    stream = io.StringIO()
    worth_screen.show(layout.terminal(stream, width=width), answer)
    return stream.getvalue()


def test_the_finding_names_the_most_valuable_first_and_asks_whether_an_agent_pays():
    assert words.finding(worth_of()) == (
        "For every 1,000 buyers and a year, 0.01 of quality is worth 802 EUR (797 to 807), 0.01 of skill 102 (97 "
        "to 107) and 0.01 of honesty 52 (47 to 57). One more agent brings 910 (885 to 935) and costs 1,000 in "
        "wages: he does not pay for himself within the time."
    )


def test_a_title_marks_what_may_be_luck_as_screen_and_table_do():
    """A title travels alone with its picture."""
    sure, by_luck = worth_of(), worth_of(noise=8.0)
    assert words.shortly(sure).startswith("0.01 of quality is worth 802 EUR a year for 1,000 buyers; one")
    row = words.row_of(by_luck, "quality", "worth")
    assert row["low"] < 0 < row["high"]
    between = words.between(row["low"], row["high"])
    assert f" a year for 1,000 buyers, which may be luck ({between})" in words.shortly(by_luck)


@pytest.mark.parametrize(
    ("gain", "ending"),
    [
        (1.0, "he pays for himself within the time."),
        (0.0, "whether he pays for himself cannot be told from luck."),
    ],
)
def test_an_agent_pays_only_if_the_interval_says_so(gain, ending):
    assert words.agent(worth_of(gains=GAINS | {"agents": gain}, noise=0.2 if not gain else 0.02)).endswith(ending)


def test_one_replication_has_no_intervals():
    alone = worth_of(replications=1)
    assert "(" not in words.finding(alone)
    assert "not known from one replication" in words.bends(alone)
    assert "nan" not in printed(alone).lower()


def test_two_replications_have_a_note():
    assert not words.notes(worth_of())
    assert words.notes(worth_of(replications=2))[0].startswith("two replications hardly tell how far luck reaches")


def test_what_the_protocol_and_the_promise_mean_is_said():
    cohort = " ".join(words.limits(worth_of()))
    assert "--set protocol=market" in cohort
    assert "The promise follows the quality" in cohort
    market = " ".join(
        words.limits(worth_of(FIRM.but({"protocol": "market", "marketing.promise": 0.7, "days": 90})))
    )
    assert "who promises less also sells less" in market
    assert "The promise is fixed" in market
    assert "Measured over 90 days and scaled to a year." in market


def test_a_step_of_a_small_part_of_an_agent_is_said_to_be_one():
    small = worth_of()
    small.worlds["agents"] /= 10
    assert "The step moved the desk by 0.2 agents alone" in " ".join(words.limits(small))
    assert words.notes(small)
    assert "alone" not in " ".join(words.limits(worth_of()))


def test_an_agent_may_pay_over_the_lifetime_and_not_within_the_time():
    later = worth_of()
    later.worlds.loc[later.worlds["world"] == "agents+", "clv"] = 7.5 + 0.1 * pd.Series(range(27))
    assert ", but does over the lifetime of the customers: 3" in words.agent(later)
    never = worth_of()
    never.worlds.loc[never.worlds["world"] == "agents+", "clv"] = -7.5
    assert words.agent(never).endswith("within the time, nor over the lifetime of the customers.")


def test_the_steps_are_said_as_settings():
    said = words.steps(worth_of())[0]
    assert "staffing ratio 1.035 to 1.265 (7.0 to 9.0 agents)" in said
    assert "quality 0.55 to 0.65, overpromise 0.15 to 0.05 and skill 0.7 to 0.8" in said


@pytest.mark.parametrize(
    ("value", "low", "high", "written"),
    [(1095.0, 1095.0, 1095.0, "+1,095"), (0.5, 0.3, 0.7, "+0.5"), (-657.8, -731.0, -586.4, "-658"),
     (0.001, -0.5, 0.5, "0.0"), (NAN, 0.0, 1.0, "n/a"), (0.0, 0.0, 0.0, "0"), (12.0, NAN, NAN, "+12.0")],
)  # fmt: skip
def test_an_amount_has_the_decimals_that_its_interval_needs(value, low, high, written):
    assert words.signed(value, low, high) == written


@pytest.mark.parametrize("width", [20, 34, 50, 72, 80, 120])
def test_the_screen_fits_its_terminal(width):
    assert max(map(len, printed(worth_of(), width).splitlines())) <= width


def test_a_number_without_its_interval_is_marked_where_it_may_be_luck():
    assert words.HOW_MARKED not in printed(worth_of(), 120)
    unsure = worth_of()
    unsure.worlds.loc[unsure.worlds["world"] == "quality+", "clv"] = [0.0, 0.5, 1.1]
    shown = printed(unsure, 120)
    (quality,) = [line for line in shown.splitlines() if line.startswith("0.01 of quality ")]
    assert quality.split()[-2:] == ["+3?", "0"]
    assert words.HOW_MARKED in shown
    assert words.HOW_MARKED not in printed(unsure, 60)


def test_a_desk_that_grows_by_luck_is_not_said_to_hardly_grow():
    unsure = worth_of()
    rows = unsure.worlds["world"] == "agents+"
    unsure.worlds.loc[rows, "agents"] = unsure.worlds.loc[rows, "agents"] + 40 * (unsure.worlds["replication"] % 2)
    assert words.agent(unsure).endswith("cannot be told: how far the desk grows may be luck.")


def test_a_lever_that_is_not_known_is_told_so_and_is_null_for_programs():
    stuck = worth_of()
    stuck.worlds["agents"] = 1.0
    assert words.agent(stuck) == "What one more agent is worth cannot be told: the desk hardly grows."
    told = json.loads(as_json.text(worth_json.worth_object(stuck)))
    assert told["levers"]["agents"]["worth"]["mean"] is None
    assert told["levers"]["quality"]["worth"]["mean"] == pytest.approx(802)
    assert told["levers"]["quality"]["setting"] == "product.quality"


def test_hostile_titles_are_text():
    hostile = worth_of(FIRM.but({"title": HOSTILE, "money.currency": "$x$"}))
    page = worth_page.render(hostile, drawn={})
    assert "<script" not in page
    assert "\x1b" not in page + printed(hostile)


def test_the_picture_tells_its_finding_and_is_on_the_page():
    answer = worth_of()
    (drawn,) = figures.of_worth(answer).values()
    assert drawn.get_label() == (
        "0.01 of quality is worth 802 EUR a year for 1,000 buyers; "
        "one more agent does not pay for himself within the time."
    )
    page = worth_page.render(answer, drawn={"worth": drawn})
    assert page.count("<figure>") == 1
    assert '<table class="stacked">\n<thead><tr><td></td><th scope="col">brings</th>' in page
    assert "trapeze worth scenario.toml --seed 1 --replications 3" in page
