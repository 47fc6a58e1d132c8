"""Pictures: pure functions from tidy tables to matplotlib figures, and the one that saves those of a run.

Each figure's finding stands on top of it and is its label: `figure.get_label()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.figures.desk_day import desk_day
from sim.report.figures.desk_over_time import desk_over_time
from sim.report.figures.journey import journey
from sim.report.figures.ledger import ledger
from sim.report.figures.retention import retention
from sim.report.figures.saving import save
from sim.report.figures.scores import scores

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

    from sim.results import Results

__all__ = ["desk_day", "desk_over_time", "journey", "ledger", "of_run", "retention", "save", "save_all", "scores"]


def of_run(results: Results) -> dict[str, Figure]:
    """Draw the pictures of a run, by the name of their files."""
    spec, facts = results.scenario, results.provenance
    return {
        "retention": retention(results.customers, days=facts["retention_days"], horizon=spec.days),
        **({"journey": journey(results.flows, protocol=spec.protocol)} if hasattr(results, "flows") else {}),
        "ledger": ledger(results.daily),
        "scores": scores(results.daily, results.runs),
        "desk_over_time": desk_over_time(results.daily, measure_from_day=spec.measure_from_day),
        "desk_day": desk_day(results.contacts, open_hours=spec.desk.open_hours),
    }


def save_all(results: Results, folder: Path) -> tuple[Path, ...]:
    """Write the pictures of a run into a folder, each as SVG and as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(path for name, figure in of_run(results).items() for path in save(figure, folder, name))
