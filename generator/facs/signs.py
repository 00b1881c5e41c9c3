"""Signs: what a face shows that no muscle does, as tracks beside action units in a signal's YAML.

They are the work of the autonomic nervous system (tears and blood), which FACS leaves out. A rig plays action units
alone; signs change what skin and eyes look like, so a renderer shows them or leaves them out.

>>> SIGNS["tear_dropL"].side
'left'
>>> units, signs = split({"AU4": 0.5, "tear_film": 0.8, "tear_dropL": 0.3})
>>> units, signs
({'AU4': 0.5}, {'tear_film': 0.8, 'tear_dropL': 0.3})
>>> looks_of(signs)
Looks(film=0.8, left_drop=0.3, right_drop=0.0, flush=0.0, blush=0.0, pallor=0.0)
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from synthgen.errors import InputError
from synthgen.facs.catalogue import CATALOGUE, ActionUnit, Side, nearest

_T = TypeVar("_T")
#: letters that a word and a sign's code have to begin with alike for the one to be meant by the other
_STEM = 4


@dataclass(frozen=True)
class Sign:
    """One sign: its code, what is seen, the subject's side it is on, what in the body makes it."""

    code: str
    name: str
    side: Side
    cause: str


_LACRIMAL = "lacrimal gland (parasympathetic fibres of the facial nerve)"
_WIDER = "wider vessels"

#: code -> Sign
SIGNS: Mapping[str, Sign] = MappingProxyType(
    {
        sign.code: sign
        for sign in (
            Sign("tear_film", "Tears along the lower lids, wet lashes", "both", _LACRIMAL),
            Sign("tear_drop", "A tear that runs down each cheek", "both", _LACRIMAL),
            Sign("tear_dropL", "A tear that runs down the left cheek", "left", _LACRIMAL),
            Sign("tear_dropR", "A tear that runs down the right cheek", "right", _LACRIMAL),
            Sign("flush_eyes", "Reddened lids, eyes and nose", "both", f"{_WIDER} of conjunctiva and lids"),
            Sign("blush", "Flushed cheeks and ears", "both", f"{_WIDER} of the facial skin"),
            Sign("pallor", "Paler face and lips", "both", "narrower vessels of the facial skin"),
        )
    }
)
#: code of a track -> what it is: action units and signs
TRACKS: Mapping[str, ActionUnit | Sign] = MappingProxyType({**CATALOGUE, **SIGNS})


@dataclass(frozen=True)
class Looks:
    """What the signs of a moment make of a face, 0–1 each.

    ``film``: how much water stands along the lower lids; ``left_drop``, ``right_drop``: how far along its way a tear
    is; ``flush``: of lids, eyes and nose; ``blush``: of cheeks and ears; ``pallor``: of the whole face.
    """

    film: float = 0.0
    left_drop: float = 0.0
    right_drop: float = 0.0
    flush: float = 0.0
    blush: float = 0.0
    pallor: float = 0.0


#: a face that shows no sign
NONE_SHOWN = Looks()


def split(weights: Mapping[str, _T]) -> tuple[dict[str, _T], dict[str, _T]]:
    """Return the action units of {code: intensity or keys}, and the signs."""
    units = {code: weight for code, weight in weights.items() if code not in SIGNS}
    return units, {code: weight for code, weight in weights.items() if code in SIGNS}


def looks_of(signs: Mapping[str, float]) -> Looks:
    """Return what signs, {code: intensity 0–1}, make of a face. A side's tear is as far as both of its tracks say.

    Raises InputError for an intensity outside 0–1.
    """
    if not signs:
        return NONE_SHOWN
    for code, value in sorted(signs.items()):
        if not 0 <= value <= 1:  # NaN too
            raise InputError(f"the intensity of {code}", value=value, expected="0 to 1")
    level = {code: float(signs.get(code, 0.0)) for code in SIGNS}
    return Looks(
        film=level["tear_film"],
        left_drop=min(level["tear_drop"] + level["tear_dropL"], 1.0),
        right_drop=min(level["tear_drop"] + level["tear_dropR"], 1.0),
        flush=level["flush_eyes"],
        blush=level["blush"],
        pallor=level["pallor"],
    )


def nearest_track(code: str) -> tuple[str, ...]:
    """Return up to three codes of tracks that someone who wrote ``code`` may have meant, likeliest first.

    >>> nearest_track("tear_drops")[0], nearest_track("Blush"), nearest_track("L12")[0]
    ('tear_drop', ('blush',), 'AU12L')
    >>> nearest_track("tears")
    ('tear_film', 'tear_drop', 'tear_dropL')
    """
    plain = str(code).lower().replace("-", "_").replace(" ", "_")
    low = {sign.lower(): sign for sign in SIGNS}
    close = difflib.get_close_matches(plain, list(low), 3, 0.7)
    close = close or [name for name in low if len(plain) >= _STEM and name.startswith(plain[:_STEM])][:3]
    return tuple(low[name] for name in close) or nearest(code)
