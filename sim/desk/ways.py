"""The ways to the desk: the settings of all channels, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.desk.contacts import CHANNELS, CHAT, PHONE
from sim.rules import encounter

if TYPE_CHECKING:
    from sim.crowd.columns import Floats, Ints
    from sim.scenario.blocks import Desk


CHANNEL_CLASSES = 3
"""How many classes of channels there are within each class of segments."""


@dataclass(frozen=True, slots=True)
class Ways:
    """A value for each channel, at the place of its code. Where there is no agent to reach, 0; half-lives 1."""

    desk: Desk
    """Where they were read."""
    handle_minutes: Floats
    handle_cv: Floats
    concurrency: Floats
    patience_minutes: Floats
    patience_cv: Floats
    is_patience_lognormal: bool
    """Whether that of any channel is."""
    wait_half_life_minutes: Floats
    priority: Ints
    extra_minutes: Floats
    """Minutes for the customer as a person: in calls and chats."""
    personal: Floats
    """What they add to the treatment."""
    agent_minutes: Floats
    """The mean time of one agent that a contact takes."""

    @classmethod
    def of(cls, desk: Desk, turn: int = 0) -> Ways:
        """Read them off a scenario, for the segments whose turn at the desk it is: 0 before 1 before 2."""
        handle, concurrency = _each(desk, "handle_minutes"), _each(desk, "concurrency", 1.0)
        patience_cv = _each(desk, "patience_cv")
        extra, personal = np.zeros(len(CHANNELS)), np.zeros(len(CHANNELS))
        extra[[PHONE, CHAT]] = desk.relationship_minutes
        personal[[PHONE, CHAT]] = encounter.relationship(desk.relationship_minutes, gain=desk.relationship_gain)
        talk = encounter.handle_minutes(handle, target=desk.handle_time_target, relationship_minutes=extra)
        return cls(
            desk=desk,
            handle_minutes=handle,
            handle_cv=_each(desk, "handle_cv"),
            concurrency=concurrency,
            patience_minutes=_each(desk, "patience_minutes"),
            patience_cv=patience_cv,
            is_patience_lognormal=bool(np.any(patience_cv > 0.0)),
            wait_half_life_minutes=_each(desk, "wait_half_life_minutes", 1.0),
            priority=CHANNEL_CLASSES * turn + _each(desk, "priority").astype(np.int64),
            extra_minutes=extra,
            personal=personal,
            agent_minutes=encounter.occupied_minutes(talk, concurrency=concurrency),
        )


def _each(desk: Desk, name: str, without: float = 0.0) -> Floats:
    """Give a setting of each channel; `without` where it has none."""
    return np.array([float(getattr(getattr(desk, channel), name, without)) for channel in CHANNELS])
