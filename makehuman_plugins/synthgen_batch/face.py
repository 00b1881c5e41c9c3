"""The human's mesh as it is shown: posed by a rig, and updated where it moved, in milliseconds."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

import numpy as np

from synthgen.actor.impaired import ImpairedRig, impaired
from synthgen.facs.basis import Basis
from synthgen.facs.signs import split
from synthgen.human.conditions import NONE, Conditions

#: dm that a vertex has to move to count as moved
_STILL = 1e-7
#: base y (dm) above which vertices move with the face or the head, but for rare ones
_REACH = 5.6


class Face:
    """The selected human, posable by action units. ``restore`` gives its own vertices back.

    MakeHuman recomputes all normals of the body for every change of the face. Here only faces round vertices that have
    ever moved are, and only proxies (eyes, hair, teeth, …) that hang on such vertices are fitted again. ``rest``,
    (19158, 3) dm, is what it is posed from, where that is not what is shown now.
    """

    def __init__(
        self, human: Any, basis: Basis, conditions: Conditions = NONE, *, rest: np.ndarray | None = None
    ) -> None:
        self._human = human
        self._mesh = human.meshData
        #: vertices (19158, 3) float32 dm of the human as it was found
        self.own = self._mesh.coord.copy()
        #: vertices (19158, 3) float32 dm of the face at rest
        self.neutral = basis.at_rest(np.ascontiguousarray(self.own if rest is None else rest, np.float32))
        self.rig: ImpairedRig = impaired(basis, self.neutral, conditions)
        self.shown = self.own
        #: what hangs on the body as it is shown: (mesh, vertices)
        self._worn = [(mesh, mesh.coord.copy()) for mesh in _worn_meshes(human)]
        self._reach = np.zeros(len(self.own), bool)
        self._normal_faces = np.zeros(0, np.int64)
        self._normal_vertices = np.zeros(0, np.int64)
        self._proxies: list[tuple[Any, Any, Any]] = []
        self._widen(self._mesh.orig_coord[:, 1] > _REACH)

    def prepare(self, weights: Mapping[str, float]) -> None:
        """Work out what action units do to this face, so that the first picture of them is as quick as the others.

        Nothing is shown: a thread may do it.
        """
        self.rig.pose(split(weights)[0])

    def pose(self, weights: Mapping[str, float]) -> np.ndarray:
        """Show action units, {code: 0–1}, and return the vertices (19158, 3) float32 dm that are shown.

        Signs (tears, blushing) are no matter of the mesh, and left out.
        """
        vertices = self.rig.pose(split(weights)[0])
        self._show(vertices, np.abs(vertices - self.shown).max(axis=1) > _STILL)
        return self.shown

    def restore(self) -> None:
        """Show the human as it was, to the bit."""
        self._show(self.own, (self.own != self.shown).any(axis=1))

    def is_shown(self) -> bool:
        """Tell whether the human has the vertices that were shown last, to the bit, and all that it wears has them."""
        return np.array_equal(self._mesh.coord, self.shown) and all(
            np.array_equal(mesh.coord, coord) for mesh, coord in self._worn
        )

    def _show(self, vertices: np.ndarray, moved: np.ndarray) -> None:
        if not moved.any():
            return
        if (moved & ~self._reach).any():
            self._widen(moved)
        index = np.flatnonzero(moved)
        mesh = self._mesh
        mesh.changeCoords(vertices[index], index)
        self.shown = self.shown.copy()  # who has the array keeps what was shown then
        self.shown[index] = vertices[index]
        mesh.calcFaceNormals(self._normal_faces)
        mesh.calcVertexNormals(self._normal_vertices)
        for proxy, target, hangs_on in self._proxies:
            if moved[hangs_on].any():  # hair hangs on the skull, which seldom moves
                proxy.update(target, fit_to_posed=True)
                target.update()
        self._human.updateProxyMesh(fit_to_posed=True)
        if self._human.isSubdivided():
            self._human.updateSubdivisionMesh()
            self._human.mesh.calcNormals()
            self._human.mesh.update()
        else:
            mesh.update()
        self._worn = [(mesh, mesh.coord.copy()) for mesh, _ in self._worn]

    def _widen(self, moved: np.ndarray) -> None:
        """Learn what depends on more vertices than before."""
        self._reach |= moved
        mesh = self._mesh
        faces = self._reach[mesh.fvert].any(axis=1)
        self._normal_faces = np.flatnonzero(faces)
        self._normal_vertices = np.unique(mesh.fvert[self._normal_faces])
        self._proxies = [
            (entry.proxy, entry.getSeedMesh(), _vertices_of(entry.proxy))
            for entry in proxy_objects(self._human)
            if self._reach[_vertices_of(entry.proxy)].any()
        ]


def proxy_objects(human: Any) -> list[Any]:
    """Return what the human wears and has as meshes of its own: eyes, hair, clothes."""
    return [entry for entry in human.getProxyObjects() if entry is not None and entry.proxy is not None]


def _worn_meshes(human: Any) -> list[Any]:
    """Return the meshes that are fitted to the body: proxies, and one that stands for the body itself."""
    meshes = [entry.getSeedMesh() for entry in proxy_objects(human)]
    body = human.getProxyMesh()
    return meshes if body is None else [*meshes, body]


def _vertices_of(proxy: Any) -> Sequence[int]:
    """Return the body's vertices that a proxy hangs on, those among them that say how large it is."""
    scales = [vertex for scale in proxy.tmatrix.scaleData or () if scale is not None for vertex in scale[:2]]
    return np.unique(np.concatenate([np.asarray(proxy.ref_vIdxs).ravel(), np.array(scales, np.int64)])).astype(np.int64)
