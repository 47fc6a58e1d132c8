"""Whose doing a difference is, in words and written numbers: no layout.

The shares of a measure are rounded together, so that those that are shown add up to the difference that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.measures.record import retention_days
from sim.questions.levers import JOURNEY, MARKETING, PRODUCT, REST, SERVICE
from sim.report import changes, wording
from sim.report.counting import listed
from sim.report.whom import whom_of
from sim.statistics.shapley import in_steps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.why import Why

    Row = Mapping[Any, Any]

NAMES = {
    MARKETING: "marketing",
    PRODUCT: "the product",
    JOURNEY: "the touchpoints",
    SERVICE: "service",
    REST: "the rest",
}


def makes(lever: str, verb: str = "make") -> str:
    """Give a verb its ending: `the product makes`, `the touchpoints make`."""
    return verb if lever == JOURNEY else f"{verb}s"


def whose(lever: str) -> str:
    """Say `its`, or `their` of the touchpoints."""
    return "their" if lever == JOURNEY else "its"


BOOKED = {
    MARKETING: "the expectation gap",
    PRODUCT: "use and failures",
    JOURNEY: "the touchpoints",
    SERVICE: "service and community",
}
"""The columns of the ledger that seem to be a lever's."""

LABELS = {"cx": "experience", "nps": "NPS", "clv": "lifetime value"}
"""What a measure is called where its values follow."""


@dataclass(frozen=True)
class Share:
    """One lever's part of a difference as it is shown."""

    lever: str
    share: str
    reach: str
    part: str
    alone: str
    last: str


@dataclass(frozen=True)
class Split:
    """One measure as it is shown: what it is with either scenario, the difference, and its parts."""

    measure: str
    label: str
    values: str
    difference: str
    reach: str
    shares: tuple[Share, ...]


def finding(answer: Why) -> str:
    """Say in two sentences what becomes of the customers, and whose doing that is."""
    total = row_of(answer.totals, measure="retention")
    before, after, low, high = (100 * float(total[key]) for key in ("weak", "better", "low", "high"))
    if not isfinite(total["difference"]):
        return f"Nobody knows how many are still customers: {whom_of(answer.weak).nobody}."
    span = wording.span(retention_days(answer.weak))
    weak, better = map(wording.visible, answer.names)
    of = whom_of(answer.weak)
    kept = (
        f"With {weak} {before:.0f} of 100 {of.people} are still customers {span} {of.later}, with {better} "
        f"{after:.0f}"
    )
    if low <= 0 <= high:
        return f"{kept}: that may be luck, so nobody can be told to have made it."
    shown, decimals = together(total, shares_of(answer, "retention"))
    if not sum(shown.values()):
        return f"{kept}: there is no difference that anybody could have made."
    size = f"{abs(sum(shown.values())) / 10**decimals:.{decimals}f}"
    less, more = sorted((abs(low), abs(high)))
    reach = f" ({wording.with_width(low, high, f'{less:.{decimals}f} to {more:.{decimals}f}')})"
    word = "more" if float(total["difference"]) > 0 else "fewer"
    return f"{kept}: {size} {word}{reach if isfinite(low) else ''}. {_of_whom(answer, shown, decimals)}"


def _of_whom(answer: Why, shown: Mapping[str, int], decimals: int) -> str:
    """Name the levers, the largest first, and those that work against the others last."""
    sign = 1 if sum(shown.values()) >= 0 else -1
    rows = {lever: row_of(answer.split, measure="retention", lever=lever) for lever in shown}
    order = sorted(shown, key=lambda lever: -sign * float(rows[lever]["share"]))
    with_it = [lever for lever in order if sign * shown[lever] > 0]
    against = [lever for lever in order if sign * shown[lever] < 0]
    nothing = [lever for lever in order if shown[lever] == 0]

    def written(lever: str) -> str:
        luck = "" if is_told(rows[lever]) or answer.replications < 2 else " (which may be luck)"
        return f"{abs(shown[lever]) / 10**decimals:.{decimals}f}{luck}"

    first, *others = with_it
    parts = [f"{NAMES[first]} {makes(first)} {written(first)} of them"]
    parts += [f"{NAMES[one]} {written(one)}" for one in others]
    said = listed(parts)
    if against:
        most, *rest = reversed(against)
        takes = [f"{NAMES[most]} {makes(most, 'take')} {written(most)} away again"]
        said += f"; {listed([*takes, *(f'{NAMES[one]} {written(one)}' for one in rest)])}"
    if nothing:
        said += f"; {listed([NAMES[one] for one in nothing])} {'makes' if len(nothing) == 1 else 'make'} none"
    return f"{capital(said)}."


def splits(answer: Why) -> list[Split]:
    """Write the split of every headline measure."""
    return [_split(answer, row) for row in answer.totals.to_dict("records")]


def _split(answer: Why, total: Row) -> Split:
    measure, unit = str(total["measure"]), str(total["unit"])
    fine = changes.fineness(total["low"], total["high"])
    values = f"{wording.bare(float(total['weak']), unit)} → {wording.quantity(float(total['better']), unit)}"
    if unit.startswith("money"):
        values += f" {wording.visible(answer.better.money.currency)}"
    label = LABELS.get(measure, wording.label(measure))
    if not isfinite(total["difference"]):
        return Split(measure, label, values, wording.UNKNOWN, "", ())
    mine = shares_of(answer, measure)
    shown, decimals = together(total, mine)
    parts = _of_it(mine) if is_told(total) else dict.fromkeys(mine, "")
    rows = {lever: row_of(answer.split, measure=measure, lever=lever) for lever in answer.levers}
    shares = tuple(
        Share(
            lever, signed(shown[lever], decimals), _between(row["low"], row["high"], unit, decimals),
            parts[lever], *(changes.change(row[when], unit, fineness=fine) for when in ("alone", "last")),
        )
        for lever, row in rows.items()
    )  # fmt: skip
    reach = _between(total["low"], total["high"], unit, decimals)
    return Split(measure, label, values, signed(sum(shown.values()), decimals), reach, shares)


def capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def rest(answer: Why) -> str:
    """Name what the two differ in besides what the four levers decide."""
    settings = answer.settings.get(REST, {})
    if not settings:
        return ""
    named = ", ".join(wording.visible(key) for key in list(settings)[:MOST_NAMED])
    more = f" and {len(settings) - MOST_NAMED} more" if len(settings) > MOST_NAMED else ""
    return (
        f"They also differ in what is no department's doing, which stands as the rest: {named}{more}. To leave it "
        "out, make it equal with --set."
    )


MOST_NAMED = 6


def alone(answer: Why) -> str:
    """Say so where there is nothing to share."""
    if len(answer.levers) > 1:
        return ""
    (lever,) = answer.levers
    return f"The two differ in {NAMES[lever]} alone, so the whole difference is {whose(lever)} doing."


def shares_of(answer: Why, measure: str) -> dict[str, float]:
    """Give the share of every lever in the difference of a measure."""
    mine = answer.split[answer.split["measure"] == measure]
    return dict(zip(mine["lever"], map(float, mine["share"]), strict=True))


def together(total: Row, shares: Mapping[str, float]) -> tuple[dict[str, int], int]:
    """Round the shares of a measure so that they add up: whole numbers of the last decimal, and the decimals."""
    unit = str(total["unit"])
    decimals = changes.decimals(unit, fineness=changes.fineness(total["low"], total["high"]))
    times = Fraction(wording.SHAPES.get(unit, wording.Shape()).times)
    return in_steps(shares, 1 / (times * 10**decimals)), decimals


def its_doing(answer: Why) -> dict[str, str]:
    """Write what each lever makes of experience, as the table of shares has it."""
    total, shares = row_of(answer.totals, measure="cx"), shares_of(answer, "cx")
    if not isfinite(total["difference"]):
        return dict.fromkeys(shares, wording.UNKNOWN)
    shown, decimals = together(total, shares)
    return {lever: signed(steps, decimals) for lever, steps in shown.items()}


def percents(shares: Mapping[str, float]) -> dict[str, int]:
    """Write shares in percent of all that levers move, 100 in all; below 0 is what works against the others."""
    moved, sign = sum(map(abs, shares.values())), 1 if sum(shares.values()) > 0 else -1
    sizes = in_steps({lever: abs(share) / moved for lever, share in shares.items()}, Fraction(1, 100))
    return {lever: size if sign * shares[lever] > 0 else -size for lever, size in sizes.items()}


def _of_it(shares: Mapping[str, float]) -> dict[str, str]:
    parts = percents(shares)
    if any(part < 0 for part in parts.values()):  # where some work against the others a percentage says nothing
        return dict.fromkeys(parts, "")
    return {lever: f"{part} %" for lever, part in parts.items()}


def signed(steps: int, decimals: int) -> str:
    """Write whole numbers of the last decimal with their sign, and none where nothing but zeros is left."""
    written = f"{steps / 10**decimals:+,.{decimals}f}"
    return written if steps else written.lstrip("+-")


def _between(low: float, high: float, unit: str, decimals: int) -> str:
    if not (isfinite(low) and isfinite(high)):
        return ""
    times = wording.SHAPES.get(unit, wording.Shape()).times
    ends = (f"{end * times:+,.{decimals}f}" for end in (low, high))
    written = (end if any(digit in end for digit in "123456789") else end.lstrip("+-") for end in ends)
    return wording.with_width(low, high, " to ".join(written))


def is_told(row: Row) -> bool:
    """Tell whether an interval excludes 0."""
    return bool(row["low"] > 0 or row["high"] < 0)


def can_be_split(total: Row) -> bool:
    """Tell whether there is a difference of a measure to split: one told from luck, or seen in one world alone."""
    return is_told(total) or bool(total["n"] == 1 and total["difference"])


def row_of(frame: Any, **where: str) -> Row:
    for name, value in where.items():
        frame = frame[frame[name] == value]
    (row,) = frame.to_dict("records")
    return dict(row)


def how_to_read(answer: Why) -> str:
    """Say what the columns mean."""
    orders = {1: "one order", 2: "both orders"}.get(len(answer.levers), "all orders")
    return (
        f"share: what putting a lever right adds, averaged over {orders} of putting them right (Shapley), rounded "
        "so that the shares add up. first: what it adds put right first, all else weak; last: put right last, all "
        "else better."
    )


def notes(answer: Why) -> list[str]:
    """Collect what a careful reader should know, each thing once."""
    both = (answer.weak, answer.better)
    return list(dict.fromkeys([*wording.other_hours(both), *(line for spec in both for line in spec.warnings)]))


def known(answer: Why) -> list[str]:
    """Say how well it is known."""
    if answer.replications < 2:
        noise = "Simulation noise: not known from one replication; --replications 2 or more shows it."
    else:
        runs = wording.count(answer.replications, "replication")
        noise = (
            f"Intervals: simulation noise (95 %), {runs} of each of {len(answer.runs)} worlds on the same luck."
        )
    few = [f"Note: {few}." for few in wording.few_replications(answer.replications)]
    return [noise, *few, wording.NOT_IN_THE_INTERVAL]
