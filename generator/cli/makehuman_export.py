"""``synthgen makehuman export`` and ``import``: to and from MakeHuman and FACSHuman."""

from __future__ import annotations

from pathlib import Path

import click

_SIZES = ("512", "1024", "2048")


@click.command()
@click.option("--models", "-m", multiple=True, metavar="MODEL", help="A name, glob, .mhm or folder; repeatable.")
@click.option("--signals", "-s", multiple=True, metavar="SIGNAL", help="A name, glob, emotion or file; repeatable.")
@click.option("--design", metavar="NAME|FILE", help="Take models, signals and seed of a design.")
@click.option("--user-dir", type=click.Path(path_type=Path), help="MakeHuman's user folder.  [default: found]")
@click.option("--out", type=click.Path(path_type=Path), help="Write the same files below another folder instead.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The design seed of looks.")
@click.option(
    "--texture-size", type=click.Choice(_SIZES), default="2048", show_default=True, help="Skins' texels a side."
)
@click.option("--force", is_flag=True, help="Replace model files of the same name that no export wrote.")
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
    synthgen makehuman export                       the suite of 24 and the 21 signals
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


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="YAML file to write (default: NAME.yaml).")
@click.option("--name", help="The signal's name (default: the file's).")
@click.option("--emotion", help="The emotion it shows; a .facs doesn't say.")
@click.option("--frames", type=click.IntRange(1, 100_000), default=25, show_default=True, help="Length in frames.")
@click.option("--fps", type=click.FloatRange(0.001, 1000), default=25, show_default=True, help="Frames a second.")
@click.option("--force", is_flag=True, help="Replace the YAML file if it exists.")
def import_(
    file: Path, out: Path | None, name: str | None, emotion: str | None, frames: int, fps: float, force: bool
) -> None:
    """Write a FACSHuman expression FILE (.facs) as a YAML signal that rises to it from a neutral face.

    Animations (.fani) are imported by `synthgen signals import`.
    """
    from synthgen.dataset.atomic import write_whole
    from synthgen.errors import InputError
    from synthgen.facs.animation import animation_text, parse_animation
    from synthgen.makehuman.expression import read_rising

    if file.suffix.lower() != ".facs":
        raise InputError("is no .facs file", where=file, remedy="`synthgen signals import` reads a .fani.")
    animation = read_rising(file, signal=name, emotion=emotion, frames=frames, fps=fps)
    target = out or Path(f"{animation.signal}.yaml")
    text = animation_text(animation)
    parse_animation(text.encode(), where=target)  # --name and --emotion are checked here, before anything is written
    if target.exists() and not force:
        raise InputError("exists already", where=target, remedy="Choose another --out, or give --force.")
    if not target.parent.is_dir():
        raise InputError("there is no such folder", where=target.parent, remedy="Choose another --out.")
    write_whole(target.parent, {target.name: text.encode()}, remedy="Choose another --out.")
    click.echo(f"wrote {target}", err=True)
