"""``synthgen models sheet``: look at models side by side."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from synthgen.cli import options
from synthgen.errors import InputError
from synthgen.facs import AuBasis

if TYPE_CHECKING:
    from synthgen.actor.actor import Actor

_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


@click.command(cls=options.Renaming, renamed={"--tile": "--size"})
@click.argument("patterns", nargs=-1, metavar="[FILE.mhm|NAME]...")
@options.out("The picture: .png, .jpg or .webp.", required=True)
@click.option(
    "--signals",
    default="shout,jaw_drop,nose_wrinkle",
    show_default=True,
    help="Signals or .yaml files, at their apex; 'none': neutral faces only.",
)
@click.option("--angles", default="portrait3", show_default=True, help="An angle set, or its .yaml file.")
@click.option("--size", "tile", type=click.IntRange(48, 1024), default=128, show_default=True, help="Pixels a picture.")
@options.look_seed
@options.au_basis
def sheet(
    patterns: tuple[str, ...],
    out: Path,
    signals: str,
    angles: str,
    tile: int,
    seed: int,
    au_basis: AuBasis,
) -> None:
    """Make a contact sheet: a row a model, neutral and at signals' apex, from every angle of a set.

    Without names it shows the suite. Looks (hair, eyes, skin, clothes) are those that a design of this seed gives.
    """
    from io import BytesIO

    from tqdm import tqdm

    from synthgen.actor.actor import make_actor
    from synthgen.actor.contactsheet import model_sheet
    from synthgen.assets import load_assets
    from synthgen.facs.basis import load_basis
    from synthgen.facs.library import find_animations
    from synthgen.files import write_whole
    from synthgen.human.library import find_models
    from synthgen.scene.angles import read_angles

    if out.suffix.lower() not in _FORMATS:
        raise InputError(f"--out {out}: expected a name that ends in {', '.join(_FORMATS)}")
    if not out.absolute().parent.is_dir():
        raise InputError(f"--out {out}: cannot be written: there is no folder {out.parent}")
    models = find_models(patterns or ("*",))
    names = [] if signals == "none" else [name.strip() for name in signals.split(",")]
    # one by one: found together they would be sorted
    animations = [animation for name in names for animation in find_animations(name)]
    views = read_angles(angles).angles
    basis = load_basis(au_basis, load_assets())
    side = max(tile, 256)  # smaller ones are reduced, as a viewer would

    def actors() -> Iterator[Actor]:
        for model in models:
            yield make_actor(model, basis, seed=seed, width=side, height=side)

    with tqdm(total=len(models), unit="model", file=sys.stderr, disable=None) as bar:
        picture = model_sheet(actors(), len(models), animations, views, tile=tile, done=lambda actor: bar.update())
    content = BytesIO()
    picture.save(content, format=_FORMATS[out.suffix.lower()])
    write_whole(out.absolute().parent, {out.name: content.getvalue()}, remedy="Choose another --out.")
    click.echo(f"{out}: {len(models)} models, {1 + len(animations)} expressions, {len(views)} angles")
