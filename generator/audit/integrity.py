"""Is every file there, unaltered, and nothing else?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from synthgen.errors import reason
from synthgen.publish.statement import FILES
from synthgen.publish.statement import NAME as SIGNATURE
from synthgen.reader.entry import Row
from synthgen.reader.facts import Facts
from synthgen.reader.finding import Finding, found
from synthgen.reader.pictures import picture_hash
from synthgen.reader.records import MANIFEST
from synthgen.reader.tree import Tree, UnsafePath, why_unsafe

#: what a dataset's own folder may hold beside clips, and what else synthgen writes into one
_KNOWN = {MANIFEST, SIGNATURE, *FILES}
_KNOWN_FOLDERS = ("splits/", "report/", "labels/")
_LEFTOVERS = (".partial/", ".lock")
_FRAME = re.compile(r"[0-9]{4,}\.png")


def check_files(tree: Tree, rows: Sequence[Row], facts: Facts, *, known: set[str], workers: int) -> list[Finding]:
    """Compare every file with its record, and look for files that nothing accounts for. Every file is read once.

    ``known`` are paths of inputs that the design names.
    """
    findings: list[Finding] = []
    clips: dict[str, list[str]] = {}
    for row in rows:
        problem = _misplaced(tree, row)
        if problem:
            findings.append(problem)
        else:
            clips[row.path] = _files_of(tree, row)
    present = [row for row in rows if clips.get(row.path)]
    with ThreadPoolExecutor(workers) as pool:  # hashing lets go of the interpreter
        hashes = list(pool.map(lambda row: _clip_hash(tree, row, clips[row.path]), present))
    for row, digest in zip(present, hashes, strict=True):
        if isinstance(digest, Finding):
            findings.append(digest)
        elif digest != row.sha256_file:
            findings.append(_damage(tree, row, clips[row.path]))
    findings += _inputs(tree, facts)
    strangers = _strangers(tree, known.union(facts.inputs, *clips.values()))
    gone = [row for row in rows if row.path in clips and not clips[row.path]]
    findings += _gone(tree, gone, strangers)
    findings += [found("file-stranger", f"{path} is no part of a dataset", path=path) for path in strangers]
    findings += _duplicated(rows)
    findings += [found("file-link", f"{path} is {kind}", path=path) for path, kind in sorted(tree.links.items())]
    findings += [found("file-unreadable", f"the folder {path} cannot be listed", path=path) for path in tree.closed]
    left = sorted({path.split("/")[0] for path in tree.files if path.startswith(_LEFTOVERS)})
    findings += [found("leftover", f"{path} is left of a run, or a run is on", path=path) for path in left]
    return findings


def _misplaced(tree: Tree, row: Row) -> Finding | None:
    """Return what forbids to open a row's path."""
    unsafe = why_unsafe(row.path)
    if unsafe:
        return found("path-escapes", f"the record of {row.clip} names {row.path!r}, which {unsafe}", clip=row.clip)
    above = row.path
    while above:
        if above in tree.links:
            message = f"the record of {row.clip} names {row.path!r}, and {above} is {tree.links[above]}"
            return found("path-linked", message, clip=row.clip, path=row.path)
        above = above.rpartition("/")[0]
    return None


def _files_of(tree: Tree, row: Row) -> list[str]:
    """Return the files of a clip that are there: one, or the frames of a PNG clip."""
    if row.codec != "png":
        return [row.path] if row.path in tree.files else []
    return [path for path in tree.inside(row.path) if _FRAME.fullmatch(path.rpartition("/")[2])]


def _clip_hash(tree: Tree, row: Row, files: Sequence[str]) -> str | Finding:
    """Return the SHA-256 of a clip's file, or of its list of frames, as a record has it."""
    try:
        return tree.sha256_frames(files) if row.codec == "png" else tree.sha256(files[0])
    except OSError as error:
        return found("file-unreadable", f"{row.path} cannot be read ({error.strerror})", clip=row.clip, path=row.path)
    except UnsafePath as error:
        return found("file-oversized", f"{row.path} {error.problem}", clip=row.clip, path=row.path)


def _damage(tree: Tree, row: Row, files: Sequence[str]) -> Finding:
    """Return what is wrong with a clip whose file is not the one its record has the hash of."""
    size = sum(tree.files[file] for file in files)
    where = {"clip": row.clip, "path": row.path}
    if size < row.bytes:
        return found("clip-truncated", f"{row.path} is {size} bytes; its record says {row.bytes}", **where)
    try:
        count, decoded = picture_hash(tree, row, files)
    except (OSError, ValueError, EOFError) as error:
        return found("clip-undecodable", f"{row.path} is another file, and cannot be decoded: {error}", **where)
    if decoded == row.sha256_decoded and count == row.frames:
        return found("clip-remuxed", f"{row.path} is another file with the same {count} pictures", **where)
    return found("clip-altered", f"{row.path} is another file, with {count} other pictures", **where)


def _inputs(tree: Tree, facts: Facts) -> list[Finding]:
    """Compare the design and its inputs with their hashes in dataset.json."""
    findings = []
    for path, digest in facts.inputs.items():
        if path not in tree.files:
            findings.append(found("input-missing", f"{path}, which dataset.json lists, is not there", path=path))
        else:
            try:
                actual = tree.sha256(path)
            except (OSError, UnsafePath) as error:
                findings.append(found("file-unreadable", f"{path} cannot be read ({reason(error)})", path=path))
                continue
            if actual != digest:
                code = "design-altered" if path == "design.yaml" else "input-altered"
                message = f"{path} has the SHA-256 {actual[:16]}…; dataset.json says {digest[:16]}…"
                findings.append(found(code, message, path=path))
    return findings


def _strangers(tree: Tree, known: set[str]) -> list[str]:
    """Return the files that neither a record nor a rule accounts for, sorted."""
    known = known | _KNOWN
    return sorted(
        path for path in tree.files if path not in known and not path.startswith((*_KNOWN_FOLDERS, *_LEFTOVERS))
    )


def _gone(tree: Tree, gone: Sequence[Row], strangers: list[str]) -> list[Finding]:
    """Return what became of clips whose files are not there; a stranger that is one of them is taken off the list."""
    findings = []
    by_size = defaultdict(list)
    for path in strangers:
        by_size[tree.files[path]].append(path)
    for row in gone:
        moved = next((path for path in by_size[row.bytes] if _hash_or_none(tree, path) == row.sha256_file), None)
        if moved is None:
            findings.append(found("clip-missing", f"{row.path} is not there", clip=row.clip, path=row.path))
        else:
            by_size[row.bytes].remove(moved)
            strangers.remove(moved)
            findings.append(found("clip-moved", f"{row.path} lies under {moved}", clip=row.clip, path=moved))
    return findings


def _hash_or_none(tree: Tree, path: str) -> str | None:
    try:
        return tree.sha256(path)
    except (OSError, UnsafePath):
        return None


def _duplicated(rows: Sequence[Row]) -> list[Finding]:
    """Return the clips whose records have the hash of another clip's file."""
    by_hash = defaultdict(list)
    for row in rows:
        by_hash[row.sha256_file].append(row)
    return [
        found("clip-duplicated", f"{row.clip} is the same file as {same[0].clip}", clip=row.clip, path=row.path)
        for same in by_hash.values()
        for row in same[1:]
    ]
