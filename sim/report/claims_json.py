"""The trial of claims as one JSON object: the same numbers as on the screen, unrounded."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import sim
from sim.questions.claims.claim import Tag
from sim.report import claims_words as words
from sim.report import debate_words
from sim.report.as_json import number
from sim.results import ENGINE_VERSION

if TYPE_CHECKING:
    from sim.questions.claims.debate import Settled
    from sim.questions.claims.finding import Finding, Part
    from sim.questions.claims.region import Region
    from sim.report.claims_facts import Trial


def claims_object(trial: Trial) -> dict[str, Any]:
    """Describe every claim: its tag, its verdict, and what that rests on; and every debate that was computed."""
    findings = trial.findings
    tags = Counter(str(finding.claim.tag) for finding in findings)
    verdicts = Counter(words.called(one) for one in findings if one.claim.tag is Tag.EMERGENT)
    return {
        "command": "claims",
        "full": trial.full,
        "seed": trial.seed,
        "engine": "fast",
        "engine_version": ENGINE_VERSION,
        "version": sim.__version__,
        "finding": words.counted(findings),
        "summary": {"tags": dict(tags), "verdicts": dict(verdicts)},
        "claims": [_claim(finding) for finding in findings],
        "debates": [_debate(one) for one in trial.debates],
    }


def _claim(finding: Finding) -> dict[str, Any]:
    claim = finding.claim
    main = _part(finding.parts[0]) if finding.parts else dict.fromkeys(_PART)
    return {
        "id": claim.id,
        "tag": str(claim.tag),
        "verdict": finding.verdict and str(finding.verdict),
        **main,
        "reason": words.reason(finding),
        "says": claim.says,
        "why": claim.reason,
        "asks": claim.experiment.asks if claim.experiment else None,
        "test": claim.test or None,
        "needs": claim.needs or None,
        "also": [_part(part) for part in finding.parts[1:]],
        "region": _region(finding.region) if finding.region else None,
    }


def _debate(one: Settled) -> dict[str, Any]:
    return {
        "name": one.debate.name,
        "question": one.debate.question,
        "claims": list(one.debate.claims),
        "finding": debate_words.sentence(one),
        "over": one.debate.over,
        "unit": one.debate.unit,
        "lines": {
            line: [
                {"value": float(x), "effect": number(mean), "low": number(low), "high": number(high), "side": sign}
                for x, mean, low, high, sign in zip(
                    curve.x, curve.mean, curve.low, curve.high, curve.signs, strict=True
                )
            ]
            for line, curve in one.curves.items()
        },
    }


_PART = ("measure", "effect", "low", "high", "unit", "expected", "matters", "replications")


def _part(part: Part) -> dict[str, Any]:
    found, expected = part.found, part.expected
    values = (part.effect.label, number(found.mean), number(found.low), number(found.high), part.effect.unit,
              str(expected.direction), expected.matters, found.n)  # fmt: skip
    return dict(zip(_PART, values, strict=True))


def _region(region: Region) -> dict[str, Any]:
    flip = region.flip
    return {
        "holds": words.around(region),
        "points": [
            {**{key: float(column[at]) for key, column in region.points.items()},
             "effect": number(region.mean[at]), "low": number(region.low[at]), "high": number(region.high[at]),
             "stands": str(stands)}
            for at, stands in enumerate(region.standings)
        ],
        "flips": None if flip is None else {"key": flip.key, "at": flip.value, "holds_above": flip.rising},
    }  # fmt: skip
