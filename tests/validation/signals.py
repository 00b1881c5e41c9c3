"""What readers of expressions see in signals: AUC by class, curves over intensity, and what each signal is taken for.

    validation/bin/python tests/validation/signals.py SET [--ranks DOC] [--curves DOC] [--confusion DOC]
        [--draw PYTHON [OPTIONS OF apexes.py …]]

``SET`` is what apexes.py wrote; with ``--draw`` it is drawn first, by the interpreter of an environment that has the
project, and what stands behind it goes to apexes.py (``--signals crying boredom`` for other classes). Tables go out
as Markdown, kept as ``SET/tables.json``, which a later run may set beside its own with ``--before``, and written into
documents between their marks: by ``--ranks`` how well classes are told apart, by ``--curves`` how their names grow with
intensity, by ``--confusion`` what every signal is taken for. Readings are kept beside the set and not made again unless
``--again`` says so.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

from measures import classes, document
from readers.readings import readings_of

#: the marks in documents that tables stand between, which are options, too
MARKS = ("ranks", "curves", "confusion")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("set", type=Path)
    options.add_argument("--before", type=Path, help="tables.json of another set, shown in parentheses")
    for mark in MARKS:
        options.add_argument(f"--{mark}", type=Path, metavar="DOC", help=f"a document with the mark <!-- {mark} -->")
    options.add_argument("--again", action="store_true", help="read again what has been read")
    options.add_argument("--draw", nargs=argparse.REMAINDER, metavar="PYTHON", help="draw first, and with what options")
    given = options.parse_args()
    if given.draw:
        python, *more = given.draw
        subprocess.run([python, str(Path(__file__).with_name("apexes.py")), "--out", str(given.set), *more], check=True)
    readings = readings_of(given.set, expressions_alone=True, again=given.again)
    before = json.loads(given.before.read_text(encoding="utf-8")) if given.before else {}
    together, *alone = classes.confusion_tables(readings)
    shown = (classes.auc_table(readings), classes.intensity_table(readings), together)
    tables = [table for table in (*shown, *alone) if table.rows]
    print(document.text_of(tables, before))
    for mark, table in zip(MARKS, shown, strict=True):
        path = getattr(given, mark)
        if path:
            document.write_into(path, mark, table.markdown(before.get(table.title)) + "\n")
    document.keep(tables, given.set / "tables.json")


if __name__ == "__main__":
    main()
