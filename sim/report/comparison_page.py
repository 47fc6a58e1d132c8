"""The report of a comparison: what each alternative changes, in pictures and in a table."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.report import wording
from sim.report.figures.apart import apart, signed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    from sim.report.figures.compared import Compared
    from sim.report.page import Picture
    from sim.results import Results


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
    rest: str


def render(comparison: Compared, *, drawn: Mapping[str, Figure] | None = None) -> str:
    """Give the report of a comparison."""
    from sim.report import figures, page

    shown = figures.of_comparison(comparison) if drawn is None else drawn
    sides = [alternative(comparison, number, label, shown) for number, label in enumerate(comparison.others, 1)]
    scenarios = {comparison.label: comparison.baseline, **comparison.others}
    return page.filled(
        "comparison.html",
        kicker="Trapeze: simulated customer journeys compared",
        title=title(comparison),
        finding=sides[farthest(comparison)].finding,
        facts=facts(comparison),
        notes=[wording.visible(note) for note in comparison.notes],
        alternatives=sides,
        baseline=wording.visible(comparison.label),
        not_in_the_interval=wording.NOT_IN_THE_INTERVAL,
        limits=page.LIMITS,
        provenance=provenance(comparison, scenarios),
        scenarios=[(wording.visible(name), results.provenance["resolved"]) for name, results in scenarios.items()],
        again=again(comparison),
    )


def alternative(comparison: Compared, number: int, label: str, drawn: Mapping[str, Figure]) -> Alternative:
    """Gather what the page says of one alternative."""
    from sim.report import page

    mine = {name: figure for name, figure in drawn.items() if name.rpartition("_")[2] == str(number)}
    table = comparison.table[comparison.table["scenario"] == label]
    moved = table[table["moved"].astype(bool)]
    return Alternative(
        wording.visible(label),
        str(mine[f"customers_{number}"].get_label()),
        page.pictures(mine),
        [row(found) for found in moved.to_dict("records")],
        rest(table, len(moved)),
    )


def row(found: Mapping[Any, Any]) -> Row:
    """Write one difference."""
    unit, measure = str(found["unit"]), wording.label(str(found["measure"]))
    values = " → ".join(apart(float(found["baseline"]), float(found["value"]), unit))
    difference, low, high = (signed(float(found[key]), unit) for key in ("difference", "low", "high"))
    return Row(measure, values, difference, f"{low} to {high}" if isfinite(float(found["low"])) else "")


def farthest(comparison: Compared) -> int:
    """Give the place of the alternative that ends farthest from the baseline in the number of customers."""
    table = comparison.over_time[comparison.over_time["what"] == "customers"]
    ends = [table[table["scenario"] == label]["difference"].abs().iloc[-1] for label in comparison.others]
    return max(range(len(ends)), key=lambda i: (isfinite(ends[i]), ends[i]))


def rest(table: pd.DataFrame, moved: int) -> str:
    """Say how many measures did not move, and how many would by chance."""
    compared = int((table["n"] > 1).sum())
    if compared == 0:
        return "One replication has no interval, so nothing can be told from luck; 2 or more have."
    different = int(((table["n"] > 1) & ~table["identical"].astype(bool)).sum())
    others = wording.count(len(table) - moved, "other measure")
    return f"{others} did not move. If nothing truly differed, about {0.05 * different:.0f} would move by chance."


def title(comparison: Compared) -> str:
    """Call the comparison by what is compared."""
    from sim.report import page

    names = list(comparison.others)
    what = names[0] if len(names) == 1 else wording.count(len(names), "alternative")
    return page.headline(f"{what} against {comparison.label}")


def facts(comparison: Compared) -> str:
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


def provenance(comparison: Compared, scenarios: Mapping[str, Results]) -> list[tuple[str, str]]:
    """Give what identifies the numbers."""
    from sim.report import page

    shared = page.provenance(comparison.baseline.provenance)
    digests = [(f"digest of {wording.visible(name)}", run.provenance["digest"]) for name, run in scenarios.items()]
    return [*digests, *(fact for fact in shared if not fact[0].startswith(("scenario", "title", "digest")))]


def again(comparison: Compared) -> str:
    """Give the command that makes the same numbers."""
    files = ["baseline.toml", *(f"other-{number}.toml" for number in range(1, len(comparison.others) + 1))]
    how = f"--seed {comparison.seed} --replications {comparison.replications}"
    return f"python run.py compare {' '.join(files)} {how}"
