"""The front door: which command is meant, loading none before it is."""

from __future__ import annotations

import os
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING

from sim.cli import headline
from sim.cli.corridor import Corridor

if TYPE_CHECKING:
    import click

COMMANDS = (
    *("run", "compare", "rescue", "why", "worth", "describe"),
    *("sweep", "sweep-merge", "sensitivity", "claims", "facts", "verify", "results", "scenarios"),
)
"""Each is a file of this folder that holds `command`."""


class Door(Corridor):
    """A group of commands that also takes a scenario's path, or nothing, for an answer."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"sim.cli.{cmd_name.replace('-', '_')}").command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and _is_a_place(args[0]):
            return "run", self.get_command(ctx, "run"), args
        return super().resolve_command(ctx, args)

    def remedy(self, ctx: click.Context, name: str) -> str:
        near = get_close_matches(name, COMMANDS, n=1)
        return super().remedy(ctx, name) if near else f"to run a scenario of this name: run {name}"


door = Door(
    name="trapeze",
    callback=headline.command.callback,
    params=headline.command.params,
    help=headline.command.help,
    epilog=headline.command.epilog,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND | SCENARIO]",
)


def _is_a_place(name: str) -> bool:
    return "/" in name or "\\" in name or name.endswith(".toml") or os.path.exists(name)
