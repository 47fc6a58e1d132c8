"""The trial of claims as it looks in a terminal: the counts, then a line a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import shortened
from sim.report import claims_words as words
from sim.report import debate_words
from sim.report.layout import is_narrow, say

if TYPE_CHECKING:
    from rich.console import Console

    from sim.questions.claims.finding import Finding
    from sim.report.claims_facts import Trial

FEW = 5
"""Claims of which all is told; of more, a line each."""

ID, VERDICT, EFFECT = 5, 16, 14
"""Letters of the columns."""


def show(
    console: Console, trial: Trial, *, report: str | None = None, advice: str = "", quiet: bool = False
) -> None:
    """Show how many there are of each kind, and what was found of each."""
    findings = trial.findings
    if findings:
        say(console, words.counted(findings), style="bold")
        say(console, "")
    for finding in findings:
        if len(findings) <= FEW:
            _whole(console, finding)
        else:
            _line(console, finding)
    for one in trial.debates:
        say(console, "")
        say(console, one.debate.question, style="bold")
        say(console, debate_words.sentence(one))
    if quiet:
        return
    say(console, "")
    say(console, trial.facts, style="dim")
    if report:
        say(console, f"Report: {report}", style="dim")
    if not trial.full:
        say(console, f"Next: {advice} --full   (where around it does a claim stop to hold?)", style="dim")


def _line(console: Console, finding: Finding) -> None:
    """Show a claim in a line; where there is no room for that, below each other."""
    claim, found = finding.claim, words.effect(finding.parts[0]) if finding.parts else ""
    if len(found) > EFFECT:  # its unit, whole, is told with --only
        found = found.partition(" ")[0]
    if is_narrow(console):
        say(console, f"{claim.id} {words.called(finding)} {found}".rstrip())
        return
    start = f"{claim.id:<{ID}}{words.called(finding):<{VERDICT}}{found:>{EFFECT}}  "
    say(console, start + shortened(claim.says, console.width - len(start) - 1))


def _whole(console: Console, finding: Finding) -> None:
    claim = finding.claim
    say(console, f"{claim.id}: {claim.says}", style="bold")
    say(console, f"{words.called(finding)} ({claim.tag}: {claim.reason})")
    if claim.experiment:
        say(console, claim.experiment.asks)
    for sentence in words.told(finding) if finding.parts else ():
        say(console, sentence)
    for kind, text in (("Held by", claim.test), ("It would need", claim.needs)):
        if text:
            say(console, f"{kind}: {text}")
    say(console, "")
