"""The trial of claims from the command line: who makes the runs, where they are kept, and how it is told."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.archive import names, refusal
from sim.cli import calling, stopping
from sim.cli.answering import print_object
from sim.cli.options import CORES
from sim.cli.progress import progress
from sim.scenario import parse_setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sim.cli.options import Request
    from sim.experiment.crew import Crew
    from sim.experiment.plan import Plan
    from sim.questions.claims.claim import Claim
    from sim.questions.claims.finding import Finding
    from sim.questions.claims.trial import Terms

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

    @cached_property
    def claims(self) -> list[Claim]:
        """The claims, in the order of the ledger."""
        from sim.questions.claims.ledger import chosen

        return chosen(self.ids)

    @cached_property
    def terms(self) -> Terms:
        """How they are tried."""
        from sim.questions.claims.trial import Terms

        request = self.request
        return Terms(self.full, request.seed, request.replications, dict(map(parse_setting, request.settings)))

    @cached_property
    def plans(self) -> list[Plan]:
        """Everything that is computed for them."""
        return [plan for _, plan in self._planned()]

    @property
    def root(self) -> Path:
        """Where all results are kept."""
        return Path(self.request.out or names.ROOT)

    @cached_property
    def workers(self) -> int:
        """How many processes to run in; what is done soon stays in this one."""
        if self.processes is not None:
            return self.processes
        return CORES if self.expected > SOON else 1

    @cached_property
    def expected(self) -> float:
        """Seconds that all of it should take in this process."""
        from sim.experiment.estimate import estimate

        return sum(estimate(plan, 1).seconds * self._worlds(claim) for claim, plan in self._planned())

    def _planned(self) -> Iterator[tuple[Claim, Plan]]:
        return ((claim, plan) for claim in self.claims for plan in self.terms.plans(claim))

    @staticmethod
    def _worlds(claim: Claim) -> int:
        return len(claim.experiment.worlds) if claim.experiment else 0

    @property
    def again(self) -> str:
        """The command line that goes on with it."""
        words = ["claims", *(["--only", ",".join(self.ids)] if self.ids else []), *["--full"] * self.full]
        words += [] if self.processes is None else ["--workers", str(self.processes)]
        return calling.again(self.program, words, replace(self.request, fresh=False))

    def answer(self) -> None:
        """Try the claims, and say what was found."""
        refusal.root(self.request.out)
        stopping.say_when_stopped(f"stopped; what is finished is kept, go on with: {self.again}")
        began = time.monotonic()
        findings = self._tried()
        stopping.say_when_stopped("")
        self._tell(findings, time.monotonic() - began)

    def _tried(self) -> list[Finding]:
        from sim.questions.claims.trial import tried

        total = sum(len(plan.runs) for plan in self.plans)
        with ExitStack() as stack:
            crew = stack.enter_context(self._crew())
            report = stack.enter_context(progress(quiet=self.request.quiet, doing="trying claims"))
            report(0, total or 1)
            return list(
                tried(
                    self.claims, self.terms, crew, place=self._place, fresh=self.request.fresh,
                    progress=lambda done: report(done, total),
                )
            )  # fmt: skip

    def _place(self, plan: Plan) -> Path:
        return names.folder_of_sweep(self.root / names.CLAIM_RUNS, name=plan.name, digest=plan.digest)

    @contextmanager
    def _crew(self) -> Iterator[Crew]:
        """Give who makes the runs: the same for all claims."""
        from sim.experiment.sweep import crew_of

        if self.workers <= 1:
            with crew_of() as crew:
                yield crew
            return
        stopping.shield_workers()
        with tempfile.TemporaryDirectory(prefix="trapeze-", ignore_cleanup_errors=True) as scratch:
            stopping.do_when_stopped(_remover(scratch))
            with crew_of(workers=self.workers, scratch=Path(scratch)) as crew:
                yield crew

    def _tell(self, findings: list[Finding], seconds: float) -> None:
        from sim.report import as_json, claims_json, claims_screen
        from sim.report.layout import terminal

        if self.request.as_json:
            print_object(
                as_json.text(claims_json.claims_object(findings, full=self.full, seed=self.request.seed)), ()
            )
            return
        claims_screen.show(terminal(), findings, quiet=self.request.quiet)


def _remover(folder: str) -> Callable[[], None]:
    return lambda: shutil.rmtree(folder, ignore_errors=True)
