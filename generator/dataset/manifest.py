"""The manifest: one JSON record a clip, appended when the clip is whole; its canonical form and its Merkle root.

A record has the form that the program works with, or the one that stands in a manifest (``columns``), called a line
here: ``append`` takes the one and writes the other, ``read_records`` gives back the first; hashes are of lines.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import AbstractSet, Any, BinaryIO

from synthgen.dataset.columns import Record as Record
from synthgen.dataset.columns import is_typed, json_text, packed, unpacked
from synthgen.dataset.merkle import leaf_hash, merkle_root
from synthgen.dataset.plainfile import open_plain
from synthgen.errors import InputError, RunError
from synthgen.files import replacing

#: version of the records' format, major.minor; a reader knows what it reads by the major number
FORMAT = "1.5"
#: bytes of a line that is read: a record of 100,000 frames is shorter
LONGEST_LINE = 32 << 20
#: left out of the canonical form: it says when, not what
_WHEN = "created"
_COLUMNS: dict[str, tuple[str, ...]] = {
    "clip": ("clip",),
    "path": ("path",),
    "model": ("model", "id"),
    "gender": ("model", "gender"),
    "ethnicity": ("model", "ethnicity"),
    "age": ("model", "age"),
    "skin_tone": ("model", "skin_tone"),
    "skin_tone_scale": ("model", "skin_tone_scale"),
    "undertone": ("model", "undertone"),
    "conditions": ("model", "conditions"),
    "signal": ("signal", "id"),
    "emotion": ("signal", "emotion"),
    "onset": ("signal", "onset"),
    "apex": ("signal", "apex"),
    "offset": ("signal", "offset"),
    "symmetric": ("signal", "symmetric"),
    "au_basis": ("signal", "au_basis"),
    "angle": ("angle", "id"),
    "yaw": ("angle", "yaw"),
    "pitch": ("angle", "pitch"),
    "roll": ("angle", "roll"),
    "scene": ("scene", "id"),
    "gesture": ("hands", "gesture"),
    "hand_side": ("hands", "side"),
    "thing": ("hands", "thing"),
    "frames": ("frames",),
    "fps": ("fps",),
    "width": ("width",),
    "height": ("height",),
    "codec": ("codec",),
    "bytes": ("bytes",),
    "sha256_file": ("sha256_file",),
    "sha256_frames": ("sha256_frames",),
    "sha256_decoded": ("sha256_decoded",),
}
#: the last column: the record's leaf in the Merkle tree, so that an edited record is found and not only noticed
LEAF = "sha256_record"
#: how a text begins that a spreadsheet computes, or runs; with a ' before it is text
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = (*_COLUMNS, LEAF)
#: columns that tables of format 1.1 lack, and those that tables before 1.5 do: their records say nothing of them
_LATER, _LATEST = ("skin_tone_scale", "undertone"), ("gesture", "hand_side", "thing")
#: the columns of formats 1.2 to 1.4, and of 1.1
EARLIER_COLUMNS: tuple[tuple[str, ...], ...] = tuple(
    tuple(name for name in COLUMNS if name not in lacking) for lacking in (_LATEST, (*_LATER, *_LATEST))
)


@dataclass(frozen=True)
class Index:
    """What a manifest holds: (clip, leaf in the Merkle tree, byte its line begins at) of every record, in order of clip
    id, about 250 bytes each; and what encoded them."""

    records: Sequence[tuple[str, bytes, int]]
    encoders: AbstractSet[str]

    @property
    def root(self) -> str:
        """The root, in hex, of the Merkle tree over the records."""
        return merkle_root(leaf for _, leaf, _ in self.records).hex()


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a line of a manifest of this format."""
    return _schema("record.schema.json")


def earlier_schema() -> dict[str, Any]:
    """Return the JSON Schema of a line before format 1.3, which is also that of records as the program has them."""
    return _schema("record.earlier.schema.json")


def _schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return loaded


def canonical(line: Record) -> bytes:
    """Return a line's canonical form: JSON with sorted keys, no spaces, UTF-8, without ``created``."""
    return _json({key: value for key, value in line.items() if key != _WHEN})


def record_hash(line: Record) -> bytes:
    """Return a line's leaf in the Merkle tree, 32 bytes."""
    return leaf_hash(canonical(line))


def root_hash(path: Path) -> str:
    """Return the root, in hex, of the Merkle tree over a manifest's canonical records in order of clip id.

    Two datasets with one root hold the same clips. One record at a time is in memory, and 32 bytes of every one.
    """
    return _index(path).root


def read_records(path: Path) -> Iterator[Record]:
    """Yield the whole records of a manifest, in the file's order; a torn or damaged line is passed over.

    Yields nothing where there is none. Raises InputError where it cannot be read, or is no regular file.
    """
    for _, line in _placed(path):
        try:
            yield unpacked(line)
        except (ValueError, RecursionError):  # damaged: what calls itself of a format has its form
            continue


def rewrite(path: Path, keep: Mapping[str, str], *, temporary: Path) -> None:
    """Replace a manifest by the records that ``keep`` names by {clip: sha256_file}, once each; a kill loses nothing."""
    left = dict(keep)
    with replacing(path, temporary=temporary), temporary.open("wb") as handle:
        for _, line in _placed(path):
            if line["clip"] in left and left[line["clip"]] == line.get("sha256_file"):
                del left[line["clip"]]
                handle.write(_json(line) + b"\n")


class ManifestFile:
    """A manifest open for appending, by the one process that writes it. A record is on disk when ``append`` returns."""

    def __init__(self, path: Path) -> None:
        self._handle = path.open("ab", buffering=0)

    def append(self, record: Record) -> None:
        """Write a record as one line. Raises OSError; the file then ends before the line. Raises RunError for a
        number that is not finite."""
        line = memoryview(_json(_line_of(record)) + b"\n")
        end = self._handle.seek(0, os.SEEK_END)
        try:
            while line:  # a disk that fills up takes a part
                line = line[self._handle.write(line) :]
        except OSError:
            self._handle.truncate(end)
            raise

    def close(self) -> None:
        self._handle.close()


def write_csv(manifest: Path, target: Path, *, temporary: Path) -> Index:
    """Write the manifest flat, for a spreadsheet: a row a clip, in order of clip id, without polygons and cameras.

    Reads it twice, so that one record at a time is in memory, and returns its index.
    """
    index = _index(manifest)
    with replacing(target, temporary=temporary), temporary.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        with open_plain(manifest) as source:
            for _, leaf, place in index.records:
                source.seek(place)
                writer.writerow(flat(json.loads(source.readline(LONGEST_LINE)), leaf))
    return index


def _index(path: Path) -> Index:
    records: list[tuple[str, bytes, int]] = []
    encoders = set()
    for place, line in _placed(path):
        records.append((line["clip"], record_hash(line), place))
        encoders.add(str(line.get("encoder")))
    return Index(sorted(records), encoders)


def _placed(path: Path) -> Iterator[tuple[int, Record]]:
    """Yield (byte it begins at, line) of a manifest's whole lines."""
    try:
        handle = open_plain(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=path) from error
    with handle:
        yield from _lines(handle)


def flat(line: Record, leaf: bytes) -> dict[str, Any]:
    """Return the row in ``manifest.csv``, {column: value}, of a line with its leaf in the Merkle tree.

    Since format 1.3 truth is ``true`` and ``false``, as most readers of tables want it, and no text starts a formula.
    """
    row = values_of(line)
    if is_typed(line):
        row = {column: _cell(value) for column, value in row.items()}
    row[LEAF] = leaf.hex()
    return row


def values_of(record: Record) -> dict[str, Any]:
    """Return {column of ``manifest.csv``: value} of a record in either form, without its leaf."""
    row = {}
    for column, address in _COLUMNS.items():
        value: Any = record
        for key in address:  # one of format 1.0 has no conditions, of 1.1 no scale and no undertone, many no hands
            value = None if value is None else value.get(key)
        row[column] = _json(value).decode() if isinstance(value, dict) else value
    return row


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _lines(handle: BinaryIO) -> Iterator[tuple[int, Record]]:
    """Yield (byte it begins at, value) of every line that is a whole one."""
    whole, end = True, 0
    for line in iter(lambda: handle.readline(LONGEST_LINE), b""):
        begins, whole = whole, line.endswith(b"\n")
        place, end = end, end + len(line)
        if not (begins and whole):  # a part of a line that is torn, or longer than any record
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict) and isinstance(record.get("clip"), str):
            yield place, record


def _line_of(record: Record) -> Record:
    with _no_odd_values():
        return packed(record)


def _json(value: Any) -> bytes:
    with _no_odd_values():
        return json_text(value).encode()


@contextlib.contextmanager
def _no_odd_values() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise RunError(f"A manifest record holds a number that is not finite, or half a character: {error}.") from error
