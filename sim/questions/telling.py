"""A logged life told day by day, in plain words: only what the log of events and contacts says.

The customer is the subject of every clause and never named. Three things are read from several lines of the log:
whether a failure is suffered in silence (no contact about it was made, and the customer's tally says as many), why
a contact comes back (it was tried before, or help without an agent had failed), and why somebody leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.measures.record import Channel, Leaving, Outcome, Phase, Reason
from sim.measures.rows import FIRST_DAY

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    Contact = Mapping[Hashable, Any]
    Person = Mapping[Hashable, Any]

MINUTES_AN_HOUR, MINUTES_A_DAY = 60.0, 1440.0
FELT = 0.1
"""How far the justice felt must be from what is usual to be told."""

TROUBLE = {
    "failure (major)": "the product fails badly",
    "failure (minor)": "the product fails, not badly",
    "damage (major)": "it turns out to be damaged",
    "setup (minor)": "has trouble setting it up",
}
CASE = {
    "failure (major)": "bad failure",
    "failure (minor)": "failure",
    "damage (major)": "damage",
    "setup (minor)": "set-up trouble",
}
"""What each is called later on. Nobody has two at a time, so what goes by itself is the last one."""
COUNTED = ("failure (major)", "failure (minor)", "damage (major)")
"""Of these the tally says how many there were, and how many of them were reported."""

ABOUT: Mapping[str, str] = {
    Reason.ENQUIRY: "before buying",
    Reason.QUESTION: "with a question",
    Reason.FAILURE: "about the failure",
    Reason.DAMAGE: "about the damage",
    Reason.SETUP: "about setting it up",
    Reason.RETURN: "about the return",
}
BY: Mapping[str, str] = {Channel.PHONE: "calls", Channel.CHAT: "opens a chat", Channel.EMAIL: "writes an e-mail"}
MOVES = {
    Phase.PROSPECT: "can be won again",
    Phase.ATTRACTION: "notices the firm",
    Phase.ENTRY: "comes in",
    Phase.ENGAGEMENT: "looks closely",
    Phase.LOST: "goes without buying",
}
PHASES = {phase.name.lower(): phase for phase in Phase}


@dataclass
class Teller:
    """What is known of a life while it is told; `person` is the row of its tally, `contacts` what is logged."""

    person: Person
    contacts: Sequence[Contact]
    usual_justice: float
    tells_silence: bool = False
    phase: Phase | None = None
    is_customer: bool = False
    bought: int = 0
    ended: int = 0
    case: str = "trouble"

    def tell(self, day: int, activity: str) -> str:
        """Tell one event in a clause; nothing where it says nothing new."""
        if activity in PHASES:
            return self.move(day, PHASES[activity])
        if activity in TROUBLE:
            self.case = f"{CASE[activity]} of day {day}"
            silent = self.tells_silence and activity in COUNTED and not self.reports(day, activity.split(" ")[0])
            return f"{TROUBLE[activity]}{'; tells nobody' if silent else ''}"
        if activity == "self-fixed":
            return f"the {self.case} is gone by itself"
        contact = self.contacts[self.ended]
        self.ended += 1
        return self.contact(contact)

    def move(self, day: int, phase: Phase) -> str:
        """Tell a change of phase."""
        before, self.phase = self.phase, phase
        if phase is Phase.EXIT:
            self.bought, self.is_customer = self.bought + 1, True
            return "buys" if self.bought == 1 else "buys again"
        if phase is Phase.EXTENSION:
            return "gets the product"
        if phase is Phase.CHURNED:
            was_customer, self.is_customer = self.is_customer, False
            return self.leaving(day, before) if was_customer else "goes without buying"
        if phase is Phase.ENGAGEMENT and self.is_customer:
            return "thinks of buying again"
        if phase is Phase.ENTRY and before is Phase.CHURNED:
            return "an offer brings this customer back"
        return MOVES[phase]

    def leaving(self, day: int, before: Phase | None) -> str:
        """Tell why somebody leaves: the tally says it of the last time, the log of earlier ones."""
        if before is Phase.ENGAGEMENT:
            return "does not buy again, and is gone"
        if int(self.person["left_day"]) == day:
            sent_back = self.person["left_by"] == str(Leaving.RETURN)
        else:
            sent_back = self.reports(day, str(Reason.RETURN))
        return "sends it back, and is gone" if sent_back else "leaves"

    def contact(self, contact: Contact) -> str:
        """Tell how a contact ended: how long it took, what came of it, how it felt."""
        channel, outcome = Channel(contact["channel"]), contact["outcome"]
        if contact["reason"] == Reason.OUTREACH:
            return f"the firm calls to ask how things are{self.felt(contact)}"
        if outcome == Outcome.HELPED:
            helped = "other customers help" if channel is Channel.COMMUNITY else "finds help online"
            return f"{helped} {ABOUT[contact['reason']]}"
        waited = lasted(float(contact["wait_minutes"]))
        if contact["made_day"] < contact["day"]:
            begins, answered = f"the e-mail of day {contact['made_day']}", f" is answered after {waited}"
        else:
            begins = f"{self.made(contact)},"
            answered = f" waits {waited}" if waited else " is answered at once"
        if outcome == Outcome.ABANDONED:
            return f"{begins} gets no answer; gives up after {waited}"
        return f"{begins}{answered}{self.settled(contact)}{self.felt(contact)}"

    def made(self, contact: Contact) -> str:
        """Tell that somebody contacts the desk: how, about what, and whether it was tried before."""
        how = f"{BY[contact['channel']]} {ABOUT[contact['reason']]}"
        attempts = int(contact["attempts"])
        if attempts == 0:
            return how
        earlier = any(
            each["reason"] == contact["reason"] and each["attempts"] == attempts - 1
            for each in self.contacts
            if each["number"] == contact["number"] - 1
        )
        return f"{how} again" if earlier else f"finds no help without an agent; {how}"

    def settled(self, contact: Contact) -> str:
        """Tell whether that was the end of it; nothing of a log that does not say so."""
        if "resolved" not in contact:
            return ""
        return f"; it is {'' if contact['resolved'] else 'not '}settled"

    def felt(self, contact: Contact) -> str:
        """Tell how it felt, against what is usual."""
        justice = float(contact["justice"])
        if abs(justice - self.usual_justice) < FELT:
            return ""
        return f"; feels {'well' if justice > self.usual_justice else 'badly'} treated"

    def reports(self, day: int, reason: str) -> bool:
        """Tell whether a contact about it was made on that day."""
        return any(each["made_day"] == day and each["reason"] == reason for each in self.contacts)


def lasted(minutes: float) -> str:
    """Write a wait in words; nothing where there was none."""
    if minutes < 0.05:
        return ""
    if minutes < 1.0:
        return "less than a minute"
    for size, unit in ((MINUTES_A_DAY, "day"), (MINUTES_AN_HOUR, "hour"), (1.0, "minute")):
        if minutes >= 1.5 * size or unit == "minute":
            number = round(minutes / size)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    raise AssertionError(minutes)


def told(
    person: Person, events: pd.DataFrame, contacts: pd.DataFrame, *, usual_justice: float, days: int
) -> tuple[tuple[int, str], ...]:
    """Tell a life: each day on which something happened, in a sentence, and how it ends."""
    teller = Teller(person, contacts.to_dict("records"), usual_justice)
    on_day = list(zip(_days(events), events["activity"].astype(str), strict=True))
    teller.tells_silence = _silence_is_certain(person, on_day, teller)
    clauses: dict[int, list[str]] = {}
    for day, activity in on_day:
        clauses.setdefault(day, []).append(teller.tell(day, activity))
    for contact in teller.contacts:
        if contact["made_day"] < contact["day"]:
            clauses.setdefault(int(contact["made_day"]), []).append(teller.made(contact))
    lines = ((day, _sentence(said)) for day, said in sorted(clauses.items()))
    return (*lines, *_ending(person, days))


def _days(events: pd.DataFrame) -> Iterator[int]:
    since = pd.to_datetime(events["timestamp"]) - pd.Timestamp(FIRST_DAY)
    yield from (int(day) for day in since.dt.days)


def _silence_is_certain(person: Person, on_day: list[tuple[int, str]], teller: Teller) -> bool:
    """Tell whether the failures without a logged contact are as many as were never reported.

    They may be more: a contact that is still waiting at the horizon is in no log.
    """
    met = [(day, what.split(" ")[0]) for day, what in on_day if what in COUNTED]
    silent = sum(not teller.reports(day, reason) for day, reason in met)
    return silent == int(person["failures"]) - int(person["reported"])


def _sentence(clauses: list[str]) -> str:
    """Join what happened on a day; who notices the firm and buys on one day need not be said to have come in."""
    if "buys" in clauses and clauses[0] == MOVES[Phase.ATTRACTION]:
        clauses = [clause for clause in clauses if clause not in MOVES.values()]
    return "; ".join(clauses)


def _ending(person: Person, days: int) -> Iterator[tuple[int, str]]:
    if person["is_customer"]:
        yield days, "still a customer"
    elif not person["ever"]:
        yield days, "has not bought"
