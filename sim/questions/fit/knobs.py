"""The settings that figures identify: which knob is turned for which figure, and how far it may go.

| figure | setting | why |
|---|---|---|
| churn | `loyalty.churn_rate`; `loyalty.mean` where customers buy again | who leaves, all else equal |
| nps, csat | `product.quality` | the answers follow the experience, and most of that is the product |
| contacts | `failures.rate`, `failures.question_rate` | why people call, in the archetype's proportion |
| contacts beside failures | `failures.question_rate` | failures settle the rate; the rest are questions |
| failures | `failures.rate` | by definition |
| wait, abandonment | `handle_minutes` if agents are given, else the staffing | work against the agents who do it |
| wait and abandonment | the same, and `patience_minutes` | mean wait = abandonment x patience (Erlang A) |
| first-contact-resolution | `staff.skill` | what skill multiplies is the chance of resolution |
| returns | `returns.rate` | by definition |
| retention at two ages or more | `loyalty.sd` too | those who leave easily are soon gone, and the curve flattens |
| churn by number of contacts | `loyalty.churn_sensitivity` too | how much more those leave who met trouble |
| repurchases | `loyalty.repurchases_per_year` | by definition, as long as they are wanted |
| repurchases at two ages or more | `loyalty.mean` too | they level off as those leave who do not want it again |
| bought once | `loyalty.repurchase_cv` | the more customers differ, the more of them never come again |

A knob turns one setting, or several by the same factor (rates, minutes) or the same odds (chances). Where it
stands is told by its move from the archetype, on the scale on which the model is about linear in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from sim.scenario import parameters
from sim.scenario.layers import flat
from sim.scenario.pieces import PIECES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.questions.observed import Observation
    from sim.scenario import Scenario
    from sim.scenario.parameter import Range

__all__ = ["Knob", "Scale", "asked_for", "knobs_for", "rivals_of"]

DIGITS = 4
"""How many digits of a fitted setting are written: more would be noise."""
LEAST = 1e-3
"""The lowest that a rate may go, as a share of the highest that is plausible: on its scale 0 is infinitely far."""
SURE = 0.995
"""The nearest to certain that a chance may go."""

QUESTIONS = "failures.question_rate"
HANDLING = ["desk.phone.handle_minutes", "desk.chat.handle_minutes", "desk.email.handle_minutes"]
PATIENCE = ["desk.phone.patience_minutes", "desk.chat.patience_minutes"]
REPORTED = ["failures.minor.contact_chance", "failures.major.contact_chance"]
AS_FIGURE = {
    "contact_rate": "contacts",
    "service_level": "wait",
    "first_contact_resolution": "first-contact-resolution",
    "retention": "churn",
}
"""What rows of a table amount to as a figure, where the two are called differently."""
SOLVED = ["failures.major.resolution_chance", "failures.minor.resolution_chance"]


class Scale(StrEnum):
    """How a move of a knob changes a setting."""

    PLAIN = "plain"
    """value + move"""
    FACTOR = "factor"
    """value exp(move)"""
    ODDS = "odds"
    """logit(value) + move"""

    def of(self, value: float) -> float:
        """The place of a value on this scale."""
        match self:
            case Scale.FACTOR:
                return math.log(value)
            case Scale.ODDS:
                return math.log(value / (1.0 - value))
        return value

    def back(self, place: float) -> float:
        """The value at a place on this scale."""
        match self:
            case Scale.FACTOR:
                return math.exp(place)
            case Scale.ODDS:
                return 1.0 / (1.0 + math.exp(-place))
        return place


@dataclass(frozen=True)
class Knob:
    """What is turned: settings with the values that they start from, and how far each way."""

    name: str
    """In plain words."""
    start: Mapping[str, float]
    """The settings it turns, by dotted key, as they are in the archetype; the first one speaks for all."""
    scale: Scale
    low: float
    high: float
    """The limits of its move."""
    unit: float
    """A move that is large: quality 0.2, a factor of e."""

    def at(self, move: float) -> dict[str, float]:
        """The settings after a move, as they are written."""
        return {key: self._moved(value, move) for key, value in self.start.items()}

    @property
    def key(self) -> str:
        """The setting that speaks for all."""
        return next(iter(self.start))

    def _moved(self, value: float, move: float) -> float:
        return float(f"{self.scale.back(self.scale.of(value) + move):.{DIGITS}g}")


def asked_for(table: Sequence[Observation]) -> list[str]:
    """The figures, by name, that the rows of a table amount to, and what only several rows can tell."""
    names = [AS_FIGURE.get(one.measure, one.measure) for one in table]
    if len({one.age_days for one in table if one.measure == "retention"}) > 1:
        names.append("retention over time")
    if any(not one.of_all for one in table):
        names.append("churn by contacts")
    if len({one.age_days for one in table if one.measure == "repurchases"}) > 1:
        names.append("repurchases over time")
    return list(dict.fromkeys(names))


def knobs_for(figures: Iterable[str], parent: Scenario) -> tuple[Knob, ...]:
    """The knobs that these figures settle, each once."""
    given, turn = set(figures), partial(_knob, _values(parent), studied=False)
    found: list[Knob] = []
    if "churn" in given:
        found.append(turn(*_leaving(parent)))
    if "retention over time" in given:
        found.append(turn("how much customers differ in loyalty", ["loyalty.sd"], Scale.PLAIN, 0.1))
    if "churn by contacts" in given:
        found.append(turn(*_deciding()))
    if "repurchases" in given:
        found.append(turn("how often they need it again", ["loyalty.repurchases_per_year"]))
    if "repurchases over time" in given and "churn" not in given:
        found.append(turn("loyalty", ["loyalty.mean"], Scale.PLAIN, 0.2))
    if "bought_once" in given:
        found.append(turn(*_differing()))
    if given & {"nps", "csat"}:
        found.append(turn("quality of the product", ["product.quality"], Scale.PLAIN, 0.2))
    if "failures" in given:
        found.append(turn("failures", ["failures.rate"]))
    if "contacts" in given:
        failures = [] if "failures" in given else ["failures.rate"]
        found.append(
            turn(" and ".join([*(["failures"] if failures else []), "questions"]), [*failures, QUESTIONS])
        )
    if given & {"wait", "abandonment"}:
        found.append(turn(*_work(parent, agents="agents" in given)))
    if {"wait", "abandonment"} <= given:
        found.append(turn("patience", PATIENCE))
    if "first-contact-resolution" in given:
        found.append(turn("skill of the agents", ["staff.skill"], Scale.PLAIN, 0.2))
    if "returns" in given:
        found.append(turn("readiness to return", ["returns.rate"]))
    return tuple(found)


def rivals_of(figures: Iterable[str], parent: Scenario) -> tuple[Knob, ...]:
    """The knobs that could have been turned instead, and that the figures do not settle: assumptions."""
    given, turn = set(figures), partial(_knob, _values(parent), studied=True)
    found: list[Knob] = []
    if "churn" in given:
        found += [] if "churn by contacts" in given else [turn(*_deciding())]
    if "retention over time" in given:
        found.append(turn("how much leaving falls with the years", ["loyalty.tenure_effect"], Scale.PLAIN, 0.5))
    if "repurchases" in given and "bought_once" not in given:
        found.append(turn(*_differing()))
    if given & {"nps", "csat"}:
        found.append(turn("how much an encounter counts", ["recovery.service_weight"]))
    if "contacts" in given:
        found.append(turn("how many failures are reported", REPORTED, Scale.ODDS))
    if len(given & {"wait", "abandonment"}) == 1:
        found.append(turn("patience", PATIENCE))
    if "first-contact-resolution" in given:
        found.append(turn("how easily problems are solved", SOLVED, Scale.FACTOR, 0.2))
    return tuple(found)


def _leaving(parent: Scenario) -> tuple[str, list[str], Scale, float]:
    """Where customers buy again most who leave do so by not buying, which the rate of leaving knows nothing of."""
    if any(part.loyalty.repurchases_per_year > 0.0 for part in parent.parts):
        return "loyalty", ["loyalty.mean"], Scale.PLAIN, 0.2
    return "leaving", ["loyalty.churn_rate"], Scale.FACTOR, 1.0


def _differing() -> tuple[str, list[str], Scale, float]:
    return "how much customers differ in how often", ["loyalty.repurchase_cv"], Scale.PLAIN, 0.5


def _deciding() -> tuple[str, list[str], Scale, float]:
    return "how much experience decides who leaves", ["loyalty.churn_sensitivity"], Scale.PLAIN, 3.0


def _work(parent: Scenario, *, agents: bool) -> tuple[str, list[str], Scale, float]:
    """Given agents meet the wait by the work that a contact makes; otherwise there are as many as that takes."""
    if agents:
        return "minutes a contact takes", HANDLING, Scale.FACTOR, 1.0
    rota = "desk.staffing_ratio" if parent.desk.agents is None else "desk.agents"
    return "staffing", [rota], Scale.FACTOR, 0.3


def _knob(
    values: Mapping[str, float],
    name: str,
    keys: Sequence[str],
    scale: Scale = Scale.FACTOR,
    unit: float = 1.0,
    *,
    studied: bool,
) -> Knob:
    """A knob for these settings; those that are 0 stay so, unless all are."""
    turned = [key for key in keys if values[key] != 0.0] or keys[:1]
    start = {key: _begun(key, values[key], scale) for key in turned}
    ranges = [_limits(key, value, scale, studied=studied) for key, value in start.items()]
    low, high = max(low for low, _ in ranges), min(high for _, high in ranges)
    if studied and not all(parameters()[key].bracket for key in start):
        low, high = max(low, -unit), min(high, unit)
    return Knob(name, start, scale, low, high, unit)


def _begun(key: str, value: float, scale: Scale) -> float:
    """The value from which a setting can be moved on this scale: 0 and certainty cannot."""
    if scale is Scale.ODDS:
        return min(max(value, 1.0 - SURE), SURE)
    if scale is Scale.FACTOR and value == 0.0:
        _, high = _plausible(key)
        return LEAST * high
    return value


def _limits(key: str, value: float, scale: Scale, *, studied: bool) -> tuple[float, float]:
    """How far a setting may move: as far as is plausible, or where it is only tried, as far as it is doubted."""
    low, high = (studied and parameters()[key].bracket) or _plausible(key)
    if scale is Scale.FACTOR:
        low = max(low, LEAST * high)
    if scale is Scale.ODDS:
        low, high = max(low, 1.0 - SURE), min(high, SURE)
    low, high = min(low, value), max(high, value)
    return scale.of(low) - scale.of(value), scale.of(high) - scale.of(value)


def _plausible(key: str) -> Range:
    plausible = parameters()[key].plausible
    assert plausible is not None
    return plausible


def _values(parent: Scenario) -> dict[str, float]:
    said = flat(parent.model_dump(exclude=set(PIECES)), parameters())
    return {key: float(value) for key, value in said.items() if isinstance(value, int | float)}
