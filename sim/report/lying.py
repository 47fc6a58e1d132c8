"""What lies in a results folder, whether it is sound, and whether it comes out again: as screen and as object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from sim.archive import catalogue
from sim.archive.trouble import amount
from sim.report import layout, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from sim.archive.catalogue import Entry
    from sim.archive.checking import Verdict
    from sim.questions.again import Replay


HEADS = ("newest first", "runs", "written (UTC)", "size", "state")


def list_object(entries: Sequence[Entry]) -> dict[str, Any]:
    """Describe what lies there."""
    return {"command": "results list", "results": [entry.described() for entry in entries]}


def check_object(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Describe what was found."""
    return {
        "command": "results check",
        "results": [
            {
                "folder": verdict.folder.as_posix(),
                "sound": verdict.is_sound,
                "damage": list(verdict.damage),
                "foreign": list(verdict.foreign),
                **({"content_digest": verdict.content_digest} if verdict.content_digest else {}),
            }
            for verdict in verdicts
        ],
    }


def replay_object(answer: Replay, folder: str) -> dict[str, Any]:
    """Describe what came out."""
    return {
        "command": "results replay",
        "folder": folder,
        "scenario": answer.before.scenario.name,
        "digest": answer.before.scenario.digest,
        "seed": answer.before.seed,
        "replications": answer.before.replications,
        "same": answer.is_same,
        "differing_replications": answer.differing,
        "content_digest": answer.digest,
        "other_versions": {name: list(pair) for name, pair in answer.other_versions.items()},
    }


def show_list(console: Console, entries: Sequence[Entry]) -> None:
    """Print a line for each run, or where there is little room a few."""
    if not entries:
        layout.say(console, "Nothing lies here yet; see: run --help")
        return
    apart = catalogue.set_apart(entries)
    rows = [_row(entry, apart.get(entry.folder, {})) for entry in entries]
    if not layout.is_narrow(console) and _needs(rows) <= console.width:
        table = layout.columns(console, *HEADS)
        for row in rows:
            table.add_row(*(layout.text(console, cell) for cell in row))
        console.print(table)
        return
    for called, runs, written, size, state in rows:
        layout.say(console, called)
        layout.say(console, "  " + ", ".join(filter(None, (runs and f"{runs} runs", written, size, state))))


def _needs(rows: Sequence[Sequence[str]]) -> int:
    """Give the width of a table in which neither a folder nor a number has to be broken."""
    called, *others = zip(HEADS, *rows, strict=True)
    longest = max(cell_len(word) for cell in called for word in cell.split())
    return longest + sum(2 + max(map(cell_len, cells)) for cells in others) + 2


def show_verdicts(console: Console, verdicts: Sequence[Verdict], *, quiet: bool) -> None:
    """Print a line for each folder, and what does not belong in it."""
    for verdict in verdicts if not quiet else ():
        layout.say(console, f"{verdict.folder.as_posix()}: {'sound' if verdict.is_sound else 'damaged'}")
        if verdict.content_digest:
            layout.say(console, f"  content digest {verdict.content_digest}")
        for name in verdict.foreign:
            layout.say(console, f"  not one of its files: {wording.visible(name)}")
    sound = sum(verdict.is_sound for verdict in verdicts)
    layout.say(console, f"{sound} of {wording.count(len(verdicts), 'results folder')} sound.")


def show_replay(console: Console, answer: Replay, folder: str, *, seconds: float, quiet: bool) -> None:
    """Print whether the same came out, and what was otherwise then."""
    many = wording.count(answer.before.replications, "replication")
    if answer.is_same:
        layout.say(console, f"The same, to the last bit: {many} of {wording.visible(folder)}.")
    else:
        layout.say(
            console, f"Other numbers in {_numbers(answer.differing)} of {many} of {wording.visible(folder)}."
        )
    if not quiet:
        for name, (then, now) in answer.other_versions.items():
            layout.say(console, f"Note: {name} was {then} then and is {now} now.")
        layout.say(
            console, f"Content digest {answer.digest}, made again in {wording.lasted(seconds)}.", style="dim"
        )


def _row(entry: Entry, apart: Mapping[str, str]) -> tuple[str, str, str, str, str]:
    place = entry.folder.as_posix()
    title = entry.title or entry.scenario
    title = wording.visible(title) + (f": {wording.settings_apart(apart)}" if apart else "")
    called = f"{title}\n{place}" if title else place
    return called, entry.runs, entry.written.replace("T", " ")[:16], amount(entry.size), entry.state


def _numbers(numbers: Iterable[int]) -> str:
    listed = [str(number) for number in numbers]
    return f"number {', '.join(listed[:10])}{' ...' * (len(listed) > 10)}"
