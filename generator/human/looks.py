"""What a design asks for of people's looks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Looks:
    """What a design may ask for beyond the common, under ``looks``.

    ``imported``: hair, eyes, skins, … that a ``.mhm`` names are used where they were imported.
    """

    glasses: bool = False
    headwear: bool = False
    imported: bool = False


#: the paper's people wear neither
PLAIN_LOOKS = Looks()
