"""What a comparison looks like in a terminal: the finding, what moved, what did not, and how it came about."""

from __future__ import annotations

from math import isfinite, nan
from statistics import median
from typing import TYPE_CHECKING, Any

from sim.measures.record import retention_days
from sim.report import changes, wording
from sim.report.by_segment import OF_A_SEGMENT
from sim.report.counterfactual_words import in_a_line
from sim.report.estimate import UNMEASURED, difference, estimates
from sim.report.layout import add_row, columns, is_narrow, is_tiny, say, text
from sim.report.noise import of_what_was_asked
from sim.report.run_notes import few_calls
from sim.report.screen import FUNNEL, GROUPS, title
from sim.report.whom import whom_of
from sim.statistics.paired import BY_CHANCE, most_gain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from sim.questions.compare import Comparison
    from sim.scenario import Scenario

    Row = Mapping[str, Any]

SHOWN = frozenset({*FUNNEL, *(name for names in GROUPS.values() for name in names)})
"""The measures that have a line of their own; the others are named, and in the JSON object."""

HEADS = {"better": "Better", "worse": "Worse", "other": "Neither better nor worse"}
STYLES = {"better": "green", "worse": "red", "other": ""}
CUSTOMERS_OF_100 = "customers, of 100 people"
COURSES = {"customers": "still customers", "cx": "experience of these"}


def show(console: Console, answer: Comparison) -> None:
    """Show a comparison: a sentence for each alternative, then each in detail."""
    say(console, f"What changes against {wording.visible(answer.label)}?", style="bold")
    say(console, title(answer.baseline.scenario, answer.seed, answer.replications), style="dim")
    if len(answer.others) > 1:
        say(console, "")
        console.print(_side_by_side(console, answer))
    for label in answer.others:
        _show_alternative(console, answer, label)
    say(console, "")
    for line in known(answer):
        say(console, line)
    say(console, wording.NOT_IN_THE_INTERVAL)
    say(console, wording.NOT_IN_THE_PROFIT)


def notes_of(answer: Comparison) -> list[str]:
    """Collect what a careful reader should know, each thing once."""
    runs = {answer.label: answer.baseline, **answer.others}
    warnings = (warning for results in runs.values() for warning in results.scenario.warnings)
    agents = {label: estimates(results.summary).get("agents", UNMEASURED).mean for label, results in runs.items()}
    hours = wording.other_hours(results.scenario for results in runs.values())
    few = (*wording.few_agents(answer.baseline.scenario, agents), *wording.few_replications(answer.replications))
    return list(dict.fromkeys([*answer.notes, *hours, *warnings, *few, *few_calls(runs)]))


def known(answer: Comparison) -> list[str]:
    """Say how well the differences are known: what was asked for, or what it would take."""
    if asked := of_what_was_asked(answer.precision):
        return asked
    if answer.replications < 2:
        return ["Simulation noise: not known from one replication; --replications 2 or more shows it."]
    return [f"Intervals: simulation noise (95 %), {wording.count(answer.replications, 'replication')} in pairs."]


def _side_by_side(console: Console, answer: Comparison) -> Table:
    """Show what a choice between the alternatives hangs on, a row each."""
    found = {label: at_a_glance(answer, label) for label in answer.others}
    table = columns(console, "Change", *(() if is_tiny(console) else next(iter(found.values()))))
    for label, rows in found.items():
        cells = [_course(row, is_narrow(console)) for row in rows.values()]
        add_row(console, table, [(cell, "") for cell in (f"  {wording.visible(label)}", *cells)])
    return table


def at_a_glance(answer: Comparison, label: str) -> dict[str, Row]:
    """Give how customers and profit differ with one alternative, each under its head."""
    spec = answer.baseline.scenario
    rows = {row["measure"]: row for row in rows_of(answer.table, label)}
    market = spec.protocol == "market"
    return {
        CUSTOMERS_OF_100 if market else wording.label("retention"): (
            customers_at_the_end(answer, label) if market else rows["retention"]
        ),
        wording.in_currency(wording.label("profit"), rows["profit"]["unit"], spec): rows["profit"],
    }


def _show_alternative(console: Console, answer: Comparison, label: str) -> None:
    rows = rows_of(answer.table, label)
    say(console, "")
    say(console, wording.visible(label), style="bold")
    say(console, finding(answer, rows))
    if lived := in_a_line(answer.counterfactuals.get(label), whom_of(answer.baseline.scenario)):
        say(console, lived)
    say(console, counted(rows, answer.moved_by_chance(label)))
    if any(row["moved"] for row in rows):
        say(console, "")
        console.print(_moved(console, rows, answer.baseline.scenario))
    _name(console, "Also moved", (row for row in rows if row["moved"] and row["measure"] not in SHOWN))
    _name(console, "Did not move", (row for row in rows if not row["moved"] and not row["identical"]))
    same = [row for row in rows if row["identical"]]
    if 0 < len(same) < len(rows):
        _name(console, "The same to the last bit", same)
    if not all(row["identical"] for row in rows):
        say(console, "")
        console.print(_over_time(console, answer, label))
        _show_segments(console, answer, label)
        say(console, "")
        say(console, _gain(rows), style="dim")


def finding(answer: Comparison, rows: Sequence[Row]) -> str:
    """Say what becomes of the customers; in a market first how many there are, since those who buy differ too."""
    spec = answer.baseline.scenario
    row = next(row for row in rows if row["measure"] == "retention")
    kept = changes.kept(
        row["baseline"], row["difference"], row["low"], row["high"], retention_days(spec), whom_of(spec)
    )
    if spec.protocol != "market":
        return kept
    end = customers_at_the_end(answer, row["scenario"])
    return f"{changes.won(end['baseline'], end['difference'], end['low'], end['high'])} {kept}"


def customers_at_the_end(answer: Comparison, label: str) -> Row:
    """Give the last day of how the share of customers differs."""
    return [row for row in rows_of(answer.over_time, label) if row["what"] == "customers"][-1]


def counted(rows: Sequence[Row], by_chance: float) -> str:
    """Count what moved, in which direction, beside what chance alone would move."""
    better, worse, other = (sum(row["verdict"] == word for row in rows) for word in HEADS)
    among = sum(not row["identical"] for row in rows)
    return changes.moved(better, worse, other, among, by_chance)


def _moved(console: Console, rows: Sequence[Row], spec: Scenario) -> Table:
    narrow = is_narrow(console)
    heads = ("value", "change", "±95 %") if narrow else ("baseline", "value", "change", "95 % interval")
    table = columns(console, "", *(() if is_tiny(console) else heads))
    for word, head in HEADS.items():
        mine = [row for row in rows if row["verdict"] == word and row["measure"] in SHOWN]
        if mine:
            table.add_row(text(console, head, style="bold"))
        for row in mine:
            add_row(console, table, list(_cells(row, spec, narrow)))
    return table


def _cells(row: Row, spec: Scenario, narrow: bool) -> Iterable[tuple[str, str]]:
    unit, low, high = row["unit"], row["low"], row["high"]
    yield f"  {wording.in_currency(wording.label(row['measure']), unit, spec)}", ""
    if not narrow:
        yield wording.quantity(row["baseline"], unit), "dim"
    yield wording.quantity(row["value"], unit), ""
    yield changes.change(row["difference"], unit, fineness=changes.fineness(low, high)), STYLES[row["verdict"]]
    yield _reach(row, narrow), "dim"


def _reach(row: Row, narrow: bool) -> str:
    """Write the interval of a difference without what cannot be: in little room half its width, if it is whole."""
    whole, unit = (row["low"], row["high"]), row["unit"]
    possible = difference(*whole, unit)
    write = changes.give_or_take if narrow and possible == whole else changes.between
    return write(*possible, unit)


def _name(console: Console, head: str, rows: Iterable[Row]) -> None:
    names = [wording.label(row["measure"]) for row in rows]
    if names:
        say(console, "")
        say(console, f"{head}: {'; '.join(names)}.", style="dim")


def _over_time(console: Console, answer: Comparison, label: str) -> Table:
    """Show how the difference grows or fades, on a few days."""
    table = columns(console, "Change over time", *(() if is_tiny(console) else COURSES.values()))
    found = {(row["day"], row["what"]): row for row in rows_of(answer.over_time, label)}
    for day in changes.a_few_days(answer.baseline.scenario.days):
        cells = [_course(found[day - 1, what], is_narrow(console)) for what in COURSES]
        add_row(console, table, [(cell, "") for cell in (f"  {wording.count(day, 'day')}", *cells)])
    return table


def _show_segments(console: Console, answer: Comparison, label: str) -> None:
    """Show for whom it changes, if the people are of several kinds."""
    found = {(row["segment"], row["measure"]): row for row in rows_of(answer.by_segment, label)}
    if not found:
        return
    heads = (wording.label(measure) for measure in OF_A_SEGMENT)
    table = columns(console, "Change by segment", *(() if is_tiny(console) else heads))
    for segment in answer.baseline.scenario.part_names:
        cells = [_course(found[segment, measure], is_narrow(console)) for measure in OF_A_SEGMENT]
        add_row(console, table, [(cell, "") for cell in (f"  {wording.visible(segment)}", *cells)])
    say(console, "")
    console.print(table)


def _course(row: Row, narrow: bool) -> str:
    unit, low, high = row["unit"], row["low"], row["high"]
    change = changes.change(row["difference"], unit, fineness=changes.fineness(low, high))
    reach = _reach(row, narrow)
    return f"{change} {reach}" if reach.startswith("±") else f"{change} ({reach})" if reach else change


def _gain(rows: Sequence[Row]) -> str:
    row = next(row for row in rows if row["measure"] == "retention")
    told = [(each["gain"], each["n"]) for each in rows if not each["identical"] and isfinite(each["gain"])]
    gains = [gain for gain, _ in told] or [nan]
    harmed = [gain for gain, n in told if most_gain(gain, n, doubt=BY_CHANCE / len(told)) < 1]
    return changes.gain(row["gain"], min(harmed or gains), median(gains), harms=bool(harmed))


def rows_of(table: pd.DataFrame, label: str) -> list[Row]:
    """Give the rows of one alternative."""
    return table[table["scenario"] == label].to_dict("records")  # type: ignore[return-value]
