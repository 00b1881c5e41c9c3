"""Pictures of every documented size and shape: what is measured is the square in which the face is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from forger import Forger, Record

from synthgen.audit.pixels.picture import middle
from synthgen.audit.run import audit_dataset


@pytest.mark.parametrize(
    ("size", "codec", "along"),
    [
        ((1024, 64), "h264", 0),
        ((64, 1024), "h264", 1),
        ((2048, 66), "h264", 0),
        ((128, 64), "h264", 0),
        ((65, 1023), "png", 1),
    ],
)
def test_a_face_is_found_in_wide_and_high_pictures(
    size: tuple[int, int], codec: str, along: int, tmp_path: Path, renders: Callable[..., Path]
) -> None:
    root = renders(tmp_path, video=f"{{size: {list(size)}, codec: {codec}}}")
    assert audit_dataset(root, full=True).findings == ()
    forger = Forger(root)
    clip = forger.clip(3)["clip"]

    def aside(record: Record) -> None:
        for polygon in record["face"]:
            polygon[along::2] = [value + 14 for value in polygon[along::2]]

    forger.edit([clip], aside)
    forger.cover()
    assert {(finding.code, finding.clip) for finding in audit_dataset(root, full=True).findings} == {
        ("face-misplaced", clip)
    }


def test_the_middle_of_a_video_has_its_own_colours() -> None:
    luma = np.arange(66 * 200).reshape(66, 200)
    planes, corner = middle([luma, luma[::2, ::2], luma[::2, ::2]])
    assert corner == (66, 0)
    assert [plane.shape for plane in planes] == [(66, 66), (33, 33), (33, 33)]
    assert planes[0][0, 0] == luma[0, 66] == planes[1][0, 0]
