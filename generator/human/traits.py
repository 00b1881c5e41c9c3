"""How far faces differ: the spread of every modifier that the sampler draws, and the shapes a head can have.

Spreads are standard deviations on MakeHuman's scale, where ±1 is a modifier's end. MakeHuman's own random generator
uses .2 for all (.1 of a range of 2), the 24 published models about .115, cut at .3. Here the modifiers that make people
look different (heads, noses, jaws, the mouth's size) vary more than those that AUs depend on (lids, the lips' line).
"""

from __future__ import annotations

from collections.abc import Mapping

#: modifier group -> {modifier: spread}; in "sided" groups a modifier stands for its l- and r- ones, equal by symmetry
SPREADS: Mapping[str, Mapping[str, float]] = {
    "head": {
        "head-age-decr|incr": 0.10,
        "head-angle-in|out": 0.12,
        "head-fat-decr|incr": 0.18,
        "head-scale-depth-decr|incr": 0.14,
        "head-scale-horiz-decr|incr": 0.16,
        "head-scale-vert-decr|incr": 0.16,
        "head-trans-backward|forward": 0.06,
        "head-back-scale-depth-decr|incr": 0.16,
    },
    "forehead": {
        "forehead-trans-backward|forward": 0.20,
        "forehead-scale-vert-decr|incr": 0.22,
        "forehead-nubian-decr|incr": 0.20,
        "forehead-temple-decr|incr": 0.22,
    },
    "eyebrows": {
        "eyebrows-trans-backward|forward": 0.16,
        "eyebrows-angle-down|up": 0.11,  # small: a neutral face must not look angry or sad
        "eyebrows-trans-down|up": 0.11,
    },
    "neck": {
        "neck-double-decr|incr": 0.12,
        "neck-scale-depth-decr|incr": 0.14,
        "neck-scale-horiz-decr|incr": 0.16,
        "neck-scale-vert-decr|incr": 0.12,
        "neck-trans-backward|forward": 0.06,
        "neck-back-scale-depth-decr|incr": 0.12,
    },
    "eyes": {
        "eye-bag-decr|incr": 0.14,
        "eye-bag-in|out": 0.10,
        "eye-bag-height-decr|incr": 0.12,
        "eye-eyefold-angle-down|up": 0.10,
        "eye-epicanthus-in|out": 0.12,
        "eye-eyefold-concave|convex": 0.14,
        "eye-eyefold-down|up": 0.12,
        "eye-height1-decr|incr": 0.12,
        "eye-height2-decr|incr": 0.14,
        "eye-height3-decr|incr": 0.12,
        "eye-push1-in|out": 0.12,
        "eye-push2-in|out": 0.12,
        "eye-trans-in|out": 0.20,
        "eye-trans-down|up": 0.16,
        "eye-scale-decr|incr": 0.14,
        "eye-corner1-down|up": 0.16,
        "eye-corner2-down|up": 0.12,
    },
    "nose": {
        "nose-trans-down|up": 0.14,
        "nose-trans-backward|forward": 0.12,
        "nose-scale-vert-decr|incr": 0.18,
        "nose-scale-horiz-decr|incr": 0.22,
        "nose-scale-depth-decr|incr": 0.20,
        "nose-nostrils-width-decr|incr": 0.20,
        "nose-point-width-decr|incr": 0.26,
        "nose-base-down|up": 0.20,
        "nose-width1-decr|incr": 0.22,
        "nose-width2-decr|incr": 0.26,
        "nose-width3-decr|incr": 0.24,
        "nose-compression-compress|uncompress": 0.18,
        "nose-curve-concave|convex": 0.24,
        "nose-greek-decr|incr": 0.20,
        "nose-hump-decr|incr": 0.28,
        "nose-volume-decr|incr": 0.24,
        "nose-nostrils-angle-down|up": 0.18,
        "nose-point-down|up": 0.26,
        "nose-septumangle-decr|incr": 0.18,
        "nose-flaring-decr|incr": 0.20,
    },
    "mouth": {
        "mouth-scale-horiz-decr|incr": 0.20,
        "mouth-scale-vert-decr|incr": 0.16,
        "mouth-scale-depth-decr|incr": 0.12,
        "mouth-trans-down|up": 0.14,
        "mouth-trans-backward|forward": 0.10,
        "mouth-lowerlip-height-decr|incr": 0.20,
        "mouth-lowerlip-width-decr|incr": 0.14,
        "mouth-upperlip-height-decr|incr": 0.20,
        "mouth-upperlip-width-decr|incr": 0.14,
        "mouth-cupidsbow-width-decr|incr": 0.18,
        "mouth-dimples-in|out": 0.10,
        "mouth-laugh-lines-in|out": 0.14,
        "mouth-lowerlip-ext-down|up": 0.08,
        "mouth-angles-down|up": 0.06,
        "mouth-lowerlip-middle-down|up": 0.08,
        "mouth-lowerlip-volume-decr|incr": 0.22,
        "mouth-philtrum-volume-decr|incr": 0.18,
        "mouth-upperlip-volume-decr|incr": 0.22,
        "mouth-upperlip-ext-down|up": 0.08,
        "mouth-upperlip-middle-down|up": 0.08,
        "mouth-cupidsbow-decr|incr": 0.20,
    },
    "ears": {
        "ear-trans-backward|forward": 0.08,
        "ear-scale-decr|incr": 0.14,
        "ear-trans-down|up": 0.10,
        "ear-scale-vert-decr|incr": 0.16,
        "ear-lobe-decr|incr": 0.20,
        "ear-shape-pointed|triangle": 0.16,
        "ear-rot-backward|forward": 0.12,
        "ear-shape-square|round": 0.18,
        "ear-scale-depth-decr|incr": 0.14,
        "ear-wing-decr|incr": 0.14,
        "ear-flap-decr|incr": 0.14,
    },
    "chin": {
        "chin-jaw-drop-decr|incr": 0.16,
        "chin-cleft-decr|incr": 0.20,
        "chin-prominent-decr|incr": 0.24,
        "chin-width-decr|incr": 0.28,
        "chin-height-decr|incr": 0.24,
        "chin-bones-decr|incr": 0.24,
        "chin-prognathism-decr|incr": 0.14,
    },
    "cheek": {
        "cheek-volume-decr|incr": 0.22,
        "cheek-bones-decr|incr": 0.24,
        "cheek-inner-decr|incr": 0.18,
        "cheek-trans-down|up": 0.20,
    },
}
#: groups whose modifiers come in pairs, "l-" for the subject's left and "r-"
SIDED = ("eyes", "ears", "cheek")
#: a draw lies within so many spreads
LIMIT = 2.2

#: shapes of a head; a person has one of them (or none) at .1–.6, and often a little of a second
HEAD_SHAPES = (
    "head-oval",
    "head-round",
    "head-rectangular",
    "head-square",
    "head-triangular",
    "head-invertedtriangular",
    "head-diamond",
)
SHAPE_RANGE = (0.1, 0.6)
SECOND_SHAPE = 0.5  # at most so much of the first

#: MakeHuman's own one-sided modifiers -> spread for a face of asymmetry 1; at that they move skin by millimetres
ASYMMETRY: Mapping[str, float] = {
    "asym/asym-brown-1-l|r": 0.35,
    "asym/asym-brown-2-l|r": 0.30,
    "asym/asym-cheek-1-l|r": 0.50,
    "asym/asym-cheek-2-l|r": 0.40,
    "asym/asym-ear-1-l|r": 0.40,
    "asym/asym-ear-2-l|r": 0.40,
    "asym/asym-eye-1-l|r": 0.25,
    "asym/asym-eye-2-l|r": 0.35,
    "asym/asym-jaw-1-l|r": 0.60,
    "asym/asym-jaw-2-l|r": 0.50,
    "asym/asym-jaw-3-l|r": 0.35,
    "asym/asym-mouth-1-l|r": 0.45,
    "asym/asym-mouth-2-l|r": 0.45,
    "asym/asym-nose-1-l|r": 0.50,
    "asym/asym-nose-2-l|r": 0.40,
    "asym/asym-nose-3-l|r": 0.40,
    "asym/asym-nose-4-l|r": 0.40,
    "asym/asym-temple-1-l|r": 0.35,
    "asym/asym-top-1-l|r": 0.20,
}

#: modifier -> what it gains over these years, and in proportion beyond, beside what MakeHuman's own age macro does
AGEING_YEARS = (18, 75)
AGEING: Mapping[str, float] = {
    "head/head-age-decr|incr": 0.20,
    "eyes/eye-bag-decr|incr": 0.22,
    "eyes/eye-eyefold-angle-down|up": -0.12,
    "ears/ear-lobe-decr|incr": 0.20,
    "ears/ear-scale-decr|incr": 0.12,
    "mouth/mouth-upperlip-volume-decr|incr": -0.15,
    "cheek/cheek-trans-down|up": -0.15,
}

#: modifier -> what it is more for men than for women, beside what MakeHuman's own gender macro does: without it, what
#: is drawn alike for both blurs the difference. Half of it is added for men, half taken away for women.
MALE: Mapping[str, float] = {
    "head/head-angle-in|out": 0.10,
    "head/head-scale-horiz-decr|incr": 0.06,
    "forehead/forehead-nubian-decr|incr": -0.12,
    "eyebrows/eyebrows-trans-down|up": -0.14,
    "eyebrows/eyebrows-trans-backward|forward": 0.14,
    "neck/neck-scale-horiz-decr|incr": 0.36,
    "neck/neck-scale-depth-decr|incr": 0.26,
    "eyes/eye-scale-decr|incr": -0.12,
    "eyes/eye-height2-decr|incr": -0.12,
    "nose/nose-scale-horiz-decr|incr": 0.16,
    "nose/nose-scale-vert-decr|incr": 0.12,
    "nose/nose-volume-decr|incr": 0.18,
    "nose/nose-hump-decr|incr": 0.20,
    "nose/nose-width2-decr|incr": 0.14,
    "mouth/mouth-upperlip-volume-decr|incr": -0.24,
    "mouth/mouth-lowerlip-volume-decr|incr": -0.20,
    "mouth/mouth-upperlip-height-decr|incr": -0.12,
    "chin/chin-width-decr|incr": 0.26,
    "chin/chin-bones-decr|incr": 0.30,
    "chin/chin-prominent-decr|incr": 0.14,
    "chin/chin-height-decr|incr": 0.18,
    "cheek/cheek-bones-decr|incr": -0.16,
    "ears/ear-scale-decr|incr": 0.12,
}
