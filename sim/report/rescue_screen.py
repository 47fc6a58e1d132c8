"""What a rescue looks like in a terminal: the answer first, then what is found out besides, stage by stage."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.report import counterfactual_words, rescue_findings, wording
from sim.report.estimate import UNMEASURED, cells
from sim.report.layout import columns, is_narrow, say, text
from sim.report.promise_words import promises
from sim.report.screen import title
from sim.report.whom import whom_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from sim.questions.rescue import Rescue
    from sim.questions.rescue.told import ReachTold
    from sim.questions.rescue.uncertainty import Uncertainty
    from sim.report.estimate import Estimate

    Measured = Mapping[str, Estimate]

ROWS = ("retention", "cx", "nps", "clv", "profit")
CELLS = ("weak_poor", "weak_excellent", "strong_poor", "strong_excellent")


def show_rescue(console: Console, answer: Rescue) -> None:
    """Show the answer: two sentences, four cells, what becomes of it over time, and how far to trust it."""
    measured = cells(answer.cells)
    index = _rows(answer.index)
    retention = index["retention"]
    poor, excellent, strong = (measured[cell].get("retention", UNMEASURED).mean for cell in CELLS[:3])
    say(console, rescue_findings.QUESTION, style="bold")
    say(console, title(answer.scenario, answer.seed, answer.replications), style="dim")
    say(console, "")
    if isfinite(retention["denominator"]):
        say(console, rescue_findings.answered(retention, whom_of(answer.scenario)), style="bold")
    whom = whom_of(answer.scenario)
    say(console, wording.of_hundred(poor, excellent, strong, answer.half_life.within, whom))
    say(console, "")
    draw = _cells_below_each_other if is_narrow(console) else _cells_side_by_side
    console.print(draw(console, measured, {row: _closed(index, row) for row in ROWS}))
    say(console, "")
    for said in besides(answer):
        say(console, said)
    if retention["defined"]:
        say(console, wording.noise(retention["low"], retention["high"], "share", answer.replications))
    say(console, wording.NOT_IN_THE_INTERVAL)
    say(console, promises(answer))


def besides(answer: Rescue) -> list[str]:
    """Say what becomes of the index over time, and what it costs; nothing without a gap."""
    course = answer.index_over_time[answer.index_over_time["measure"] == "retention"].to_dict("records")
    if not course[-1]["defined"]:
        return []
    said = [rescue_findings.over_time(course, answer.half_life, answer.fading)]
    cost = answer.cost_per_rescued
    if cost.defined:
        currency = wording.visible(answer.scenario.money.currency)
        said.append(f"What it costs: {rescue_findings.costs(cost, currency)}")
    return said


def show_lives(console: Console, answer: Rescue) -> None:
    """Show what becomes of the same customers with either service: who is saved, who is harmed, who they are."""
    if answer.counterfactual is None:
        return
    say(console, "")
    for line in counterfactual_words.lines(answer.counterfactual, whom_of(answer.scenario)):
        say(console, line)


def show_reach(console: Console, reach: ReachTold) -> None:
    """Show what service is worth in quality, what no desk could beat, and for which product it pays."""
    say(console, "")
    say(console, rescue_findings.equivalent(_rows(reach.quality_equivalent)["retention"]))
    ceiling = _rows(reach.ceiling)["retention"]
    if ceiling["defined"]:
        share, within = rescue_findings.per_cent(ceiling["index"]), ""
        if isfinite(ceiling["low"]):
            within = f" ({rescue_findings.from_to(ceiling['low'], ceiling['high'])})"
        say(console, f"The best service that there could be would close {share} of the gap{within}.")
    say(console, f"In profit, {reach.break_even.text}. {wording.NOT_IN_THE_PROFIT}")


def show_uncertainty(console: Console, known: Uncertainty) -> None:
    """Show how far the index reaches if the assumptions are off, and which of them that hangs on."""
    from sim.questions.rescue.study import meaning

    say(console, "")
    interval = _rows(known.intervals)["retention"]
    say(console, rescue_findings.doubt(interval, ()), style="bold")
    if isfinite(interval["low"]):
        assumptions = wording.count(len(known.design.keys), "assumption")
        worlds = wording.count(len(known.points), "world")
        say(
            console,
            f"{assumptions} were varied at once over their ranges, in {worlds}; "
            f"in the middle one it is {rescue_findings.per_cent(interval['median'])}.",
        )
    for line in rescue_findings.beside_doubt(interval):
        say(console, line)
    if known.strongest:
        known_as = {key: rescue_findings.shortly(meaning(key)) for key in known.strongest}
        most = [f"{meaning.partition(';')[0]} ({key})" for key, meaning in known_as.items()]
        say(console, f"What matters most: {'; '.join(most)}.{rescue_findings.rough(len(known.points))}")
    elif isfinite(interval["low"]):
        say(console, "So few worlds do not tell which assumption matters most.")
    say(console, f"Mind that {known.caution}.")


def _cells_side_by_side(console: Console, measured: Mapping[str, Measured], closed: Mapping[str, str]) -> Table:
    heads = ("weak\npoor", "weak\nexcellent", "strong\npoor", "strong\nexcellent", "gap\nclosed")
    table = columns(console, "product\ndesk", *heads)
    for row in ROWS:
        found = [measured[cell].get(row, UNMEASURED) for cell in CELLS]
        written = [wording.quantity(each.mean, each.unit) for each in found]
        table.add_row(*(text(console, cell) for cell in (wording.label(row), *written, closed[row])))
    return table


def _cells_below_each_other(
    console: Console, measured: Mapping[str, Measured], closed: Mapping[str, str]
) -> Table:
    table = columns(console, "product, desk", "mean")
    for row in ROWS:
        table.add_row(text(console, wording.label(row), style="bold"))
        for cell in CELLS:
            found = measured[cell].get(row, UNMEASURED)
            table.add_row(
                text(console, f"  {cell.replace('_', ', ')}"),
                text(console, wording.quantity(found.mean, found.unit)),
            )
        table.add_row(text(console, "  gap closed"), text(console, closed[row]))
    return table


def _rows(index: pd.DataFrame) -> dict[str, dict[Hashable, Any]]:
    return {str(row["measure"]): row for row in index.to_dict("records")}


def _closed(index: Mapping[str, Mapping[Hashable, Any]], row: str) -> str:
    share = index.get(row)
    if share is None or not share["defined"]:
        return wording.UNKNOWN
    return wording.quantity(share["index"], "share")
