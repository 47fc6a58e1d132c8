"""The report of a sweep in its folder, and its place in the page of all results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.archive import names
from sim.cli.progress import meanwhile

if TYPE_CHECKING:
    from pathlib import Path

    from sim.report.sweep_material import Swept

AGAIN = "the tables are written; `sensitivity` makes the report again"


def put(sweep: Swept, folder: Path, root: Path | None, *, quiet: bool = False, **asked: Any) -> None:
    """Write report and pictures into the folder of a sweep that this process has locked; tell the index of `root`.

    `asked` is a `measure` that is to stand before all others, and `where` it is so large.
    """
    from sim.archive import catalogue, sweep_folder, writing
    from sim.report import index, sweep_page

    with meanwhile("drawing and writing", quiet=quiet), sweep_folder.dressed(folder, remedy=AGAIN) as building:
        sweep_page.write(sweep, building / names.REPORT, pictures=building / names.FIGURES, **asked)
    if root is not None:
        writing.write_text(root / names.INDEX, index.render(catalogue.entries(root), root))


def put_by_itself(sweep: Swept, folder: Path, root: Path | None, **how: Any) -> None:
    """Do the same in a folder that nobody has locked; raises `UsageError` if somebody is at work there."""
    from sim.archive.lock import Lock

    with Lock(folder):
        put(sweep, folder, root, **how)
