"""The answer as one JSON object, for programs: the same numbers as on the screen, unrounded."""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING, Any

import sim
from sim.report.estimate import Estimate, cells, estimates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.rescue import Rescue
    from sim.results import Results
    from sim.scenario import Scenario


def run_object(spec: Scenario, results: Results) -> dict[str, Any]:
    """Describe one run: what was run, and every measure."""
    facts = results.provenance
    return {
        **_what("run", spec, facts["seed"], facts["replications"], facts["engine"]),
        "summary": _summary(estimates(results.summary)),
    }


def rescue_object(spec: Scenario, answer: Rescue, *, engine: str) -> dict[str, Any]:
    """Describe the headline: the four cells, and the share of the gap that service closes.

    `summary` holds that share once more, as `rescue_<measure>`, so that every command has one.
    """
    index = {
        str(row["measure"]): {
            "index": _number(row["index"]),
            "low": _number(row["low"]),
            "high": _number(row["high"]),
            "se": _number(row["se"]),
            "defined": bool(row["defined"]),
        }
        for row in answer.index.to_dict("records")
    }
    return {
        **_what("rescue", spec, answer.seed, answer.replications, engine),
        "summary": {
            f"rescue_{measure}": {
                "mean": share["index"],
                "low": share["low"],
                "high": share["high"],
                "unit": "share",
            }
            for measure, share in index.items()
        },
        "cells": {cell: _summary(measured) for cell, measured in cells(answer.cells).items()},
        "rescue_index": index,
    }


def text(described: Mapping[str, Any]) -> str:
    """Write the object; NaN and infinity, which JSON does not have, are null by now."""
    return json.dumps(described, indent=2, allow_nan=False)


def _what(command: str, spec: Scenario, seed: int, replications: int, engine: str) -> dict[str, Any]:
    return {
        "command": command,
        "scenario": spec.name,
        "digest": spec.digest,
        "seed": int(seed),
        "replications": int(replications),
        "population": spec.population,
        "represents": spec.weight,
        "days": spec.days,
        "engine": engine,
        "version": sim.__version__,
    }


def _summary(measured: Mapping[str, Estimate]) -> dict[str, Any]:
    return {
        name: {
            "mean": _number(found.mean),
            "low": _number(found.low),
            "high": _number(found.high),
            "unit": found.unit,
        }
        for name, found in measured.items()
    }


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
