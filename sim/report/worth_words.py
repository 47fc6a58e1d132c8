"""What a little more of each lever is worth, in words and written numbers: no layout."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite, log10, nan
from typing import TYPE_CHECKING, Any

from sim.questions.worth import (
    AGENTS,
    DAYS_A_YEAR,
    HERE,
    HONESTY,
    LEVERS,
    PEOPLE,
    QUALITY,
    SKILL,
    SMALLEST_MOVE,
    TOLD,
)
from sim.report import wording
from sim.report.counting import listed, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.worth import Move, Worth

    Row = Mapping[Any, Any]

NAMES = {
    AGENTS: "one more agent",
    QUALITY: "0.01 of quality",
    HONESTY: "0.01 of honesty",
    SKILL: "0.01 of skill",
}
"""A unit of each lever; 0.01 of honesty is 0.01 less promised."""

HEADS = {"brings": "brings", "wages": "wages", "worth": "worth", "lifetime": "lifetime", "kept": "kept"}
MOST_DECIMALS = 2
MARK = "?"
HOW_MARKED = f"{MARK}: which way it goes may be luck: its 95 % interval holds 0."
LEAST_OF_AN_AGENT = 0.5
"""A desk that was moved by less says little of a whole agent."""


@dataclass(frozen=True)
class Line:
    """One lever as it is shown: what a unit of it does, each number with its interval, and which may be luck."""

    lever: str
    told: Mapping[str, str]
    reach: Mapping[str, str]
    by_luck: frozenset[str]

    def marked(self, what: str) -> str:
        """Give a number without its interval, with a mark where that holds 0."""
        return self.told[what] + MARK * (what in self.by_luck)


def finding(answer: Worth) -> str:
    """Say in a few sentences what a unit of each lever is worth, and whether an agent pays for himself."""
    rows = {lever: row_of(answer, lever, "worth") for lever in LEVERS if lever != AGENTS}
    order = sorted(rows, key=lambda lever: -float(rows[lever]["value"]))
    currency = wording.visible(answer.scenario.money.currency)
    first, *others = [f"{NAMES[lever]} is worth {_with_reach(rows[lever])}" for lever in order]
    amounts = [first, *(one.replace(" is worth", "") for one in others)]
    unit = f" {currency}"
    said = listed(
        [amounts[0].replace(" (", f"{unit} (", 1) if "(" in amounts[0] else f"{amounts[0]}{unit}", *amounts[1:]]
    )
    return f"For every {per(answer)} and a year, {said}. {agent(answer)}"


def agent(answer: Worth) -> str:
    """Say whether one more agent pays for himself."""
    brings, wages, left = (row_of(answer, AGENTS, what) for what in ("brings", "wages", "worth"))
    if not brings["defined"]:
        grows = answer.agents(f"{AGENTS}+") - answer.agents(f"{AGENTS}-")
        why = "the desk hardly grows" if abs(grows) < SMALLEST_MOVE else "how far the desk grows may be luck"
        return f"What one more agent is worth cannot be told: {why}."
    both = f"One more agent brings {_with_reach(brings)} and costs {amount(wages['value'])} in wages"
    if left["low"] > 0:
        return f"{both}: he pays for himself within the time."
    if left["high"] < 0:
        return f"{both}: he does not pay for himself within the time{_later(answer)}."
    return f"{both}: whether he pays for himself cannot be told from luck."


def _later(answer: Worth) -> str:
    """Say whether an agent pays once it counts what the customers whom he keeps are worth later."""
    later = row_of(answer, AGENTS, "lifetime")
    if later["low"] > 0:
        return f", but does over the lifetime of the customers: {_with_reach(later)} are left"
    return ", nor over the lifetime of the customers" if later["high"] < 0 else ""


def per(answer: Worth) -> str:
    """Say of whom money is told."""
    return f"{PEOPLE:,} {'buyers' if answer.scenario.protocol == 'cohort' else 'people of the market'}"


def lines(answer: Worth) -> list[Line]:
    """Write what a unit of each lever does."""
    found = []
    for lever in LEVERS:
        rows = {what: row_of(answer, lever, what) for what in TOLD}
        told = {what: signed(row["value"], row["low"], row["high"]) for what, row in rows.items()}
        reach = {what: between(row["low"], row["high"]) for what, row in rows.items()}
        by_luck = frozenset(what for what, row in rows.items() if row["low"] < 0 < row["high"])
        found.append(Line(lever, told, reach, by_luck))
    return found


def how_to_read(answer: Worth) -> str:
    """Say what the columns mean."""
    currency = wording.visible(answer.scenario.money.currency)
    return (
        f"For {per(answer)}. brings: {currency} a year before wages; wages: what it adds to them, or saves; "
        "worth: what is left, the change of profit; lifetime: the change of lifetime value, once; kept: customers "
        "more who are still there."
    )


def steps(answer: Worth) -> list[str]:
    """Say how far each lever was moved, and whether the curve bends there."""
    moved = listed([_step(answer, move) for move in answer.moves.values()])
    said = [f"Steps: {moved}. Worth is the difference between the two ends, for one unit."]
    one_sided = [NAMES[lever] for lever, move in answer.moves.items() if not move.has_two_sides]
    if one_sided:
        said.append(f"To one side only, since the setting goes no further: {listed(one_sided)}.")
    return [*said, bends(answer)]


def bends(answer: Worth) -> str:
    """Say of which levers the next unit is worth another amount than the last one."""
    if answer.replications < 2:
        return "Whether a curve bends is not known from one replication."
    bent = [row for row in answer.bends.to_dict("records") if row["bends"]]
    if not bent:
        return "No curve bends beyond luck within these steps."
    told = [
        f"{NAMES[row['lever']]} is worth {amount(row['below'])} on the way up to where the firm stands and "
        f"{amount(row['above'])} beyond"
        for row in bent
    ]
    return f"The curve bends: {'; '.join(told)}."


def _step(answer: Worth, move: Move) -> str:
    key = move.key.partition(".")[2].replace("_", " ")
    said = f"{key} {move.low:.4g} to {move.high:.4g}"
    if move.key != "desk.staffing_ratio":
        return said
    ends = (answer.agents(f"{AGENTS}{side}") for side in "-+")
    return f"{said} ({' to '.join(f'{end:.1f}' for end in ends)} agents)"


def limits(answer: Worth) -> list[str]:
    """Say what is in these numbers and what is not."""
    spec = answer.scenario
    said = [
        "What a better product, honesty and training cost is not in it, since nobody has measured that: what they "
        "are worth is what may be paid for them. Wages are in it.",
    ]
    if spec.protocol == "cohort":
        said.append(
            "Everybody has bought already (protocol cohort): what honesty costs in sales, and what talk brings, "
            "is not in it. --set protocol=market asks for that."
        )
    else:
        said.append(
            "The whole market is in it (protocol market): who promises less also sells less. Profit is told of "
            "1,000 people of the market, buyers or not; lifetime value and customers kept are of 1,000 buyers."
        )
    if spec.marketing.promise is None:
        said.append("The promise follows the quality: more quality is promised as well as delivered.")
    else:
        said.append("The promise is fixed: more quality is not advertised, and keeps more of the promise.")
    return [*said, *_of_the_desk(answer)]


def _of_the_desk(answer: Worth) -> list[str]:
    spec = answer.scenario
    served, wages = spec.population * spec.weight, row_of(answer, AGENTS, "wages")
    said = []
    if wages["defined"]:
        whole = number(round(wages["value"] * served / PEOPLE))
        seat = f"An agent is a seat that is staffed in all opening hours: {whole} a year"
        said.append(f"{seat}, borne by the {served:,} people whom the desk stands for.")
    moved = answer.agents(f"{AGENTS}+") - answer.agents(f"{AGENTS}-")
    if wages["defined"] and moved < LEAST_OF_AN_AGENT:
        said.append(
            f"The step moved the desk by {number(moved)} agents alone: a whole one more is far beyond it, and "
            "each tenth of him is worth less than the last."
        )
    measured = spec.days - spec.measure_from_day
    if measured != DAYS_A_YEAR:
        said.append(f"Measured over {wording.count(measured, 'day')} and scaled to a year.")
    return said


def notes(answer: Worth) -> tuple[str, ...]:
    """Say so where the desk is too small for its waits to say much, and two replications for their intervals."""
    few = wording.few_agents(answer.scenario, {"": answer.agents(HERE)})
    return (*few, *wording.few_replications(answer.replications))


def known(answer: Worth) -> list[str]:
    """Say how well it is known."""
    if answer.replications < 2:
        noise = "Simulation noise: not known from one replication; --replications 2 or more shows it."
    else:
        runs = wording.count(answer.replications, "replication")
        noise = f"Intervals: simulation noise (95 %), {runs} of each world on the same luck."
    return [noise, wording.NOT_IN_THE_INTERVAL]


def row_of(answer: Worth, lever: str, what: str) -> Row:
    """Give what is told of a lever."""
    table = answer.table
    (row,) = table[(table["lever"] == lever) & (table["what"] == what)].to_dict("records")
    return dict(row)


def signed(value: float, low: float = nan, high: float = nan) -> str:
    """Write an amount with its sign."""
    written = amount(value, low, high)
    return written if written == wording.UNKNOWN or float(written.replace(",", "")) <= 0 else f"+{written}"


def amount(value: float, low: float = nan, high: float = nan) -> str:
    """Write an amount with the decimals that its interval needs, or its size."""
    if not isfinite(value):
        return wording.UNKNOWN
    fine = max((high - low) / 2, abs(value) / 1000) if isfinite(low) and isfinite(high) else abs(value) / 100
    decimals = min(MOST_DECIMALS, max(0, -floor(log10(fine)))) if fine > 0 else 0
    written = f"{value:,.{decimals}f}"
    return written if any(digit in written for digit in "123456789") else written.lstrip("-")


def between(low: float, high: float) -> str:
    """Write an interval of amounts."""
    if not (isfinite(low) and isfinite(high)):
        return ""
    return wording.with_width(low, high, f"{signed(low, low, high)} to {signed(high, low, high)}")


def _with_reach(row: Row) -> str:
    """Write an amount and its interval in brackets."""
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    if not isfinite(low):
        return amount(value)
    reach = wording.with_width(low, high, f"{amount(low, low, high)} to {amount(high, low, high)}")
    return f"{amount(value, low, high)} ({reach})"


def shortly(answer: Worth) -> str:
    """Say in one sentence what is worth most, and whether an agent pays for himself."""
    rows = {lever: row_of(answer, lever, "worth") for lever in LEVERS}
    known_ones = [lever for lever in LEVERS if lever != AGENTS and isfinite(rows[lever]["value"])]
    if not known_ones:
        return "Nobody is there for whom anything could be worth something."
    most = max(known_ones, key=lambda lever: float(rows[lever]["value"]))
    currency = wording.visible(answer.scenario.money.currency)
    row = rows[most]
    much = f"{amount(row['value'], row['low'], row['high'])} {currency} a year for {per(answer)}"
    said = f"{NAMES[most]} is worth {much}"
    if row["low"] < 0 < row["high"]:
        said = f"{said}, which may be luck ({between(row['low'], row['high'])})"
    left = rows[AGENTS]
    if left["low"] > 0:
        return f"{said}; one more agent pays for himself within the time."
    if left["high"] < 0:
        return f"{said}; one more agent does not pay for himself within the time."
    return f"{said}."
