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

from synthgen.audit.hidden import hidden_share


@dataclass(frozen=True)
class Fault:
    """A fault: ``plant`` damages a dataset and returns the clip in which it has to be found, None where in none.

    ``options`` go to the audit. ``on`` names the dataset it is planted in: "tiny", "people", "rooms" or "hands" (see
    conftest).
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


@fault("a spreadsheet saved manifest.csv", "csv-resaved")
def _(forger: Forger) -> None:
    text = forger.table.read_text(encoding="utf-8").replace(",25.0,", ",25,").replace(",true,", ",TRUE,")
    forger.table.write_text(text.replace(",", ";"), encoding="utf-8-sig")


@fault("git put carriage returns into an input", "line-ends")
def _(forger: Forger) -> None:
    path = forger.root / "inputs" / "signals" / "smile.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


@fault("a computer and a host left files", "file-beside")
def _(forger: Forger) -> None:
    for place in (".DS_Store", "inputs/models/._ada.mhm", "README.md"):
        (forger.root / place).write_bytes(b"x")


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


@fault("the design declares a class that no signal has", "classes-differ", covered=True)
def _(forger: Forger) -> None:
    path = forger.root / "design.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "classes: [anger, joy, grief]\n", encoding="utf-8")
    forger.cover()


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


@fault("a clip's lens is said to distort", "camera-differs", covered=True)
def _(forger: Forger) -> str:
    barrel = {"k1": -4.0, "k2": 0.0, "p1": 0.0, "p2": 0.0}
    return _relabelled(forger, 3, lambda r: r["angle"]["camera"]["intrinsics"].update(distortion=barrel))


@fault("a clip's scene has another seed", "scene-differs", covered=True)
def _(forger: Forger) -> str:
    return _relabelled(forger, 3, lambda r: r["scene"].update(seed=1))


@fault("no background is as blue as the design has them", "scene-unlikely", covered=True, on="rooms")
def _(forger: Forger) -> None:
    def change(r: Record) -> None:
        r["scene"]["values"]["background.hue"] /= 2

    forger.edit([r["clip"] for r in forger.records()], change)
    forger.cover()


@fault("what is red is anger", "scene-leak", covered=True, on="rooms")
def _(forger: Forger) -> None:
    def change(r: Record) -> None:
        hue = r["scene"]["values"]["background.hue"]
        r["scene"]["values"]["background.hue"] = hue / 5 if r["signal"]["emotion"] == "anger" else 72 + hue * 0.8

    forger.edit([r["clip"] for r in forger.records()], change)
    forger.cover()


# -- hands


def _in_scene(forger: Forger, scene: str, signal: str = "frown", model: str = "ada") -> Record:
    """Return the record of a person's clip in a scene."""
    wanted = (scene, signal, model)
    return next(r for r in forger.records() if (r["scene"]["id"], r["signal"]["id"], r["model"]["id"]) == wanted)


def _rehanded(forger: Forger, record: Record, change: Callable[[Record], object]) -> str:
    """Change what a record says of hands, and cover it up."""
    forger.edit([record["clip"]], lambda r: change(r["hands"]))
    forger.cover()
    return str(record["clip"])


@fault("a record has another gesture than its design draws", "hands-differ", covered=True, on="hands")
def _(forger: Forger) -> str:
    return _rehanded(forger, _in_scene(forger, "mouth"), lambda hands: hands.update(gesture="cover_eyes"))


@fault("a record says nothing of the hand that its design draws", "hands-differ", covered=True, on="hands")
def _(forger: Forger) -> str:
    record = _in_scene(forger, "mouth")
    forger.edit([record["clip"]], lambda r: r.pop("hands"))
    forger.cover()
    return str(record["clip"])


@fault("a record has a hand come later than its design says", "hands-differ", covered=True, on="hands")
def _(forger: Forger) -> str:
    def change(hands: Record) -> None:
        hands["amount"][2] /= 2

    return _rehanded(forger, _in_scene(forger, "any"), change)


@fault("a record has a hand in the picture and no outline of it", "hands-contradict", covered=True, on="hands")
def _(forger: Forger) -> str:
    def change(hands: Record) -> None:
        hands["outlines"]["left"][3] = []

    return _rehanded(forger, _in_scene(forger, "mouth"), change)


@fault("a record has the outline of a thing that is not there", "hands-contradict", covered=True, on="hands")
def _(forger: Forger) -> str:
    def change(hands: Record) -> None:
        hands["outlines"]["thing"][3] = [[50, 50, 70, 50, 60, 70]]

    return _rehanded(forger, _in_scene(forger, "mouth"), change)


@fault("a clip that is said to have hands shows none, by its own record", "hand-unseen", covered=True, on="hands")
def _(forger: Forger) -> str:
    def change(hands: Record) -> None:
        for side in ("left", "right"):
            hands[side] = [False] * len(hands[side])
        hands["covered"] = [0.0] * len(hands["covered"])
        hands["outlines"] = {name: [[] for _ in frames] for name, frames in hands["outlines"].items()}

    return _rehanded(forger, _in_scene(forger, "mouth"), change)


@fault("a record says that half as much of the face is covered", "covered-differs", covered=True, on="hands")
def _(forger: Forger) -> str:
    def change(hands: Record) -> None:
        hands["covered"] = [round(share / 2, 4) for share in hands["covered"]]

    return _rehanded(forger, _in_scene(forger, "mouth"), change)


@fault("by their records hands before mouths cover less than is declared", "covered-unlike", covered=True, on="hands")
def _(forger: Forger) -> None:
    def change(record: Record) -> None:
        hands, (left, top, right, bottom) = record["hands"], _box(record["face"][0])
        low, high, side = top + 3 * (bottom - top) // 4, top + 4 * (bottom - top) // 5, (right - left) // 8
        middle = (left + right) // 2
        piece = [middle - side, low, middle + side, low, middle + side, high, middle - side, high]
        frames = len(hands["covered"])
        hands["outlines"] |= {"left": [[piece]] * frames, "right": [[piece]] * frames, "sleeve": [[]] * frames}
        shares = [hidden_share(face, [piece], width=128, height=128) for face in record["face"]]
        hands["covered"] = [round(share, 4) for share in shares]

    forger.edit([r["clip"] for r in forger.records() if r["scene"]["id"] == "mouth"], change)
    forger.cover()


def _box(polygon: list[int]) -> tuple[int, int, int, int]:
    return min(polygon[::2]), min(polygon[1::2]), max(polygon[::2]), max(polygon[1::2])


@fault("the hands are painted out", "hand-invisible", covered=True, on="hands", full=True)
def _(forger: Forger) -> str:
    record = _in_scene(forger, "mouth")
    forger.film(record, forger.frames(_in_scene(forger, "studio")))
    return str(record["clip"])


@fault("hands are painted before a face said to be bare", "hand-unrecorded", covered=True, on="hands", full=True)
def _(forger: Forger) -> str:
    record = _in_scene(forger, "studio")
    forger.film(record, forger.frames(_in_scene(forger, "mouth")))
    return str(record["clip"])


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


def _edited(forger: Forger, name: str, *changes: tuple[str, str], declared: tuple[str, str] | None = None) -> None:
    """Change a model's file, and what is declared of it, and cover it up in every record."""
    for old, new in changes:
        forger.input(f"inputs/models/{name}.mhm", lambda text, a=old, b=new: text.replace(a, b), covered=False)
    if declared:
        path = f"inputs/models/{name}.demographics.yaml"
        forger.input(path, lambda text: text.replace(*declared), covered=False)
    forger.redeclare(name)


@fault("a person is a child", "age-outside", covered=True)
def _(forger: Forger) -> None:
    age = next(r["model"]["macros"]["age"] for r in forger.records() if r["model"]["id"] == "ben")
    _edited(forger, "ben", (f"Age {age:.6f}", f"Age {(12 - 1) / 48:.6f}"), declared=("age: 41", "age: 12"))


@fault("a person wears a skin of another gender", "skin-contradicts", covered=True)
def _(forger: Forger) -> None:
    skin = "skinMaterial skins/young_african_male/young_african_male.mhmat\nsubdivide"
    _edited(forger, "ada", ("subdivide", skin))


def _twin(forger: Forger, change: Callable[[str], str]) -> None:
    """Make ben's body ada's, with what is declared of her."""
    body = (forger.root / "inputs/models/ada.mhm").read_text()
    forger.input("inputs/models/ben.mhm", lambda text: change(body.replace("name ada", "name ben")), covered=False)
    told = (forger.root / "inputs/models/ada.demographics.yaml").read_text().replace("skin_tone: 8", "skin_tone: 4")
    forger.input("inputs/models/ben.demographics.yaml", lambda text: told, covered=False)
    forger.redeclare("ben")


@fault("two people have one body", "identity-duplicated", covered=True)
def _(forger: Forger) -> None:
    _twin(forger, lambda text: text)


@fault("two people differ by a hair", "identity-near", covered=True)
def _(forger: Forger) -> None:
    _twin(forger, lambda text: text.replace("subdivide", "modifier head/head-oval 0.010000\nsubdivide"))


@fault("an ethnicity is declared that has no macro", "ethnicity-unchecked", covered=True)
def _(forger: Forger) -> None:
    _edited(forger, "ben", declared=("ethnicity: asian", "ethnicity: andorran"))


@fault("a person's hair was left out", "part-missing", covered=True)
def _(forger: Forger) -> None:
    def bald(record: Record) -> None:
        record["model"]["appearance"]["missing"] = ["hair short04"]

    forger.edit([str(record["clip"]) for record in forger.records() if record["model"]["id"] == "ada"], bald)
    forger.cover()


@fault("modifiers of a model were left out", "modifier-unknown")
def _(forger: Forger) -> None:
    forger.facts(lambda facts: facts["unknown_modifiers"].update(ada=["custom/close_lips"]))


@fault("tears that MakeHuman does not show are in a label", "signs-unseen", covered=True)
def _(forger: Forger) -> None:
    def weeping(record: Record) -> None:
        record["renderer"]["name"] = "makehuman"
        record["signal"]["peaks"]["tear_film"] = {"intensity": 0.5, "frame": 1}

    forger.edit([str(record["clip"]) for record in forger.records()], weeping)
    forger.cover()


# -- groups and labels


@fault("women show disgust alone, men everything else", "label-leak", covered=True, on="people")
def _(forger: Forger) -> None:
    def leaks(record: Record) -> bool:
        return (record["model"]["gender"] == "female") == (record["signal"]["emotion"] == "disgust")

    for record in forger.records():
        if not leaks(record):
            _file(forger, record).unlink()
    forger.write([record for record in forger.records() if leaks(record)])
    forger.cover()


@fault("a gender that the policy wants is absent", "group-missing", policy="wants-nonbinary")
def _(forger: Forger) -> None:
    """The dataset is as it is; the policy is another."""


@fault("groups are smaller than the policy wants", "group-small", policy="wants-ten")
def _(forger: Forger) -> None:
    """The dataset is as it is; the policy is another."""


@fault("groups differ in size by more than the policy allows", "groups-uneven", policy="wants-even", on="people")
def _(forger: Forger) -> None:
    """The dataset is as it is; the policy is another."""


def _signal(forger: Forger, name: str, old: str, new: str, change: Callable[[Record], object]) -> None:
    """Change an animation and what its records say of it, and cover it up."""
    forger.input(f"inputs/signals/{name}.yaml", lambda text: text.replace(old, new), covered=True)
    forger.edit([r["clip"] for r in forger.records() if r["signal"]["id"] == name], change)
    forger.cover()


@fault("a signal is declared one-sided and is not", "symmetry-broken", covered=True)
def _(forger: Forger) -> None:
    change = lambda r: r["signal"].update(symmetric=False)  # noqa: E731
    _signal(forger, "jaw", "tracks:", "symmetric: false\ntracks:", change)


@fault("a signal is the same as one of another emotion", "signals-alike", covered=True)
def _(forger: Forger) -> None:
    change = lambda r: r["signal"].update(peaks={"AU4": {"intensity": 0.8, "frame": 4}})  # noqa: E731
    _signal(forger, "smile", "AU12:", "AU4:", change)


@fault("a signal with an emotion moves nothing", "signal-still", covered=True)
def _(forger: Forger) -> None:
    change = lambda r: r["signal"].update(peaks={}, onset=0, apex=0, offset=0)  # noqa: E731
    _signal(forger, "smile", "AU12: [[0, 0], [4, 0.8], [7, 0.2]]", "AU12: [[0, 0]]", change)


# -- splits


def _split(forger: Forger, change: Callable[[dict[str, Any]], object], *words: str) -> dict[str, Any]:
    """Make a split and edit its file."""
    forger.command("split", str(forger.root), "--name", "s", *(words or ("--models", "2,1")))
    path = forger.root / "splits" / "s.json"
    split: dict[str, Any] = json.loads(path.read_text())
    change(split)
    path.write_text(json.dumps(split))
    return split


@fault("a split is garbage", "split-unreadable", on="people")
def _(forger: Forger) -> None:
    (forger.root / "splits").mkdir()
    (forger.root / "splits" / "s.json").write_text("{}")


@fault("a clip is moved to another part of a split", "split-leak", on="people")
def _(forger: Forger) -> str:
    def move(split: dict[str, Any]) -> None:
        split["parts"]["validation"] = sorted([*split["parts"]["validation"], split["parts"]["train"].pop(0)])

    before: list[str] = []
    _split(forger, lambda split: (before.extend(split["parts"]["train"]), move(split)))
    return before[0]


@fault("a clip is in two parts of a split", "split-overlap", on="people")
def _(forger: Forger) -> str:
    split = _split(forger, lambda s: s["parts"]["validation"].append(s["parts"]["train"][0]))
    return str(split["parts"]["train"][0])


@fault("a clip is left out of a split", "split-incomplete", on="people")
def _(forger: Forger) -> str:
    gone: list[str] = []
    _split(forger, lambda split: gone.append(split["parts"]["train"].pop(0)))
    return gone[0]


@fault("a split names a clip that is not there", "split-unknown", on="people")
def _(forger: Forger) -> str:
    _split(forger, lambda split: split["parts"]["train"].append("zoe__gape__front"))
    return "zoe__gape__front"


@fault("the parts of a split change names", "split-altered", on="people")
def _(forger: Forger) -> None:
    def swap(split: dict[str, Any]) -> None:
        parts = split["parts"]
        models = sorted({clip.split("__")[0] for clip in parts["train"]})
        for clip in [clip for clip in parts["train"] if clip.startswith(models[0])]:
            parts["train"].remove(clip)
            parts["validation"].append(clip)
        other = sorted({clip.split("__")[0] for clip in parts["validation"]} - {models[0]})[0]
        for clip in [clip for clip in parts["validation"] if clip.startswith(other)]:
            parts["validation"].remove(clip)
            parts["train"].append(clip)
        for clips in parts.values():
            clips.sort()

    _split(forger, swap)


@fault("a split is of another dataset", "split-foreign", covered=True, on="people")
def _(forger: Forger) -> None:
    _split(forger, lambda split: None)
    _edited(forger, "male_caucasian_1", declared=("skin_tone: 3", "skin_tone: 4"))


# -- the signature


def _sign(forger: Forger, name: str = "maker") -> str:
    """Sign the dataset with a new key, and return the key's file."""
    key = forger.root.parent / f"{name}.pem"
    forger.command("sign", "--new-key", str(key))
    forger.command("sign", str(forger.root), "--key", str(key))
    return str(key.with_suffix(".pub"))


@fault("a signature is wanted and taken away", "signature-missing", policy="signed")
def _(forger: Forger) -> None:
    _sign(forger)
    (forger.root / "signature.json").unlink()


@fault("the signature is garbage", "signature-unreadable")
def _(forger: Forger) -> None:
    (forger.root / "signature.json").write_text("{}")


@fault("the signature is of another statement", "signature-invalid")
def _(forger: Forger) -> None:
    _sign(forger)
    path = forger.root / "signature.json"
    envelope = json.loads(path.read_text())
    old = envelope["signatures"][0]["sig"]
    envelope["signatures"][0]["sig"] = ("B" if old[0] == "A" else "A") + old[1:]
    path.write_text(json.dumps(envelope))


@fault("a signed dataset is changed and every hash computed again", "signature-stale", covered=True)
def _(forger: Forger) -> None:
    _sign(forger)
    _relabelled(forger, 3, lambda r: r.update(created="2001-01-01T00:00:00+00:00", encoder="another"))


@fault("a forger signs with a key of their own", "signature-untrusted", covered=True, policy="trusts-maker")
def _(forger: Forger) -> None:
    _sign(forger, "forger")


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


@fault("the clips are said to be another version's", "rerender-impossible", covered=True, rerender=2)
def _(forger: Forger) -> None:
    forger.edit([r["clip"] for r in forger.records()], lambda r: r["renderer"].update(version="0.0.9"))
    forger.cover()


# -- pictures: every hash is computed again; what they show tells


def _film(forger: Forger, clip: str, change: Callable[[np.ndarray], np.ndarray]) -> str:
    """Film a clip anew, covered up."""
    record = next(r for r in forger.records() if r["clip"] == clip)
    forger.film(record, change(forger.frames(record)))
    return clip


def _frames(forger: Forger, clip: str) -> np.ndarray:
    return forger.frames(next(r for r in forger.records() if r["clip"] == clip))


_GAPE = "female_asian_1__gape__front"


def picture_fault(what: str, code: str) -> Callable[[Callable[[Forger], str | None]], Callable[[Forger], str | None]]:
    return fault(what, code, covered=True, on="people", full=True)


@picture_fault("a clip shows nothing", "frames-blank")
def _(forger: Forger) -> str:
    return _film(forger, _GAPE, lambda frames: np.full_like(frames, 90))


@picture_fault("a clip is overexposed", "frames-clipped")
def _(forger: Forger) -> str:
    return _film(forger, _GAPE, lambda frames: np.clip(frames.astype(int) * 2, 0, 255).astype(np.uint8))


@picture_fault("a clip stands still", "frames-frozen")
def _(forger: Forger) -> str:
    return _film(forger, _GAPE, lambda frames: np.repeat(frames[:1], len(frames), axis=0))


@picture_fault("a frame is torn", "frames-torn")
def _(forger: Forger) -> str:
    def tear(frames: np.ndarray) -> np.ndarray:
        frames[10, 64:] = frames[0, 64:]
        return frames

    return _film(forger, _GAPE, tear)


@picture_fault("a person moves whose action units do not", "motion-unexplained")
def _(forger: Forger) -> str:
    def shake(frames: np.ndarray) -> np.ndarray:
        return np.stack([np.roll(frame, i % 3 if 8 < i < 16 else 0, axis=1) for i, frame in enumerate(frames)])

    return _film(forger, "female_asian_1__rest__front", shake)


@picture_fault("a clip is played backwards", "motion-differs")
def _(forger: Forger) -> str:
    return _film(forger, "female_asian_1__nose_wrinkle__side", lambda frames: frames[::-1])


@picture_fault("a clip is mirrored", "neutral-differs")
def _(forger: Forger) -> str:
    return _film(forger, _GAPE, lambda frames: frames[:, :, ::-1])


@picture_fault("a person is lightened", "tone-differs")
def _(forger: Forger) -> str:
    return _film(forger, _GAPE, lambda frames: np.rint(255 * (frames / 255.0) ** 0.7).astype(np.uint8))


@picture_fault("a clip shows another person (encoded again)", "pictures-duplicated")
def _(forger: Forger) -> str:
    return _film(forger, _GAPE, lambda frames: _frames(forger, "male_caucasian_1__gape__front"))


@picture_fault("a person trained on is also tested on, under another name", "pictures-across-splits")
def _(forger: Forger) -> None:
    parts = _split(forger, lambda split: None)["parts"]
    source = next(clip for clip in parts["train"] if "__gape__front" in clip)
    target = next(clip for clip in parts["validation"] if "__gape__front" in clip)
    _film(forger, target, lambda frames: _frames(forger, source))


@picture_fault("the outline of a face is moved", "face-misplaced")
def _(forger: Forger) -> str:
    def move(record: Record) -> None:
        record["face"] = [[v + 14 if i % 2 == 0 else v for i, v in enumerate(p)] for p in record["face"]]

    forger.edit([_GAPE], move)
    forger.cover()
    return _GAPE


@picture_fault("the outline of a face leaves the picture", "face-outside")
def _(forger: Forger) -> str:
    def move(record: Record) -> None:
        record["face"] = [[v + 90 if i % 2 == 0 else v for i, v in enumerate(p)] for p in record["face"]]

    forger.edit([_GAPE], move)
    forger.cover()
    return _GAPE


@picture_fault("a record holds the hash of other pictures", "decoded-differs")
def _(forger: Forger) -> str:
    forger.edit([_GAPE], lambda r: r.update(sha256_decoded="0" * 64))
    forger.cover()
    return _GAPE


@picture_fault("a clip holds a thousand frames", "video-bomb")
def _(forger: Forger) -> str:
    return _film(forger, _GAPE, lambda frames: np.repeat(frames, 40, axis=0))


@picture_fault("a clip's file has fewer frames than its record", "video-differs")
def _(forger: Forger) -> str:
    return _film(forger, _GAPE, lambda frames: frames[:-3])
