"""The trial of claims from the command line: who makes the runs, where they are kept, and how it is told."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.archive import names, refusal
from sim.cli import calling, claims_folder, stopping
from sim.cli.answering import expect_workers, print_object
from sim.cli.opening import show_report
from sim.cli.options import CORES
from sim.cli.progress import progress
from sim.processes import FOR_SWEEPS
from sim.scenario import parse_setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sim.cli.options import Request
    from sim.experiment.crew import Crew
    from sim.experiment.plan import Plan
    from sim.questions.claims.claim import Claim
    from sim.questions.claims.debate import Debate
    from sim.questions.claims.trial import Terms
    from sim.report.claims_facts import Trial

SOON = 5.0
"""Seconds below which all is done before other processes have started."""


@dataclass(frozen=True)
class Claiming:
    """The claims that are to be tried, and everything that was said about how."""

    ids: Sequence[str]
    full: bool
    processes: int | None
    request: Request
    program: str

    # --- what is to be computed ---------------------------------------------------------------------------

    @cached_property
    def chosen(self) -> tuple[list[Claim], list[Debate]]:
        """The claims and the debates; these are long, so a quick trial has those alone that lie there."""
        from sim.questions.claims.ledger import chosen

        claims, debates = chosen(self.ids)
        if self.ids or self.full:
            return claims, debates
        return claims, [one for one in debates if not self.request.fresh and self._is_there(self.terms.plans(one))]

    @cached_property
    def terms(self) -> Terms:
        """How they are tried."""
        from sim.questions.claims.trial import Terms

        request = self.request
        return Terms(self.full, request.seed, request.replications, dict(map(parse_setting, request.settings)))

    @cached_property
    def plans(self) -> list[tuple[Plan, int]]:
        """Everything that is computed for them, each with the number of worlds that a run lives."""
        claims, debates = self.chosen
        worlds = {one.id: len(one.experiment.worlds) for one in claims if one.experiment}
        plans = [(plan, worlds[one.id]) for one in claims for plan in self.terms.plans(one)]
        return plans + [(plan, len(one.worlds)) for one in debates for plan in self.terms.plans(one)]

    @cached_property
    def workers(self) -> int:
        """How many processes to run in; what is done soon stays in this one."""
        if self.processes is not None:
            return self.processes
        from sim.experiment.estimate import estimate

        return CORES if sum(estimate(plan, 1).seconds * worlds for plan, worlds in self.plans) > SOON else 1

    @property
    def again(self) -> str:
        """The command line that goes on with it."""
        return calling.again(self.program, self._words, replace(self.request, fresh=False))

    @property
    def _words(self) -> list[str]:
        words = ["claims", *(["--only", ",".join(self.ids)] if self.ids else []), *["--full"] * self.full]
        return words if self.processes is None else [*words, "--workers", str(self.processes)]

    # --- doing it -----------------------------------------------------------------------------------------

    def answer(self) -> None:
        """Try the claims, keep the answer, and say what was found."""
        refusal.root(self.request.out)
        place = claims_folder.place_of(self.root, [plan for plan, _ in self.plans], self._words, self.request.seed)
        stopping.say_when_stopped(f"stopped; what is finished is kept, go on with: {self.again}")
        trial = self._tried()
        trouble = claims_folder.keep(place, trial, fresh=self.request.fresh, quiet=self.request.quiet)
        stopping.say_when_stopped("")
        self._tell(trial, None if trouble else place)
        if trouble:
            raise trouble
        if self.request.open_report:
            show_report(place.folder)

    @property
    def root(self) -> Path:
        """Where all results are kept."""
        return Path(self.request.out or names.ROOT)

    def _tried(self) -> Trial:
        from sim.questions.claims.trial import Bench, tried
        from sim.report.claims_facts import Trial

        total = sum(len(plan.runs) for plan, _ in self.plans)
        with ExitStack() as stack:
            crew = stack.enter_context(self._crew())
            report = stack.enter_context(progress(quiet=self.request.quiet, doing="trying claims"))
            bench = Bench(
                crew, self._folder, fresh=self.request.fresh, command=self.again, workers=self.workers,
                progress=lambda done: report(done, total, f"{done:,} of {total:,} runs"),
            )  # fmt: skip
            told = tried(*self.chosen, self.terms, bench)
        plain = replace(self.request, fresh=False, as_json=False, quiet=False, out=None)
        again = calling.again("trapeze", self._words, plain)
        return Trial(told.findings, told.debates, self.full, self.request.seed, again)

    def _folder(self, plan: Plan) -> Path:
        return names.folder_of_sweep(self.root / names.CLAIM_RUNS, name=plan.name, digest=plan.digest)

    @contextmanager
    def _crew(self) -> Iterator[Crew]:
        """Give who makes the runs, the same for all claims; other processes only if there are runs to make."""
        from sim.experiment.sweep import crew_of

        if self.workers <= 1 or self._is_all_there():
            with crew_of() as crew:
                yield crew
            return
        expect_workers(self.workers, needing=FOR_SWEEPS)
        with tempfile.TemporaryDirectory(prefix="trapeze-", ignore_cleanup_errors=True) as scratch:
            stopping.do_when_stopped(_remover(scratch))
            with crew_of(workers=self.workers, scratch=Path(scratch)) as crew:
                yield crew

    def _is_all_there(self) -> bool:
        """Tell whether every plan has a ledger that says it has all of its runs, so that none need be made."""
        return not self.request.fresh and self._is_there([plan for plan, _ in self.plans])

    def _is_there(self, plans: Sequence[Plan]) -> bool:
        return all(claims_folder.is_complete(self._folder(plan), plan) for plan in plans)

    # --- telling it ---------------------------------------------------------------------------------------

    def _tell(self, trial: Trial, place: claims_folder.Place | None) -> None:
        from sim.report import as_json, claims_json, claims_screen
        from sim.report.layout import terminal

        folder = place.folder.as_posix() if place else None
        if self.request.as_json:
            print_object(as_json.text(claims_json.claims_object(trial) | {"folder": folder}), ())
            return
        report = f"{folder}/{names.REPORT}" if folder else None
        claims_screen.show(terminal(), trial, report=report, advice=self.again, quiet=self.request.quiet)


def _remover(folder: str) -> Callable[[], None]:
    return lambda: shutil.rmtree(folder, ignore_errors=True)
