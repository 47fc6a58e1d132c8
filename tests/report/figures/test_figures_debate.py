"""A debate's picture: its title is whole, and each line is named where it ends."""

from dataclasses import replace

import numpy as np
import pytest

from sim.questions.claims.debate import Curve, Settled
from sim.questions.claims.ledger import DEBATES
from sim.report import debate_words
from sim.report.figures.debate import debate
from sim.report.figures.style import MARGIN, TITLE, WIDTH, wrapped

VALUES = np.array([0.0, 1.0, 2.0, 3.0])


def curve(*means, signs):
    mean = np.array(means)
    return Curve(VALUES, mean, mean - 0.01, mean + 0.01, signs)


def settled(name="product_or_service"):
    asked = DEBATES[name]
    turning, steady = (
        curve(0.1, 0.05, 0.0, -0.1, signs=(1, 1, 0, -1)),
        curve(0.1, 0.2, 0.3, 0.4, signs=(1, 1, 1, 1)),
    )
    return Settled(asked, dict(zip(asked.lines, (turning, steady), strict=False)))


def test_a_sentence_says_all_and_a_title_leaves_out_where_nobody_is_ahead():
    found = settled()
    assert debate_words.sentence(found) == (
        "Unseen: service holds more up to 1.5, neither is ahead by what matters from 1.5 to 2.5, the product "
        "holds more from 2.5 on; noticed: service holds more all the way "
        "(how much rarer failures are in a better product: 0 to 3)."
    )
    assert debate_words.title(found) == (
        "Unseen: service holds more up to 1.5, the product holds more from 2.5 on; "
        "noticed: service holds more all the way."
    )
    nobody = curve(0.0, 0.0, 0.0, 0.0, signs=(0, 0, 0, 0))
    assert debate_words.title(replace(found, curves={"": nobody})) == "Neither is ahead by what matters."


@pytest.mark.parametrize("name", DEBATES)
def test_the_title_of_a_debate_that_turns_twice_is_not_cut_off(name):
    asked = DEBATES[name]
    twice = curve(-0.1, 0.1, 0.1, -0.1, signs=(-1, 1, 1, -1))
    title = debate_words.title(
        Settled(asked, {line: settled(name).curves.get(line, twice) for line in asked.lines})
    )
    assert " ".join(wrapped(title, TITLE, WIDTH - 2 * MARGIN, bold=True)) == title


def test_a_line_is_named_where_it_ends_in_the_numbers_of_the_axis():
    found = settled()
    (ax,) = debate(found).axes
    low, high = ax.get_ylim()
    names = {text.get_text(): low + text.get_position()[1] * (high - low) for text in ax.texts}
    assert names["noticed"] == pytest.approx(40.0, abs=2.0)
    assert names["unseen"] == pytest.approx(-10.0, abs=2.0)
