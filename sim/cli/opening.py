"""`--open`: the report in a browser, or where it lies if there is none."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING

import click

from sim.archive.names import REPORT

if TYPE_CHECKING:
    from pathlib import Path


def show_report(folder: Path) -> None:
    """Open the report of a results folder; where no browser can, one line says where it is."""
    report = folder / REPORT
    if not report.is_file():
        click.echo(f"no report in {folder.as_posix()}", err=True)
    elif not _opened(report.resolve().as_uri()):
        click.echo(f"no browser to open it in: {report.as_posix()}", err=True)


def _opened(address: str) -> bool:
    try:
        return webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False
