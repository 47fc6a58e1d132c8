"""Pictures: pure functions from tidy tables to matplotlib figures, and those of a whole run or comparison.

Each figure's finding stands on top of it and is its label: `figure.get_label()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.figures.before_after import customers_before_after, ledger_before_after
from sim.report.figures.desk_day import desk_day
from sim.report.figures.desk_over_time import desk_over_time
from sim.report.figures.differences import differences
from sim.report.figures.doubt import doubt
from sim.report.figures.facts import of_facts
from sim.report.figures.four_cells import four_cells, four_curves
from sim.report.figures.journey import journey
from sim.report.figures.ledger import ledger
from sim.report.figures.of_rescue import of_rescue
from sim.report.figures.of_sweep import of_sensitivity, of_where
from sim.report.figures.rescue_index import index_over_time, rescue_index
from sim.report.figures.rescue_map import rescue_map
from sim.report.figures.retention import retention, survival
from sim.report.figures.saving import save
from sim.report.figures.scores import scores
from sim.report.figures.split import of_why
from sim.report.figures.two_lives import four_outcomes, who_they_are
from sim.report.figures.worth import of_worth
from sim.report.whom import whom_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from matplotlib.figure import Figure

    from sim.questions.compare import Comparison
    from sim.results import Results

__all__ = [
    "customers_before_after",
    "desk_day",
    "desk_over_time",
    "differences",
    "doubt",
    "four_cells",
    "four_curves",
    "four_outcomes",
    "index_over_time",
    "journey",
    "ledger",
    "ledger_before_after",
    "of_comparison",
    "of_facts",
    "of_rescue",
    "of_run",
    "of_sensitivity",
    "of_where",
    "of_why",
    "of_worth",
    "rescue_index",
    "rescue_map",
    "retention",
    "save",
    "save_all",
    "scores",
    "survival",
    "who_they_are",
]


def of_run(results: Results) -> dict[str, Figure]:
    """Draw the pictures of a run, by the name of their files."""
    import pandas as pd

    spec, days = results.scenario, results.provenance["retention_days"]
    # One replication after the other: all customers at once may be more than the machine has room for.
    curves = [survival(piece, days=days, horizon=spec.days) for piece in results.pieces("customers")]
    return {
        "retention": retention(pd.concat(curves), days=days, whom=whom_of(spec)),
        "journey": journey(results.flows, results.daily, protocol=spec.protocol),
        "ledger": ledger(results.daily),
        "scores": scores(results.daily, results.runs, whom_of(spec)),
        "desk_over_time": desk_over_time(results.daily, results.runs),
        "desk_day": desk_day(results.contacts, open_hours=spec.desk.open_hours),
    }


def of_comparison(comparison: Comparison) -> dict[str, Figure]:
    """Draw the pictures of a comparison, three for each alternative; the names end in its number."""
    table, over_time, before = comparison.table, comparison.over_time, comparison.label
    drawn: dict[str, Figure] = {}
    for number, (label, results) in enumerate(comparison.others.items(), start=1):
        mine, course = table[table["scenario"] == label], over_time[over_time["scenario"] == label]
        drawn[f"customers_{number}"] = customers_before_after(course, baseline=before)
        drawn[f"differences_{number}"] = differences(mine, baseline=before)
        both = comparison.baseline.daily, results.daily
        drawn[f"ledger_{number}"] = ledger_before_after(*both, baseline=before, other=label)
    return drawn


def save_all(results: Results, folder: Path, *, drawn: Mapping[str, Figure] | None = None) -> tuple[Path, ...]:
    """Write the pictures of a run into a folder, each as SVG and as PNG; those already `drawn` if there are."""
    return save_these(of_run(results) if drawn is None else drawn, folder)


def save_these(drawn: Mapping[str, Figure], folder: Path) -> tuple[Path, ...]:
    """Write pictures into a folder, each as SVG and as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(path for name, figure in drawn.items() for path in save(figure, folder, name))
