"""What readers of expressions see in signals: AUC by class, curves over intensity, and what each signal is taken for.

    validation/bin/python tests/validation/signals.py SET [--write DOC] [--confusion DOC]
        [--draw PYTHON [OPTIONS OF apexes.py …]]

``SET`` is what apexes.py wrote; with ``--draw`` it is drawn first, by the interpreter of an environment that has the
project, and what stands behind it goes to apexes.py (``--signals crying boredom`` for other classes). Tables go out
as Markdown, kept as ``SET/tables.json``, which a later run may set beside its own with ``--before``, and written into
documents between their marks: by ``--write`` how well classes are told apart, and curves over intensity;
by ``--confusion`` what every signal is taken for. Readings are kept beside the set and not made again unless
``--again`` says so.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

from measures import classes, document
from readers.readings import readings_of

#: the marks in documents that tables stand between
MARK, CONFUSION_MARK = "signals", "confusion"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("set", type=Path)
    options.add_argument("--before", type=Path, help="tables.json of another set, shown in parentheses")
    options.add_argument("--write", type=Path, help="a document with the mark <!-- signals -->")
    options.add_argument("--confusion", type=Path, help="a document with the mark <!-- confusion -->")
    options.add_argument("--again", action="store_true", help="read again what has been read")
    options.add_argument("--draw", nargs=argparse.REMAINDER, metavar="PYTHON", help="draw first, and with what options")
    given = options.parse_args()
    if given.draw:
        python, *more = given.draw
        subprocess.run([python, str(Path(__file__).with_name("apexes.py")), "--out", str(given.set), *more], check=True)
    readings = readings_of(given.set, expressions_alone=True, again=given.again)
    before = json.loads(given.before.read_text(encoding="utf-8")) if given.before else {}
    ranked = classes.rank_tables(readings)
    together, *alone = classes.confusion_tables(readings)
    print(document.text_of([*ranked, together, *alone], before))
    if given.write:
        document.write_into(given.write, MARK, document.text_of(ranked, before))
    if given.confusion:
        document.write_into(given.confusion, CONFUSION_MARK, together.markdown(before.get(together.title)) + "\n")
    document.keep([*ranked, together, *alone], given.set / "tables.json")


if __name__ == "__main__":
    main()
