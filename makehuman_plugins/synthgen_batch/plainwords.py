"""Messages of the program as they are said in MakeHuman, where there is no command line and there are no options."""

from __future__ import annotations

import re

#: what names an option or a command -> what it is called here; where nothing fits, the sentence is left out
_WORDS = (
    (
        r"To go on with what the folder holds: --design .+$",
        "To go on with what the folder holds, choose its own design.",
    ),
    (r"for another, choose another\s+--out", "for another, choose another folder"),
    (r"\b([Cc])hoose another --out\b", r"\1hoose another folder"),
    (r"\bChoose a new folder for --out\b", "Choose a new folder"),
    (r"Fewer workers \(--workers\) and smaller pictures \(--size\) take less", "Smaller pictures take less"),
    (
        r"Choose codec png now, and `synthgen encode DIR` turns the frames into video later",
        "Choose PNG frames now; an installed synthgen turns them into video later",
    ),
    (r"`synthgen makehuman install` makes it anew", "Install the plugin again"),
    (r"\(`synthgen makehuman install` again\)", "(install the plugin again)"),
    (r"is in the folder and not in the design", "is in the folder and not chosen here"),
    (r"\bholds another design: ", "holds another set: "),
    (r"\bau_basis is\b", "the face movements are"),
    (r"give the same command to go on", "start again to go on"),
    (r"give the same command again", "start again"),
    (r"See `synthgen (models|signals) list`, or give", "Name one that comes along, or give"),
)
_OPTION = re.compile(r"(?<![\w-])--[a-z]|`synthgen|`ulimit|\bpip (download|install)\b")
_ASIDE = re.compile(r"\s*\([^()]*\)")
#: where a sentence ends and another begins
_BETWEEN = re.compile(r"(?<=[.?!])\s+(?=[A-Z`'])")


def in_plain_words(text: str) -> str:
    """Return a message without words of the command line; "" where nothing is left of it.

    >>> in_plain_words("/set: cannot be written. Choose another --out.")
    '/set: cannot be written. Choose another folder.'
    >>> in_plain_words("no model is called 'x'. Did you mean 'y'? See `synthgen models list`, or give a .mhm file.")
    "no model is called 'x'. Did you mean 'y'? Name one that comes along, or give a .mhm file."
    """
    for pattern, words in _WORDS:
        text = re.sub(pattern, words, text)
    text = _ASIDE.sub(lambda aside: "" if _OPTION.search(aside[0]) else aside[0], text)
    return " ".join(said for said in _BETWEEN.split(text) if not _OPTION.search(said))
