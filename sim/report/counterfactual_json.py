"""A counterfactual as an object of JSON: how many are saved, harmed, kept and lost anyway, and the bounds."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.questions.counterfactual import Counterfactual


def counterfactual_object(answer: Counterfactual) -> dict[str, Any]:
    """Give the shares with their intervals, what is identified, the bounds, and who they are, if that is told.

    Shares are of everybody who ever bought in either life. What is not known is null.
    """
    net = answer.net
    return {
        **{row["outcome"]: _estimate(row["share"], row) for _, row in answer.counts.iterrows()},
        "saved_less_harmed": _estimate(net.mean, {"low": net.low, "high": net.high}),
        "bounds": {
            row["outcome"]: {end: _number(row[end]) for end in ("least", "most")}
            for _, row in answer.bounds.iterrows()
        },
        "bought_in_one_life": _number(answer.counts["one_life"].sum()),
        "people": {row["outcome"]: int(row["people"]) for _, row in answer.counts.iterrows()},
        "who": [
            {name: row[name] for name in ("outcome", "life", "what", "unit")} | _estimate(row["mean"], row)
            for _, row in answer.who.iterrows()
        ],
    }


def _estimate(value: float, ends: Any) -> dict[str, float | None]:
    return {"estimate": _number(value), "low": _number(ends["low"]), "high": _number(ends["high"])}


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
