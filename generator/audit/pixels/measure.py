"""One clip, decoded once: is it what its record says, and what of it the checks of the whole dataset need to know."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.contour import contour_contrast
from synthgen.audit.pixels.outline import FaceLook, look_inside, outline_points, outside_share
from synthgen.audit.pixels.picture import detail, middle, picture_of
from synthgen.audit.pixels.series import Motion, Series, Shots
from synthgen.codec import PICTURES
from synthgen.dataset.decoder import Bounds, Oversized, VideoFacts, decode_picture, open_video
from synthgen.design.spec import frame_rate
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, found
from synthgen.reader.records import read_faces, read_hand_outlines
from synthgen.reader.tree import Tree, UnsafePath

#: frames of a clip whose face is looked into, at most
_LOOKS = 9
#: what a container may say of a rate besides the exact one, as a part of it
_RATE = 1e-3
#: bytes that a frame of pure noise may take, a pixel; and a file's own
_BYTES_A_PIXEL, _BYTES = 4, 1 << 20


@dataclass(frozen=True, eq=False)
class ClipMeasures:
    """What is kept of a clip, about 3 kB. ``side``: its pictures' shorter one, in pixels, and that of the square which
    is measured. ``sha256``: of its decoded pictures. Skin colours are Y', Cb, Cr (0–255):
    ``skin_start`` in the first frame, ``skin`` over the clip. ``outlines``: the first and the last, (k, 2) in pixels of
    the frame. None where the record has no usable outline."""

    clip: str
    frames: int
    side: int
    sha256: bytes
    motion: Motion
    shots: Shots
    skin_start: tuple[float, float, float] | None
    skin: tuple[float, float, float] | None
    outlines: tuple[np.ndarray, np.ndarray] | None


@dataclass(frozen=True)
class Measured:
    """A clip's measures, None where it could not be decoded to its end, and what was found in it."""

    measures: ClipMeasures | None
    findings: tuple[Finding, ...] = ()


class _Differs(ValueError):
    """A video that is not what its record says; the message says in what."""


def measure_clip(tree: Tree, entry: Entry, limits: PixelLimits) -> Measured:
    """Decode a clip and measure it. A file that cannot be opened at all is for the integrity check to report."""
    try:
        outlines = _outlines(read_faces(tree, entry), entry)
        return _measure(tree, entry, limits, outlines, _hands(tree, entry))
    except Oversized as error:
        return Measured(None, (_about("video-bomb", entry, f"{error}; its record says {_describe(entry)}"),))
    except _Differs as error:
        return Measured(None, (_about("video-differs", entry, str(error)),))
    except UnsafePath:
        return Measured(None)
    except (OSError, ValueError) as error:
        return Measured(None, (_about("clip-undecodable", entry, str(error)),))


def _measure(
    tree: Tree,
    entry: Entry,
    limits: PixelLimits,
    outlines: Sequence[np.ndarray] | None,
    hands: Sequence[Sequence[np.ndarray]],
) -> Measured:
    digest, count = hashlib.sha256(), 0
    series: Series | None = None
    inner: list[np.ndarray] | None = None
    looks: dict[int, FaceLook | None] = {}
    details: list[float] = []
    contrasts: list[float] = []
    wanted = set(np.linspace(0, entry.frames - 1, min(entry.frames, _LOOKS)).astype(int).tolist())
    for planes in _decode(tree, entry, limits):
        for plane in planes:
            digest.update(np.ascontiguousarray(plane).data)
        height, width = planes[0].shape[:2]
        if (width, height) != (entry.width, entry.height):
            raise _Differs(f"frame {count} is {width}×{height}; its record says {entry.width}×{entry.height}")
        square, corner = middle(planes)
        picture = picture_of(square)
        if series is None:
            inner = None if outlines is None else [points - corner for points in outlines]
            series = Series(entry.frames, _box(inner, picture.shape, picture.scale))
        series.add(picture)
        details.append(detail(picture))
        if inner is not None and count in wanted:
            looks[count] = look_inside(picture, inner[count])
            if hands and hands[count]:
                polygons = [(points - corner) / picture.scale for points in hands[count]]
                contrast = contour_contrast(
                    picture, polygons, float(np.ptp(inner[count], axis=0).mean()) / picture.scale
                )
                contrasts += [contrast] if contrast is not None else []
        count += 1
    if count != entry.frames or series is None:
        raise _Differs(f"holds {count} frames; its record says {entry.frames}")
    findings = []
    if digest.hexdigest() != entry.sha256_decoded:
        findings.append(
            _about(
                "decoded-differs",
                entry,
                f"decodes to pictures with SHA-256 {digest.hexdigest()[:12]}…; "
                f"its record says {entry.sha256_decoded[:12]}…",
            )
        )
    findings += _check_frames(entry, limits, details, looks, outlines)
    findings += _check_hands(entry, limits, contrasts)
    seen = {frame: look for frame, look in looks.items() if look}
    measures = ClipMeasures(
        clip=entry.clip,
        frames=count,
        side=min(entry.width, entry.height),
        sha256=digest.digest(),
        motion=series.motion(),
        shots=series.shots(),
        skin_start=seen[0].skin if 0 in seen else None,
        skin=_mean([look.skin for look in seen.values()]),
        outlines=None if outlines is None else (outlines[0], outlines[-1]),
    )
    return Measured(measures, tuple(findings))


def _decode(tree: Tree, entry: Entry, limits: PixelLimits) -> Iterator[list[np.ndarray]]:
    """Yield a clip's frames as planes. Raises Oversized, _Differs, UnsafePath, OSError or ValueError."""
    bounds = Bounds(entry.frames, entry.width, entry.height)
    if entry.frames > limits.most_frames:
        raise Oversized(f"is recorded as {entry.frames} frames; the audit decodes at most {limits.most_frames}")
    if entry.codec in PICTURES:
        files = tree.pictures(entry.path)
        bounds.check_frames(len(files))
        for path in files:
            _check_bytes(tree, path, entry, frames=1)
            with tree.open(path) as file:
                yield [decode_picture(file, entry.codec, bounds)]
        return
    _check_bytes(tree, entry.path, entry, frames=entry.frames)
    with tree.open(entry.path) as file, open_video(file, entry.codec, bounds) as video:
        _check_facts(video.facts, entry, bounds)
        yield from video.frames()


def _check_bytes(tree: Tree, path: str, entry: Entry, *, frames: int) -> None:
    """Raise Oversized for a file that is larger than its pictures would be without compression."""
    most = _BYTES_A_PIXEL * entry.width * entry.height * frames + _BYTES
    if tree.files.get(path, 0) > most:
        raise Oversized(f"is {tree.files[path]} bytes; its pictures take less than {most} without compression")


def _check_facts(facts: VideoFacts, entry: Entry, bounds: Bounds) -> None:
    bounds.check_size(facts.width, facts.height)
    bounds.check_frames(facts.frames)
    expected = float(frame_rate(entry.fps))
    if facts.codec != entry.codec:
        raise _Differs(f"is {facts.codec} video; its record says {entry.codec}")
    if facts.streams != 1:
        raise _Differs(f"holds {facts.streams} streams; a clip is one video and nothing else")
    if (facts.width, facts.height) != (entry.width, entry.height):
        raise _Differs(f"is {facts.width}×{facts.height}; its record says {entry.width}×{entry.height}")
    if entry.frames > 1 and (facts.rate is None or abs(float(facts.rate) - expected) > _RATE * expected):
        shown = "no rate" if facts.rate is None else f"{float(facts.rate):g} frames a second"
        raise _Differs(f"plays at {shown}; its record says {entry.fps:g}")


def _check_frames(
    entry: Entry,
    limits: PixelLimits,
    details: Sequence[float],
    looks: dict[int, FaceLook | None],
    outlines: Sequence[np.ndarray] | None,
) -> Iterator[Finding]:
    """Yield what the frames of a clip show by themselves."""
    flat = [frame for frame, much in enumerate(details) if much < limits.blank]
    if flat:
        yield _about(
            "frames-blank",
            entry,
            f"shows nothing in {_frames(flat, entry.frames)}: neighbouring pixels differ by {min(details):.1f} levels; "
            f"at least {limits.blank:g} is expected",
        )
        return
    if outlines is None:
        yield _about("face-misplaced", entry, f"has no outline of the face for each of its {entry.frames} frames")
        return
    out = {
        frame: share
        for frame, points in enumerate(outlines)
        if (share := outside_share(points, width=entry.width, height=entry.height)) > limits.outside
    }
    if out:
        worst = max(out, key=lambda frame: out[frame])
        yield _about(
            "face-outside",
            entry,
            f"has {100 * out[worst]:.0f} % of the face outside the picture in frame {worst}; "
            f"at most {100 * limits.outside:g} % may be",
        )
    seen = {frame: look for frame, look in looks.items() if look}
    burnt = max(seen, key=lambda frame: seen[frame].clipped, default=0)
    if seen and seen[burnt].clipped > limits.clipped:
        yield _about(
            "frames-clipped",
            entry,
            f"has {100 * seen[burnt].clipped:.0f} % of the face black or white in frame {burnt}; "
            f"at most {100 * limits.clipped:g} % may be",
        )
    behind = float(np.median([look.background for look in seen.values()])) if seen else 1.0
    # in a scene what is behind may have skin's colour, or the picture none
    if behind > limits.background and not out and not entry.scene["values"]:
        yield _about(
            "face-misplaced",
            entry,
            f"has an outline whose inside is {100 * behind:.0f} % background; at most "
            f"{100 * limits.background:g} % may be",
        )


def _check_hands(entry: Entry, limits: PixelLimits, contrasts: Sequence[float]) -> Iterator[Finding]:
    """Yield hand-invisible where pictures have no contour along the outlines of hands and things."""
    middle = float(np.median(contrasts)) if contrasts else limits.contour
    if middle < limits.contour:
        yield _about(
            "hand-invisible",
            entry,
            f"changes {middle:.2f} times as much across the outlines of hands and things as beside them; at least "
            f"{limits.contour:g} times is expected of something that is there",
        )


def _hands(tree: Tree, entry: Entry) -> list[list[np.ndarray]]:
    """Return outlines (k, 2) of all that is before the face, per frame; no frames where a record has none."""
    if entry.hands is None:
        return []
    found = read_hand_outlines(tree, entry)
    return [
        [np.array(polygon, float).reshape(-1, 2) for polygons in frame for polygon in polygons]
        for frame in zip(*found.values(), strict=True)
    ]


def _outlines(faces: Sequence[Sequence[float]], entry: Entry) -> list[np.ndarray] | None:
    points = [outline_points(face, width=entry.width, height=entry.height) for face in faces]
    kept = [outline for outline in points if outline is not None]
    return kept if len(kept) == len(points) == entry.frames else None


def _box(
    outlines: Sequence[np.ndarray] | None, shape: tuple[int, int], scale: int
) -> tuple[float, float, float, float]:
    """Return the first outline's box in pixels of the picture; the middle half of the picture where there is none."""
    height, width = shape
    if outlines is None:
        return width / 4, height / 4, 3 * width / 4, 3 * height / 4
    low, high = outlines[0].min(0) / scale, outlines[0].max(0) / scale
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _mean(colours: Sequence[tuple[float, float, float]]) -> tuple[float, float, float] | None:
    if not colours:
        return None
    luma, cb, cr = np.mean(colours, axis=0).tolist()
    return luma, cb, cr


def _frames(frames: Iterable[int], count: int) -> str:
    listed = list(frames)
    if len(listed) == count:
        return "every frame"
    return f"frame {listed[0]}" if len(listed) == 1 else f"{len(listed)} frames, first {listed[0]}"


def _describe(entry: Entry) -> str:
    return f"{entry.frames} frames of {entry.width}×{entry.height}"


def _about(code: str, entry: Entry, message: str) -> Finding:
    return found(code, f"{entry.clip} {message}", clip=entry.clip, path=entry.path)
