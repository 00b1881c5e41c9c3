"""Skin and eyes as MakeHuman's materials (.mhmat), and a light sphere under which a texture's tone shows.

MakeHuman shades skin with a sphere that is painted with light: a point whose normal has (x, y) before the camera gets
the sphere's texel at (x, y). Its shader shows texture · s · (2 − mean of s), on sRGB values. The sphere written here
holds the s that make it texture · f, with f the renderer's own studio light, 1 on a cheek. So a face has our light, and
its cheek the tone that was declared. Eyes have a sphere of their own, grey with highlights; half of it is added rather
than multiplied. Without shaders MakeHuman falls back on OpenGL's lamp and the colours below.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthgen.render.raster.light import VERTEX_COLUMNS, irradiance, lights_of
from synthgen.scene.lights import STUDIO

Picture = npt.NDArray[np.uint8]

#: Side of the light sphere.
SPHERE = 256
#: How the shader finds a normal's texel: 0.5 + 0.495 · (x, y).
_REACH = 0.495
#: A left cheek's mean normal, over the suite: where a tone is measured.
_CHEEK = (0.549, -0.035, 0.835)
#: Exponent of the light on skin: where light falls off it does so faster, since MakeHuman casts no shadows.
_DEEPENED = 1.7
#: How bright the eyes' sphere is beside its highlights, theirs, and their exponent.
_WHITE = 0.16
_HIGHLIGHTS = (0.75, 0.25)
_SHARPNESS = 120
#: How far light spreads past the terminator, as on the renderer's skin.
_WRAP = (0.40, 0.20, 0.13)

_MATERIAL = """\
# Written by synthgen, in MakeHuman's format
# license: CC0 (textures, too: drawn by a program, on a mesh that is CC0)
name {name}
tag synthgen
description Procedural {what} of {model}, {kind}
ambientColor 1.0 1.0 1.0
diffuseColor 1.0 1.0 1.0
specularColor {gloss} {gloss} {gloss}
shininess {shininess}
emissiveColor {glow} {glow} {glow}
opacity 1.0
translucency 0.0

shadeless False
wireframe False
transparent {transparent}
alphaToCoverage True
backfaceCull True
depthless False
castShadows True
receiveShadows True

diffuseTexture {texture}

{scattering}shader data/shaders/glsl/litsphere
{shading}shaderParam litsphereTexture {sphere}
shaderConfig ambientOcclusion False
shaderConfig normal False
shaderConfig bump False
shaderConfig displacement False
shaderConfig vertexColors False
shaderConfig spec False
shaderConfig transparency {transparent}
shaderConfig diffuse True
"""
_SCATTERING = "sssEnabled True\nsssRScale 5.0\nsssGScale 2.5\nsssBScale 1.0\n\n"
_SHADING = "shaderParam AdditiveShading 0.5\n"
_SKIN = {"what": "albedo", "gloss": 0.05, "shininess": 0.2, "glow": 0.25, "transparent": False}
_HAIR = {"what": "hair", "gloss": 0.1, "shininess": 0.3, "glow": 0.25, "transparent": True}
_TEETH = {"what": "teeth", "gloss": 0.3, "shininess": 0.6, "glow": 0.1, "transparent": False}
_EYES = {"what": "eyes", "gloss": 1.0, "shininess": 1.0, "glow": 0.1, "transparent": True}


def skin_material(*, name: str, model: str, tone: str, texture: str, sphere: str) -> str:
    """Return the ``.mhmat`` of a skin; ``texture`` and ``sphere`` are files beside it. No name holds a blank."""
    own = {"kind": tone, "texture": texture, "sphere": sphere, "scattering": _SCATTERING, "shading": ""}
    return _MATERIAL.format(name=name, model=model, **_SKIN, **own)


def eye_material(*, name: str, model: str, iris: str, texture: str, sphere: str) -> str:
    """Return the ``.mhmat`` of eyes; ``texture`` and ``sphere`` are files beside it. No name holds a blank."""
    own = {"kind": iris, "texture": texture, "sphere": sphere, "scattering": "", "shading": _SHADING}
    return _MATERIAL.format(name=name, model=model, **_EYES, **own)


def hair_material(*, name: str, model: str, style: str, texture: str, sphere: str) -> str:
    """Return the ``.mhmat`` of hair; ``texture`` and ``sphere`` are files beside it. No name holds a blank."""
    own = {"kind": style, "texture": texture, "sphere": sphere, "scattering": "", "shading": ""}
    return _MATERIAL.format(name=name, model=model, **_HAIR, **own)


def teeth_material(*, name: str, model: str, texture: str, sphere: str) -> str:
    """Return the ``.mhmat`` of teeth; ``texture`` and ``sphere`` are files beside it. No name holds a blank."""
    own = {"kind": "with gums", "texture": texture, "sphere": sphere, "scattering": "", "shading": ""}
    return _MATERIAL.format(name=name, model=model, **_TEETH, **own)


def light_sphere() -> Picture:
    """Return the light sphere of skin (SPHERE, SPHERE, 3) uint8: rows run down, as in a picture file."""
    shown = np.minimum(_light(_normals()) / _cheek_light(), 1.0) ** (_DEEPENED / 2.2)
    mean = 1.0 - np.sqrt(1.0 - shown.mean(axis=1, keepdims=True))
    return _picture(shown / (2.0 - mean))


def eye_sphere() -> Picture:
    """Return the light sphere of eyes (SPHERE, SPHERE, 3) uint8, grey; key and fill are mirrored in it."""
    normals = _normals()
    shown = _WHITE * np.minimum(_light(normals) / _cheek_light(), 1.0).mean(axis=1)
    for row, strength in zip(STUDIO.table()[:2].astype(np.float64), _HIGHLIGHTS, strict=True):
        half = row[:3] + np.array([0.0, 0.0, 1.0])  # what faces this mirrors the light into the camera
        shown += strength * np.clip(normals @ half / np.sqrt(half @ half), 0.0, 1.0) ** _SHARPNESS
    return _picture(np.repeat(np.minimum(shown, 1.0)[:, None], 3, axis=1))


def _normals() -> npt.NDArray[np.float64]:
    """Return the normals (SPHERE², 3) of a sphere's texels; beyond the rim, the rim's."""
    across = ((np.arange(SPHERE) + 0.5) / SPHERE - 0.5) / _REACH
    x, y = np.meshgrid(across, -across)
    out = np.maximum(np.sqrt(x * x + y * y), 1.0)
    x, y = x / out, y / out
    return np.stack([x, y, np.sqrt(np.maximum(1.0 - x * x - y * y, 0.0))], axis=-1).reshape(-1, 3)


def _picture(shares: npt.NDArray[np.float64]) -> Picture:
    picture: Picture = np.round(255.0 * shares).astype(np.uint8).reshape(SPHERE, SPHERE, 3)
    return picture


def _cheek_light() -> npt.NDArray[np.float64]:
    """Return the light (3,) on a cheek, the mean of both."""
    x, y, z = _CHEEK
    light: npt.NDArray[np.float64] = _light(np.array([(x, y, z), (-x, y, z)])).mean(axis=0)
    return light


def _light(normals: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the studio's light (n, 3) on open skin with these normals (n, 3)."""
    count, lights = len(normals), lights_of(STUDIO)
    out = np.zeros((count, VERTEX_COLUMNS), np.float32)
    irradiance(
        np.ascontiguousarray(normals, np.float32),
        np.ones(count, np.float32),
        np.ones((len(lights.points), count), np.float32),
        np.tile(np.array(_WRAP, np.float32), (count, 1)),
        np.zeros((count, 3), np.float32),
        lights,
        out,
    )
    return out[:, 3:6].astype(np.float64)
