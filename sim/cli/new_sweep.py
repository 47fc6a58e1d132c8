"""`scenarios new NAME --like SWEEP`: a sweep of one's own, to be edited."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from sim.cli.answering import print_object
from sim.cli.new_scenario import in_plain_words, schema_for, write, write_schema

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_LINE = re.compile(r"^#:schema .*$", re.MULTILINE)


def begin_sweep(file: Path, like: str, *, program: str, as_json: bool, quiet: bool) -> None:
    """Write a copy of a shipped sweep that finds its schema, and say how to go on."""
    from sim.experiment.reading import read_sweep
    from sim.experiment.schema import SCHEMA_FILE, TITLE, schema_text
    from sim.report import as_json as objects
    from sim.report import layout, shelf
    from sim.scenario.places import find_sweep
    from sim.scenario.text import text_of

    text = text_of(find_sweep(like), like)
    with in_plain_words(file.parent):
        reference, schema = schema_for(file.parent, SCHEMA_FILE)
        if schema is not None:
            write_schema(schema, schema_text(), TITLE)
        write(file, SCHEMA_LINE.sub(f"#:schema {reference}", text, count=1))
    written = [file] if schema is None else [file, schema]
    if as_json:
        told = {"command": "scenarios new", "sweep": file.stem, "like": like, "digest": read_sweep(file).digest}
        print_object(objects.text(told | {"files": [str(path) for path in written]}), ())
    elif quiet:
        click.echo(str(file))
    else:
        shelf.show_new_sweep(layout.terminal(), program, like, written)
