"""The pictures of docs/hands.md: every gesture and every thing on six people of different build and tone.

python docs/make_hand_pictures.py    # docs/images/hands.jpg, docs/images/hands-things.jpg
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from synthgen.actor.actor import Actor, make_actor
from synthgen.assets import load_assets
from synthgen.facs.basis import load_basis
from synthgen.hands import GESTURES, NO_GESTURE, NO_THING, THINGS, gesture_named, thing_named
from synthgen.human.library import find_models
from synthgen.scene.angles import Angle
from synthgen.scene.occluders import Moment
from synthgen.scene.spec import Drawn, SceneSpec

IMAGES = Path(__file__).with_name("images")
#: pixels: of a picture as it is rendered and as it is shown, of a line of text, between pictures
RENDERED, SHOWN, LINE, GAP = 240, 120, 16, 2
QUALITY, SEED = 74, 27
MODELS = (
    "female_african_1", "male_african_2", "female_asian_2", "male_caucasian_2", "female_caucasian_3", "male_hispanic_1",
)  # fmt: skip
ANGLES = (Angle("front", 0.0, 0.0), Angle("aside", 25.0, 5.0))
#: gestures that one hand shows better than two
ONE_HANDED = ("brow", "wave")
PHASE_SECONDS = 0.1


def shown() -> tuple[list[Moment], list[Moment]]:
    """Return what is before the face in each column of both pictures."""
    gestures = []
    for name in GESTURES:
        sides = gesture_named(name).sides
        side = "both" if "both" in sides and name not in ONE_HANDED else sides[0]
        gestures.append(Moment(name, side, 1.0, PHASE_SECONDS, NO_THING, NO_THING))
    things = [
        Moment(NO_GESTURE, NO_GESTURE, 0.0, 0.0, name, side) for name in THINGS for side in thing_named(name).sides
    ]
    return gestures, things


def column(actor: Actor, moment: Moment, angle: Angle) -> Image.Image:
    """Return a person with something before the face."""
    values = {
        "hand.gesture": moment.gesture,
        "hand.side": moment.side,
        "thing.kind": moment.thing,
        "thing.side": moment.thing_side,
    }
    drawn = Drawn(SceneSpec("shown", factors={}), {k: v for k, v in values.items() if v != NO_GESTURE}, SEED, SEED)
    actor.enter(drawn)
    actor.hold(moment)
    actor.pose({"AU1": 0.3, "AU5": 0.3})
    picture = Image.fromarray(actor.film(drawn, actor.camera(angle)).picture(0).copy())
    return picture.resize((SHOWN, SHOWN), Image.Resampling.LANCZOS)


def sheet(actors: Sequence[Actor], moments: Sequence[Moment]) -> Image.Image:
    """Return a column for each moment and a row for each person, seen from in front and from aside by turns."""
    step = SHOWN + GAP
    found = Image.new("RGB", (len(moments) * step - GAP, LINE + len(actors) * step - GAP), "white")
    draw, font = ImageDraw.Draw(found), ImageFont.load_default(12)
    for x, moment in enumerate(moments):
        name, side = (
            (moment.gesture, moment.side) if moment.gesture != NO_GESTURE else (moment.thing, moment.thing_side)
        )
        draw.text((x * step, 0), f"{name}, {side}", fill="black", font=font)
        for y, actor in enumerate(actors):
            found.paste(column(actor, moment, ANGLES[y % len(ANGLES)]), (x * step, LINE + y * step))
    return found


def main() -> None:
    """Draw both."""
    basis = load_basis("embedded", load_assets())
    actors = [
        make_actor(model, basis, seed=SEED, width=RENDERED, height=RENDERED) for model in find_models(list(MODELS))
    ]
    for name, moments in zip(("hands", "hands-things"), shown(), strict=True):
        sheet(actors, moments).save(IMAGES / f"{name}.jpg", quality=QUALITY, optimize=True)


if __name__ == "__main__":
    main()
