"""The report of a comparison: what each alternative changes, in pictures and in a table."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.report import changes, estimate, tables, wording
from sim.report.by_segment import OF_A_SEGMENT
from sim.report.counting import listed
from sim.report.figures.apart import apart
from sim.report.whom import whom_of
from sim.statistics.intervals import mean_interval
from sim.statistics.paired import BY_CHANCE, paired_interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure

    from sim.questions.compare import Comparison
    from sim.report.page import Picture
    from sim.results import Results
    from sim.scenario import Scenario

BELOW_EACH = "Below each difference its simulation noise: a 95 % interval over paired replications."


@dataclass(frozen=True)
class Row:
    """One difference as the table shows it."""

    label: str
    values: str
    difference: str
    reach: str


@dataclass(frozen=True)
class Alternative:
    """One alternative: its finding, its pictures, what moved, and what is to be said of the rest."""

    label: str
    finding: str
    pictures: Sequence[Picture]
    rows: Sequence[Row]
    by_segment: tables.Table | None
    rest: str


def render(comparison: Comparison, *, drawn: Mapping[str, Figure] | None = None) -> str:
    """Give the report of a comparison."""
    from sim.report import figures, page
    from sim.report.comparison import notes_of

    shown = figures.of_comparison(comparison) if drawn is None else drawn
    sides = [alternative(comparison, number, label, shown) for number, label in enumerate(comparison.others, 1)]
    scenarios = {comparison.label: comparison.baseline, **comparison.others}
    return page.filled(
        "comparison.html",
        kicker="Trapeze: simulated customer journeys compared",
        title=title(comparison),
        finding=headline_finding(comparison, sides),
        facts=facts(comparison),
        notes=[wording.visible(note) for note in notes_of(comparison)],
        side_by_side=side_by_side(comparison) if len(sides) > 1 else None,
        alternatives=sides,
        below_each=BELOW_EACH,
        baseline=wording.visible(comparison.label),
        not_in_it=(wording.NOT_IN_THE_INTERVAL, wording.NOT_IN_THE_PROFIT),
        limits=page.LIMITS,
        provenance=provenance(comparison, scenarios),
        scenarios=[(wording.visible(name), results.provenance["resolved"]) for name, results in scenarios.items()],
        again=again(comparison),
    )


def side_by_side(comparison: Comparison) -> tables.Table:
    """Give what a choice between the alternatives hangs on, a row each."""
    from sim.report.comparison import at_a_glance

    found = {label: at_a_glance(comparison, label) for label in comparison.others}
    rows = [
        tables.Row(wording.visible(label), tuple(tables.Cell(*written(row)) for row in mine.values()))
        for label, mine in found.items()
    ]
    return tables.Table(("", *next(iter(found.values()))), tuple(rows), BELOW_EACH)


def alternative(comparison: Comparison, number: int, label: str, drawn: Mapping[str, Figure]) -> Alternative:
    """Gather what the page says of one alternative."""
    from sim.report import page
    from sim.report.comparison import counted, finding, rows_of
    from sim.report.counterfactual_words import in_a_line

    mine = {name: figure for name, figure in drawn.items() if name.rpartition("_")[2] == str(number)}
    rows = rows_of(comparison.table, label)
    moved = counted(rows, comparison.moved_by_chance(label))
    lived = in_a_line(comparison.counterfactuals.get(label), whom_of(comparison.baseline.scenario))
    return Alternative(
        wording.visible(label),
        finding(comparison, rows),
        page.pictures(mine),
        [row(found, comparison.baseline.scenario) for found in rows if found["moved"]],
        of_segments(comparison, label),
        f"{lived} {moved}".strip(),
    )


def of_segments(comparison: Comparison, label: str) -> tables.Table | None:
    """Give what an alternative changes for each segment; None where people are of one kind."""
    from sim.report.comparison import rows_of

    found = {(row["segment"], row["measure"]): row for row in rows_of(comparison.by_segment, label)}
    rows = tuple(
        tables.Row(
            wording.visible(segment), tuple(tables.Cell(*written(found[segment, name])) for name in OF_A_SEGMENT)
        )
        for segment in dict.fromkeys(segment for segment, _ in found)
    )
    heads = ("", *(wording.label(name) for name in OF_A_SEGMENT))
    return tables.Table(heads, rows, f"Change by segment. {BELOW_EACH}") if rows else None


def row(found: Mapping[Any, Any], spec: Scenario) -> Row:
    """Write one difference."""
    from sim.report import page

    unit = str(found["unit"])
    measure = wording.in_currency(page.label(str(found["measure"])), unit, spec)
    values = " → ".join(apart(float(found["baseline"]), float(found["value"]), unit))
    return Row(measure, values, *written(found))


def written(found: Mapping[Any, Any]) -> tuple[str, str]:
    """Write a difference, and how far its interval reaches."""
    unit = str(found["unit"])
    difference, low, high = (float(found[key]) for key in ("difference", "low", "high"))
    points = " points" if unit == "share" else ""
    told = changes.change(difference, unit, fineness=changes.fineness(low, high))
    return f"{told}{points}", changes.between(*estimate.difference(low, high, unit), unit)


def headline_finding(comparison: Comparison, sides: Sequence[Alternative]) -> str:
    """Give the finding of the alternative that ends farthest from the baseline in the number of customers."""
    from sim.report.comparison import customers_at_the_end

    if len(sides) == 1:
        return sides[0].finding
    found = [customers_at_the_end(comparison, label) for label in comparison.others]
    if all(end["low"] <= 0.0 <= end["high"] for end in found):
        return "No alternative makes a difference in customers that can be told from luck."
    ends = [abs(end["difference"]) for end in found]
    largest = max(range(len(ends)), key=lambda i: (isfinite(ends[i]), ends[i]))
    side, rivals = sides[largest], [sides[i].label for i in not_told_from(comparison, largest)]
    if not rivals:
        return f"The largest difference in customers is made by {side.label}. {side.finding}"
    which = f"Which of {listed([side.label, *rivals])} makes the largest difference in customers"
    return f"{which} cannot be told from luck. With {side.label}: {side.finding}"


def not_told_from(comparison: Comparison, largest: int) -> list[int]:
    """Give the alternatives whose difference in customers at the end may be as large as that of this one.

    Distances from the baseline are compared in pairs of replications, as many at once as there are others.
    """
    from sim.questions.differences import courses

    start = courses(comparison.baseline)["customers"][:, -1]
    moved = [courses(results)["customers"][:, -1] - start for results in comparison.others.values()]
    away = [np.sign(mean_interval(each).mean) * each for each in moved]
    level = 1 - BY_CHANCE / max(len(away) - 1, 1)
    return [
        i for i, each in enumerate(away)
        if i != largest and not paired_interval(each, away[largest], level=level).difference.low > 0
    ]  # fmt: skip


def title(comparison: Comparison) -> str:
    """Call the comparison by what is compared."""
    from sim.report import page

    names = list(comparison.others)
    what = names[0] if len(names) == 1 else wording.count(len(names), "alternative")
    return page.headline(f"{what} against {comparison.label}")


def facts(comparison: Comparison) -> str:
    """Say in a line what ran."""
    spec = comparison.baseline.scenario
    return " · ".join(
        (
            wording.people(spec.population, spec.weight),
            wording.count(spec.days, "day"),
            spec.protocol,
            f"seed {comparison.seed}",
            wording.count(comparison.replications, "replication"),
        )
    )


def provenance(comparison: Comparison, scenarios: Mapping[str, Results]) -> list[tuple[str, str]]:
    """Give what identifies the numbers."""
    from sim.report import page

    shared = page.provenance(comparison.baseline.provenance)
    digests = [(f"digest of {wording.visible(name)}", run.provenance["digest"]) for name, run in scenarios.items()]
    return [*digests, *(fact for fact in shared if not fact[0].startswith(("scenario", "title", "digest")))]


def again(comparison: Comparison) -> str:
    """Give the command that makes the same numbers."""
    files = ["baseline.toml", *(f"other-{number}.toml" for number in range(1, len(comparison.others) + 1))]
    how = f"--seed {comparison.seed} --replications {comparison.replications}"
    return f"trapeze compare {' '.join(files)} {how}"
