"""The answer as one JSON object, for programs: the same numbers as on the screen, unrounded."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import isfinite, nan
from typing import TYPE_CHECKING, Any

import sim
from sim.questions.precision import useful_half_width
from sim.report.by_segment import estimates_by_segment
from sim.report.counterfactual_json import counterfactual_object
from sim.report.estimate import Estimate, cells, estimates
from sim.report.noise import foretold
from sim.report.promise_words import promises
from sim.report.whom import whom_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import pandas as pd

    from sim.questions.compare import Comparison
    from sim.questions.precision import Reached
    from sim.questions.rescue import Rescue
    from sim.questions.rescue.told import ReachTold
    from sim.questions.rescue.uncertainty import Uncertainty
    from sim.questions.stories import Story
    from sim.results import Results
    from sim.scenario import Scenario


A_WEEK = 7
"""Days between those of which the course of a difference is told; the last day is told too."""


def run_object(spec: Scenario, results: Results, how_far: Sequence[Reached] = ()) -> dict[str, Any]:
    """Describe one run: what was run, every measure, and how many replications a useful interval takes."""
    facts = results.provenance
    return {
        **what("run", spec, facts["seed"], facts["replications"], facts["engine"]),
        "summary": _summary(estimates(results.summary)),
        "by_segment": [
            {"segment": segment, "measure": name, **told}
            for segment, measured in estimates_by_segment(results).items()
            for name, told in _summary(measured).items()
        ],
        "precision": [_reached(far) for far in how_far],
        "replications_needed": {
            measure: {"half_width": useful_half_width(measure, mean), **asdict(needed)}
            for measure, (mean, needed) in foretold(results).items()
        },
    }


def rescue_object(
    answer: Rescue,
    reach: ReachTold | None = None,
    uncertainty: Uncertainty | None = None,
    stories: Sequence[Story] | None = None,
    *,
    course: pd.DataFrame | None = None,
) -> dict[str, Any]:
    """Describe a rescue: the share of the gap that service closes, its course, its cost and the four cells.

    `summary` holds that share once more, as `rescue_<measure>`, so that every command has one.
    """
    index = {row["measure"]: _index(row) for row in answer.index.to_dict("records")}
    weak = answer.results["weak_poor"]
    cost = answer.cost_per_rescued
    return {
        **what("rescue", answer.scenario, answer.seed, answer.replications, weak.engine),
        "sides": dict(answer.sides.names),
        "promise": promises(answer),
        "summary": {
            f"rescue_{measure}": {"mean": share["estimate"], **{end: share[end] for end in ("low", "high")},
                                  "unit": "share"}
            for measure, share in index.items()
        },
        "index": index,
        "attainable": {row["measure"]: _index(row) for row in answer.attainable.to_dict("records")},
        "index_over_time": _course(answer, course),
        "half_life_days": answer.half_life.days,
        "half_life_known": answer.half_life.known,
        "fading": _fading(answer),
        "interaction": {
            row["measure"]: {name: number(row[name]) for name in ("estimate", "low", "high")}
            for row in answer.interaction.to_dict("records")
        },
        "cost_per_rescued": {name: number(getattr(cost, name)) for name in ("estimate", "low", "high")},
        **(_reach(reach) if reach else {}),
        "uncertainty": _uncertainty(uncertainty) if uncertainty else None,
        "counterfactual": _lived_twice(answer),
        **({} if stories is None else {"stories": [_story(story) for story in stories]}),
        "cells": {cell: _summary(measured) for cell, measured in cells(answer.cells).items()},
    }  # fmt: skip


def _index(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {
        "estimate": number(row["index"]),
        **{name: number(row[name]) for name in ("low", "high", "se")},
        "defined": bool(row["defined"]),
    }


def _course(answer: Rescue, course: pd.DataFrame | None) -> dict[str, list[dict[str, Any]]]:
    from sim.questions.rescue.course import joined

    table = joined(answer, course)
    return {
        str(measure): [{"day": int(row["day"]), **_index(row)} for row in rows.to_dict("records")]
        for measure, rows in table.groupby("measure", sort=False)
    }


def _story(story: Story) -> dict[str, Any]:
    return {
        "title": story.title, "why_typical": story.why_typical, "outcome": story.outcome,
        "customer": int(story.customer), "replication": int(story.replication), "segment": story.segment,
        "lives": [
            {"name": life.name, "days": [{"day": int(day), "happened": said} for day, said in life]}
            for life in story.lives
        ],
    }  # fmt: skip


def _uncertainty(known: Uncertainty) -> dict[str, Any]:
    """Describe how far the index reaches if the assumptions are off, and the parameters that this comes from."""
    numbers = ("low", "median", "high", "noise", "explained")
    drivers: dict[str, list[dict[str, Any]]] = {}
    for row in known.drivers.to_dict("records"):
        shares = {name: number(row[name]) for name in ("importance", "low", "high", "sign")}
        drivers.setdefault(row["measure"], []).append(
            {"parameter": row["parameter"], "meaning": row["meaning"], **shares}
        )
    return {
        "size": known.design.size,
        "worlds": len(known.points),
        "intervals": {
            row["measure"]: {
                **{name: number(row[name]) for name in numbers},
                "n": int(row["n"]), "undefined": int(row["undefined"]),
            }
            for row in known.intervals.to_dict("records")
        },
        "drivers": drivers,
        "caution": known.caution,
    }  # fmt: skip


def _reach(reach: ReachTold) -> dict[str, Any]:
    """Describe how far service reaches: its ceiling, what it is worth in quality, where it pays."""
    ceiling, equivalent = (table.to_dict("records") for table in (reach.ceiling, reach.quality_equivalent))
    found = reach.break_even
    numbers = {"estimate": nan if found.quality is None else found.quality, "low": found.low, "high": found.high}
    return {
        "ceiling": {
            row["measure"]: {
                "estimate": number(row["index"]), "low": number(row["low"]), "high": number(row["high"]),
                "defined": bool(row["defined"]),
            }
            for row in ceiling
        },
        "quality_equivalent": {
            row["measure"]: {
                "estimate": number(row["dq"]), "low": number(row["low"]), "high": number(row["high"]),
                "defined": bool(row["defined"]), "note": row["note"],
            }
            for row in equivalent
        },
        "break_even_quality": {**{name: number(value) for name, value in numbers.items()}, "text": found.text},
    }  # fmt: skip


def _lived_twice(answer: Rescue) -> dict[str, dict[str, Any]]:
    """Describe each outcome: its share of everybody, and the least and the most whatever luck is shared."""
    lived = answer.counterfactual
    if lived is None:
        return {}
    numbers = ("share", "low", "high", "least", "most")
    return {
        row["outcome"]: {"people": int(row["people"]), **{name: number(row[name]) for name in numbers}}
        for row in lived.counts.merge(lived.bounds).to_dict("records")
    }


def _fading(answer: Rescue) -> dict[str, Any] | None:
    """Describe how the index of retention changed between two days; None for a run too short to tell."""
    fading = answer.fading
    if fading is None:
        return None
    change = fading.change
    numbers = {"estimate": change.difference, "low": change.low, "high": change.high, "se": change.standard_error}
    return {"from_day": fading.early, "to_day": fading.late, **{k: number(v) for k, v in numbers.items()}}


def compare_object(answer: Comparison) -> dict[str, Any]:
    """Describe a comparison: the baseline's measures, and each alternative with all its differences."""
    baseline = answer.baseline
    return {
        **what("compare", baseline.scenario, answer.seed, answer.replications, baseline.engine),
        "baseline": answer.label,
        "summary": _summary(estimates(baseline.summary)),
        "precision": [_reached(far) for far in answer.precision],
        "alternatives": [_alternative(answer, label) for label in answer.others],
    }


def _alternative(answer: Comparison, label: str) -> dict[str, Any]:
    results = answer.others[label]
    last, lived = results.scenario.days - 1, answer.counterfactuals.get(label)
    table, course = (frame[frame["scenario"] == label] for frame in (answer.table, answer.over_time))
    return {
        "scenario": label,
        "digest": results.scenario.digest,
        "population": results.scenario.population,
        "represents": results.scenario.weight,
        "summary": _summary(estimates(results.summary)),
        "moved_by_chance": answer.moved_by_chance(label),
        "differences": {row["measure"]: _difference(row) for row in table.to_dict("records")},
        "by_segment": [
            {"segment": row["segment"], "measure": row["measure"], **_difference(row)}
            for row in answer.by_segment[answer.by_segment["scenario"] == label].to_dict("records")
        ],
        "counterfactual": counterfactual_object(lived) if lived else None,
        "over_time": [
            {"day": int(row["day"]), **_over(row)}
            for row in course[(course["day"] % A_WEEK == 0) | (course["day"] == last)].to_dict("records")
        ],
    }  # fmt: skip


def _over(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    numbers = {name: number(row[name]) for name in ("baseline", "value", "difference", "low", "high")}
    return {"what": row["what"], "unit": row["unit"], **numbers}


def _difference(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {
        "mean": number(row["difference"]),
        **{name: number(row[name]) for name in ("low", "high", "baseline", "value", "gain", "bound")},
        "unit": row["unit"],
        "n": int(row["n"]),
        "moved": bool(row["moved"]),
        "identical": bool(row["identical"]),
        "verdict": row["verdict"],
        "replications_needed": _whole(row["needed"]),
    }


def _reached(far: Reached) -> dict[str, Any]:
    return {
        "measure": far.measure,
        "wanted": far.wanted,
        "half_width": number(far.half_width),
        "replications": far.replications,
        "met": far.met,
    }


def text(described: Mapping[str, Any]) -> str:
    """Write the object; NaN and infinity, which JSON does not have, are null by now."""
    return json.dumps(described, indent=2, allow_nan=False)


def what(command: str, spec: Scenario, seed: int, replications: int, engine: str) -> dict[str, Any]:
    return {
        "command": command,
        "scenario": spec.name,
        "digest": spec.digest,
        "seed": int(seed),
        "replications": int(replications),
        "population": spec.population,
        "represents": spec.weight,
        "days": spec.days,
        "measure_from_day": spec.measure_from_day,
        "counted": whom_of(spec).people,
        "engine": engine,
        "version": sim.__version__,
    }


def _summary(measured: Mapping[str, Estimate]) -> dict[str, Any]:
    return {
        name: {
            "mean": number(found.mean),
            "low": number(found.low),
            "high": number(found.high),
            "unit": found.unit,
        }
        for name, found in measured.items()
    }


def _whole(value: float) -> int | None:
    return int(value) if isfinite(value) else None


def number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
