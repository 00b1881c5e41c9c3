"""The factors of a scene: what may vary, between which bounds, and what the studio has. Each has a stream of its own.

Two people's clips differ in more than their faces where these vary. A factor of a *take* is drawn once for a model who
plays a signal in a scene, whom all cameras film at once; a factor of a *clip* anew for every camera.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Union

from synthgen.hands.gesture import GESTURES, NO_GESTURE
from synthgen.hands.places import SIDES
from synthgen.hands.things import NO_THING, THINGS

Value = Union[float, str]
Scope = Literal["take", "clip"]

TAKE: Scope = "take"
CLIP: Scope = "clip"

#: a factor that is a question says yes above this
YES = 0.5
#: the word for a side that chance decides, among those that a gesture or thing can have
ANY_SIDE = "any"
#: a hold of so many frames never ends
FOR_EVER = 1000


@dataclass(frozen=True)
class Factor:
    """One thing that may vary. ``name``: ``group.what``.

    Numbers lie from ``low`` to ``high``, in ``unit``; words are among ``words``. ``usual`` is what the studio has, and
    every scene that does not name the factor.
    """

    name: str
    scope: Scope
    usual: Value
    about: str
    low: float = 0.0
    high: float = 1.0
    unit: str = ""
    words: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The part of the name before the point."""
        return self.name.partition(".")[0]


def _word(name: str, scope: Scope, words: tuple[str, ...], about: str) -> Factor:
    return Factor(name, scope, words[0], about, words=words)


def _number(name: str, scope: Scope, usual: float, low: float, high: float, unit: str, about: str) -> Factor:
    return Factor(name, scope, usual, about, low, high, unit)


_ALL = (
    # what is behind the person
    _word("background.kind", CLIP, ("studio", "plain", "gradient", "wall", "surroundings", "pictures"), "What it is."),
    _number("background.hue", CLIP, 215, 0, 360, "degrees", "Hue: of a plain one, a gradient's first colour, a wall."),
    _number("background.saturation", CLIP, 0.1, 0, 1, "", "How far its colours are from grey."),
    _number("background.lightness", CLIP, 0.5, 0, 1, "", "How light they are, as seen."),
    _number("background.turn", CLIP, 0, -180, 180, "degrees", "From the gradient's first hue to its second."),
    _number("background.slope", CLIP, 0, -180, 180, "degrees", "Which way the gradient goes; 0: from above."),
    _number("background.clutter", CLIP, 1, 0.1, 1, "", "How much of the wall primitives cover."),
    _number("background.variety", CLIP, 180, 0, 180, "degrees", "How far hues of primitives are from the wall's own."),
    _number("background.blur", CLIP, 0, 0, 0.05, "heights", "How far it is out of focus: the blur's radius."),
    # what stands round about, and lights the person where the light is "surroundings"
    _word("surroundings.kind", TAKE, ("room", "sky", "file"), "A room or a sky that is drawn, or a panorama of yours."),
    _number("surroundings.turn", TAKE, 0, -180, 180, "degrees", "How far it is turned about the person."),
    _number("surroundings.sun", TAKE, 35, 2, 88, "degrees", "Height of the sun over the horizon."),
    _number("surroundings.clouds", TAKE, 0.3, 0, 1, "", "How much of the sky clouds cover."),
    # the light
    _word("light.kind", TAKE, ("studio", "pair", "three", "surroundings"), "Which lamps there are."),
    _number("light.left", TAKE, 1, 0, 3, "", "Intensity of a pair's lamp at the subject's left, 45° to the side."),
    _number("light.right", TAKE, 1, 0, 3, "", "Intensity of the other."),
    _number("light.left_hue", TAKE, 0, 0, 360, "degrees", "Hue of the lamp at the subject's left."),
    _number("light.right_hue", TAKE, 0, 0, 360, "degrees", "Hue of the other."),
    _number("light.colour", TAKE, 0, 0, 1, "", "How far lamps of a pair are from white."),
    _number("light.temperature", TAKE, 6500, 2000, 12000, "K", "Colour of the light as a black body's."),
    _number("light.azimuth", TAKE, 10, -90, 90, "degrees", "Where the key stands; above 0: the subject's left."),
    _number("light.elevation", TAKE, 15, -20, 80, "degrees", "How high the key stands."),
    _number("light.softness", TAKE, 14, 0, 40, "degrees", "Radius of the key as it is seen from the face."),
    _number("light.fill", TAKE, 0.13, 0, 1, "", "The fill's share of the key."),
    _number("light.rim", TAKE, 0.42, 0, 2, "", "The rim's share of the key."),
    _number("light.dome", TAKE, 0.07, 0, 1, "", "The dome's share of the key: light from all sides."),
    # the person
    _number("person.yaw", TAKE, 0, -60, 60, "degrees", "Turns to the person's left, about the neck."),
    _number("person.pitch", TAKE, 0, -45, 45, "degrees", "Leans back."),
    _number("person.roll", TAKE, 0, -45, 45, "degrees", "Leans to the person's left."),
    _number("person.x", CLIP, 0, -1, 1, "", "Place in the room that the picture leaves: 1 is its right edge."),
    _number("person.y", CLIP, 0, -1, 1, "", "1 is its upper edge."),
    _number("person.distance", CLIP, 1, 1, 3, "", "How many times smaller the head is than in the studio."),
    _number("person.intensity", TAKE, 1, 0.05, 1, "", "AUs and signs are this times what the signal says."),
    _number("person.tempo", TAKE, 1, 0.5, 2, "", "How many times as fast the signal is played: in fewer frames."),
    _number("person.onset", TAKE, 0, 0, 50, "frames", "How many frames its first one is held before it begins."),
    _number("person.side", TAKE, 0, -1, 1, "", "1: the left side alone plays what has sides; -1: the right."),
    _number("person.idle", TAKE, 0, 0, 1, "", "How much blinks, breath, glances and sway there is."),
    _number("person.still", TAKE, 0, 0, 1, "", "Above 0.5: the apex is held, nothing moves."),
    _number("person.look", TAKE, 0, 0, 1, "", "Above 0.5: hair, clothes and glasses are drawn anew."),
    # what is before the face
    _word("hand.gesture", TAKE, (NO_GESTURE, *GESTURES), "What hands do before the face."),
    _word("hand.side", TAKE, (ANY_SIDE, *SIDES), "Whose: the subject's left hand, right hand or both."),
    _number("hand.onset", TAKE, 0, 0, 500, "frames", "How many frames pass before it comes."),
    _number("hand.rise", TAKE, 8, 0, 100, "frames", "How many frames it comes for; 0: it is there at once."),
    _number("hand.hold", TAKE, FOR_EVER, 0, FOR_EVER, "frames", f"How many frames it stays; {FOR_EVER}: to the end."),
    _number("hand.fall", TAKE, 8, 0, 100, "frames", "How many frames it goes for."),
    _number("hand.amount", TAKE, 1, 0.3, 1, "", "How far it comes: 1 is to the face."),
    _word("thing.kind", TAKE, (NO_THING, *THINGS), "A thing that is before the face in all frames."),
    _word("thing.side", TAKE, (ANY_SIDE, *SIDES), "On which side; both: in the middle."),
    # the camera
    _number("camera.distance", CLIP, 11, 5, 40, "head radii", "How far it is; the head stays as large."),
    _number("camera.roll", CLIP, 0, -45, 45, "degrees", "Added to the angle's own roll."),
    _number("camera.x", CLIP, 0, -0.25, 0.25, "widths", "How far the principal point is from the middle."),
    _number("camera.y", CLIP, 0, -0.25, 0.25, "heights", "The same, downwards."),
    _number("camera.shake", CLIP, 0, 0, 0.05, "heights", "How far a hand moves the picture."),
    _number("camera.k1", CLIP, 0, -0.1, 0.2, "at the corner", "Radial distortion (Brown–Conrady): r² of the corner's."),
    _number("camera.k2", CLIP, 0, -0.01, 0.05, "at the corner", "Its part that grows with r⁴."),
    _number("camera.p1", CLIP, 0, -0.01, 0.01, "at the corner", "Tangential distortion, downwards."),
    _number("camera.p2", CLIP, 0, -0.01, 0.01, "at the corner", "Tangential distortion, across."),
    # the picture
    _number("picture.exposure", CLIP, 0, -3, 3, "EV", "Brightness, in stops."),
    _number("picture.temperature", CLIP, 6500, 3500, 12000, "K", "White balance: warmer above 6500."),
    _number("picture.defocus", CLIP, 0, 0, 0.03, "heights", "Radius of the blur of a lens that is not in focus."),
    _number("picture.motion", CLIP, 0, 0, 0.05, "heights", "Length of the blur of a camera that moves."),
    _number("picture.vignette", CLIP, 0, 0, 1, "", "How much darker corners are."),
    _number("picture.iso", CLIP, 0, 0, 25600, "ISO", "Noise of a small sensor; 0: none."),
    _number("picture.sharpen", CLIP, 0, 0, 2, "", "Strength of unsharp masking."),
    _number("picture.jpeg", CLIP, 0, 0, 100, "", "Quality of a JPEG that it has been; 0: none."),
    _number("picture.h264", CLIP, 0, 0, 51, "CRF", "Of an H.264 video that it has been; 0: none."),
    _number("picture.grey", CLIP, 0, 0, 1, "", "Above 0.5: without colour."),
)
#: {name: factor}, in the order of tables
FACTORS: Mapping[str, Factor] = {factor.name: factor for factor in _ALL}
GROUPS: tuple[str, ...] = tuple(dict.fromkeys(factor.group for factor in _ALL))
