"""What people of a design may wear beyond clothes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Extras:
    """What a design may ask for beyond clothes, under ``looks``."""

    glasses: bool = False
    headwear: bool = False


#: the paper's people wear neither
NO_EXTRAS = Extras()
