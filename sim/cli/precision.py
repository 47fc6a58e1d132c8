"""`--precision`: add replications until an interval is as narrow as it was asked to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import MOST_REPLICATIONS, Whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.cli.progress import Report

FEWEST_REPLICATIONS = 10
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
    function = click.option(
        "--max-replications",
        "most",
        type=Whole(FEWEST_REPLICATIONS, MOST_REPLICATIONS),
        default=1_000,
        show_default=True,
        help="With --precision: give up at so many.",
    )(function)
    return click.option(
        "--precision",
        type=HalfWidth(),
        multiple=True,
        callback=lambda _ctx, _param, wanted: dict(wanted) or None,
        help="Add replications until the 95 % interval reaches no further than this to either side, as in "
        "retention=0.005. May be repeated.",
    )(function)


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
