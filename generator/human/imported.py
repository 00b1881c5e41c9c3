"""What a ``.mhm`` names of MakeHuman's skins, hair, eyes, teeth and head wear, where it was imported: read as arrays.

It is used where a design says ``looks: {imported: true}``. What was not imported, or cannot be used here, is named in
``missing`` and drawn by this program's own means.
"""

from __future__ import annotations

import posixpath
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synthgen import srgb
from synthgen.assets import AssetRecord, Assets
from synthgen.assets.items import Item
from synthgen.assets.proxies import Fit, MaterialFile, parse_material, parse_mesh, parse_proxy
from synthgen.errors import RunError
from synthgen.human.mhm import Model, Proxy, worn

if TYPE_CHECKING:
    from PIL import Image

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Texture = npt.NDArray[np.uint8]

#: kind of proxy -> roughness⁴ and reflectance of its surface
_SURFACES = {
    "eyes": (0.0075, 0.04),
    "hair": (0.20, 0.03),
    "eyebrows": (0.30, 0.01),
    "eyelashes": (0.30, 0.01),
    "teeth": (0.02, 0.045),
    "tongue": (0.03, 0.04),
    "clothes": (0.25, 0.03),
}
#: clothes whose lowest vertex hangs below this height of the base mesh (dm) are no head wear
_HEAD_FROM = 5.9
#: longest side of a mesh's texture, and the skin's, in texels
_LONGEST = 1024
_SKIN_SIZE = 2048
#: of a proxy that names no material
_PLAIN = MaterialFile("", "", (0.8, 0.8, 0.8), 1.0, 0.2, transparent=False, one_sided=True, spdx="")


@dataclass(frozen=True)
class Choice:
    """What was imported of what a model names: (kind, proxy, material or None), the skin's material, and the rest."""

    proxies: tuple[tuple[str, Item, Item | None], ...] = ()
    skin: Item | None = None
    missing: tuple[str, ...] = ()

    @property
    def records(self) -> tuple[AssetRecord, ...]:
        """Where all of it came from."""
        items = [item for _, proxy, material in self.proxies for item in (proxy, material) if item is not None]
        return tuple(dict.fromkeys(item.record for item in (*items, *([self.skin] if self.skin else []))))

    @property
    def used(self) -> dict[str, str]:
        """By kind, the names of what is used."""
        names: dict[str, list[str]] = {}
        for kind, item, _ in self.proxies:
            names.setdefault(kind, []).append(item.name)
        if self.skin is not None:
            names["skin"] = [self.skin.name]
        return {kind: ", ".join(name) for kind, name in sorted(names.items())}


@dataclass(frozen=True)
class ProxyMesh:
    """A mesh on the body, as files describe it.

    Vertex i lies at Σ ``weight[i]`` · body[``vertex[i]``] + ``offset[i]``: (n, 3) each, dm, the offset turning with the
    head. ``triangles`` (t, 3), ``corners`` (t, 3, 2) texture coordinates, v up. ``texture`` (h, w, 4): √(linear
    albedo)·255 and gloss; ``alpha`` (h, w) or None where all is opaque. ``covers`` (k,) are body vertices under it.
    ``roughness4`` and ``reflectance`` as in the material table.
    """

    kind: str
    vertex: Ints
    weight: Floats
    offset: Floats
    triangles: Ints
    corners: Floats
    texture: Texture
    alpha: Texture | None
    one_sided: bool
    covers: Ints
    roughness4: float
    reflectance: float


@dataclass(frozen=True)
class Imported:
    """Imported things of one person as arrays: meshes, and the skin (2048, 2048, 4) uint8, ``encoded``, or None."""

    meshes: tuple[ProxyMesh, ...] = ()
    skin: Texture | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its meshes: "hair", "eyes", "eyebrows", …"""
        return frozenset(mesh.kind for mesh in self.meshes)


#: nothing imported is used
NOTHING = Choice()
NOTHING_IMPORTED = Imported()


def choose(model: Model, assets: Assets) -> Choice:
    """Return what was imported of what ``model`` names. Only clothes are read: those below the head are not drawn."""
    proxies, missing = [], []
    for proxy in worn(model.proxies):
        item = _proxy_item(proxy, assets)
        label = f"{proxy.kind} {proxy.name}"
        if item is None or proxy.kind not in _SURFACES:
            missing.append(label)
        elif proxy.kind == "clothes" and _lowest(item, assets) < _HEAD_FROM:
            missing.append(f"{label} (it hangs below the head)")
        else:
            named = model.materials.get(proxy.uuid)
            proxies.append((proxy.kind, item, _material_item(named, assets) if named else None))
    skin = _material_item(model.skin, assets) if model.skin is not None else None
    if skin is not None and not _material(skin, skin.path, assets).texture:
        missing.append(f"skinMaterial {model.skin} (it has no texture)")
        skin = None
    elif skin is None and model.skin is not None:
        missing.append(f"skinMaterial {model.skin}")
    return Choice(tuple(proxies), skin, tuple(missing))


def imported_of(choice: Choice, assets: Assets, shaped: npt.NDArray[np.float32]) -> Imported:
    """Read what was chosen for a person whose neutral vertices are ``shaped`` (19158, 3) dm."""
    meshes = tuple(_mesh_of(kind, item, other, assets, shaped) for kind, item, other in choice.proxies)
    if choice.skin is None:
        return Imported(meshes)
    material = _material(choice.skin, choice.skin.path, assets)
    picture = _picture(choice.skin, material, choice.skin.path, assets, longest=_SKIN_SIZE)
    if picture.size != (_SKIN_SIZE, _SKIN_SIZE):
        picture = picture.resize((_SKIN_SIZE, _SKIN_SIZE))
    return Imported(meshes, encoded(np.asarray(picture)))


def _proxy_item(proxy: Proxy, assets: Assets) -> Item | None:
    """Return the import of a uuid; where the line has none that was imported, of a name (and it may hold blanks)."""
    proxies = [item for item in assets.items if item.kind == "mhclo"]
    uuid, name = proxy.uuid.casefold(), f"{proxy.name} {proxy.uuid}".strip().casefold()
    same = [item for item in proxies if uuid and item.uuid.casefold() == uuid]
    same = same or [item for item in proxies if item.name.casefold() == name]
    return same[-1] if same else None  # the last import counts


def _material_item(path: str, assets: Assets) -> Item | None:
    """Return the imported material of a path as a ``.mhm`` writes it, below one of MakeHuman's data folders."""
    wanted = "/" + path.replace("\\", "/").lstrip("/")
    same = [
        item
        for item in assets.items
        if item.kind == "mhmat" and (wanted.endswith("/" + item.path) or ("/" + item.path).endswith(wanted))
    ]
    return same[-1] if same else None


def _lowest(item: Item, assets: Assets) -> float:
    """Return the height (dm) on the base mesh of the lowest vertex that a proxy hangs on."""
    proxy = parse_proxy(_content(item, item.path, assets), where=item.path)
    return float(np.asarray(assets.base)[proxy.fit.vertex, 1].min())


def _material(item: Item, place: str, assets: Assets) -> MaterialFile:
    return parse_material(_content(item, place, assets), where=place)


def _mesh_of(kind: str, item: Item, other: Item | None, assets: Assets, shaped: npt.NDArray[np.float32]) -> ProxyMesh:
    """Return a proxy as a mesh, in the material of ``other`` or its own."""
    proxy = parse_proxy(_content(item, item.path, assets), where=item.path)
    beside = posixpath.dirname(item.path)
    mesh = parse_mesh(_content(item, posixpath.normpath(f"{beside}/{proxy.mesh}"), assets), where=proxy.mesh)
    owner, place = item, posixpath.normpath(f"{beside}/{proxy.material}")
    if other is not None:
        owner, place = other, other.path
    if (proxy.material and assets.item_file(owner, place) is not None) or other is not None:
        material = parse_material(_content(owner, place, assets), where=place)
    else:
        material = MaterialFile("", "", (0.8, 0.8, 0.8), 1.0, 0.2, False, True, "")
    texture, alpha = _surface(owner, material, place, assets)
    roughness4, reflectance = _SURFACES[kind]
    return ProxyMesh(
        kind=kind,
        vertex=proxy.fit.vertex,
        weight=proxy.fit.weight,
        offset=proxy.fit.offset * _scale(proxy.fit, shaped),
        triangles=mesh.triangles,
        corners=mesh.corners,
        texture=texture,
        alpha=alpha if material.transparent else None,
        one_sided=material.one_sided,
        covers=proxy.fit.deleted,
        roughness4=roughness4,
        reflectance=reflectance,
    )


def _scale(fit: Fit, shaped: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return what offsets (dm) are multiplied by along x, y and z on this body."""
    scale = np.ones(3)
    for axis, first, second, length in fit.scales:
        scale[axis] = abs(float(shaped[first, axis]) - float(shaped[second, axis])) / length
    return np.round(scale, 7)


def _surface(item: Item, material: MaterialFile, place: str, assets: Assets) -> tuple[Texture, Texture]:
    """Return a material's texture (h, w, 4), √(linear albedo)·255 and gloss, and its alpha (h, w)."""
    if not material.texture:
        plain = np.full((2, 2, 4), 255, np.uint8)
        plain[..., :3] = [round(255 * share) for share in material.colour]
        return encoded(plain), plain[..., 3]
    picture = np.asarray(_picture(item, material, place, assets)).copy()
    for channel, share in enumerate(material.colour):
        if share < 1.0:
            picture[..., channel] = np.round(picture[..., channel] * np.float64(share)).astype(np.uint8)
    return encoded(picture), picture[..., 3]


def encoded(picture: Texture) -> Texture:
    """Return sRGB (h, w, 3 or 4) uint8 as texels (h, w, 4): √(linear)·255, and full gloss."""
    texels = np.full((*picture.shape[:2], 4), 255, np.uint8)
    texels[..., :3] = _TO_ROOT[picture[..., :3]]
    return texels


_TO_ROOT = np.array([round(255 * srgb.decode(byte / 255) ** 0.5) for byte in range(256)], np.uint8)


def _picture(item: Item, material: MaterialFile, place: str, assets: Assets, *, longest: int = _LONGEST) -> Image.Image:
    """Return the picture (RGBA) of a material, halved until it is small enough."""
    from PIL import Image

    names = [name for name, _ in item.files if name.endswith("/" + posixpath.basename(material.texture))]
    names = names or [name for name, _ in item.files if name == posixpath.basename(material.texture)]
    path = assets.item_file(item, names[0]) if names else None
    if path is None:
        raise RunError(f"{place} names the texture '{material.texture}', which was not there when it was imported.")
    too_large = (Image.DecompressionBombWarning, Image.DecompressionBombError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as file:
                picture = file.convert("RGBA")
    except (OSError, ValueError, SyntaxError, NotImplementedError, *too_large) as error:  # what Pillow makes of damage
        raise RunError(f"The texture '{material.texture}' of {place} cannot be read ({error}).") from error
    factor = 1
    while max(picture.size) // factor > longest:
        factor *= 2
    return picture.reduce(factor) if factor > 1 else picture


def _content(item: Item, place: str, assets: Assets) -> bytes:
    path: Path | None = assets.item_file(item, place)
    if path is None:
        raise RunError(f"{item.path} names {place}, which was not there when it was imported.")
    return path.read_bytes()
