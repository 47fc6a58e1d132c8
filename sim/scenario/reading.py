"""Reading a scenario file: its text, what it extends, and what it says."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from sim.scenario.layers import Layer, layer_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sim.errors import Complaint
    from sim.scenario.parameter import Parameter


def read(path: Path, known: Mapping[str, Parameter]) -> tuple[Layer, list[Complaint]]:
    return layer_of(tomllib.loads(path.read_text()), known, file=str(path))
