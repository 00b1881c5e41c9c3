"""A group of commands that, of a misspelt one, says what was probably meant."""

from __future__ import annotations

from difflib import get_close_matches

import click


class Group(click.Group):
    """A group of commands."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the name of the command that is asked for, the command, and the other words."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            near = get_close_matches(name, self.list_commands(ctx), 1)
            hint = f"Did you mean '{near[0]}'?" if near else f"There are {', '.join(self.list_commands(ctx))}."
            ctx.fail(f"No such command '{name}'. {hint}")
        return super().resolve_command(ctx, args)
