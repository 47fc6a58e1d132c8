"""Who is still a customer, so many days after the purchase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import wording
from sim.report.figures.axes import few_ticks
from sim.report.figures.curves import draw_curve
from sim.report.figures.style import BLUE, NOTE, Sheet, in_house_style, in_words, noted
from sim.report.whom import BUYERS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.report.whom import Whom

POINTS_OF_A_CURVE = 74


@in_house_style
def retention(curve: pd.DataFrame, *, days: int, whom: Whom = BUYERS) -> Figure:
    """Draw the share of buyers who are still customers, by the days since they bought.

    `curve` is what `survival` gives: scenario, replication, age, value in percent.
    """
    if curve.empty:
        return in_words(wording.nobody(whom), noted(curve))
    last = float(curve.loc[curve["age"] == days, "value"].mean())
    sheet = Sheet(wording.happened(last / 100.0, days, whom), noted(curve, "band"), height=3.0)
    ax = sheet.axes(0.75, 0.8, bottom=0.55)
    draw_curve(ax, curve, BLUE, within=(0.0, 100.0))
    ax.set(xlim=(0, days), ylim=(0, 103), xlabel=whom.axis, ylabel="still customers, %")
    ax.set_xticks(few_ticks(days))
    ax.set_yticks([0, 25, 50, 75, 100])
    ax.grid(axis="y")
    ax.annotate(
        f"{last:.0f} %", (days, last), (6, 0), textcoords="offset points", va="center",
        fontweight="bold", color=BLUE, fontsize=NOTE + 2,
    )  # fmt: skip
    return sheet.figure


def survival(customers: pd.DataFrame, *, days: int, horizon: int) -> pd.DataFrame:
    """Give for each replication and age the percentage of buyers who are still customers.

    `customers` is the table of `Results`; `days` is the age at which retention is measured and `horizon` the
    length of the run: buyers whose history is shorter than `days` are left out, as the measure leaves them out.
    A table of scenario, replication, age, value. At the last age it is the measure `retention`.
    """
    import numpy as np
    import pandas as pd

    from sim.questions.survival import survivors

    nobody = pd.DataFrame({"scenario": [], "replication": [], "age": [], "value": []})
    if "ever" not in customers:
        return nobody
    ages = np.unique(np.linspace(0, days, min(days + 1, POINTS_OF_A_CURVE)).round().astype(int))
    curves = []
    for (scenario, replication), rows in customers.groupby(["scenario", "replication"]):
        value = 100 * survivors(rows, ages, horizon=horizon)
        if np.isfinite(value).all():
            where = {"scenario": scenario, "replication": replication}
            curves.append(pd.DataFrame({**where, "age": ages, "value": value}))
    return pd.concat(curves) if curves else nobody
