"""The ledger of experiences, kept so that a quiet customer costs nothing.

Incidents fade by the same factor for all. So they are stored inflated: what was felt, divided by `scale`, the
product of all factors so far. Fading is then one multiplication a day, of `scale`, and what is felt of an
incident today is its column times `scale`. While a customer is LOST or CHURNED his ledger stands still; then
it holds plain values (`Customers.are_live`).

Sums over a customer's evenings need no visit every evening either. A column that stays as it is from evening a
to evening b adds (column * (total of `scale` up to b - total before a)). So opening the books takes the totals
off, each entry takes its share of the totals off, and closing the books adds the totals to date:

    open    sum -= column * total           enter   column += value, sum -= value * total
    close   sum += column * total

Two columns are not kept but are what a total has beyond the others (`crowd.columns.PARTS`).
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.crowd.adding import Total, pieces
from sim.crowd.columns import FADING, MANY, PARTS, PLACE, TALLY, USE, rows_where
from sim.measures.record import LEDGER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.crowd.columns import Customers, Floats, Rows

SMALLEST_SCALE = 2.0**-2
"""When everything is written anew: single precision would lose digits in differences of larger totals."""


HELP = ("service", "community")
FADES = np.arange(len(PARTS)) < USE
"""Which parts of the ledger fade."""


class Books:
    """What is common to all customers' ledgers today."""

    def __init__(self) -> None:
        self.scale = 1.0
        """What a stored incident is worth today."""
        self.scale_total = 0.0
        """`scale`, summed over the evenings since it was 1."""
        self.evenings = 0
        self.margin_total = self.margin_worth_total = 0.0
        """The recurring margin of all evenings so far, and the same discounted."""

    def fade(self, everybody: Customers, factor: float) -> None:
        """Let a night pass over all incidents."""
        if self.scale * factor < SMALLEST_SCALE:
            self._write_anew(everybody, factor)
        else:
            self.scale *= factor

    def end_day(self, margin: float, discount: float) -> None:
        """Count this evening: who closes the books from here on has lived it."""
        self.evenings += 1
        self.scale_total += self.scale
        self.margin_total += margin
        self.margin_worth_total += margin * discount

    # --- a customer's books -------------------------------------------------------------------------------

    def open(self, c: Customers, rows: Rows) -> None:
        """Begin to count evenings as a customer: from the next one on."""
        c.counted[rows] = True
        self._add(c, rows, -1)

    def close(self, c: Customers, rows: Rows) -> None:
        """Stop counting: evenings up to the last one that ended are in the sums."""
        c.counted[rows] = False
        self._add(c, rows, +1)

    def restart(self, c: Customers) -> None:
        """Begin every tally anew; open books stay open."""
        for name in TALLY:
            if (column := getattr(c, name)).flags.writeable:
                column[:] = 0
        self._add(c, rows_where(c.counted), -1)

    def close_all(self, c: Customers) -> None:
        """Close all books, at the end of the last day."""
        self.close(c, rows_where(c.counted))

    def enter(self, c: Customers, rows: Rows, column: str, value: Floats | float) -> None:
        """Book incidents (rows at most once each), in quality units."""
        if not len(rows):
            return
        counted = c.counted[rows]
        # Mostly all of them are, and so live: to look is cheaper than to choose.
        some = np.count_nonzero(counted) < len(counted)
        stored = value / (self._scales(c, rows) if some else self.scale)
        c.incidents[rows] += stored
        place = PLACE.get(column)
        if place is not None:
            c.felt[place][rows] += stored
        if column in HELP and c.felt_help.flags.writeable:
            c.felt_help[rows] += stored
        if self.scale_total:  # on the first morning there is nothing to take off, for anybody
            gone = stored * (counted * self.scale_total if some else self.scale_total)
            c.incidents_sum[rows] -= gone
            if place is not None:
                c.felt_sum[place][rows] -= gone

    # --- how incidents are stored -------------------------------------------------------------------------

    def freeze(self, c: Customers, rows: Rows) -> None:
        """Let the ledger stand still."""
        self._rescale(c, rows, self.scale)

    def thaw(self, c: Customers, rows: Rows) -> None:
        """Let incidents fade again, from tomorrow on."""
        self._rescale(c, rows, 1.0 / self.scale)

    def experience(self, c: Customers, rows: Rows | slice) -> Floats:
        """Customer experience (CX) of some customers, in quality units, whether they are here or have left."""
        felt: Floats = c.incidents[rows] * self._scales(c, rows)
        felt += c.levels[rows]
        return felt

    def experience_here(self, c: Customers, rows: Rows | slice) -> Floats:
        """CX of customers who are here."""
        felt: Floats = c.levels[rows] + self.scale * c.incidents[rows]
        return felt

    def service_felt(self, c: Customers, rows: Rows) -> Floats:
        """What the desk and the community have left, in quality units, of customers who are here."""
        felt: Floats = c.felt_help[rows] * self.scale
        return felt

    def _scales(self, c: Customers, rows: Rows | slice) -> Floats | float:
        """What stored incidents of some customers are worth: one number where all are live, as most are."""
        live = c.are_live(rows)
        return self.scale if np.count_nonzero(live) == len(live) else np.where(live, self.scale, 1.0)

    @staticmethod
    def _rescale(c: Customers, rows: Rows, factor: float) -> None:
        if len(rows):
            c.felt[FADING, rows] *= factor
            for column in _inflated(c):
                column[rows] *= factor

    def _add(self, c: Customers, rows: Rows, sign: int) -> None:
        if not len(rows) or not self.evenings:  # before the first evening all totals are 0
            return
        # As an array of NumPy: by a number of Python's it would be multiplied in single precision.
        totals = sign * np.where(FADES, self.scale_total, float(self.evenings))
        if MANY * len(rows) > len(c):
            those = np.zeros(len(c))
            those[rows] = 1.0
            for felt, felt_sum, total in zip(c.felt, c.felt_sum, totals, strict=True):
                felt_sum += felt * (total * those)
            c.incidents_sum += c.incidents * (totals[0] * those)
            c.levels_sum += c.levels * (totals[USE] * those)
        else:
            c.felt_sum[:, rows] += totals[:, None] * c.felt[:, rows]
            c.incidents_sum[rows] += totals[0] * c.incidents[rows]
            c.levels_sum[rows] += totals[USE] * c.levels[rows]
        if c.days.flags.writeable:
            c.days[rows] += sign * self.evenings
        c.money[rows] += sign * self.margin_total
        c.worth[rows] += sign * self.margin_worth_total

    def _write_anew(self, everybody: Customers, factor: float) -> None:
        c = everybody
        counted, total = rows_where(c.counted), np.float64(self.scale_total)
        for felt, felt_sum in (*zip(c.felt[FADING], c.felt_sum, strict=False), (c.incidents, c.incidents_sum)):
            felt_sum[counted] += total * felt[counted]
        live = rows_where(c.are_live())
        for column in (*c.felt[FADING], *_inflated(c)):  # not all at once: these are many rows
            column[live] *= np.float64(self.scale * factor)
        self.scale, self.scale_total = 1.0, 0.0


def _inflated(c: Customers) -> list[Floats]:
    """What is stored inflated besides the parts of the ledger, as far as this scenario needs it."""
    return [c.incidents, c.recent, c.felt_help] if c.felt_help.flags.writeable else [c.incidents, c.recent]


def add_up(everybody: Customers, books: Sequence[tuple[Books, int]]) -> dict[str, float]:
    """Sum each column of the ledgers of those who are customers this evening.

    `books` holds those of each segment with its number of people. All customers are summed at once, so that how
    they are cut changes no bit.
    """
    c, fades = everybody, [True, False, *FADES]
    columns = [c.incidents, c.levels, *c.felt]
    totals = [Total(len(everybody)) for _ in columns]
    alike = len({one.scale for one, _ in books}) == 1
    for one, some in _in_turn(books):
        counted = c.counted[some].astype(np.float64)
        fading = counted if alike else counted * one.scale
        for total, column, fade in zip(totals, columns, fades, strict=True):
            total.add(column[some] * (fading if fade else counted))
    scale = books[0][0].scale if alike else 1.0
    incidents, levels, *felt = (
        total.sum * (scale if fade else 1.0) for total, fade in zip(totals, fades, strict=True)
    )
    return {name: float(value) for name, value in columns_of(incidents, levels, felt)}


def _in_turn(books: Sequence[tuple[Books, int]]) -> Iterator[tuple[Books, slice]]:
    """Cut all customers into runs of one segment each, and where their sums are cut: no piece has to be filled."""
    ends, start = list(accumulate(people for _, people in books)), 0
    for end in sorted({*ends, *accumulate(pieces(ends[-1]))} - {0}):
        yield books[bisect_right(ends, start)][0], slice(start, end)
        start = end


def columns_of(incidents: Any, levels: Any, felt: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Give each column of the ledger, in double precision, from what is kept of it: values, or arrays."""
    kept = {name: np.asarray(part, np.float64) for name, part in zip(PARTS, felt, strict=True)}
    fading = PARTS[FADING]
    for name in LEDGER:
        if name in kept:
            yield name, kept[name]
        elif name == "gap":
            yield name, levels - kept["use"]
        else:
            yield name, incidents - sum(kept[part] for part in fading)
