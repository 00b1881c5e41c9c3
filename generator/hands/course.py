"""When a hand comes, stays and goes."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Course:
    """In, hold, out, in frames: the hand leaves at ``onset``, is there ``rise`` frames later, stays ``hold`` frames and
    is gone after ``fall`` more. ``hold`` math.inf: it stays."""

    onset: float
    rise: float
    hold: float
    fall: float

    def amount(self, frame: float) -> float:
        """Return how far the hand has come, 0–1, without a jolt at either end (minimum jerk: Flash and Hogan 1985).

        >>> course = Course(2, 4, 10, 4)
        >>> [course.amount(frame) for frame in (0, 2, 4, 6, 16, 18, 20, 21)]
        [0.0, 0.0, 0.5, 1.0, 1.0, 0.5, 0.0, 0.0]
        """
        since = frame - self.onset
        left = self.rise + self.hold + self.fall - since
        return eased(_share(since, self.rise)) * eased(_share(left, self.fall))


def _share(passed: float, whole: float) -> float:
    if whole <= 0:
        return 1.0 if passed >= 0 else 0.0
    return min(1.0, max(0.0, passed / whole)) if math.isfinite(passed) else 1.0


def eased(share: float) -> float:
    """Return 0–1 for 0–1, with speed and acceleration 0 at both ends: 10 t³ − 15 t⁴ + 6 t⁵."""
    return share * share * share * (10.0 + share * (6.0 * share - 15.0))
