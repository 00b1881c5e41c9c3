"""``synthgen makehuman export``: to MakeHuman and FACSHuman."""

from __future__ import annotations

from pathlib import Path

import click

from synthgen.cli import options

_SIZES = ("512", "1024", "2048")


@click.command()
@click.option("--models", "-m", multiple=True, metavar="MODEL", help="A name, glob, .mhm or folder; repeatable.")
@click.option("--signals", "-s", multiple=True, metavar="SIGNAL", help="A name, glob, emotion or file; repeatable.")
@click.option("--design", metavar="NAME|FILE", help="Take models, signals and seed of a design.")
@click.option("--user-dir", type=options.PATH, help="MakeHuman's user folder.  [default: found]")
@options.out("Write the same files below another folder instead.")
@options.look_seed
@click.option(
    "--texture-size", type=click.Choice(_SIZES), default="2048", show_default=True, help="Skins' texels a side."
)
@options.force("Replace model files of the same name that no export wrote.")
def export(
    models: tuple[str, ...],
    signals: tuple[str, ...],
    design: str | None,
    user_dir: Path | None,
    out: Path | None,
    seed: int,
    texture_size: str,
    force: bool,
) -> None:
    """Put models and signals where MakeHuman and FACSHuman find them.

    \b
    synthgen makehuman export                       the suite of 24 and all signals
    synthgen makehuman export -m 'female_*'         only these models
    synthgen makehuman export -s anger --out there  only these signals, below another folder

    Models go to models/, their skins to data/skins/ and eyes to data/eyes/materials/, signals to data/facs/synthgen/
    as .fani animations, with each one's apex as a .facs expression. What FACSHuman or MakeHuman cannot express is
    printed.
    """
    from synthgen.errors import InputError
    from synthgen.makehuman.export import export_models, export_signals
    from synthgen.makehuman.selection import select
    from synthgen.makehuman.userfolder import user_folder

    if user_dir is not None and out is not None:
        raise InputError("--user-dir and --out both say where to write", remedy="Give one of them.")
    chosen = select(models, signals, design=design, seed=seed)
    root = out or user_folder(user_dir)
    for name, notes in export_models(chosen.models, root, seed=chosen.seed, size=int(texture_size), force=force):
        _say(name, notes)
    for name, notes in export_signals(chosen.signals, root):
        _say(name, notes)
    click.echo(f"{len(chosen.models)} models and {len(chosen.signals)} signals are below {root}")


def _say(name: str, notes: tuple[str, ...]) -> None:
    click.echo(name)
    for note in notes:
        click.echo(f"    {note}")
