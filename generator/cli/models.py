"""``synthgen models``: look at human models, sample new ones."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal

import click

from synthgen.errors import InputError


@click.group()
def models() -> None:
    """Human models: the suite, and MakeHuman's .mhm files."""


@models.command("list")
@click.argument("patterns", nargs=-1)
def list_(patterns: tuple[str, ...]) -> None:
    """List models and what is declared about them: the suite, or names, globs, .mhm files, folders."""
    from synthgen.human.library import find_models
    from synthgen.human.modelcard import declared

    found = find_models(patterns or ("*",))
    width = max(len(model.id) for model in found)
    for model in found:
        click.echo(f"{model.id:<{width}}  {declared(model)}")


@models.command()
@click.argument("patterns", nargs=-1, required=True, metavar="FILE.mhm|NAME...")
@click.option("--obj", type=click.Path(path_type=Path), help="Write the shaped base mesh there (19158 vertices, dm).")
@click.option("--au", "aus", multiple=True, metavar="CODE=INTENSITY", help="Pose the mesh of --obj first: AU12=0.8.")
@click.option("--au-basis", type=click.Choice(["embedded", "facshuman"]), default="embedded", show_default=True)
def show(
    patterns: tuple[str, ...], obj: Path | None, aus: tuple[str, ...], au_basis: Literal["embedded", "facshuman"]
) -> None:
    """Print what a model declares and what was understood of it; write its mesh."""
    from synthgen.assets import load_assets
    from synthgen.human.body import shape
    from synthgen.human.library import find_models
    from synthgen.human.modelcard import model_card
    from synthgen.human.obj import write_obj

    found = find_models(patterns)
    if aus and obj is None:
        raise InputError("--au poses the mesh that --obj writes", remedy="Add --obj OUT.obj.")
    if obj is not None and len(found) != 1:
        raise InputError(f"--obj writes one model, and {len(found)} are named")
    weights = {code: value for code, value in map(_weight, aus)}
    assets = load_assets()
    for model in found:
        body = shape(model, assets)
        click.echo(model_card(model, body, assets))
        if obj is None:
            continue
        vertices = body.vertices
        if weights:
            from synthgen.facs.basis import load_basis

            basis = load_basis(au_basis, assets)
            _check_codes(weights, basis.codes)
            vertices = basis.fit(vertices).pose(weights)
        pose = " ".join(f"{code}={value:g}" for code, value in weights.items()) or "neutral"
        write_obj(obj, vertices, assets, comment=f"{model.id}, {pose}")
        click.echo(f"  mesh        {obj} ({pose})")


def _weight(text: str) -> tuple[str, float]:
    """Return (code, intensity) of "AU12=0.8" or "AU12=D"."""
    from synthgen.facs.animation import LETTERS

    code, _, level = text.partition("=")
    try:
        value = LETTERS[level] if level in LETTERS else float(level)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise InputError(f"--au {text}: expected CODE=INTENSITY, the intensity from 0 to 1 or a FACS letter A–E")
    return code, value


def _check_codes(weights: dict[str, float], codes: Collection[str]) -> None:
    from synthgen.facs.catalogue import nearest

    for code in weights:
        if code not in codes:
            near = [other for other in nearest(code) if other in codes]
            hint = f"Near: {', '.join(near)}." if near else "See `synthgen signals`."
            raise InputError(f"AU code '{code}' moves nothing in this basis", remedy=hint)
