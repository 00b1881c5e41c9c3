"""``synthgen makehuman``: put the plugin into MakeHuman, take it away, say how it stands; export to it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from synthgen.cli import options
from synthgen.cli.group import Group
from synthgen.cli.makehuman_export import export
from synthgen.cli.signals import bring

_user_dir = click.option(
    "--user-dir",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="MakeHuman's user folder (…/makehuman/v1py3), where it is not the usual one.",
)


@click.group(cls=Group)
def makehuman() -> None:
    """Render designs inside MakeHuman, with the application's own look.

    \b
    synthgen makehuman install        then start MakeHuman: Rendering, task "Synthgen"
    synthgen makehuman status         is it there, whole, turned on?
    """


makehuman.add_command(export)


@makehuman.command("import", hidden=True)
@options.signal_import
def import_(file: Path, **how: Any) -> None:
    """Write a FACSHuman expression as a YAML signal: `synthgen signals import`."""
    options.hint("makehuman import", "signals import")
    bring(file, **how)


@makehuman.command()
@_user_dir
def install(user_dir: Path | None) -> None:
    """Copy the plugin, with all it needs, into MakeHuman's user folder and turn it on. MakeHuman must not run."""
    from synthgen.assets import load_assets
    from synthgen.makehuman.install import install as put
    from synthgen.makehuman.settings import read_settings
    from synthgen.makehuman.userfolder import user_folder

    user = user_folder(user_dir)
    fresh = not read_settings(user).exists
    folder = put(user, load_assets(imports=False))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    click.echo(f"The plugin is in {folder} ({size / 1e6:.1f} MB) and turned on.")
    if fresh:
        click.echo(
            "There was no settings.ini yet; it was written for MakeHuman 1.3.0. "
            "With another version: start MakeHuman and end it, then install again."
        )
    click.echo('Start MakeHuman: the task "Synthgen" is under Rendering.')


@makehuman.command()
@_user_dir
def uninstall(user_dir: Path | None) -> None:
    """Take the plugin away, with its entry in MakeHuman's settings. MakeHuman must not run."""
    from synthgen.makehuman.install import uninstall as take_away
    from synthgen.makehuman.userfolder import user_folder

    user = user_folder(user_dir)
    left = take_away(user)
    click.echo(f"The plugin is gone from {user}.")
    if left:
        click.echo(f"Left, since this program did not put it there: {', '.join(left)}")


@makehuman.command()
@_user_dir
def status(user_dir: Path | None) -> None:
    """Say whether the plugin is there, of this version, unaltered and turned on. Exit code 1: it is not."""
    from synthgen.makehuman.install import status as look
    from synthgen.makehuman.userfolder import user_folder
    from synthgen.version import __version__

    user = user_folder(user_dir)
    found = look(user)
    click.echo(f"user folder  {user} (MakeHuman {found.makehuman}{', running' if found.running else ''})")
    if found.installed is None:
        click.echo("plugin       not installed: `synthgen makehuman install`")
    else:
        click.echo(f"plugin       {found.installed}" + ("" if found.installed == __version__ else _other(__version__)))
        click.echo(f"files        {_shown(found.changed, 'changed or missing') or 'as they were installed'}")
        if found.strangers:
            click.echo(f"             {_shown(found.strangers, 'not of this program')}")
    click.echo(f"settings     {'on' if found.on else 'off: `synthgen makehuman install` turns it on'}")
    click.echo(f"FACSHuman    {found.facshuman or 'not there: action units are the embedded ones'}")
    if not found.ready:
        sys.exit(1)


def _other(version: str) -> str:
    return f"; this program is {version}: `synthgen makehuman install` brings it"


def _shown(names: tuple[str, ...], what: str) -> str:
    return f"{len(names)} {what}: {', '.join(names[:5])}{', …' if len(names) > 5 else ''}" if names else ""
