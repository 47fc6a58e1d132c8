"""A corridor of commands: options may stand before them, and a wrong door is answered with the right one."""

from __future__ import annotations

from difflib import get_close_matches

import click


class Corridor(click.Group):
    """A group whose options belong to its commands, wherever they stand."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let options stand before the command: `--json run default` is `run default --json`."""
        _, rest, _ = self.make_parser(ctx).parse_args(list(args))
        before = args[: len(args) - len(rest)]
        return super().parse_args(ctx, [*rest[:1], *before, *rest[1:]])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.list_commands(ctx):
            raise click.UsageError(f"no such command: {args[0]!r}; {self.remedy(ctx, args[0])}", ctx)
        return super().resolve_command(ctx, args)

    def remedy(self, ctx: click.Context, name: str) -> str:
        """Say which command was meant, or which there are."""
        there = self.list_commands(ctx)
        near = get_close_matches(name, there, n=1)
        return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(there)}"
