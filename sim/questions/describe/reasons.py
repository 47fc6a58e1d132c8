"""Why a closed form is not exact for this scenario: only what applies to it, the heaviest first.

Erlang-A is one queue of contacts that come evenly and by themselves, take exponential times and wait exponential
patiences, at a desk that never closes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.questions.describe.expected import CHANNELS, QUICK, agent_minutes, work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.describe.expected import Queue
    from sim.scenario import Scenario
    from sim.scenario.blocks import Desk

SHORT_DAY = 0.02
"""A day counts as short if handling and patience are so large a share of it."""
NOTICED = 0.005
"""An abandonment below this leaves nobody to redial."""
NEARLY = 0.02


@dataclass(frozen=True)
class Reason:
    """One reason: a word for programs, a sentence for people, and what it puts off."""

    name: str
    sentence: str
    of_load: bool = False
    """Whether it puts off the load that arithmetic expects; else the queue that a load makes."""


def reasons(spec: Scenario, seen: Queue) -> tuple[Reason, ...]:
    """Give the reasons that apply; `seen` is the desk as it is, or is expected to be."""
    return (*_of_queue(spec, seen), *_of_load(spec, seen))


def _of_queue(spec: Scenario, seen: Queue) -> Iterator[Reason]:
    desk = spec.desk
    if spec.weight > 1:
        yield Reason(
            "companions",
            f"Each customer stands for {spec.weight:,}, who all come on the day he comes: "
            "busy days are busier than by chance, and waits longer.",
        )
    yield from _of_channels(desk)
    if spread := _spread(desk):
        yield Reason("handle_times", spread)
    if desk.arrival_profile:
        yield Reason("profile", "Contacts come in waves over the day: queues form at the peaks.")
    if desk.arrival_dispersion > 0.0:
        yield Reason("dispersion", "Some days are busier than chance alone would make them.")
    if desk.staffing_ratio is not None and desk.staffing_ratio > 0.0:
        yield Reason("rota", "The rota follows the load of the days before, so on some days it falls short.")
    if any(segment.priority for segment in spec.segments):
        yield Reason("segments", "Some segments are served before others.")
    if _is_short(desk):
        yield Reason(
            "closing",
            f"The desk opens with an empty queue and closes after {desk.open_hours:g} hours, "
            "when all who still wait for an answer on the spot give up.",
        )
    if desk.outreach_per_customer_year > 0.0:
        yield Reason("outreach", "Agents who are idle make calls of their own.")
    if 0.0 < seen.agents < 1.0:
        yield Reason("part_time", "There is an agent for only a part of the day.")


def _of_channels(desk: Desk) -> Iterator[Reason]:
    used = [name for name in CHANNELS if getattr(desk, name).share > 0.0]
    if desk.email.share > 0.0:
        part = desk.email.share * agent_minutes(desk, "email") / work(desk).minutes
        yield Reason(
            "email",
            f"E-mails make {100.0 * part:.0f} % of the work; they wait over night instead of hanging up, "
            "which Erlang-A does not know.",
        )
    if len({getattr(desk, name).priority for name in used}) > 1:
        order = sorted(used, key=lambda name: getattr(desk, name).priority)
        yield Reason("priorities", f"Some are served before others: {', then '.join(map(_called, order))}.")
    if len({getattr(desk, name).patience_minutes for name in used if name in QUICK}) > 1:
        yield Reason("patience", "Calls and chats have patience of their own; Erlang-A takes one for both.")
    if any(getattr(desk, name).patience_cv > 0.0 for name in used):
        yield Reason("patience_law", "Patience is not exponential: most would wait about as long.")
    if any(getattr(desk, name).concurrency != 1.0 for name in used):
        yield Reason("concurrency", "An agent holds several contacts at once; here each takes its share of him.")


def _of_load(spec: Scenario, seen: Queue) -> Iterator[Reason]:
    desk = spec.desk
    if desk.redial_chance > 0.0 and seen.abandonment > NOTICED:
        yield Reason(
            "redial",
            f"{100.0 * desk.redial_chance:.0f} % of those who give up call again on the next day; "
            "the load counts them as if all days were alike.",
            of_load=True,
        )
    if desk.recontact_chance > 0.0:
        yield Reason(
            "recontact",
            "Who is not helped calls again, and the more so the less skill the staff has left; "
            "the load counts with the skill of the first day.",
            of_load=True,
        )
    if spec.protocol == "market":
        yield Reason(
            "market",
            "In a market new people enquire, buy and find their first deliveries damaged; "
            "the load counts only those who are customers already.",
            of_load=True,
        )
    if spec.failures.weibull_shape != 1.0:
        yield Reason("ageing", "The product ages; the load counts with no age.", of_load=True)
    yield Reason(
        "experience",
        "Experience is counted as neutral: where it is worse, more is returned and more people leave.",
        of_load=True,
    )


def _spread(desk: Desk) -> str:
    """Say that handle times are not exponential; nothing where they nearly are."""
    used = [name for name in CHANNELS if getattr(desk, name).share > 0.0]
    means = {agent_minutes(desk, name) for name in used}
    spreads = {getattr(desk, name).handle_cv for name in used}
    others = [cv for cv in spreads if abs(cv - 1.0) > NEARLY]
    if others:
        return (
            f"Handle times spread by {max(others, key=lambda cv: abs(cv - 1.0)):g} times their mean, "
            "those of Erlang-A by 1."
        )
    if len(means) > 1:
        return "Handle times differ between channels; Erlang-A takes one mean for all."
    return ""


def _is_short(desk: Desk) -> bool:
    average = work(desk)
    return (
        average.quick > 0.0
        and (average.minutes + min(average.patience, desk.open_hours * 60.0)) / (desk.open_hours * 60.0)
        > SHORT_DAY
    )


def _called(name: str) -> str:
    return {"phone": "calls", "chat": "chats", "email": "e-mails"}[name]
