"""Which MakeHuman this is, and which sources of ours draw in it."""

from __future__ import annotations

from pathlib import Path

import mh

from synthgen.sources import PACKAGE, hash_sources


def makehuman_version() -> str:
    """Return MakeHuman's version, "1.3.0"."""
    return str(mh.getVersionDigitsStr())


def plugin_sources() -> str:
    """Return 16 hex digits of a hash over what draws, of the plugin and of the core that it carries: the pose and the
    picture, how a signal is read between its keys, and the planes of a video."""
    person = Path(__file__).resolve().with_name("person.py")
    return hash_sources(person, PACKAGE / "facs" / "animation.py", PACKAGE / "yuv.py")
