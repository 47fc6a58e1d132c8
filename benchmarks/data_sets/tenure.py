"""Who leaves when: churn by tenure of a telephone company's 7,043 customers (modeldata/wa_churn).

The data are a snapshot: one row a customer, with the months since he joined (or until he left) and whether he
has left. IBM made the firm up. Two readings of the same table lead to two curves of retention, and the table
alone does not say which is right:

followed    it holds all who ever joined, and whoever is still there is watched no longer. Then Kaplan & Meier: of
            those who have come to an age, the share that leaves there.
last month  it holds who was there a month ago, and who has left since, as its description says. Then the share
            churned at an age is the chance of leaving in a month, and the curve is their product.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.data_sets.study import OBSERVED, Told, missed_by, percent, settled
from docs.generate.page import table
from sim.questions.fit import Knob, fit, read_table
from sim.questions.fit.knobs import Scale, asked_for, knobs_for
from sim.questions.rescue.sides import sides_of
from sim.questions.survival import kept_by_age
from sim.report.figures.style import BLUE, INK, ORANGE, VERMILION, Sheet, in_house_style
from sim.scenario import Scenario
from sim.simulate import simulate_all

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from sim.questions.fit import Fit

    Floats = NDArray[np.float64]

PEOPLE = 20_000
RUNS = 2
MONTH = 365.0 / 12.0


@dataclass(frozen=True)
class Band:
    """Customers of some months of tenure: how many the table has, and how many of them have left."""

    first: int
    last: int
    customers: int
    gone: int

    @property
    def share(self) -> float:
        """Share of them who have left."""
        return self.gone / self.customers

    @property
    def months(self) -> str:
        """The months, in words."""
        return str(self.last) if self.last == 1 else f"{self.first} to {self.last}"


BANDS = (
    Band(0, 1, 624, 380), Band(2, 3, 438, 217), Band(4, 6, 419, 187), Band(7, 12, 705, 253),
    Band(13, 24, 1_024, 294), Band(25, 48, 1_594, 325), Band(49, 72, 2_239, 213),
)  # fmt: skip
"""The snapshot. Those of no month yet are counted with the first."""
WITHOUT_SUPPORT, WITH_SUPPORT = 0.416, 0.152
"""Share churned of those who have the internet without technical support, and with."""
ENDS = np.array([0, *(band.last for band in BANDS)])

AGEING = Knob("how much leaving falls with the years", {"loyalty.tenure_effect": 0.0}, Scale.PLAIN, 0.0, 1.0, 0.5)


def followed() -> Floats:
    """Share still there at the start and after each band, where all who ever joined are in the table.

    The actuarial estimate: whoever is watched no longer was so for half of the band.
    """
    customers, gone = (np.array([getattr(band, what) for band in BANDS]) for what in ("customers", "gone"))
    come_so_far = np.cumsum(customers[::-1])[::-1]
    return np.cumprod([1.0, *(1.0 - gone / (come_so_far - (customers - gone) / 2.0))])


def last_month() -> Floats:
    """The same where the share churned is the chance of leaving in a month."""
    stay = [(1.0 - band.share) ** (band.last - start) for start, band in zip(ENDS, BANDS, strict=False)]
    return np.cumprod([1.0, *stay])


def snapshot(curve: Floats) -> Floats:
    """Share churned by band that a curve of retention leads to, where as many joined as did, and when they did.

    As many joined so many months ago as are there now, by the share of them that still is. Of those who joined
    longer ago, or in half of the band, whoever left at this age stands in the table with it.
    """
    there = np.array([band.customers - band.gone for band in BANDS])
    joined = there / _middles(followed())
    earlier = np.cumsum(joined[::-1])[::-1] - joined
    gone = -np.diff(curve) * (earlier + joined / 2.0)
    return np.asarray(gone / (gone + joined * _middles(curve)))


def all_churned(curve: Floats) -> float:
    """Share churned of the whole snapshot."""
    share = snapshot(curve)
    there = np.array([band.customers - band.gone for band in BANDS]) / _middles(followed()) * _middles(curve)
    gone = there * share / (1.0 - share)
    return float(gone.sum() / (gone + there).sum())


def _middles(curve: Floats) -> Floats:
    return np.asarray((curve[1:] + curve[:-1]) / 2.0)


def study(people: int | None, workers: int) -> Told:
    """Fit the curve of those who were followed: with a spread of loyalty, and with leaving that falls with age."""
    people = people or PEOPLE
    rows = read_table(OBSERVED / "telco_retention.csv", "telco_retention.csv")
    firm = Scenario.load("archetypes/subscription").but({"population": people, "represents": 1, "log": "none"})
    knobs = knobs_for(asked_for(rows), firm)
    fits = [fit(firm, {}, rows, knobs=turned, rivals=(), workers=workers) for turned in (knobs, (*knobs, AGEING))]
    curves = curves_of([firm, *(found.scenario for found in fits)], workers)
    served = [fits[-1].scenario.but(side) for side in (sides_of(firm).poor, sides_of(firm).excellent)]
    return Told(told(fits, curves, curves_of(served, workers)), picture(fits, curves))


def curves_of(worlds: list[Scenario], workers: int) -> list[Floats]:
    """Share still there every day of six years, from 1 on the first."""
    days = round(ENDS[-1] * MONTH)
    lived = simulate_all(
        [world.but({"days": days}) for world in worlds], replications=RUNS, seed=2, workers=workers
    )
    return [np.array([1.0, *kept_by_age(one).mean(axis=0)]) for one in lived]


def at_ends(curve: Floats) -> Floats:
    """The share still there at the start and after each band."""
    return np.asarray(curve[np.round(ENDS * MONTH).astype(int)])


def told(fits: list[Fit], curves: list[Floats], served: list[Floats]) -> str:
    """Say it in tables."""
    return "\n\n".join((_readings(curves), _curve(fits, curves), _support(served)))


def _readings(curves: list[Floats]) -> str:
    seen = [snapshot(at_ends(curve)) for curve in curves]
    rows = [
        (band.months, f"{band.customers:,}", percent(band.share, 0), percent(there), percent(left, 2),
         *(percent(shares[at], 0) for shares in seen))
        for at, (band, there, left) in enumerate(zip(BANDS, followed()[1:], last_month()[1:], strict=True))
    ]  # fmt: skip
    return table(
        ("month", "customers", "have left", "still there, if all were followed", "if these left in the last month",
         "have left: archetype", "fitted", "with ageing"),
        rows,
    )  # fmt: skip


def _curve(fits: list[Fit], curves: list[Floats]) -> str:
    rows = [
        (f"{target.observed.age_days:,}", percent(target.given),
         f"{100 * (target.given - target.margin):.1f} to {100 * (target.given + target.margin):.1f}",
         *(percent(float(curve[target.observed.age_days])) for curve in curves))
        for target in fits[0].targets
    ]  # fmt: skip
    lines = [
        f"- {name}: {settled(found)}; chi-squared {missed_by(found)}"
        for name, found in zip(("fitted", "with ageing"), fits, strict=True)
    ]
    head = ("days", "still there", "95 %", "archetype", "fitted", "with ageing")
    return "\n\n".join((table(head, rows), "\n".join(lines)))


def _support(served: list[Floats]) -> str:
    poor, excellent = (all_churned(at_ends(curve)) for curve in served)
    return (
        f"Of those without technical support {percent(WITHOUT_SUPPORT, 0)} have left, of those with it "
        f"{percent(WITH_SUPPORT, 0)}. In the firm fitted with ageing a poor desk for all leads to "
        f"{percent(poor, 0)} and an excellent one to {percent(excellent, 0)}."
    )


@in_house_style
def picture(fits: list[Fit], curves: list[Floats]) -> Figure:
    """Draw the curve of those who were followed, and the three simulated ones."""
    sheet = Sheet(
        "One in twenty leaves in the first month and few after: the model has no law like that",
        "black: observed, 95 % interval · orange, dotted: archetype · blue: fitted · red, dashed: with ageing",
        height=3.0,
    )
    ax = sheet.axes(0.75, 0.3, bottom=0.55)
    days = np.arange(len(curves[0]))
    styles = ((ORANGE, ":"), (BLUE, "-"), (VERMILION, "--"))
    for curve, (colour, line) in zip(curves, styles, strict=True):
        ax.plot(days, 100.0 * curve, color=colour, linestyle=line)
    targets = fits[0].targets
    ax.errorbar(
        [target.observed.age_days for target in targets], [100.0 * target.given for target in targets],
        yerr=[100.0 * target.margin for target in targets], fmt="o", color=INK, markersize=5, capsize=3,
    )  # fmt: skip
    ax.set(xlim=(0, 1.02 * days[-1]), ylim=(0, 103), xlabel="days since the purchase", ylabel="still customers, %")
    ax.grid(axis="y")
    return sheet.figure
