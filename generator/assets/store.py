"""Assets as the rest of the program sees them: memory-mapped arrays of one compiled cache folder."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Mapping, Tuple

import numpy as np
from numpy.typing import NDArray

from synthgen.assets.arrays import map_array
from synthgen.assets.facshuman import FacsHumanFolder
from synthgen.assets.index import AssetRecord, read_index
from synthgen.assets.items import Item
from synthgen.assets.landmarks import LANDMARKS68
from synthgen.assets.targets import Target, TargetSet
from synthgen.assets.userdata import Imported, load_set, read_imports
from synthgen.backports import without_prefix

_FACSHUMAN = "facshuman/"
_IMPORTED = "imported/"


class BoneWeights(Mapping[str, Tuple[NDArray[np.int32], NDArray[np.float32]]]):
    """bone -> (vertex index (k,) int32, weight (k,) float32) of the rig "default"."""

    def __init__(self, folder: Path, spans: Mapping[str, list[int]]) -> None:
        self._index: NDArray[np.int32] = map_array(folder / "bone_index.npy")
        self._weight: NDArray[np.float32] = map_array(folder / "bone_weight.npy")
        self.spans = spans

    def __getitem__(self, bone: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        start, stop = self.spans[bone]
        return self._index[start:stop], self._weight[start:stop]

    def __iter__(self) -> Iterator[str]:
        return iter(self.spans)

    def __len__(self) -> int:
        return len(self.spans)


class Assets:
    """The base mesh, its targets, masks and bone weights; read-only, shared by all processes through the page cache.

    Lengths are dm, y up, z forward, the subject's left is +x. ``folder`` is the compiled wheel; imports lie beside it.
    ``facshuman`` is FACSHuman's data where it lies, instead of what was imported of it.
    """

    def __init__(self, folder: Path, *, imports: bool = True, facshuman: FacsHumanFolder | None = None) -> None:
        index = read_index(folder)
        self.folder = folder
        #: (19158, 3) float32, dm: the mesh before any target
        self.base: NDArray[np.float32] = map_array(folder / "base.npy")
        #: (n, 2) float32 texture coordinates, v up
        self.uv: NDArray[np.float32] = map_array(folder / "uv.npy")
        #: (18486, 4) int32 vertices of each quad
        self.faces: NDArray[np.int32] = map_array(folder / "faces.npy")
        #: (18486, 4) int32 rows of ``uv`` of each quad
        self.face_uv: NDArray[np.int32] = map_array(folder / "face_uv.npy")
        #: (18486,) int16 position in ``groups`` of each quad
        self.face_group: NDArray[np.int16] = map_array(folder / "face_group.npy")
        self.groups: tuple[str, ...] = tuple(index["groups"])
        self.bone_weights = BoneWeights(folder, index["bones"])
        #: bone -> {"head", "tail": name of the joint group it sits at, or None; "parent": bone}
        self.bone_joints: Mapping[str, Mapping[str, str | None]] = index["bone_joints"]
        #: (68,) int32 vertices of the iBUG landmarks
        self.landmarks68: NDArray[np.int32] = np.array(LANDMARKS68, np.int32)
        #: what the embedded data is and where it came from; imports have records of their own
        self.records: tuple[AssetRecord, ...] = tuple(index["records"])
        self.imports: tuple[Imported, ...] = read_imports(folder.parent) if imports else ()
        self._facshuman_folder = facshuman
        self._masks: list[str] = index["masks"]
        self._targets = TargetSet(folder, index["targets"])
        self._joints: dict[str, NDArray[np.int32]] = {}

    # ---- targets

    @property
    def target_names(self) -> tuple[str, ...]:
        """Paths of the embedded targets below ``targets/``, without suffix, sorted."""
        return self._targets.paths

    def target_path(self, name: str) -> str | None:
        """Return the path of the embedded target a base name or a path stands for, or None."""
        return self._targets.path(name)

    def imported_path(self, name: str) -> str | None:
        """Return "imported/ID/NAME" of an imported target (not FACSHuman's) with this base name or path, or None."""
        for key, targets in self._imported.items():
            path = targets.path(name)
            if path is not None and key != "facshuman":
                return f"{_IMPORTED}{key}/{path}"
        return None

    def target(self, name: str) -> Target:
        """Return a target by base name ("nose-hump-incr") or path ("expression/units/asian/mouth-open").

        Also a path that ``imported_path`` returned, and "facshuman/CODE". A base name that several targets share
        wants its path. Raises KeyError for an unknown name.
        """
        if name.startswith(_IMPORTED):
            key, _, path = without_prefix(name, _IMPORTED).partition("/")
            return self._imported[key].get(path)
        if name.startswith(_FACSHUMAN):
            return self.facshuman_target(without_prefix(name, _FACSHUMAN))
        found = self._targets.path(name)
        if found is None:
            known = [*self.target_names, *(path.rsplit("/", 1)[-1] for path in self.target_names)]
            raise KeyError(f"no target '{name}'{_near(name, known)}")
        return self._targets.get(found)

    # ---- imports

    @cached_property
    def _imported(self) -> Mapping[str, TargetSet]:
        """Imported target sets: "facshuman", and the others by asset id."""
        return {
            "facshuman" if entry.kind == "facshuman" else entry.record.id: load_set(self.folder.parent, entry)
            for entry in self.imports
        }

    @property
    def _facshuman(self) -> FacsHumanFolder | TargetSet | None:
        return self._facshuman_folder or self._imported.get("facshuman")

    @property
    def has_facshuman(self) -> bool:
        """Whether FACSHuman's AU targets are at hand."""
        return self.facshuman_record is not None

    @property
    def facshuman_record(self) -> AssetRecord | None:
        """Where FACSHuman's targets come from, None where there are none."""
        if self._facshuman_folder is not None:
            return self._facshuman_folder.record
        return next((entry.record for entry in self.imports if entry.kind == "facshuman"), None)

    @property
    def facshuman_codes(self) -> tuple[str, ...]:
        """FACSHuman's own codes that have a target ("4_b", "L12"), sorted; empty where it is not at hand."""
        return self._facshuman.paths if self._facshuman is not None else ()

    def facshuman_target(self, code: str) -> Target:
        """Return FACSHuman's target of an AU: "AU4_b", "AU12L", or its own code "4_b", "L12". KeyError if none."""
        own = without_prefix(code, "AU")
        if code.startswith("AU") and own[-1:] in ("L", "R"):
            own = own[-1] + own[:-1]
        targets = self._facshuman
        if targets is None or own not in targets.paths:
            hint = "" if targets is not None else "; FACSHuman is not imported (`synthgen assets import DIR`)"
            raise KeyError(f"FACSHuman has no target for '{code}'{hint}")
        return targets.get(own)

    def imported_record(self, path: str) -> AssetRecord:
        """Return where the target of a path that ``imported_path`` returned came from."""
        key = without_prefix(path, _IMPORTED).partition("/")[0]
        return next(entry.record for entry in self.imports if entry.record.id == key)

    @property
    def items(self) -> tuple[Item, ...]:
        """Proxies and materials in imported MakeHuman folders."""
        return tuple(item for entry in self.imports for item in entry.items)

    def item_file(self, item: Item, place: str) -> Path | None:
        """Return the cached copy of one of an item's files by its place in the imported folder, None if it has none."""
        name = dict(item.files).get(place)
        entry = next((entry for entry in self.imports if item in entry.items), None)
        return None if name is None or entry is None else self.folder.parent / entry.folder / name

    # ---- mesh parts

    def joint(self, name: str) -> NDArray[np.int32]:
        """Return the vertices (n,) int32, sorted, of an obj group: "joint-head", "helper-l-eye", "body", …"""
        if name not in self._joints:
            if name not in self.groups:
                raise KeyError(f"no group '{name}' on the base mesh{_near(name, self.groups)}")
            found = np.unique(self.faces[self.face_group == self.groups.index(name)])
            found.setflags(write=False)
            self._joints[name] = found
        return self._joints[name]

    def mask(self, name: str) -> NDArray[np.uint8]:
        """Return a region mask (2048, 2048) uint8 in texture space, row 0 at v = 1; 255 inside.

        Names: lips, eyelids, face, ears, inside-mouth.
        """
        if name not in self._masks:
            raise KeyError(f"no mask '{name}'; there are: {', '.join(self._masks)}")
        masks: NDArray[np.uint8] = map_array(self.folder / "masks.npy")
        return masks[self._masks.index(name)]


def _near(name: str, known: tuple[str, ...] | list[str]) -> str:
    near = difflib.get_close_matches(name, known)
    return f"; near: {', '.join(near)}" if near else ""
