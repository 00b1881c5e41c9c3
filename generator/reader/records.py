"""Reading a manifest that nobody vouches for: every line parsed, checked against the schema and hashed."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import blake2b
from itertools import chain
from typing import Any

from synthgen.dataset.columns import is_typed, unpacked, unpacked_part
from synthgen.dataset.manifest import LONGEST_LINE, Record, earlier_schema, flat, record_hash, schema
from synthgen.dataset.merkle import leaf_hash, merkle_root
from synthgen.dataset.occlusion import OUTLINED, without_outlines
from synthgen.errors import InputError, RunError, reason
from synthgen.jsontext import parse_json
from synthgen.layout import MANIFEST
from synthgen.processes import pool
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, found
from synthgen.reader.tree import Tree, UnsafePath

#: bytes of manifest that a process reads at a time, and from which on it is worth to start processes
_CHUNK, _WORTH_PROCESSES = 16 << 20, 64 << 20
#: pixels from the picture's corner that no outline is away, as the schema has it
_FARTHEST = 1_000_000
#: bytes that are read at a time of a line that is skipped
_BLOCK = 1 << 20
#: parts of a record that many records have in common: equal ones become one object
_PARTS = ("model", "signal", "angle", "scene", "renderer")
#: those of them that stand otherwise in a manifest than the program has them, since format 1.3
_UNPACKED = ("model", "signal", "scene")
_PLAIN = tuple(
    entry.name for entry in fields(Entry) if entry.name not in (*_PARTS, "offset", "leaf", "flat", "assets", "hands")
)


@dataclass(frozen=True)
class Records:
    """The well-formed records of a manifest in order of clip id, each clip once, and what was wrong with others."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    lines: int


def read_entries(tree: Tree, *, workers: int, root_hash: str | None = None) -> Records:
    """Read a dataset's manifest, whose Merkle root should be ``root_hash`` (hex; None: unknown).

    Uses ``workers`` processes where it is long. Raises InputError where the manifest cannot be read.
    """
    try:
        records = _read_all(tree, workers)
    except (OSError, UnsafePath) as error:
        raise InputError(f"cannot be read ({reason(error)})", where=tree.root / MANIFEST) from error
    if root_of(records.entries) == root_hash:
        return records
    return replace(records, entries=tuple(_exact(tree, entry) for entry in records.entries))


def root_of(entries: Sequence[Entry]) -> str:
    """Return the Merkle root, in hex, over the records of entries in order of clip id."""
    return merkle_root(entry.leaf for entry in entries).hex()


def _read_all(tree: Tree, workers: int) -> Records:
    size = tree.files.get(MANIFEST, 0)
    with tree.open(MANIFEST) as handle:
        handle.seek(max(0, size - 1))
        torn = size > 0 and handle.read(1) != b"\n"
    spans = [(start, min(start + _CHUNK, size)) for start in range(0, size, _CHUNK)]
    if size < _WORTH_PROCESSES or workers < 2:
        parts: Iterator[Records] = (read_span(tree, *span) for span in spans)
        return _merge(parts, torn=torn)
    with pool(workers) as spread:
        small = replace(tree, files={MANIFEST: size}, links={})  # what a process needs of it
        return _merge(spread(read_span, [small] * len(spans), *zip(*spans, strict=True)), torn=torn)


def read_span(tree: Tree, start: int, stop: int) -> Records:
    """Read the lines that begin in a span of the manifest's bytes."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    shared: dict[str, Any] = {}
    lines = 0
    with tree.open(MANIFEST) as handle:
        handle.seek(max(0, start - 1))
        if start > 0:  # the rest of a line that begins before the span, or the newline before it
            _skip_line(handle.readline, stop - start + 1)
        while (offset := handle.tell()) < stop:
            line = handle.readline(LONGEST_LINE + 1)
            lines += 1
            if len(line) > LONGEST_LINE:
                findings.append(_unreadable(offset, f"is longer than {LONGEST_LINE} bytes"))
                _skip_line(handle.readline, tree.files[MANIFEST])
            elif line.endswith(b"\n"):
                entry, finding = _read_line(line, offset, shared)
                entries += [entry] if entry else []
                findings += [finding] if finding else []
    return Records(tuple(entries), tuple(findings), lines)


def read_faces(tree: Tree, entry: Entry) -> list[list[int]]:
    """Return the outlines of the face that an entry's record has: per frame [x0, y0, x1, y1, …], pixels."""
    with tree.open(MANIFEST) as handle:
        handle.seek(entry.offset)
        faces: list[list[int]] = json.loads(handle.readline(LONGEST_LINE))["face"]
    return faces


def read_hand_outlines(tree: Tree, entry: Entry) -> dict[str, list[list[list[int]]]]:
    """Return the outlines of hands, sleeves and thing that an entry's record has: {"left", "right", "sleeve", "thing":
    per frame a list of [x0, y0, x1, y1, …], pixels}; no frames where it has none."""
    hands = read_line(tree, entry).get("hands")
    return {name: hands["outlines"][name] if hands else [] for name in OUTLINED}


def read_record(tree: Tree, entry: Entry) -> Record:
    """Return the whole record of an entry, as the program has it."""
    return unpacked(read_line(tree, entry))


def read_line(tree: Tree, entry: Entry) -> Record:
    """Return the whole record of an entry as it stands in the manifest."""
    with tree.open(MANIFEST) as handle:
        handle.seek(entry.offset)
        line: Record = json.loads(handle.readline(LONGEST_LINE))
    return line


def flat_digest(values: Sequence[Any]) -> bytes:
    """Return 16 bytes that stand for a row of manifest.csv, from its values or their text."""
    text = "\x1f".join("" if value is None else str(value) for value in values)
    return blake2b(text.encode(), digest_size=16).digest()


def _exact(tree: Tree, entry: Entry) -> Entry:
    """Return an entry with its leaf and flat digest computed from the parsed record, however its line was written."""
    line = read_line(tree, entry)
    leaf = record_hash(line)
    return replace(entry, leaf=leaf, flat=flat_digest(list(flat(line, leaf).values())))


def _read_line(line: bytes, offset: int, shared: dict[str, Any]) -> tuple[Entry | None, Finding | None]:
    try:
        record = parse_json(line)
    except ValueError as error:
        return None, _unreadable(offset, f"is no JSON ({error})")
    clip = record.get("clip") if isinstance(record, dict) else None
    name = clip if isinstance(clip, str) and clip.isprintable() else None
    try:
        keys = _part_keys(record)
        problem = _problem(record, keys, shared)
        if problem is None:
            return _entry(record, line, offset, keys, shared), None
    except (ValueError, OverflowError, RecursionError, RunError) as error:  # half a character, a number without bounds
        problem = str(error)
    return None, found("record-invalid", f"the record at byte {offset} of {MANIFEST}: {problem}", clip=name)


def _part_keys(record: Any) -> dict[str, str]:
    """Return a text for each part of a record, equal where parts are."""
    if not isinstance(record, dict):
        return {}
    return {name: name + json.dumps(record.get(name), sort_keys=True) for name in _PARTS}


def _problem(record: Any, keys: Mapping[str, str], shared: Mapping[str, Any]) -> str | None:
    """Return what a record breaks of the schema, None where it is well-formed. ``shared`` parts are known to be."""
    from fastjsonschema import JsonSchemaValueException

    typed = isinstance(record, dict) and is_typed(record)
    checks, inner = _validators(typed), _validators(False)
    try:
        checks["record"](record, name_prefix="record")
        for name, key in keys.items():
            if key not in shared:
                checks[name](record[name], name_prefix=name)
                if typed and name in _UNPACKED:  # what is text in a line has a form, too
                    inner[name](unpacked_part(name, record[name]), name_prefix=name)
    except JsonSchemaValueException as error:
        return str(error)[:300]
    faces = record["face"]
    problem = _polygons_problem(faces)
    if problem is not None:
        return f"face has {problem}"
    if len(faces) != record["frames"]:
        return f"face has {len(faces)} polygons; frames is {record['frames']}"
    return _hands_problem(record["hands"], record["frames"]) if "hands" in record else None


def _hands_problem(hands: Mapping[str, Any], frames: int) -> str | None:
    """Return what the part ``hands`` of a record breaks of the schema beyond what was checked of it."""
    lists = {name: hands[name] for name in ("amount", "left", "right", "covered")}
    lists |= {f"outlines.{name}": hands["outlines"][name] for name in OUTLINED}
    for name, one in lists.items():
        if len(one) != frames:
            return f"hands.{name} has {len(one)} entries; frames is {frames}"
    for name in OUTLINED:
        of_frames = hands["outlines"][name]
        if not all(type(polygons) is list for polygons in of_frames):
            return f"hands.outlines.{name} has a frame that is no list of polygons"
        problem = _polygons_problem(list(chain.from_iterable(of_frames)))
        if problem is not None:
            return f"hands.outlines.{name} has {problem}"
    return None


def _polygons_problem(polygons: Sequence[Any]) -> str | None:
    """Return what is wrong with some polygons, each [x0, y0, x1, y1, …]; None where nothing is."""
    if not all(type(polygon) is list and len(polygon) >= 6 and len(polygon) % 2 == 0 for polygon in polygons):
        return "a polygon that is no list of at least three x, y pairs"
    if not set(map(type, chain.from_iterable(polygons))) <= {int}:
        return "a coordinate that is no whole number"
    if any(min(polygon) < -_FARTHEST or max(polygon) > _FARTHEST for polygon in polygons):
        return f"a coordinate beyond {_FARTHEST} pixels"
    return None


@functools.cache
def _validators(typed: bool) -> Mapping[str, Callable[..., Any]]:
    """Return a schema as functions, "record" and one a part: what is nine tenths of a record, outlines and parts that
    were seen before, need not be checked by it again and again."""
    import fastjsonschema

    document = schema() if typed else earlier_schema()
    fields = document["properties"]
    parts = {name: fastjsonschema.compile(fields[name]) for name in _PARTS}
    outlines = {"type": "object", "required": list(OUTLINED), "additionalProperties": {"type": "array"}}
    fields["hands"]["properties"]["outlines"] = outlines
    fields |= {name: {"type": "object"} for name in _PARTS} | {"face": {"type": "array"}}
    return {"record": fastjsonschema.compile(document), **parts}


def _entry(record: Record, line: bytes, offset: int, keys: Mapping[str, str], shared: dict[str, Any]) -> Entry:
    typed = is_typed(record)
    for name, key in keys.items():
        if key not in shared:
            shared[key] = unpacked_part(name, record[name]) if typed and name in _UNPACKED else record[name]
    parts: dict[str, Any] = {name: shared[key] for name, key in keys.items()}
    plain: dict[str, Any] = {name: record[name] for name in _PLAIN}
    leaf = _leaf(record, line)
    assets = tuple(record["assets"])
    return Entry(
        **plain,
        **parts,
        offset=offset,
        leaf=leaf,
        flat=flat_digest(list(flat(record, leaf).values())),
        assets=shared.setdefault(f"assets{assets}", assets),
        hands=without_outlines(record.get("hands")),
    )


def _leaf(record: Record, line: bytes) -> bytes:
    """Return a record's leaf from its line, which is in canonical form but for the date where this program wrote it.

    It saves writing each record anew. A line in another form gets another leaf here; then the root is another too, and
    ``read_entries`` computes all leaves from what the lines mean.
    """
    date = f'"created":{json.dumps(record.get("created"))},'.encode()
    return leaf_hash(line[:-1].replace(date, b"")) if line.count(date) == 1 else record_hash(record)


def _merge(parts: Iterator[Records], *, torn: bool) -> Records:
    """Join spans in their order; of several records of one clip the first stays."""
    shared: dict[str, Any] = {}
    entries: dict[str, Entry] = {}
    findings: list[Finding] = []
    lines = 0
    for part in parts:
        lines += part.lines
        findings += part.findings
        seen: dict[int, Any] = {}
        for entry in part.entries:
            if entry.clip in entries:
                first = entries[entry.clip].offset
                where = f"at bytes {first} and {entry.offset} of {MANIFEST}"
                findings.append(found("record-duplicated", f"{entry.clip} has two records, {where}", clip=entry.clip))
                continue
            entries[entry.clip] = _adopt(entry, shared, seen)
    if torn:
        findings.append(found("manifest-torn", f"the last line of {MANIFEST} has no end", path=MANIFEST))
    return Records(tuple(entries[clip] for clip in sorted(entries)), tuple(findings), lines)


def _adopt(entry: Entry, shared: dict[str, Any], seen: dict[int, Any]) -> Entry:
    """Return an entry whose parts are one object with equal parts of other spans."""
    changed = {}
    for name in _PARTS:
        part = getattr(entry, name)
        if id(part) not in seen:
            seen[id(part)] = shared.setdefault(name + json.dumps(part, sort_keys=True), part)
        if seen[id(part)] is not part:
            changed[name] = seen[id(part)]
    return replace(entry, **changed) if changed else entry


def _unreadable(offset: int, problem: str) -> Finding:
    return found("record-unreadable", f"the line at byte {offset} of {MANIFEST} {problem}", path=MANIFEST)


def _skip_line(readline: Callable[[int], bytes], most: int) -> None:
    """Read on to the end of a line, or for so many bytes where it does not end before."""
    while most > 0 and (rest := readline(min(most, _BLOCK))) and not rest.endswith(b"\n"):
        most -= len(rest)
