"""The pictures of docs/action-units.md: every action unit at 0, .5 and 1 from the front and from 40°, a sheet a group.

    python docs/make_au_pictures.py                     # docs/images/au-*.jpg, signs.jpg
    python docs/make_au_pictures.py --signs             # docs/images/signs.jpg alone
    python docs/make_au_pictures.py --facshuman DIR     # docs/images/facshuman.jpg: beside FACSHuman's own targets

One-sided codes are left out where they are one half of a two-sided one, and so are the pupils, which a picture of this
size does not show.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from synthgen.actor.actor import Actor, make_actor
from synthgen.assets import Assets, load_assets, wheel
from synthgen.assets.userdata import import_folder
from synthgen.facs.basis import Basis, load_basis
from synthgen.facs.catalogue import CATALOGUE
from synthgen.facs.signs import SIGNS
from synthgen.human.library import find_models
from synthgen.scene.angles import Angle

IMAGES = Path(__file__).with_name("images")
#: pixels: of the picture, and of the part of it that is shown
RENDERED, SHOWN = 320, 176
LABEL, QUALITY = 18, 72
FRONT, ASIDE = Angle("front", 0.0, 0.0), Angle("40°", 40.0, 0.0)
#: where the part that is shown begins: from the left, from the top
CORNER = {FRONT: (72, 88), ASIDE: (40, 88)}
MODEL = "male_caucasian_2"
#: the design seed of their looks: with it neither has a beard, which would hide chin and lips
SEED = 27
#: for the signs: who shows them, pixels of the picture, and where the part that is shown begins and how wide it is
SIGNING, SIGN_RENDERED = ("female_caucasian_1", "male_african_1"), 512
SIGN_CORNER, SIGN_SPAN = (128, 148), 256
#: for the comparison
MODELS = ("male_caucasian_2", "female_african_1")
COMBINATIONS: Mapping[str, Mapping[str, float]] = {
    "AU1 + 2": {"AU1": 1.0, "AU2": 1.0},
    "AU4": {"AU4": 1.0},
    "AU6 + 12 + 25: happy": {"AU6": 0.8, "AU12": 1.0, "AU25": 0.5},
    "AU9": {"AU9": 1.0},
    "AU10 + 11": {"AU10": 1.0, "AU11": 1.0},
    "AU15 + 17": {"AU15": 1.0, "AU17": 1.0},
    "AU18": {"AU18": 1.0},
    "AU4 + 5 + 7 + 23 + 24: anger": {"AU4": 1.0, "AU5": 0.6, "AU7": 0.8, "AU23": 0.8, "AU24": 0.3},
    "anger, open mouth": {
        "AU4": 1.0, "AU4_b": 0.6, "AU5": 0.8, "AU9": 0.3, "AU10": 0.6, "AU25": 0.8, "AU26": 0.4
    },
    "AU4 + 9 + 10 + 15 + 17: disgust": {"AU4": 0.5, "AU9": 1.0, "AU10": 0.8, "AU15": 0.6, "AU17": 0.5},
    "AU1 + 4 + 15 + 17: sadness": {"AU1": 0.8, "AU4": 0.4, "AU15": 1.0, "AU17": 0.6},
    "AU1 + 2 + 5 + 26: surprise": {"AU1": 1.0, "AU2": 1.0, "AU5": 0.8, "AU26": 0.8},
}  # fmt: skip


def shot(actor: Actor, weights: Mapping[str, float], angle: Angle) -> Image.Image:
    """Return the face (SHOWN, SHOWN) under action units."""
    actor.pose(weights)
    left, top = CORNER[angle]
    view = actor.view(angle)[top : top + SHOWN, left : left + SHOWN]
    return Image.fromarray(np.ascontiguousarray(view))


def tiled(rows: Iterable[tuple[str, list[Image.Image]]], heads: list[str]) -> Image.Image:
    """Return a sheet: a line of heads over the columns, and rows of pictures with their label over them."""
    rows = list(rows)
    font = ImageFont.load_default(12)
    size = (len(heads) * SHOWN, LABEL + len(rows) * (SHOWN + LABEL))
    sheet = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(sheet)
    for column, head in enumerate(heads):
        draw.text(((column + 0.5) * SHOWN, 2), head, fill="black", font=font, anchor="ma")
    for row, (label, pictures) in enumerate(rows):
        top = LABEL + row * (SHOWN + LABEL)
        draw.text((4, top + 2), label, fill="black", font=font)
        for column, picture in enumerate(pictures):
            sheet.paste(picture, (column * SHOWN, top + LABEL))
    return sheet


def saved(sheet: Image.Image, name: str) -> None:
    """Write a sheet into docs/images."""
    path = IMAGES / f"{name}.jpg"
    sheet.save(path, quality=QUALITY, optimize=True)
    print(f"{path.relative_to(IMAGES.parent.parent)}  {path.stat().st_size / 1e3:.0f} kB")


def shown(code: str) -> bool:
    """Return whether a code gets a row."""
    unit = CATALOGUE[code]
    halves = unit.side != "both" and code[:-1] in CATALOGUE
    return not halves and "pupil" not in code and code not in ("AU37",)


def draw_units(basis: Basis) -> None:
    """Draw a sheet for every group of the catalogue."""
    (model,) = find_models(MODEL)
    actor = make_actor(model, basis, seed=SEED, width=RENDERED, height=RENDERED)
    heads = [
        f"{'front' if angle is FRONT else '40°'}, {weight:g}" for angle in (FRONT, ASIDE) for weight in (0, 0.5, 1)
    ]
    for group in dict.fromkeys(unit.group for unit in CATALOGUE.values()):
        rows = []
        for code in (code for code, unit in CATALOGUE.items() if unit.group == group and shown(code)):
            pictures = [shot(actor, {code: w}, angle) for angle in (FRONT, ASIDE) for w in (0.0, 0.5, 1.0)]
            rows.append((f"{code}  {CATALOGUE[code].name}", pictures))
        saved(tiled(rows, heads), f"au-{group.replace(' ', '-')}")


def draw_signs(basis: Basis) -> None:
    """Draw every sign of both sides on light and on dark skin."""
    people = [model for name in SIGNING for model in find_models(name)]
    actors = [make_actor(model, basis, seed=0, width=SIGN_RENDERED, height=SIGN_RENDERED) for model in people]
    left, top = SIGN_CORNER
    rows = []
    for code, sign in SIGNS.items():
        if sign.side != "both":
            continue
        pictures = []
        for actor in actors:
            for weight in (0.0, 0.5, 1.0):
                actor.pose({code: weight})
                view = Image.fromarray(actor.view(FRONT)[top : top + SIGN_SPAN, left : left + SIGN_SPAN].copy())
                pictures.append(view.resize((SHOWN, SHOWN), Image.Resampling.LANCZOS))
        rows.append((f"{code}  {sign.name}", pictures))
    saved(tiled(rows, [f"{weight:g}" for _ in people for weight in (0, 0.5, 1)]), "signs")


def draw_comparison(basis: Basis, folder: Path) -> None:
    """Draw combinations of units in our basis beside the same in FACSHuman's."""
    with tempfile.TemporaryDirectory() as temporary:
        compiled = Path(temporary) / wheel.FOLDER
        compiled.symlink_to(basis.assets.folder, target_is_directory=True)
        import_folder(folder, Path(temporary), embedded=basis.assets.target_names)
        bases = basis, load_basis("facshuman", Assets(compiled))
        models = [model for name in MODELS for model in find_models(name)]
        actors = [
            make_actor(model, one, seed=SEED, width=RENDERED, height=RENDERED) for model in models for one in bases
        ]
        rows = [(name, [shot(actor, weights, FRONT) for actor in actors]) for name, weights in COMBINATIONS.items()]
    saved(tiled(rows, ["ours", "FACSHuman's"] * len(models)), "facshuman")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facshuman", type=Path, metavar="DIR", help="FACSHuman's data folder: draw the comparison")
    parser.add_argument("--signs", action="store_true", help="draw the signs alone")
    asked = parser.parse_args()
    embedded = load_basis("embedded", load_assets(imports=False))
    if asked.facshuman:
        draw_comparison(embedded, asked.facshuman)
    else:
        draw_signs(embedded)
        if not asked.signs:
            draw_units(embedded)
