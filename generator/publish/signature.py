"""Signing a finished dataset: what is signed is looked at first, so that nobody vouches for more than was checked."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthgen.dataset.folder import read_facts
from synthgen.dataset.lock import writing
from synthgen.dataset.manifest import read_records, root_hash
from synthgen.errors import InputError, RunError, reason
from synthgen.files import write_whole
from synthgen.layout import CLIPS, DESIGN, FACTS, INPUTS, LOCK, MANIFEST, REPORT, SIGNATURE, TABLE, TEMPORARY
from synthgen.lineends import LINE_ENDS_REMEDY, as_hashed
from synthgen.publish.statement import (
    PAYLOAD_TYPE,
    ROOT,
    Envelope,
    Signature,
    Statement,
    envelope_bytes,
    is_name,
    is_signed,
    pre_authentication_encoding,
    statement_bytes,
)
from synthgen.reader.descriptor import check_no_links
from synthgen.reader.tree import Tree, scan
from synthgen.version import __version__

if TYPE_CHECKING:
    from synthgen.publish.keys import PrivateKey

_NEEDED = (DESIGN, FACTS, MANIFEST, TABLE)
#: what is in a dataset and not signed: the records are, by their root; every audit writes its report anew
_UNSIGNED = (MANIFEST, SIGNATURE, LOCK)
_UNSIGNED_FOLDERS = (f"{REPORT}/", f"{TEMPORARY}/")
_SHOWN = 8
_COPY = "A signature lies in the dataset: sign a copy that can be written."


@dataclass(frozen=True)
class Signed:
    """What was signed: so many clips, their root, and {path: SHA-256} of the other files."""

    clips: int
    root: str
    files: Mapping[str, str]
    replaced: bool


def sign_dataset(dataset: str | Path, key: PrivateKey) -> Signed:
    """Check a dataset's files against its records, then sign the records' root and all other files it consists of.

    ``key`` is one that ``new_key`` made and ``read_private_key`` read. Writes ``signature.json``, over an older one.

    Raises InputError for a dataset that is unfinished, that another run is writing, whose records do not match its
    files, or that holds what neither a record nor the signature would cover; also where the folder cannot be written.
    """
    tree = scan(Path(dataset))
    check_no_links(tree)
    with writing(tree.root, remedy=_COPY):
        facts = read_facts(tree.root)
        inputs = facts.get("inputs")
        tree = tree.named(inputs if isinstance(inputs, dict) else ())
        clips, root = _checked(tree, facts)
        files = signed_files(tree)
        predicate = {
            "clips": clips,
            "design": facts.get("design"),
            "synthgen": facts.get("synthgen"),
            "signedWith": f"synthgen {__version__}",
            "signedAt": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        }
        payload = statement_bytes(Statement({ROOT: root, **files}, predicate))
        signature = key.sign(pre_authentication_encoding(PAYLOAD_TYPE, payload))
        entry = Signature(key.public.fingerprint, signature, key.public.pem.encode())
        replaced = SIGNATURE in tree.files
        write_whole(
            tree.root,
            {SIGNATURE: envelope_bytes(Envelope(payload, (entry,)))},
            remedy=_COPY,
        )
    return Signed(clips, root, files, replaced)


def signed_files(tree: Tree) -> dict[str, str]:
    """Return {path: SHA-256} of the files of a dataset that are signed under their own names."""
    names = sorted(path for path in tree.files if is_signed(path))
    odd = [path for path in names if not is_name(path)]
    if odd:
        raise InputError(f"holds a file with a name that cannot be signed: {odd[0]!r}", where=tree.root)
    return {path: _hash(tree, [path]) for path in names}


def _hash(tree: Tree, files: Sequence[str], *, frames: bool = False) -> str:
    """Return the SHA-256 of a file, or of the list of a clip's frames. Raises InputError where it cannot be read."""
    try:
        return tree.sha256_frames(files) if frames else tree.sha256(files[0])
    except (OSError, InputError) as error:
        raise InputError(f"cannot be read ({reason(error)})", where=tree.root / files[0]) from error


def _checked(tree: Tree, facts: Mapping[str, Any]) -> tuple[int, str]:
    """Return the number of clips and the root of a dataset that is whole, or raise InputError."""
    root = tree.root
    gone = [name for name in _NEEDED if name not in tree.files]
    if facts.get("complete") is not True or gone:
        what = f"it has no {gone[0]}" if gone else "dataset.json says that clips are still to be added"
        raise InputError(
            f"is not finished: {what}", where=root, remedy="Finish it (`synthgen audit` says how), then sign."
        )
    accounted, clips = _check_clips(tree)
    try:
        actual = root_hash(root / MANIFEST)
    except RunError as error:
        raise _refused(root, str(error)) from error
    if facts.get("root_hash") != actual:
        raise _refused(root, f"the root over its records is {actual}; dataset.json says {facts.get('root_hash')}")
    inputs = facts.get("inputs")
    listed = inputs if isinstance(inputs, dict) else None
    for path, digest in (listed or {}).items():
        if path not in tree.files or _hash(tree, [path]) != digest:
            raise _refused(root, f"{path} {_difference(tree, path, digest)}")
    strangers = sorted(
        [
            path
            for path in tree.files
            if path not in accounted
            and path not in _UNSIGNED
            and not path.startswith(_UNSIGNED_FOLDERS)
            and not (is_signed(path) and (listed is None or not path.startswith(f"{INPUTS}/") or path in listed))
        ]
        + list(tree.links)
        + list(tree.closed)
    )
    if strangers:
        more = f", and {len(strangers) - _SHOWN} more" if len(strangers) > _SHOWN else ""
        shown = ", ".join(repr(path) for path in strangers[:_SHOWN])
        raise _refused(root, f"it holds what no record accounts for, and a signature would seem to: {shown}{more}")
    return clips, actual


def _difference(tree: Tree, path: str, digest: object) -> str:
    """Return what became of an input that has not its hash."""
    with contextlib.suppress(OSError, InputError):
        if as_hashed(tree.read(path), str(digest)) is not None:
            return f"has other line ends than when its hash was written. {LINE_ENDS_REMEDY}"
    return "is not the file that dataset.json has the hash of"


def _check_clips(tree: Tree) -> tuple[set[str], int]:
    """Return the files that records account for, and how many records there are; every file's hash is compared."""
    root = tree.root
    accounted: set[str] = set()
    seen: set[str] = set()
    wrong: list[str] = []
    folders: dict[str, list[str]] = {}
    for file in tree.files:
        folders.setdefault(file.rpartition("/")[0], []).append(file)
    for record in read_records(root / MANIFEST):
        clip, path = record["clip"], record.get("path")
        files = _files_at(path, tree, folders)
        if clip in seen:
            wrong.append(f"{clip} has two records")
        elif not files:
            wrong.append(f"{clip} has no file at {path!r}")
        elif not accounted.isdisjoint(files):
            wrong.append(f"{clip} has the file of another clip, {path!r}")
        elif _hash(tree, files, frames=path not in tree.files) != record.get("sha256_file"):
            wrong.append(f"{path} is not the file that its record has the hash of")
        seen.add(clip)
        accounted.update(files)
    with (root / MANIFEST).open("rb") as handle:
        lines = sum(1 for _ in handle)
    if lines != len(seen) and not wrong:
        wrong.append(f"the manifest has {lines} lines, of which {len(seen)} are records")
    if wrong:
        more = f"; and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise _refused(root, "; ".join(wrong[:_SHOWN]) + more)
    return accounted, len(seen)


def _files_at(path: object, tree: Tree, folders: Mapping[str, list[str]]) -> list[str]:
    """Return the files of a clip: one, or a folder's frames; [] where a path leads to nothing below clips/."""
    if not isinstance(path, str) or not path.startswith(f"{CLIPS}/"):
        return []
    return [path] if path in tree.files else folders.get(path, [])


def _refused(root: Path, problem: str) -> InputError:
    return InputError(
        f"is not signed: {problem}", where=root, remedy="`synthgen audit` says everything that is wrong; mend it first."
    )
