"""The ledger: every claim of the five articles, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.questions.claims import (
    article_000,
    article_001,
    article_002,
    article_003,
    article_004,
    debates_1_4,
    debates_5_8,
)
from sim.questions.claims.claim import ARTICLES
from sim.scenario.complaints import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.claims.claim import Claim
    from sim.questions.claims.debate import Debate

__all__ = ["CLAIMS", "DEBATES", "chosen"]

CLAIMS: dict[str, Claim] = {
    claim.id: claim
    for article in (article_000, article_001, article_002, article_003, article_004)
    for claim in article.CLAIMS
}
"""All claims by their ids."""

DEBATES: dict[str, Debate] = {one.name: one for one in (*debates_1_4.DEBATES, *debates_5_8.DEBATES)}
"""The eight debates, by the names of their folders on the shelf."""

LETTERS = frozenset(article.letter for article in ARTICLES)


def chosen(ids: Sequence[str]) -> tuple[list[Claim], list[Debate]]:
    """Give the claims and debates of these names in their order, all of them if none is named.

    A letter stands for all claims of its article. Raises `UsageError` for a name that is not there.
    """
    wanted = {one if one in DEBATES else one.upper() for one in ids}
    for one in sorted(wanted - {*CLAIMS, *DEBATES, *LETTERS}):
        near = nearest(one, CLAIMS) or nearest(one.lower(), DEBATES)
        remedy = f"did you mean {near}?" if near else "A1 is one, and A all of its article"
        raise UsageError(f"--only {one}: no such claim; {remedy}")
    claims = [claim for claim in CLAIMS.values() if not wanted or wanted & {claim.id, claim.article.letter}]
    return claims, [debate for name, debate in DEBATES.items() if not wanted or name in wanted]
