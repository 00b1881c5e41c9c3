"""An actor: one model shaped, rigged, dressed and lit, ready to be posed and seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from synthgen.actor.film import Film
from synthgen.actor.impaired import ImpairedRig, impaired
from synthgen.actor.occluding import OwnHands, thing_of
from synthgen.actor.wardrobe import Wardrobe
from synthgen.assets import AssetRecord
from synthgen.facs.basis import Basis
from synthgen.facs.signs import looks_of, split
from synthgen.hands.seen import Seen
from synthgen.human.appearance import Appearance, appearance_of, with_imported
from synthgen.human.body import shape_model
from synthgen.human.imported import NOTHING, choose, imported_of
from synthgen.human.looks import PLAIN_LOOKS, Looks
from synthgen.human.mhm import Model
from synthgen.render.arrays import Picture
from synthgen.render.figure import PARTS, Maker
from synthgen.render.hands.cover import seen
from synthgen.render.studio import Studio
from synthgen.render.surroundings.around import lighting_of
from synthgen.scene.angles import Angle
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import Camera, frame_head
from synthgen.scene.lights import STUDIO, Lighting
from synthgen.scene.occluders import Moment
from synthgen.scene.spec import Drawn


@dataclass
class Actor:
    """A model before a camera. ``assets`` are the records of what it is made from beyond the embedded ones.

    ``appearance`` and ``studio`` are those of the take that was entered last; at first, the person's own.
    """

    model: Model
    rig: ImpairedRig
    appearance: Appearance
    studio: Studio
    assets: tuple[AssetRecord, ...]
    wardrobe: Wardrobe
    hands: OwnHands
    #: what is before the face from the next pose on
    moment: Moment | None = None

    @property
    def bounds(self) -> HeadBounds:
        """The sphere that a camera keeps in the picture."""
        return self.studio.bounds

    def record(self) -> dict[str, Any]:
        """Return the appearance as JSON values."""
        return asdict(self.appearance)

    def pose(self, weights: Mapping[str, float]) -> None:
        """Play action units and signs, ``{"AU12": 0.8, "tear_film": 0.5}``, intensities 0–1.

        Raises InputError for an action unit that the basis cannot play, and for a sign outside 0–1.
        """
        units, signs = split(weights)
        vertices = self.rig.pose(units)
        hands, thing = self.hands.at(self.moment, vertices), thing_of(self.moment)
        self.studio.pose(vertices, *self.rig.sides(units), looks=looks_of(signs), hands=hands, thing=thing)

    def camera(self, angle: Angle) -> Camera:
        """Return the camera that sees the head from an angle."""
        return frame_head(self.bounds, angle, width=self.studio.width, height=self.studio.height)

    def view(self, where: Angle | Camera) -> Picture:
        """Return the picture (height, width, 3) uint8 sRGB from an angle, or a camera; valid until the next call."""
        return self.studio.view(self.camera(where) if isinstance(where, Angle) else where)

    def enter(self, drawn: Drawn) -> None:
        """Stand in the light of a scene from the next pose on, and look as it says."""
        self.appearance, self.studio = self.wardrobe.own  # another day's studio makes room for the next one
        self.appearance, self.studio = self.wardrobe.dressed(drawn)
        self.studio.relight(lighting_of(drawn))
        self.moment = None

    def hold(self, moment: Moment) -> None:
        """Have hands and a thing before the face from the next pose on; in a scene that was entered and has some."""
        self.moment = moment

    def seen(self, camera: Camera) -> Seen:
        """Return what a camera sees before the face, in the picture that it has taken last."""
        return seen(self.studio, camera)

    def film(self, drawn: Drawn, camera: Camera) -> Film:
        """Return what a camera takes of this person in a scene."""
        return Film(self.studio, drawn, camera)

    def outline(self, camera: Camera) -> npt.NDArray[np.float32]:
        """Return the outline of the face (k, 2) in pixels: jaw line, then over the brows."""
        return self.studio.face_polygon(camera)


def make_actor(
    model: Model,
    basis: Basis,
    *,
    seed: int,
    width: int,
    height: int,
    looks: Looks = PLAIN_LOOKS,
    lighting: Lighting = STUDIO,
) -> Actor:
    """Return the actor that a design of this ``seed`` makes of ``model``, for pictures of one size in pixels."""
    body = shape_model(model, basis.assets)
    rig = impaired(basis, basis.at_rest(body.vertices), model.demographics.conditions)
    choice = choose(model, basis.assets) if looks.imported else NOTHING
    look = with_imported(appearance_of(model, seed, looks), choice.used)
    imported = imported_of(choice, basis.assets, rig.neutral)

    def studio_of(look: Appearance, makers: tuple[Maker, ...] = PARTS) -> Studio:
        size = {"width": width, "height": height}
        return Studio(basis.assets, rig.neutral, look, **size, imported=imported, lighting=lighting, makers=makers)

    own = look, studio_of(look)
    wardrobe = Wardrobe(model, looks, own, studio_of)
    hands = OwnHands(basis.assets, rig.neutral)
    return Actor(model, rig, *own, (*body.imported, *choice.records), wardrobe, hands)
