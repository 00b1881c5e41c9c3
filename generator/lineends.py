"""Line ends: git, zips and editors write text files with other ones, and every hash of them changes.

Nothing else has to have changed: a file whose hash is right again with line feeds, or with carriage returns before
them, says what it said.
"""

from __future__ import annotations

import hashlib

#: how a set gets its line ends back, and keeps them
LINE_ENDS_REMEDY = (
    "Fetch it again with `git config core.autocrlf false` and a line `* -text` in .gitattributes, or from the archive; "
    "or render into the folder again, which writes the inputs anew."
)


def as_hashed(content: bytes, sha256: str | None) -> bytes | None:
    """Return a file's bytes as they were when they had a SHA-256 (hex), whatever became of their line ends since.

    Returns None where they are other bytes.

    >>> as_hashed(b"a\\r\\n", hashlib.sha256(b"a\\n").hexdigest())
    b'a\\n'
    """
    for candidate in (content, content.replace(b"\r\n", b"\n"), _with_returns(content)):
        if hashlib.sha256(candidate).hexdigest() == sha256:
            return candidate
    return None


def _with_returns(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
