"""All measures with their definitions, for the ODD description."""

from __future__ import annotations

from docs.generate.page import table as in_markdown
from sim.measures import MEASURES


def table() -> str:
    """What is observed of a run: one row a measure."""
    rows = (
        (f"`{name}`", one.unit, one.better, f"{one.meaning} {one.definition}".strip())
        for name, one in MEASURES.items()
    )
    return in_markdown(("measure", "unit", "better", "what it is"), rows)
