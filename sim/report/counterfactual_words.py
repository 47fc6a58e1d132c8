"""What becomes of the same customer in two lives, in sentences: who is saved, who is harmed, and by what.

Pure functions of a counterfactual. No sentence says that people differ where an interval does not, and none says
how many are saved without another that says what that depends on.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite
from typing import TYPE_CHECKING

from sim.report import changes, findings, wording
from sim.report.counting import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.questions.counterfactual import Counterfactual
    from sim.statistics.intervals import MeanInterval

NAMES = {"saved": "saved", "harmed": "harmed", "kept_anyway": "kept anyway", "lost_anyway": "lost anyway"}
"""What the outcomes are called."""

FEW = 20
"""Fewer people than this, in all replications together, are not described."""

SEEN = 0.0005
"""A smaller share than this is 0.0 of 100."""

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
    """Write a number of things a year."""
    return f"{value:,.1f}"


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
    Told("failures_per_customer_year", "they meet {} failures a year ({})", plain),
    Told("silent_share", "report {} of them ({})", per_cent, others=True),
    Told("contacts_per_customer_year", "make {} contacts a year ({})", plain),
    Told("unanswered_share", "{} of these end unanswered ({})", per_cent),
    Told("fit", "fit of the product {} ({})", quality),
    Told("loyalty", "loyalty by nature {} ({})", quality),
)
"""What tells people apart, in the order in which it is told."""

SAVED_FOR = (
    ("contacts_per_customer_year", "Who is saved contacts the firm often: {} times a year, all buyers {} times."),
    ("failures_per_customer_year", "Who is saved meets more failures: {} a year, all buyers {}."),
)
"""What is told of the saved in a title: the first of it that an interval confirms."""

WORSENED = (
    Told("wait_minutes", "calls and chats wait {} instead of {}", minutes),
    Told("unanswered_share", "{} of contacts end unanswered instead of {}", per_cent),
    Told("failures_per_customer_year", "{} failures a year instead of {}", plain),
    Told("contacts_per_customer_year", "{} contacts a year instead of {}", plain),
)
"""What people may meet more of in the life in which they are harmed."""


def lines(answer: Counterfactual) -> list[str]:
    """Give all that there is to say: the finding, whom it counts, what of it is certain, and who they are."""
    told = [finding(answer), whose(answer), identified(answer), *who(answer)]
    return [line for line in told if line]


def finding(answer: Counterfactual) -> str:
    """Say in people what becomes of them in the two lives."""
    if not answer.runs["everybody"].sum():
        return "Nobody bought in either life, so nobody is saved and nobody is harmed."
    before, after = map(wording.visible, answer.names)
    shares, whole = shares_of(answer), hundred(answer)
    saved, harmed, kept, lost = (_counted(whole[name], shares[name]) for name in NAMES)
    return (
        f"Of 100 buyers {saved} saved: lost with {before}, kept with {after}; {harmed} harmed, the other way "
        f"round. Either way {kept} kept and {lost} lost."
    )


def in_short(answer: Counterfactual) -> str:
    """Say the same in a title: of 100 buyers, how many the change saves, how many it harms."""
    if not answer.runs["everybody"].sum():
        return "Nobody bought in either life, so nobody is saved and nobody is harmed."
    shares, whole = shares_of(answer), hundred(answer)
    after = wording.visible(answer.names[1])
    if not shares["saved"] and not shares["harmed"]:
        return f"Nobody is saved or harmed with {after}: every buyer stays or leaves as before."
    saved, harmed = (_object(whole[name], shares[name]) for name in ("saved", "harmed"))
    same = 100 - whole["saved"] - whole["harmed"]
    return f"Of 100 buyers {after} saves {saved} and harms {harmed}; {same} stay or leave all the same."


def in_a_line(answer: Counterfactual | None) -> str:
    """Say below another finding how many are saved and harmed of the same people; nothing where nobody bought."""
    if answer is None or not answer.runs["everybody"].sum():
        return ""
    shares = shares_of(answer)
    if not shares["saved"] and not shares["harmed"]:
        return "Customer by customer nobody is saved and nobody harmed."
    whom = "of 100 who buy in either" if answer.counts["one_life"].sum() > 0 else "of 100"
    saved, harmed = (_fine(shares[name]) for name in ("saved", "harmed"))
    of_saved, of_harmed = _bounds(answer)
    return (
        f"Customer by customer {saved} {whom} are saved and {harmed} harmed; however luck is shared, "
        f"{of_saved} are saved and {of_harmed} harmed."
    )


def who_is_saved(answer: Counterfactual) -> str:
    """Say in a title what tells the saved from all buyers, as far as an interval does."""
    if _people(answer, "saved") < FEW:
        return "Too few are saved to say who they are."
    if answer.replications < 2:
        return "Who is saved cannot be told from luck by one replication."
    for what, words in SAVED_FOR:
        if answer.apart("saved", what).low > 0:
            mine, others = (plain(answer.told(group, what).mean) for group in ("saved", EVERYBODY))
            return words.format(mine, others)
    return "Nothing drawn here tells those who are saved from all buyers."


def identified(answer: Counterfactual) -> str:
    """Say what of it is certain, and what is a matter of how luck is shared."""
    net = answer.net
    if not isfinite(net.mean):
        return ""
    fine = changes.fineness(net.low, net.high)
    reach = f" ({changes.between(net.low, net.high, 'share')})" if isfinite(net.low) else ""
    saved, harmed = _bounds(answer)
    return (
        f"Only saved less harmed is identified: {changes.change(net.mean, 'share', fineness=fine)} of 100{reach}. "
        "How many are saved and how many harmed depends on luck being shared between the two lives, here decision "
        f"by decision; however it is shared, {saved} of 100 are saved and {harmed} harmed."
    )


def whose(answer: Counterfactual) -> str:
    """Say who is counted where not the same people buy in both lives; nothing where they do."""
    alone = answer.counts.set_index("outcome")["one_life"]
    if not alone.sum() > 0:
        return ""
    before, after = map(wording.visible, answer.names)
    return (
        f"Counted is everybody who bought in either life. {per_cent(alone.sum())} bought in one alone: "
        f"{per_cent(alone['saved'])} are among the saved because only {after} won them, "
        f"{per_cent(alone['harmed'])} among the harmed because only {before} did."
    )


def who(answer: Counterfactual) -> list[str]:
    """Say what tells the saved and the others apart, as far as intervals do, and what harms the harmed."""
    return [*filter(None, (portrait(answer, name) for name in NAMES if name != "harmed")), harm(answer)]


def portrait(answer: Counterfactual, outcome: str) -> str:
    """Say in what people with an outcome differ from all buyers; nothing where there are few, or none does."""
    told = list(filter(None, _differs(answer, outcome))) if _people(answer, outcome) >= FEW else []
    if not told:
        return ""
    return (
        f"{NAMES[outcome].capitalize()}, with {wording.visible(answer.names[0])} (all buyers in brackets): "
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
    more = answer.change("harmed", "failures_per_customer_year").low > 0 and worst == "failure"
    return (
        f"Harmed, with {wording.visible(answer.names[1])}: what worsens most is {name} ({quality(fallen[worst])})"
        f"{'; ' if met else ''}{listed(met)}.{f' {ROOM_FOR_THE_NEXT}.' if more else ''}"
    )


def hundred(answer: Counterfactual) -> dict[str, int]:
    """Give how many of 100 have each outcome: whole people who add up to 100, by the largest remainder."""
    shares = {name: 100.0 * share for name, share in shares_of(answer).items()}
    whole = {name: floor(share) for name, share in shares.items()}
    for name in sorted(shares, key=lambda name: whole[name] - shares[name])[: 100 - sum(whole.values())]:
        whole[name] += 1
    return whole


def shares_of(answer: Counterfactual) -> dict[str, float]:
    """Give the share of each outcome."""
    return {str(name): float(share) for name, share in answer.counts.set_index("outcome")["share"].items()}


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


def _bounds(answer: Counterfactual) -> tuple[str, str]:
    """Write the bounds of saved and harmed."""
    limits = answer.bounds.set_index("outcome").loc[["saved", "harmed"]]
    saved, harmed = (from_to(*ends) for ends in limits.to_numpy(float))
    return saved, harmed


def _fine(share: float) -> str:
    return "hardly one" if 0 < share < SEEN else wording.bare(share, "share")


def _object(people: int, share: float) -> str:
    return str(people) if people else "none" if share == 0 else "hardly one"


def _counted(people: int, share: float) -> str:
    """Say how many of 100 are: `12 are`, `1 is`, `none is`, `hardly one is`."""
    if people == 0:
        return "none is" if share == 0 else "hardly one is"
    return f"{people} {'is' if people == 1 else 'are'}"


def from_to(least: float, most: float) -> str:
    """Write bounds in people of 100."""
    ends = [f"{100 * end:.0f}" for end in (least, most)]
    return f"{ends[0]} to {ends[1]}" if ends[0] != ends[1] else ends[0]
