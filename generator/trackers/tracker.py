"""Trackers: the programs that write tables about faces in videos, told by their columns, and what the columns mean.

Head and gaze are given as in ``facs.vectors.rotation``: degrees; yaw > 0 turns to the subject's left, pitch > 0 down,
roll > 0 tilts to the subject's right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: {column: its values (rows,)}
Columns = Mapping[str, Floats]


@dataclass(frozen=True)
class Tracker:
    """What one program writes.

    Attributes:
        name: what people call it.
        told_by: columns that it alone has.
        units: {column: AU codes that it stands for}; where several columns name a code, the greatest counts.
        scale: the intensity of a column that is ours of 1; None: it depends, and has to be said.
        time: columns with seconds, or with milliseconds where they are called so; the first that is there.
        frame, face, success, confidence: names of such columns, the first that is there.
        head: columns, and what makes (yaw, pitch, roll) (rows, 3) of them.
        gaze: columns, and what makes (yaw, pitch) (rows, 2) of both eyes in the head of them and of ``head``'s.
        left_out: what it says and no signal can, in a sentence.
    """

    name: str
    told_by: tuple[str, ...]
    units: Mapping[str, tuple[str, ...]]
    scale: float
    frame: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    face: tuple[str, ...] = ()
    success: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    turned: Callable[[Columns], Floats] | None = None
    gaze: tuple[str, ...] = ()
    looked: Callable[[Columns], Floats] | None = None
    left_out: str = ""
    size: tuple[str, ...] = field(default=())


def tracker_of(names: Sequence[str]) -> Tracker | None:
    """Return who wrote a table with columns of these names; None where nobody is known to."""
    have = set(names)
    return next((one for one in TRACKERS if have.issuperset(one.told_by) and have & one.units.keys()), None)


# OpenFace ----------------------------------------------------------------------------------------------------------


def _camera_to_ours(matrices: Floats) -> Floats:
    """Return rotations (n, 3, 3) of a camera's frame (x right, y down, z away) in ours (x its right, y up, z to it)."""
    turn = np.diag([1.0, -1.0, -1.0])
    return turn @ matrices @ turn


def _openface_head(columns: Columns) -> Floats:
    """Return the rotation (n, 3, 3) of OpenFace's Rx · Ry · Rz, radians, in our axes."""
    x, y, z = (columns[name] for name in ("pose_Rx", "pose_Ry", "pose_Rz"))
    zero, one = np.zeros_like(x), np.ones_like(x)

    def rows(*values: Floats) -> Floats:
        return np.stack(values, axis=-1).reshape(-1, 3, 3)

    about_x = rows(one, zero, zero, zero, np.cos(x), -np.sin(x), zero, np.sin(x), np.cos(x))
    about_y = rows(np.cos(y), zero, np.sin(y), zero, one, zero, -np.sin(y), zero, np.cos(y))
    about_z = rows(np.cos(z), -np.sin(z), zero, np.sin(z), np.cos(z), zero, zero, zero, one)
    return _camera_to_ours(about_x @ about_y @ about_z)


def angles_of(matrices: Floats) -> Floats:
    """Return (yaw, pitch, roll) (n, 3) degrees of rotations (n, 3, 3), those of ``facs.vectors.rotation``."""
    yaw = np.arctan2(matrices[:, 0, 2], matrices[:, 2, 2])
    pitch = np.arcsin(np.clip(-matrices[:, 1, 2], -1.0, 1.0))
    roll = np.arctan2(matrices[:, 1, 0], matrices[:, 1, 1])
    return np.degrees(np.stack([yaw, pitch, roll], axis=-1))


def _openface_turned(columns: Columns) -> Floats:
    return angles_of(_openface_head(columns))


def _openface_looked(columns: Columns) -> Floats:
    """Return where the eyes look in the head: the mean of both gaze vectors, turned back by the head's rotation."""
    eyes = [np.stack([columns[f"gaze_{eye}_{axis}"] for axis in "xyz"], axis=-1) for eye in "01"]
    seen = (eyes[0] + eyes[1]) * np.array([1.0, -1.0, -1.0])
    x, y, z = (_openface_head(columns).transpose(0, 2, 1) @ seen[:, :, None])[:, :, 0].T
    return np.degrees(np.stack([np.arctan2(x, z), -np.arctan2(y, np.hypot(x, z))], axis=-1))


_OPENFACE_UNITS = (1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 15, 17, 20, 23, 25, 26)
OPENFACE = Tracker(
    name="OpenFace",
    told_by=("AU12_r",),
    units={**{f"AU{n:02d}_r": (f"AU{n}",) for n in _OPENFACE_UNITS}, "AU45_r": ("AU43",)},
    scale=5.0,
    frame=("frame",),
    time=("timestamp",),
    face=("face_id",),
    success=("success",),
    confidence=("confidence",),
    head=("pose_Rx", "pose_Ry", "pose_Rz"),
    turned=_openface_turned,
    gaze=tuple(f"gaze_{eye}_{axis}" for eye in "01" for axis in "xyz"),
    looked=_openface_looked,
    left_out="AU28, of which OpenFace says whether it is there and not how much",
)

# py-feat -----------------------------------------------------------------------------------------------------------


def _feat_turned(columns: Columns) -> Floats:
    """Return the head of py-feat 2.1: radians; up, to the subject's right and tilted to the right are above 0."""
    return np.degrees(np.stack([-columns["Yaw"], -columns["Pitch"], columns["Roll"]], axis=-1))


def _feat_looked(columns: Columns) -> Floats:
    """Return where eyes look, by py-feat's gaze in the head: radians, up and to the subject's right are above 0."""
    return np.degrees(np.stack([-columns["gaze_yaw"], -columns["gaze_pitch"]], axis=-1))


_FEAT_UNITS = (1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 17, 20, 23, 24, 25, 26, 28, 43)
FEAT = Tracker(
    name="py-feat",
    told_by=("AU12", "FaceScore"),
    units={f"AU{n:02d}": (f"AU{n}",) for n in _FEAT_UNITS},
    scale=1.0,
    frame=("frame",),
    time=("approx_time",),
    face=("face_index", "Identity"),
    confidence=("FaceScore",),
    head=("Pitch", "Roll", "Yaw"),
    turned=_feat_turned,
    gaze=("gaze_pitch", "gaze_yaw"),
    looked=_feat_looked,
    size=("FaceRectWidth", "FaceRectHeight"),
)

# LibreFace ---------------------------------------------------------------------------------------------------------

_LIBRE_UNITS = (1, 2, 4, 5, 6, 9, 12, 15, 17, 20, 25, 26)
LIBREFACE = Tracker(
    name="LibreFace",
    told_by=("au_12_intensity",),
    units={f"au_{n}_intensity": (f"AU{n}",) for n in _LIBRE_UNITS},
    scale=5.0,
    frame=("frame_idx",),
    time=("frame_time_in_ms",),
    confidence=("face_detection_score",),
    left_out="pitch, yaw and roll, which in LibreFace are of a shape that turns with the head, and no angles; gaze",
)

# Blend shapes (ARKit, MediaPipe) -----------------------------------------------------------------------------------

#: blend shape, without its side -> AU, without its side
_SIDED = {
    "browOuterUp": "AU2",
    "cheekSquint": "AU6",
    "eyeBlink": "AU43",
    "eyeSquint": "AU7",
    "eyeWide": "AU5",
    "mouthDimple": "AU14",
    "mouthFrown": "AU15",
    "mouthSmile": "AU12",
    "mouthStretch": "AU20",
    "mouthUpperUp": "AU10",
    "noseSneer": "AU9",
    "eyeLookUp": "AU63",
    "eyeLookDown": "AU64",
}
#: blend shapes of both sides that stand for a unit without sides
_WHOLE = {
    "browDownLeft": "AU4",
    "browDownRight": "AU4",
    "browInnerUp": "AU1",
    "cheekPuff": "AU34",
    "jawForward": "AU29",
    "jawLeft": "AU30L",
    "jawRight": "AU30R",
    "mouthFunnel": "AU22_25_up_down",
    "mouthLowerDownLeft": "AU16",
    "mouthLowerDownRight": "AU16",
    "mouthPressLeft": "AU24",
    "mouthPressRight": "AU24",
    "mouthPucker": "AU18",
    "mouthRollLower": "AU28",
    "mouthRollUpper": "AU28",
    "mouthShrugLower": "AU17",
    "tongueOut": "AU19",
    "eyeLookOutLeft": "AU61L",
    "eyeLookInLeft": "AU62L",
    "eyeLookInRight": "AU61R",
    "eyeLookOutRight": "AU62R",
}
_SHAPES: Mapping[str, tuple[str, ...]] = {
    **{f"{shape}{side}": (f"{code}{side[0]}",) for shape, code in _SIDED.items() for side in ("Left", "Right")},
    **{shape: (code,) for shape, code in _WHOLE.items()},
    "jawOpen": ("AU25", "AU26"),  # lips part where the jaw opens; no blend shape says that they do
}


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]


_NO_SIGNAL = "mouthClose, mouthLeft, mouthRight and mouthShrugUpper, which no unit is; the head's turns"
MEDIAPIPE = Tracker(
    name="MediaPipe or ARKit",
    told_by=("mouthSmileLeft", "jawOpen"),
    units=_SHAPES,
    scale=1.0,
    frame=("frame", "frame_idx", "frame_index"),
    time=("timestamp", "time", "timestamp_ms", "frame_time_in_ms"),
    face=("face_id", "face_index"),
    left_out=_NO_SIGNAL,
)
LIVE_LINK = Tracker(
    name="Live Link Face",
    told_by=("MouthSmileLeft", "JawOpen"),
    units={_capital(name): codes for name, codes in _SHAPES.items()},
    scale=1.0,
    left_out=_NO_SIGNAL,
)

#: those with more columns of their own come first: py-feat 2 has blend shapes, too
TRACKERS: tuple[Tracker, ...] = (OPENFACE, FEAT, LIBREFACE, MEDIAPIPE, LIVE_LINK)
