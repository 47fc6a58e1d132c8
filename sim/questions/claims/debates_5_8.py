"""The last four debates: self-service, better service for everybody, large promises, mending or preventing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.questions.claims.debate import Debate

__all__ = ["DEBATES"]

DEBATES: tuple[Debate, ...] = ()
