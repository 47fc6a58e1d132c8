"""Results that are kept: read what is there, compute what is missing, write what was computed."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any

import click

from sim.cli.answering import check_cost, timed
from sim.cli.progress import meanwhile
from sim.errors import TrapezeError

if TYPE_CHECKING:
    from sim.cli.options import Request
    from sim.cli.progress import Report
    from sim.results import Results
    from sim.scenario import Scenario

BYTES_A_CUSTOMER, BYTES_A_DAY, BYTES_A_RUN = 140, 500, 4_000
"""About what a replication takes on the disk: customers, days, and the rest."""


@dataclass(frozen=True)
class Kept:
    """Results, where they lie, and how many of their replications had to be computed.

    `trouble` is what kept them from being written: they are right all the same.
    """

    results: Results
    folder: Path
    computed: int
    seconds: float = 0.0
    trouble: TrapezeError | None = None

    @property
    def place(self) -> str | None:
        """The folder as people write it; None if it could not be written."""
        return None if self.trouble else self.folder.as_posix()

    @property
    def below_root(self) -> str | None:
        """The folder below the one that all results are kept in, which may be moved and names nobody's machine."""
        return None if self.trouble else "/".join(self.folder.parts[-2:])


def kept(spec: Scenario, request: Request, *, said: str) -> Kept:
    """Give the results that were asked for; `said` is how the user named the scenario."""
    errand = Errand(spec, request, said)
    before = errand.before()
    missing = errand.replications - before.replications
    if not missing:
        return errand.read(before)
    check_cost(replace(request, replications=missing), [spec])
    errand.refuse_lack_of_room(missing)
    began = datetime.now(UTC)
    results, seconds = timed(request, lambda report: errand.computed(before, report))
    return errand.made(results, began, seconds)


@dataclass(frozen=True)
class Errand:
    """One run that is asked for, and its place."""

    spec: Scenario
    request: Request
    said: str
    words: tuple[str, ...] | None = None
    """What to type instead of `run` and the name, for a run that another command makes."""

    def __post_init__(self) -> None:
        """Doubt the place before anything is computed."""
        from sim.archive import refusal

        refusal.root(self.request.out)

    @property
    def seed(self) -> int:
        """The seed that was asked for."""
        return self.spec.seed if self.request.seed is None else self.request.seed

    @property
    def replications(self) -> int:
        """How many replications were asked for."""
        return self.request.replications or self.spec.replications

    @property
    def root(self) -> Path:
        """Where all results are kept."""
        from sim.archive import names

        return Path(self.request.out or names.ROOT)

    @property
    def folder(self) -> Path:
        """Where these results belong."""
        from sim.archive import names

        return names.folder_of(
            self.root,
            scenario=self.spec.name,
            digest=self.spec.digest,
            seed=self.seed,
            engine=self.request.engine,
        )

    @property
    def command(self) -> str:
        """What to type to get the same, without the folders of this machine."""
        command = ("run", without_folders(self.said)) if self.words is None else self.words
        settings = [word for setting in self.request.settings for word in ("--set", setting)]
        how = ["--seed", str(self.seed), "--replications", str(self.replications), "--engine", self.request.engine]
        return shlex.join([*command, *settings, *how])

    def nothing(self) -> Results:
        """Give the results of no replication."""
        from sim.results import Results

        return Results(self.spec, (), seed=self.seed, engine=self.request.engine)

    def before(self) -> Results:
        """Give what of it has been computed before; raise `ResultsError` if something else lies there."""
        from sim.archive import refusal, writing
        from sim.results import Results

        refusal.out_of(self.root, self.folder)
        writing.settle(self.folder)
        refusal.of_others(self.folder, self.nothing().provenance)
        if self.request.fresh or not self.folder.is_dir() or not any(self.folder.iterdir()):
            return self.nothing()
        there = Results.load(self.folder)
        if not self._serves(there):
            return self.nothing()
        return self._mended(there).only(self.replications)

    def read(self, before: Results) -> Kept:
        """Give what was stored, under the title that the scenario has now."""
        done = Kept(replace(before, scenario=self.spec), self.folder, 0)
        if not self._looks_otherwise(before):
            return done
        there = before.stored.provenance["replications"] if before.stored else before.replications
        if there == before.replications:
            return self.kept(done, {})
        click.echo(
            f"note: {self.folder.as_posix()}: holds {there:,} replications and no report of this title; "
            f"--replications {there} writes one",
            err=True,
        )
        return done

    def made(self, results: Results, began: datetime, seconds: float, *, dressed: bool = True) -> Kept:
        """Keep what was computed, with pictures and report unless told not to."""
        made = {"command": self.command, "began": f"{began:%Y-%m-%dT%H:%M:%SZ}", "seconds": round(seconds, 3),
                "workers": self.request.workers}  # fmt: skip
        return self.kept(Kept(results, self.folder, len(results.records), seconds), made, dressed=dressed)

    def kept(self, done: Kept, made: dict[str, Any], *, dressed: bool = True) -> Kept:
        """Write results; what keeps them from it takes nothing from their truth."""
        try:
            with meanwhile("drawing and writing", quiet=self.request.quiet or not dressed):
                return replace(done, results=self._written(done.results, made, dressed=dressed))
        except TrapezeError as trouble:
            return replace(done, trouble=trouble)

    def computed(self, before: Results, report: Report) -> Results:
        """Compute what is missing, and put it behind what is there."""
        new = self._simulated(before.replications, report)
        if not before.replications:
            return new
        if not fit(before, new):
            return self._simulated(0, report)  # an older version kept other columns
        return replace(new, stored=before.stored)

    def refuse_lack_of_room(self, missing: int) -> None:
        """Say before the work that its results cannot be written."""
        from sim.archive import trouble

        each = self.spec.population * BYTES_A_CUSTOMER + self.spec.days * BYTES_A_DAY + BYTES_A_RUN
        trouble.refuse_lack_of_room(self.folder, missing * each)

    def _written(self, results: Results, made: dict[str, Any], *, dressed: bool) -> Results:
        """Write the results, with pictures and report if asked to or there before, and the page of all."""
        from sim.archive import catalogue, names, writing
        from sim.report import index

        there = self._there()
        if there and self._is_enough(there, results, dressed=dressed):
            return results
        had_report = bool(there and there.stored and there.stored.has_report)

        def clothe(place: Path) -> None:
            if dressed or had_report:
                dress(results, place)

        folder = results.save(self.folder, fresh=True, made=made, dress=clothe)
        writing.write_text(self.root / names.INDEX, index.render(catalogue.entries(self.root), self.root))
        return results if results.stored is None else replace(type(results).load(folder), scenario=self.spec)

    def _there(self) -> Results | None:
        """Give what lies in the place of these results by now, if it can be read."""
        from sim.errors import ResultsError
        from sim.results import Results

        try:
            return Results.load(self.folder)
        except ResultsError:
            return None

    def _is_enough(self, there: Results, results: Results, *, dressed: bool) -> bool:
        """Tell whether another program has finished as much of this run in the meantime, or more."""
        if self.request.fresh or not self._serves(there):
            return False
        if not results.records or (dressed and self._looks_otherwise(there)):
            return there.replications > results.replications
        return there.replications >= results.replications

    def _mended(self, there: Results) -> Results:
        """Write anew, from the tables, whatever else is damaged in the folder, and say so."""
        damage = there.stored.derived_damage() if there.stored else {}
        if not damage:
            return there
        dressed = bool(there.stored and there.stored.has_report)
        trouble = self.kept(Kept(there, self.folder, 0), {}, dressed=dressed).trouble
        listed = ", ".join(f"{name} ({verdict})" for name, verdict in damage.items())
        outcome = (
            f"could not be written anew: {trouble}" if trouble else "written anew from the tables, which are sound"
        )
        click.echo(f"note: {self.folder.as_posix()}: damaged: {listed}; {outcome}", err=True)
        return there if trouble else type(there).load(self.folder)

    def _simulated(self, first: int, report: Report) -> Results:
        from sim.simulate import simulate

        how = self.request.how() | {"seed": self.seed, "replications": self.replications - first}
        return simulate(self.spec, first=first, progress=report, **how)

    def _serves(self, there: Results) -> bool:
        """Tell whether stored results hold what is asked for: the same log, and every measure of today."""
        from sim.measures import MEASURES

        stored = there.stored
        if stored is None or stored.first or there.scenario.log != self.spec.log:
            return False
        return stored.columns("runs")[2:] == list(MEASURES)

    def _looks_otherwise(self, before: Results) -> bool:
        there = before.scenario
        same = (there.title, there.description) == (self.spec.title, self.spec.description)
        return not same or not (before.stored and before.stored.has_report)


def without_folders(said: str) -> str:
    """Give a scenario as it was named, but a file without the folders of this machine."""
    from sim.scenario import places

    return said if said in places.names() else PureWindowsPath(said).name


def fit(before: Results, new: Results) -> bool:
    """Tell whether new replications have the columns of stored ones."""
    stored = before.stored
    return stored is None or all(stored.columns(table) == list(rows) for table, rows in _first_rows(new))


def dress(results: Results, place: Path) -> None:
    """Add pictures and the report."""
    from sim.archive import names
    from sim.report import figures, page

    drawn = figures.of_run(results)
    figures.save_all(results, place / names.FIGURES, drawn=drawn)
    page.write(results, place / names.REPORT, drawn=drawn)


def _first_rows(results: Results) -> list[tuple[str, list[str]]]:
    return [
        (table, list(next(results.pieces(table)).columns))
        for table in ("runs", "daily", "flows", "customers", "contacts")
    ]
