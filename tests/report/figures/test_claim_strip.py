"""The small pictures of claims: every text within the picture, and none on another, whatever the unit."""

from __future__ import annotations

import re

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Computed
from sim.questions.claims.experiment import falls, negligible, rises
from sim.questions.claims.finding import Finding, Part
from sim.report.figures.claim_strip import WIDTH, strip
from sim.statistics.intervals import MeanInterval

TEXT = re.compile(r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)"[^>]*?( font-weight="700")?>([^<]*)<')


def picture(unit, expected, mean, reach):
    effect = Computed(len, "what it is", unit, ())
    part = Part(effect, expected, MeanInterval(mean, mean - reach, mean + reach, reach, 3))
    return strip(Finding(Claim("A1", "More is more.", Tag.EMERGENT, "made up"), (part,)))


def places(svg):
    """Give where each text begins and ends, by its line."""
    for x, y, anchor, bold, text in TEXT.findall(svg):
        font = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
        width = TextPath((0, 0), text, size=12, prop=font).get_extents().width
        begins = float(x) - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
        yield float(y), begins, begins + width


@pytest.mark.parametrize("unit", ["0 to 1", "money per person", "share of the price", "share", "quality", "min"])
@pytest.mark.parametrize("expected", [rises(0.1), falls(0.1), negligible(0.1)])
@pytest.mark.parametrize(("mean", "reach"), [(-0.14, 0.02), (0.5, 0.01), (0.02, 0.3), (-136.0, 2.0)])
def test_no_text_of_a_claim_lies_on_another_or_leaves_the_picture(unit, expected, mean, reach):
    found = sorted(places(picture(unit, expected, mean, reach)))
    assert len(found) >= 3
    for line, begins, ends in found:
        assert begins >= -1.0
        assert ends <= WIDTH + 1.0
        assert all(begins >= other_end for other, other_begin, other_end in found
                   if other == line and other_begin < begins)  # fmt: skip


def test_a_unit_that_has_no_room_is_left_out_and_its_number_is_not():
    shown = [text for *_, text in TEXT.findall(picture("0 to 1", falls(0.06), -0.14, 0.02))]
    assert "-0.14 on a scale of 0 to 1" in shown
    assert "+0.10" in shown
