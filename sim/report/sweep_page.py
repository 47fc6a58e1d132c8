"""The report of a sweep: one page, from what came of it down to how to run it again and open its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import sensitivity_notes, sensitivity_words, sweep_tables, sweep_told, where_words, wording
from sim.report.sweep_material import Material

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from matplotlib.figure import Figure

    from sim.experiment.plan import Plan
    from sim.questions.sensitivity import Where
    from sim.report.sweep_material import Swept

MOST_DRAWN = 2
"""Measures that have pictures; the others have tables."""

ORDER = ("map", "curves", "sensitivity")
"""Of each measure first where it is how large, then what that comes from."""

MOST_NAMED = 4
"""Factors that the line of facts names."""


def write(
    sweep: Swept | str | Path,
    path: Path,
    *,
    measure: str | None = None,
    where: Where | None = None,
    pictures: Path | None = None,
) -> None:
    """Write the report of a sweep, or of the folder of one, finished or not.

    A `measure` that was asked about is shown before all others, and `where` it is so large if that was asked. With
    a folder for its `pictures` each lies there as a file too.
    """
    from sim.report import figures

    found = Material.of(sweep, measure)
    asked = found.where() if where is None else where
    drawn = pictures_of(found, asked)
    if pictures is not None:
        figures.save_these(drawn, pictures)
    path.write_text(render(found, where=asked, drawn=drawn), encoding="utf-8", newline="\n")


def pictures_of(sweep: Material, where: Where | None) -> dict[str, Figure]:
    """Draw the pictures of a sweep, by the names of their files; those of the second measure end in 2."""
    from sim.report.figures.of_sweep import of_sensitivity, of_where

    drawn: dict[str, Figure] = {}
    for number, measure in enumerate(sweep.measures[:MOST_DRAWN], start=1):
        end = "" if number == 1 else f"_{number}"
        found = of_sensitivity(sweep.answers[measure], base=sweep.plan.base)
        if len(sweep.plan.factors) == 1:  # it is the only one that can matter
            del found["sensitivity"]
        drawn |= {f"sweep_{name}{end}": found[name] for name in ORDER if name in found}
    if where is not None:
        drawn |= {f"sweep_{name}": figure for name, figure in of_where(where).items() if figure.axes}
    return drawn


def render(sweep: Material, *, where: Where | None = None, drawn: Mapping[str, Figure] | None = None) -> str:
    """Give the report of a sweep, as far as it has come."""
    from sim.report import page

    plan = sweep.plan
    shown = pictures_of(sweep, where) if drawn is None else drawn
    return page.filled(
        "sweep.html",
        kicker="Trapeze: a sweep, simulated",
        title=page.headline(plan.title or plan.name),
        finding=sweep_told.finding(sweep),
        facts=facts(sweep),
        notes=[*map(wording.visible, plan.notes), *sweep_told.notes(plan), *sweep_told.how_far(sweep)],
        lead=lead(sweep, where),
        description=wording.visible(plan.description),
        same_luck=sweep_told.SAME_LUCK,
        pictures=page.pictures(shown),
        factors=sweep_tables.factors(plan),
        levels=sweep_tables.levels(plan),
        extremes=sweep_tables.extremes(sweep) if sweep.measures else None,
        matters=sweep_tables.sensitivities(sweep),
        how_to_read="".join(map(sensitivity_words.how_to_read, [*sweep.answers.values()][:1])),
        noise=sweep_tables.noise(sweep) if sweep.measures else None,
        all_there=sweep_told.all_there(sweep),
        failures=sweep_tables.failures(sweep),
        more_failures=sweep_tables.rest_of_failures(sweep),
        tracebacks=sweep_tables.tracebacks(sweep),
        points=sweep_tables.points(sweep),
        limits=limits(sweep),
        simulated=page.simulated(plan.base),
        resolved=plan.base.to_toml(),
        provenance=provenance(sweep),
        again=again(plan),
        spreadsheet=SPREADSHEET,
        pandas=pandas(sweep),
    )


SPREADSHEET = (
    "runs.csv has a row a run: point, replication, seed, every factor, every measure; numbers with a decimal "
    "point, commas between columns, text in UTF-8. Where a spreadsheet expects a decimal comma, open it by its "
    "import of text files (in Excel: Data, From Text/CSV) and say that the numbers are English."
)


def facts(sweep: Material) -> str:
    """Say in a line what was run."""
    plan = sweep.plan
    few = len(plan.factors) <= MOST_NAMED
    names = sweep_tables.names_of(plan) if few else wording.count(len(plan.factors), "factor")
    return " · ".join((
        wording.visible(plan.base.name),
        wording.people(plan.base.population, plan.base.weight),
        wording.count(plan.base.days, "day"),
        f"{wording.count(len(plan.points), 'point')} in {names}",
        f"design {plan.design.name}",
        *(["a rescue at every point"] if plan.ask == "rescue" else []),
        wording.count(plan.replications, "replication"),
        f"seed {plan.seed}",
    ))  # fmt: skip


def lead(sweep: Material, where: Where | None) -> list[str]:
    """Tell what else there is to say of the first measure: where it is how large, and what to doubt."""
    if not sweep.measures:
        return []
    plan, first = sweep.plan, sweep.measures[0]
    said, several = list[str](), len(plan.factors) > 1
    if several and len(plan.factors) <= sweep_told.FEW_FACTORS and sweep_told.differ(sweep.measured(first)):
        said.append(sweep_told.extremes(plan, sweep.measured(first)))
    if where is not None:
        said.append(" ".join([where_words.finding(where), *where_words.details(where)]))
    if several:
        said.append(sensitivity_notes.noise(sweep.answers[first]))
    return [*said, wording.NOT_IN_THE_INTERVAL]


def limits(sweep: Material) -> list[str]:
    """Say what a sweep cannot tell, and what no run can."""
    from sim.report import page

    said_on_top = [wording.NOT_IN_THE_INTERVAL] if sweep.measures else []
    return [*sweep_told.limits(sweep), *(limit for limit in page.LIMITS if limit not in said_on_top)]


def provenance(sweep: Material) -> list[tuple[str, str]]:
    """Give what identifies the numbers."""
    from sim.results import ENGINE_VERSION, versions

    plan = sweep.plan
    return [
        ("sweep", wording.visible(plan.name)),
        ("title", wording.visible(plan.title)),
        ("base", wording.visible(plan.base.name)),
        ("digest of the plan", plan.digest),
        ("digest of the base", plan.base.digest),
        ("digest of the runs", sweep.digest),
        ("runs", f"{len(sweep.runs):,} finished, {len(sweep.failures):,} failed, {sweep.missing:,} missing"),
        ("seed", str(plan.seed)),
        ("replications", replications(plan)),
        ("engine", f"fast, version {ENGINE_VERSION}"),
        ("versions", ", ".join(f"{name} {number}" for name, number in versions().items())),
    ]


def replications(plan: Plan) -> str:
    """Say how often each point is run, or how well it is to be known."""
    if plan.precision is None:
        return f"{plan.replications:,} at every point"
    wanted = plan.precision
    return (
        f"as many as it takes at each point until {wanted.measure} is known to ±{wanted.half_width:g}, "
        f"at most {wanted.at_most:,}"
    )


def again(plan: Plan) -> str:
    """Give the program that makes the same numbers from the folder alone."""
    return (
        "from pathlib import Path\n"
        "from sim import sweep\n"
        "from sim.experiment.plan import Plan\n"
        "\n"
        'plan = Plan.from_json(Path("plan.json").read_text(encoding="utf-8"))\n'
        f'same = sweep(plan, folder="{plan.name}-again", workers=2)\n'
    )


def pandas(sweep: Material) -> str:
    """Give the few lines that read the table of runs and take means over replications."""
    names = [factor.name for factor in sweep.plan.factors][:MOST_NAMED]
    measure = sweep.measures[0] if sweep.measures else "retention"
    return (
        "import pandas as pd\n"
        "\n"
        'runs = pd.read_parquet("runs.parquet")    # or read_csv("runs.csv")\n'
        f"runs.groupby({names!r})[{measure!r}].mean()\n"
    )
