"""Damaged files of every kind that is read: one clear error or none, in a moment, and never anything else.

``SYNTHGEN_FUZZ=8000`` reads so many of each kind, 100,000 in all; the tests read a few dozen.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthgen.errors import InputError

from .damage import damaged
from .readers import READERS
from .sets import FILES, read_set

COUNT = int(os.environ.get("SYNTHGEN_FUZZ", "40"))
#: seconds and bytes that one file may take
SECONDS, BYTES = 1.0, 500 << 20


def peak() -> int:
    """Return the most memory that this process had, in bytes."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used << 10


@pytest.mark.parametrize("kind", READERS)
def test_a_damaged_file_is_read_or_refused_in_one_line(kind: str) -> None:
    read, sound = READERS[kind]
    for content in sound:
        read(content)
    before = peak()

    @settings(max_examples=COUNT, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(content=damaged(*sound) | st.binary(max_size=200))
    def attempt(content: bytes) -> None:
        started = time.process_time()
        try:
            read(content)
        except InputError as error:
            assert "\n" not in str(error) and len(str(error)) < 1000
        assert time.process_time() - started < SECONDS

    attempt()
    assert peak() - before < BYTES


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("which", [0, 1], ids=["older", "newer"])
def test_a_dataset_with_a_damaged_file_is_reported_or_refused(sets: tuple[Path, Path], which: int, name: str) -> None:
    root = sets[which]
    paths = sorted(path for path in (root / name).rglob("*") if path.is_file()) or [root / name]
    sound = {path: path.read_bytes() for path in paths}
    read_set(root)

    @settings(max_examples=max(4, COUNT // 20), deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(path=st.sampled_from(paths), data=st.data())
    def attempt(path: Path, data: st.DataObject) -> None:
        path.write_bytes(data.draw(damaged(sound[path])))
        started = time.process_time()
        try:
            read_set(root)
        finally:
            path.write_bytes(sound[path])
        assert time.process_time() - started < 5 * SECONDS  # five readings of all its files

    attempt()
