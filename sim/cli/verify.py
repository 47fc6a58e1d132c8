"""`verify`: does the program agree with mathematics?"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.answering import print_object, timed
from sim.cli.calling import again
from sim.cli.opening import show_report
from sim.cli.options import OPEN, OUT, SEED, WORKERS, Request, answers
from sim.cli.progress import meanwhile
from sim.cli.stopping import say_when_stopped
from sim.errors import TrapezeError, UsageError, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.cli.progress import Report
    from sim.questions.verify import Outcome, Task

SEED_UNLESS_SAID = 1
WORDS = frozenset({"id", "engine", "says", "verdict", "source"})
"""The columns of the table that hold text."""

BYTES_A_REPORT = 2_000_000
"""About what picture, report and table take on the disk."""


@click.command(
    "verify",
    epilog="""\b
Examples:
  verify
  verify --only A2,A18
  verify --full --open
  verify --seed random --json
""",
)
@click.option("--full", is_flag=True, help="Find smaller faults: more people and contacts, all desks; minutes.")
@click.option("--only", metavar="IDS", help="These limits alone, by their ids with commas between: A1 to A28.")
@SEED
@WORKERS
@OUT
@OPEN
@answers
@click.pass_context
def command(
    ctx: click.Context, full: bool, only: str | None, seed: int | None, workers: int, out: str | None,
    open_report: bool, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Ask whether the program agrees with mathematics, in every limit in which the answer is known.

    Waiting lines, diffusion, learning, failures, leaving, surveys, money: each is simulated by both engines where
    it applies and set against its closed form. Ends with exit code 1 if a check fails.
    """
    request = Request(seed=seed, workers=workers, out=out, open_report=open_report, as_json=as_json, quiet=quiet)
    ids = chosen(only)
    words = ["verify", *(["--full"] if full else []), *(["--only", only] if only else [])]
    line = again(str(ctx.find_root().info_name), words, request)
    say_when_stopped(f"stopped before the end; again with: {line}")
    outcome, folder = worked_out(ids, request, full=full)
    trouble = keep(outcome, folder, request, ids=ids)
    say_when_stopped("")
    show(outcome, request, place=None if trouble else folder.as_posix())
    if trouble:
        raise trouble
    if open_report:
        show_report(folder)
    if not outcome.passed:
        ctx.exit(1)


def chosen(only: str | None) -> tuple[str, ...]:
    """Give the ids that were asked for, in their order."""
    from sim.questions.verify import IDS

    said = IDS if only is None else tuple(one.strip().upper() for one in only.split(",") if one.strip())
    if not said:
        raise UsageError("--only names nothing; write --only A2,A18, or leave it out")
    for one in said:
        if one not in IDS:
            raise UsageError(f"--only {visible(one)}: there is no such check; there are {IDS[0]} to {IDS[-1]}")
    return tuple(one for one in IDS if one in said)


def worked_out(ids: tuple[str, ...], request: Request, *, full: bool) -> tuple[Outcome, Path]:
    """Carry the checks out, and give the folder that is to hold them."""
    from sim.archive import names, refusal
    from sim.questions.verify import tasks, verify

    refusal.root(request.out)
    seed = SEED_UNLESS_SAID if request.seed is None else request.seed
    folder = names.folder_of_verification(Path(request.out or names.ROOT), digest=_digest(ids, full), seed=seed)
    todo = list(tasks(ids, full=full))

    def work(report: Report) -> Outcome:
        watch = Watch(report, len(todo))
        return verify(todo, seed=seed, full=full, workers=request.workers, seen=watch.see)

    return timed(request, work, doing="verifying")[0], folder


class Watch:
    """Says how far a verification is, and what came of the last experiment."""

    def __init__(self, report: Report, total: int) -> None:
        self._report, self._total = report, total
        self._done = self._failed = 0
        report(0, total)

    def see(self, task: Task, checks: Sequence[Any]) -> None:
        """Tell it further."""
        self._done += 1
        self._failed += sum(not check.passed for check in checks)
        wrong = f", {self._failed} wrong" if self._failed else ""
        last = f"; {checks[0].id} {task.engine}" if checks else ""
        self._report(self._done, self._total, f"{self._done} of {self._total} experiments{wrong}{last}")


def keep(outcome: Outcome, folder: Path, request: Request, *, ids: tuple[str, ...]) -> TrapezeError | None:
    """Write what was found; give what kept it from being written, which takes nothing from it."""
    try:
        with meanwhile("drawing and writing", quiet=request.quiet):
            _write(outcome, folder, request, ids)
    except TrapezeError as trouble:
        return trouble
    return None


def _write(outcome: Outcome, folder: Path, request: Request, ids: tuple[str, ...]) -> None:
    from sim.archive import catalogue, content, names, refusal, trouble, writing
    from sim.report import index

    root = Path(request.out or names.ROOT)
    facts = provenance(outcome, ids)
    refusal.out_of(root, folder)
    refusal.of_others(folder, facts)
    trouble.refuse_lack_of_room(folder, BYTES_A_REPORT)
    with writing.written(folder) as building:
        content.fill_answer(building, frames={names.CHECKS: table(outcome)}, provenance=facts)
        dress(outcome, building, ids)
    writing.write_text(root / names.INDEX, index.render(catalogue.entries(root), root))


def table(outcome: Outcome) -> Any:
    """Give a row a check."""
    import pandas as pd

    from sim.report.verify_json import check_object

    rows = pd.DataFrame([check_object(check) for check in outcome.checks])
    # A column of which nothing is known in any row would be taken for text.
    return rows.astype({name: "float64" for name in rows if name not in WORDS and name != "passed"})


def provenance(outcome: Outcome, ids: tuple[str, ...]) -> dict[str, Any]:
    """Tell where it comes from: enough to get the same once more."""
    from sim.scenario import Scenario
    from sim.simulate import nothing_yet

    shared = nothing_yet(Scenario(), seed=outcome.seed).provenance
    return {
        "kind": "verification",
        "title": f"{'Full' if outcome.full else 'Quick'} verification: {ids[0]} to {ids[-1]}",
        "scenario": "verify",
        "digest": _digest(ids, outcome.full),
        "seed": outcome.seed,
        "engine": "fast and plain",
        **{name: shared[name] for name in ("engine_version", "versions")},
        "replications": 1,
        "ids": list(ids),
        "full": outcome.full,
        "passed": outcome.passed,
    }


def dress(outcome: Outcome, place: Path, ids: tuple[str, ...]) -> None:
    """Add the picture and the report."""
    from sim.archive import names
    from sim.questions.verify import IDS
    from sim.report import figures, verify_page

    only = "" if ids == IDS else f" --only {','.join(ids)}"
    line = f"trapeze verify{' --full' * outcome.full}{only} --seed {outcome.seed}"
    drawn = figures.of_verification(outcome)
    figures.save_these(drawn, place / names.FIGURES)
    text = verify_page.render(outcome, again=line, drawn=drawn)
    (place / names.REPORT).write_text(text, encoding="utf-8", newline="\n")


def show(outcome: Outcome, request: Request, *, place: str | None) -> None:
    """Print what was found, and unless asked to be quiet how long it took and where it lies."""
    from sim.report import as_json, layout, screen, verify_json, verify_screen, verify_words

    if request.as_json:
        print_object(as_json.text(verify_json.verify_object(outcome) | {"folder": place}), ())
        return
    console = layout.terminal()
    verify_screen.show(console, outcome, quiet=request.quiet)
    if request.quiet:
        return
    ran = verify_words.took(outcome) + (f"\nResults: {place}" if place else "")
    advice = "verify --full   (smaller faults)" if not outcome.full else "verify --seed random   (another luck)"
    screen.show_ending(console, ran=ran, advice=advice)


def _digest(ids: tuple[str, ...], full: bool) -> str:
    """Give a checksum over what was to be tried."""
    return hashlib.sha256(f"{' '.join(ids)} {'full' if full else 'quick'}\n".encode()).hexdigest()
