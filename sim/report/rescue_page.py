"""The report of a rescue: one page that a board can read, from the answer down to how to run it again."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.report import assumptions, findings, lived_twice, rescue_findings, rescue_tables, wording
from sim.report.promise_words import promises
from sim.report.rescue_notes import notes
from sim.report.whom import whom_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    from sim.questions.compare import Comparison
    from sim.questions.rescue import Rescue
    from sim.questions.rescue.reach import Reach
    from sim.questions.rescue.told import ReachTold
    from sim.questions.rescue.uncertainty import Uncertainty
    from sim.questions.stories import Story

SIDES = {
    "weak": "The weak product",
    "strong": "The strong product",
    "poor": "The poor service",
    "excellent": "The excellent service",
}
LONGEST_NAME = 60
OF_PEOPLE = ("outcomes", "who")
"""The pictures that stand where the page tells of people."""


def render(
    rescue: Rescue, *, reach: Reach | ReachTold | None = None, course: pd.DataFrame | None = None,
    uncertainty: Uncertainty | None = None, stories: Sequence[Story] = (),
    drawn: Mapping[str, Figure] | None = None,
) -> str:  # fmt: skip
    """Give the report of a rescue, with what later stages found out if they have been run."""
    from sim.questions.stories import RULE
    from sim.report import figures, page

    spec, weak = rescue.scenario, rescue.results["weak_poor"]
    shown = (
        figures.of_rescue(rescue, reach=reach, course=course, uncertainty=uncertainty) if drawn is None else drawn
    )
    beside, found = besides(rescue), retention(rescue)
    return page.filled(
        "rescue.html",
        kicker="Trapeze: the rescue of a product by its service, simulated",
        title=title(rescue),
        finding=rescue_findings.answered(found, whom_of(spec), same=alike(rescue)),
        facts=page.about(spec, weak.provenance),
        notes=notes(rescue),
        bought=isfinite(found["denominator"]),
        lead=lead(rescue, reach, uncertainty),
        answer=rescue_tables.answer(rescue),
        closed=rescue_tables.closed(rescue, reach),
        facts_found=rescue_tables.facts(rescue, reach),
        not_in_the_profit=wording.NOT_IN_THE_PROFIT,
        pictures=page.pictures({name: one for name, one in shown.items() if name not in OF_PEOPLE}, whom_of(spec)),
        of_people=page.pictures({name: one for name, one in shown.items() if name in OF_PEOPLE}, whom_of(spec)),
        moved=rescue_tables.moved(beside),
        counted=counted(beside),
        **same_people(rescue),
        stories=[lived_twice.told(story) for story in stories],
        typical=RULE,
        surveys=rescue_tables.surveys(rescue),
        **desks(rescue),
        assumptions=assumptions.leading(rescue, uncertainty),
        promises=promises(rescue),
        limits=[limit for limit in page.LIMITS if limit != wording.NOT_IN_THE_INTERVAL],  # said on top
        simulated=page.simulated(spec),
        description=wording.visible(spec.description),
        sides=sides(rescue),
        resolved=spec.to_toml(),
        provenance=provenance(rescue),
        again=again(rescue),
    )


def title(rescue: Rescue) -> str:
    """Put the question, and of which firm it is asked."""
    short = wording.cut(rescue.scenario.title or rescue.scenario.name, LONGEST_NAME)
    question = rescue_findings.QUESTION
    return f"{short}: {question[:1].lower()}{question[1:]}"


def retention(rescue: Rescue) -> Mapping[Any, Any]:
    """Give the index of retention."""
    from sim.report.figures.of_rescue import row_of

    return row_of(rescue.index, "retention") or {}


def alike(rescue: Rescue) -> bool:
    """Tell whether in every replication as many customers of the weak product stay with either service."""
    if not rescue.population:
        return False
    poor, excellent = (rescue.results[f"weak_{service}"].runs["retention"] for service in ("poor", "excellent"))
    return bool((poor == excellent).all())


def lead(rescue: Rescue, reach: Reach | ReachTold | None, uncertainty: Uncertainty | None) -> list[str]:
    """Tell the answer in people and in quality, and how far to trust it."""
    from sim.report.estimate import UNMEASURED, cells
    from sim.report.figures.of_rescue import row_of

    if not isfinite(retention(rescue)["denominator"]):
        return []
    measured = cells(rescue.cells)
    weak, excellent, strong = (
        measured[cell].get("retention", UNMEASURED).mean for cell in ("weak_poor", "weak_excellent", "strong_poor")
    )
    days = rescue.results["weak_poor"].provenance["retention_days"]
    said = [wording.of_hundred(weak, excellent, strong, days, whom_of(rescue.scenario))]
    if reach is not None:
        said.append(rescue_findings.equivalent(row_of(reach.quality_equivalent, "retention")))
    found = None if uncertainty is None else row_of(uncertainty.intervals, "retention")
    said.append(wording.NOT_IN_THE_INTERVAL if found is None else rescue_findings.doubt(found, ()))
    if found is not None:
        said += rescue_findings.beside_doubt(found)
    return said


def besides(rescue: Rescue) -> Comparison:
    """Compare the weak product with poor service to what excellent service, or the strong product, makes of it."""
    from sim.questions.compare import Comparison

    others = {
        "excellent service": rescue.results["weak_excellent"],
        "strong product instead": rescue.results["strong_poor"],
    }
    return Comparison("weak product, poor service", rescue.results["weak_poor"], others)


def counted(comparison: Comparison) -> list[str]:
    """Count what moved, for each of the two."""
    from sim.report import comparison as told

    if comparison.replications < 2:
        return [findings.moved_differences("", "", 0, 0, {})]
    return [
        f"With {label}: {told.counted(told.rows_of(comparison.table, label), comparison.moved_by_chance(label))}"
        for label in comparison.others
    ]


def same_people(rescue: Rescue) -> dict[str, Any]:
    """Give what becomes of the same customers in both lives, in words and in tables."""
    from sim.report import counterfactual_words as words

    found, whom = rescue.counterfactual, whom_of(rescue.scenario)
    if found is None or not isfinite(found.net.mean):
        return {"people": None}
    return {
        "people": lived_twice.people(found, whom),
        "who": lived_twice.who(found),
        "told": [words.finding(found, whom), *filter(None, [words.whose(found, whom)])],
        "certain": words.identified(found),
        "portraits": words.who(found, whom),
    }


def desks(rescue: Rescue) -> dict[str, Any]:
    """Hold the two desks of the weak product to Erlang-A; those that nobody called are left out."""
    from sim.report.desk_and_theory import beside_theory

    held = {}
    for service in ("poor", "excellent"):
        results = rescue.results[f"weak_{service}"]
        held[f"{service} service"] = beside_theory(results.scenario, results.daily)
    found = {name: desk for name, desk in held.items() if desk is not None}
    reasons = dict.fromkeys(reason for desk in found.values() for reason in desk.reasons)
    return {"desks": rescue_tables.desks(found) if found else None, "reasons": tuple(reasons)}


def sides(rescue: Rescue) -> list[dict[str, Any]]:
    """Give what each side is: its name and its settings."""
    return [
        {
            "label": label,
            "name": wording.cut(rescue.sides.names[side], LONGEST_NAME),
            "settings": rescue_tables.settings(getattr(rescue.sides, side)),
        }
        for side, label in SIDES.items()
    ]


def provenance(rescue: Rescue) -> list[tuple[str, str]]:
    """Give what identifies the numbers."""
    from sim.report import page

    shared = page.provenance(rescue.results["weak_poor"].provenance)
    digests = [
        (f"digest of {rescue_tables.CELLS[cell]}", results.provenance["digest"])
        for cell, results in rescue.results.items()
    ]
    spec = rescue.scenario
    mine = [("scenario", wording.visible(spec.name)), ("title", wording.visible(spec.title))]
    return [*mine, *digests, *(fact for fact in shared if not fact[0].startswith(("scenario", "title", "digest")))]


def again(rescue: Rescue) -> str:
    """Give the command that makes the same numbers."""
    words = ["trapeze", "rescue", "scenario.toml"]
    for side, name in rescue.sides.names.items():
        if name != "as it is":
            words += [f"--{side}", name]
    how = ["--seed", str(rescue.seed), "--replications", str(rescue.replications)]
    return wording.visible(wording.as_typed(*words, *how, windows=False))
