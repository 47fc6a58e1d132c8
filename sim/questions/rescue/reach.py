"""How far service reaches: what no desk could beat, what it is worth in quality, and for which product it pays.

    ceiling             the rescue index of a service that is perfect: the index, and what is still missing to it
    quality equivalent  dq with M(weak + dq, poor) = M(weak, excellent): the better product that moves as much
    break-even          the quality at which excellent service earns as much as poor service
    map                 every measure by quality of the product and level of service

The index is that of the four cells. What lies between and beyond them is sketched: one run each, with fewer people
on the same luck. Intervals join the noise of both; they leave out that a part of the people is in both. Of
experience and lifetime value there is none where the sketch is one run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.questions.rescue import levels
from sim.questions.rescue.sketch import MEASURES, Sketch, sketched, smaller
from sim.questions.rescue.unbeatable import unbeatable
from sim.statistics.crossing import Crossing, crossing
from sim.statistics.jackknife import half_width, left_out
from sim.tables import kept_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.questions.rescue.answer import Rescue
    from sim.questions.rescue.sketch import Firm
    from sim.scenario import Scenario
    from sim.simulate import Progress

    Floats = NDArray[np.float64]

NOTHING = float("nan")
CEILING = "ceiling"
BEYOND = "less than", "more than"
FINE = 0.02
"""An interval of qualities narrower than this is told in thousandths."""


@dataclass(frozen=True)
class BreakEven:
    """The quality at which excellent service pays for itself, with its interval; None where there is none.

    Where luck hides which of several places it is there is an interval alone.
    """

    quality: float | None
    low: float
    high: float
    text: str


@dataclass(frozen=True)
class Reach:
    """What surrounds the rescue index.

    `ceiling`             a row a measure: index, low, high, defined
    `quality_equivalent`  a row a measure: dq, low, high, defined, note
    `break_even`          the quality from which excellent service pays, in profit
    `map`                 a row a quality, service (0 poor .. 1 excellent) and measure: value, low, high
    """

    rescue: Rescue
    sketch: Sketch
    qualities: tuple[float, ...]
    services: tuple[float, ...]

    def __repr__(self) -> str:
        row = self.ceiling.set_index("measure").loc["retention"]
        found = f"ceiling {row['index']:.0%} of the gap" if row["defined"] else "no gap"
        return f"<Reach {self.rescue.scenario.name!r}: {found} in retention>"

    @kept_table
    def ceiling(self) -> pd.DataFrame:
        """Give the index that no desk can beat."""
        return pd.DataFrame([self._ceiling(row) for row in self._index()])

    @kept_table
    def quality_equivalent(self) -> pd.DataFrame:
        """Give how much better the product would have to be, to move each measure as far as service does."""
        return pd.DataFrame([self._equivalent(row) for row in self._index()])

    @cached_property
    def break_even(self) -> BreakEven:
        """Find the quality at which excellent service earns as much as poor service."""
        earned = [self._grid("profit", service) for service in (1.0, 0.0)]
        more = earned[0] - earned[1]
        x = np.array(self.qualities)
        found = crossing(x, more.mean(axis=1), left_out(more))
        text = in_words(found, self.qualities)
        if found.times != 1 or not found.clear:
            return BreakEven(None, NOTHING, NOTHING, text)
        if math.isnan(found.at):
            return BreakEven(None, found.low, found.high, text)
        return BreakEven(found.at, found.low, found.high, text)

    @kept_table
    def map(self) -> pd.DataFrame:
        """Give every measure by quality and service."""
        return pd.DataFrame([
            {
                "quality": quality, "service": service, "measure": measure,
                **_mean(self._at(quality, service, measure)),
            }
            for quality in self.qualities for service in self.services for measure in MEASURES
        ])  # fmt: skip

    def _index(self) -> list[dict[str, float]]:
        return self.rescue.index.to_dict("records")  # type: ignore[return-value]

    def _at(self, quality: float, service: float, measure: str) -> Floats:
        return self.sketch.of((quality, service), measure)

    def _grid(self, measure: str, service: float) -> Floats:
        """Give a measure by quality and group, at one level of service."""
        return np.array([self._at(quality, service, measure) for quality in self.qualities])

    def _gap(self, measure: str) -> Floats:
        weak, strong = (self.sketch.of(cell, measure) for cell in ("weak_poor", "strong_poor"))
        return strong - weak

    def _ceiling(self, row: dict[str, float]) -> dict[str, object]:
        measure = str(row["measure"])
        missing = self.sketch.of(CEILING, measure) - self.sketch.of("weak_excellent", measure)
        gap = self._gap(measure)
        width = math.hypot(_half_width(row), float(half_width(_share(left_out(missing), left_out(gap)))))
        index = row["index"] + float(_share(missing.mean(), gap.mean())) if row["defined"] else NOTHING
        return {
            "measure": measure, "index": index, "low": index - width, "high": index + width,
            "defined": math.isfinite(index),
        }  # fmt: skip

    def _equivalent(self, row: dict[str, float]) -> dict[str, object]:
        """Find how far along the way to the strong product poor service closes the same share of the gap."""
        measure, weak = str(row["measure"]), self._weak
        if not row["defined"]:
            return _no_equivalent(measure, "undefined: no gap between the products is clear of the noise")
        along = self._grid(measure, 0.0) - self.sketch.of("weak_poor", measure)
        gap = self._gap(measure)
        share, without = _share(along.mean(axis=1), gap.mean()), _share(left_out(along), left_out(gap))
        if not np.isfinite(share).all():
            return _no_equivalent(measure, "undefined: too few people to tell")
        x = np.array(self.qualities)
        found = crossing(x, share - row["index"], without - row["index"], more=_half_width(row))
        if math.isnan(found.at):
            return _no_equivalent(measure, why_none(found, share - row["index"], self.qualities, weak))
        return {
            "measure": measure, "dq": found.at - weak, "low": found.low - weak, "high": found.high - weak,
            "defined": True, "note": open_ends(found, self.qualities, weak),
        }  # fmt: skip

    @property
    def _weak(self) -> float:
        return levels.quality(self.rescue.results["weak_poor"].scenario)


def reach(rescue: Rescue, *, workers: int = 1, progress: Progress | None = None) -> Reach:
    """Look around a rescue: with other products, other services, and the service that no desk can beat.

    `progress(done, total)` is called now and then with the simulated days.
    """
    cells = {name: smaller(results.scenario) for name, results in rescue.results.items()}
    qualities = levels.qualities(levels.quality(cells["weak_poor"]), levels.quality(cells["strong_poor"]))
    services = levels.services(cells["weak_poor"], cells["weak_excellent"])
    firms: dict[Firm, Scenario] = {CEILING: unbeatable(cells["weak_excellent"])}
    firms.update(cells)
    for service in services:
        served = levels.served(cells["weak_poor"], cells["weak_excellent"], service)
        firms |= {(quality, service): served.but({"product.quality": quality}) for quality in qualities}
    return Reach(rescue, sketched(firms, rescue, workers=workers, progress=progress), qualities, services)


# --- in words -----------------------------------------------------------------------------------------------


def in_words(found: Crossing, qualities: tuple[float, ...]) -> str:
    """Say for which products excellent service earns more than poor service."""
    looked_at = f"product quality from {qualities[0]:.2f} to {qualities[-1]:.2f}"
    if not found.clear:
        return f"whether excellent service pays for itself is not told from luck at any {looked_at}"
    if found.times > 1:
        return f"whether excellent service pays for itself changes {found.times} times over a {looked_at}"
    if found.times == 1:
        way = "from a product quality {} on" if found.rising else "up to a product quality {}"
        return f"excellent service pays for itself {way.format(_with_its_interval(found))}"
    pays = "pays for itself" if found.rising else "does not pay for itself"
    if found.sure:
        return f"excellent service {pays} at {'every' if found.rising else 'any'} {looked_at}"
    where = " and ".join(_stretch(*ends) for ends in found.told)
    return f"excellent service {pays} {where}; elsewhere luck does not tell, at a {looked_at}"


def _stretch(low: float, high: float) -> str:
    """Write the qualities at which something is clear of luck."""
    ends = f"{low:.2f}", f"{high:.2f}"
    return f"at a product quality {f'of {ends[0]}' if ends[0] == ends[1] else f'from {ends[0]} to {ends[1]}'}"


def _with_its_interval(found: Crossing) -> str:
    """Write a crossing with its interval, which is open where it goes on beyond what was looked at."""
    decimals = 2 if found.high - found.low >= FINE else 3
    at, *ends = (f"{value:.{decimals}f}" for value in (found.at, found.low, found.high))
    if math.isnan(found.at):
        return f"between {' and '.join(ends)}"
    told = zip(found.opens, ends, BEYOND, strict=True)
    low, high = (f"{way} {end}" if is_open else end for is_open, end, way in told)
    return f"of {at} ({low} to {high})"


def why_none(found: Crossing, height: Floats, qualities: tuple[float, ...], weak: float) -> str:
    """Say why there is no quality, or no single one, that service is worth."""
    if found.times > 1:
        return "undefined: a better product does not always do better here"
    if found.times == 1:
        ends = f"{found.low - weak:.2f} and {found.high - weak:.2f}"
        return f"undefined: somewhere between {ends}, luck does not tell where"
    if found.seen > 1:
        return "undefined: luck does not tell where a better product does as well"
    if height[-1] < 0:
        return f"more than {qualities[-1] - weak:.2f}, as far as was looked"
    return f"less than {qualities[0] - weak:.2f}, as far as was looked"


def open_ends(found: Crossing, qualities: tuple[float, ...], weak: float) -> str:
    """Say where the interval goes on beyond what was looked at."""
    ends = zip(found.opens, (qualities[0], qualities[-1]), BEYOND, strict=True)
    beyond = [f"{way} {end - weak:.2f}" for is_open, end, way in ends if is_open]
    return f"may be {' or '.join(beyond)}, as far as was looked" if beyond else ""


# --- the parts ----------------------------------------------------------------------------------------------


def _half_width(row: dict[str, float]) -> float:
    """How far the interval of an index reaches, on the average of both sides."""
    return (row["high"] - row["low"]) / 2


def _share(part: Floats, gap: Floats) -> Floats:
    """Give parts of a gap; NaN where there is none."""
    return np.asarray(part / np.where(gap == 0, np.nan, gap), np.float64)


def _mean(groups: Floats) -> dict[str, float]:
    value, width = float(groups.mean()), float(half_width(left_out(groups)))
    return {"value": value, "low": value - width, "high": value + width}


def _no_equivalent(measure: str, note: str) -> dict[str, object]:
    return {"measure": measure, "dq": NOTHING, "low": NOTHING, "high": NOTHING, "defined": False, "note": note}
