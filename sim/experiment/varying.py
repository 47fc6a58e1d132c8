"""A sweep without a file: a scenario, and what varies in it, from the command line or from Python."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.errors import Complaint, ScenarioError, UsageError, shortened, told
from sim.experiment.factor import Factor, Value
from sim.experiment.levels import Place, UnfitError, factor_of, level_name, repetition
from sim.experiment.planning import Asked, Ingredients, in_vain, needs, planned
from sim.experiment.reading import first_said
from sim.experiment.sheet import FactorSheet, wrong_measure
from sim.experiment.written import WrittenError, value_written
from sim.scenario import Scenario, parameters
from sim.scenario.complaints import COMMAND_LINE as SET
from sim.scenario.layers import Layer, Said, as_python, layer_of
from sim.scenario.places import comes_along

if TYPE_CHECKING:
    from sim.experiment.design import DesignName
    from sim.experiment.plan import Ask, Plan

__all__ = ["VARY", "check_vary", "refuse_wrong", "varied"]

VARY = "--vary"
GRAMMAR = (
    "write KEY=LOW:HIGH:STEPS, KEY=log:LOW:HIGH:STEPS or KEY=A,B,C, such as product.quality=0.2:0.9:8, "
    "or NAME=SCENARIO,SCENARIO"
)
KEY = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
LOG = "log"
MOST_OF_A_NAME = 58
STEPS = re.compile(r"\d{1,9}")


def varied(
    scenario: Scenario,
    vary: Sequence[str] | Mapping[str, object],
    asked: Asked = Asked(),  # noqa: B008
    *,
    measures: Sequence[str] = (),
) -> Plan:
    """Plan a sweep of a scenario.

    `vary` are texts as after `--vary`, or by key what each takes: such a text without its key, a list of values,
    for a name that is no key a list of scenarios, or the settings of each level by its name.
    """
    said = vary.items() if isinstance(vary, Mapping) else map(_split, vary)
    design, base = asked.design or "grid", _with(scenario, asked.settings)
    made: list[Factor] = []
    places, notes, complaints = list[Place](), list[str](), list[Complaint]()
    _check(vary, design, asked.points)
    refuse_wrong(measures, asked.ask or "run")
    for key, what in said:
        place = Place(VARY if not isinstance(vary, Mapping) else None, {}, key, _spelt(what))
        try:
            factor, note = _factor(key, what, place, design)
        except UnfitError as error:
            complaints += error.complaints
            continue
        made.append(factor)
        places.append(place)
        notes += [note] if note else []
    if design != "one-at-a-time":
        complaints += in_vain(Layer({key: Said(one, SET) for key, one in asked.settings.items()}), made)
    if complaints:
        raise ScenarioError(tuple(complaints))
    return planned(
        Ingredients(
            name=f"{base.name[:MOST_OF_A_NAME]}-sweep", title="", base=base, factors=tuple(made),
            places=tuple(places), design=design, points=asked.points,
            replications=first_said(asked.replications, base.replications),
            seed=first_said(asked.seed, base.seed), measures=tuple(measures), ask=asked.ask or "run",
            notes=tuple(notes),
        ),
        yes=asked.yes,
    )  # fmt: skip


def check_vary(vary: Any) -> None:
    """Raise `UsageError` for what is neither a list of texts nor gives by text what varies."""
    listed = isinstance(vary, Mapping | Sequence) and not isinstance(vary, str)
    if not (listed and all(isinstance(one, str) for one in vary)):
        raise UsageError(
            'vary must be as in {"product.quality": [0.3, 0.6]} or ["product.quality=0.3,0.6"], '
            f"got {told(vary)}"
        )


def _check(vary: Collection[str], design: DesignName, points: int | None) -> None:
    if not vary:
        raise UsageError(f"nothing varies; {GRAMMAR}")
    if design == "list":
        raise UsageError("a list of points needs a sweep file; write one with list = ...")
    if wrong := needs(design, points):
        raise UsageError(f"points: {wrong[0]}; {wrong[1]}")


def refuse_wrong(measures: Sequence[str], ask: Ask) -> None:
    """Raise `UsageError` for the name of a measure that is none where so is asked."""
    for measure in measures:
        if wrong := wrong_measure(measure, ask):
            raise UsageError(f"{measure!r}: {wrong[0]}; {wrong[1]}")


def _with(scenario: Scenario, settings: Mapping[str, object]) -> Scenario:
    """The scenario with settings; what is wrong with them is said of them."""
    said, complaints = layer_of(settings, parameters(), file=SET)
    try:
        changed = scenario.but(settings) if settings and not complaints else scenario
    except ScenarioError as error:
        complaints += [said.placed(one) for one in error.complaints]
    if complaints:
        raise ScenarioError(tuple(complaints))
    return changed


def _split(text: str) -> tuple[str, str]:
    key, equals, what = (part.strip() for part in text.partition("="))
    if not equals or not KEY.fullmatch(key) or not what:
        raise UsageError(f"not a factor: {shortened(text)!r}; {GRAMMAR}")
    return key, what


def _spelt(what: object) -> str:
    from sim.scenario.toml import shown

    return what if isinstance(what, str) else shown(what)


def _factor(key: str, what: object, place: Place, design: DesignName) -> tuple[Factor, str | None]:
    """The factor of a key and what it takes, and what there is to know about it."""
    if isinstance(what, Mapping):
        return _of_settings(key, what, place), None
    said = _ways(key, what, place) if isinstance(what, str) else _of_list(key, what)
    sheet = FactorSheet.model_construct(**said)
    factor = factor_of(sheet, place, design=design)
    return factor, repetition(sheet, factor)


def _of_settings(name: str, levels: Mapping[Any, Any], place: Place) -> Factor:
    """A factor whose levels are given with their settings."""
    if not levels or not all(isinstance(one, Mapping) and one for one in levels.values()):
        remedy = 'write {"poor": {"desk.agents": 4}}, say'
        raise UnfitError(place.wrong("", None, "must give settings for each level", remedy))
    stands_for = {str(level): dict(settings) for level, settings in levels.items()}
    return Factor(level_name(name, place), levels=tuple(stands_for), stands_for=stands_for)


def _of_list(key: str, what: object) -> dict[str, Any]:
    said = as_python(what)
    values = [as_python(one) for one in said] if isinstance(said, Sequence) else said
    return {"key": key, "values": values} if key in parameters() else _named_or_not(key, values)


def _named_or_not(key: str, values: object) -> dict[str, Any]:
    """Scenarios under a name, if that is what it looks like; else a key, about which there will be a complaint."""
    named = isinstance(values, list) and any(isinstance(one, str) and _is_scenario(one) for one in values)
    return {"name": key, "scenarios": values} if named else {"key": key, "values": values}


def _is_scenario(text: str) -> bool:
    return comes_along(text) or text.endswith(".toml") or "/" in text


def _ways(key: str, text: str, place: Place) -> dict[str, Any]:
    """What a text says: a range with its steps, or values."""
    head, *others = text.split(":")
    if not others:
        words = [part.strip() for part in text.split(",")]
        if key not in parameters():
            return _named_or_not(key, words)
        return {"key": key, "values": [_value(word, key, place) for word in words]}
    if key not in parameters():
        return {"key": key, "values": [text]}
    way, parts = ("log_range", others) if head.strip() == LOG else ("range", [head, *others])
    if len(parts) not in (2, 3):
        raise UnfitError(place.wrong("", None, "not a range", "write LOW:HIGH:STEPS, or log:LOW:HIGH:STEPS"))
    steps = parts[2].strip() if len(parts) == 3 else None
    if steps is not None and (not STEPS.fullmatch(steps) or int(steps) < 2):
        problem = f"steps must be a whole number from 2 on, got {shortened(steps)}"
        raise UnfitError(place.wrong("", None, problem, "write LOW:HIGH:STEPS"))
    ends = [_value(end, key, place) for end in parts[:2]]
    return {"key": key, way: ends, "steps": None if steps is None else int(steps)}


def _value(text: str, key: str, place: Place) -> Value:
    try:
        return value_written(text, parameters()[key])
    except WrittenError as error:
        raise UnfitError(place.wrong("", None, error.problem, error.remedy)) from None
