"""A Merkle tree over records, as RFC 9162 (Certificate Transparency 2.0, section 2.1) builds it, with SHA-256.

One root stands for all records; a record's leaf and a few nodes beside its path prove that it is one of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_LEAF, _NODE = b"\x00", b"\x01"


def leaf_hash(content: bytes) -> bytes:
    """Return the 32 bytes that stand for a record's canonical form: SHA-256 of a zero byte and the content."""
    return hashlib.sha256(_LEAF + content).digest()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """Return the root (32 bytes) over leaf hashes in their order; of no leaves, SHA-256 of nothing.

    >>> merkle_root([]).hex()[:16]
    'e3b0c44298fc1c14'
    """
    # whole subtrees, (leaves, hash), larger ones first: two of one size become one, and at the end the rest from the
    # right, which is the RFC's split at the largest power of two
    stack: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, node = 1, leaf
        while stack and stack[-1][0] == size:
            size, node = 2 * size, _join(stack.pop()[1], node)
        stack.append((size, node))
    if not stack:
        return hashlib.sha256().digest()
    _, root = stack.pop()
    while stack:
        root = _join(stack.pop()[1], root)
    return root


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
