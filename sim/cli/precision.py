"""`--precision`: add replications until an interval is as narrow as it was asked to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from sim.cli.answering import check_cost, timed
from sim.cli.keeping import Errand, Kept, fit
from sim.cli.options import MOST_REPLICATIONS, Whole
from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.cli.options import Request
    from sim.cli.progress import Report
    from sim.questions.precision import Reached
    from sim.results import Results
    from sim.scenario import Scenario

FEWEST_REPLICATIONS = 10
GIVEN_UP_AT = 1_000
"""Replications after which an interval is left as wide as it is, unless told otherwise."""
GRAMMAR = "write --precision retention=0.005, or 0.005 alone for retention: half the width of the interval"


class HalfWidth(click.ParamType):  # type: ignore[type-arg]
    """A measure and half the width of its interval, as in `retention=0.005`; a bare number is for retention."""

    name = "measure=half-width"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        measure, equals, written = value.rpartition("=")
        try:
            half_width = float(written)
        except ValueError:
            half_width = -1.0
        name = measure.strip() if equals else "retention"
        if not (name and 0 < half_width < float("inf")):
            self.fail(f"{value!r} is not a precision{_slip(written)}; {GRAMMAR}", param, ctx)
        return name, half_width


def takes_a_precision(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options `precision`, a dictionary or None, and `most`."""

    @wraps(function)
    def checked(*args: Any, precision: Mapping[str, float] | None, most: int | None, **said: Any) -> Any:
        if not precision:
            refuse_most_alone(most)
        return function(*args, precision=precision, most=most or GIVEN_UP_AT, **said)

    decorated = click.option(
        "--max-replications",
        "most",
        type=Whole(FEWEST_REPLICATIONS, MOST_REPLICATIONS),
        help=f"With --precision: give up at so many, instead of {GIVEN_UP_AT:,}.",
    )(checked)
    return click.option(
        "--precision",
        type=HalfWidth(),
        multiple=True,
        callback=lambda _ctx, _param, wanted: dict(wanted) or None,
        help="Add replications until the 95 % interval reaches no further than this to either side, as in "
        "retention=0.005. May be repeated.",
    )(decorated)


def refuse_most_alone(most: int | None) -> None:
    """Raise `UsageError` for a limit of replications where nothing asks for more of them."""
    if most is not None:
        raise UsageError(
            f"--max-replications {most} says nothing without --precision, which adds replications; "
            f"for as many as that write --replications {most}"
        )


def kept_to_precision(
    spec: Scenario, request: Request, *, said: str, precision: Mapping[str, float], most: int
) -> tuple[Kept, tuple[Reached, ...]]:
    """Give results that are as precise as was asked for, made from those that are kept as far as these go."""
    from sim.questions.precision import half_widths, taken_to_precision

    half_widths(precision)
    errand = Errand(spec, replace(request, replications=most), said)
    before = replace(errand.before(), scenario=spec)
    check_cost(request, [spec])
    began = datetime.now(UTC)

    def work(report: Report) -> tuple[Results, tuple[Reached, ...]]:
        how: dict[str, Any] = {
            "most": most, "replications": request.replications, "workers": request.workers,
            "progress": counting_replications(report, spec.days),
        }  # fmt: skip
        found = taken_to_precision(before, precision, **how)
        same_columns = not found[0].records or fit(before, found[0])
        return found if same_columns else taken_to_precision(errand.nothing(), precision, **how)

    (results, how_far), seconds = timed(request, work)
    if not results.records:
        return errand.read(results), how_far
    errand = replace(errand, request=replace(request, replications=results.replications))
    return errand.made(results, began, seconds), how_far


def counting_replications(report: Report, days: int) -> Report:
    """Report days done as replications done, `days` to each, while nobody knows how many it will take."""
    from sim.report.changes import so_far

    return lambda done, total, what="": report(done, total, what or so_far(done // days, total // days))


def _slip(written: str) -> str:
    percent = written.strip().removesuffix("%").strip()
    if written.strip().endswith("%"):
        try:
            return f": write {float(percent) / 100:g} for {written.strip()}"
        except ValueError:
            return ""
    return ""
