"""The pictures of docs/scenes.md: every factor of a scene at its ends and in its middle, on two people.

    python docs/make_scene_pictures.py                  # docs/images/scene-*.jpg
    python docs/make_scene_pictures.py light picture    # these groups alone

Kinds that show files of yours are left out. All that a picture does not name is as in the studio, or so that the factor
has an effect.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from synthgen.actor.actor import Actor, make_actor
from synthgen.assets import load_assets
from synthgen.facs.animation import Animation
from synthgen.facs.basis import load_basis
from synthgen.facs.library import find_animations
from synthgen.facs.performance import performed
from synthgen.human.library import find_models
from synthgen.scene.angles import Angle
from synthgen.scene.factors import FACTORS, GROUPS, Factor, Value
from synthgen.scene.occluders import occluders_of
from synthgen.scene.spec import Drawn, SceneSpec
from synthgen.scene.staging import staged_camera

IMAGES = Path(__file__).with_name("images")
#: pixels: of a picture as it is rendered and as it is shown, of a line of text, of the column of names
RENDERED, SHOWN, LINE, NAMES, GAP = 256, 160, 16, 100, 4
QUALITY = 80
MODELS = ("male_caucasian_2", "female_african_1")
SEED, TAKE, CLIP = 27, 15, 4
SIGNAL, ANGLE = "jaw_drop", Angle("aside", 15.0, 0.0)
#: the frame that is shown; of factors of time, one of the onset
APEX, ONSET = 12, 3
IN_TIME = ("person.tempo", "person.onset", "person.still")
#: a signal that has sides
SIDED = "lip_raise"
#: what goes round has no ends, and what is off has no strength
VALUES: Mapping[str, Sequence[Value]] = {
    "background.hue": (0.0, 120.0, 240.0),
    "background.slope": (-90.0, 0.0, 90.0),
    "background.turn": (-90.0, 0.0, 90.0),
    "surroundings.turn": (-90.0, 0.0, 90.0),
    "light.left_hue": (0.0, 120.0, 240.0),
    "light.right_hue": (0.0, 120.0, 240.0),
    "picture.jpeg": (5.0, 50.0, 100.0),
    "picture.h264": (1.0, 26.0, 51.0),
    "hand.side": ("left", "right", "both"),
    "hand.onset": (0.0, 6.0, 12.0),
    "hand.rise": (0.0, 16.0, 24.0),
    "hand.hold": (2.0, 5.0, 1000.0),
    "hand.fall": (0.0, 8.0, 16.0),
    "thing.side": ("left", "right"),
}
#: kinds that need a file
OF_THE_USERS = ("pictures", "file")
#: what else a factor, or its group, needs to have an effect
WITH: Mapping[str, Mapping[str, Value]] = {
    "background": {"background.kind": "wall", "background.saturation": 0.4},
    "background.hue": {"background.kind": "plain", "background.saturation": 0.5},
    "background.saturation": {"background.kind": "plain"},
    "background.lightness": {"background.kind": "plain"},
    "background.turn": {"background.kind": "gradient", "background.saturation": 0.5},
    "background.slope": {"background.kind": "gradient", "background.turn": 120.0, "background.saturation": 0.5},
    "surroundings": {"background.kind": "surroundings", "light.kind": "surroundings", "surroundings.kind": "sky"},
    "light": {"light.kind": "three"},
    "light.left": {"light.kind": "pair"},
    "light.right": {"light.kind": "pair"},
    "light.left_hue": {"light.kind": "pair", "light.colour": 0.5},
    "light.right_hue": {"light.kind": "pair", "light.colour": 0.5},
    "light.colour": {"light.kind": "pair", "light.left_hue": 30.0, "light.right_hue": 230.0},
    "hand": {"hand.gesture": "cover_mouth", "hand.side": "left"},
    "hand.gesture": {"hand.rise": 0.0},
    "hand.side": {"hand.gesture": "brow", "hand.rise": 0.0},
    "hand.hold": {"hand.gesture": "cover_mouth", "hand.side": "left", "hand.rise": 4.0},
    "hand.fall": {"hand.gesture": "cover_mouth", "hand.side": "left", "hand.rise": 0.0, "hand.hold": 6.0},
    "thing.side": {"thing.kind": "phone"},
    "camera": {"background.kind": "wall", "background.saturation": 0.3},
    "picture": {"background.kind": "wall", "background.saturation": 0.3},
}


def needed(factor: Factor) -> Mapping[str, Value]:
    """Return what else is drawn where a factor is shown."""
    return WITH.get(factor.name, WITH.get(factor.group, {}))


def values_of(factor: Factor) -> Sequence[Value]:
    """Return the values of a factor that are shown."""
    if factor.words and factor.name not in VALUES:
        return [word for word in factor.words if word not in OF_THE_USERS]
    if factor.name in VALUES:
        return VALUES[factor.name]
    return [factor.low, (factor.low + factor.high) / 2, factor.high]


def frame_of(signal: Animation, factor: Factor) -> int:
    """Return the frame in which a factor is to be seen."""
    if factor.name == "person.idle":
        lively = performed(signal, Drawn(SceneSpec("shown"), {"person.idle": 1.0}, TAKE, CLIP))
        added = [code not in lively.expression.codes for code in lively.curves.codes]
        return int(lively.curves.values[:, added].sum(axis=1).argmax())
    return ONSET if factor.name in IN_TIME else APEX


def shot(actor: Actor, signal: Animation, factor: Factor, value: Value) -> Image.Image:
    """Return the picture of a person where a factor has a value."""
    drawn = Drawn(SceneSpec("shown"), {**needed(factor), factor.name: value}, TAKE, CLIP)
    curves = performed(signal, drawn).curves
    frame = min(frame_of(signal, factor), curves.frames - 1)
    actor.enter(drawn)
    before = occluders_of(drawn)
    if before is not None:
        actor.hold(before.at(frame, curves.fps))
    actor.pose(curves.weights(frame))
    camera = staged_camera(actor.bounds, ANGLE, drawn, width=RENDERED, height=RENDERED)
    picture = Image.fromarray(actor.film(drawn, camera).picture(frame))
    return picture.resize((SHOWN, SHOWN), Image.Resampling.LANCZOS)


def rows_of(factor: Factor) -> Iterator[tuple[str, list[tuple[str, int, Value]]]]:
    """Yield (name, [(label, person, value)]) of a factor's rows: numbers beside each other, of words a row a person."""
    short, values = factor.name.partition(".")[2], values_of(factor)
    if factor.words:
        for person in range(len(MODELS)):
            yield short, [(str(value), person, value) for value in values]
        return
    unit = "°" if factor.unit == "degrees" else f" {factor.unit}" if factor.unit else ""
    yield short, [(f"{value:g}{unit}", person, value) for person in range(len(MODELS)) for value in values]


def name_of_signal(factor: Factor) -> str:
    """Return the signal that is played where a factor is shown."""
    return SIDED if factor.name == "person.side" else SIGNAL


def sheet(group: str, actors: Sequence[Actor], signals: Mapping[str, Animation]) -> Image.Image:
    """Return the sheet (RGB) of a group of factors."""
    rows = [(factor, *row) for factor in FACTORS.values() if factor.group == group for row in rows_of(factor)]
    columns = max(len(tiles) for _, _, tiles in rows)
    done = Image.new("RGB", (NAMES + columns * (SHOWN + GAP), len(rows) * (SHOWN + LINE + GAP)), "white")
    draw, font = ImageDraw.Draw(done), ImageFont.load_default(12)
    for row, (factor, name, tiles) in enumerate(rows):
        y = row * (SHOWN + LINE + GAP)
        draw.text((4, y + SHOWN // 2), name, fill="black", font=font)
        for column, (label, person, value) in enumerate(tiles):
            x = NAMES + column * (SHOWN + GAP)
            done.paste(shot(actors[person], signals[name_of_signal(factor)], factor, value), (x, y))
            draw.text((x + 2, y + SHOWN), label, fill="black", font=font)
    return done


def main(groups: Sequence[str]) -> None:
    basis = load_basis("embedded", load_assets())
    actors = [
        make_actor(model, basis, seed=SEED, width=RENDERED, height=RENDERED)
        for name in MODELS
        for model in find_models([name])
    ]
    signals = {name: animation for name in (SIGNAL, SIDED) for animation in find_animations(name)}
    for group in groups:
        path = IMAGES / f"scene-{group}.jpg"
        sheet(group, actors, signals).save(path, quality=QUALITY, optimize=True)
        print(path)


if __name__ == "__main__":
    main(sys.argv[1:] or GROUPS)
