"""Over whom outcomes are taken, in words: over buyers, or after a warm-up over the customers whom it left.

What had gone before the measured time is not counted, so that after a warm-up nobody may be called a buyer without
a word, and no day be counted from his purchase. Every sentence takes its words for them from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Whom:
    """The words for those who are counted.

    `people`   what they are called: `buyers`, `customers of day 182`
    `later`    from when their days are counted, as in `90 days ...`: `after they bought`, `later`
    `axis`     the same below an axis of days
    `having`   how a product is joined to them, as in `buyers of the weak product`
    `were`     as in `of 100 who ... in either life`: `buy`, `were customers of day 182`
    `nobody`   what to say where there are none
    """

    people: str
    later: str
    axis: str
    having: str
    were: str
    nobody: str

    def of_hundred(self, product: str = "") -> str:
        """Begin a sentence about a hundred of them: `Of 100 buyers`, `Of 100 customers of day 182,`."""
        with_it = f" {self.having} the {product} product" if product else ""
        return f"Of 100 {self.people}{with_it}{'' if self is BUYERS else ','}"

    @property
    def shortly(self) -> str:
        """What they are called where there is little room, as on an axis."""
        return self.people if self is BUYERS else "those counted"

    def filled(self, words: str) -> str:
        """Put the words for them into a text that has places for these."""
        return words.format(people=self.people, later=self.later, having=self.having)


BUYERS = Whom(
    people="buyers", later="after they bought", axis="days since the purchase", having="of", were="buy",
    nobody="nobody bought",
)  # fmt: skip
"""Those who are counted where all days are measured: everybody who ever bought."""


def whom_of(spec: Scenario) -> Whom:
    """Give the words for those whom a scenario counts: after a warm-up the customers whom it left, and later ones.

    In a cohort nobody else comes whose history is long enough for retention.
    """
    if not (day := spec.measure_from_day):
        return BUYERS
    if spec.protocol == "cohort":
        people, later, axis = f"customers of day {day}", "later", f"days since day {day}"
    else:
        people = f"customers of day {day} or later"
        later, axis = "after that day or their purchase", f"days since day {day} or the purchase"
    return Whom(people, later, axis, "with", f"were {people}", f"there were no {people}")
