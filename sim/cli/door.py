"""The front door: which command is meant, loading none before it is."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

import click

from sim.cli import headline

COMMANDS = ("run",)
"""Each is a file of this folder that holds `command`."""


class Door(click.Group):
    """A group of commands that also takes a scenario's path, or nothing, for an answer."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"sim.cli.{cmd_name.replace('-', '_')}").command
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let options stand before the command: `--json run default` is `run default --json`."""
        _, rest, _ = self.make_parser(ctx).parse_args(list(args))
        before = args[: len(args) - len(rest)]
        return super().parse_args(ctx, [*rest[:1], *before, *rest[1:]])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in COMMANDS:
            return super().resolve_command(ctx, args)
        if _is_a_place(name):
            return "run", self.get_command(ctx, "run"), args
        raise click.UsageError(f"no such command: {name!r}; {_remedy(name)}")


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
    return "/" in name or "\\" in name or name.endswith(".toml") or Path(name).exists()


def _remedy(name: str) -> str:
    near = get_close_matches(name, COMMANDS, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"to run a scenario of this name: run {name}"
