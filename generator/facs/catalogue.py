"""The facial action units (AUs) this program knows: every code of FACSHuman, under the project's names.

A code is ``AU`` and FACSHuman's code, one side as a suffix: ``AU4``, ``AU4_b``, ``AU12L`` (FACSHuman's ``L12``).
Sides are the subject's. Names and muscles: Ekman, Friesen & Hager, Facial Action Coding System (2002).

>>> CATALOGUE["AU12L"]
ActionUnit(code='AU12L', name='Lip corner puller (left)', side='left', muscles='zygomaticus major', group='lower face')
>>> from_facshuman("L12"), to_facshuman("AU22_25_up_down")
('AU12L', '22_25_up_down')
>>> nearest("AU04_c")
('AU4', 'AU4_b', 'AU4_a')
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Side = Literal["both", "left", "right"]
Group = Literal["upper face", "lower face", "lip parting and jaw", "eyes", "head", "miscellaneous"]


@dataclass(frozen=True)
class ActionUnit:
    """One AU: its code, its name in FACS, the subject's side it acts on, the muscles behind it, its part of FACS."""

    code: str
    name: str
    side: Side
    muscles: str
    group: Group

    @property
    def number(self) -> int | None:
        """The FACS number, None for the pupils, which FACS doesn't number.

        >>> CATALOGUE["AU22_25_up_down"].number
        22
        """
        digits = re.match(r"AU(\d+)", self.code)
        return int(digits.group(1)) if digits else None


#: FACS number -> (name, muscles)
_ACTIONS: dict[str, tuple[str, str]] = {
    "1": ("Inner brow raiser", "frontalis (pars medialis)"),
    "2": ("Outer brow raiser", "frontalis (pars lateralis)"),
    "4": ("Brow lowerer", "corrugator supercilii, depressor supercilii, procerus"),
    "5": ("Upper lid raiser", "levator palpebrae superioris, superior tarsal muscle"),
    "6": ("Cheek raiser", "orbicularis oculi (pars orbitalis)"),
    "7": ("Lid tightener", "orbicularis oculi (pars palpebralis)"),
    "8": ("Lips toward each other", "orbicularis oris"),
    "9": ("Nose wrinkler", "levator labii superioris alaeque nasi"),
    "10": ("Upper lip raiser", "levator labii superioris"),
    "11": ("Nasolabial furrow deepener", "zygomaticus minor"),
    "12": ("Lip corner puller", "zygomaticus major"),
    "13": ("Sharp lip puller", "levator anguli oris"),
    "14": ("Dimpler", "buccinator"),
    "15": ("Lip corner depressor", "depressor anguli oris"),
    "16": ("Lower lip depressor", "depressor labii inferioris"),
    "17": ("Chin raiser", "mentalis"),
    "18": ("Lip pucker", "incisivi labii superioris and inferioris"),
    "19": ("Tongue show", "genioglossus"),
    "20": ("Lip stretcher", "risorius, platysma"),
    "21": ("Neck tightener", "platysma"),
    "22": ("Lip funneler", "orbicularis oris"),
    "23": ("Lip tightener", "orbicularis oris"),
    "24": ("Lip pressor", "orbicularis oris"),
    "25": ("Lips part", "depressor labii inferioris; relaxed mentalis or orbicularis oris"),
    "26": ("Jaw drop", "relaxed masseter, temporalis and medial pterygoid"),
    "27": ("Mouth stretch", "pterygoids, digastric"),
    "28": ("Lips suck", "orbicularis oris"),
    "29": ("Jaw thrust", "lateral pterygoids"),
    "30": ("Jaw sideways", "lateral pterygoid of the other side"),
    "31": ("Jaw clencher", "masseter, temporalis"),
    "32": ("Lip bite", "orbicularis oris, masseter"),
    "33": ("Blow", "buccinator, orbicularis oris"),
    "34": ("Puff", "orbicularis oris; relaxed buccinator"),
    "35": ("Cheek suck", "buccinator"),
    "36": ("Tongue bulge", "muscles of the tongue"),
    "37": ("Lip wipe", "muscles of the tongue"),
    "38": ("Nostril dilator", "nasalis (pars alaris)"),
    "39": ("Nostril compressor", "nasalis (pars transversa), depressor septi nasi"),
    "43": ("Eye closure", "relaxed levator palpebrae superioris; orbicularis oculi (pars palpebralis)"),
    "51": ("Head turn left", "right sternocleidomastoid, left splenius capitis"),
    "52": ("Head turn right", "left sternocleidomastoid, right splenius capitis"),
    "53": ("Head up", "splenius capitis, semispinalis capitis"),
    "54": ("Head down", "sternocleidomastoids, longus capitis"),
    "55": ("Head tilt left", "left sternocleidomastoid, left scalenes, left trapezius"),
    "56": ("Head tilt right", "right sternocleidomastoid, right scalenes, right trapezius"),
    "57": ("Head forward", "sternocleidomastoids, scalenes"),
    "58": ("Head back", "longus colli, splenius cervicis"),
    "61": ("Eyes turn left", "left lateral rectus, right medial rectus"),
    "62": ("Eyes turn right", "left medial rectus, right lateral rectus"),
    "63": ("Eyes up", "superior rectus, inferior oblique"),
    "64": ("Eyes down", "inferior rectus, superior oblique"),
    "65": ("Walleye", "lateral recti"),
    "66": ("Cross-eye", "medial recti"),
}

#: FACSHuman's codes in the order of its own list, by the folder they stand in
_CODES: dict[Group, str] = {
    "upper face": "1 1_a L1 R1 2 2_a L2 R2 4 4_a 4_b 5 L5 R5 6 6_a 6_b L6 R6 7 L7 R7 43 L43 R43",
    "lower face": """8 9 9_a L9 R9 10 L10 R10 11 L11 R11 12 12_a 12_b L12 R12 13 L13 R13 14 L14 R14 15 L15 R15 16
        17 17_a 18 18_a 20 L20 R20 22_25_down 22_25_up_down 22_25_upper 23 24 28 28_a 28_bottom""",
    "lip parting and jaw": "25 25_a L25 R25 26 26_a 26_lip_down 26_tongue_down 26_tongue_out 27",
    "eyes": "61 L61 R61 62 L62 R62 63 L63 R63 64 L64 R64 65 66",
    "head": "51 52 53 54 55 56 57 58",
    "miscellaneous": """19 21 29 L30 R30 31 32 33 34 35 36 37 38 39
        both_eye_pupil_contract both_eye_pupil_dilate left_eye_pupil_contract left_eye_pupil_dilate
        right_eye_pupil_contract right_eye_pupil_dilate""",
}

#: what the part of a code after its number means
_VARIANTS = {
    "": "",
    "a": "alternative a",
    "b": "alternative b",
    "25_down": "lips parted, lower lip",
    "25_up_down": "lips parted, both lips",
    "25_upper": "lips parted, upper lip",
    "lip_down": "lower lip down",
    "tongue_down": "tongue down",
    "tongue_out": "tongue out",
    "bottom": "lower lip",
}

#: a variant whose letter names a part rather than an alternative
_NAMES = {"28_a": "Lips suck (upper lip)"}
#: one-sided codes with a muscle of their own
_ONE_EYE = {
    "L61": "left lateral rectus",
    "R61": "right medial rectus",
    "L62": "left medial rectus",
    "R62": "right lateral rectus",
}
_SIDES: dict[str, Side] = {"": "both", "L": "left", "R": "right"}


def from_facshuman(code: str) -> str:
    """Return our code for FACSHuman's (a target's name): ``L12`` → ``AU12L``. Any text is accepted."""
    sided = re.fullmatch(r"([LR])(\d.*)", code)
    return f"AU{sided.group(2)}{sided.group(1)}" if sided else f"AU{code}"


def to_facshuman(code: str) -> str:
    """Return FACSHuman's code (its target's name) for ours: ``AU12L`` → ``L12``. Raises ValueError without ``AU``."""
    if not code.startswith("AU"):
        raise ValueError(f"{code!r} is not an AU code; they start with 'AU'")
    sided = re.fullmatch(r"AU(\d.*?)([LR])", code)
    return f"{sided.group(2)}{sided.group(1)}" if sided else code[2:]


def _units() -> Iterator[ActionUnit]:
    for group, codes in _CODES.items():
        for code in codes.split():
            yield _unit(code, group)


def _unit(code: str, group: Group) -> ActionUnit:
    side: Side
    pupil = re.fullmatch(r"(both|left|right)_eye_pupil_(contract|dilate)", code)
    if pupil:
        side = "left" if pupil.group(1) == "left" else "right" if pupil.group(1) == "right" else "both"
        name = "Pupils" if side == "both" else f"{side.capitalize()} pupil"
        muscle = {"contract": "sphincter pupillae", "dilate": "dilator pupillae"}[pupil.group(2)]
        return ActionUnit(f"AU{code}", f"{name} {pupil.group(2)}", side, muscle, group)
    parts = re.fullmatch(r"([LR]?)(\d+)_?(.*)", code)
    if parts is None:
        raise ValueError(f"{code!r} is not a code of FACSHuman")
    letter, number, variant = parts.groups()
    name, muscles = _ACTIONS[number]
    side = _SIDES[letter]
    detail = _VARIANTS[variant] if side == "both" else f"{side} eye" if group == "eyes" else side
    name = _NAMES.get(code, f"{name} ({detail})" if detail else name)
    return ActionUnit(from_facshuman(code), name, side, _ONE_EYE.get(code, muscles), group)


#: code -> ActionUnit, all 118, in FACSHuman's order
CATALOGUE: Mapping[str, ActionUnit] = MappingProxyType({unit.code: unit for unit in _units()})


def nearest(code: str) -> tuple[str, ...]:
    """Return up to three codes of the catalogue that someone who wrote ``code`` may have meant, likeliest first.

    >>> nearest("L12")[0], nearest("au4")[0], nearest("12")[0]
    ('AU12L', 'AU4', 'AU12')
    """
    bare = re.sub(r"^(AU|au|Au)[ _]?", "", str(code))
    bare = re.sub(r"^([LRlr]?)0+(?=\d)", lambda match: match.group(1), bare)
    bare = re.sub(r"^[lr](?=\d)", lambda match: match.group().upper(), bare)
    ours = from_facshuman(bare)
    found = [ours] if ours in CATALOGUE else []
    stem = re.match(r"AU\d+", ours)
    if stem and stem.group() in CATALOGUE and stem.group() not in found:
        found.append(stem.group())
    found += [near for near in difflib.get_close_matches(ours, list(CATALOGUE), 4, 0.5) if near not in found]
    return tuple(found[:3])
