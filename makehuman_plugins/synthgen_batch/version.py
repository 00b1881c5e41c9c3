"""Which MakeHuman this is, and which sources of ours draw in it."""

from __future__ import annotations

from pathlib import Path

import mh

from synthgen.sources import PACKAGE, hash_sources

#: the pose, the picture, the planes of a video; and how a signal is read between its keys
_ROOTS = ("face.py", "stage.py", "planes.py")
_SIGNALS = PACKAGE / "facs" / "animation.py"


def makehuman_version() -> str:
    """Return MakeHuman's version, "1.3.0"."""
    return str(mh.getVersionDigitsStr())


def plugin_sources() -> str:
    """Return 16 hex digits of a hash over what draws, of the plugin and of the core it carries."""
    here = Path(__file__).resolve().parent
    return hash_sources(_SIGNALS, *(here / root for root in _ROOTS))
