"""Pictures of a clip that nobody vouches for: decoded within what the record says, hashed as the record is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from synthgen.dataset.decoder import Oversized
from synthgen.reader.pictures import decode_pictures, picture_hash
from synthgen.reader.records import read_entries
from synthgen.reader.tree import scan


def test_a_clip_decodes_to_the_pictures_that_its_record_has_the_hash_of(finished: Path) -> None:
    tree = scan(finished)
    for entry in read_entries(tree, workers=1).entries:
        assert picture_hash(tree, entry, [entry.path]) == (entry.frames, entry.sha256_decoded)
        luma, cb, cr = next(decode_pictures(tree, entry, [entry.path]))
        assert (luma.shape, cb.shape, cr.shape) == ((64, 64), (32, 32), (32, 32))


def test_no_more_is_decoded_than_the_record_says(finished: Path) -> None:
    tree = scan(finished)
    entry = read_entries(tree, workers=1).entries[0]
    with pytest.raises(Oversized):
        picture_hash(tree, replace(entry, frames=entry.frames - 1), [entry.path])
    with pytest.raises(Oversized):
        picture_hash(tree, replace(entry, width=32), [entry.path])
