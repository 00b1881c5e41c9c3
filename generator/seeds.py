"""Seeds by hashing: what a cell draws depends on the design's seed, the cell and the purpose, never on call order."""

from __future__ import annotations

import hashlib
import json


def seed_of(design_seed: int, identity: tuple[str, ...], purpose: str) -> int:
    """Return a seed in [0, 2**63) for one purpose of one thing, the same on every machine and in every version.

    ``identity`` names the thing: ``("female_african_1",)`` for what belongs to a model, ``(model, signal, angle,
    scene)`` for what belongs to a cell. It is the first 8 bytes of a SHA-256 over their JSON, less the sign bit.

    >>> seed_of(0, ("female_african_1",), "appearance")
    2623107401113541719
    """
    text = json.dumps([design_seed, list(identity), purpose], ensure_ascii=True, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1
