"""The tables of the report of a rescue: pure functions of what was found, in the words of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.report import changes, rescue_findings, wording
from sim.report.desk_and_theory import ERLANG_A
from sim.report.estimate import UNMEASURED, cells
from sim.report.tables import Cell, Row, Table, estimate
from sim.report.whom import whom_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from sim.questions.compare import Comparison
    from sim.questions.rescue import Rescue
    from sim.questions.rescue.reach import Reach
    from sim.questions.rescue.told import ReachTold
    from sim.report.desk_and_theory import BesideTheory
    from sim.scenario import Scenario

CELLS = {
    "weak_poor": "weak, poor",
    "weak_excellent": "weak, excellent",
    "strong_poor": "strong, poor",
    "strong_excellent": "strong, excellent",
}
"""How the columns of the cells are headed: product, service."""

SURVEYED = ("nps", "nps_current", "nps_survey", "csat", "csat_survey")
SMALLEST_GAP_OF_SCORE = {"csat": 0.02, "csat_survey": 0.02}
"""In points of 5; scores of other kinds are in points, and there a gap of one is the least."""

NOTHING = Cell("")


def answer(rescue: Rescue) -> Table:
    """Give the headline measures of the four cells."""
    measured = cells(rescue.cells)
    rows = []
    for measure in rescue.index["measure"]:
        found = (estimate(measured[cell].get(measure, UNMEASURED)) for cell in CELLS)
        rows.append(Row(label(measure, rescue.scenario), tuple(found)))
    noise = (
        "Below each number its simulation noise: a 95 % interval over replications."
        if rescue.replications > 1
        else "One replication has no intervals: they need at least 2."
    )
    return Table(("product, service:", *CELLS.values()), tuple(rows), noise)


def closed(rescue: Rescue, reach: Reach | ReachTold | None) -> Table:
    """Give of each measure the share of the gap that service closes, and what else is known of it."""
    columns: dict[str, Mapping[str, Cell]] = {
        "closed by service": shares(rescue.index),
        "of the way to strong and excellent": shares(rescue.attainable),
    }
    if reach is not None:
        columns["at most, with perfect service"] = shares(reach.ceiling)
        columns["worth in product quality"] = qualities(reach.quality_equivalent)
    columns["extra effect on the strong product"] = interactions(rescue)
    measures = [str(measure) for measure in rescue.index["measure"]]
    rows = (
        Row(rescue_findings.GAPS[measure], tuple(column.get(measure, NOTHING) for column in columns.values()))
        for measure in measures
    )
    caption = (
        "The rescue index: what excellent service adds to the weak product, as a share of what the strong product "
        "with poor service adds to it, and then of what the strong product with excellent service does, which is "
        "as far as both can go; below each Fieller’s 95 % interval."
    )
    return Table(("measure", *columns), tuple(rows), caption)


def interactions(rescue: Rescue) -> dict[str, Cell]:
    """Write how much more service moves the strong product than the weak one, by measure."""
    from sim.measures import MEASURES

    found = {}
    for row in rescue.interaction.to_dict("records"):
        measure, low, high = str(row["measure"]), float(row["low"]), float(row["high"])
        unit = MEASURES[measure].unit
        written = changes.change(float(row["estimate"]), unit, fineness=changes.fineness(low, high))
        points = " points" if unit == "share" and written != wording.UNKNOWN else ""
        found[measure] = Cell(f"{written}{points}", changes.between(low, high, unit))
    return found


def label(measure: str, spec: Scenario) -> str:
    """Call a measure in plain words, money in its currency."""
    from sim.measures import MEASURES
    from sim.report import page

    return wording.in_currency(page.label(measure), MEASURES[measure].unit, spec)


ONE_RUN = "one run: not known"
"""What stands for an interval that one run does not give."""


def shares(table: pd.DataFrame) -> dict[str, Cell]:
    """Write the shares of gaps by measure."""
    return {str(row["measure"]): share(row) for row in table.to_dict("records")}


def share(row: Mapping[Any, Any]) -> Cell:
    """Write one share of a gap; where there is no gap there is no share of it."""
    if not row["defined"]:
        return Cell("no clear gap")
    low, high = float(row["low"]), float(row["high"])
    return Cell(wording.quantity(float(row["index"]), "share"), wording.interval(low, high, "share") or ONE_RUN)


def qualities(table: pd.DataFrame) -> dict[str, Cell]:
    """Write the qualities that service is worth, by measure."""
    return {
        str(row["measure"]): Cell(
            f"{float(row['dq']):.3f}", wording.interval(row["low"], row["high"], "quality") or ONE_RUN
        )
        if row["defined"]
        else Cell(wording.UNKNOWN, rescue_findings.noted(row))
        for row in table.to_dict("records")
    }


def moved(comparison: Comparison) -> Table:
    """Give what excellent service, and the strong product instead, change for those with the weak product."""
    from sim.report.comparison import SHOWN, rows_of

    spec, whom = comparison.baseline.scenario, whom_of(comparison.baseline.scenario)
    service, product = (
        {row["measure"]: row for row in rows_of(comparison.table, one)} for one in comparison.others
    )
    names = [name for name in service if name in SHOWN and (service[name]["moved"] or product[name]["moved"])]
    rows = [
        Row(label(name, spec), (Cell(wording.quantity(service[name]["baseline"], service[name]["unit"])),
            difference(service[name]), difference(product[name])))
        for name in names
    ]  # fmt: skip
    return Table(
        ("measure", comparison.label, *comparison.others),
        tuple(rows),
        f"What excellent service, or the strong product instead, changes for {whom.people} {whom.having} the weak "
        "product with poor service. Below each difference its simulation noise: a 95 % interval over paired "
        "replications. Differences of shares are in points.",
    )


def difference(row: Mapping[Any, Any]) -> Cell:
    """Write a difference with its interval, or that luck hides it."""
    low, high, unit = float(row["low"]), float(row["high"]), str(row["unit"])
    if row["identical"]:
        return Cell("the same")
    if not row["moved"]:
        return Cell("not told from luck", changes.between(low, high, unit))
    fine = changes.fineness(low, high)
    return Cell(changes.change(float(row["difference"]), unit, fineness=fine), changes.between(low, high, unit))


def desks(held: Mapping[str, BesideTheory]) -> Table:
    """Give the figures of each desk, simulated and in closed form."""
    heads = [head for name in held for head in (f"{name}, simulated", "Erlang-A")]
    lines = zip(*(desk.lines for desk in held.values()), strict=True)
    rows = (
        Row(
            pair[0].label,
            tuple(cell for one in pair for cell in (Cell(one.simulated, one.reach), Cell(one.theory))),
        )
        for pair in lines
    )
    loads = " ".join(f"{name.capitalize()}: {desk.load[0].lower()}{desk.load[1:]}" for name, desk in held.items())
    return Table(("desk of the weak product", *heads), tuple(rows), "", f"{loads} {ERLANG_A}")


def surveys(rescue: Rescue) -> Table:
    """Give true scores beside what surveys would have measured, and the share that each says service closes."""
    from sim.measures import MEASURES
    from sim.statistics import ratio_interval

    measured = cells(rescue.cells)
    rows, closed = [], {}
    for name in SURVEYED:
        value = [rescue.results[cell].runs[name].to_numpy(float) for cell in CELLS]
        smallest = SMALLEST_GAP_OF_SCORE.get(name, 1.0)
        ratio = ratio_interval(value[1] - value[0], value[2] - value[0], smallest_denominator=smallest)
        closed[name] = {"index": ratio.ratio, "low": ratio.low, "high": ratio.high, "defined": ratio.defined}
        scores = [estimate(measured[cell].get(name, UNMEASURED)) for cell in CELLS]
        rows.append(Row(wording.label(name), (*scores, share(closed[name]))))
    units = {MEASURES[name].unit for name in SURVEYED}
    return Table(
        ("score; product, service:", *CELLS.values(), "closed by service"),
        tuple(rows),
        f"Surveys reach those who are still there and answer. Units: {', '.join(sorted(units))}.",
        rescue_findings.surveyed(closed["nps"], closed["nps_survey"], whom_of(rescue.scenario)),
    )


def settings(side: Mapping[str, object]) -> list[tuple[str, str]]:
    """Give the settings of a side as they can be read."""
    return [
        (key, wording.visible(f"{value:g}" if isinstance(value, float) else str(value)))
        for key, value in side.items()
    ]


def facts(rescue: Rescue, reach: Reach | ReachTold | None) -> list[tuple[str, str]]:
    """Give what else there is to know: over time, between the products, in money."""
    currency = wording.visible(rescue.scenario.money.currency)
    cost = rescue.cost_per_rescued
    found: Iterable[tuple[str, str]] = (
        ("Over time", fading(rescue)),
        ("On the strong product", rescue_findings.interacts(_retention(rescue.interaction))),
        ("A rescued customer costs", rescue_findings.costs(cost, currency)),
        ("Break-even quality", "" if reach is None else rescue_findings.sentence(reach.break_even.text)),
    )  # fmt: skip
    return [(fact, said) for fact, said in found if said]


def fading(rescue: Rescue) -> str:
    """Say when half of what service closed at first is gone; nothing where there is no gap."""
    return rescue_findings.halved(rescue.half_life) if _retention(rescue.index)["defined"] else ""


def _retention(table: pd.DataFrame) -> Mapping[Any, Any]:
    rows: Sequence[Mapping[Any, Any]] = table[table["measure"] == "retention"].to_dict("records")
    return rows[0]
