"""A claim: one row of the ledger of what the five articles say, and what kind of thing it is for the model."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.questions.claims.experiment import Experiment

__all__ = ["ARTICLES", "Article", "Claim", "Tag"]


class Tag(StrEnum):
    """What a run can say about a claim: nothing new, something, or nothing at all."""

    BUILT_IN = "built in"
    """One equation with a fixed sign says it: a run can only check the code."""
    EMERGENT = "emergent"
    """It follows from several mechanisms together, and could have come out the other way."""
    OUTSIDE = "outside"
    """The model has no mechanism for it."""


@dataclass(frozen=True)
class Article:
    """One of the five articles: the letter of its claims, its number, and what it is."""

    letter: str
    number: str
    title: str
    note: str = ""


ARTICLES = (
    Article(
        "A", "000", '"Do not confuse Customer Experience with Customer Service" (Amplified Analytics)',
        "The readers' comments under it are c1 to c17.",
    ),
    Article("B", "001", "a consultant's blog on journeys and touchpoints"),
    Article("C", "002", "ZOOM, with Shoham's five phases, Clor and Peters"),
    Article("D", "003", "Sagres on IKEA and the promise of a brand"),
    Article("E", "004", 'Jana Barrett, "CX vs Customer Service"'),
)  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """One row of the ledger.

    `says` is the claim in our own words. `reason` is why it has its tag: of a built-in one the equation or the
    parameter that says it, of an emergent one what works together, of one outside what is there instead. A claim
    that is built in for one part and emergent in another is emergent, and the reason says both.
    """

    id: str
    says: str
    tag: Tag
    reason: str
    experiment: Experiment | None = None
    """Every emergent claim has one; a built-in one may have a small one, as a check of the code."""
    test: str = ""
    """Built in: the test that holds it, as pytest names it: `tests/x/test_y.py` or `tests/x/test_y.py::test_z`."""
    needs: str = ""
    """Outside: the mechanism that the model would need."""

    @property
    def article(self) -> Article:
        """The article that says it."""
        return next(article for article in ARTICLES if article.letter == self.id[0])
