"""croissant.json: the dataset in MLCommons' Croissant 1.1, its responsible-AI fields filled from what was measured.

https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html and
https://docs.mlcommons.org/croissant/docs/croissant-rai-spec.html are the formats.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synthgen.layout import CLIPS
from synthgen.publish import words
from synthgen.publish.citation import bibtex
from synthgen.publish.croissant_rai import responsible_ai
from synthgen.publish.publication import Author, Publication

if TYPE_CHECKING:
    from synthgen.audit.report import Report

_VERSION = "http://mlcommons.org/croissant/1.1"
_RAI_VERSION = "http://mlcommons.org/croissant/RAI/1.0"
#: the specification's recommended context (its appendix 1), and PROV-O for how the dataset came about
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
} | {
    term: f"cr:{term}"
    for term in (
        *("annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes", "extract"),
        *("field", "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset"),
        *("jsonPath", "key", "md5", "parentField", "path", "readLines", "recordSet", "references", "regex", "repeated"),
        *("replace", "samplingRate", "sdVersion", "separator", "source", "subField", "transform", "unArchive"),
    )
}
#: by codec: the media type of a clip's files, and where they lie below the dataset
_FILES = {
    "h264": ("video/mp4", f"{CLIPS}/*/*/*/*.mp4"),
    "ffv1": ("video/x-matroska", f"{CLIPS}/*/*/*/*.mkv"),
    "png": ("image/png", f"{CLIPS}/*/*/*/*/*.png"),
    "jpeg": ("image/jpeg", f"{CLIPS}/*/*/*/*.jpg"),
}
_STILL = ("image/png", f"{CLIPS}/*/*/*/*.png")
_TEXT, _WHOLE, _REAL, _FLAG = "sc:Text", "sc:Integer", "sc:Float", "sc:Boolean"
#: by column of manifest.csv: its type and what it means
_FIELDS: dict[str, tuple[str | list[str], str]] = {
    "clip": (_TEXT, "The clip's id."),
    "path": (
        _TEXT,
        "The clip's file (with codec png its folder of frames, but of a still), relative to the dataset's folder.",
    ),
    "model": (_TEXT, "Id of the simulated person. One person is in many clips."),
    "gender": (_TEXT, "Declared gender of the model: female, male, or from 0 (female) to 1 (male)."),
    "ethnicity": (_TEXT, "Declared ethnicity of the model: a name, or {name: share} as JSON."),
    "age": (_REAL, "Declared age of the model in years."),
    "skin_tone": (_WHOLE, "Declared skin tone of the model, 1 (lightest) to 10, in the order of the Monk scale."),
    "skin_tone_scale": (
        _TEXT,
        "What a step of skin_tone is: a colour that skin was measured to have (measured), or a swatch of the Monk "
        "scale (monk-swatches, also where it is empty).",
    ),
    "undertone": (_REAL, "Declared undertone of the model's skin, from 0 (red) to 1 (olive)."),
    "conditions": (_TEXT, "Declared conditions of the model's face as JSON, {} for none."),
    "signal": ([_TEXT, "cr:Label"], "Id of the social signal that is played: an animation of action units."),
    "emotion": ([_TEXT, "cr:Label"], "The emotion that the signal is assigned to; empty where it has none."),
    "onset": ([_WHOLE, "cr:Label"], "First frame, from 0, of the activity around the apex."),
    "apex": ([_WHOLE, "cr:Label"], "First frame, from 0, with the greatest sum of the expression's action units."),
    "offset": ([_WHOLE, "cr:Label"], "Last frame, from 0, of the activity around the apex."),
    "symmetric": (_FLAG, "Whether the signal is declared to move both sides of the face alike."),
    "au_basis": (_TEXT, "Whose shapes the action units have."),
    "angle": (_TEXT, "Id of the viewing angle."),
    "yaw": ([_REAL, "cr:Label"], "Degrees; above 0 the camera is on the subject's left."),
    "pitch": ([_REAL, "cr:Label"], "Degrees; above 0 the camera is above."),
    "roll": ([_REAL, "cr:Label"], "Degrees; above 0 the picture's up turns to its right."),
    "scene": (_TEXT, "Id of the scene: lights and background."),
    "gesture": (
        [_TEXT, "cr:Label"],
        "What hands do before the face; none where there is a thing alone.",
    ),
    "hand_side": ([_TEXT, "cr:Label"], "Whose hands, the subject's: left, right or both."),
    "thing": ([_TEXT, "cr:Label"], "The thing before the face; none where there are hands alone."),
    "frames": (_WHOLE, "Number of frames."),
    "fps": (_REAL, "Frames a second."),
    "width": (_WHOLE, "Width of the picture in pixels."),
    "height": (_WHOLE, "Height of the picture in pixels."),
    "codec": (_TEXT, "h264, ffv1, png or jpeg."),
    "bytes": (_WHOLE, "Size of the clip's file, or of its frames together."),
    "sha256_file": (_TEXT, "SHA-256 of the file; of a png clip: of the sorted list of its frames' hashes."),
    "sha256_frames": (_TEXT, "SHA-256 of the frames before encoding."),
    "sha256_decoded": (_TEXT, "SHA-256 of the frames as they decode."),
    "sha256_record": (_TEXT, "SHA-256 of the clip's record in manifest.jsonl: its leaf in the Merkle tree."),
}
_PART = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


@dataclass(frozen=True)
class File:
    """A file of the dataset that Croissant describes. ``parts``: {part: its clips' number} of a split, else none.

    ``columns``: those of the table of clips, which older formats have fewer of.
    """

    path: str
    sha256: str
    bytes: int
    parts: Mapping[str, int] | None = None
    columns: tuple[str, ...] = ()


def croissant(report: Report, files: Sequence[File], publication: Publication) -> dict[str, Any]:
    """Return the dataset's description as JSON-LD. ``files`` are the manifest's two forms, and splits.

    ``report`` is an audit's. What the publisher left out is left out: Croissant wants an address
    and a creator of a dataset that is published.
    """
    data = report.dataset
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [_VERSION, _RAI_VERSION],
        "name": title(report, publication),
        "description": description(report),
        "license": licences(data.licence),
        "version": publication.version,
        "datePublished": publication.published.isoformat() if publication.published else str(data.finished)[:10],
        "dateCreated": words.plain(data.finished),
        "isLiveDataset": False,
        "keywords": KEYWORDS,
        "citeAs": bibtex(report, publication),
        "prov:wasGeneratedBy": {
            "@type": "prov:Activity",
            "prov:label": f"Rendering with synthgen {words.plain(data.synthgen)}",
            "prov:startedAtTime": words.plain(data.created),
            "prov:endedAtTime": words.plain(data.finished),
        },
    }
    if publication.authors:
        document["creator"] = [_creator(author) for author in publication.authors]
    if publication.url:
        document["url"] = publication.url
    if publication.doi:
        document["sameAs"] = f"https://doi.org/{publication.doi}"
    document |= responsible_ai(report, publication)
    document["distribution"] = _distribution(report, files)
    document["recordSet"] = [
        *map(_clips, (file for file in files if file.columns)),
        *(record_set for file in files for record_set in _parts(file)),
    ]
    return document


def croissant_bytes(document: Mapping[str, Any]) -> bytes:
    """Return JSON-LD as text that can stand in a page's script element, too: no "<" is in it."""
    return (json.dumps(document, indent=2).replace("<", "\\u003c") + "\n").encode("ascii")


KEYWORDS = ["synthetic data", "facial expression", "facial action coding system", "video", "fairness", "audit"]


def title(report: Report, publication: Publication) -> str:
    """Return what the dataset is called: as its publisher says, else as its design does."""
    return publication.title or words.plain(report.dataset.name, longest=200)


def description(report: Report) -> str:
    """Return what the dataset is, in some sentences."""
    said = words.plain(report.dataset.description or "").rstrip(".")
    return (
        f"{said + '. ' if said else ''}Synthetic video of facial expressions: {words.design_line(report)}; "
        f"{words.picture_line(report)}. {words.SYNTHETIC}"
    )


def licences(expression: Any) -> list[str]:
    """Return the addresses of an SPDX expression's licences, all of which hold; the expression where it is another.

    >>> licences("CC0-1.0 AND LGPL-3.0-only")
    ['https://spdx.org/licenses/CC0-1.0', 'https://spdx.org/licenses/LGPL-3.0-only']
    """
    said = words.plain(expression or "NOASSERTION", longest=500)
    ids = said.split(" AND ")
    listed = all(_SPDX.fullmatch(one) and not one.startswith(("LicenseRef-", "DocumentRef-")) for one in ids)
    if not listed or {"NOASSERTION", "NONE"} & set(ids):
        return [said]
    return [f"https://spdx.org/licenses/{one}" for one in ids]


def _creator(author: Author) -> dict[str, str]:
    kind = "sc:Person" if author.given else "sc:Organization"
    mail = {"email": author.mail} if author.mail else {}
    return {"@type": kind, "name": author.name, **mail}


def _distribution(report: Report, files: Sequence[File]) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = []
    for file in files:
        kinds = {".csv": "text/csv", ".jsonl": "application/jsonlines", ".json": "application/json"}
        about = {
            "@type": "cr:FileObject",
            "contentUrl": file.path,
            "contentSize": f"{file.bytes} B",
            "encodingFormat": kinds[file.path[file.path.rindex(".") :]],
            "sha256": file.sha256,
        }
        # one file in several roles: a reader takes one list at a time out of a file of JSON
        ids = [_part_id(file, part) for part in _named_parts(file)] or [file.path]
        listed += [{"@id": each, "name": each, **about} for each in ids]
    codec = report.dataset.codec
    chosen = [_FILES[codec]] if codec in _FILES else list(_FILES.values())
    if codec == "png" and report.dataset.frames == report.dataset.clips:
        chosen.append(_STILL)
    listed.append(
        {
            "@type": "cr:FileSet",
            "@id": "clip-files",
            "name": "clip-files",
            "description": "The clips; column 'path' of manifest.csv says which is which, 'sha256_file' what it holds.",
            "encodingFormat": [kind for kind, _ in chosen],
            "includes": [pattern for _, pattern in chosen],
        }
    )
    return listed


def _clips(table: File) -> dict[str, Any]:
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"clips/{column}",
            "name": column,
            "description": _FIELDS[column][1],
            "dataType": _FIELDS[column][0],
            "source": {"fileObject": {"@id": table.path}, "extract": {"column": column}},
        }
        for column in table.columns
    ]
    return {
        "@type": "cr:RecordSet",
        "@id": "clips",
        "name": "clips",
        "description": "One clip a record: who is in it, what is played, from where it is seen, and its hashes.",
        "key": {"@id": "clips/clip"},
        "field": fields,
    }


def _parts(file: File) -> list[dict[str, Any]]:
    """Return a record set for each part of a split: its clips' ids."""
    return [
        {
            "@type": "cr:RecordSet",
            "@id": f"{_part_id(file, part)}/clips",
            "name": f"{_part_id(file, part)}/clips",
            "description": f"The {count} clips of part '{part}' of the split {file.path}.",
            "key": {"@id": f"{_part_id(file, part)}/clip"},
            "field": [
                {
                    "@type": "cr:Field",
                    "@id": f"{_part_id(file, part)}/clip",
                    "name": "clip",
                    "description": "The clip's id, as in the record set 'clips'.",
                    "dataType": _TEXT,
                    "source": {
                        "fileObject": {"@id": _part_id(file, part)},
                        "extract": {"jsonPath": f"$.parts.{part}[*]"},
                    },
                }
            ],
        }
        for part, count in _named_parts(file).items()
    ]


def _named_parts(file: File) -> dict[str, int]:
    """Return the parts of a split that have clips, and names that can stand in a JSON path."""
    return {part: count for part, count in (file.parts or {}).items() if count and _PART.fullmatch(part)}


def _part_id(file: File, part: str) -> str:
    return f"{file.path.removesuffix('.json')}/{part}"
