"""What the engines ask of a renderer: one person before cameras. Implement it to draw datasets in another way.

``Actor`` is this program's own; MakeHuman's window is another one (``makehuman_plugins/synthgen_batch/person.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Protocol, Sequence

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from synthgen.assets import AssetRecord
    from synthgen.hands.seen import Seen
    from synthgen.scene.bounds import HeadBounds
    from synthgen.scene.camera import Camera
    from synthgen.scene.occluders import Moment
    from synthgen.scene.spec import Drawn


class Film(Protocol):
    """What one camera of a scene takes of a performer."""

    @property
    def assets(self) -> Sequence[str]:
        """Ids of the user's files that the pictures show, which the design's scenes name."""

    def camera(self, frame: int) -> Camera:
        """Return the camera of a frame, in the performer's space."""

    def picture(self, frame: int) -> npt.NDArray[np.uint8]:
        """Return the picture (height, width, 3) uint8 sRGB of the pose as it is; it is read before the next call."""


class Performer(Protocol):
    """A model that can be posed and seen. Lengths are dm in MakeHuman's space.

    ``enter`` and ``film`` are called only in designs that have other scenes than the studio. Who can have hands and
    things before the face is an ``Occluded`` as well.
    """

    @property
    def bounds(self) -> HeadBounds:
        """The sphere that cameras keep in the picture; it stays while the face moves."""

    @property
    def assets(self) -> Sequence[AssetRecord]:
        """What the pictures are made from beyond what every model uses."""

    def record(self) -> Mapping[str, Any]:
        """Return what the manifest says of the model's appearance, as JSON values."""

    def pose(self, weights: Mapping[str, float]) -> Any:
        """Play action units and signs, {code: intensity 0–1}, those at 0 left out; all that follows shows it.

        Who cannot show signs leaves them out.
        """

    def view(self, camera: Camera) -> npt.NDArray[np.uint8]:
        """Return the picture (height, width, 3) uint8 sRGB; it is read before the next call."""

    def enter(self, drawn: Drawn) -> None:
        """Stand in the light of a scene from the next pose on."""

    def film(self, drawn: Drawn, camera: Camera) -> Film:
        """Return what a camera takes in a scene."""

    def outline(self, camera: Camera) -> npt.NDArray[np.floating]:
        """Return the outline of the face (k, 2) in pixels: jaw line, then over the brows."""


class Occluded(Protocol):
    """What a performer can besides, before whose face there may be hands and things. Called in takes that have some."""

    def hold(self, moment: Moment) -> None:
        """Have hands and a thing before the face from the next pose on, as they are in a frame of a take."""

    def seen(self, camera: Camera) -> Seen:
        """Return what a camera sees of them, in the pose as it is."""
