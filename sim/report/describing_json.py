"""The answer of `describe` as one JSON object: the same words and numbers as on the screen, unrounded."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any

import sim
from sim.report.describing import figures, price, warnings
from sim.report.in_words import chapters

if TYPE_CHECKING:
    from sim.questions.describe import Description
    from sim.questions.describe.expected import Queue
    from sim.scenario.story import Story


def description_object(told: Description) -> dict[str, Any]:
    """Describe the description: words, story, desk, cost."""
    spec = told.scenario
    return {
        "command": "describe",
        "scenario": spec.name,
        "title": spec.title,
        "digest": spec.digest,
        "version": sim.__version__,
        "words": {heading: list(sentences) for heading, sentences in chapters(spec).items()},
        "said": [_story(one) for one in told.story],
        "desk": _desk(told),
        "cost": {
            "seconds": told.cost.seconds,
            "seconds_low": told.cost.fastest,
            "seconds_high": told.cost.slowest,
            "processes": told.cost.processes,
            "runs": told.cost.runs,
            "customer_days": told.cost.customer_days,
            "memory_bytes": told.cost.memory.total,
            "free_bytes": told.cost.free,
            "words": list(price(told.cost)),
        },
    }


def _story(one: Story) -> dict[str, Any]:
    words = [
        {
            "source": word.source, "line": word.line, "value": _plain(word.value), "before": _plain(word.before),
            "instead_of": word.instead_of, "matters": word.matters,
        }
        for word in one.words
    ]  # fmt: skip
    return {"key": one.key, "unit": one.unit, "matters": one.matters, "words": words}


def _desk(told: Description) -> dict[str, Any]:
    first, last = told.window
    return {
        "days": [first, last],
        "customers": told.customers,
        "failures_per_customer_day": told.demand.failures,
        "reported_share": told.demand.reported,
        "matters_per_customer_day": told.demand.issues,
        "by_reason": [
            {"reason": str(source.reason), "major": source.is_major, "per_customer_day": source.issues}
            for source in told.demand.sources
        ],
        "expected": _queue(told.expected),
        "erlang_a_on_simulated_load": _queue(told.fed) if told.fed else None,
        "simulated": _simulated(told),
        "rho": _number((told.fed or told.expected).rho),
        "backlog_per_day": told.backlog_a_day,
        "differs": list(told.differing),
        "load_differs": told.load_differs,
        "agents_of_backlog": told.agents_of_backlog,
        "reasons": [asdict(reason) for reason in told.reasons],
        "warnings": list(warnings(told)),
    }


def _queue(queue: Queue) -> dict[str, float | None]:
    return {name: _number(value) for name, value in figures(queue).items()}


def _simulated(told: Description) -> dict[str, Any] | None:
    if told.trial is None:
        return None
    found = {
        name: {"mean": _number(one.mean), "low": _number(one.low), "high": _number(one.high)}
        for name, one in told.trial.figures.items()
    }
    plan = told.trial.plan
    return {"replications": plan.replications, "population": plan.spec.population, **found}


def _plain(value: object) -> Any:
    """A value as JSON can hold it; what is no number, text or list is told in words."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
