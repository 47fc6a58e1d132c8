"""All draws, read from where they are declared: the comment behind each member of `sim.luck.Decision`."""

from __future__ import annotations

import inspect
import re

from docs.generate.page import table as in_markdown
from sim.luck import Decision

MEMBER = re.compile(r"^    (\w+) = \d+  # ([^:,]+), ([^:]+): (.+)$", re.MULTILINE)


def table() -> str:
    """What is left to chance: one row a decision."""
    rows = ((f"`{name}`", Decision[name].value, per, law, what) for name, (per, law, what) in declared().items())
    return in_markdown(("decision", "number", "a draw each", "law", "decides"), rows)


def declared() -> dict[str, tuple[str, str, str]]:
    """For each decision what counts its occasions, its law and what it decides."""
    return {name: (per, law, what) for name, per, law, what in MEMBER.findall(inspect.getsource(Decision))}
