"""Which MakeHuman this is, and which sources of ours draw in it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import mh

from synthgen.sources import drawing_sources


def makehuman_version() -> str:
    """Return MakeHuman's version, "1.3.0"."""
    return str(mh.getVersionDigitsStr())


def plugin_sources() -> str:
    """Return 16 hex digits of a hash over the plugin and the core it carries: another hash may draw otherwise."""
    digest = hashlib.sha256(drawing_sources().encode())
    for path in sorted(Path(__file__).resolve().parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]
