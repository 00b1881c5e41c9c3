"""``.npy`` files: written so that a full disk is noticed and named, read memory-mapped."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray


def save(path: Path, array: NDArray[Any]) -> None:
    """Write an array; raises OSError with its errno (numpy's own save loses it) where the disk is full."""
    with path.open("wb") as handle:
        np.lib.format.write_array(_Plain(handle), np.ascontiguousarray(array), allow_pickle=False)


class _Plain:
    """A stream numpy does not take for a file, so that it goes through Python's write."""

    def __init__(self, handle: BinaryIO) -> None:
        self.write = handle.write


def map_array(path: Path) -> NDArray[Any]:
    """Return a ``.npy`` file as a read-only memory-mapped array."""
    # as a plain array: slicing numpy.memmap objects is slow
    array: NDArray[Any] = np.load(path, mmap_mode="r").view(np.ndarray)
    return array
