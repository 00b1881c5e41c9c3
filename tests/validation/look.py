"""The look test: read a set with all readers and write the tables of docs/validation.md.

    validation/bin/python tests/validation/look.py SET [--draw PYTHON] [--london FOLDER] [--before TABLES] [--write DOC]

``SET`` is what sample.py or draw.py wrote, or a folder of PNG files called PERSON__KIND.png. With ``--draw`` the sample
is drawn into it first, by the interpreter of an environment that has the project; a sample takes about twelve minutes
on two cores. Tables are printed as Markdown, kept as ``SET/tables.json``, which a later run may set beside its own with
``--before``, and written into a document between its marks. Readings are kept beside the set and not made again unless
``--again`` says so. Without ``--london`` (the path of the Face Research Lab London Set) the tables that compare with
real people are left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

from measures import counterparts, detection, displacement, document, emotions, looks, people
from measures.groups import Readings
from measures.table import Table
from readers import weights
from readers.london import is_even, readings_of_london
from readers.readings import readings_of

#: the marks in a document that tables stand between: all of them, and those of detectors alone
MARK, FRAMES_MARK = "look", "frames"
#: what titles of the latter open with
FRAMES = "Every frame"


def tables_of(readings: Readings, real: Readings) -> list[Table]:
    """Return all tables that a set's pictures and real people's are enough for."""
    tables = [*detection.tables(readings), emotions.called_table(readings, real), emotions.shares_table(readings)]
    tables += [*emotions.signal_tables(readings), counterparts.table(readings), *people.tables(readings)]
    if real:
        template = displacement.template_of(real)
        tables += [displacement.smile_table(readings, real, template)]
        tables += [displacement.neutral_table(readings, real, template), looks.table(readings, real)]
    return [table for table in tables if table.rows]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("set", type=Path)
    options.add_argument("--draw", metavar="PYTHON", help="draw the sample first, with this interpreter")
    options.add_argument("--london", type=Path)
    options.add_argument("--people", choices=("even", "odd", "all"), default="even", help="odd ones may guide [even]")
    options.add_argument("--before", type=Path, help="tables.json of another set, shown in parentheses")
    options.add_argument("--write", type=Path, help="a document with the mark <!-- look -->")
    options.add_argument("--detectors", action="store_true", help="find faces, read nothing more in them")
    options.add_argument("--again", action="store_true", help="read again what has been read")
    given = options.parse_args()
    if given.draw:
        subprocess.run([given.draw, str(Path(__file__).with_name("sample.py")), "--out", str(given.set)], check=True)
    readings = readings_of(given.set, detectors_alone=given.detectors, again=given.again)
    real = readings_of_london(given.london, weights.FOLDER / "london") if given.london else []
    if given.people != "all":
        real = [one for one in real if is_even(one) == (given.people == "even")]
    before = json.loads(given.before.read_text(encoding="utf-8")) if given.before else {}
    tables = detection.tables(readings, FRAMES) if given.detectors else tables_of(readings, real)
    text = document.text_of(tables, before)
    print(text)
    if given.write:
        document.write_into(given.write, FRAMES_MARK if given.detectors else MARK, text)
    document.keep(tables, given.set / "tables.json")


if __name__ == "__main__":
    main()
