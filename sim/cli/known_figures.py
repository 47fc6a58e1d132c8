"""The options of `scenarios new` for what a firm knows about itself, and how it is asked for."""

from __future__ import annotations

import sys
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from sim.errors import UsageError
from sim.questions.known import FIGURES, Figure, checked, refuse_outside

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOBODY_TO_ASK = "--ask needs a terminal to ask in; give the figures as options, such as --churn 0.2"


class Amount(click.ParamType):  # type: ignore[type-arg]
    """A figure: a number as this program writes them, 0.2 and not 20 %."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.name = figure.unit

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        try:
            number = float(value)
        except ValueError:
            raise UsageError(f"--{self.figure.name} {value}: is not a number; {self._instead(value)}") from None
        refuse_outside(self.figure.name, number)
        return number

    def _instead(self, value: str) -> str:
        percent = value.replace(",", ".").rstrip(" %")
        try:
            number = float(percent) / (100.0 if value.rstrip().endswith("%") else 1.0)
        except ValueError:
            return f"write one {self.figure.limits}"
        return f"write {number:.10g}"


def takes_figures(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command an option for each figure, packed into one `figures`; they are checked together."""

    @wraps(function)
    def packed(*arguments: Any, **said: Any) -> Any:
        given = {name: said.pop(_variable(name)) for name in FIGURES}
        known = {name: value for name, value in given.items() if value is not None}
        return function(*arguments, figures=_checked(known, said.get("observed") is not None), **said)

    for figure in reversed(FIGURES.values()):
        option = click.option(
            f"--{figure.name}",
            _variable(figure.name),
            type=Amount(figure),
            metavar="X",
            help=f"{figure.meaning} [{figure.unit}]",
        )
        packed = option(packed)
    return packed


def ask(given: Mapping[str, float], *, beside: bool = False) -> dict[str, float]:
    """Ask for the figures that were not given; Enter leaves one out. `beside` a table there may be none to fit."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(NOBODY_TO_ASK)
    click.echo("What do you know about the firm? Enter leaves a figure out.", err=True)
    known = {name: value for name in FIGURES if (value := _asked(name, given)) is not None}
    return _checked(known, beside)


def _checked(known: dict[str, float], beside: bool) -> dict[str, float]:
    return checked(known, beside=beside) if known else known


def _asked(name: str, given: Mapping[str, float]) -> float | None:
    figure = FIGURES[name]
    if name in given:
        return given[name]
    while True:
        said = click.prompt(
            f"{figure.meaning.rstrip('.')} ({figure.unit})", default="", show_default=False, err=True
        )
        if not said.strip():
            return None
        try:
            return Amount(figure).convert(said, None, None)
        except UsageError as error:
            click.echo(str(error), err=True)


def _variable(name: str) -> str:
    return name.replace("-", "_")
