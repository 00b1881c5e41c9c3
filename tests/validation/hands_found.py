"""Does a detector trained on photographs find the hands that a set declares, and none where it declares none?

    synthgen render --design hands --out SET
    validation/bin/python tests/validation/hands_found.py SET [--every N] [--write DOC]

``SET`` is a dataset of PNG clips or stills. Of every clip (every Nth with ``--every``) the frame is read in which most
of the face is covered, of one without hands the middle one. Counted is whether MediaPipe's palm and hand models find a
hand, by gesture, skin tone and ethnicity.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import cv2
from measures import document
from measures.table import Table
from readers.hands import HandFinder

MARK = "hands"
_TONES = ((1, 2), (3, 4), (5, 6), (7, 8), (9, 10))
#: a picture with hands, one without, one with a thing alone
WITH, WITHOUT, THING = "with hands", "without", "with a thing alone"


def readings(root: Path, every: int) -> Iterator[dict[str, Any]]:
    """Yield of each clip what is declared and whether a hand is found."""
    finder = HandFinder()
    for number, line in enumerate((root / "manifest.jsonl").open(encoding="utf-8")):
        if number % every:
            continue
        record = json.loads(line)
        hands = record.get("hands")
        frame = record["frames"] // 2
        if hands is not None:
            frame = max(range(record["frames"]), key=lambda k: (hands["covered"][k], hands["amount"][k]))
        path = root / record["path"]
        picture = cv2.imread(str(path / f"{frame:04}.png" if path.is_dir() else path))
        found = finder.find(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
        model = record["model"]
        yield {
            "kind": _kind(hands, frame),
            "gesture": hands["gesture"] if hands else "none",
            "side": hands["side"] if hands else "none",
            "thing": hands["thing"] if hands else "none",
            "ethnicity": model["ethnicity"],
            "tone": next((f"{a}–{b}" for a, b in _TONES if a <= (model["skin_tone"] or 0) <= b), "undeclared"),
            "gender": model["gender"],
            "emotion": record["signal"]["emotion"],
            "found": bool(found),
            "path": record["path"],
        }


def _kind(hands: Mapping[str, Any] | None, frame: int) -> str:
    if hands is None:
        return WITHOUT
    return WITH if hands["left"][frame] or hands["right"][frame] else THING if hands["thing"] != "none" else WITHOUT


def tables_of(read: list[dict[str, Any]]) -> list[Table]:
    """Return the share of pictures in which a hand is found, by what is declared of them."""
    tables = []
    for by in ("gesture", "tone", "ethnicity", "gender"):
        names = ["all", *sorted({str(one[by]) for one in read})]
        rows = {name: _row([one for one in read if name in ("all", str(one[by]))]) for name in names}
        columns = [column for kind in (WITH, WITHOUT) for column in (kind, f"pictures {kind}")]
        forms = {f"pictures {kind}": ".0f" for kind in (WITH, WITHOUT)}
        tables.append(Table(f"Hands found by MediaPipe, by {by}, %", by, columns, rows, ".1f", forms))
    return tables


def _row(read: list[dict[str, Any]]) -> dict[str, float]:
    """Return shares of pictures in which a hand is found, in per cent, and how many pictures there are."""
    row = {}
    for kind in (WITH, WITHOUT):
        found = [one["found"] for one in read if one["kind"] == kind]
        row |= {kind: 100 * sum(found) / len(found), f"pictures {kind}": len(found)} if found else {}
    return row


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("set", type=Path)
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--write", type=Path, help="a document with the mark <!-- hands -->")
    given = options.parse_args()
    read = list(readings(given.set, given.every))
    missed = [one["path"] for one in read if (one["kind"] == WITH) != one["found"] and one["kind"] != THING]
    tables = tables_of(read)
    text = document.text_of(tables, {})
    print(text)
    (given.set.parent / f"{given.set.name}-hands.json").write_text(json.dumps({"missed": missed}, indent=1))
    if given.write:
        document.write_into(given.write, MARK, text)


if __name__ == "__main__":
    main()
