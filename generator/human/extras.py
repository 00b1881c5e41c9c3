"""What people of a design may wear beyond clothes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Extras:
    """What a design may ask for beyond clothes, under ``looks``.

    ``imported``: hair, eyes, skins, … that a ``.mhm`` names are used where they were imported.
    """

    glasses: bool = False
    headwear: bool = False
    imported: bool = False


#: the paper's people wear neither
NO_EXTRAS = Extras()
