"""Comparisons that are kept: the runs of each scenario in their own place, and the comparison beside them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sim.cli.answering import check_cost, timed
from sim.cli.keeping import Errand, Kept, fit
from sim.cli.precision import counting_replications
from sim.errors import TrapezeError, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.cli.progress import Report
    from sim.questions.compare import Comparison
    from sim.results import Results

LONGEST_TITLE = 160


@dataclass(frozen=True)
class Compared:
    """A comparison, how many runs it took, and where it lies; `trouble` is what kept it from being written."""

    answer: Comparison
    folder: Path
    computed: int
    seconds: float
    places: tuple[str | None, ...]
    trouble: TrapezeError | None = None

    @property
    def place(self) -> str | None:
        """The folder as people write it; None if it could not be written."""
        return None if self.trouble else self.folder.as_posix()


def compared(
    errands: Sequence[Errand], labels: Sequence[str], *, precision: Mapping[str, float] | None, most: int
) -> Compared:
    """Compare scenarios, the baseline first: read what is kept, compute what is missing, keep both."""
    request = errands[0].request
    asked = errands[0].replications
    before = [begun(errand, most if precision else asked) for errand in errands]
    missing = [asked - results.replications for results in before if results.replications < asked]
    if missing:
        specs = [errand.spec for errand in errands]
        check_cost(replace(request, replications=max(missing)), specs)
        for errand in errands:
            errand.refuse_lack_of_room(max(missing))
    how = {"replications": asked, "workers": request.workers, "precision": precision, "most": most}
    began = datetime.now(UTC)
    answer, seconds = timed(request, lambda report: computed(errands, before, labels, how, report))
    runs = sum(len(results.records) for results in runs_of(answer))
    done = keep_all(errands, runs_of(answer), began, seconds / max(runs, 1))
    answer = replace(
        answer, baseline=done[0].results,
        others=dict(zip(labels[1:], (one.results for one in done[1:]), strict=True)),
    )  # fmt: skip
    trouble = next((one.trouble for one in done if one.trouble), None)
    folder = folder_of(answer, errands[0].root)
    found = Compared(answer, folder, runs, seconds, tuple(one.below_root for one in done), trouble)
    if trouble:
        return found
    try:
        write(found, errands[0].root)
    except TrapezeError as error:
        return replace(found, trouble=error)
    return found


def begun(errand: Errand, replications: int) -> Results:
    """Give what is kept of a scenario, as far as that many replications."""
    further = replace(errand, request=replace(errand.request, replications=replications))
    return replace(further.before(), scenario=errand.spec)


def computed(
    errands: Sequence[Errand],
    before: Sequence[Results],
    labels: Sequence[str],
    how: Mapping[str, Any],
    report: Report,
) -> Comparison:
    """Make the runs that are missing; all of them, where those that are kept have other columns."""
    from sim.questions.compare import compare_further

    days = sum(errand.spec.days for errand in errands)
    progress = counting_replications(report, days) if how["precision"] else report
    answer = compare_further(before, labels, progress=progress, **how)
    pairs = zip(before, runs_of(answer), strict=True)
    if all(fit(old, new) for old, new in pairs if new.records):
        return answer
    return compare_further([errand.nothing() for errand in errands], labels, progress=progress, **how)


def runs_of(answer: Comparison) -> list[Results]:
    """Give the runs of the baseline, then those of each alternative."""
    return [answer.baseline, *answer.others.values()]


def keep_all(
    errands: Sequence[Errand], runs: Sequence[Results], began: datetime, seconds_each: float
) -> list[Kept]:
    """Keep the runs of every scenario; of one that is compared with itself, once."""
    kept: dict[Path, Kept] = {}
    for errand, results in zip(errands, runs, strict=True):
        if errand.folder not in kept:
            kept[errand.folder] = keep(errand, results, began, seconds_each * len(results.records))
    return [
        replace(kept[errand.folder], results=replace(kept[errand.folder].results, scenario=errand.spec))
        for errand in errands
    ]


def keep(errand: Errand, results: Results, began: datetime, seconds: float) -> Kept:
    """Keep new runs without pictures, which the first `run` of the scenario adds; leave others as they are."""
    if not results.records:
        return Kept(results, errand.folder, 0)
    errand = replace(errand, request=replace(errand.request, replications=results.replications))
    return errand.made(results, began, seconds, dressed=False)


def folder_of(answer: Comparison, root: Path) -> Path:
    """Give the place of a comparison: another one if a scenario, a label or their order is another."""
    from sim.archive import names

    parts = [answer.label, *answer.others]
    lines = [
        f"{label!r} {results.scenario.digest}\n" for label, results in zip(parts, runs_of(answer), strict=True)
    ]
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    return names.folder_of_comparison(root, digest=digest, seed=answer.seed, engine=answer.baseline.engine)


def write(found: Compared, root: Path) -> None:
    """Write the tables, pictures and report of a comparison, and the page of all that lies there."""
    from sim.archive import catalogue, content, names, refusal, writing
    from sim.report import index

    answer, facts = found.answer, provenance(found)
    refusal.of_others(found.folder, facts)
    with writing.written(found.folder) as building:
        frames = {names.COMPARISON: answer.table, names.OVER_TIME: answer.over_time}
        if len(answer.by_segment):
            frames[names.BY_SEGMENT] = answer.by_segment
        content.fill_answer(building, frames=frames, provenance=facts)
        dress(answer, building)
    writing.write_text(root / names.INDEX, index.render(catalogue.entries(root), root))


def dress(answer: Comparison, place: Path) -> None:
    """Add pictures and the report."""
    from sim.archive import names
    from sim.report import figures, page

    drawn = figures.of_comparison(answer)
    figures.save_these(drawn, place / names.FIGURES)
    page.write_comparison(answer, place / names.REPORT, drawn=drawn)


def provenance(found: Compared) -> dict[str, Any]:
    """Tell where a comparison comes from: enough to get the same one again."""
    answer = found.answer
    facts = answer.baseline.provenance
    labels = [answer.label, *answer.others]
    return {
        "kind": "comparison",
        "title": shortened(f"{', '.join(answer.others)} against {answer.label}", LONGEST_TITLE),
        "scenario": answer.label,
        "digest": found.folder.parent.name.removeprefix("compare-"),
        **{name: facts[name] for name in ("seed", "replications", "engine", "engine_version", "versions")},
        "precision": [
            {"measure": far.measure, "wanted": far.wanted, "met": far.met} for far in answer.precision
        ],
        "scenarios": [
            {"label": label, "scenario": results.scenario.name, "digest": results.scenario.digest,
             "runs": place, "resolved": results.provenance["resolved"]}
            for label, results, place in zip(labels, runs_of(answer), found.places, strict=True)
        ],
    }  # fmt: skip
