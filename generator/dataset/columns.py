"""One type a column: how a record stands in a manifest since format 1.3, so that any reader of tables can take it.

What has several forms or keys of its own in the program is text, a list or a fixed set of keys in the manifest: a
number of gender is text beside "female", a mixture of ethnicities, conditions, a look and scene values are JSON text,
as they stand in ``manifest.csv``; peaks are a list with an entry an action unit, and macros have every key, null where
the model sets none. Numbers that are measures have a decimal point. Records of earlier formats stand as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Dict

from synthgen.formats import TYPED, version_of
from synthgen.human.demographics import GENDERS, UNDECLARED
from synthgen.human.modifiers import MACROS

Record = Dict[str, Any]

#: {part: its keys} of what is a measure, and has a decimal point also where it is a whole number
_MEASURES = {"model": ("age", "undertone"), "angle": ("yaw", "pitch", "roll")}
#: keys that are JSON text
_TEXTS = {"model": ("conditions", "appearance"), "scene": ("values",)}


def is_typed(record: Mapping[str, Any]) -> bool:
    """Tell whether a record, or ``dataset.json``, is of a format whose columns have one type."""
    return version_of(record.get("format")) >= TYPED


def packed(record: Record) -> Record:
    """Return a record as it stands in a manifest of its format."""
    if not is_typed(record):
        return record
    done = {**record, "fps": float(record["fps"])}
    for part in ("model", "angle", "scene"):
        done[part] = dict(record[part])
    for part, keys in _MEASURES.items():
        for key in keys:
            value = done[part][key]
            done[part][key] = None if value is None else float(value)
    for part, keys in _TEXTS.items():
        for key in keys:
            done[part][key] = json_text(done[part][key])
    model, signal = done["model"], record["signal"]
    if not isinstance(model["gender"], str):
        model["gender"] = repr(float(model["gender"]))
    if not isinstance(model["ethnicity"], str):
        model["ethnicity"] = json_text(dict(model["ethnicity"]))
    model["macros"] = {name: _float(model["macros"].get(name)) for name in MACROS.values()}
    peaks = [
        {"au": code, "intensity": float(peak["intensity"]), "frame": peak["frame"]}
        for code, peak in sorted(signal["peaks"].items())
    ]
    done["signal"] = {**signal, "peaks": peaks}
    return done


def unpacked(record: Record) -> Record:
    """Return a record of a manifest as the program has it, the inverse of ``packed``.

    Raises ValueError where a record calls itself of a format and does not have its form.
    """
    if not is_typed(record):
        return record
    try:
        return {**record, **{part: unpacked_part(part, record[part]) for part in ("model", "signal", "scene")}}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"it has not the form of format {record['format']} ({error})") from error


def unpacked_part(name: str, part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a part of a typed record as the program has it. Raises ValueError where its text is no JSON object."""
    done = dict(part)
    for key in _TEXTS.get(name, ()):
        done[key] = _object(part[key])
    if name == "model":
        if part["gender"] not in (*GENDERS, UNDECLARED):
            done["gender"] = float(part["gender"])
        if part["ethnicity"].startswith("{"):
            done["ethnicity"] = _object(part["ethnicity"])
        done["macros"] = {macro: value for macro, value in part["macros"].items() if value is not None}
    if name == "signal":
        done["peaks"] = {peak["au"]: {key: peak[key] for key in ("intensity", "frame")} for peak in part["peaks"]}
        if len(done["peaks"]) < len(part["peaks"]):
            raise ValueError("an action unit has two peaks")
    return done


def json_text(value: Any) -> str:
    """Return a value as JSON: sorted keys, no spaces, no escapes but those that JSON needs. Raises ValueError for a
    number that is not finite."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _object(text: str) -> Any:
    value = json.loads(text)
    if not isinstance(value, dict) or json_text(value) != text:  # what readers disagree on is in no canonical text
        raise ValueError(f"{text[:40]!r} is no JSON object in canonical form")
    return value


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
