"""How every picture is made: one width, large type, a finding on top, a note below, nothing from outside.

A picture is 5 inches wide with type of 12 points, so that it can still be read 390 pixels wide. Colours are
those of Okabe and Ito, which the colour-blind tell apart; where two of them meet, a hatch, a dash or a word
tells them apart in grey too. No setting of the reader's machine (a `matplotlibrc`, a locale) gets in: every
drawing function runs in the settings below, and text is text, never mathematics.
"""

from __future__ import annotations

import re
import warnings
from bisect import bisect_right
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from sim.report import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

P = ParamSpec("P")

WIDTH = 5.0
MARGIN = 0.12
POINTS = 72.0
TYPE = 12.0
TITLE = 13.5
NOTE = 10.5
MOST_LETTERS = 300
MOST_LINES = 9
"""Enough for a finding of so many letters: the picture grows with it."""
LONGEST_NAME = 90
"""Letters: enough for four settings, which are the name of an alternative that has no other."""

BLACK = "#000000"
BLUE = "#0072B2"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
YELLOW = "#F0E442"
INK = "#222222"
FAINT = "#595959"
RULE = "#D9D9D9"
ON_WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
"""Behind a number or a word, so that no line runs through it."""

FAMILIES = (
    "DejaVu Sans",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Hiragino Sans",
    "PingFang SC",
    "Yu Gothic",
    "Microsoft YaHei",
    "Noto Emoji",
    "Segoe UI Symbol",
)
"""DejaVu comes with matplotlib; the others draw what it lacks, on machines that have them."""

SETTINGS: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.labelsize": TYPE,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": True,
    "figure.dpi": POINTS,
    "font.size": TYPE,
    "grid.color": RULE,
    "hatch.linewidth": 0.8,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "svg.fonttype": "none",
    "text.color": INK,
    "text.hinting": "none",
    "text.parse_math": False,
    "text.usetex": False,
    "xtick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.color": FAINT,
    "ytick.labelcolor": INK,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw with these settings and no others, whatever the machine's own say."""
    import matplotlib.style

    settings = {**SETTINGS, "font.family": families()}
    with matplotlib.style.context(["default", settings]), warnings.catch_warnings():
        # A letter that no typeface of this machine has is drawn as a box; that is no reason to stop.
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
        yield


def families() -> list[str]:
    """Give the typefaces of this machine that can be used, DejaVu first."""
    from matplotlib.font_manager import fontManager

    known = set(fontManager.get_font_names())
    return [name for name in FAMILIES if name in known]


def in_house_style(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Make a drawing function use the settings of the house."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with house_style():
            return draw(*args, **kwargs)

    return drawn


class Sheet:
    """A figure with its finding on top and a note at the foot; what lies between is for axes.

    All lengths are inches from the lower left corner. The finding is the figure's label too, which becomes the
    alternative text of the picture.
    """

    def __init__(self, finding: str, note: str = "", *, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        title = wrapped(finding, TITLE, WIDTH - 2 * MARGIN, bold=True)
        foot = wrapped(note, NOTE, WIDTH - 2 * MARGIN)
        leading, small = 1.25 * TITLE / POINTS, 1.3 * NOTE / POINTS
        self.bottom = MARGIN + small * len(foot)
        self.top = self.bottom + height
        self.height = self.top + leading * len(title) + 0.1 + MARGIN
        self.figure = Figure(figsize=(WIDTH, self.height))
        FigureCanvasAgg(self.figure)
        self.figure.set_label(wording.visible(finding))
        for i, line in enumerate(title):
            top = self.height - MARGIN - leading * i
            self.write(MARGIN, top, line, fontsize=TITLE, fontweight="bold", va="top")
        for i, line in enumerate(reversed(foot)):
            self.write(MARGIN, MARGIN * 0.6 + small * i, line, fontsize=NOTE, color=FAINT, va="bottom")

    def write(self, x: float, y: float, text: str, **how: Any) -> None:
        """Write a line of text at a place given in inches."""
        self.figure.text(x / WIDTH, y / self.height, text, **how)

    def axes(self, left: float, right: float, bottom: float = 0.0, top: float | None = None) -> Axes:
        """Cut axes out of the free part; left and right are margins, bottom and top heights above its foot."""
        upper = self.top - self.bottom if top is None else top
        return self.figure.add_axes(
            (
                left / WIDTH,
                (self.bottom + bottom) / self.height,
                (WIDTH - left - right) / WIDTH,
                (upper - bottom) / self.height,
            )
        )


@in_house_style
def in_words(finding: str, note: str = "") -> Figure:
    """Say why there is nothing to draw."""
    return Sheet(finding, note, height=0.2).figure


def noted(table: pd.DataFrame, drawn: str = "") -> str:
    """Say below a picture which scenario it shows, and what its bands or bars are."""
    scenario = ", ".join(dict.fromkeys(map(str, table["scenario"]))) if "scenario" in table else ""
    count = table["replication"].nunique() if "replication" in table else 0
    noise = f"{drawn}: 95 % interval, {wording.count(count, 'replication')}"
    if drawn and count < 2:
        noise = f"no {drawn}: an interval needs at least 2 replications"
    return " · ".join(part for part in (shortened(scenario, NOTE, WIDTH / 2), noise if drawn else "") if part)


def called(name: str) -> str:
    """Give a scenario's name as it can stand in a sentence: visible, and not too long."""
    return wording.cut(name, LONGEST_NAME)


def wrapped(text: str, size: float, width: float, *, bold: bool = False, lines: int = MOST_LINES) -> list[str]:
    """Break a text into lines of at most so many inches, none before a `%`; the rest ends in an ellipsis."""
    kept = wording.visible(text[:MOST_LETTERS]).strip() + ("…" if len(text) > MOST_LETTERS else "")
    words = re.split(r"\s+(?!%)", kept)
    broken = [""]
    for word in words:
        longer = f"{broken[-1]} {word}".strip()
        if length(longer, size, bold=bold) <= width:
            broken[-1] = longer
        else:
            broken.append(word)
    broken = [line for line in broken if line]
    if len(broken) > lines:
        broken = [*broken[: lines - 1], " ".join(broken[lines - 1 :])]
    return [shortened(line, size, width, bold=bold) for line in broken]


def in_lines(name: str, size: float, width: float, *, lines: int = 2) -> str:
    """Break a name, where it has a joint, into lines of at most so many inches: `strong_` above `throughout`."""
    broken = [""]
    for piece in re.findall(r".*?(?:[\s_/:]+|[.-](?!\d))|.+$", wording.visible(name[:MOST_LETTERS])):
        if length(f"{broken[-1]}{piece}".rstrip(), size) <= width or len(broken) == lines or not broken[-1]:
            broken[-1] += piece
        else:
            broken.append(piece)
    return "\n".join(shortened(line.strip(), size, width) for line in broken)


def shortened(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """Cut a text to so many inches, with an ellipsis where something is lost."""
    whole = wording.visible(text[:MOST_LETTERS])
    if len(text) <= MOST_LETTERS and length(whole, size, bold=bold) <= width:
        return whole
    fits = bisect_right(range(len(whole)), width, key=lambda n: length(f"{whole[: n + 1]}…", size, bold=bold))
    return f"{whole[:fits].rstrip()}…"


def length(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of text, in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    face = FontProperties(family=families(), size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, face, ismath=False)[0]) / POINTS
