"""The tables of a trial: a row a claim, a row a point of its region, a row a value of each debate's parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sim.questions.claims.plans import checksum
from sim.questions.claims.verdict import Standing
from sim.report import claims_words as words
from sim.report import debate_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.claims.debate import Settled
    from sim.questions.claims.finding import Finding

CLAIMS = (
    "claim", "tag", "verdict", "measure", "effect", "low", "high", "unit", "expected", "matters", "replications",
    "points", "holds", "against", "flips_at", "in_short", "finding", "experiment",
)  # fmt: skip
REGIONS = ("claim", "point", "parameter", "value", "effect", "low", "high", "stands")
DEBATES = (
    "debate", "line", "parameter", "value", "effect", "low", "high", "side", "in_short", "experiment",
)  # fmt: skip


def claims(findings: Sequence[Finding]) -> pd.DataFrame:
    """Give a row a claim; numbers are empty where nothing was computed."""
    return pd.DataFrame([_claim(finding) for finding in findings], columns=list(CLAIMS))


def _claim(finding: Finding) -> dict[str, object]:
    claim, region = finding.claim, finding.region
    row: dict[str, object] = {
        "claim": claim.id, "tag": str(claim.tag), "verdict": words.called(finding),
        "finding": " ".join(words.told(finding)) if finding.parts else "",
        "in_short": words.in_short(finding), "experiment": checksum(claim.experiment) if claim.experiment else "",
        "measure": "", "unit": "", "expected": "", "flips_at": "",
    }  # fmt: skip
    if finding.parts:
        part = finding.parts[0]
        row |= {
            "measure": part.effect.label, "unit": part.effect.unit,
            "effect": part.found.mean, "low": part.found.low, "high": part.found.high,
            "expected": str(part.expected.direction), "matters": part.expected.matters,
            "replications": float(part.found.n),
        }  # fmt: skip
    if region:
        row |= {
            "points": float(len(region.standings)), "holds": float(region.count(Standing.FOR)),
            "against": float(region.count(Standing.AGAINST)), "flips_at": region.flip.words if region.flip else "",
        }  # fmt: skip
    return row


def regions(findings: Sequence[Finding]) -> pd.DataFrame:
    """Give a row a point and parameter of each region."""
    rows = [
        (finding.claim.id, at, key, column[at], region.mean[at], region.low[at], region.high[at], str(stands))
        for finding in findings if (region := finding.region)
        for at, stands in enumerate(region.standings) for key, column in region.points.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(REGIONS))


def debates(found: Sequence[Settled]) -> pd.DataFrame:
    """Give a row a value of the parameter of each debate, for each of its lines."""
    rows = [
        (one.debate.name, line, one.debate.over, *values, debate_words.sentence(one), checksum(one.debate))
        for one in found for line, curve in one.curves.items()
        for values in zip(curve.x, curve.mean, curve.low, curve.high, curve.signs, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(DEBATES))
