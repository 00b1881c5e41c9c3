"""A dataset's documents, put together from an audit's report: croissant.json, DATASHEET.md, CITATION.cff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from synthgen.errors import InputError, reason
from synthgen.layout import CITATION, CROISSANT, DATASHEET, MANIFEST, SPLITS, TABLE
from synthgen.publish import citation, croissant, datasheet
from synthgen.publish.publication import Publication
from synthgen.reader.fixity import table_columns

if TYPE_CHECKING:
    from synthgen.audit.report import Report
    from synthgen.reader.tree import Tree


def documents(report: Report, files: Sequence[croissant.File], publication: Publication) -> dict[str, bytes]:
    """Return {name: content} of the documents; the same report and publication give the same bytes."""
    described = croissant.croissant(report, files, publication)
    return {
        CROISSANT: croissant.croissant_bytes(described),
        DATASHEET: datasheet.datasheet(report, publication).encode("utf-8"),
        CITATION: citation.citation(report, publication).encode("utf-8"),
    }


def described_files(tree: Tree, report: Report) -> list[croissant.File]:
    """Return the files of a dataset that Croissant describes: the manifest's two forms, and the splits.

    Raises InputError where one is missing or cannot be read.
    """
    parts = {f"{SPLITS}/{split.name}.json": split.parts for split in report.coverage.splits}
    files = []
    for path in (TABLE, MANIFEST, *sorted(path for path in parts if path in tree.files)):
        try:
            digest = tree.sha256(path)
            columns = table_columns(tree) if path == TABLE else ()
        except (OSError, ValueError) as error:
            raise InputError(
                f"cannot be described: {reason(error)}",
                where=tree.root / path,
                remedy="`synthgen audit` says everything that is wrong.",
            ) from error
        files.append(croissant.File(path, digest, tree.files[path], parts.get(path), columns))
    return files
