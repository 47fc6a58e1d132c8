"""The folder of a rescue: tables, pictures and report, written anew after every stage and read the next time."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.cli.progress import meanwhile
from sim.errors import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from sim.archive.answers import KeptAnswer
    from sim.cli.options import Request
    from sim.questions.rescue import Rescue
    from sim.questions.rescue.told import ReachTold
    from sim.questions.rescue.uncertainty import Uncertainty
    from sim.questions.stories import Story
    from sim.scenario import Scenario

LONGEST_TITLE = 160


@dataclass(frozen=True)
class Found:
    """What is known of a rescue so far."""

    answer: Rescue
    reach: ReachTold | None = None
    course: pd.DataFrame | None = None
    uncertainty: Uncertainty | None = None
    stories: tuple[Story, ...] | None = None
    """None: not asked for."""


@dataclass(frozen=True)
class RescueFolder:
    """The place of a rescue below the folder that all results are kept in; `runs` are the places of its cells."""

    root: Path
    folder: Path
    runs: tuple[str | None, ...]

    @property
    def name(self) -> str:
        """The folder as people write it."""
        return self.folder.as_posix()

    def kept(self, found: Found, request: Request) -> KeptAnswer | None:
        """Give what lies there of this rescue; raise `ResultsError` if it is damaged or something else."""
        from sim.archive import refusal
        from sim.archive.answers import kept_answer

        facts = provenance(found, self)
        refusal.out_of(self.root, self.folder)
        refusal.of_others(self.folder, facts)
        there = None if request.fresh else kept_answer(self.folder)
        same = there and all(there.provenance.get(name) == facts[name] for name in ("digest", "engine_version"))
        return there if same else None

    def write(self, found: Found, request: Request, *, report: Path | None = None) -> None:
        """Write all that is known by now, and the page of all that lies in the root.

        With the folder of an earlier `report` that one and its pictures are taken over if they are there: to draw
        takes seconds.
        """
        from sim.archive import catalogue, content, names, refusal, writing
        from sim.report import index

        facts = provenance(found, self)
        refusal.of_others(self.folder, facts)
        with meanwhile("drawing and writing", quiet=request.quiet), writing.written(self.folder) as building:
            content.fill_answer(building, frames=frames(found), provenance=facts)
            if report is None or not has_report(report):
                dress(found, building)
            else:
                shutil.copy2(report / names.REPORT, building)
                shutil.copytree(report / names.FIGURES, building / names.FIGURES)
        writing.write_text(self.root / names.INDEX, index.render(catalogue.entries(self.root), self.root))


def folder_of(answer: Rescue, root: Path, runs: tuple[str | None, ...]) -> RescueFolder:
    """Give the place of a rescue: another one if the scenario, a side or a cell is another."""
    from sim.archive import names

    folder = names.folder_of_rescue(
        root, scenario=answer.scenario.name, digest=_digest(answer), seed=answer.seed, engine=_engine(answer)
    )
    return RescueFolder(root, folder, runs)


def has_report(folder: Path) -> bool:
    """Tell whether a report and its pictures lie there."""
    from sim.archive import names

    return (folder / names.REPORT).is_file() and (folder / names.FIGURES).is_dir()


def tables_of_cells(spec: Scenario) -> tuple[str, ...]:
    """Name the tables that follow from the four cells; without anybody there is nobody to tell of."""
    from sim.archive import names

    always = (names.CELLS, names.RESCUE_INDEX, names.ATTAINABLE, names.INDEX_OVER_TIME, names.INTERACTION)
    return (*always, names.COUNTERFACTUAL, names.WHO) if spec.population else always


def frames(found: Found) -> dict[str, pd.DataFrame]:
    """Give the tables by the names of their files."""
    from sim.questions.rescue.course import joined

    answer = found.answer
    course = joined(answer, found.course)
    tables = [answer.cells, answer.index, answer.attainable, course, answer.interaction]
    if lived := answer.counterfactual:
        tables += [lived.counts.merge(lived.bounds), lived.who]
    by_file = dict(zip(tables_of_cells(answer.scenario), tables, strict=True))
    more = study_tables(found.uncertainty) if found.uncertainty else {}
    return by_file | (found.reach.tables() if found.reach else {}) | more


def study_tables(known: Uncertainty) -> dict[str, pd.DataFrame]:
    """Give the tables of a study of the assumptions, as far as it has come."""
    from sim.archive import names

    return {names.UNCERTAINTY: known.intervals, names.DRIVERS: known.drivers, names.POINTS: known.points}


def dress(found: Found, place: Path) -> None:
    """Add pictures and the report."""
    from sim.archive import names
    from sim.report import figures, page

    doubt = found.uncertainty if found.uncertainty and found.uncertainty.complete else None
    drawn = figures.of_rescue(found.answer, reach=found.reach, course=found.course, uncertainty=doubt)
    figures.save_these(drawn, place / names.FIGURES)
    more = {"reach": found.reach, "course": found.course, "uncertainty": doubt, "stories": found.stories or ()}
    page.write_rescue(found.answer, place / names.REPORT, drawn=drawn, **more)


def provenance(found: Found, place: RescueFolder) -> dict[str, Any]:
    """Tell where a rescue comes from: enough to get the same one again."""
    answer = found.answer
    spec, facts, known = answer.scenario, answer.results["weak_poor"].provenance, found.uncertainty
    return {
        "kind": "rescue",
        "title": shortened(f"{spec.title or spec.name}: rescue of the weak product", LONGEST_TITLE),
        "scenario": spec.name,
        "digest": _digest(answer),
        **{name: facts[name] for name in ("seed", "replications", "engine", "engine_version", "versions")},
        "sides": {
            side: {"name": name, "settings": _plain(getattr(answer.sides, side))}
            for side, name in answer.sides.names.items()
        },
        "cells": [
            {"cell": cell, "digest": results.scenario.digest, "runs": run,
             "resolved": results.provenance["resolved"]}
            for (cell, results), run in zip(answer.results.items(), place.runs, strict=True)
        ],
        **(found.reach.facts() if found.reach else {}),
        **({"uncertainty": {"size": known.design.size, "worlds": len(known.points)}} if known else {}),
    }  # fmt: skip


def _digest(answer: Rescue) -> str:
    """Give a checksum over the scenario, the sides by name and content, and the cells."""
    sides = [
        f"{side} {name!r} {sorted(getattr(answer.sides, side).items())!r}\n"
        for side, name in answer.sides.names.items()
    ]
    cells = [f"{cell} {results.scenario.digest}\n" for cell, results in answer.results.items()]
    return hashlib.sha256("".join([f"{answer.scenario.digest}\n", *sides, *cells]).encode()).hexdigest()


def _engine(answer: Rescue) -> str:
    return answer.results["weak_poor"].engine


def _plain(settings: Mapping[str, object]) -> dict[str, object]:
    """Give settings as JSON has them."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in settings.items()}
