"""The folder that is chosen: what it holds, and what of the choices is still to be made in it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from synthgen.bystanders import is_bystander
from synthgen.dataset.folder import check_same_code, read_facts
from synthgen.dataset.freeze import differences
from synthgen.dataset.manifest import read_records
from synthgen.design import Design, expand, resolve
from synthgen.errors import InputError, RunError
from synthgen.home import expanded
from synthgen.layout import DESIGN, FACTS, MANIFEST

from .estimate import Work, counted
from .plainwords import in_plain_words

#: what of a set that differs is told one by one
_TOLD = 2
_ANOTHER = "Choose another folder."
_COMPARED = "The folder holds a set; looking at what is missing …"


@dataclass(frozen=True)
class Found:
    """What a person should know of the folder before a start, "" where nothing; the work that is left in it, None where
    that is all of it or nobody knows."""

    words: str = ""
    left: Work | None = None


def holds_set(folder: Path) -> bool:
    """Tell whether there is a set in a folder."""
    return (folder / FACTS).is_file() and (folder / DESIGN).is_file()


def folder_words(named: str) -> str:
    """Return what is in the way of a start in a folder that is no set, "" where nothing is."""
    if not named.strip():
        return "No folder is named: choose under Files where the clips are saved."
    folder = expanded(named.strip())
    try:
        if folder.exists() and not folder.is_dir():
            return "Where the clips are to be saved is a file. " + _ANOTHER
        if any(not is_bystander(path.name, folder=path.is_dir()) for path in folder.iterdir()):
            return "The folder holds other files. Choose a new one."
    except OSError:  # it is not there yet
        pass
    return ""


def compare(design: Design, folder: Path, sources: str) -> Found:
    """Return what a run of a design into a folder with a set would say, and what it would make there.

    ``sources`` is the hash of the code that draws. Clips count by their records and files; a run looks into them, too.
    """
    try:
        inputs = resolve(design)
        facts = read_facts(folder)
        check_same_code(folder, facts, sources)
        others = differences(folder, design, inputs, facts=facts)
    except (InputError, RunError) as error:
        problem = error.at(None) if isinstance(error, InputError) else error
        return Found(in_plain_words(f"With the set in the folder this cannot go on: it {problem}"))
    if others:
        more = f"; and {len(others) - _TOLD} more" if len(others) > _TOLD else ""
        told = in_plain_words("; ".join(others[:_TOLD]))
        return Found(f"The folder holds another set: {told}{more}. {_ANOTHER}")
    records = read_records(folder / MANIFEST)
    there = {record["clip"] for record in records if (folder / str(record.get("path"))).is_file()}
    units = [(unit, sum(cell.clip not in there for cell in unit.cells)) for unit in expand(design, inputs)]
    wanted = [(unit, missing) for unit, missing in units if missing]
    left = Work(
        people=len({unit.model.id for unit, _ in wanted}),
        takes=len(wanted),
        clips=sum(missing for _, missing in wanted),
        poses=sum(unit.signal.frames for unit, _ in wanted),
        pictures=sum(unit.signal.frames * missing for unit, missing in wanted),
    )
    whole = sum(len(unit.cells) for unit, _ in units)
    if not left.clips:
        return Found(f"The folder holds this set, whole: {_all(whole)}. Nothing is left to make.", left)
    return Found(
        f"The folder holds {whole - left.clips:,} of these clips: {counted(left.clips, 'clip')} to make.", left
    )


def _all(clips: int) -> str:
    return "its clip" if clips == 1 else f"all {clips:,} clips"


class Destination:
    """Looks at the folder in a thread where it holds a set. Ask ``poll`` now and then whether there is news."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._looking: Future[Found] | None = None
        self.found = Found()

    def look(self, named: str, work: Callable[[Path], Found] | None) -> None:
        """See what the folder holds; ``work`` compares a set in it, in a thread; None: that will be asked for soon."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        folder = expanded(named.strip())
        if named.strip() and holds_set(folder):
            self.found = Found(_COMPARED)
            if work is not None:
                self._looking = self._pool.submit(work, folder)
        else:
            self.found = Found(folder_words(named))

    def forget(self, named: str) -> None:
        """Compare nothing: say no more than what is in the way of a start in the folder."""
        self._looking = None
        there = named.strip() and holds_set(expanded(named.strip()))
        self.found = Found() if there else Found(folder_words(named))

    def poll(self) -> bool:
        """Tell whether a comparison has come to its end since the last call; then ``found`` says what came out."""
        if self._looking is None or not self._looking.done():
            return False
        looking, self._looking = self._looking, None
        error = looking.exception()
        self.found = looking.result() if error is None else Found(f"The folder's set cannot be read: {error}")
        return True
