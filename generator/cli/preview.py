"""``synthgen preview``: look at a design before a long run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from synthgen.cli import options
from synthgen.errors import InputError

if TYPE_CHECKING:
    from synthgen.design import Cell

_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
#: pixels of a picture on the sheet
_SIDE = 200


@click.command()
@click.argument("design_name", metavar="[NAME|FILE]", default=options.DESIGN)
@options.out("The picture: .png, .jpg or .webp.", default="preview.png", show_default=True)
@click.option("--cells", type=click.IntRange(1, 400), default=24, show_default=True, help="How many are shown.")
@click.option("--only", multiple=True, metavar="KEY=GLOB[,…]", help="Of these cells; KEY: model, signal, scene, ….")
@options.size
@click.option("--seed", type=options.SEED, help="Instead of the design's.")
@options.au_basis_instead
def preview(
    design_name: str,
    out: Path,
    cells: int,
    only: tuple[str, ...],
    size: tuple[int, int] | None,
    seed: int | None,
    au_basis: str | None,
) -> None:
    """Make a contact sheet of a design's random cells, in seconds: up to eight people, a column each.

    \b
    synthgen preview design.yaml
    synthgen preview design.yaml --only scene=lively --cells 48
    """
    from io import BytesIO

    from PIL import Image
    from tqdm import tqdm

    from synthgen.dataset.tiles import Rows, Tile, tile_sheet
    from synthgen.design import read_design, with_options
    from synthgen.engines.glance import glance_at
    from synthgen.engines.plan import parse_only
    from synthgen.files import write_whole

    if out.suffix.lower() not in _FORMATS:
        raise InputError(f"--out {out}: expected a name that ends in {', '.join(_FORMATS)}")
    if not out.absolute().parent.is_dir():
        raise InputError(f"--out {out}: cannot be written: there is no folder {out.parent}")
    design = with_options(read_design(design_name), seed=seed, size=size, au_basis=au_basis)
    glance = glance_at(design, count=cells, only=parse_only(only))
    made = {}
    with tqdm(total=len(glance.cells), unit="picture", file=sys.stderr, disable=None) as bar:
        for cell, picture in glance.pictures():
            made[cell.clip] = Image.fromarray(picture)
            bar.update()
    scenes = {cell.scene for cell in glance.cells}

    def said(cell: Cell) -> str:
        return ", ".join((cell.signal, cell.angle, *((cell.scene,) if len(scenes) > 1 else ())))

    tiles = (Tile(made[cell.clip], cell.model, said(cell)) for cell in glance.cells)
    content = BytesIO()
    tile_sheet(Rows(tiles, len(glance.cells), glance.people, _SIDE)).save(content, format=_FORMATS[out.suffix.lower()])
    write_whole(out.absolute().parent, {out.name: content.getvalue()}, remedy="Choose another --out.")
    of_scenes = {staging.declared for staging in design.stagings if staging.name in scenes}
    many = f"{len(of_scenes)} scene{'s' * (len(of_scenes) > 1)}"
    many += f" ({len(scenes)} stagings)" * (len(scenes) > len(of_scenes))
    click.echo(f"{out}: {len(glance.cells)} cells of {glance.people} people in {many}")
