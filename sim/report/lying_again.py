"""Whether runs of a sweep come out again: as screen, as object, and as complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.experiment.run import Failed
from sim.report import layout, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from sim.experiment.again import Again
    from sim.experiment.plan import Plan

MOST_NAMED = 3


def replay_object(plan: Plan, again: Sequence[Again], folder: str) -> dict[str, Any]:
    """Describe what came out."""
    return {
        "command": "results replay",
        "folder": folder,
        "sweep": plan.name,
        "digest": plan.digest,
        "seed": plan.seed,
        "same": all(one.is_same for one in again),
        "runs": [
            {
                "point": one.run.point,
                "replication": one.run.replication,
                "same": one.is_same,
                "differing": {name: list(pair) for name, pair in one.differing.items()},
                "other_versions": {name: list(pair) for name, pair in one.other_versions.items()},
            }
            for one in again
        ],
    }


def show_replay(console: Console, again: Sequence[Again], folder: str, *, seconds: float, quiet: bool) -> None:
    """Print of each run whether it is the same, and what was otherwise then."""
    same = [one for one in again if one.is_same]
    if same:
        failed = [one for one in same if isinstance(one.now, Failed)]
        what = f"{'run' if len(same) == 1 else 'runs'} {_listed(same)} of {wording.visible(folder)}"
        layout.say(console, f"The same, to the last bit: {what}.")
        for one in failed if not quiet else ():
            layout.say(
                console, f"Run {_listed([one])} failed then as it does now: {wording.visible(_told(one.now))}."
            )
    if not quiet:
        for name, (then, now) in sorted({pair for one in again for pair in one.other_versions.items()}):
            layout.say(console, f"Note: {name} was {then} then and is {now} now.")
        layout.say(console, f"Made again in {wording.lasted(seconds)}.", style="dim")


def complaint(other: Sequence[Again], folder: str) -> str:
    """Say which runs came out otherwise, and in what."""
    told = "; ".join(f"run {_listed([one])}: {_difference(one)}" for one in other[:MOST_NAMED])
    more = f"; and {len(other) - MOST_NAMED} more runs" if len(other) > MOST_NAMED else ""
    return f"{folder}: comes out otherwise: {told}{more}; compare the versions in provenance.json with yours"


def _difference(one: Again) -> str:
    if isinstance(one.before, Failed) or isinstance(one.now, Failed):
        return f"{_told(one.before)} then, {_told(one.now)} now"
    pairs = list(one.differing.items())
    named = ", ".join(f"{name} {then!r} then, {now!r} now" for name, (then, now) in pairs[:MOST_NAMED])
    return named + (f", and {len(pairs) - MOST_NAMED} more measures" if len(pairs) > MOST_NAMED else "")


def _told(ended: object) -> str:
    return f"failed ({ended.reason})" if isinstance(ended, Failed) else "finished"


def _listed(again: Sequence[Again]) -> str:
    return ", ".join(f"{one.run.point}:{one.run.replication}" for one in again)
