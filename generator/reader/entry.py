"""Entries of a manifest: what is kept in memory of every record, all but outlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A record, already known to be well-formed. Nothing in it is known to be true.

    ``model``, ``signal``, ``angle``, ``scene`` and ``renderer`` are the record's own parts (see
    ``dataset/record.schema.json``); equal parts are one object. ``offset`` is where the record's line begins in
    ``manifest.jsonl``, in bytes; ``leaf`` its hash in the Merkle tree; ``flat`` a digest of its row in manifest.csv.
    ``hands`` is the part of that name without its outlines, None where there is none.
    """

    clip: str
    path: str
    offset: int
    leaf: bytes
    flat: bytes
    bytes: int
    sha256_file: str
    sha256_frames: str
    sha256_decoded: str
    frames: int
    fps: float
    width: int
    height: int
    codec: str
    encoder: str
    model: Part
    signal: Part
    angle: Part
    scene: Part
    renderer: Part
    assets: tuple[str, ...]
    design_sha256: str
    hands: Part | None = None

    @property
    def emotion(self) -> str:
        """The emotion that the clip is labelled with, "none" where it has none."""
        return self.signal["emotion"] or "none"
