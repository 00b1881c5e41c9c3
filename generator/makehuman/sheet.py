"""The overview picture of a set that MakeHuman made: ``python -m synthgen.makehuman.sheet DIR``, beside MakeHuman.

MakeHuman's own Python has nothing that decodes a video or draws text; the one that installed the plugin does it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from synthgen.dataset.folder import disk_errors, locked_folder
from synthgen.dataset.preview import write_preview
from synthgen.errors import InputError, RunError


def main(words: list[str]) -> int:
    """Write ``preview.png`` into the dataset that is named; return the exit code."""
    root = Path(words[0])
    try:
        with locked_folder(root) as folder, disk_errors(root):
            write_preview(folder)
    except (InputError, RunError) as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
