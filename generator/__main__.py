"""``python -m synthgen`` and the ``synthgen`` command: from here on, Ctrl-C ends with a line and an exit code."""

import contextlib
import sys


def main() -> None:
    """Run the command line (see ``synthgen.cli``) in a process that does nothing else."""
    try:
        from synthgen.cli import run
        from synthgen.stopping import hear_no_more, heard
    except KeyboardInterrupt:
        sys.stderr.write("synthgen: Stopped.\n")
        sys.exit(3)
    code = 3
    with heard():
        with contextlib.suppress(KeyboardInterrupt):  # somebody may ask again in the moment it ends
            code = run()
        hear_no_more()  # while Python cleans up, another Ctrl-C changes nothing
        sys.exit(code)


if __name__ == "__main__":
    main()
