"""The manifest as a file: what a torn or full disk leaves of it, and when two of them are equal."""

import hashlib
import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from synthgen.dataset.manifest import ManifestFile, canonical, read_records, rewrite, root_hash, write_csv
from synthgen.errors import RunError

A = {"clip": "a", "n": 1.5, "created": "then", "sha256_file": "1"}
B = {"clip": "b", "é": [1, 2], "created": "later", "sha256_file": "2"}


def write(path: Path, *records: dict[str, object]) -> Path:
    manifest = ManifestFile(path)
    for record in records:
        manifest.append(record)
    manifest.close()
    return path


def test_the_canonical_form_has_sorted_keys_and_no_date() -> None:
    assert (
        canonical({"clip": "b", "a": {"z": 1, "b": "é"}, "created": "now"})
        == '{"a":{"b":"é","z":1},"clip":"b"}'.encode()
    )


def test_the_root_hash_is_a_merkle_root_over_the_canonical_records_in_order_of_clip(tmp_path: Path) -> None:
    leaves = [
        hashlib.sha256(b"\0" + line.encode()).digest()
        for line in ('{"clip":"a","n":1.5,"sha256_file":"1"}', '{"clip":"b","sha256_file":"2","é":[1,2]}')
    ]
    expected = hashlib.sha256(b"\1" + leaves[0] + leaves[1]).hexdigest()
    for name, records in (("one", (A, B)), ("two", (B, A | {"created": "at another time"}))):
        assert root_hash(write(tmp_path / name, *records)) == expected


def test_a_torn_line_and_a_damaged_line_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "m", A, B)
    whole = path.read_bytes()
    path.write_bytes(b"\0\0garbage\n" + whole + whole[:20])
    assert list(read_records(path)) == [A, B]
    rewrite(path, {"a": "1", "b": "2"}, temporary=tmp_path / "t")
    assert path.read_bytes() == whole


def test_rewriting_keeps_the_record_that_fits_its_file(tmp_path: Path) -> None:
    path = write(tmp_path / "m", A | {"sha256_file": "old"}, B, A, A)
    rewrite(path, {"a": "1"}, temporary=tmp_path / "t")
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] == [A]


def test_the_table_is_in_order_of_clip_and_one_record_at_a_time_is_in_memory(tmp_path: Path) -> None:
    parts = {part: {"id": "x"} for part in ("model", "signal", "angle", "scene")}
    manifest = ManifestFile(tmp_path / "m")
    for clip in range(999, -1, -1):
        manifest.append({"clip": f"c{clip:03}", **parts, "encoder": "e", "frames": 2, "face": ["face" * 5000]})
    manifest.close()
    assert (tmp_path / "m").stat().st_size > 20_000_000
    tracemalloc.start()
    index = write_csv(tmp_path / "m", tmp_path / "t.csv", temporary=tmp_path / "t")
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    header, *rows = (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[0] for row in rows] == [f"c{clip:03}" for clip in range(1000)]
    assert len(header.split(",")) == 35 and rows[0].startswith("c000,,x,") and ",2," in rows[0]
    assert (index.root, index.encoders) == (root_hash(tmp_path / "m"), {"e"})


def test_numbers_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(RunError, match="not finite"):
        canonical({"clip": "a", "x": float("nan")})


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are a POSIX thing")
def test_a_full_disk_leaves_whole_lines(tmp_path: Path) -> None:
    """The limit on the size of files stands for the disk: the record that does not fit leaves no part of itself."""
    path = tmp_path / "m"
    code = (
        "import sys; from pathlib import Path; from synthgen.dataset.manifest import ManifestFile\n"
        "manifest = ManifestFile(Path(sys.argv[1]))\n"
        "manifest.append({'clip': 'a', 'text': 'x' * 300})\n"
        "try: manifest.append({'clip': 'b', 'text': 'x' * 300})\n"
        "except OSError as error: print('errno', error.errno)\n"
    )

    def limit() -> None:
        import resource
        import signal

        resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, preexec_fn=limit, check=False
    )
    assert done.stdout.strip() == "errno 27", done.stderr
    assert [record["clip"] for record in read_records(path)] == ["a"]
    assert path.read_bytes().endswith(b"\n")
