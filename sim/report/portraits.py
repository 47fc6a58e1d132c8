"""Who is saved, harmed, kept and lost anyway, in sentences: what tells them apart, and what harms the harmed.

Pure functions of a counterfactual. People are said to differ only where an interval says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report import changes, findings, wording
from sim.report.counting import listed
from sim.report.whom import BUYERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.questions.counterfactual import Counterfactual
    from sim.report.whom import Whom
    from sim.statistics.intervals import MeanInterval

NAMES = {"saved": "saved", "harmed": "harmed", "kept_anyway": "kept anyway", "lost_anyway": "lost anyway"}
"""What the outcomes are called."""

FEW = 20
"""Fewer people than this, in all replications together, are not described."""

MANY = 20.0
"""Numbers from here on are written without decimals."""

TRAITS = ("fit of the product", "loyalty by nature")
BROUGHT_ALONG = (
    "Fit and loyalty are what people bring along, in units of quality: how well the product suits them, and how "
    "much worse an experience they put up with."
)
EVERYBODY = "everybody"
SEGMENT = "segment: "
PARTS = ("use", "gap", "failure", "service", "exit")
ROOM_FOR_THE_NEXT = (
    "While one case is open nobody meets a new failure, so a case that is settled sooner leaves room for the next"
)
OTHER_LUCK = (
    "no part of their experience worsened beyond luck; once two lives have parted, later days bring other luck"
)


def per_cent(share: float) -> str:
    """Write a share in whole percent."""
    return wording.quantity(round(share, 2), "share").replace(".0 %", " %")


def quality(value: float) -> str:
    """Write a difference on the scale of quality, with its sign."""
    return changes.change(value, "quality")


def plain(value: float) -> str:
    """Write a number of things, or of days."""
    return f"{value:,.0f}" if value >= MANY else f"{value:,.1f}"


def minutes(value: float) -> str:
    """Write a wait."""
    return wording.quantity(value, "minutes")


@dataclass(frozen=True)
class Told:
    """One thing that is told of people: the words for what they have and all buyers, and how it is written."""

    what: str
    words: str
    write: Callable[[float], str]
    others: bool = False
    """Told of those who are not in the share, as in: so many have a contact."""

    def said(self, mine: float, other: float) -> str:
        """Say it of some people, beside another value of it; nothing where both read the same."""
        values = (1.0 - mine, 1.0 - other) if self.others else (mine, other)
        written = [self.write(value) for value in values]
        return self.words.format(*written) if written[0] != written[1] else ""


OF_PEOPLE = (
    Told("zero_contact_share", "{} ever contact the firm ({})", per_cent, others=True),
    Told("days", "they stay {} days ({})", plain),
    Told("failures", "they meet {} failures ({})", plain),
    Told("silent_share", "{} of failures are reported ({})", per_cent, others=True),
    Told("contacts", "they make {} contacts ({})", plain),
    Told("unanswered_share", "{} of contacts end unanswered ({})", per_cent),
    Told("fit", f"{TRAITS[0]} {{}} ({{}})", quality),
    Told("loyalty", f"{TRAITS[1]} {{}} ({{}})", quality),
)
"""What tells people apart, in the order in which it is told."""

SAVED_FOR = (
    ("contacts", "Who is saved contacts the firm more: {} times, all {people} {} times."),
    ("failures", "Who is saved meets more failures: {}, all {people} {}."),
)
"""What is told of the saved in a title: the first of it that an interval confirms."""

WORSENED = (
    Told("wait_minutes", "calls and chats wait {} instead of {}", minutes),
    Told("unanswered_share", "{} of contacts end unanswered instead of {}", per_cent),
    Told("failures", "{} failures instead of {}", plain),
    Told("contacts", "{} contacts instead of {}", plain),
)
"""What the harmed may meet more of in the life in which they leave, though it is the shorter one."""


def who(answer: Counterfactual, whom: Whom = BUYERS) -> list[str]:
    """Say what tells the saved and the others apart, as far as intervals do, and what harms the harmed."""
    if not answer.runs["everybody"].any():
        return []
    told = [*filter(None, (portrait(answer, name, whom) for name in NAMES if name != "harmed"))]
    brought = [BROUGHT_ALONG] if any(trait in said for said in told for trait in TRAITS) else []
    return [*told, *brought, harm(answer)]


def portrait(answer: Counterfactual, outcome: str, whom: Whom = BUYERS) -> str:
    """Say in what people with an outcome differ from all buyers; nothing where there are few, or none does."""
    told = list(filter(None, _differs(answer, outcome))) if _people(answer, outcome) >= FEW else []
    if not told:
        return ""
    return (
        f"{NAMES[outcome].capitalize()}, with {wording.visible(answer.names[0])} (all {whom.people} in brackets): "
        f"{'; '.join(told)}."
    )


def harm(answer: Counterfactual) -> str:
    """Say by what the harmed are harmed: what worsened most for them from one life to the other."""
    people = _people(answer, "harmed")
    if people < FEW:
        everybody = int(answer.runs["everybody"].sum())
        few = f"Harmed are {people:,} of {everybody:,}: too few to say by what."
        return few if people else "Nobody is harmed."
    changed = {part: answer.change("harmed", f"cx_{part}") for part in PARTS}
    fallen = {part: found.mean for part, found in changed.items() if found.high < 0}
    met = list(filter(None, _worsened(answer)))
    if not fallen:
        return f"Harmed: {listed(met) if met else OTHER_LUCK}."
    worst = min(fallen, key=lambda part: fallen[part])
    name = findings.NAMES.get(worst, "delivery")
    more = answer.change("harmed", "failures").low > 0 and worst == "failure"
    return (
        f"Harmed, with {wording.visible(answer.names[1])}: what worsens most is {name} ({quality(fallen[worst])})"
        f"{'; ' if met else ''}{listed(met)}.{f' {ROOM_FOR_THE_NEXT}.' if more else ''}"
    )


def who_is_saved(answer: Counterfactual, whom: Whom = BUYERS) -> str:
    """Say in a title what tells the saved from all buyers, as far as an interval does."""
    if _people(answer, "saved") < FEW:
        return "Too few are saved to say who they are."
    if answer.replications < 2:
        return "Who is saved cannot be told from luck by one replication."
    for what, words in SAVED_FOR:
        if answer.apart("saved", what).low > 0:
            mine, others = (plain(answer.told(group, what).mean) for group in ("saved", EVERYBODY))
            return words.format(mine, others, people=whom.people)
    return f"Nothing drawn here tells those who are saved from all {whom.people}."


def _differs(answer: Counterfactual, outcome: str) -> Iterator[str]:
    segments = [what for what in answer.facts["what"].unique() if what.startswith(SEGMENT)]
    named = (
        wording.visible(what.removeprefix(SEGMENT)).replace("{", "{{").replace("}", "}}") for what in segments
    )
    of_segments = (
        Told(what, f"{{}} are {name} ({{}})", per_cent) for what, name in zip(segments, named, strict=True)
    )
    for told in (*OF_PEOPLE, *of_segments):
        if _moved(answer.apart(outcome, told.what)):
            yield told.said(*(answer.told(group, told.what).mean for group in (outcome, EVERYBODY)))


def _worsened(answer: Counterfactual) -> Iterator[str]:
    for told in WORSENED:
        if answer.change("harmed", told.what).low > 0:
            yield told.said(*(answer.told("harmed", told.what, life).mean for life in ("after", "before")))


def _people(answer: Counterfactual, outcome: str) -> int:
    return int(answer.runs[outcome].sum())


def _moved(found: MeanInterval) -> bool:
    return found.low > 0 or found.high < 0
