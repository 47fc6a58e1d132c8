"""The folder of a trial of claims: its tables, its page and the pictures of its debates."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.archive import names
from sim.cli.progress import meanwhile
from sim.errors import ResultsError, TrapezeError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.experiment.plan import Plan
    from sim.report.claims_facts import Trial


@dataclass(frozen=True)
class Place:
    """Where the answer of a trial lies, and the digest of all that it computes."""

    root: Path
    folder: Path
    digest: str
    seed: int
    replications: int


def place_of(root: Path, plans: Sequence[Plan], words: Sequence[str], seed: int | None) -> Place:
    """Give the place of a trial: another one if anything that is computed, or asked, is another."""
    lines = [f"{plan.digest} {plan.replications}\n" for plan in plans]
    digest = hashlib.sha256("".join([*lines, *words]).encode()).hexdigest()
    first = seed if seed is not None else plans[0].seed if plans else 1
    replications = max((plan.replications for plan in plans), default=0)
    return Place(root, names.folder_of_trial(root, digest=digest, seed=first), digest, first, replications)


def keep(place: Place, trial: Trial, *, fresh: bool, quiet: bool) -> TrapezeError | None:
    """Write the answer unless it lies there; give what kept it from being written, which takes nothing from it."""
    from sim.archive import catalogue, content, refusal, writing
    from sim.archive.answers import kept_answer
    from sim.report import claims_tables, index

    facts = provenance(place, trial)
    refusal.out_of(place.root, place.folder)
    refusal.of_others(place.folder, facts)
    try:
        there = None if fresh else kept_answer(place.folder)
        if there and not there.worn:
            return None
        frames = {names.CLAIMS: claims_tables.claims(trial.findings)}
        frames |= {names.REGIONS: claims_tables.regions(trial.findings)} if trial.full else {}
        frames |= {names.DEBATES: claims_tables.debates(trial.debates)} if trial.debates else {}
        with meanwhile("drawing and writing", quiet=quiet), writing.written(place.folder) as building:
            content.fill_answer(building, frames=frames, provenance=facts)
            dress(trial, building)
        writing.write_text(place.root / names.INDEX, index.render(catalogue.entries(place.root), place.root))
    except ResultsError:
        raise
    except TrapezeError as trouble:
        return trouble
    return None


def dress(trial: Trial, folder: Path) -> None:
    """Add the page, and the pictures of the debates as files."""
    from sim.report import claims_page
    from sim.report.figures import save_these
    from sim.report.figures.debate import debate

    drawn = {one.debate.name: debate(one) for one in trial.debates}
    if drawn:
        save_these(drawn, folder / names.FIGURES)
    (folder / names.REPORT).write_text(claims_page.render(trial, drawn=drawn), encoding="utf-8", newline="\n")


def provenance(place: Place, trial: Trial) -> dict[str, Any]:
    """Tell where the answer comes from."""
    from sim.results import ENGINE_VERSION, versions

    what = "the region around each" if trial.full else "each in its own world"
    return {
        "kind": "trial",
        "title": f"What the articles claim, {what}",
        "scenario": "claims",
        "digest": place.digest,
        "seed": place.seed,
        "replications": place.replications,
        "engine": "fast",
        "engine_version": ENGINE_VERSION,
        "versions": versions(),
        "command": trial.again,
    }


def is_complete(folder: Path, plan: Plan) -> bool:
    """Tell whether the runs of a plan seem to be all there; who computes looks again, run by run."""
    from sim.archive import sweep_checking

    if not names.holds_a_sweep(folder):
        return False
    try:
        return bool(sweep_checking.standing(folder).tally["finished"] >= len(plan.runs))
    except ResultsError:
        return False
