"""A sweep as one JSON object, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sim
from sim.report.as_json import number

if TYPE_CHECKING:
    from sim.experiment.estimate import Estimate
    from sim.experiment.plan import Plan
    from sim.experiment.sweep import Sweep

NUMBERS = ("mean", "low", "high")


def sweep_object(sweep: Sweep) -> dict[str, Any]:
    """Describe what was run and what came of it: at every point the measures that are shown first, or all."""
    tally = sweep.tally
    return {
        **plan_object(sweep.plan),
        "runs": {
            "total": tally.total, "computed": tally.computed, "reused": tally.reused, "failed": tally.failed,
        },
        "content_digest": sweep.digest,
        "points": _points(sweep),
        "failures": [
            {name: row[name] for name in ("point", "replication", "reason", "deaths")}
            for row in sweep.failures.to_dict("records")
        ],
        "folder": None if sweep.folder is None else sweep.folder.as_posix(),
    }  # fmt: skip


def estimate_object(plan: Plan, expected: Estimate) -> dict[str, Any]:
    """Describe what a sweep would cost."""
    return {
        **plan_object(plan),
        "dry_run": True,
        "shard": expected.share or None,
        "runs": {"total": expected.runs},
        "workers": expected.workers,
        "seconds": number(expected.seconds),
        "memory_bytes": number(expected.memory),
        "free_memory_bytes": expected.free,
        "disk_bytes": number(expected.disk),
    }


def plan_object(plan: Plan) -> dict[str, Any]:
    """Describe what is run."""
    return {
        "command": "sweep",
        "sweep": plan.name,
        "title": plan.title,
        "scenario": plan.base.name,
        "digest": plan.digest,
        "seed": plan.seed,
        "replications": plan.replications,
        "design": plan.design.name,
        "factors": [factor.name for factor in plan.factors],
        "number_of_points": len(plan.points),
        "ask": plan.ask,
        "population": plan.base.population,
        "days": plan.base.days,
        "engine": "fast",
        "version": sim.__version__,
    }


def _points(sweep: Sweep) -> list[dict[str, Any]]:
    """Give each point with its values and what was measured there."""
    table = sweep.summary
    wanted = sweep.plan.measures or tuple(dict.fromkeys(table["measure"]))
    points: dict[int, dict[str, Any]] = {}
    for row in table[table["measure"].isin(wanted)].to_dict("records"):
        point = points.setdefault(int(row["point"]), {
            "point": int(row["point"]), "values": dict(sweep.plan.points[int(row["point"])].values),
            "summary": {},
        })  # fmt: skip
        point["summary"][row["measure"]] = {
            **{name: number(row[name]) for name in NUMBERS}, "n": int(row["n"]), "unit": row["unit"],
        }  # fmt: skip
    return list(points.values())
