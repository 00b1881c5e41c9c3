"""The pictures of a clip that nobody vouches for, decoded within the bounds that its record sets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np

from synthgen.codec import PICTURES
from synthgen.dataset.decoder import Bounds, decode_picture, open_video
from synthgen.reader.entry import Entry
from synthgen.reader.tree import Tree


def decode_pictures(tree: Tree, entry: Entry, files: Sequence[str]) -> Iterator[list[np.ndarray]]:
    """Yield every frame of a clip as planes, uint8: [Y, Cb, Cr] of H.264, [RGB] of FFV1, PNG and JPEG.

    ``files`` are the clip's file, or its frames. Raises Oversized for more or larger frames than the record says,
    ValueError or OSError where it cannot be decoded.
    """
    bounds = Bounds(entry.frames, entry.width, entry.height)
    if entry.codec in PICTURES:
        for index, path in enumerate(files):
            bounds.check_frames(index + 1)
            with tree.open(path) as file:
                yield [decode_picture(file, entry.codec, bounds)]
        return
    with tree.open(files[0]) as file, open_video(file, entry.codec, bounds) as video:
        yield from video.frames()


def picture_hash(tree: Tree, entry: Entry, files: Sequence[str]) -> tuple[int, str]:
    """Return (frames, SHA-256 of the decoded pictures), as ``dataset.video.sha256_decoded`` does. Raises likewise."""
    digest, count = hashlib.sha256(), 0
    for planes in decode_pictures(tree, entry, files):
        for plane in planes:
            digest.update(np.ascontiguousarray(plane).data)
        count += 1
    return count, digest.hexdigest()
