"""What a picture shows, in one sentence made from its numbers: the titles of the figures.

Pure functions of numbers. A sentence says that two things differ only where an interval says so; where there is
no interval, or it holds 0, the sentence says that as well.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sim.report import changes, estimate, wording
from sim.report.counting import listed
from sim.report.whom import BUYERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.report.whom import Whom

NAMES = {
    "buying": "the purchase",
    "use": "using the product",
    "gap": "expectations",
    "failure": "failures",
    "service": "service",
    "community": "other customers",
}
NEGLIGIBLE = 0.0005

MOST_NAMED = 3
"""Parts of a day that a sentence names beside the longest."""


def signed(value: float, decimals: int = 2) -> str:
    """Write a number with its sign, and none where nothing but zeros is left: `+0.12`, `−0.05`, `0.00`."""
    text = f"{value:+,.{decimals}f}".replace("-", "−")
    return text if any(digit in text for digit in "123456789") else text[1:]


def journey_of_buyers(buyers: float, gone: float, again: float) -> str:
    """Say what became of those who all had just bought."""
    if buyers <= 0:
        return "Nobody is on the journey, so there is nothing to draw."
    left = f"Of {wording.count(round(buyers), 'new buyer')} {round(gone):,} left and did not come back"
    if round(again) == 0:
        return f"{left}; nobody bought again."
    return f"{left}; there were {wording.count(round(again), 'further purchase')}."


def journey_of_market(
    noticed: float, first_purchases: float, lost: Mapping[str, float], won_back: float = 0.0
) -> str:
    """Say how often noticing the firm ends in a purchase, and where most are lost; who comes back counts anew.

    Whom an offer wins back need not notice the firm, and is counted beside those who do.
    """
    if noticed + won_back <= 0:
        return "Nobody noticed the firm, so there is no journey to draw."
    share = 100 * first_purchases / (noticed + won_back)
    offered = " or is won back" if won_back else ""
    ends = f"Of 100 times that somebody notices the firm{offered} about {share:.0f} end in a purchase"
    if not any(lost.values()):
        return f"{ends}; nobody is lost on the way."
    where = max(lost, key=lambda phase: lost[phase])
    when = {"attraction": "before they enter", "entry": "before they look closely"}
    return f"{ends}; most of the others are lost {when.get(where, 'when they decide')}."


def experience_parts(parts: Mapping[str, float], day: int) -> str:
    """Say what lifts the experience of a day's customers most, and what pulls it down most."""
    called = {name: NAMES.get(name, name) for name in parts}
    best, worst = max(parts, key=lambda name: parts[name]), min(parts, key=lambda name: parts[name])
    lifts = parts[best] > NEGLIGIBLE
    sinks = parts[worst] < -NEGLIGIBLE
    up, down = (f"{called[part]} ({signed(parts[part], 3)})" for part in (best, worst))
    if lifts and sinks:
        return f"What lifts experience most on day {day} is {up}; what pulls it down most is {down}."
    if lifts:
        return f"What lifts experience most on day {day} is {up}; nothing pulls it down."
    if sinks:
        return f"What pulls experience down most on day {day} is {down}; nothing lifts it."
    return f"On day {day} nothing moves the experience away from what the competitor offers."


def desk_of_the_year(wait: float, given_up: float, agents: float) -> str:
    """Say how the desk did on the whole."""
    if not isfinite(given_up):
        return "Nobody called or chatted, so the desk has nothing to show."
    if agents <= 0:
        return "Nobody works at the desk: every call and chat is given up."
    waits = f"{wait:.1f} minutes" if wait >= 0.05 else "less than 0.1 minutes"
    return f"Those who call or chat wait {waits} on average, and {100 * given_up:.0f} % give up."


def desk_of_the_day(waits: Mapping[str, tuple[float, float, float]], *, answered: bool = True) -> str:
    """Say when the queue is longest, if the intervals (mean, low, high of each part of the day) tell.

    A part of the day is longest if its interval lies above that of every other; they are to hold for all at once.
    """
    if waits and not answered:
        return "Nobody is answered at any hour of the desk's day."
    known = {hours: found for hours, found in waits.items() if all(map(isfinite, found))}
    if len(known) < 2:
        return "Too few calls and chats were logged to tell one hour of the desk's day from another."
    longest, shortest = (pick(known, key=lambda hours: known[hours][0]) for pick in (max, min))
    if known[longest][1] <= known[shortest][2]:
        return "The logged calls and chats do not tell whether waits differ over the desk's day."
    return _longest(known, longest)


def _longest(known: Mapping[str, tuple[float, float, float]], longest: str) -> str:
    """Name the part of the day that is surely longest, or those among which it is."""
    minutes = f"{known[longest][0]:.1f} minutes"
    others = [hours for hours, (_, _, high) in known.items() if hours != longest and high >= known[longest][1]]
    if not others:
        return f"The wait is longest in {longest} of the desk's day: {minutes}."
    order = list(known)
    among = sorted(map(order.index, (longest, *others)))
    may = listed(others) if len(others) <= MOST_NAMED else f"{len(others)} other parts of it"
    if among[-1] - among[0] == len(others):
        return f"The wait is longest around {longest} of the desk's day, {minutes} there; {may} may be as long."
    return (
        f"Waits differ over the desk's day, but no part of it is surely the longest: {longest} has {minutes}, "
        f"and {may} may have as many."
    )


def two_scores(everybody: float, stayed: float, difference: tuple[float, float], whom: Whom = BUYERS) -> str:
    """Compare the net promoter score of all buyers with that of those who are still here."""
    if not (isfinite(everybody) and isfinite(stayed)):
        return wording.nobody(whom) if not isfinite(everybody) else "Nobody is left to be asked."
    low, high = difference
    numbers = f"{_points(stayed)} among those who stayed, {_points(everybody)} among all {whom.people}"
    scores = f"NPS is {numbers}"
    if not (isfinite(low) and isfinite(high)):
        return f"{scores} (one replication: no interval)."
    if low > 0:
        return f"Asking only those who stayed flatters the firm: NPS {numbers}."
    if high < 0:
        return f"Those who stayed are the less content: NPS {numbers}."
    return f"{scores}: not told apart."


def _points(value: float) -> str:
    return wording.bare(round(value)).removesuffix(".00").replace("-", "−")


def moved_differences(
    other: str, baseline: str, moved: int, told: int, verdicts: Mapping[str, int], *, sure: bool = True
) -> str:
    """Say how many measures an alternative moves beyond luck, and in which direction.

    `sure`: whether these are more than would seem to move if none did.
    """
    if told == 0:
        return "No interval, so nothing can be told from luck: a difference needs at least 2 replications."
    if moved == 0:
        return f"Nothing tells {other} from {baseline}: no measure moved beyond luck."
    if not sure:
        seem = f"{wording.count(moved, 'measure')} of {told} seemed to move"
        return f"Nothing tells {other} from {baseline}: {seem}, which chance explains."
    better, worse = verdicts.get("better", 0), verdicts.get("worse", 0)
    if better and not worse:
        return f"{other} is better than {baseline} wherever a measure with a good side moved ({better})."
    if worse and not better:
        return f"{other} is worse than {baseline} wherever a measure with a good side moved ({worse})."
    if not better and not worse:
        return f"{other} differs from {baseline}, but in nothing that is good or bad ({moved} measures)."
    return f"Against {baseline}, {other} is better in {wording.count(better, 'measure')} and worse in {worse}."


def kept_instead(
    before: float, after: float, difference: float, low: float, high: float, *, other: str, baseline: str
) -> str:
    """Say how many of 100 are customers at the end with an alternative, and with the baseline."""
    if not (isfinite(before) and isfinite(after)):
        return "Nobody is there to become a customer or to stay one."
    told = isfinite(low) and not low <= 0 <= high
    whole = abs(round(100 * after) - round(100 * before))
    decimals = int(told and (whole == 0 or whole != round(100 * abs(difference))))
    with_other, with_baseline = (f"{100 * share:.{decimals}f}" for share in (after, before))
    scores = f"At the end {with_other} of 100 are customers with {other}, {with_baseline} with {baseline}"
    if not (isfinite(low) and isfinite(high)):
        return f"{scores} (one replication: no interval)."
    low, high = estimate.difference(low, high, "share")
    if low == high == 0:
        return f"{scores}: no difference in any replication."
    if low <= 0 <= high:
        return f"{scores}: that may be luck."
    fine, ends = changes.fineness(low, high), sorted((abs(low), abs(high)))
    size, less, more = (
        changes.change(share, "share", fineness=fine).lstrip("+") for share in (abs(difference), *ends)
    )
    reach = wording.with_width(low, high, f"{less} to {more}")
    return f"{scores}: {size} {'more' if low > 0 else 'fewer'} ({reach})."


def parts_instead(before: Mapping[str, float], after: Mapping[str, float], *, other: str, baseline: str) -> str:
    """Say which part of the experience differs most between two scenarios; it has no interval."""
    change = {part: after[part] - before[part] for part in before}
    part = max(change, key=lambda name: abs(change[name]))
    if abs(change[part]) < NEGLIGIBLE:
        return f"Experience has the same parts with {other} as with {baseline}."
    if signed(change[part]) == signed(0.0):
        return (
            f"{other} hardly changes experience: no part of it by as much as 0.01 for the average customer, "
            f"against {baseline}."
        )
    how = f"{signed(change[part])} for the average customer"
    return f"With {other} it is {NAMES.get(part, part)} that changes experience most: {how}, against {baseline}."
