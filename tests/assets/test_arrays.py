"""Arrays on disk: read only, and a full disk is told as one."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest

from synthgen.assets.arrays import map_array, save


def test_what_is_read_is_what_was_written_and_stays_so(tmp_path: Path) -> None:
    written = np.arange(12, dtype=np.int16).reshape(3, 4).T  # not contiguous
    save(tmp_path / "a.npy", written)
    read = map_array(tmp_path / "a.npy")
    assert read.dtype == np.int16 and np.array_equal(read, written) and type(read) is np.ndarray
    with pytest.raises(ValueError, match="read-only"):
        read[0, 0] = 1


def test_objects_are_not_pickled(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="pickle"):
        save(tmp_path / "a.npy", np.array([{}]))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_keeps_its_number() -> None:
    with pytest.raises(OSError) as caught:
        save(Path("/dev/full"), np.zeros(100_000))
    assert caught.value.errno == errno.ENOSPC
