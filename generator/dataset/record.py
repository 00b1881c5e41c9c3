"""A manifest record, put together from what is known of a clip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from synthgen.backports import paired
from synthgen.dataset.clip import ClipFacts
from synthgen.dataset.manifest import FORMAT, Record
from synthgen.facs.curves import phases
from synthgen.human.tonescale import SCALE

if TYPE_CHECKING:
    from synthgen.facs.performance import Performance
    from synthgen.human.mhm import Model
    from synthgen.scene.angles import Angle

_DIGITS = 6


def model_part(model: Model, *, source: str, appearance: Mapping[str, Any]) -> Record:
    """Return what a record says of its model.

    ``source`` is the copy's path under ``inputs/``, ``appearance`` how it looks, as JSON values.
    """
    declared = model.demographics
    ethnicity = declared.ethnicity
    return {
        "id": model.id,
        "gender": declared.gender,
        "ethnicity": ethnicity if isinstance(ethnicity, str) else dict(ethnicity),
        "age": declared.age,
        "skin_tone": declared.skin_tone,
        "skin_tone_scale": SCALE,
        "undertone": declared.undertone,
        "conditions": rounded(declared.conditions.record()),
        "macros": rounded(dict(model.macros)),
        "appearance": rounded(dict(appearance)),
        "input": source,
        "sha256": model.sha256,
    }


def signal_part(played: Performance, *, source: str, au_basis: str) -> Record:
    """Return what a record says of its signal as it was played; its keys are those of ``source``, under ``inputs/``.

    Peaks are of everything that moves, phases of the expression alone: a blink is no apex.
    """
    animation, curves, found = played.signal, played.curves, phases(played.expression)
    peaks = {}
    for code, column in paired(curves.codes, curves.values.T):
        frame = int(np.argmax(column))
        if column[frame] > 0:
            peaks[code] = {"intensity": round(float(column[frame]), _DIGITS), "frame": frame}
    return {
        "id": animation.signal,
        "emotion": animation.emotion,
        "au_basis": au_basis,
        "peaks": peaks,
        "onset": found.onset if found else 0,
        "apex": found.apex if found else 0,
        "offset": found.offset if found else 0,
        "symmetric": played.symmetric,
        "input": source,
        "sha256": animation.sha256,
    }


def clip_record(
    *,
    clip: str,
    path: str,
    facts: ClipFacts,
    angle: Angle,
    camera: Record,
    scene: Record,
    polygons: Sequence[np.ndarray],
    shared: Record,
    created: str,
    hands: Record | None = None,
) -> Record:
    """Return the record of a whole clip. ``polygons`` holds the face's outline for every frame, (k, 2) pixels.

    ``hands`` is what is before the face (``occlusion.hands_part``), where there is something.

    ``shared`` is what all clips of a model and a signal have in common: fps, width, height, codec, encoder, model,
    signal, renderer, assets, design_sha256.
    """
    return {
        "format": FORMAT,
        "clip": clip,
        "path": path,
        **asdict(facts),
        **shared,
        "angle": {"id": angle.id, "yaw": angle.yaw, "pitch": angle.pitch, "roll": angle.roll, "camera": camera},
        "scene": scene,
        "face": [polygon.reshape(-1).tolist() for polygon in polygons],
        **({} if hands is None else {"hands": hands}),
        "created": created,
    }


def rounded(value: Any) -> Any:
    """Return numbers of a JSON value rounded, so that a record does not depend on the last bits of a processor."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    return round(value, _DIGITS) + 0.0 if isinstance(value, float) else value
