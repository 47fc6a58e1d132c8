"""The answer to `why` as one JSON object: the same numbers as on the screen, unrounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.measures import MEASURES
from sim.report import split, split_reasons
from sim.report.as_json import number, what
from sim.statistics import mean_interval

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from sim.questions.why import Why

    Row = Mapping[Hashable, Any]


def why_object(answer: Why) -> dict[str, Any]:
    """Describe a split: what differs, every measure with its shares, and the ledger beside it."""
    return {
        **what("why", answer.weak, answer.seed, answer.replications, answer.engine),
        "better": {"scenario": answer.better.name, "digest": answer.better.digest},
        "finding": split.finding(answer),
        "summary": _summary(answer),
        "levers": {
            lever: {key: {"weak": mine, "better": theirs} for key, (mine, theirs) in settings.items()}
            for lever, settings in _plain(answer.settings).items()
        },
        "measures": {str(row["measure"]): _measure(answer, row) for row in answer.totals.to_dict("records")},
        "ledger": {
            "columns": {row["column"]: _column(row) for row in answer.columns.to_dict("records")},
            "through": {
                lever: {row["column"]: _told(row, "share") for row in answer.through.to_dict("records")
                        if row["lever"] == lever}
                for lever in answer.levers
            },
            "reasons": split_reasons.reasons(answer),
        },
    }  # fmt: skip


def _summary(answer: Why) -> dict[str, Any]:
    """Give the measures of the weak scenario, as every command has them."""
    runs = answer.runs[frozenset()]
    found = {name: (mean_interval(runs[name].to_numpy(float)), measure.unit) for name, measure in MEASURES.items()}
    return {
        name: {"mean": number(mean.mean), "low": number(mean.low), "high": number(mean.high), "unit": unit}
        for name, (mean, unit) in found.items()
    }


def _measure(answer: Why, total: Row) -> dict[str, Any]:
    mine = answer.split[answer.split["measure"] == total["measure"]].to_dict("records")
    return {
        "weak": number(total["weak"]), "better": number(total["better"]), "difference": _told(total, "difference"),
        "unit": total["unit"], "n": int(total["n"]),
        "shares": {
            row["lever"]: _told(row, "share")
            | {step: _told(row, step, f"{step}_") for step in ("alone", "last")}
            for row in mine
        },
    }  # fmt: skip


def _column(row: Row) -> dict[str, Any]:
    return {"lever": row["lever"], "weak": number(row["weak"]), "better": number(row["better"]),
            "difference": _told(row, "difference")}  # fmt: skip


def _told(row: Row, name: str, prefix: str = "") -> dict[str, Any]:
    return {"mean": number(row[name]), "low": number(row[f"{prefix}low"]), "high": number(row[f"{prefix}high"])}


def _plain(settings: Mapping[str, Mapping[str, tuple[object, object]]]) -> dict[str, dict[str, tuple[Any, Any]]]:
    """Give settings as JSON has them: no tuples but the two sides, and segments and changes as tables."""
    return {
        lever: {key: (_value(mine), _value(theirs)) for key, (mine, theirs) in said.items()}
        for lever, said in settings.items()
    }


def _value(value: object) -> Any:
    return list(value) if isinstance(value, tuple) else value
