"""What a forger does to a clip, every hash computed again, is found in the pictures: under its code, in that clip."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from forger import Forger, Record

from synthgen.audit.pixels.summary import PixelSummary
from synthgen.jsontext import json_value

pytestmark = pytest.mark.slow

Frames = np.ndarray
Change = Callable[[Frames, Callable[[str], Frames]], Frames]
WHO = "female_asian_1"


@dataclass(frozen=True)
class Forgery:
    """A change of the frames (25, 128, 128, 3) of a clip; it may look at other clips' frames. ``also``: codes that say
    the same in other words."""

    name: str
    code: str
    clip: str
    change: Change
    also: tuple[str, ...] = ()


def torn(frames: Frames, *, at: int, other: int, upper: bool = False) -> Frames:
    """Return frames of which one has the lower, or upper, half of another."""
    result, half = frames.copy(), slice(0, 64) if upper else slice(64, 128)
    result[at, half] = frames[other, half]
    return result


def gamma(frames: Frames, power: float) -> Frames:
    return np.rint(255 * (frames / 255.0) ** power).astype(np.uint8)


def shaken(frames: Frames) -> Frames:
    """Return frames of which those in the middle move from side to side."""
    return np.stack([np.roll(frame, i % 3 if 8 < i < 16 else 0, axis=1) for i, frame in enumerate(frames)])


def with_frame(frames: Frames, at: int, frame: np.ndarray) -> Frames:
    result = frames.copy()
    result[at] = frame
    return result


def order(*spans: range | list[int]) -> Change:
    """Return the change that shows frames in another order."""
    return lambda frames, others: frames[[frame for span in spans for frame in span]]


GAPE, JAW, SHAKE, REST = (f"{WHO}__{signal}__front" for signal in ("gape", "jaw_drop", "disapproving_shake", "rest"))
SNEER, WRINKLE = f"{WHO}__sneer__side", f"{WHO}__nose_wrinkle__side"
MAN = "male_caucasian_1"

FORGERIES = [
    Forgery("grey", "frames-blank", GAPE, lambda frames, others: np.full_like(frames, 90)),
    Forgery(
        "some frames black",
        "frames-blank",
        GAPE,
        lambda frames, others: np.concatenate((frames[:10], 0 * frames[:4], frames[14:])),
    ),
    Forgery(
        "nobody there",
        "frames-blank",
        GAPE,
        lambda frames, others: np.repeat(frames[:, :, :1], frames.shape[2], axis=2),
    ),
    Forgery(
        "overexposed",
        "frames-clipped",
        GAPE,
        lambda frames, others: np.clip(frames.astype(int) * 2, 0, 255).astype(np.uint8),
    ),
    Forgery(
        "another person",
        "neutral-differs",
        GAPE,
        lambda frames, others: others(f"{MAN}__gape__front"),
        also=("pictures-duplicated",),
    ),
    Forgery(
        "another angle",
        "neutral-differs",
        GAPE,
        lambda frames, others: others(f"{WHO}__gape__side"),
        also=("pictures-duplicated",),
    ),
    Forgery("mirrored", "neutral-differs", GAPE, lambda frames, others: frames[:, :, ::-1]),
    Forgery("mirrored, from the side", "neutral-differs", SNEER, lambda frames, others: frames[:, :, ::-1]),
    Forgery("shifted by four pixels", "neutral-differs", GAPE, lambda frames, others: np.roll(frames, 4, axis=2)),
    Forgery("backwards, ending neutral no more", "neutral-differs", JAW, lambda frames, others: frames[::-1]),
    Forgery("backwards, neutral at both ends", "motion-differs", WRINKLE, lambda frames, others: frames[::-1]),
    Forgery(
        "another signal",
        "motion-differs",
        GAPE,
        lambda frames, others: others(f"{WHO}__nose_wrinkle__front"),
        also=("pictures-duplicated",),
    ),
    Forgery(
        "a signal much like it",
        "motion-differs",
        SNEER,
        lambda frames, others: others(f"{WHO}__nose_wrinkle__side"),
        also=("pictures-duplicated",),
    ),
    Forgery("frozen", "frames-frozen", GAPE, lambda frames, others: np.repeat(frames[:1], 25, axis=0)),
    Forgery("frozen for a while", "frames-frozen", JAW, order(range(5), [5] * 7, range(12, 25))),
    Forgery("a frame repeated, one left out", "frames-frozen", SHAKE, order(range(7), range(6, 18), range(19, 25))),
    Forgery("torn", "frames-torn", GAPE, lambda frames, others: torn(frames, at=10, other=0)),
    Forgery("torn by four frames", "frames-torn", GAPE, lambda frames, others: torn(frames, at=6, other=2)),
    Forgery(
        "torn while the head turns",
        "frames-torn",
        SHAKE,
        lambda frames, others: torn(frames, at=9, other=6, upper=True),
    ),
    Forgery("a frame of another time", "frames-torn", GAPE, order(range(12), [0], range(13, 25))),
    Forgery("a frame of another time while the head turns", "frames-torn", SHAKE, order(range(12), [4], range(13, 25))),
    Forgery(
        "a frame of another person",
        "frames-torn",
        GAPE,
        lambda frames, others: with_frame(frames, 12, others(f"{MAN}__gape__front")[12]),
    ),
    Forgery(
        "another person from the middle on",
        "motion-unexplained",
        JAW,
        lambda frames, others: np.concatenate((frames[:12], others(f"{MAN}__jaw_drop__front")[12:])),
    ),
    Forgery("motion where no AU moves", "motion-unexplained", REST, lambda frames, others: shaken(frames)),
    Forgery("darkened", "tone-differs", GAPE, lambda frames, others: gamma(frames, 1.4)),
    Forgery("lightened", "tone-differs", GAPE, lambda frames, others: gamma(frames, 0.7)),
    Forgery(
        "redder",
        "tone-differs",
        GAPE,
        lambda frames, others: np.clip(frames.astype(int) + np.array([12, 0, -12]), 0, 255).astype(np.uint8),
    ),
]


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.name)
def test_a_forgery_is_found_in_its_clip(
    forged: Forger, clips: Mapping[str, Record], audit_clips: Callable[..., tuple[list, PixelSummary]], forgery: Forgery
) -> None:
    record = clips[forgery.clip]
    forged.film(record, forgery.change(forged.frames(record), lambda other: forged.frames(clips[other])))
    findings, _ = audit_clips(forged.root, forgery.clip)
    assert {finding.clip for finding in findings} == {forgery.clip}
    codes = {finding.code for finding in findings}
    assert forgery.code in codes and codes <= {forgery.code, *forgery.also}
    assert all(finding.message.startswith(forgery.clip) and finding.path == record["path"] for finding in findings)


def test_a_copied_file_is_a_duplicate_and_the_copy_is_blamed(
    forged: Forger, clips: Mapping[str, Record], audit_clips: Callable[..., tuple[list, PixelSummary]]
) -> None:
    source, target = f"{WHO}__nose_wrinkle__front", GAPE
    shutil.copyfile(forged.root / clips[source]["path"], forged.root / clips[target]["path"])
    forged.hash(target)
    findings, summary = audit_clips(forged.root, GAPE)
    assert {(finding.code, finding.clip) for finding in findings} == {
        ("motion-differs", target),
        ("pictures-duplicated", target),
    }
    assert source in next(f.message for f in findings if f.code == "pictures-duplicated")
    assert summary.duplicates == ((target, source),)


@pytest.mark.parametrize("by", [8, -20])
def test_an_outline_that_is_moved_is_misplaced(
    forged: Forger, clips: Mapping[str, Record], audit_clips: Callable[..., tuple[list, PixelSummary]], by: int
) -> None:
    def change(record: Record) -> None:
        record["face"] = [[v + by if i % 2 == 0 else v for i, v in enumerate(face)] for face in record["face"]]

    forged.edit([GAPE], change)
    findings, _ = audit_clips(forged.root, GAPE)
    assert [(finding.code, finding.clip) for finding in findings] == [("face-misplaced", GAPE)]


def test_an_outline_that_leaves_the_picture_is_told(
    forged: Forger, clips: Mapping[str, Record], audit_clips: Callable[..., tuple[list, PixelSummary]]
) -> None:
    def change(record: Record) -> None:
        record["face"] = [[v - 70 if i % 2 else v for i, v in enumerate(face)] for face in record["face"]]

    forged.edit([GAPE], change)
    findings, _ = audit_clips(forged.root, GAPE)
    assert ("face-outside", GAPE) in {(finding.code, finding.clip) for finding in findings}


@pytest.mark.parametrize("face", [[], [[1, 2, 3, 4, 5, 6]], [[0, 0, 1e300, 0, 1e300, 1e300]] * 25, [[1, 2]] * 25])
def test_outlines_that_are_none_are_told_and_do_no_harm(
    forged: Forger, clips: Mapping[str, Record], audit_clips: Callable[..., tuple[list, PixelSummary]], face: list
) -> None:
    from synthgen.audit.limits import PixelLimits
    from synthgen.audit.pixels.measure import measure_clip
    from synthgen.reader.records import read_entries
    from synthgen.reader.tree import scan

    tree = scan(forged.root)
    row = next(row for row in read_entries(tree, workers=1).entries if row.clip == GAPE)
    lines = forged.manifest.read_text(encoding="utf-8")
    forged.edit([GAPE], lambda record: record.update(face=face))
    first = forged.manifest.read_text(encoding="utf-8")
    assert first != lines
    offsets = np.cumsum([0, *(len(line) for line in first.encode().splitlines(keepends=True))])
    place = [record["clip"] for record in forged.records()].index(GAPE)
    moved = type(row)(**{name: getattr(row, name) for name in row.__slots__} | {"offset": int(offsets[place])})
    codes = {finding.code for finding in measure_clip(scan(forged.root), moved, PixelLimits()).findings}
    assert codes and codes <= {"face-misplaced", "face-outside"}


def test_a_person_of_another_tone_than_declared_is_told(
    forged: Forger, audit_clips: Callable[..., tuple[list, PixelSummary]]
) -> None:
    darkest = "female_african_1"
    changed = [record["clip"] for record in forged.records() if record["model"]["id"] == darkest]
    forged.edit(changed, lambda record: record["model"].update(skin_tone=4))
    findings, summary = audit_clips(forged.root)
    assert [(finding.code, finding.clip) for finding in findings] == [("tone-differs", None)]
    assert darkest in findings[0].message and "skin tone step 4" in findings[0].message
    assert summary.people[darkest].ita < -40


def test_everybody_darkened_is_told_against_the_studio_light(
    forged: Forger, clips: Mapping[str, Record], audit_clips: Callable[..., tuple[list, PixelSummary]]
) -> None:
    """One person's clips, all of them, darkened alike: no clip is odd, but the tone is not the declared one."""
    changed = [clip for clip in clips if clip.startswith(WHO)]
    for clip in changed:
        forged.film(clips[clip], gamma(forged.frames(clips[clip]), 2.2))
    findings, _ = audit_clips(forged.root, *changed)
    assert {(finding.code, finding.clip) for finding in findings} == {("tone-differs", None)}
    assert WHO in findings[0].message


def test_a_clean_dataset_has_no_finding_and_one_process_says_what_two_do(
    population: Path, audit: Callable[..., tuple[list, PixelSummary]]
) -> None:
    findings, summary = audit(population, workers=2)
    assert findings == []
    assert (summary.clips, summary.frames, summary.duplicates) == (36, 900, ())
    assert audit(population, workers=1) == (findings, summary)
    assert json.loads(json.dumps(json_value(summary))) == json_value(summary)
    ita = [summary.people[model].ita for model in ("female_african_1", "male_caucasian_1", "female_asian_1")]
    assert ita == sorted(ita)  # declared tones 9, 3, 3: dark to light


def test_outlines_of_a_person_that_are_all_wrong_lie_over_the_background(
    forged: Forger, clips: Mapping[str, Record], audit_clips: Callable[..., tuple[list, PixelSummary]]
) -> None:
    """No clip is odd among the person's; only the picture can tell."""
    changed = [clip for clip in clips if clip.startswith("male_caucasian_1") and clip.endswith("front")]

    def change(record: Record) -> None:
        record["face"] = [[v + 40 if i % 2 == 0 else v for i, v in enumerate(face)] for face in record["face"]]

    forged.edit(changed, change)
    findings, _ = audit_clips(forged.root, *changed)
    assert {(finding.code, finding.clip) for finding in findings} == {("face-misplaced", clip) for clip in changed}
    assert "background" in findings[0].message
