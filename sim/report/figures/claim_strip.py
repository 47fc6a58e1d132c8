"""The small picture of a claim: its effect with the interval, against 0 and against what would matter.

Many stand on one page, so each is a few lines of SVG of its own and no figure of matplotlib. Above, the claim's
own world; below, the points of its region, each at its effect. Colour never tells alone: there is a mark for each
way in which a point stands to the claim.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from sim.questions.claims.experiment import Direction
from sim.questions.claims.verdict import Standing
from sim.report import changes, wording
from sim.report import claims_words as words
from sim.report.figures.style import BLUE, FAINT, INK, VERMILION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.claims.finding import Finding, Part

WIDTH, EDGE = 360.0, 14.0
OWN, REGION, FOOT = 40.0, 74.0, 94.0
"""Heights of the claim's own world, of the region, and of the numbers below."""
LETTER, BOLD = 6.9, 8.2
"""How wide a letter of this size may be, as an average over some."""

COLOURS = {
    Standing.FOR: BLUE,
    Standing.AGAINST: VERMILION,
    Standing.IN_PART: FAINT,
    Standing.OPEN: FAINT,
}


def strip(finding: Finding) -> Markup:
    """Draw the main effect of a claim, and of its region if that was looked at."""
    part = finding.parts[0]
    scale = _Scale(_ends(finding))
    region = finding.region
    foot = FOOT if region else REGION - 14
    drawn = [*_ground(part, scale, foot), *_own(part, scale)]
    if region:
        drawn += [
            _mark(scale.x(value), REGION - 6 + (at % 3) * 6, stands, 3.2)
            for at, (value, stands) in enumerate(zip(region.mean, region.standings, strict=True))
            if isfinite(value)
        ]
    said = escape(words.sentence(part))
    return Markup(
        f'<svg viewBox="0 0 {WIDTH:.0f} {foot + 18:.0f}" role="img" aria-label="{said}" '
        f'font-family="system-ui, Verdana, Arial, sans-serif" font-size="12">{"".join(drawn)}</svg>'
    )


class _Scale:
    """From an effect to a place in the picture."""

    def __init__(self, ends: Sequence[float]) -> None:
        self.low, self.high = min(ends), max(ends)
        room = 0.06 * (self.high - self.low)
        self.low, self.high = self.low - room, self.high + room

    def x(self, value: float) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * (value - self.low) / (self.high - self.low)


def _ends(finding: Finding) -> list[float]:
    """Give what has to be in the picture: 0, what matters on either side, the interval and the region."""
    part = finding.parts[0]
    inside = [part.found.mean, part.found.low, part.found.high]
    inside += finding.region.mean.tolist() if finding.region else []
    matters = part.expected.matters
    return [-1.5 * matters, 1.5 * matters, *(float(value) for value in inside if isfinite(value))]


def _ground(part: Part, scale: _Scale, foot: float) -> list[str]:
    """Draw what does not matter in grey, 0, and on which side the claim lies."""
    left, right = scale.x(-part.expected.matters), scale.x(part.expected.matters)
    zero = scale.x(0.0)
    drawn = [
        f'<rect x="{left:.1f}" y="16" width="{right - left:.1f}" height="{foot - 16:.0f}" fill="#e8e8e8"/>',
        f'<path d="M{zero:.1f} 16V{foot:.0f}" stroke="{FAINT}"/>',
        f'<path d="M{EDGE:.0f} {foot:.0f}H{WIDTH - EDGE:.0f}" stroke="#bbb"/>',
        _text(zero, foot + 13, "0", "middle"),
    ]
    match part.expected.direction:
        case Direction.RISES:
            drawn.append(_text(zero + 4, 11, "claimed →", "start", most=WIDTH - EDGE - 60))
        case Direction.FALLS:
            drawn.append(_text(zero - 4, 11, "← claimed", "end", least=EDGE + 60))
        case Direction.NEGLIGIBLE:
            drawn.append(
                _text(zero, 11, "claimed: in the grey", "middle", least=EDGE + 60, most=WIDTH - EDGE - 60)
            )
    for value, anchor, x in ((scale.low, "start", EDGE), (scale.high, "end", WIDTH - EDGE)):
        room = abs(scale.x(value) - zero) - 2 * LETTER
        said = (words.amount(value, part.effect.unit), changes.change(value, part.effect.unit))
        drawn += [_text(x, foot + 13, text, anchor) for text in said if LETTER * len(text) < room][:1]
    return drawn


def _own(part: Part, scale: _Scale) -> list[str]:
    """Draw the effect in the claim's own world, with its interval and its number."""
    found, colour = part.found, COLOURS[part.standing]
    if not isfinite(found.mean):
        return [_text(WIDTH / 2, OWN, wording.UNKNOWN, "middle")]
    x, drawn = scale.x(found.mean), []
    if isfinite(found.low):
        low, high = scale.x(found.low), scale.x(found.high)
        drawn.append(
            f'<path d="M{low:.1f} {OWN:.0f}H{high:.1f}" stroke="{colour}" stroke-width="5" opacity=".5"/>'
        )
    drawn.append(_mark(x, OWN, part.standing, 5.5))
    fine = changes.fineness(found.low, found.high)
    number = words.amount(found.mean, part.effect.unit, fineness=fine)
    half = BOLD * len(number) / 2
    drawn.append(_text(min(max(x, half), WIDTH - half), OWN - 9, number, "middle", bold=True))
    return drawn


def _mark(x: float, y: float, stands: Standing, size: float) -> str:
    """Draw a point: a disc for the claim, a square against it, a ring where it is open."""
    colour = COLOURS[stands]
    if stands is Standing.FOR:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{colour}"/>'
    if stands is Standing.AGAINST:
        a = 0.9 * size
        return f'<rect x="{x - a:.1f}" y="{y - a:.1f}" width="{2 * a:.1f}" height="{2 * a:.1f}" fill="{colour}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="#fff" stroke="{colour}" stroke-width="1.5"/>'


def _text(
    x: float, y: float, text: str, anchor: str, *, least: float = 0.0, most: float = WIDTH, bold: bool = False
) -> str:
    weight = ' font-weight="700"' if bold else ""
    place = min(max(x, least), most)
    return (
        f'<text x="{place:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK if bold else FAINT}"{weight}>'
        f"{escape(text)}</text>"
    )
