"""The stages of a rescue: the four cells, each kept in its own place, then what is asked about them.

Every stage reads what is there, computes what is missing, and keeps what it has found before the next begins.
"""

from __future__ import annotations

import time
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sim.archive import names
from sim.cli.answering import check_cost, say_if_larger, timed
from sim.cli.keeping import Errand, Kept, fit, without_folders
from sim.errors import TrapezeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

    from sim.archive.answers import KeptAnswer
    from sim.cli.options import Request
    from sim.cli.progress import Report
    from sim.cli.rescue_folder import Found, RescueFolder
    from sim.questions.rescue import Rescue, Sides
    from sim.questions.rescue.uncertainty import Size, Uncertainty
    from sim.questions.stories import Story
    from sim.results import Results
    from sim.scenario import Scenario


SECONDS_BETWEEN = 30.0
"""So often what is known of a long study is kept."""


@dataclass(frozen=True)
class Inquiry:
    """A rescue that is being looked into: what is found so far, its cells, its place, and what lay there before.

    `trouble` is what kept it from being written: what is found is right all the same. What lay there stays as it
    is where it rests on more replications.
    """

    spec: Scenario
    request: Request
    found: Found
    cells: tuple[Kept, ...]
    place: RescueFolder
    there: KeptAnswer | None = None
    trouble: TrapezeError | None = None

    @property
    def kept(self) -> KeptAnswer | None:
        """What lay there of this very number of replications."""
        is_it = self.there and self.there.provenance["replications"] == self.found.answer.replications
        return self.there if is_it else None

    @property
    def is_writing(self) -> bool:
        """Tell whether what is found is to be kept."""
        return not (self.trouble or (self.there and self.there.is_of_more(self.found.answer.replications)))


def begun(
    spec: Scenario, sides: Sides, request: Request, typed: Sequence[str], *, stories: bool = False
) -> Inquiry:
    """Find the answer from the four cells, and look what lies there of later stages."""
    from sim.cli.rescue_folder import Found, folder_of
    from sim.questions.rescue.told import ReachTold, kept_course

    answer, done = rescued(spec, sides, request, typed)
    found = Found(answer, stories=told(answer) if stories else None)
    place = folder_of(answer, Path(request.out or names.ROOT), tuple(one.below_root for one in done))
    inquiry = Inquiry(spec, request, found, tuple(done), place)
    if trouble := next((one.trouble for one in done if one.trouble), None):
        return replace(inquiry, trouble=trouble)
    inquiry = replace(inquiry, there=place.kept(found, request))
    found = replace(found, reach=ReachTold.kept(inquiry.kept), course=kept_course(inquiry.kept))
    # The study is made of worlds of its own: it is the same whatever the replications of the cells.
    return replace(inquiry, found=replace(found, uncertainty=kept_study(answer, inquiry.there)))


def kept_study(answer: Rescue, there: KeptAnswer | None) -> Uncertainty | None:
    """Read a study of the assumptions as far as it had come; None if there is none, or another one."""
    from sim.questions.rescue.study import Design
    from sim.questions.rescue.uncertainty import Uncertainty

    if not there or not there.has(names.POINTS):
        return None
    size = str(there.provenance["uncertainty"]["size"])
    design = Design(answer.scenario.but(dict(answer.sides.weak)), size, answer.seed)
    points = there.table(names.POINTS)
    return Uncertainty(design, points) if set(design.keys) <= set(points.columns) else None


def written(inquiry: Inquiry) -> Inquiry:
    """Keep the answer, unless it lies there with nothing worn and nothing new in it, or a larger one does."""
    from sim.cli.rescue_folder import tables_of_cells

    say_if_larger(inquiry.there, inquiry.found.answer.replications)
    kept, found = inquiry.kept, inquiry.found
    whole = kept and not kept.worn and kept.has(*tables_of_cells(inquiry.spec), names.REPORT)
    return inquiry if whole and not found.stories else kept_with(inquiry, found)


def kept_with(inquiry: Inquiry, found: Found, *, as_reported: bool = False) -> Inquiry:
    """Keep what is found by now; once the disk would not have it, it is not tried again.

    With the report `as_reported` before, if the next stage is going to write it anew.
    """
    inquiry = replace(inquiry, found=found)
    if not inquiry.is_writing:
        return inquiry
    place = inquiry.place
    try:
        place.write(found, inquiry.request, report=place.folder if as_reported else None)
    except TrapezeError as trouble:
        return replace(inquiry, trouble=trouble)
    return inquiry


def reached(inquiry: Inquiry) -> Inquiry:
    """Look around the answer, unless that has been done."""
    from sim.questions.rescue.reach import reach
    from sim.questions.rescue.told import ReachTold

    found, request = inquiry.found, inquiry.request
    if found.reach or inquiry.trouble or not inquiry.spec.population:
        return inquiry

    def look(report: Report) -> ReachTold:
        return ReachTold.of(reach(found.answer, workers=request.workers, progress=report))

    told, _ = timed(request, look, doing="how far service reaches")
    return kept_with(inquiry, replace(found, reach=told), as_reported=found.course is None)


def followed(inquiry: Inquiry) -> Inquiry:
    """Follow over time what only whole lives tell, unless that has been done."""
    from sim.questions.rescue.course import course

    found, request = inquiry.found, inquiry.request
    if found.course is not None or inquiry.trouble or not inquiry.spec.population:
        return inquiry

    def look(report: Report) -> DataFrame:
        return course(found.answer, workers=request.workers, progress=report)

    told, _ = timed(request, look, doing="how it changes over time")
    return kept_with(inquiry, replace(found, course=told))


def doubted(inquiry: Inquiry, study: str) -> Inquiry:
    """Ask how far the answer could be off because the assumptions are, going on from what is known of that."""
    from sim.questions.rescue.uncertainty import uncertain

    found, request, answer = inquiry.found, inquiry.request, inquiry.found.answer
    known = found.uncertainty
    idle = study == "none" or inquiry.trouble or not inquiry.spec.population
    if idle or is_enough(known, study):
        return inquiry
    now_and_then = NowAndThen(inquiry)

    def ask(report: Report) -> Uncertainty:
        return uncertain(
            answer.scenario, answer.sides, size=cast("Size", study), seed=answer.seed, workers=request.workers,
            progress=report, done=None if known is None else known.points, after_world=now_and_then.keep,
        )  # fmt: skip

    asked, _ = timed(request, ask, doing="how far the assumptions matter")
    return kept_with(inquiry, replace(found, uncertainty=asked))


def is_enough(known: Uncertainty | None, study: str) -> bool:
    """Tell whether a study that is known answers for one that is asked for."""
    return known is not None and known.complete and study in (known.design.size, "quick")


class NowAndThen:
    """Keeps a study every now and then, so that a stop costs no more than half a minute of it."""

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry = inquiry
        self._kept_at = time.monotonic()

    def keep(self, known: Uncertainty) -> None:
        """Keep what is known, with the report as it is, if it has been a while."""
        inquiry = self._inquiry
        if not inquiry.is_writing or time.monotonic() - self._kept_at < SECONDS_BETWEEN:
            return
        place = inquiry.place
        with suppress(TrapezeError):  # what cannot be kept now may be at the end, which says so if not
            place.write(replace(inquiry.found, uncertainty=known), inquiry.request, report=place.folder)
        self._kept_at = time.monotonic()


def told(answer: Rescue) -> tuple[Story, ...]:
    """Tell typical buyers of the weak product, with poor and with excellent service."""
    from sim.questions.stories import stories

    if not answer.population:
        return ()
    lives = answer.results["weak_poor"], answer.results["weak_excellent"]
    return stories(*lives, names=("poor service", "excellent service"))


def rescued(spec: Scenario, sides: Sides, request: Request, typed: Sequence[str]) -> tuple[Rescue, list[Kept]]:
    """Answer from the four cells, and tell where they lie; `typed` is what to type to get them again."""
    from sim.questions.rescue import CELLS, Rescue, cells_of

    words = tuple(map(without_folders, typed))
    done = kept_alike([Errand(cell, request, "", words) for cell in cells_of(spec, sides)], request)
    return Rescue(spec, sides, {cell: one.results for cell, one in zip(CELLS, done, strict=True)}), done


def kept_alike(errands: Sequence[Errand], request: Request) -> list[Kept]:
    """Give results of several scenarios on the same luck, without pictures: the first `run` of one adds them."""
    before = [replace(errand.before(), scenario=errand.spec) for errand in errands]
    done = [Kept(results, errand.folder, 0) for errand, results in zip(errands, before, strict=True)]
    lacking = [n for n, results in enumerate(before) if results.replications < errands[n].replications]
    if lacking:
        first = min(before[n].replications for n in lacking)
        there = [before[n].only(first) if first else errands[n].nothing() for n in lacking]
        found = made([errands[n] for n in lacking], there, request)
        for n, one in zip(lacking, found, strict=True):
            done[n] = one
    return done


def made(errands: Sequence[Errand], before: Sequence[Results], request: Request) -> list[Kept]:
    """Compute what is missing, in one pool, unless it costs too much."""
    missing = errands[0].replications - before[0].replications
    check_cost(replace(request, replications=missing), [errand.spec for errand in errands])
    for errand in errands:
        errand.refuse_lack_of_room(missing)
    done, _ = timed(request, lambda report: computed(errands, before, report))
    return done


def computed(errands: Sequence[Errand], before: Sequence[Results], report: Report) -> list[Kept]:
    """Keep each result while workers go on with the next; make all anew where what is kept has other columns."""
    from sim.simulate import simulate_each

    first, done = before[0].replications, list[Kept]()
    new = simulate_each(
        [errand.spec for errand in errands],
        first=first,
        progress=report,
        **errands[0].request.how() | {"seed": errands[0].seed, "replications": errands[0].replications - first},
    )
    began, since = datetime.now(UTC), time.monotonic()
    with closing(new):  # its workers end before others begin
        for errand, old, results in zip(errands, before, new, strict=True):
            if not fit(old, results):
                break
            seconds, since = time.monotonic() - since, time.monotonic()
            whole = replace(results, stored=old.stored) if first else results
            done.append(errand.made(whole, began, seconds, dressed=False))
        else:
            return done
    return computed(errands, [errand.nothing() for errand in errands], report)
