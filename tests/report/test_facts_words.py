"""What the model says to the facts, in words, on the screen, as an object, a page and a picture."""

from __future__ import annotations

import json
from io import BytesIO, TextIOWrapper
from math import nan

import pandas as pd
import pytest

from sim.questions.facts import FACTS
from sim.questions.facts.answer import Facts
from sim.questions.facts.fact import APART, Band, Fact, Figure, Kind, Status
from sim.report import as_json, facts_json, facts_page, facts_screen, figures, layout
from sim.report import facts_words as words
from sim.scenario import Scenario

HOSTILE = "<script>alert(1)</script> [red]x[/red]"
FIRM = Scenario().but({"title": HOSTILE, "population": 1_000})


def fact(number, kind=Kind.OUTCOME, **figures_of):
    """A fact with figures by name: a band, or none."""
    told = tuple(
        Figure(name, f"so much {name}", "share", ("typical",), lambda _: nan, "20 %", band)
        for name, band in figures_of.items()
    )
    return Fact(
        f"F{number}", f"Title {number}", "The world.", "Who", "Where", Status.READ, kind, "So.", told, "But."
    )


ASKED = (
    fact(1, near=Band(0.1, 0.3)),
    fact(2, near=Band(0.1, 0.3), far=Band(0.4, 0.5)),
    fact(3, wide=Band(low=0.21)),
    fact(4, Kind.INPUT, put=None),
    fact(5, Kind.ABSENT),
)


@pytest.fixture(scope="module")
def answer():
    rows = [
        (one.id, figure.name, number, value)
        for one in ASKED for figure in one.figures
        for number, value in enumerate((0.2, 0.2) if figure.band is None else (0.2, 0.205, 0.21, 0.215))
    ]  # fmt: skip
    return Facts(FIRM, ASKED, pd.DataFrame(rows, columns=["fact", "figure", "replication", "value"]), seed=7)


def shown(answer, width, encoding="utf-8"):
    paper = BytesIO()
    console = layout.terminal(TextIOWrapper(paper, encoding=encoding, write_through=True), width=width)
    facts_screen.show(console, answer)
    return paper.getvalue().decode(encoding)


def test_the_finding_names_what_is_missed_and_what_is_open(answer):
    assert words.finding(answer) == (
        "The model shows 1 of 3 facts with a band. It misses F2. F3: open, since the interval is wider than the "
        "distance to the edge."
    )
    assert words.shortly(answer) == "The model shows 1 of 3 facts, misses F2 and leaves F3 open."
    assert words.others(answer) == "Not judged: F4 put in as a parameter; F5 not modelled."
    assert words.counted(answer)["missed"] == 1


@pytest.mark.parametrize(
    ("band", "unit", "said"),
    [
        (None, "share", ""),
        (Band.around(0.05, factor=1.6), "share", "3.1 to 8 %"),
        (Band(low=0.3), "share", "30 % or more"),
        (Band(low=0.3), APART, "30 points or more"),
        (Band(0.1, 0.3), APART, "10 to 30 points"),
        (Band(0.95, 1.05), "ratio", "0.95 to 1.05"),
        (Band(low=0.0), "quality", "above 0"),
        (Band(high=0.0), "quality", "below 0"),
        (Band(high=-1.5), "ratio", "-1.5 or less"),
        (Band(-3.5, -1.5), "ratio", "-3.5 to -1.5"),
    ],
)
def test_a_band_is_written_as_one_would_say_it(band, unit, said):
    assert words.band(band, unit) == said


def test_a_difference_of_shares_is_in_points_and_no_interval_reaches_beyond_what_can_be():
    assert (words.written(0.046, APART), words.written(-0.046, APART)) == ("+4.6 points", "-4.6 points")
    rows = [("F1", "near", number, value) for number, value in enumerate((0.4, 1.0, 1.0, 0.9))]
    wide = Facts(FIRM, ASKED[:1], pd.DataFrame(rows, columns=["fact", "figure", "replication", "value"]), seed=7)
    assert words.reach(wide, ASKED[0], ASKED[0].figures[0]).endswith("– 100.0")


def test_the_screen_says_each_miss_so_that_nobody_overlooks_it(answer):
    wide = shown(answer, 100)
    assert "F2 Title 2: MISSED" in wide
    assert "F5 Title 5: not modelled" in wide
    assert "20.8 %" in wide
    assert "[red]x[/red]" in wide
    narrow = shown(answer, 30, "ascii")
    assert max(map(len, narrow.splitlines())) <= 30
    assert "  so much far\n    20.8 %" in narrow


def test_of_a_few_facts_everything_is_told():
    few = Facts(FIRM, ASKED[4:], pd.DataFrame(columns=["fact", "figure", "replication", "value"]), seed=7)
    said = shown(few, 100)
    assert "Who (Where); read." in said
    assert "But." in said
    assert words.finding(few) == "None of these facts has a band to be held to."


def test_the_object_has_the_numbers_of_the_table(answer):
    told = json.loads(as_json.text(facts_json.facts_object(answer)))
    assert [one["verdict"] for one in told["facts"]] == ["met", "missed", "open", "input", "not modelled"]
    near, far = told["facts"][1]["figures"]
    assert near["mean"] == told["summary"]["F2 near"]["mean"] == pytest.approx(0.2075)
    assert (far["band"], far["verdict"], near["n"]) == ([0.4, 0.5], "missed", 4)
    assert told["facts"][2]["figures"][0]["band"] == [0.21, None]


def test_the_page_tells_every_fact_and_runs_nothing_that_was_written_into_a_title(answer):
    page = facts_page.render(answer, drawn={})
    assert "<script>alert" not in page
    assert all(f"{one.id} {one.title}: " in page for one in ASKED)
    assert "F2 Title 2: MISSED" in page


def test_the_picture_has_a_row_for_each_figure_with_a_band(answer):
    (drawn,) = figures.of_facts(answer).values()
    assert drawn.get_label() == words.shortly(answer)
    names = [label.get_text() for label in drawn.axes[0].get_yticklabels()]
    assert names == ["F1 so much near", "F2 so much near", "F2 so much far", "F3 so much wide"]


def test_the_picture_shows_where_an_interval_goes_on_and_writes_no_edge_across_it():
    rows = [("F1", "near", number, value) for number, value in enumerate((0.0, 1.0, 0.0, 0.4))]
    wide = Facts(FIRM, ASKED[:1], pd.DataFrame(rows, columns=["fact", "figure", "replication", "value"]), seed=7)
    (drawn,) = figures.of_facts(wide).values()
    (ax,) = drawn.axes
    assert ">" in {line.get_marker() for line in ax.lines}
    edges = [text for text in ax.texts if text.get_position()[0] < 1]
    heights = {float(height) for line in ax.lines for height in line.get_ydata()}
    assert edges
    assert min(text.get_position()[1] for text in edges) > max(heights) + 0.3


def test_the_picture_cuts_no_name_of_a_figure():
    rows = [(one.id, figure.name, n, 0.1) for one in FACTS for figure in one.figures for n in range(2)]
    all_known = Facts(FIRM, FACTS, pd.DataFrame(rows, columns=["fact", "figure", "replication", "value"]), seed=7)
    (drawn,) = figures.of_facts(all_known).values()
    names = [label.get_text() for label in drawn.axes[0].get_yticklabels()]
    assert "F4 experience after a minor\nfailure" in names
    assert not any("…" in name for name in names)


def test_a_picture_without_bands_is_a_sentence():
    none = Facts(FIRM, ASKED[4:], pd.DataFrame(columns=["fact", "figure", "replication", "value"]), seed=7)
    (drawn,) = figures.of_facts(none).values()
    assert not drawn.axes


def test_every_fact_can_be_told_before_anything_is_known():
    nothing = Facts(FIRM, FACTS, pd.DataFrame(columns=["fact", "figure", "replication", "value"]), seed=7)
    assert shown(nothing, 100).count("n/a") == sum(len(one.figures) for one in FACTS)
    assert words.CALLED[nothing.verdicts["F1"]] == "open"
