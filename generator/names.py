"""Ids: one for every name a person may give, the same in records, clip ids, paths and commands.

An id is plain ASCII, safe in a file name on any system, and begins with a letter or digit, so that a spreadsheet takes
it for no formula. A name that is one already is its own id; any other gets what can be read of it and a hash of the
rest, so that no two names share an id.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from fnmatch import fnmatchcase

#: characters of an id that has no hash; hex digits of the hash, which tell a million names apart
_LONGEST, _DIGITS = 80, 10
#: a name that is its own id, but for ``__``, which joins ids, and for what Windows keeps
_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.+_-]*[A-Za-z0-9+])?")
#: names that Windows keeps for devices, whatever their ending
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
#: what stands for a name of which no letter can be written
_UNREADABLE = "id"
#: letters of Latin scripts that Unicode does not take apart into a plain letter and a mark
_LETTERS = str.maketrans(
    {
        **{"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"},
        **{"Æ": "Ae", "Œ": "Oe", "Ø": "O", "Đ": "D", "Ð": "D", "Þ": "Th", "Ł": "L", "Ħ": "H"},
    }
)


def id_of(name: str) -> str:
    """Return the id of a name. An id is its own id, and a name has the same in all its Unicode forms.

    >>> id_of("female_asian_1"), id_of("Zoë"), id_of("Anna Maria"), id_of("李")
    ('female_asian_1', 'Zoe-c6a1269858', 'Anna-Maria-9d2373519d', 'id-c16667ca78')
    """
    if _is_id(name):
        return name
    whole = unicodedata.normalize("NFC", name)
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    return f"{_readable(whole)}-{digest}"


def is_called(own: str, wanted: str) -> bool:
    """Tell whether an id is one that a person asks for: by a glob of ids, or by the name that it is the id of.

    >>> is_called("Zoe-c6a1269858", "Zoë"), is_called("female_asian_1", "female_*"), is_called("ada", "a")
    (True, True, False)
    """
    return fnmatchcase(own, wanted) or own == id_of(wanted)


def earlier_id_of(name: str) -> str:
    """Return how a name stands in clip ids and paths of datasets of formats before 1.3. Names may share it.

    >>> earlier_id_of("Man 1__(mix)é"), earlier_id_of("Zoë"), earlier_id_of("aux")
    ('Man-1_-mix', 'Zo', 'aux-')
    """
    safe = re.sub(r"[^A-Za-z0-9.+_-]+", "-", name)
    safe = re.sub(r"__+", "_", safe).strip("-_.")[:_LONGEST] or "x"
    return f"{safe}-" if _is_reserved(safe) else safe


def _is_id(name: str) -> bool:
    return len(name) <= _LONGEST and "__" not in name and bool(_ID.fullmatch(name)) and not _is_reserved(name)


def _is_reserved(name: str) -> bool:
    return name.split(".")[0].lower() in _RESERVED


def _readable(name: str) -> str:
    """Return what can be written of a name in letters that are in an id."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    safe = re.sub(r"[^A-Za-z0-9.+_-]+", "-", plain)
    safe = re.sub(r"__+", "_", safe)[: _LONGEST - _DIGITS - 1]
    safe = re.sub(r"^[^A-Za-z0-9]+", "", safe).rstrip("-_.")
    return safe.replace(".", "-") if _is_reserved(safe) else safe or _UNREADABLE
