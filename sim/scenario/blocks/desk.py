"""The service desk: who works when, through which channels, and how contacts find their way."""

from __future__ import annotations

from math import fsum
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from sim.scenario.parameter import (
    CHANCE,
    NOT_NEGATIVE,
    POSITIVE,
    Block,
    Range,
    Varies,
    constant,
    lever,
    must_be_one,
    one_of_two,
    setting,
    uncertainty,
)

__all__ = ["Channel", "Chat", "Community", "Desk", "Email", "Phone", "SelfService"]

CLASS = Range(0, 2)
SPREAD = Range(0, 10)
"""Coefficients of variation: beyond ten nearly all have a small part of the mean, and hardly anybody the rest."""
AT_ONCE = Range(0.01, 1_000)
"""Contacts that an agent can hold at once: one may take several agents, but no crowd of them."""
Share = Annotated[float, Field(ge=0, le=1)]


class Channel(Block):
    """What every channel to an agent has."""

    share: float
    handle_minutes: float
    handle_cv: float
    patience_minutes: float
    wait_half_life_minutes: float
    priority: int
    patience_cv: float = constant(0.0, SPREAD, (0, 3), unit="ratio")
    """Spread of patience: 0 is exponential patience, above 0 lognormal with this coefficient of variation."""
    concurrency: float


class Phone(Channel):
    """Calls."""

    share: float = uncertainty(0.50, CHANCE, (0, 1), unit="share")
    """Share of agent contacts that are calls; the three channels add up to 1."""
    handle_minutes: float = uncertainty(8.0, POSITIVE, (1, 60), unit="minutes")
    """Mean minutes of a call and the work after it."""
    handle_cv: float = uncertainty(1.2, SPREAD, (0, 3), unit="ratio", source="Brown et al. 2005 (law)")
    """Spread of the handle time, as a coefficient of variation."""
    patience_minutes: float = uncertainty(10.0, POSITIVE, (0.5, 120), unit="minutes")
    """Mean minutes a caller would wait before hanging up."""
    wait_half_life_minutes: float = uncertainty(5.0, POSITIVE, (0.5, 60), unit="minutes")
    """Wait after which half of the satisfaction with the procedure is gone."""
    priority: int = lever(0, CLASS, unit="class", varies=Varies.DAYS)
    """Who is served first: 0 before 1 before 2."""
    concurrency: float = lever(1.0, AT_ONCE, (1, 1), unit="contacts", varies=Varies.DAYS)
    """Calls that an agent holds at once."""


class Chat(Channel):
    """Chats."""

    share: float = uncertainty(0.25, CHANCE, (0, 1), unit="share")
    """Share of agent contacts that are chats; the three channels add up to 1."""
    handle_minutes: float = uncertainty(10.0, POSITIVE, (1, 60), unit="minutes")
    """Mean minutes of a chat, from its first answer to its end."""
    handle_cv: float = uncertainty(1.0, SPREAD, (0, 3), unit="ratio")
    """Spread of the handle time, as a coefficient of variation."""
    patience_minutes: float = uncertainty(8.0, POSITIVE, (0.5, 120), unit="minutes")
    """Mean minutes a customer would wait before closing the window."""
    wait_half_life_minutes: float = uncertainty(3.0, POSITIVE, (0.5, 60), unit="minutes")
    """Wait after which half of the satisfaction with the procedure is gone."""
    priority: int = lever(1, CLASS, unit="class", varies=Varies.DAYS)
    """Who is served first: 0 before 1 before 2."""
    concurrency: float = lever(2.0, AT_ONCE, (1, 6), unit="contacts", varies=Varies.DAYS)
    """Chats that an agent holds at once; each takes the agent for its share of the handle time."""


class Email(Channel):
    """E-mails; what is not answered at closing time waits for the next opening."""

    share: float = uncertainty(0.25, CHANCE, (0, 1), unit="share")
    """Share of agent contacts that are e-mails; the three channels add up to 1."""
    handle_minutes: float = uncertainty(8.0, POSITIVE, (1, 60), unit="minutes")
    """Mean minutes of answering an e-mail."""
    handle_cv: float = uncertainty(1.0, SPREAD, (0, 3), unit="ratio")
    """Spread of the handle time, as a coefficient of variation."""
    patience_minutes: float = uncertainty(4_320.0, POSITIVE, (240, 43_200), unit="minutes")
    """Mean minutes, nights included, until a customer gives up on an answer."""
    wait_half_life_minutes: float = uncertainty(1_440.0, POSITIVE, (60, 14_400), unit="minutes")
    """Wait, nights included, after which half of the satisfaction with the procedure is gone."""
    priority: int = lever(2, CLASS, unit="class", varies=Varies.DAYS)
    """Who is served first: 0 before 1 before 2."""
    concurrency: float = lever(1.0, AT_ONCE, (1, 1), unit="contacts", varies=Varies.DAYS)
    """E-mails that an agent answers at once."""


class SelfService(Block):
    """Help pages, bots, menus: tried before an agent."""

    share: float = lever(0.30, CHANCE, (0, 1), unit="share")
    """Share of first contacts that try self-service; not for major failures, damage and returns."""
    success: float = lever(0.5, CHANCE, (0, 1), unit="chance")
    """Chance that self-service solves it."""
    justice: float = uncertainty(0.75, CHANCE, (0.5, 1), unit="justice")
    """How fair and easy a problem solved without an agent feels, from 0 to 1."""


class Community(Block):
    """Other customers who help."""

    share: float = lever(0.05, CHANCE, (0, 0.5), unit="share")
    """Share of first contacts that ask other customers; not for major failures, damage and returns."""
    success: float = lever(0.4, CHANCE, (0, 0.5), unit="chance")
    """Chance that other customers solve it."""


class Desk(Block):
    """The service desk as a whole."""

    staffing_ratio: float | None = lever(
        1.15, NOT_NEGATIVE, (0.7, 2), unit="per load", instead_of="agents", varies=Varies.DAYS
    )
    """Agents on duty for each agent's worth of work, e-mails that wait included; the number follows the load."""
    agents: float | None = lever(
        None, NOT_NEGATIVE, (1, 10_000), unit="agents", instead_of="staffing_ratio", varies=Varies.DAYS
    )
    """Agents on duty, whatever arrives; a fraction works part of the day. Replaces `staffing_ratio`."""
    open_hours: float = lever(10.0, Range(0.1, 24), (1, 24), unit="hours per day", varies=Varies.DAYS)
    """Hours a day on which the desk answers; nobody calls at others, and fewer hours pool the same work."""
    load_memory_days: float = setting(7.0, POSITIVE, (1, 90), unit="days")
    """How far back the planner of the rota looks: half-life of the load."""
    redial_chance: float = uncertainty(0.6, CHANCE, (0, 1), unit="chance")
    """Chance that somebody who hung up tries again the next day."""
    recontact_chance: float = uncertainty(0.7, CHANCE, (0, 1), unit="chance", source="SQM Group (order)")
    """Chance that somebody whose problem was not solved tries again."""
    recontact_days: float = uncertainty(2.0, NOT_NEGATIVE, (1, 14), unit="days")
    """Mean days until the next try; at least one."""
    max_attempts: int = setting(10, NOT_NEGATIVE, (1, 30), unit="contacts")
    """Tries after which everybody gives up."""
    answer_within_seconds: float = setting(20.0, NOT_NEGATIVE, (0, 600), unit="seconds")
    """The wait that the service level counts as answered in time."""
    relationship_minutes: float = lever(0.0, NOT_NEGATIVE, (0, 30), unit="minutes")
    """Extra minutes an agent takes for the customer as a person; 0 is off."""
    relationship_gain: float = uncertainty(0.3, CHANCE, (0, 1), unit="justice")
    """What such minutes can add, at most, to how well a customer feels treated."""
    handle_time_target: float = lever(1.0, POSITIVE, (0.5, 1.5), unit="ratio")
    """Handle time that agents must keep to, against the natural one; below 1 fewer problems are solved."""
    outreach_per_customer_year: float = lever(0.0, NOT_NEGATIVE, (0, 12), unit="per year")
    """How often, at most, the desk calls a customer of its own accord, where an agent is idle; the rota counts no
    such calls, so `staffing_ratio` has to allow for them. 0 is off."""
    arrival_profile: tuple[Share, ...] = constant((), unit="shares", varies=Varies.DAYS)
    """Shares of the day's contacts over equal slices of the open hours; empty is an even day."""
    arrival_dispersion: float = uncertainty(
        0.0, NOT_NEGATIVE, (0, 10), unit="variance/mean - 1", varies=Varies.DAYS
    )
    """What busy days add to variance over mean, if all contacts are new failures or questions; 0 is off."""
    phone: Phone = Phone()
    chat: Chat = Chat()
    email: Email = Email()
    self_service: SelfService = SelfService()
    community: Community = Community()

    _one_rota = field_validator("agents")(classmethod(one_of_two))

    @field_validator("arrival_profile", mode="before")
    @classmethod
    def _a_list_will_do(cls, profile: Any) -> Any:
        return tuple(profile) if isinstance(profile, list) else profile

    @field_validator("arrival_profile")
    @classmethod
    def _the_day_adds_up(cls, profile: tuple[float, ...]) -> tuple[float, ...]:
        if profile:
            must_be_one({"desk.arrival_profile": fsum(profile)})
        return profile

    @field_validator("email")
    @classmethod
    def _the_channels_add_up(cls, email: Email, info: ValidationInfo) -> Email:
        phone, chat = info.data.get("phone"), info.data.get("chat")
        if phone and chat:
            channels = {"phone": phone, "chat": chat, "email": email}
            must_be_one({f"desk.{name}.share": channel.share for name, channel in channels.items()})
        return email

    @field_validator("community")
    @classmethod
    def _some_may_go_straight_to_an_agent(cls, community: Community, info: ValidationInfo) -> Community:
        if self_service := info.data.get("self_service"):
            shares = {"desk.self_service.share": self_service.share, "desk.community.share": community.share}
            must_be_one(shares, or_less=True)
        return community
