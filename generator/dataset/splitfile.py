"""Split files: ``splits/<name>.json`` in a dataset, written whole or not at all, and read without trusting them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from synthgen.bystanders import is_bystander
from synthgen.dataset.folder import read_facts
from synthgen.dataset.lock import writing
from synthgen.dataset.manifest import read_records
from synthgen.dataset.people import Contents, contents_of
from synthgen.dataset.plainfile import open_plain
from synthgen.dataset.splitkinds import apart_in, settings_of
from synthgen.dataset.splits import LARGEST_SEED, LEFT_OUT, Split
from synthgen.errors import InputError
from synthgen.files import disk_errors, refuse_link, write_whole
from synthgen.jsontext import parse_json
from synthgen.layout import MANIFEST, SPLITS

FORMAT = "1.0"
SUFFIX = ".json"
#: bytes of a split file; a million clips need about 50 million
LARGEST = 64 << 20
_KEYS = (
    "format",
    "name",
    "kind",
    "seed",
    "settings",
    "root_hash",
    "contents_sha256",
    "disjoint",
    "complete",
    "parts",
    LEFT_OUT,
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,79}")
_EXPECTED_NAME = "at most 80 letters, digits, '.', '_', '+', '-'"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def dataset_contents(root: Path) -> tuple[Contents, str]:
    """Return what a dataset holds, and its root hash. Raises InputError where it is none, or is not finished."""
    try:
        facts = read_facts(root)
        if str(facts.get("format", "")).split(".")[0] != "1":
            raise InputError("its dataset.json is of no format that this version reads", where=root)
    except InputError as error:
        raise InputError(
            f"there is no dataset to split ({error.message})",
            remedy=error.remedy or "Name the folder that `synthgen render --out` made.",
        ) from error
    root_hash = facts.get("root_hash")
    if not isinstance(root_hash, str) or not _SHA256.fullmatch(root_hash):
        raise InputError(
            "has no root hash: a run is adding clips to it, or was killed",
            where=root,
            remedy="Wait for it to end, or give the same `synthgen render` command again.",
        )
    contents = contents_of(
        (record["clip"], record.get("model", {}), record.get("signal", {})) for record in read_records(root / MANIFEST)
    )
    return contents, root_hash


def check_name(name: str) -> None:
    """Raise InputError for a name that no split may have."""
    if not _NAME.fullmatch(name):
        raise InputError(f"'{name}' is no name for a split", expected=_EXPECTED_NAME, remedy="Give another --name.")


def text_of(split: Split) -> bytes:
    """Return a split's file: JSON, a clip a line; equal splits have equal bytes."""
    value = {
        "format": FORMAT,
        "name": split.name,
        "kind": split.kind,
        "seed": split.seed,
        "settings": split.settings.record(),
        "root_hash": split.root_hash,
        "contents_sha256": split.contents_sha256,
        "disjoint": list(split.disjoint),
        "complete": split.complete,
        "parts": {part: list(clips) for part, clips in split.parts.items()},
        LEFT_OUT: list(split.left_out),
    }
    return (json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def read_split(path: str | Path) -> Split:
    """Read a split file. Raises InputError where it is none."""
    path = Path(path)
    try:
        with open_plain(path) as handle:
            source = handle.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=path) from error
    if len(source) > LARGEST:
        raise InputError(f"is larger than {LARGEST} bytes", where=path)
    split, claims = parse_split(source, where=path)
    twice = clips_twice(split)
    if twice:
        raise InputError(f"clip '{twice[0][0]}' is in {' and '.join(twice[0][1])}", where=path, remedy=_AGAIN)
    if claims != split.complete:
        raise InputError(f"'complete' is {claims}, and {len(split.left_out)} clips are left out", where=path)
    return split


def parse_split(source: bytes, *, where: str | Path | None = None) -> tuple[Split, bool]:
    """Return a split and whether its file calls itself complete, checked but for clips that are in two parts.

    Raises InputError for anything that is no split file of this format.
    """
    try:
        value = parse_json(source)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is text that nobody can print
    except ValueError as error:
        raise InputError(f"is no JSON ({error})", where=where, remedy=_AGAIN) from error
    try:
        return _split(value)
    except InputError as error:
        raise error.at(where, remedy=_AGAIN) from error


def clips_twice(split: Split) -> list[tuple[str, tuple[str, ...]]]:
    """Return the clips that are in more than one part (or in one and left out), each with those it is in."""
    if split.clips == len({*split.left_out, *(clip for clips in split.parts.values() for clip in clips)}):
        return []
    at: dict[str, list[str]] = {}
    for part, clips in (*split.parts.items(), (LEFT_OUT, split.left_out)):
        for clip in clips:
            at.setdefault(clip, []).append(part)
    return sorted((clip, tuple(parts)) for clip, parts in at.items() if len(parts) > 1)


def write_split(split: Split, path: Path, *, force: bool = False, aside: Path | None = None) -> bool:
    """Write a split, whole or not at all, and tell whether there was anything to write.

    Raises InputError where another split (or anything else) has the name, unless by ``force``, or it cannot be written;
    RunError where the disk is full. ``aside``: see ``files.write_whole``.
    """
    content = text_of(split)
    try:
        with open_plain(path) as handle:
            same = handle.read(len(content) + 1) == content
    except FileNotFoundError:
        same = None
    except OSError as error:
        raise InputError(f"cannot be replaced ({error.strerror})", where=path, remedy="Give another name.") from error
    if same:
        return False
    if same is False and not force:
        raise InputError(
            "is there already, and is another split",
            where=path,
            remedy="Give another --name, or --force to replace it.",
        )
    remedy = "Give another --out." if aside is None else _ELSEWHERE
    write_whole(path.parent, {path.name: content}, remedy=remedy, aside=aside)
    return True


def save_split(split: Split, root: Path, *, force: bool = False) -> tuple[Path, bool]:
    """Write a split into its dataset; return its path and whether anything was written. Raises as ``write_split``.

    No run may be writing the dataset meanwhile: InputError where one is.
    """
    path = root / SPLITS / f"{split.name}{SUFFIX}"
    with writing(root, remedy=_ELSEWHERE):
        refuse_link(path.parent)
        with disk_errors(path.parent, remedy=_ELSEWHERE):
            path.parent.mkdir(exist_ok=True)
        return path, write_split(split, path, force=force, aside=root)


def split_files(root: Path) -> list[Path]:
    """Return a dataset's split files, by name."""
    found = (root / SPLITS).glob(f"*{SUFFIX}")
    return sorted(path for path in found if not is_bystander(path.name, folder=False))


_AGAIN = "Make it again: `synthgen split`."
_ELSEWHERE = "Write the split elsewhere: --out FILE."


def _split(value: Any) -> tuple[Split, bool]:
    if not isinstance(value, dict):
        raise InputError("the text", value=value, expected="a JSON object")
    if value.get("format") != FORMAT:
        raise InputError("'format'", value=value.get("format"), expected=FORMAT)
    odd = sorted(value.keys() ^ set(_KEYS))
    if odd:
        raise InputError(f"'{odd[0][:80]}' is {'no key of a split' if odd[0] in value else 'missing'}")
    name, seed = value["name"], value["seed"]
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise InputError("'name'", value=name, expected=_EXPECTED_NAME)
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed <= LARGEST_SEED:
        raise InputError("'seed'", value=seed, expected=f"a whole number from 0 to {LARGEST_SEED}")
    for key in ("root_hash", "contents_sha256"):
        digest = value[key]
        if not (isinstance(digest, str) and _SHA256.fullmatch(digest)) and not (key == "root_hash" and digest is None):
            raise InputError(f"'{key}'", value=digest, expected="64 hex digits")
    settings = settings_of(value["kind"], value["settings"])
    if value["disjoint"] != list(apart_in(settings)):
        apart = " and ".join(apart_in(settings))
        raise InputError("'disjoint'", value=value["disjoint"], expected=f"{apart}, which its settings keep apart")
    if not isinstance(value["complete"], bool):
        raise InputError("'complete'", value=value["complete"], expected="true or false")
    if not isinstance(value["parts"], dict) or len(value["parts"]) < 2 or LEFT_OUT in value["parts"]:
        raise InputError("'parts'", value=value["parts"], expected="two or more parts with their clips")
    for part in value["parts"]:
        if not _NAME.fullmatch(part):
            raise InputError("a name under 'parts'", value=part, expected=_EXPECTED_NAME)
    split = Split(
        name=name,
        settings=settings,
        seed=seed,
        parts={part: _clips(clips, part) for part, clips in value["parts"].items()},
        left_out=_clips(value[LEFT_OUT], LEFT_OUT),
        root_hash=value["root_hash"],
        contents_sha256=value["contents_sha256"],
    )
    return split, value["complete"]


def _clips(value: Any, part: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(clip, str) and len(clip) <= 1000 for clip in value):
        raise InputError(f"'{part}'", value=value, expected="a list of clip ids")
    return tuple(sorted(value))
