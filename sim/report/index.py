"""The page of all results that lie in a folder: newest first, each with the way to its report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args
from urllib.parse import quote

from sim.archive import catalogue
from sim.archive.catalogue import DAMAGED, FINISHED
from sim.archive.names import REPORT, Kind
from sim.archive.trouble import amount
from sim.report import wording
from sim.report.counting import listed
from sim.report.page import filled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.archive.catalogue import Entry

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Card:
    """One run or comparison as the page shows it; without an address there is no report."""

    title: str
    address: str
    folder: str
    place: str
    said: str


def render(entries: Sequence[Entry], root: Path) -> str:
    """Give the page."""
    apart = catalogue.set_apart(entries)
    return filled(
        "index.html",
        kicker="Trapeze: a simulated customer journey",
        title="Results",
        finding=f"{counted(entries)} in this folder." if entries else "Nothing lies here yet.",
        facts="Newest first. Each has its tables and its provenance in a folder of its own; a title leads to the "
        "report where there is one.",
        notes=[],
        cards=[card(entry, root, apart.get(entry.folder, {})) for entry in entries],
    )


def counted(entries: Sequence[Entry]) -> str:
    """Say how many runs there are, and how many comparisons and rescues that are made of them."""
    found = Counter(entry.kind for entry in entries)
    return listed([wording.count(found[kind], kind) for kind in KINDS if found[kind]])


def card(entry: Entry, root: Path, apart: Mapping[str, str]) -> Card:
    """Describe one run or comparison; `apart` is what it says otherwise than others of its title."""
    place = entry.folder.relative_to(root).as_posix()
    title = wording.visible(entry.title or entry.scenario or place)
    address = quote(f"{place}/{REPORT}") if entry.has_report else ""
    if apart:
        title = f"{title}: {wording.settings_apart(apart)}"
    return Card(title, address, quote(f"{place}/"), place, " · ".join(_said(entry)))


def _said(entry: Entry) -> list[str]:
    if entry.state == DAMAGED:
        return [f"{entry.state}: see `results check`", amount(entry.size)]
    return [
        *([entry.kind] if entry.kind != "run" else []),
        *([entry.state] if entry.state != FINISHED else []),
        *([] if entry.has_report else ["no report"]),
        *([f"{entry.runs} runs"] if entry.planned is not None else []),
        f"seed {entry.seed}",
        wording.count(entry.replications or 0, "replication"),
        *([f"{entry.engine} engine, version {entry.engine_version}"] if entry.engine_version else []),
        *([f"written {entry.written.replace('T', ' ').removesuffix('Z')} UTC"] if entry.written else []),
        amount(entry.size),
    ]
