"""How text and tables are laid out in a terminal of any width, with or without colour.

No frames: the eye follows the columns. Where the terminal speaks only ASCII, every text is translated before
it is laid out.
"""

from __future__ import annotations

import errno
import os
import re
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

NARROW = 72
TINY = 34
USUAL_WIDTH = 80
_ASCII = str.maketrans({
    "–": "-", "−": "-", "’": "'", "·": "-", "█": "#", "│": "|", "×": "x", "±": "+-", "→": "->", "…": "..."
})  # fmt: skip


class Paper(Console):
    """A console of some width at least, whose reader may go: rich would exit with 1.

    A width of 0 (COLUMNS=0, a terminal that does not know its own) is none; nothing could be printed in it.
    """

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        if self.width < 1:
            self.width = USUAL_WIDTH

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def terminal(stream: TextIO | None = None, *, width: int | None = None) -> Console:
    """Open a console that prints what it is given: no markup, no emoji, no guessing at colours."""
    return Paper(file=stream, width=width, markup=False, emoji=False, highlight=False)


def is_narrow(console: Console) -> bool:
    """Tell whether there is only room for the essential columns."""
    return console.width < NARROW


def is_tiny(console: Console) -> bool:
    """Tell whether there is no room for columns at all."""
    return console.width < TINY


def columns(console: Console, first: str, *others: str) -> Table:
    """Begin a table: words on the left, numbers to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(text(console, first), overflow="fold")
    for head in others:
        table.add_column(text(console, head), justify="right", overflow="fold")
    return table


def add_row(console: Console, table: Table, cells: Sequence[tuple[str, str]]) -> None:
    """Add a row of words with their styles; where even that is too wide, its numbers below its name."""
    (label, style), *numbers = cells
    if is_tiny(console):
        table.add_row(text(console, label, style=style))
        table.add_row(text(console, f"    {' '.join(number for number, _ in numbers)}"))
    else:
        table.add_row(*(text(console, cell, style=style) for cell, style in cells))


def say(console: Console, sentence: str, *, style: str = "") -> None:
    """Print a sentence, broken where the terminal ends: between words, and a path after a slash."""
    whole = re.sub(rf"\S{{{console.width + 1},}}", lambda word: broken(word[0], "/", console.width), sentence)
    console.print(text(console, whole, style=style), overflow="fold")


def broken(word: str, joints: str, width: int) -> str:
    """Break a long word after any of these characters, into lines of this width as far as it has them."""
    lines = [""]
    for step in re.findall(rf"[^{joints}]*[{joints}]|[^{joints}]+$", word):
        if len(lines[-1] + step) > width:
            lines.append("")
        lines[-1] += step
    return "\n".join(filter(None, lines))


def text(console: Console, words: str, *, style: str = "") -> Text:
    """Give words as the console can show them."""
    return Text(words.translate(_ASCII) if console.options.ascii_only else words, style=style)
