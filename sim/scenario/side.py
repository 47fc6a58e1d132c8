"""A side of the rescue question: the settings that a name or a few words stand for.

A side is a product or a service. It may change what the firm is and does; how long and how finely it is simulated,
and who its customers are, must be the same on all sides.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError, UsageError
from sim.scenario.layers import Layer, Said, layer_of, over
from sim.scenario.overrides import parse_settings
from sim.scenario.parameter import Varies
from sim.scenario.pieces import PIECES
from sim.scenario.places import folder
from sim.scenario.reading import OF_ONE_FILE, read, wrong_name
from sim.scenario.toml import shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sim.scenario.parameter import Parameter

    Known = Mapping[str, Parameter]

__all__ = ["layer_of_side", "wrong_side"]


def layer_of_side(text: str, known: Known, *, file: Path | None = None) -> Layer:
    """Give what a side says, by dotted key; raises `ScenarioError` or `UsageError` if it cannot be used.

    `file` is the file that a name leads to, where it is not one of the scenarios folder.
    """
    if "=" in text and file is None:
        layer, complaints = layer_of(dict(parse_settings(text)), known)
    else:
        layer, complaints = read(file or folder() / f"{text.removesuffix('.toml')}.toml", known)
    layer = Layer({key: said for key, said in layer.items() if key not in OF_ONE_FILE})
    complaints += [_out_of_place(key, said) for key, said in layer.items() if not _has_a_place(key, known)]
    if complaints:
        raise ScenarioError(layer.in_order(complaints))
    return layer


@cache
def wrong_side(side: str, text: str) -> Complaint | None:
    """Say what is wrong with a side of a scenario file, beside the values that it sets; None if nothing is."""
    from sim.scenario.scenario import Scenario, parameters

    known, key = parameters(), f"rescue.{side}"
    if "=" not in text and (wrong := wrong_name(text)):
        return Complaint(None, None, key, shown(text), *wrong)
    try:
        layer = layer_of_side(text, known)
        Scenario().but({one: said.value for one, said in over(Layer(), layer, known).items()})
    except ScenarioError as error:
        first = error.complaints[0]
        problem = (
            f"{first.key} = {first.value}: {first.problem}" if first.value else f"{first.key}: {first.problem}"
        )
        return Complaint(None, None, key, shown(text), problem, first.remedy)
    except UsageError as error:
        problem, _, remedy = str(error).partition("; ")
        return Complaint(None, None, key, shown(text), problem, remedy)
    return None


def _has_a_place(key: str, known: Known) -> bool:
    return key not in PIECES and known[key].varies is not Varies.NOWHERE


def _out_of_place(key: str, said: Said) -> Complaint:
    listed = key in PIECES
    problem = "has no place in a product or a service to compare"
    remedy = f"take {'[[' + key + ']]' if listed else key} out: it must be the same on all sides"
    return replace(
        Complaint(None, None, key, None if listed else shown(said.value), problem, remedy), file=said.file
    )
