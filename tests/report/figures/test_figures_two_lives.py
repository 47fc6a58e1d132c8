"""The pictures of two lives: a hundred who are a hundred, marks where the numbers are, all of it readable."""

from __future__ import annotations

import pytest

from sim.report.counterfactual_words import hundred
from sim.report.figures import saving
from sim.report.figures.two_lives import MARKS, TOLD, four_outcomes, who_they_are
from tests.report.figures.conftest import colliding, leaving
from tests.report.figures.test_figures_hostile import words
from tests.report.two_lives import lived

pytestmark = pytest.mark.no_cover

USUAL = (120, 10, 240, 630), (130, 12, 240, 618)
FACTS = {
    (outcome, "before", what): [value, value + 0.3]
    for value, outcome in enumerate(("saved", "harmed", "kept_anyway", "lost_anyway"), 1)
    for what in TOLD
}


def test_a_hundred_are_drawn_each_with_the_mark_of_his_outcome():
    answer = lived(*USUAL)
    lines = four_outcomes(answer).axes[0].lines
    drawn = {outcome: len(line.get_xdata()) for outcome, line in zip(MARKS, lines, strict=True)}
    assert drawn == hundred(answer)
    places = [(x, y) for line in lines for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)]
    assert len(set(places)) == 100


def test_the_outcomes_differ_in_more_than_colour():
    assert len({(mark, face == "white") for _, mark, face in MARKS.values()}) == len(MARKS)


@pytest.mark.parametrize(
    "answer",
    [
        lived(*USUAL, told=FACTS.items()),
        lived((100, 100, 0, 0)),
        lived(*USUAL, names=("<b>$x$ " + "very " * 12, "<script>alert(1)</script> " + "long " * 12)),
        lived((0, 0, 0, 0)),
    ],
    ids=["usual", "one replication", "hostile", "nobody"],
)
def test_no_text_lies_on_another_or_leaves_the_picture(answer, texts):
    for figure in (four_outcomes(answer), who_they_are(answer)):
        boxes = texts(figure)
        assert boxes
        assert colliding(boxes) == []
        assert leaving(boxes, figure) == []
        assert b"<script" not in saving.svg(figure, "name")


def test_numbers_intervals_and_bounds_are_written():
    said = " ".join(words(four_outcomes(lived(*USUAL))))
    for piece in ("12.5", "(6.1 – 18.9)", "11 to 36", "62.4", "+11.4 of 100", "2 replications"):
        assert piece in said, said


def test_marks_lie_where_the_people_do():
    answer = lived(*USUAL, told=FACTS.items())
    strips = {ax.get_title(loc="left"): ax for ax in who_they_are(answer).axes if ax.get_title(loc="left")}
    for what, (name, times) in TOLD.items():
        marks = [line.get_xdata()[0] for line in strips[name].lines if line.get_marker() not in ("", "None")]
        assert marks == pytest.approx([times * answer.told(outcome, what).mean for outcome in MARKS])


def test_the_same_answer_gives_the_same_bytes():
    for draw in (four_outcomes, who_they_are):
        first, second = (draw(lived(*USUAL, told=FACTS.items())) for _ in range(2))
        assert saving.svg(first, "a") == saving.svg(second, "a")
