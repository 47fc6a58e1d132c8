"""The page of all results that lie in a folder: newest first, each with the way to its report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from sim.archive.catalogue import FINISHED
from sim.archive.names import REPORT
from sim.archive.trouble import amount
from sim.report import wording
from sim.report.page import filled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.archive.catalogue import Entry


@dataclass(frozen=True)
class Card:
    """One run as the page shows it."""

    title: str
    address: str
    folder: str
    place: str
    said: str


def render(entries: Sequence[Entry], root: Path) -> str:
    """Give the page."""
    found = wording.count(len(entries), "run")
    return filled(
        "index.html",
        kicker="Trapeze: a simulated customer journey",
        title="Results",
        finding=f"{found} in this folder." if entries else "Nothing lies here yet.",
        facts="Newest first. Each has its tables, its provenance and its report in a folder of its own.",
        notes=[],
        cards=[card(entry, root) for entry in entries],
    )


def card(entry: Entry, root: Path) -> Card:
    """Describe one run."""
    place = entry.folder.relative_to(root).as_posix()
    title = wording.visible(entry.title or entry.scenario or place)
    address = quote(f"{place}/{REPORT}" if entry.has_report else f"{place}/")
    return Card(title, address, quote(f"{place}/"), place, " · ".join(_said(entry)))


def _said(entry: Entry) -> list[str]:
    if entry.state != FINISHED:
        return [f"{entry.state}: see `results check`", amount(entry.size)]
    return [
        f"seed {entry.seed}",
        wording.count(entry.replications or 0, "replication"),
        f"{entry.engine} engine, version {entry.engine_version}",
        f"written {entry.written.replace('T', ' ').removesuffix('Z')} UTC",
        amount(entry.size),
    ]
