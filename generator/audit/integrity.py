"""Is every file there, unaltered, and nothing else?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from synthgen.audit.check import Check, Context, Outcome, conclude
from synthgen.errors import reason
from synthgen.layout import DESIGN, LABELS, LOCK, MANIFEST, REPORT, SIGNATURE, SPLITS, TEMPORARY
from synthgen.lineends import as_hashed
from synthgen.publish.statement import FILES
from synthgen.reader.descriptor import Descriptor
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, codes, found
from synthgen.reader.fixity import check_records
from synthgen.reader.pictures import picture_hash
from synthgen.reader.tree import Tree, UnsafePath, why_unsafe

#: what a dataset's own folder may hold beside clips, and what else synthgen writes into one
_KNOWN = {MANIFEST, SIGNATURE, *FILES}
_KNOWN_FOLDERS = (f"{SPLITS}/", f"{REPORT}/", f"{LABELS}/")
_LEFTOVERS = (f"{TEMPORARY}/", LOCK)
#: names in a message
_SHOWN = 5
_FRAME = re.compile(r"[0-9]{4,}\.png")


def check_files(
    tree: Tree, entries: Sequence[Entry], descriptor: Descriptor, *, known: set[str], workers: int
) -> list[Finding]:
    """Compare every file with its record, and look for files that nothing accounts for. Every file is read once.

    ``known`` are paths of inputs that the design names.
    """
    findings: list[Finding] = []
    clips: dict[str, list[str]] = {}
    for entry in entries:
        problem = _check_path(tree, entry)
        if problem:
            findings.append(problem)
        else:
            clips[entry.path] = _files_of(tree, entry)
    present = [entry for entry in entries if clips.get(entry.path)]
    with ThreadPoolExecutor(workers) as pool:  # hashing lets go of the interpreter
        hashes = list(pool.map(lambda entry: _clip_hash(tree, entry, clips[entry.path]), present))
    for entry, digest in zip(present, hashes, strict=True):
        if isinstance(digest, Finding):
            findings.append(digest)
        elif digest != entry.sha256_file:
            findings.append(_damage(tree, entry, clips[entry.path]))
    findings += _inputs(tree, descriptor)
    strangers = _strangers(tree, known.union(descriptor.inputs, *clips.values()))
    gone = [entry for entry in entries if entry.path in clips and not clips[entry.path]]
    findings += _trace(tree, gone, strangers)
    findings += [found("file-stranger", f"{path} is no part of a dataset", path=path) for path in strangers]
    findings += _find_duplicates(entries)
    findings += [found("file-link", f"{path} is {kind}", path=path) for path, kind in sorted(tree.links.items())]
    findings += [found("file-unreadable", f"the folder {path} cannot be listed", path=path) for path in tree.closed]
    findings += _beside(tree)
    left = sorted({path.split("/")[0] for path in tree.files if path.startswith(_LEFTOVERS)})
    findings += [found("leftover", f"{path} is left of a run, or a run is on", path=path) for path in left]
    return findings


def _check_path(tree: Tree, entry: Entry) -> Finding | None:
    """Return what forbids to open an entry's path."""
    unsafe = why_unsafe(entry.path)
    if unsafe:
        return found(
            "path-escapes", f"the record of {entry.clip} names {entry.path!r}, which {unsafe}", clip=entry.clip
        )
    above = entry.path
    while above:
        if above in tree.links:
            message = f"the record of {entry.clip} names {entry.path!r}, and {above} is {tree.links[above]}"
            return found("path-linked", message, clip=entry.clip, path=entry.path)
        above = above.rpartition("/")[0]
    return None


def _files_of(tree: Tree, entry: Entry) -> list[str]:
    """Return the files of a clip that are there: one, or the frames of a PNG clip."""
    if entry.path in tree.files:
        return [entry.path]
    if entry.codec != "png":
        return []
    return [path for path in tree.inside(entry.path) if _FRAME.fullmatch(path.rpartition("/")[2])]


def _clip_hash(tree: Tree, entry: Entry, files: Sequence[str]) -> str | Finding:
    """Return the SHA-256 of a clip's file, or of its list of frames, as a record has it."""
    try:
        return tree.sha256(files[0]) if files[0] == entry.path else tree.sha256_frames(files)
    except OSError as error:
        return found(
            "file-unreadable", f"{entry.path} cannot be read ({error.strerror})", clip=entry.clip, path=entry.path
        )
    except UnsafePath as error:
        return found("file-oversized", f"{entry.path} {error.problem}", clip=entry.clip, path=entry.path)


def _damage(tree: Tree, entry: Entry, files: Sequence[str]) -> Finding:
    """Return what is wrong with a clip whose file is not the one its record has the hash of."""
    size = sum(tree.files[file] for file in files)
    where = {"clip": entry.clip, "path": entry.path}
    if size < entry.bytes:
        return found("clip-truncated", f"{entry.path} is {size} bytes; its record says {entry.bytes}", **where)
    try:
        count, decoded = picture_hash(tree, entry, files)
    except (OSError, ValueError, EOFError) as error:
        return found("clip-undecodable", f"{entry.path} is another file, and cannot be decoded: {error}", **where)
    if decoded == entry.sha256_decoded and count == entry.frames:
        return found("clip-remuxed", f"{entry.path} is another file with the same {count} pictures", **where)
    return found("clip-altered", f"{entry.path} is another file, with {count} other pictures", **where)


def _inputs(tree: Tree, descriptor: Descriptor) -> list[Finding]:
    """Compare the design and its inputs with their hashes in dataset.json."""
    findings = []
    for path, digest in descriptor.inputs.items():
        if path not in tree.files:
            findings.append(found("input-missing", f"{path}, which dataset.json lists, is not there", path=path))
        else:
            try:
                actual = tree.sha256(path)
            except (OSError, UnsafePath) as error:
                findings.append(found("file-unreadable", f"{path} cannot be read ({reason(error)})", path=path))
                continue
            if actual != digest and has_other_line_ends(tree, path, digest):
                findings.append(line_ends(path))
            elif actual != digest:
                code = "design-altered" if path == DESIGN else "input-altered"
                message = f"{path} has the SHA-256 {actual[:16]}…; dataset.json says {digest[:16]}…"
                findings.append(found(code, message, path=path))
    return findings


def has_other_line_ends(tree: Tree, path: str, digest: str) -> bool:
    """Tell whether a file that has not its SHA-256 (hex) differs in its line ends alone."""
    try:
        return as_hashed(tree.read(path), digest) is not None
    except (OSError, UnsafePath):
        return False


def line_ends(path: str) -> Finding:
    """Return the finding of a file that differs in its line ends alone."""
    return found("line-ends", f"{path} says what it said, with other line ends: its hash is another", path=path)


def _beside(tree: Tree) -> Iterator[Finding]:
    """Yield what is no part of the dataset and no fault, and names that were written in another way."""
    if tree.bystanders:
        shown = ", ".join(tree.bystanders[:_SHOWN]) + (", …" if len(tree.bystanders) > _SHOWN else "")
        message = f"{len(tree.bystanders)} that computers and hosts leave or ask for: {shown}"
        yield found("file-beside", message, path=tree.bystanders[0])
    if tree.on_disk:
        first = min(tree.on_disk)
        message = f"{len(tree.on_disk)} names are in another Unicode form on disk, {first} among them"
        yield found("name-form", message, path=first)


def _strangers(tree: Tree, known: set[str]) -> list[str]:
    """Return the files that neither a record nor a rule accounts for, sorted."""
    known = known | _KNOWN
    return sorted(
        path for path in tree.files if path not in known and not path.startswith((*_KNOWN_FOLDERS, *_LEFTOVERS))
    )


def _trace(tree: Tree, gone: Sequence[Entry], strangers: list[str]) -> list[Finding]:
    """Return what became of clips whose files are not there; a stranger that is one of them is taken off the list."""
    findings = []
    by_size = defaultdict(list)
    for path in strangers:
        by_size[tree.files[path]].append(path)
    for entry in gone:
        moved = next((path for path in by_size[entry.bytes] if _hash_or_none(tree, path) == entry.sha256_file), None)
        if moved is None:
            findings.append(found("clip-missing", f"{entry.path} is not there", clip=entry.clip, path=entry.path))
        else:
            by_size[entry.bytes].remove(moved)
            strangers.remove(moved)
            findings.append(found("clip-moved", f"{entry.path} lies under {moved}", clip=entry.clip, path=moved))
    return findings


def _hash_or_none(tree: Tree, path: str) -> str | None:
    try:
        return tree.sha256(path)
    except (OSError, UnsafePath):
        return None


def _find_duplicates(entries: Sequence[Entry]) -> list[Finding]:
    """Return the clips whose records have the hash of another clip's file."""
    by_hash = defaultdict(list)
    for entry in entries:
        by_hash[entry.sha256_file].append(entry)
    return [
        found("clip-duplicated", f"{entry.clip} is the same file as {same[0].clip}", clip=entry.clip, path=entry.path)
        for same in by_hash.values()
        for entry in same[1:]
    ]


def broken_clips(findings: Iterable[Finding]) -> set[str]:
    """Return the clips of whose files this check found that they are not their records': one finding is enough."""
    sound = {"clip-moved", "clip-duplicated"}
    about = {name for name, code in codes().items() if code.stage == INTEGRITY.name} - sound
    return {finding.clip for finding in findings if finding.clip and finding.code in about}


def _check(context: Context) -> Outcome[None]:
    evidence = context.evidence
    tree, records, declared = evidence.tree, evidence.records, evidence.declared
    findings = check_records(tree, records, evidence.descriptor)
    did = f"{records.lines} records read, hashed and compared with manifest.csv and the Merkle root"
    if context.options.records_only:
        return conclude(findings, f"{did}; files of clips were not looked at (records only)", None)
    known = declared.files | declared.paths_of(evidence.damaged)
    findings += check_files(tree, records.entries, evidence.descriptor, known=known, workers=evidence.workers)
    size = sum(tree.files.values())
    did += f"; {len(tree.files)} files, {size} bytes: every clip hashed, strangers looked for"
    return conclude(findings, did, None)


INTEGRITY = Check("integrity", _check)
