"""Results kept on disk: made once, made again where the file is damaged, and not needed."""

from pathlib import Path

import numpy as np
import pytest

from synthgen.assets import load_assets
from synthgen.assets.stored import stored


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNTHGEN_CACHE", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def assets():
    return load_assets()


class Maker:
    """Counts how often a stored function really ran; each ``again()`` is another process's memory."""

    def __init__(self) -> None:
        self.runs = 0

    def again(self):
        @stored
        def squares(assets, count=3):
            self.runs += 1
            return np.arange(count)[::-1] ** 2

        return squares


def test_it_is_made_once_and_each_number_has_its_own(assets, cache: Path) -> None:
    maker = Maker()
    np.testing.assert_array_equal(maker.again()(assets, 4), [9, 4, 1, 0])
    np.testing.assert_array_equal(maker.again()(assets, 4), [9, 4, 1, 0])
    assert maker.runs == 1
    np.testing.assert_array_equal(maker.again()(assets, 2), [1, 0])
    assert maker.runs == 2
    assert len(list((cache / "stored").glob("squares-*.pickle"))) == 2


@pytest.mark.parametrize("content", [b"", b"no pickle", b"\x80\x05."])
def test_a_damaged_file_is_made_again(assets, cache: Path, content: bytes) -> None:
    maker = Maker()
    maker.again()(assets)
    (path,) = (cache / "stored").glob("squares-*.pickle")
    whole = path.read_bytes()
    path.write_bytes(content)
    np.testing.assert_array_equal(maker.again()(assets), [4, 1, 0])
    assert (maker.runs, path.read_bytes()) == (2, whole)


def test_a_cache_that_cannot_be_written_costs_time_only(assets, cache: Path) -> None:
    (cache / "stored").write_text("in the way")
    first, second = (Maker().again()(assets) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert first.flags.c_contiguous
