"""AU bases: where the displacements of action units come from, and which units a basis can play.

``load_basis(name, assets).fit(vertices)`` gives a rig, and ``rig.pose({"AU12": 0.8})`` the posed vertices.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.errors import InputError
from synthgen.facs import AU_BASES, AuBasis
from synthgen.facs.catalogue import CATALOGUE, nearest, to_facshuman
from synthgen.facs.embedded import embedded_field, recipes, split_side
from synthgen.facs.lids import Eye, find_eye
from synthgen.facs.lips import Mouth, find_mouth, seal_lips
from synthgen.facs.rig import Rig
from synthgen.facs.rigid import GAZE_CODES, HEAD_CODES, PUPIL_CODES, Skull, find_skull
from synthgen.facs.signs import SIGNS
from synthgen.facs.tissue import Carrier, Tissue, find_tissue

__all__ = ["Basis", "Rig", "load_basis"]

#: lid closure is measured on each model, see ``lids``
CLOSURE = frozenset({"AU43", "AU43L", "AU43R"})


class Basis:
    """A basis of one displacement field an AU; eyes, head, lids and lips are the same for all such bases."""

    def __init__(self, name: AuBasis, assets: Assets) -> None:
        self.name = name
        self.assets = assets
        rigid = frozenset(f"AU{code}" for code in GAZE_CODES | HEAD_CODES | PUPIL_CODES)
        if name == "embedded":
            shaped = frozenset(code for code in CATALOGUE if code in recipes() or split_side(code))
        else:
            shaped = frozenset(code for code in CATALOGUE if to_facshuman(code) in assets.facshuman_codes)
        self.codes: frozenset[str] = rigid | shaped | CLOSURE
        self.eyes: tuple[Eye, Eye] = (find_eye("l", assets), find_eye("r", assets))
        self.mouth: Mouth = find_mouth(assets)
        self.skull: Skull = find_skull(assets)
        self.tissue: Tissue = find_tissue(assets, self.eyes, self.mouth)
        # lashes follow the lids; eyeballs only turn (ARKit's eyeLook units turn them too)
        self._carried = np.concatenate([part for eye in self.eyes for part in (eye.lash, eye.ball)])
        self._lids = np.concatenate([eye.vertex for eye in self.eyes])

    def check(self, code: str) -> None:
        """Raise InputError, with what to write instead, for a code this basis cannot play."""
        if code in self.codes:
            return
        if code in SIGNS:
            sign = SIGNS[code].name[0].lower() + SIGNS[code].name[1:]
            raise InputError(
                f"{code} ({sign}) is no action unit: a mesh does not show it",
                remedy="Leave it out; pictures show it.",
            )
        if code in CATALOGUE:
            name = CATALOGUE[code].name
            raise InputError(f"{code} ({name}) has no shape in the AU basis '{self.name}'")
        near = [other for other in nearest(code) if other in self.codes]
        raise InputError(
            f"AU code {code!r} is not in the catalogue", remedy=f"Did you mean {' or '.join(near)}?" if near else ""
        )

    @functools.lru_cache(maxsize=None)  # noqa: B019  a process has one basis, and it lives as long as the process
    def field(self, code: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return which vertices (k,) an AU moves other than rigidly, and their displacements (k, 3) dm at weight 1."""
        bare = code[2:]
        if (code in CLOSURE and self.name == "embedded") or bare in HEAD_CODES or bare in PUPIL_CODES:
            return np.zeros(0, np.int64), np.zeros((0, 3))
        if self.name == "embedded" or bare in GAZE_CODES:
            moved = embedded_field(code, self.assets, self.tissue)
        else:
            target = self.assets.facshuman_target(to_facshuman(code))
            moved = np.zeros(self.assets.base.shape)
            moved[target.index] = target.delta
            if code in CLOSURE:
                moved[self._lids] = 0.0
        moved[self._carried] = 0.0
        index = np.flatnonzero(np.abs(moved).max(axis=1) > 0)
        return index, moved[index]

    @functools.cached_property
    def carrier(self) -> Carrier | None:
        """What carries displacements to models of other shapes; FACSHuman's are played as MakeHuman plays them."""
        return Carrier(self.tissue, self.assets.base.astype(np.float64)) if self.name == "embedded" else None

    def at_rest(self, vertices: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return a shaped body's vertices (19158, 3) dm with its face at rest: lips together.

        MakeHuman's faces leave a slit of 1–3 mm, which in a picture bares teeth that no AU bared.
        """
        return seal_lips(self.mouth, vertices)

    def fit(self, vertices: NDArray[np.float32]) -> Rig:
        """Return a rig for neutral vertices (19158, 3) float32, dm."""
        return Rig(self, vertices)


def load_basis(name: str, assets: Assets) -> Basis:
    """Return the AU basis of a name. Raises InputError for an unknown name and for FACSHuman where it is missing."""
    if name not in AU_BASES:
        raise InputError(f"AU basis '{name}' does not exist", remedy=f"There are: {', '.join(AU_BASES)}.")
    if name == "facshuman" and not assets.has_facshuman:
        raise InputError(
            "the AU basis 'facshuman' needs FACSHuman's targets, which have not been imported",
            remedy="`synthgen assets import DIR` imports them from FACSHuman's data folder; 'embedded' needs nothing.",
        )
    return Basis(name, assets)  # type: ignore[arg-type]
