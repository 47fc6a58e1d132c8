"""The tables of a sweep as files: for other programs, and for people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sim.archive import content, sweep_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.archive.ledger import Ledger
    from sim.experiment.store import Store

FORMAT = 1


def export(folder: Path, store: Store, kept: Ledger, dress: Callable[[Path], object]) -> None:
    """Write all tables, their provenance, and what `dress` adds; all take their places together."""
    from sim.archive import digest, tables

    runs, failures = store.runs, store.failures
    files = {"runs.parquet": runs, "runs.csv": runs, "failures.csv": failures}
    with sweep_folder.exported(folder, remedy=kept.remedy) as building:
        for file, frame in files.items():
            with (building / file).open("wb") as stream:
                tables.write(stream, file, [frame])
        facts = provenance(store, kept) | {
            "content_digest": digest.of_rows(runs),
            "tables": {
                file: {"rows": len(frame), "columns": tables.types_of(frame)} for file, frame in files.items()
            },
        }
        content.put_provenance(building, facts)
        dress(building)


def provenance(store: Store, kept: Ledger) -> dict[str, Any]:
    """Tell where the numbers come from; with `plan.json` that is enough to get the same ones again."""
    plan, tally = store.plan, kept.tally
    return {
        "format": FORMAT,
        "kind": "sweep",
        "written": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "name": plan.name,
        "title": plan.title,
        "digest": plan.digest,
        "base": plan.base.name,
        "ask": plan.ask,
        "seed": plan.seed,
        "replications": plan.replications,
        "points": len(plan.points),
        "factors": [factor.name for factor in plan.factors],
        "design": plan.design.name,
        "planned": len(plan.runs),
        "finished": tally["finished"],
        "failed": tally["failed"],
        "ledger": tally["sum"],
        "engine": "fast",
        "made": [{**facts, "runs": kept.made_in(number)} for number, facts in kept.sessions().items()],
    }
