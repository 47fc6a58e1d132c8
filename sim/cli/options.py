"""The options that every command takes, and what they ask for."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, fields
from functools import wraps
from math import isfinite, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import sim
from sim.arguments import LARGEST_SEED
from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.scenario import Scenario

MOST_REPLICATIONS = 100_000
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Request:
    """What was asked for, apart from the scenario itself."""

    settings: tuple[str, ...] = ()
    seed: int | None = None
    replications: int | None = None
    workers: int = 1
    engine: str = "fast"
    out: str | None = None
    fresh: bool = False
    open_report: bool = False
    as_json: bool = False
    quiet: bool = False
    yes: bool = False
    """Run also what takes longer than a day."""

    @property
    def finds_nothing(self) -> bool:
        """Tell whether it is sure, before anything is read, that no answer is kept that could be given again."""
        from sim.archive import names

        return self.fresh or not any(place.is_dir() for place in Path(self.out or names.ROOT).glob("*"))

    def load(self, scenario: str, *, unless_set: Mapping[str, object] | None = None) -> Scenario:
        """Read the scenario with the settings of the command line on top.

        `unless_set` are settings of a command that the user's own win over.
        """
        from sim.scenario import Scenario, parse_setting

        return Scenario.load(scenario, overrides={**(unless_set or {}), **dict(map(parse_setting, self.settings))})

    def how(self) -> dict[str, Any]:
        """Give the keywords that `simulate` and the questions share."""
        return {
            "replications": self.replications,
            "seed": self.seed,
            "engine": self.engine,
            "workers": self.workers,
        }


class Whole(click.ParamType):  # type: ignore[type-arg]
    """A whole number between two limits."""

    name = "n"

    def __init__(self, low: int, high: int, *, remedy: str = "") -> None:
        self.low, self.high, self.remedy = low, high, remedy

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            number = self.low - 1
        if not self.low <= number <= self.high:
            limits = f"{value!r} is not a whole number {self.low:,} .. {self.high:,}"
            self.fail(f"{limits}; {self.remedy}" if self.remedy else limits, param, ctx)
        return number


class Finite(click.ParamType):  # type: ignore[type-arg]
    """A number that is neither infinite nor none, above another if need be."""

    name = "x"

    def __init__(self, above: float | None = None) -> None:
        self.above = above

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            number = float(value)
        except ValueError:
            number = nan
        if not isfinite(number):
            self.fail(f"{value!r} is not a finite number; write it as in 0.25", param, ctx)
        if self.above is not None and number <= self.above:
            self.fail(f"{value!r} is not above {self.above:g}", param, ctx)
        return number


class Seed(Whole):
    """A seed, or the word `random`, which draws one."""

    name = "n|random"

    def __init__(self) -> None:
        super().__init__(0, LARGEST_SEED, remedy="or write --seed random")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if value == "random":
            return secrets.randbelow(LARGEST_SEED + 1)
        return super().convert(value, param, ctx)


def takes_a_request(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the common options, packed into one `request`."""
    return _packed(function, (SET, SEED, REPLICATIONS, WORKERS, ENGINE, YES, *_MANNERS))


def takes_a_sweep_request(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command that makes many runs the common options; how many workers it takes is its own affair."""
    return _packed(function, (SET, SEED, REPLICATIONS, YES, *_MANNERS))


def _packed(function: Callable[..., Any], options: Sequence[Callable[..., Any]]) -> Callable[..., Any]:
    @wraps(function)
    def packed(*arguments: Any, **said: Any) -> Any:
        request = Request(**{name: said.pop(name) for name in list(said) if name in _ASKED})
        return function(*arguments, request=request, **said)

    for option in reversed(options):
        packed = option(packed)
    return packed


def keeps_results(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command that keeps its results the options of where they lie, as part of its request."""
    for option in reversed(_KEEPING):
        function = option(function)
    return function


def answers(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command that simulates nothing the options of how it answers: `as_json` and `quiet`."""
    for option in reversed(_MANNERS):
        function = option(function)
    return function


def ids_in(only: str | None, *, such_as: str) -> tuple[str, ...]:
    """Give the ids in what `--only` says, none where it is not said; raise `UsageError` where it names none."""
    said = tuple(one.strip() for one in (only or "").split(",") if one.strip())
    if only is not None and not said:
        raise UsageError(f"--only names nothing; write --only {such_as}, or leave it out")
    return said


def _say_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"trapeze {sim.__version__}")
        ctx.exit()


WORKERS = click.option(
    "--workers",
    type=Whole(1, 2 * CORES, remedy=f"this machine has {CORES} core{'s' * (CORES > 1)}"),
    default=CORES,
    show_default="one a core",
    help="Processes to run in; 1 stays in this one. The numbers are the same.",
)
OUT = click.option("--out", metavar="FOLDER", help="Where results are kept, instead of ./results.")
_MANNERS = (
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),
    click.option("--quiet", is_flag=True, help="Only the answer: no progress, no notes."),
    click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error."),
    click.option(
        "--version",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_say_version,
        help="Say the version and stop.",
    ),
    click.help_option("--help", "-h"),
)
FRESH = click.option("--fresh", is_flag=True, help="Compute again what lies there already.")
OPEN = click.option("--open", "open_report", is_flag=True, help="Show the report in a browser.")
UNCERTAINTY = click.option(
    "--uncertainty",
    type=click.Choice(["quick", "full", "none"]),
    show_default="quick on a terminal; none elsewhere, with --quiet or --json",
    help="How far the answer could be off because the assumptions are: a study of 32 worlds, of 256, or none.",
)
_KEEPING = (OUT, FRESH, OPEN)
SET = click.option(
    "--set",
    "settings",
    metavar="KEY=VALUE",
    multiple=True,
    help="Change one setting of the scenario, as in desk.agents=12. May be repeated.",
)
SEED = click.option("--seed", type=Seed(), help="Another seed gives another luck; `random` draws one and says it.")
REPLICATIONS = click.option(
    "--replications",
    type=Whole(1, MOST_REPLICATIONS),
    help="Independent worlds to run; more of them, less simulation noise.",
)
ENGINE = click.option(
    "--engine",
    type=click.Choice(["fast", "plain"]),
    default="fast",
    show_default=True,
    help="`plain` is the same model told one customer at a time: the same numbers, slowly.",
)
YES = click.option("--yes", is_flag=True, help="Run it even if it takes longer than a day.")
_ASKED = frozenset(field.name for field in fields(Request))
