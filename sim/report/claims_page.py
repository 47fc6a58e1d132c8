"""The ledger of claims as a page: the debates, then article by article each claim and what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.questions.claims.claim import ARTICLES, Tag
from sim.report import claims_words as words
from sim.report import debate_words, wording
from sim.report.figures.claim_strip import strip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup
    from matplotlib.figure import Figure

    from sim.questions.claims.debate import Settled
    from sim.questions.claims.finding import Finding
    from sim.report.claims_facts import Trial

SYMBOLS = {
    "supported": "●",
    "not supported": "■",
    "depends": "◆",
    "by construction": "=",
    "outside": "–",
    "not tried": "·",
}
"""What stands before a verdict, so that colour does not tell alone."""

IN_WORDS = {"depends": "it depends", "outside": "outside the model"}
"""A verdict as it stands by itself, or after a number."""

WHY = {
    Tag.BUILT_IN: "Built in",
    Tag.EMERGENT: "Could have come out the other way",
    Tag.OUTSIDE: "Outside the model",
}


@dataclass(frozen=True)
class Entry:
    """A claim as the page shows it; without a picture it is one of the small ones."""

    id: str
    says: str
    verdict: str
    tone: str
    symbol: str
    kind: str
    why: str
    asks: str
    told: tuple[str, ...]
    svg: Markup | None
    again: str


@dataclass(frozen=True)
class Argument:
    """A debate as the page shows it."""

    question: str
    found: str
    claims: str
    svg: Markup
    again: str


def render(trial: Trial, *, drawn: Mapping[str, Figure]) -> str:
    """Give the page of a trial; `drawn` are the pictures of its debates, by their names."""
    from sim.report import page

    findings = trial.findings
    return page.filled(
        "claims.html",
        kicker="Trapeze: five articles, held against the model",
        title="What the articles claim, and what becomes of it",
        finding=words.counted(findings),
        facts=trial.facts,
        notes=trial.notes,
        tally=tally(findings),
        full=trial.full,
        debates=[_argument(one, drawn[one.debate.name]) for one in trial.debates if one.debate.name in drawn],
        articles=[
            (article.number, article.title, article.note, mine)
            for article in ARTICLES
            if (mine := [entry(one) for one in findings if one.claim.article == article])
        ],
        limits=LIMITS,
        again=trial.again,
    )


LIMITS = (
    "A verdict is about this model and its defaults, which are calibrated on published findings and are nobody's "
    "firm. That a claim holds here shows that its reasoning hangs together; it is no evidence from the world.",
    "The sentences are paraphrased, and each is tried in one way of many. Whoever would try it otherwise can: a "
    "claim is an experiment of a few lines.",
    "Of many claims that are tried at 95 %, one in twenty intervals misses its value by luck.",
    wording.NOT_IN_THE_INTERVAL,
)


def tally(findings: tuple[Finding, ...]) -> list[tuple[int, str, str]]:
    """Count the verdicts, in the order of the symbols."""
    counts = Counter(map(words.called, findings))
    return [(counts[name], symbol, IN_WORDS.get(name, name)) for name, symbol in SYMBOLS.items() if counts[name]]


def entry(finding: Finding) -> Entry:
    """Describe a claim."""
    claim, verdict = finding.claim, words.called(finding)
    return Entry(
        id=claim.id,
        says=claim.says,
        verdict=IN_WORDS.get(verdict, verdict),
        tone=verdict.split()[0],
        symbol=SYMBOLS[verdict],
        kind=WHY[claim.tag],
        why=_why(finding),
        asks=claim.experiment.asks if claim.experiment else "",
        told=tuple(words.told(finding)) if finding.parts else (),
        svg=strip(finding) if finding.parts else None,
        again=f"trapeze claims --only {claim.id}",
    )


def _why(finding: Finding) -> str:
    """Say why a claim is of its kind, and what holds it or what it would need."""
    claim = finding.claim
    held = f" {held_by(claim.test)}" if claim.test else ""
    needs = f" It would need {claim.needs}." if claim.needs else ""
    return f"{claim.reason[:1].upper()}{claim.reason[1:].rstrip('.')}.{held}{needs}"


def held_by(test: str) -> str:
    """Name a test by what it claims, and where it stands: its name is a sentence."""
    file, _, name = test.partition("::")
    claims = name.partition("[")[0].removeprefix("test_").replace("_", " ")
    return f"A test holds that {claims} (`{file}`)." if claims else f"Held by the tests in `{file}`."


def _argument(one: Settled, figure: Figure) -> Argument:
    from markupsafe import Markup

    from sim.report.figures.saving import inline

    asked = one.debate
    return Argument(
        question=asked.question,
        found=debate_words.sentence(one),
        claims=f"Claims {', '.join(asked.claims)}.",
        svg=Markup(inline(figure, f"debate-{asked.name}")),
        again=f"trapeze claims --only {asked.name}",
    )
