"""The answer to `worth` as one JSON object: the same numbers as on the screen, unrounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.measures import MEASURES
from sim.questions.worth import HERE, PEOPLE, TOLD
from sim.report import worth_words as words
from sim.report.as_json import number, what
from sim.statistics import mean_interval

if TYPE_CHECKING:
    from sim.questions.worth import Move, Worth


def worth_object(answer: Worth) -> dict[str, Any]:
    """Describe what a unit of each lever is worth."""
    spec = answer.scenario
    return {
        **what("worth", spec, answer.seed, answer.replications, answer.engine),
        "currency": spec.money.currency,
        "people": PEOPLE,
        "finding": words.finding(answer),
        "summary": _summary(answer),
        "levers": {lever: _lever(answer, move) for lever, move in answer.moves.items()},
        "limits": words.limits(answer),
    }


def _lever(answer: Worth, move: Move) -> dict[str, Any]:
    bends = [row for row in answer.bends.to_dict("records") if row["lever"] == move.lever]
    rows = {name: words.row_of(answer, move.lever, name) for name in TOLD}
    return {
        "unit": words.NAMES[move.lever], "setting": move.key, "from": move.low, "here": move.here, "to": move.high,
        **{name: {"mean": number(row["value"]), "low": number(row["low"]), "high": number(row["high"])}
           for name, row in rows.items()},
        "bend": {"below": number(row["below"]), "above": number(row["above"]), "mean": number(row["bend"]),
                 "low": number(row["low"]), "high": number(row["high"]), "bends": row["bends"]}
        if (row := next(iter(bends), None)) else None,
    }  # fmt: skip


def _summary(answer: Worth) -> dict[str, Any]:
    """Give the measures of the scenario, as every command has them."""
    runs = answer.worlds[answer.worlds["world"] == HERE]
    found = {name: mean_interval(runs[name].to_numpy(float)) for name in MEASURES}
    return {
        name: {
            "mean": number(mean.mean),
            "low": number(mean.low),
            "high": number(mean.high),
            "unit": MEASURES[name].unit,
        }
        for name, mean in found.items()
    }
