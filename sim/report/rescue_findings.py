"""What the pictures and the page of a rescue show, in sentences made from its numbers.

Pure functions of numbers. None says more than the intervals allow: what they do not tell apart is said not to be.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.report import estimate, wording
from sim.report.counting import listed
from sim.report.whom import BUYERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.questions.rescue.cost import CostPerRescued
    from sim.questions.rescue.index import Fading, HalfLife
    from sim.report.whom import Whom

    Row = Mapping[Any, Any]

QUESTION = "How much can excellent service rescue a weak product?"

GAPS = {
    "retention": "customers kept",
    "cx": "experience",
    "nps": "NPS",
    "clv": "lifetime value",
    "profit": "profit",
}
"""What there is a gap in, in a word or two."""

SMALL = 0.01
"""A smaller difference between the products in customers kept is no gap."""

WIDE = 0.02
"""An interval of shares as wide as this makes decimals of a hundred idle; a narrower one needs them."""

NO_GAP = "There is no gap to close: the two products keep about the same number of customers."
UNCLEAR_GAP = (
    "Whether there is a gap to close is not told from luck: the strong product keeps {:.1f} of 100 {} {} than "
    "the weak one, which more replications or people would confirm or refute."
)
WEIGHT = "recovery.service_weight"
AS_MANY = (
    "In every world that was run as many customers of the weak product stay with excellent service as with poor."
)
"""As many are not the same: some may be saved and as many harmed."""


def answered(index: Row, whom: Whom = BUYERS, *, same: bool = False) -> str:
    """Answer how much service rescues, in one sentence with its interval; `index` is the row of retention.

    `same` says that in every replication as many customers of the weak product stay with either service.
    """
    value, low, high = (float(index[key]) for key in ("index", "low", "high"))
    gap = float(index["denominator"])
    if not isfinite(gap):
        return wording.nobody(whom)
    if same or low == high == 0:
        return AS_MANY
    if not (index["defined"] and isfinite(value)):
        if abs(gap) < SMALL:
            return NO_GAP
        return UNCLEAR_GAP.format(100 * abs(gap), whom.people, "more" if gap > 0 else "fewer")
    percent = per_cent(value)
    if not isfinite(low):
        return (
            f"In the one world that was run, excellent service closes {wording.share_of_gap(value)} between the "
            f"weak product and the strong one ({percent}); whether that is luck, only more replications show."
        )
    reach = from_to(low, high)
    if low <= 0 <= high:
        return (
            "Whether excellent service keeps more customers of the weak product cannot be told from luck: it "
            f"closes {percent} of the gap to the strong one ({reach})."
        )
    if high < 0:
        return f"Excellent service does not rescue: the gap to the strong product grows ({percent}; {reach})."
    return (
        f"Excellent service closes {wording.share_of_gap(value)} in customers kept between the weak product and "
        f"the strong one: {percent} ({reach})."
    )


def per_cent(share: float) -> str:
    """Write a share as whole percents; a small one with a decimal."""
    decimals = 0 if abs(share) >= 0.095 or share == 0 else 1
    written = f"{100 * share:.{decimals}f} %"
    return written if any(digit in written for digit in "123456789") else written.lstrip("-")


def from_to(low: float, high: float) -> str:
    """Write an interval of shares in percents; one that whole percents would make look wider or empty, finer."""
    if high - low < WIDE:
        return wording.with_width(low, high, f"{100 * low:.1f} to {100 * high:.1f} %")
    return f"{per_cent(low).removesuffix(' %')} to {per_cent(high)}"


def shortly(meaning: str) -> str:
    """Say what a parameter means, without the remarks behind a colon or semicolon."""
    return meaning.rstrip(".").partition(":")[0].partition(";")[0]


def more_kept(
    service: tuple[float, float, float], product: tuple[float, float, float], whom: Whom = BUYERS
) -> str:
    """Say how many more of 100 buyers stay with excellent service, and how many with the strong product.

    Each is a difference of shares with the ends of its interval.
    """
    if not (isfinite(service[0]) and isfinite(product[0])):
        return wording.nobody(whom)
    lead = f"{whom.of_hundred('weak')} excellent service keeps {_more(*service)}"
    return f"{lead}; a strong product instead {_more(*product)}."


def _more(difference: float, low: float, high: float) -> str:
    """Say a difference of 100 people with its interval."""
    low, high = estimate.difference(low, high, "share")
    word = "more" if difference > 0 else "fewer"
    if low == high == 0:
        return "not one more or fewer"
    if not isfinite(low):
        return f"{100 * abs(difference):.0f} {word}"
    if low <= 0 <= high:
        return f"between {abs(100 * low):.1f} fewer and {100 * high:.1f} more, which may be luck"
    decimals = 0 if high - low >= WIDE else 1
    ends = sorted((abs(low), abs(high)))
    size, less, more = (f"{100 * share:.{decimals}f}" for share in (abs(difference), *ends))
    return f"{size} {word} ({wording.with_width(low, high, f'{less} to {more}')})"


def closed(rows: Sequence[Row]) -> str:
    """Say how much of the gap service closes where most and where least, as far as the intervals tell."""
    known = [row for row in rows if row["defined"]]
    where = "whatever is measured" if len(known) == len(rows) else "wherever there is a clear one"
    if not known:
        return "There is no clear gap to close in any measure."
    most, least = (pick(known, key=lambda row: float(row["index"])) for pick in (max, min))
    if len(known) == 1:
        return f"Service closes {per_cent(most['index'])} of the gap in {GAPS[most['measure']]}{_luck(known)}."
    high, low = (f"{per_cent(row['index'])}{{}} in {GAPS[row['measure']]}" for row in (most, least))
    high = high.format(" of the gap")
    if not (isfinite(most["low"]) and isfinite(least["high"])):
        return f"Service closes {high}, {low.format('')}; one replication, so no interval."
    if float(most["low"]) > float(least["high"]):
        return f"Service closes {high}, but {low.format('')}."
    ends = dict.fromkeys((per_cent(least["index"]), per_cent(most["index"])))
    share = from_to(least["index"], most["index"]) if len(ends) > 1 else next(iter(ends))
    return f"Service closes {share} of the gap, {where}{_luck(known)}."


def _luck(rows: Sequence[Row]) -> str:
    """Say in which measures the share that service closes is not told from none."""
    may_be = [GAPS[row["measure"]] for row in rows if row["low"] <= 0 <= row["high"]]
    if len(may_be) == len(rows):
        return ": that may be luck"
    return f"; in {listed(may_be)} that may be luck" if may_be else ""


def over_time(course: Sequence[Row], half_life: HalfLife, fading: Fading | None) -> str:
    """Say whether the share that service closes fades, as far as the noise lets one tell.

    `course` has a row a day; the last is held against the one that `fading` counts from, where both have a gap.
    """
    there = [row for row in course if row["defined"]]
    if not there:
        return "There is no clear gap between the products that service could close over time."
    last = there[-1]
    first = next((row for row in there if fading is not None and row["day"] == fading.early), last)
    ends = (
        f"{per_cent(first['index'])} of the gap after {wording.span(int(first['day']))}, "
        f"{per_cent(last['index'])} after {wording.span(int(last['day']))}"
    )
    if first["day"] == last["day"]:
        return f"Service closes {per_cent(last['index'])} of the gap after {wording.span(int(last['day']))}."
    if not (isfinite(first["low"]) and isfinite(last["low"])):
        return f"Service closes {ends}; one replication, so no interval."
    if (fading is not None and fading.change.fell) or float(last["high"]) < float(first["low"]):
        return f"Service buys time: it closes {ends}. {halved(half_life)}"
    if float(last["low"]) > float(first["high"]):
        return f"What service does adds up: it closes {ends}."
    return f"Service closes {ends}: not told apart from luck."


def halved(half_life: HalfLife) -> str:
    """Say when half of what service closed after 30 days is gone, that it is not, or that nobody knows."""
    if half_life.days is not None:
        return f"Half of what service closed after 30 days is gone after {half_life.days:,.0f} days."
    if half_life.known:
        return f"What service closed after 30 days does not halve within {wording.count(half_life.within, 'day')}."
    return "The half-life is not known: service had surely closed none of the gap after 30 days."


def left_after(kept: Mapping[str, float], days: int, whom: Whom = BUYERS) -> str:
    """Say how many of 100 buyers each of the four cells has left."""
    if not all(map(isfinite, kept.values())):
        return wording.nobody(whom)
    weak, strong = (
        f"{100 * kept[f'{product}_poor']:.0f} or {100 * kept[f'{product}_excellent']:.0f}"
        for product in ("weak", "strong")
    )
    return (
        f"After {wording.span(days)} {weak} of 100 {whom.people} {whom.having} the weak product are left with "
        f"poor or excellent service, {strong} of the strong one."
    )


def equivalent(row: Row | None) -> str:
    """Say which improvement of the product keeps as many customers as excellent service does."""
    if row is None or not row["defined"]:
        note = noted(row or {}) or "undefined"
        if note.startswith("undefined"):
            return f"What excellent service is worth in product quality is {note}."
        return f"To keep as many customers as excellent service does would take {note} of product quality."
    between = wording.with_width(row["low"], row["high"], f"{row['low']:.3f} to {row['high']:.3f}")
    reach = f" ({between})" if isfinite(row["low"]) else ""
    more = f", {note}" if (note := noted(row)) else ""
    return (
        f"Excellent service keeps as many customers as {row['dq']:.3f} more of product quality would{reach}{more}."
    )


def noted(row: Row) -> str:
    """Give the note of a row; a table that was read back has NaN where there is none."""
    note = row.get("note")
    return note if isinstance(note, str) else ""


def sentence(words: str) -> str:
    """Make a sentence of words that stand for one."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def doubt(interval: Row, drivers: Sequence[str], *, told_apart: bool = True) -> str:
    """Say how far the index reaches if the assumptions are off, and what matters most, if one thing does."""
    if not isfinite(interval["low"]):
        return "With the assumptions varied, the share of the gap that service closes is not known."
    reach = f"between {100 * interval['low']:.0f} and {100 * interval['high']:.0f} % of the gap".replace("-", "−")
    first = "what matters most" if told_apart else "among what matters most"
    most = f"; {first}: {drivers[0][:1].lower()}{drivers[0][1:]}" if drivers else ""
    return f"If the assumptions are off, service closes {reach}, in nine worlds of ten{most}."


FEW_WORLDS = 64
"""Of fewer worlds than this the order of what matters is rough."""


def rough(worlds: int) -> str:
    """Say that few worlds hardly tell in which order assumptions matter."""
    return f" In {worlds} worlds their order is rough." if worlds < FEW_WORLDS else ""


MUCH_NOISE = 0.2
"""Of what worlds differ by: where more of it is simulation noise, the interval says less of the assumptions."""


def beside_doubt(interval: Row) -> list[str]:
    """Say what else the interval over worlds holds: worlds without an index, and much simulation noise."""
    said, worlds = [], int(interval["n"]) + int(interval["undefined"])
    if interval["undefined"]:
        said.append(
            f"{int(interval['undefined'])} of {worlds} worlds without an index are left out: no clear gap."
        )
    if interval["noise"] > MUCH_NOISE:
        said.append(
            f"About {100 * interval['noise']:.0f} % of what the worlds differ by is simulation noise, which makes "
            "this interval wider."
        )
    return said


def surveyed(true: Row, asked: Row, whom: Whom = BUYERS) -> str:
    """Say what share of the gap in NPS service closes in truth, and what it would seem to in a survey."""
    if not (true["defined"] and asked["defined"]):
        return "The products do not differ enough in NPS to say which share of the gap surveys would show."
    both = (
        f"In NPS, service closes {per_cent(true['index'])} of the gap over all {whom.people}; a survey of those "
        f"who are there and answer would say {per_cent(asked['index'])}"
    )
    if not (isfinite(true["low"]) and isfinite(asked["low"])):
        return f"{both} (one replication: no interval)."
    if asked["high"] < true["low"]:
        return f"{both}: it does not hear those who have left."
    if asked["low"] > true["high"]:
        return f"{both}: it overrates service."
    return f"{both}: not told apart."


def assumed(strongest: Sequence[str]) -> str:
    """Say what kind of knowledge the answer rests on; `strongest` is what a study found, if one was made."""
    lead = (
        f"How much an encounter with service weighs in a customer’s mind (`{WEIGHT}`) is calibrated, not measured"
    )
    if not strongest:
        return (
            f"{lead}. It and the others here usually move the rescue index most; how much they do for this firm "
            "was not asked (`rescue --uncertainty quick`)."
        )
    here = "and is among them" if WEIGHT in strongest else "but is not among them here"
    return f"These moved the rescue index most when all uncertain parameters were varied at once. {lead}, {here}."


def interacts(row: Row) -> str:
    """Say whether service keeps more customers of the strong product than of the weak one."""
    estimate, low, high = (float(row[key]) for key in ("estimate", "low", "high"))
    if not isfinite(estimate):
        return ""
    size = f"{100 * abs(estimate):.1f} customers of 100"
    if not isfinite(low):
        return f"Service keeps {size} {'more' if estimate > 0 else 'fewer'} than on the weak one (no interval)."
    if low == high == 0:
        return "Service keeps as many customers of the strong product as of the weak one."
    if low <= 0 <= high:
        return "Whether service keeps more customers there than of the weak product is not told from luck."
    ends = sorted((abs(low), abs(high)))
    reach = wording.with_width(low, high, " to ".join(f"{100 * end:.1f}" for end in ends))
    return f"Service keeps {size} {'more' if estimate > 0 else 'fewer'} there ({reach}) than on the weak one."


def costs(cost: CostPerRescued, currency: str) -> str:
    """Say what excellent service costs for each customer it keeps."""
    if not (cost.defined and isfinite(cost.estimate)):
        return "Not known: service keeps too few to divide its cost by them, or the books do not tell it apart."
    between = wording.with_width(cost.low, cost.high, f"{cost.low:,.0f} to {cost.high:,.0f}")
    reach = f" ({between})" if isfinite(cost.low) else ""
    return (
        f"{cost.estimate:,.0f} {currency}{reach}: more wages and compensation, for each customer kept on balance."
    )
