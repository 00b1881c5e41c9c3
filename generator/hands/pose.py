"""Where a person's hands are in one frame: what ``synthgen.hands.hands`` solves, and the renderer draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthgen.hands.places import Side


@dataclass(frozen=True, eq=False)
class PosedHand:
    """One arm with its hand.

    Attributes:
        side: "left" or "right", the subject's.
        indices: (n,) int32, vertices of the base mesh, rising; the same array for every pose of this side
            (``arm_of(assets, side).indices``).
        vertices: (n, 3) float32 dm, where they are; x to the subject's left, y up, z ahead, as the posed face has it.
        gap: (n,) float32 dm, how far each is outside the skin of the head; never below −0.02, and at most ``FAR``.
    """

    side: Side
    indices: npt.NDArray[np.int32]
    vertices: npt.NDArray[np.float32]
    gap: npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class HandPose:
    """The hands that are up in one frame; none where the gesture has not begun.

    ``gesture`` is its name; ``amount`` 0–1: how far it has come, 1 while it is held.
    """

    gesture: str
    amount: float
    hands: tuple[PosedHand, ...]

    def of(self, side: Side) -> PosedHand | None:
        """Return the hand of a side, "left" or "right"; None where it is not up."""
        return next((hand for hand in self.hands if hand.side == side), None)


#: dm: gaps that are wider are this: nothing that is drawn depends on them
FAR = 0.5
