"""Files are there as a whole or not at all, and no link leads their writing elsewhere."""

from __future__ import annotations

import errno
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from synthgen.dataset.lock import writing
from synthgen.errors import InputError, RunError
from synthgen.files import disk_errors, replacing, sha256_file, sha256_list, write_whole

REMEDY = "Elsewhere."


def test_files_replace_what_has_their_names_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    write_whole(tmp_path, {"a": b"new", "b": b"more"}, remedy=REMEDY)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "new", "b": "more"}


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_link_that_waits_among_what_is_not_whole_is_left_alone(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = tmp_path / "folder"
    (folder / ".partial").mkdir(parents=True)
    (folder / ".partial" / "a").symlink_to(victim)
    (folder / "a").symlink_to(victim)
    write_whole(folder, {"a": b"new"}, remedy=REMEDY)
    assert (folder / "a").read_text() == "new" and not (folder / "a").is_symlink()
    assert victim.read_text() == "precious"


def test_many_may_write_one_file_at_a_time(tmp_path: Path) -> None:
    contents = [bytes([65 + index]) * 100_000 for index in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(lambda content: write_whole(tmp_path, {"a": content}, remedy=REMEDY), contents * 20):
            assert (tmp_path / "a").read_bytes() in contents
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match=r"file: cannot be written .*Elsewhere\."):
        write_whole(tmp_path / "file", {"a": b"new"}, remedy=REMEDY)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(path: Path, content: bytes) -> int:
        with Path("/dev/full").open("wb", buffering=0) as full:
            return full.write(content)

    monkeypatch.setattr(Path, "write_bytes", fill)
    with pytest.raises(RunError, match="disk is full"):
        write_whole(tmp_path, {"a": b"new"}, remedy=REMEDY)
    assert not list(tmp_path.iterdir())


def test_a_folder_of_frames_has_the_hash_that_sha256sum_gives(tmp_path: Path) -> None:
    for name in ("b.png", "a.png"):
        (tmp_path / name).write_text(name)
    # printf a.png > a.png; printf b.png > b.png; sha256sum a.png; sha256sum * | sha256sum
    one = "7f071235805fbf58a2524f77bff76e1391d0d1cfe2f4c190d73054495e05b460"
    both = "7ac979fa421218930ea89ec35fcdcf7e76d668ef51f3491e96971dac6393797a"
    assert sha256_file(tmp_path / "a.png") == one
    assert sha256_file(tmp_path) == both
    assert sha256_list([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_name_keeps_its_old_content_when_the_new_one_fails(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    with pytest.raises(KeyError), replacing(tmp_path / "a", temporary=tmp_path / "t") as temporary:
        temporary.write_text("ne")
        raise KeyError
    assert (tmp_path / "a").read_text() == "old"
    with replacing(tmp_path / "new" / "a", temporary=tmp_path / "t") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "new" / "a").read_text() == "new"


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (errno.ENOSPC, RunError, r"disk is full.* below out\. Tidy up\."),
        (errno.EDQUOT, RunError, r"^The quota on this disk is used up: .* below out\. Tidy up\.$"),
        (errno.EFBIG, RunError, r"^A file would be larger .*`ulimit -f`.* Raise that limit"),
        (errno.EROFS, InputError, r"^out: cannot be written \(.*\)\. Elsewhere\.$"),
        (errno.ENAMETOOLONG, InputError, r"^out: cannot be written"),
        (errno.EIO, RunError, r"^Writing below out failed"),
    ],
)
def test_what_a_disk_can_do_is_told_with_a_remedy(code: int, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words), disk_errors(Path("out"), remedy=REMEDY, full="Tidy up."):
        raise OSError(code, "…")


def test_a_lock_that_a_full_disk_has_no_room_for_is_not_left(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.getpid", full)
    with pytest.raises(RunError, match="disk is full"), writing(copy, remedy=REMEDY):
        pass
    monkeypatch.undo()
    assert not (copy / ".lock").exists()
