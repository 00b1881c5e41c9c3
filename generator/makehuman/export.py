"""What goes to MakeHuman: models with skins it can show, signals as FACSHuman's animations and expressions.

Everything lands where MakeHuman and FACSHuman look for it, below MakeHuman's user folder::

    models/NAME.mhm  NAME.thumb  NAME.demographics.yaml
    data/skins/synthgen_NAME/synthgen_NAME.mhmat  .png  .thumb  light.png
    data/hair/synthgen_NAME/synthgen_NAME.mhclo  .obj  .mhmat  .png  .thumb  light.png
    data/teeth/synthgen_NAME_teeth/synthgen_NAME_teeth.mhclo  .obj  .mhmat  .png  .thumb  light.png
    data/eyes/materials/synthgen_NAME.mhmat  .png  synthgen_light.png
    data/facs/synthgen/SIGNAL.fani  SIGNAL.facs
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from synthgen.actor.actor import Actor, make_actor
from synthgen.assets import load_assets
from synthgen.errors import InputError
from synthgen.facs.animation import Animation
from synthgen.facs.basis import Basis, load_basis
from synthgen.facs.catalogue import CATALOGUE
from synthgen.facs.fani import FPS, FRAMES, NO_SLIDER, fani_text, segments_through
from synthgen.facs.performance import unchanged
from synthgen.files import disk_errors, read_file, write_whole
from synthgen.human.mhm import Model
from synthgen.makehuman.expression import expression_text
from synthgen.makehuman.eyepicture import eye_picture
from synthgen.makehuman.hairmesh import hair_mesh
from synthgen.makehuman.material import (
    eye_material,
    eye_sphere,
    hair_material,
    light_sphere,
    skin_material,
    teeth_material,
)
from synthgen.makehuman.modelfile import model_text
from synthgen.makehuman.proxyfile import TEETH_DEPTH, PartMesh, hang, mesh_text, proxy_text, skull_anchors
from synthgen.makehuman.skinpicture import skin_picture
from synthgen.makehuman.teethmesh import teeth_mesh
from synthgen.scene.angles import read_angles

MODELS = "models"
SKINS = "data/skins"
HAIR = "data/hair"
TEETH = "data/teeth"
EYES = "data/eyes/materials"
SIGNALS = "data/facs/synthgen"
#: MakeHuman's thumbnails, and how much larger ours is rendered
_THUMB, _FINER = 128, 4
_PREFIX = "synthgen_"
_REMEDY = "Choose another --user-dir or --out, or free the place."


def export_model(model: Model, root: Path, *, basis: Basis, seed: int, size: int) -> tuple[str, ...]:
    """Write a model, its skin (a texture of ``size`` texels a side) and its thumbnails below ``root``.

    Returns what MakeHuman won't show as the renderer does. Raises InputError where the folder cannot be written.
    """
    actor = make_actor(model, basis, seed=seed, width=_THUMB * _FINER, height=_THUMB * _FINER)
    look = actor.appearance
    thumb = _png(actor.view(read_angles("frontal").angles[0]), side=_THUMB)
    name = _PREFIX + model.id
    skin = skin_material(
        name=name,
        model=model.id,
        tone=f"skin tone {look.skin.tone}, undertone {look.skin.undertone:g}",
        texture=f"{name}.png",
        sphere="light.png",
    )
    _write(
        root / SKINS / name,
        {
            f"{name}.png": _png(skin_picture(basis.assets, look, size=size)),
            "light.png": _png(light_sphere()),
            f"{name}.thumb": thumb,
            f"{name}.mhmat": skin.encode(),
        },
    )
    eyes = eye_material(
        name=name, model=model.id, iris=look.eyes.iris, texture=f"{name}.png", sphere="synthgen_light.png"
    )
    _write(
        root / EYES,
        {
            f"{name}.png": _png(eye_picture(look)),
            "synthgen_light.png": _png(eye_sphere()),
            f"{name}.mhmat": eyes.encode(),
        },
    )
    parts = {}
    there = {proxy.kind for proxy in model.proxies}
    hair = None if "hair" in there else hair_mesh(actor)
    if hair is not None:
        parts["hair"] = name
        _write(root / HAIR / name, _hair_files(name, actor, hair, thumb))
    if "teeth" not in there:
        parts["teeth"] = f"{name}_teeth"
        _write(root / TEETH / parts["teeth"], _teeth_files(parts["teeth"], actor, thumb))
    text = model_text(model, parts=parts, skin=f"skins/{name}/{name}.mhmat", eyes=f"eyes/materials/{name}.mhmat")
    files = {
        f"{model.id}.thumb": thumb,
        f"{model.id}.mhm": text.encode(),
    }
    if model.demographics.source:
        files[f"{model.id}.demographics.yaml"] = model.demographics.source
    _write(root / MODELS, files)
    notes = []
    if look.hair.beard_style not in ("none", "stubble"):
        notes.append(f"the beard '{look.hair.beard_style}' is only painted on the skin")
    return tuple(notes)


def _hair_files(name: str, actor: Actor, hair: PartMesh, thumb: bytes) -> dict[str, bytes]:
    """Return the files of a person's hair as a proxy."""
    hung = hang(hair.points, actor.rig.neutral, skull_anchors(actor.studio.figure.head.assets))
    look = actor.appearance.hair
    material = hair_material(
        name=name,
        model=actor.model.id,
        style=f"{look.style}, {look.texture}, {look.colour}",
        texture=f"{name}.png",
        sphere="light.png",
    )
    return {
        f"{name}.mhclo": proxy_text(name, hung, hair.triangles, mesh=f"{name}.obj", material=f"{name}.mhmat").encode(),
        f"{name}.obj": mesh_text(hair.points, hair.triangles, hair.corners).encode(),
        f"{name}.mhmat": material.encode(),
        f"{name}.png": _png(hair.texture),
        "light.png": _png(light_sphere()),
        f"{name}.thumb": thumb,
    }


def _teeth_files(name: str, actor: Actor, thumb: bytes) -> dict[str, bytes]:
    """Return the files of a person's teeth as a proxy."""
    teeth, hung = teeth_mesh(actor)
    material = teeth_material(name=name, model=actor.model.id, texture=f"{name}.png", sphere="light.png")
    proxy = proxy_text(name, hung, teeth.triangles, mesh=f"{name}.obj", material=f"{name}.mhmat", depth=TEETH_DEPTH)
    return {
        f"{name}.mhclo": proxy.encode(),
        f"{name}.obj": mesh_text(teeth.points, teeth.triangles, teeth.corners).encode(),
        f"{name}.mhmat": material.encode(),
        f"{name}.png": _png(teeth.texture),
        "light.png": _png(light_sphere()),
        f"{name}.thumb": thumb,
    }


def export_models(
    models: Sequence[Model], root: Path, *, seed: int, size: int, force: bool = False
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Write models one by one; yield each one's id and notes (see ``export_model``) when it is written.

    Raises InputError, before anything is written, where a model file of such a name is that no export wrote.
    """
    if not force:
        _refuse_to_replace(models, root)
    if not models:
        return
    basis = load_basis("embedded", load_assets())
    for model in models:
        yield model.id, export_model(model, root, basis=basis, seed=seed, size=size)


def export_signals(signals: Sequence[Animation], root: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Write signals one by one; yield each one's name and what FACSHuman can't express of it."""
    for animation in signals:
        yield animation.signal, export_signal(animation, root)


def _refuse_to_replace(models: Sequence[Model], root: Path) -> None:
    """Raise InputError where a model file of that name is there that no export wrote."""
    for model in models:
        path = root / MODELS / f"{model.id}.mhm"
        there = read_file(path, remedy=_REMEDY) if path.exists() else None
        if there is not None and f"skinMaterial skins/{_PREFIX}{model.id}/".encode() not in there:
            raise InputError(
                "is there already, and not from an export", where=path, remedy="Rename it, or give --force."
            )


def export_signal(animation: Animation, root: Path) -> tuple[str, ...]:
    """Write a signal as .fani, and its apex as .facs, below ``root``; return what FACSHuman can't express of it."""
    files, notes = signal_files(animation)
    _write(root / SIGNALS, files)
    return notes


def signal_files(animation: Animation) -> tuple[Mapping[str, bytes], tuple[str, ...]]:
    """Return a signal as {file name: content}, .fani and .facs, and what FACSHuman can't express of it."""
    performance = unchanged(animation)
    curves = performance.curves
    played = [at for at, code in enumerate(curves.codes) if code not in NO_SLIDER]
    segments = {curves.codes[at]: segments_through(curves.values[:, at].tolist()) for at in played}
    apex = {curves.codes[at]: float(curves.values[performance.apex, at]) for at in played}
    files = {
        f"{animation.signal}.fani": fani_text(segments).encode(),
        f"{animation.signal}.facs": expression_text(apex).encode(),
    }
    return files, losses(animation)


def losses(animation: Animation) -> tuple[str, ...]:
    """Return what FACSHuman can't express of a signal, in a sentence each."""
    notes = []
    without = [code for code in animation.codes if code in NO_SLIDER]
    if without:
        notes.append(f"{', '.join(without)} left out: FACSHuman has no slider for it")
    if (animation.frames, animation.fps) != (FRAMES, FPS):
        notes.append(f"set FACSHuman's number of images to {animation.frames} and its rate to {animation.fps:g}")
    turned = [code for code in animation.codes if code in CATALOGUE and CATALOGUE[code].group in ("eyes", "head")]
    if turned:
        notes.append(
            f"{', '.join(turned)}: FACSHuman slides vertices along straight lines where this program turns them"
        )
    return tuple(notes)


def _png(picture: object, *, side: int | None = None) -> bytes:
    """Return a picture (h, w, 3) uint8 as a PNG file, scaled to ``side`` where that is given."""
    from PIL import Image

    image = Image.fromarray(picture)  # type: ignore[arg-type]
    if side is not None:
        image = image.resize((side, side), Image.Resampling.LANCZOS)
    content = io.BytesIO()
    image.save(content, format="PNG")
    return content.getvalue()


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    with disk_errors(folder, remedy=_REMEDY):
        folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder, dict(files), remedy=_REMEDY)
