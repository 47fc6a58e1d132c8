"""The four cells of the headline, each kept in its own place: read what is there, compute the rest together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sim.cli.answering import check_cost, timed
from sim.cli.keeping import Errand, Kept, fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.cli.options import Request
    from sim.cli.progress import Report
    from sim.questions.rescue import Rescue
    from sim.results import Results
    from sim.scenario import Scenario


def rescued(spec: Scenario, request: Request) -> tuple[Rescue, list[Kept]]:
    """Answer from the four cells, and tell where they lie."""
    from sim.questions.rescue import CELLS, Rescue, cells_of, sides_of

    done = kept_alike([Errand(cell, request, "") for cell in cells_of(spec)], request)
    return Rescue(spec, sides_of(spec), {cell: one.results for cell, one in zip(CELLS, done, strict=True)}), done


def kept_alike(errands: Sequence[Errand], request: Request) -> list[Kept]:
    """Give results of several scenarios on the same luck, without pictures: the first `run` of one adds them."""
    before = [replace(errand.before(), scenario=errand.spec) for errand in errands]
    first, asked = min(results.replications for results in before), errands[0].replications
    if first == asked:
        return [Kept(results, errand.folder, 0) for errand, results in zip(errands, before, strict=True)]
    check_cost(replace(request, replications=asked - first), [errand.spec for errand in errands])
    for errand in errands:
        errand.refuse_lack_of_room(asked - first)
    began = datetime.now(UTC)
    found, seconds = timed(request, lambda report: computed(errands, [old.only(first) for old in before], report))
    each = seconds / len(errands)
    return [
        errand.made(results, began, each, dressed=False) for errand, results in zip(errands, found, strict=True)
    ]


def computed(errands: Sequence[Errand], before: Sequence[Results], report: Report) -> list[Results]:
    """Compute what is missing, in one pool; everything, where what is kept has other columns."""
    from sim.simulate import simulate_all

    first = before[0].replications
    new = simulate_all(
        [errand.spec for errand in errands],
        first=first,
        progress=report,
        **errands[0].request.how() | {"seed": errands[0].seed, "replications": errands[0].replications - first},
    )
    pairs = list(zip(before, new, strict=True))
    if not all(fit(*pair) for pair in pairs):
        return computed(errands, [errand.nothing() for errand in errands], report)
    return [replace(results, stored=old.stored) if first else results for old, results in pairs]
