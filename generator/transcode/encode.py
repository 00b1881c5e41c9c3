"""The same dataset in another codec: lossless clips in, video clips out, records derived again.

What is made is what rendering the design with that codec would have made: the frames are the same, so are the records
but for what encoding decides.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path

from synthgen.dataset.clip import ClipWriter
from synthgen.dataset.folder import DatasetFolder, disk_errors
from synthgen.dataset.manifest import ManifestFile, Record, read_records
from synthgen.dataset.preview import write_preview
from synthgen.dataset.video import encoder_name
from synthgen.design import Design
from synthgen.design.spec import codec_problem, size_problem
from synthgen.errors import InputError, RunError
from synthgen.reader.entry import Entry
from synthgen.reader.records import read_record
from synthgen.stopping import heard
from synthgen.transcode.encodefolder import copy_splits, open_encoded
from synthgen.transcode.lossless import Source, open_source
from synthgen.transcode.warmup import load_encoder

#: what encoding decides in a record; all else is the source's
_ENCODED = ("path", "bytes", "sha256_file", "sha256_decoded", "codec", "encoder", "design_sha256")
#: how often Ctrl-C is looked for: Windows does not interrupt a wait
_TICK_SECONDS = 0.25


@dataclass(frozen=True)
class Encoded:
    """How it went: of ``declared`` clips ``done`` are on disk, ``bytes`` long; ``made`` of them are new, with so many
    ``frames``, in ``seconds``."""

    root: Path
    declared: int
    done: int
    made: int
    frames: int
    bytes: int
    seconds: float
    root_hash: str
    preview: Path | None


def encoded_folder(source: Path, codec: str) -> Path:
    """Return where the encoded dataset goes where nobody says it.

    >>> encoded_folder(Path("/data/faces"), "h264").name
    'faces-h264'
    """
    source = source.resolve()
    return source.with_name(f"{source.name}-{codec}")


def encode_dataset(
    source: str | Path,
    out: str | Path | None = None,
    *,
    codec: str = "h264",
    workers: int = 1,
    on_start: Callable[[int], None] = lambda clips: None,
    on_clip: Callable[[Record], None] = lambda record: None,
) -> Encoded:
    """Encode a dataset of PNG or FFV1 clips into another folder, and return how it went.

    ``on_start`` gets the number of clips that are missing there, ``on_clip`` the record of each when it is whole, one
    at a time, in a thread of this function's own. The same call after an interruption goes on. Raises InputError for a
    source that is none or that is not what its hashes say, for a size that ``codec`` does not take, and for a folder
    that holds something else; RunError for a full disk and Ctrl-C. The folder holds whole clips only.
    """
    start = time.monotonic()
    root = Path(out) if out is not None else encoded_folder(Path(source), codec)
    original = open_source(Path(source))
    design = _encoded_design(original, codec)
    _check_apart(original.tree.root, root)
    with open_encoded(root, original, design) as folder:
        with disk_errors(root):
            done = folder.done(_kept(folder, original, design))
        missing = [row for row in original.rows if row.clip not in done]
        on_start(len(missing))
        made = _encode_clips(folder, original, design, missing, workers, on_clip) if missing else {}
        whole = {**done, **made}
        with disk_errors(root):
            root_hash = folder.finish(declared=len(original.declared.cells), done=len(whole))
            copy_splits(original, folder, root_hash)
            preview = write_preview(folder) if whole else None
    return Encoded(
        root=root,
        declared=len(original.declared.cells),
        done=len(whole),
        made=len(made),
        frames=sum(record["frames"] for record in made.values()),
        bytes=sum(record["bytes"] for record in whole.values()),
        seconds=time.monotonic() - start,
        root_hash=root_hash,
        preview=preview,
    )


def _encoded_design(source: Source, codec: str) -> Design:
    """Return the source's design with another codec. Raises InputError where the codec does not take its clips."""
    video = replace(source.design.video, codec=codec)
    if codec == source.design.video.codec:
        raise InputError(f"has {codec} clips already", where=source.tree.root)
    wrong = codec_problem(video)
    if wrong:
        raise InputError(f"cannot be encoded: {wrong[0]}", where=source.tree.root, remedy=wrong[1])
    problem = size_problem(video)
    if problem:
        raise InputError(
            f"cannot be encoded: {problem[0]}",
            where=source.tree.root,
            remedy=f"Keep the {source.design.video.codec} clips, or make them again at an even size "
            f"({problem[1].partition(';')[0].removeprefix('Nearest: ')}).",
        )
    return replace(source.design, video=video)


def _check_apart(source: Path, root: Path) -> None:
    ours, theirs = root.resolve(), source.resolve()
    if ours == theirs or ours.is_relative_to(theirs) or theirs.is_relative_to(ours):
        raise InputError(
            f"lies in one folder with the dataset that is encoded ({source})",
            where=root,
            remedy="Choose another --out, beside it.",
        )


def _kept(folder: DatasetFolder, source: Source, design: Design) -> set[str]:
    """Return the clips that the folder has a right record of: of the source's frames, or of a cell it lost since."""
    rows = {row.clip: row for row in source.rows}
    kept = set()
    for record in read_records(folder.manifest):
        row = rows.get(record["clip"])
        if row is None or _common(record) == _common(read_record(source.tree, row)):
            kept.add(record["clip"])
    return kept & source.declared.cells.keys()


def _common(record: Record) -> Record:
    """Return what the records of a clip have in common in both datasets."""
    return {key: value for key, value in record.items() if key not in (*_ENCODED, "created")}


def _encode_clips(
    folder: DatasetFolder,
    source: Source,
    design: Design,
    rows: list[Entry],
    workers: int,
    on_clip: Callable[[Record], None],
) -> Mapping[str, Record]:
    """Encode clips in threads: decoding, conversion and encoding all let go of the interpreter.

    Records are written by these threads, where Ctrl-C cannot fall into the middle of a line.
    """
    load_encoder()
    with disk_errors(folder.root):
        crew = _Crew(folder, source, design, rows, folder.append(), on_clip)
    try:
        with heard(), ThreadPoolExecutor(workers) as pool:
            loops = [pool.submit(crew.work) for _ in range(workers)]
            try:
                crew.watch(loops)
            except KeyboardInterrupt:
                crew.stop.set()
                wait(loops)
                raise RunError(
                    f"Stopped: {len(source.rows) - len(rows) + len(crew.made)} of {len(source.rows)} clips are whole "
                    f"in {folder.root}. Give the same command to go on."
                ) from None
            finally:
                crew.stop.set()
    finally:
        crew.manifest.close()
    return crew.made


class _Crew:
    """What the threads of a run share."""

    def __init__(
        self,
        folder: DatasetFolder,
        source: Source,
        design: Design,
        rows: list[Entry],
        manifest: ManifestFile,
        on_clip: Callable[[Record], None],
    ) -> None:
        self._folder, self._source, self._design = folder, source, design
        self._rows = iter(rows)
        self._on_clip = on_clip
        self._turn = threading.Lock()
        self.manifest = manifest
        self.stop = threading.Event()
        self.made: dict[str, Record] = {}

    def work(self) -> None:
        """Encode clips until none is left, or another thread failed."""
        try:
            while not self.stop.is_set():
                with self._turn:
                    row = next(self._rows, None)
                if row is None:
                    return
                with disk_errors(self._folder.root):
                    record = self._encode(row)
                    if record is None:
                        return
                    with self._turn:
                        self.manifest.append(record)
                        self.made[row.clip] = {"bytes": record["bytes"], "frames": record["frames"]}
                        self._on_clip(record)
        except BaseException:
            self.stop.set()
            raise

    def watch(self, loops: list[Future[None]]) -> None:
        """Wait for the threads' end. Raises what the first of them raised."""
        running = set(loops)
        while running:
            _, running = wait(running, timeout=_TICK_SECONDS, return_when=FIRST_EXCEPTION)
        for loop in loops:
            loop.result()

    def _encode(self, row: Entry) -> Record | None:
        """Encode a clip and return its record; None where the run is stopped meanwhile."""
        video = self._design.video
        path = self._design.path(self._source.declared.cells[row.clip])
        writer = ClipWriter(
            self._folder.temporary / Path(path).name,
            self._folder.root / path,
            codec=video.codec,
            width=video.width,
            height=video.height,
            rate=self._source.rate(row),
            still=video.still,
        )
        try:
            for frame in self._source.frames(row):
                if self.stop.is_set():
                    return None
                writer.add(frame)
            facts = writer.publish()
        finally:
            writer.abort()  # nothing where the clip was published
        return read_record(self._source.tree, row) | {
            "path": path,
            "bytes": facts.bytes,
            "sha256_file": facts.sha256_file,
            "sha256_decoded": facts.sha256_decoded,
            "codec": video.codec,
            "encoder": encoder_name(video.codec),
            "design_sha256": self._design.sha256,
        }
