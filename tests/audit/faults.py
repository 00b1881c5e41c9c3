"""Faults, planted one at a time: what is done to a whole dataset, and the code under which the audit has to find it.

``covered`` faults are covered up: every hash, the table, the root and the totals are computed again, so that only the
design, the inputs, a measurement, a re-render or a signature can tell. ``python tests/audit/matrix.py`` plants them
all and writes docs/planted-faults.md.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from forger import Forger, Record


@dataclass(frozen=True)
class Fault:
    """A fault: ``plant`` damages a dataset and returns the clip in which it has to be found, None where in none.

    ``options`` go to the audit. ``on`` names the dataset it is planted in: "tiny" or "people" (see conftest).
    """

    what: str
    code: str
    plant: Callable[[Forger], str | None]
    covered: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    on: str = "tiny"


FAULTS: list[Fault] = []


def fault(
    what: str, code: str, *, covered: bool = False, on: str = "tiny", **options: Any
) -> Callable[[Callable[[Forger], str | None]], Callable[[Forger], str | None]]:
    """Register a fault."""

    def register(plant: Callable[[Forger], str | None]) -> Callable[[Forger], str | None]:
        FAULTS.append(Fault(what, code, plant, covered, options, on))
        return plant

    return register


def _file(forger: Forger, record: Record) -> Path:
    return forger.root / str(record["path"])


# -- files


@fault("a clip is deleted", "clip-missing")
def _(forger: Forger) -> str:
    record = forger.clip(3)
    _file(forger, record).unlink()
    return str(record["clip"])


@fault("a clip is renamed", "clip-moved")
def _(forger: Forger) -> str:
    record = forger.clip(3)
    _file(forger, record).rename(_file(forger, record).with_name("holiday.mp4"))
    return str(record["clip"])


@fault("a clip is cut off", "clip-truncated")
def _(forger: Forger) -> str:
    record = forger.clip(4)
    os.truncate(_file(forger, record), int(record["bytes"]) * 2 // 3)
    return str(record["clip"])


@fault("a clip's pictures are mirrored", "clip-altered")
def _(forger: Forger) -> str:
    record = forger.clip(5)
    forger.film(record, forger.frames(record)[:, :, ::-1], covered=False)
    with _file(forger, record).open("ab") as handle:  # no shorter than it was
        handle.write(bytes(max(0, int(record["bytes"]) - handle.tell())))
    return str(record["clip"])


@fault("a clip is put into another container, its pictures untouched", "clip-remuxed")
def _(forger: Forger) -> str:
    import av

    record = forger.clip(5)
    path = _file(forger, record)
    copy = path.with_suffix(".copy")
    with av.open(str(path)) as source, av.open(str(copy), "w", format="mp4") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    copy.replace(path)
    with path.open("ab") as handle:  # a box that says nothing, so that it is no shorter
        handle.write((1024).to_bytes(4, "big") + b"free" + bytes(1016))
    return str(record["clip"])


@fault("a clip's bytes are overwritten", "clip-undecodable")
def _(forger: Forger) -> str:
    record = forger.clip(6)
    _file(forger, record).write_bytes(b"\x5a" * int(record["bytes"]))
    return str(record["clip"])


@fault("a clip is replaced by another clip's file", "clip-duplicated", covered=True)
def _(forger: Forger) -> str:
    first, second = forger.clip(0), forger.clip(5)
    shutil.copyfile(_file(forger, first), _file(forger, second))
    forger.hash(str(second["clip"]), str(first["sha256_frames"]))
    return str(second["clip"])


@fault("a file is added that belongs to nothing", "file-stranger")
def _(forger: Forger) -> None:
    (forger.root / "clips" / "notes.txt").write_text("remember")


@fault("a link is added", "file-link")
def _(forger: Forger) -> None:
    (forger.root / "clips" / "more").symlink_to(forger.root.parent)


@fault("a clip is a link to a file outside", "path-linked")
def _(forger: Forger) -> str:
    record = forger.clip(2)
    outside = forger.root.parent / "outside.mp4"
    _file(forger, record).rename(outside)
    _file(forger, record).symlink_to(outside)
    return str(record["clip"])


@fault("a record's path leads out of the dataset (../)", "path-escapes", covered=True)
def _(forger: Forger) -> str:
    record = forger.clip(2)
    outside = forger.root.parent / "outside.mp4"
    _file(forger, record).rename(outside)
    forger.edit([str(record["clip"])], lambda r: r.update(path="clips/../../outside.mp4"))
    forger.cover()
    return str(record["clip"])


@fault("a file of three gigabytes takes a clip's place", "file-oversized")
def _(forger: Forger) -> str:
    record = forger.clip(2)
    os.truncate(_file(forger, record), 3 << 30)  # sparse: it takes no space
    return str(record["clip"])


@fault("a run was killed and left its temporary files", "leftover")
def _(forger: Forger) -> None:
    (forger.root / ".partial").mkdir()
    (forger.root / ".partial" / "1-a.mp4").write_bytes(b"half")


# -- the manifest


@fault("the manifest's last line is cut", "manifest-torn")
def _(forger: Forger) -> None:
    os.truncate(forger.manifest, forger.manifest.stat().st_size - 700)


@fault("a line of the manifest is garbage", "record-unreadable")
def _(forger: Forger) -> None:
    lines = forger.manifest.read_bytes().splitlines(keepends=True)
    lines[4] = lines[4][:300] + b"\n"
    forger.manifest.write_bytes(b"".join(lines))


@fault("a record lacks a field", "record-invalid")
def _(forger: Forger) -> str:
    record = forger.clip(4)
    forger.edit([str(record["clip"])], lambda r: r.pop("sha256_frames"))
    return str(record["clip"])


@fault("a record stands twice", "record-duplicated")
def _(forger: Forger) -> str:
    record = forger.clip(4)
    forger.write([*forger.records(), record])
    return str(record["clip"])


@fault("a record is gone", "record-missing")
def _(forger: Forger) -> str:
    record = forger.clip(4)
    forger.write([r for r in forger.records() if r["clip"] != record["clip"]])
    return str(record["clip"])


@fault("a record is edited by hand", "record-edited")
def _(forger: Forger) -> str:
    record = forger.clip(4)
    forger.edit([str(record["clip"])], lambda r: r["signal"].update(apex=r["signal"]["apex"] + 1))
    return str(record["clip"])


@fault("a record and its row of the table are edited", "root-differs")
def _(forger: Forger) -> None:
    forger.edit([str(forger.clip(4)["clip"])], lambda r: r["angle"]["camera"]["extrinsics"].update(t=[0.0, 0.0, 1.0]))
    forger.write_table()


@fault("a row of manifest.csv is edited", "csv-differs")
def _(forger: Forger) -> str:
    text = forger.table.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("ben__smile__side"))
    forger.table.write_text(text.replace(line, line.replace(",joy,", ",anger,")), encoding="utf-8")
    return "ben__smile__side"


@fault("manifest.csv is deleted", "csv-missing")
def _(forger: Forger) -> None:
    forger.table.unlink()


@fault("dataset.json claims more clips", "facts-differ")
def _(forger: Forger) -> None:
    forger.facts(lambda facts: facts["clips"].update(done=13, declared=13))


@fault("a run never ended", "dataset-unfinished")
def _(forger: Forger) -> None:
    def change(facts: Record) -> None:
        facts["complete"] = False
        del facts["root_hash"]

    forger.facts(change)


# -- the design


@fault("a clip is taken out, with its record", "cell-missing", covered=True)
def _(forger: Forger) -> str:
    record = forger.clip(7)
    _file(forger, record).unlink()
    forger.write([r for r in forger.records() if r["clip"] != record["clip"]])
    forger.cover()
    return str(record["clip"])


@fault("a clip is slipped in, with a record", "cell-undeclared", covered=True)
def _(forger: Forger) -> str:
    record = forger.clip(0)
    extra = json.loads(json.dumps(record))
    extra["clip"] = record["clip"].replace("ada", "eve")
    extra["path"] = record["path"].replace("ada", "eve")
    extra["model"]["id"] = "eve"
    (forger.root / extra["path"]).parent.mkdir(parents=True)
    forger.write([*forger.records(), extra])
    forger.film(extra, forger.frames(record)[:, :, ::-1])
    return str(extra["clip"])


@fault("design.yaml is no design", "design-unreadable", covered=True)
def _(forger: Forger) -> None:
    (forger.root / "design.yaml").write_text("name: [", encoding="utf-8")
    forger.cover()


@fault("design.yaml names a file outside the dataset", "design-escapes", covered=True)
def _(forger: Forger) -> None:
    path = forger.root / "design.yaml"
    path.write_text(path.read_text().replace("inputs/models/ben.mhm", "../../people/ben.mhm"), encoding="utf-8")
    forger.cover()


@fault("design.yaml gets another seed", "design-altered", covered=True)
def _(forger: Forger) -> None:
    path = forger.root / "design.yaml"
    path.write_text(path.read_text().replace("seed: 5", "seed: 6"), encoding="utf-8")
    forger.cover()


@fault("a record is of another design", "design-differs", covered=True)
def _(forger: Forger) -> str:
    record = forger.clip(1)
    forger.edit([str(record["clip"])], lambda r: r.update(design_sha256="0" * 64))
    forger.cover()
    return str(record["clip"])


@fault("an animation is deleted from inputs/", "input-missing", covered=True)
def _(forger: Forger) -> None:
    (forger.root / "inputs/signals/jaw.yaml").unlink()
    forger.cover()


@fault("a model's file under inputs/ is altered", "input-altered")
def _(forger: Forger) -> None:
    name = "inputs/models/ada.mhm"
    forger.input(name, lambda text: text.replace("name ada", "name eva"), covered=False)


@fault("a model's file under inputs/ is cut off", "input-unreadable", covered=True)
def _(forger: Forger) -> None:
    forger.input("inputs/models/ada.mhm", lambda text: text[: len(text) // 2])


@fault("a clip lies in another folder than its label", "path-differs", covered=True)
def _(forger: Forger) -> str:
    record = forger.clip(2)
    path = record["path"].replace("clips/", "clips/x", 1)
    (forger.root / path).parent.mkdir(parents=True)
    _file(forger, record).rename(forger.root / path)
    forger.edit([str(record["clip"])], lambda r: r.update(path=path))
    forger.cover()
    return str(record["clip"])


@fault("a clip loses its last frame", "frames-differ", covered=True)
def _(forger: Forger) -> str:
    record = forger.clip(2)

    def change(r: Record) -> None:
        r["frames"] -= 1
        r["face"].pop()

    forger.edit([str(record["clip"])], change)
    forger.film(record, forger.frames(record)[:-1])
    return str(record["clip"])


@fault("a clip plays at another rate", "rate-differs", covered=True)
def _(forger: Forger) -> str:
    record = forger.clip(2)
    forger.edit([str(record["clip"])], lambda r: r.update(fps=30.0))
    forger.film(forger.clip(2), forger.frames(record))
    return str(record["clip"])


@fault("a clip has another size", "size-differs", covered=True)
def _(forger: Forger) -> str:
    record = forger.clip(2)

    def change(r: Record) -> None:
        r.update(width=48, height=48)
        r["angle"]["camera"]["intrinsics"].update(width=48, height=48, cx=24.0, cy=24.0)
        r["face"] = [[min(v, 47) for v in polygon] for polygon in r["face"]]

    forger.edit([str(record["clip"])], change)
    forger.film(record, forger.frames(record)[:, 8:56, 8:56])
    return str(record["clip"])


@fault("a clip is of another codec", "codec-differs", covered=True)
def _(forger: Forger) -> str:
    record = forger.clip(2)
    frames = forger.frames(record)
    _file(forger, record).unlink()
    record.update(codec="ffv1", path=record["path"].replace(".mp4", ".mkv"))
    forger.edit([str(record["clip"])], lambda r: r.update(codec="ffv1", path=record["path"]))
    forger.film(record, frames)
    return str(record["clip"])


# -- labels


def _relabelled(forger: Forger, index: int, change: Callable[[Record], object]) -> str:
    record = forger.clip(index)
    forger.edit([str(record["clip"])], change)
    forger.cover()
    return str(record["clip"])


@fault("a person is relabelled with another gender", "model-differs", covered=True)
def _(forger: Forger) -> str:
    return _relabelled(forger, 3, lambda r: r["model"].update(gender="male"))


@fault("a clip is drawn with another look than its person's others", "look-differs", covered=True)
def _(forger: Forger) -> str:
    return _relabelled(forger, 3, lambda r: r["model"]["appearance"]["hair"].update(colour="auburn"))


@fault("a clip is relabelled with another emotion", "signal-differs", covered=True)
def _(forger: Forger) -> str:
    return _relabelled(forger, 3, lambda r: r["signal"].update(emotion="joy", symmetric=False))


@fault("a clip is relabelled with another angle", "angle-differs", covered=True)
def _(forger: Forger) -> str:
    return _relabelled(forger, 3, lambda r: r["angle"].update(yaw=20.0))


@fault("a clip's camera is turned", "camera-differs", covered=True)
def _(forger: Forger) -> str:
    rows = [[1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, -1.0]]
    return _relabelled(forger, 3, lambda r: r["angle"]["camera"]["extrinsics"].update(R=rows))


@fault("a clip's scene has another seed", "scene-differs", covered=True)
def _(forger: Forger) -> str:
    return _relabelled(forger, 3, lambda r: r["scene"].update(seed=1))


@fault("a clip was made by another version", "renderers-mixed", covered=True)
def _(forger: Forger) -> str:
    return _relabelled(forger, 3, lambda r: r["renderer"].update(version="0.0.9"))


@fault("an AU's peak is overstated", "peaks-differ", covered=True)
def _(forger: Forger) -> str:
    def change(r: Record) -> None:
        (peak,) = r["signal"]["peaks"].values()
        peak["intensity"] = 0.25

    return _relabelled(forger, 3, change)


@fault("a peak is of no action unit", "curve-invalid", covered=True)
def _(forger: Forger) -> str:
    return _relabelled(forger, 3, lambda r: r["signal"]["peaks"].update(AU99={"frame": 1, "intensity": 0.5}))


@fault("the apex is moved", "phases-differ", covered=True)
def _(forger: Forger) -> str:
    return _relabelled(forger, 3, lambda r: r["signal"].update(apex=r["signal"]["apex"] + 1))


@fault("the onset is after the apex", "phases-disordered", covered=True)
def _(forger: Forger) -> str:
    return _relabelled(forger, 3, lambda r: r["signal"].update(onset=r["signal"]["apex"] + 1))


# -- people: the declaration, the records and every hash are changed; the model's parameters tell


def _declared(forger: Forger, name: str, old: str, new: str, change: Callable[[Record], object]) -> None:
    """Declare something else of a person, in the file and in every record."""
    forger.input(f"inputs/models/{name}.demographics.yaml", lambda text: text.replace(old, new), covered=False)
    forger.edit([r["clip"] for r in forger.records() if r["model"]["id"] == name], change)
    forger.cover()


@fault("a woman is declared a man", "gender-contradicts", covered=True)
def _(forger: Forger) -> None:
    _declared(forger, "ada", "gender: female", "gender: male", lambda r: r["model"].update(gender="male"))


@fault("an ethnicity is declared that the model has not", "ethnicity-contradicts", covered=True)
def _(forger: Forger) -> None:
    change = lambda r: r["model"].update(ethnicity="caucasian")  # noqa: E731
    _declared(forger, "ben", "ethnicity: asian", "ethnicity: caucasian", change)


@fault("an age is declared that the model has not", "age-contradicts", covered=True)
def _(forger: Forger) -> None:
    _declared(forger, "ben", "age: 41", "age: 70", lambda r: r["model"].update(age=70.0))


@fault("nothing is declared of a person", "undeclared", covered=True)
def _(forger: Forger) -> None:
    (forger.root / "inputs/models/ben.demographics.yaml").unlink()
    nothing = {"gender": "undeclared", "ethnicity": "undeclared", "age": None, "skin_tone": None, "conditions": {}}
    clips = [r["clip"] for r in forger.records() if r["model"]["id"] == "ben"]
    forger.edit(clips, lambda r: r["model"].update(nothing))
    forger.cover()


# -- licences


@fault("an asset loses its licence", "licence-missing")
def _(forger: Forger) -> None:
    forger.facts(lambda facts: facts["assets"][0].update(spdx=""))


@fault("an asset's licence is none that anybody knows", "licence-unknown")
def _(forger: Forger) -> None:
    def change(facts: Record) -> None:
        facts["assets"][0]["spdx"] = "Free-for-all"
        facts["licence"] = "CC0-1.0 AND Free-for-all"

    forger.facts(change)


@fault("an asset is under a licence that the policy refuses", "licence-refused", policy="no-gpl")
def _(forger: Forger) -> None:
    def change(facts: Record) -> None:
        facts["assets"][0]["spdx"] = "GPL-3.0-only"
        facts["licence"] = "CC0-1.0 AND GPL-3.0-only"

    forger.facts(change)


@fault("dataset.json claims another licence", "licence-differs")
def _(forger: Forger) -> None:
    forger.facts(lambda facts: facts.update(licence="MIT"))


@fault("a record names an asset that nobody lists", "asset-unknown", covered=True)
def _(forger: Forger) -> str:
    return _relabelled(forger, 3, lambda r: r["assets"].append("skin-of-unknown-origin"))


# -- what only a re-render, or a signature, can tell


@fault("a clip is retouched, every hash computed again", "rerender-differs", covered=True, rerender=12)
def _(forger: Forger) -> str:
    record = forger.clip(8)
    frames = forger.frames(record)
    frames[:, 40:44, 30:34] = np.minimum(frames[:, 40:44, 30:34].astype(int) + 12, 255).astype(np.uint8)
    forger.film(record, frames)
    return str(record["clip"])


@fault("the recorded outline of a face is nudged", "rerender-record", covered=True, rerender=12)
def _(forger: Forger) -> str:
    return _relabelled(forger, 8, lambda r: r["face"][0].__setitem__(0, r["face"][0][0] + 1))
