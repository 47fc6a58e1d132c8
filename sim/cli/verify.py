"""`verify`: does the program agree with mathematics?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli.answering import expect_workers, print_object, timed
from sim.cli.calling import again
from sim.cli.opening import show_report
from sim.cli.options import SEED, WORKERS, Request, answers, ids_in, keeps_results
from sim.cli.stopping import say_when_stopped
from sim.errors import UsageError, visible
from sim.processes import FOR_CHECKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.cli.progress import Report
    from sim.cli.verify_folder import VerifyFolder
    from sim.questions.verify import Check, Outcome, Task

SEED_UNLESS_SAID = 1


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
@keeps_results
@answers
@click.pass_context
def command(
    ctx: click.Context, full: bool, only: str | None, seed: int | None, workers: int, out: str | None,
    fresh: bool, open_report: bool, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Ask whether the program agrees with mathematics, in every limit in which the answer is known.

    Waiting lines, diffusion, learning, failures, leaving, surveys, money: each is simulated by both engines where
    it applies and set against its closed form. Ends with exit code 1 if a check fails. What is finished is kept:
    stopped, the same command goes on; once it has come to its end it begins anew.
    """
    request = Request(seed=seed, workers=workers, out=out, open_report=open_report, as_json=as_json, quiet=quiet)
    if request.finds_nothing:
        expect_workers(workers, needing=FOR_CHECKS)
    place = place_of(chosen(only), request, full=full)
    words = ["verify", *(["--full"] if full else []), *(["--only", only] if only else [])]
    line = again(str(ctx.find_root().info_name), words, request)
    say_when_stopped(f"stopped; what is finished is kept, go on with: {line}")
    outcome = worked_out(place, request, fresh=fresh)
    trouble = place.keep(outcome, quiet=quiet)
    say_when_stopped("")
    show(outcome, request, place=None if trouble else place.folder.as_posix())
    if trouble:
        raise trouble
    if open_report:
        show_report(place.folder)
    if not outcome.passed:
        ctx.exit(1)


def chosen(only: str | None) -> tuple[str, ...]:
    """Give the ids that were asked for, in their order."""
    from sim.questions.verify import IDS

    said = tuple(map(str.upper, ids_in(only, such_as="A2,A18"))) or IDS
    for one in said:
        if one not in IDS:
            raise UsageError(f"--only {visible(one)}: there is no such check; there are {IDS[0]} to {IDS[-1]}")
    return tuple(one for one in IDS if one in said)


def place_of(ids: tuple[str, ...], request: Request, *, full: bool) -> VerifyFolder:
    """Give the place of a verification, or say why it cannot be there."""
    from sim.archive import refusal
    from sim.cli.verify_folder import VerifyFolder

    root = refusal.root(request.out)
    return VerifyFolder(root, ids, full, SEED_UNLESS_SAID if request.seed is None else request.seed)


def worked_out(place: VerifyFolder, request: Request, *, fresh: bool) -> Outcome:
    """Carry out the checks that were not, each of which is kept as it is done."""
    from sim.questions.verify import tasks, verify

    todo = list(tasks(place.ids, full=place.full))
    before = place.before(todo, fresh=fresh)

    def work(report: Report) -> Outcome:
        watch = Watch(report, len(todo))
        for task, checks in before.items():
            watch.see(task, checks)

        def seen(task: Task, checks: Sequence[Check]) -> None:
            place.finished(task, checks)
            watch.see(task, checks)

        how: dict[str, Any] = {"seed": place.seed, "full": place.full, "workers": request.workers}
        return verify(todo, **how, seen=seen, before=before)

    return timed(request, work, doing="verifying")[0]


class Watch:
    """Says how far a verification is, and what came of the last experiment."""

    def __init__(self, report: Report, total: int) -> None:
        self._report, self._total = report, total
        self._done = self._failed = 0
        report(0, total)

    def see(self, task: Task, checks: Sequence[Check]) -> None:
        """Tell it further."""
        self._done += 1
        self._failed += sum(not check.passed for check in checks)
        wrong = f", {self._failed} wrong" if self._failed else ""
        last = f"; {checks[0].id} {task.engine}" if checks else ""
        self._report(self._done, self._total, f"{self._done} of {self._total} experiments{wrong}{last}")


def show(outcome: Outcome, request: Request, *, place: str | None) -> None:
    """Print what was found, and unless asked to be quiet how long it took and where it lies."""
    from sim.report import as_json, layout, screen, verify_json, verify_screen, verify_words, wording

    if request.as_json:
        print_object(as_json.text(verify_json.verify_object(outcome) | {"folder": place}), ())
        return
    console = layout.terminal()
    verify_screen.show(console, outcome, quiet=request.quiet)
    if request.quiet:
        return
    read = f" Read, not computed: {wording.count(outcome.read, 'experiment')}." if outcome.read else ""
    ran = verify_words.took(outcome) + read + (f"\nResults: {place}" if place else "")
    advice = "verify --full   (smaller faults)" if not outcome.full else "verify --seed random   (another luck)"
    screen.show_ending(console, ran=ran, advice=advice)
