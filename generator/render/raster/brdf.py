"""The physical terms of shading, a device function each: pure functions of float32 numbers, for loops that vectorise.

Light is measured so that a white Lambertian surface it falls on straight has radiance 1: π is left out of diffuse and
specular terms alike, and what stands here is π times the textbook's BRDF. l, v and n are unit vectors to the light, to
the camera and along the normal. The half vector h = l + v is not made a unit one: with s = |h|², (l·h)² of the unit
vector is s/4, and one division does for all terms.
"""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel

f4 = np.float32

#: Keeps lengths of zero from being divided by.
TINY = f4(1e-20)
#: Added to |l + v|²: light from straight behind the surface.
TINY_HALF = f4(1e-4)
#: GGX α² of a highlight's second, sharper lobe as a share of the first's. Chosen by eye for skin's film of oil.
SHARPER = f4(0.15)
#: A polished surface mirrors lamps as discs of at least this size (sine of the radius, squared), whose edge is blurred
#: over this share of it.
_LEAST_DISC, _DISC_BLUR = f4(0.002), f4(1.0)
#: Visibility's k² after Hable, who has k = α/2. Chosen by eye for all materials.
_K2 = 0.1
#: Reflectance of what a surface mirrors of sky and ground: share of f0, and what grazing adds. Chosen by eye, after the
#: fit of B. Karis, "Physically based shading on mobile" (2014).
_MIRRORED, _MIRRORED_GRAZING = f4(0.9), f4(0.22)
#: Share of light from lamps that reaches where no sky can be seen. Chosen by eye.
_LAMPS_IN_THE_DARK = 0.3


@kernel
def dot(ax, ay, az, bx, by, bz):  # type: ignore[no-untyped-def]
    """Return a·b."""
    return ax * bx + ay * by + az * bz


@kernel
def inverse_length(x, y, z):  # type: ignore[no-untyped-def]
    """Return 1 / |(x, y, z)|; finite for a vector of zeros."""
    return f4(1) / math.sqrt(x * x + y * y + z * z + TINY)


@kernel
def schlick(f0, cosine, edge):  # type: ignore[no-untyped-def]
    """Return the share of light that is reflected, f0 + (1 − f0)(1 − l·h)⁵ · edge; ``edge`` 1 is the source's.

    C. Schlick, "An inexpensive BRDF model for physically-based rendering" (1994). Lower ``edge``: dull surfaces.
    """
    grazing = f4(1) - cosine
    square = grazing * grazing
    return f0 + (f4(1) - f0) * square * square * grazing * edge


@kernel
def ggx_divisor(nh, s, alpha2):  # type: ignore[no-untyped-def]
    """Return the divisor of GGX's distribution of normals: π D(h) = α² s² / this. ``nh`` is n·h, not of unit length.

    B. Walter et al., "Microfacet models for refraction through rough surfaces" (2007), eq. 33.
    """
    slope = nh * nh * (alpha2 - f4(1)) + s
    return slope * slope


@kernel
def visibility_divisor(s):  # type: ignore[no-untyped-def]
    """Return (l·h)²(1 − k²) + k²: masking and shadowing over 4 (n·l)(n·v) is 1 / 4 of its inverse.

    J. Hable, "Optimizing GGX shaders with dot(L,H)" (2014): Schlick's form of Smith's masking with n·l and n·v both
    taken as l·h. k = 0 is C. Kelemen and L. Szirmay-Kalos (2001).
    """
    return s * f4((1 - _K2) / 4) + f4(_K2)


@kernel
def specular(nl, nh, s, alpha2, lobe, f0, edge):  # type: ignore[no-untyped-def]
    """Return the light reflected by two GGX lobes, F · D · V · n·l, of shares 1 − ``lobe`` (α²) and ``lobe`` (sharper).

    Symmetric in light and camera but for n·l; all four terms over one division.
    """
    sharp = SHARPER * alpha2
    wide_divisor = ggx_divisor(nh, s, alpha2)
    sharp_divisor = ggx_divisor(nh, s, sharp)
    spread = ((f4(1) - lobe) * alpha2 * sharp_divisor + lobe * sharp * wide_divisor) * s * s
    masking = wide_divisor * sharp_divisor * visibility_divisor(s)
    fresnel = schlick(f0, f4(0.5) * math.sqrt(s), edge)
    return max(nl, f4(0)) * fresnel * spread / masking * f4(0.25)


@kernel
def catchlight(nl, nh, s, disc, f0):  # type: ignore[no-untyped-def]
    """Return what a polished surface mirrors of a lamp that is a disc of ``disc`` (sine of its radius, squared).

    Seen is the lamp itself: its irradiance over its disc, times f0, where the half vector is no farther from the normal
    than half the disc's radius (half vectors turn by half as much as what they mirror).
    """
    wide = max(disc, _LEAST_DISC)
    within = f4(0.25) * wide
    off = f4(1) - nh * nh / s  # sine of the angle between normal and half vector, squared
    share = (within - off) / (_DISC_BLUR * within) + f4(0.5)
    return f0 / wide * min(max(share, f4(0)), f4(1)) * f4(nl > f4(0))


@kernel
def mirrored(f0, gloss, nv):  # type: ignore[no-untyped-def]
    """Return the share of light from all round that a surface mirrors: little, and more where it is seen edge on."""
    grazing = f4(1) - nv
    square = grazing * grazing
    return _MIRRORED * f0 + _MIRRORED_GRAZING * gloss * square * square * grazing


@kernel
def wrapped_diffuse(light, nl, wrap, scale):  # type: ignore[no-untyped-def]
    """Return ``light`` × ((1 − 2w) t + 2w t²) with t = max((n·l + w) / (1 + w), 0); ``scale`` is 1 / (1 + w).

    Light that enters skin leaves it past the terminator, which wrapping softens (S. Green, "Real-time approximations to
    subsurface scattering", 2004). The square is ours: what faces the light gets all of it, and a sphere gets 1 + w/3 −
    2w²/3 times a Lambertian one's light in all: within 4.2 % for w up to 0.55. w = 0 is Lambert's cosine. Not
    reciprocal: only the light's angle counts.
    """
    t = max((nl + wrap) * scale, f4(0))
    return light * t * (f4(1) - f4(2) * wrap * (f4(1) - t))


@kernel
def dome(sky, ground, front, up, ahead):  # type: ignore[no-untyped-def]
    """Return the light of sky, ground and front on a surface; ``up``: (1 + n_y) / 2, ``ahead``: (1 + n_z) / 2.

    Exact for even half spheres: these shares are the integrals of max(n·l, 0) / π over the upper and the fore one.
    """
    return ground + (sky - ground) * up + front * ahead


@kernel
def bounced(open_sky, albedo):  # type: ignore[no-untyped-def]
    """Return the share of the dome's light where ``open_sky`` of it is seen and the rest is a surface of ``albedo``.

    What hides the sky sends on light of its own, and the more of it the brighter it is: red in the folds of skin. The
    fit of J. Jimenez et al., "Practical real-time strategies for accurate indirect occlusion" (2016), eq. 23.
    """
    cubic = f4(2.0404) * albedo - f4(0.3324)
    square = f4(-4.7951) * albedo + f4(0.6417)
    line = f4(2.7552) * albedo + f4(0.6903)
    return max(open_sky, ((open_sky * cubic + square) * open_sky + line) * open_sky)


@kernel
def reached_by_lamps(open_sky):  # type: ignore[no-untyped-def]
    """Return the share of a lamp's light that gets to where a share ``open_sky`` of the sky is to be seen."""
    return f4(_LAMPS_IN_THE_DARK) + f4(1 - _LAMPS_IN_THE_DARK) * open_sky


@kernel
def cast_shadow(visible, casts):  # type: ignore[no-untyped-def]
    """Return the share of a light that comes through: ``visible`` if the light ``casts`` (1) shadow, else (0) all."""
    return f4(1) + casts * (visible - f4(1))
