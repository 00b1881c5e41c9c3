"""``python -m synthgen`` and the ``synthgen`` command: from here on, Ctrl-C ends with a line and an exit code."""

import sys


def main() -> None:
    """Run the command line (see ``synthgen.cli.main``), also where Ctrl-C comes while it is imported."""
    try:
        from synthgen.cli import main as run
    except KeyboardInterrupt:
        sys.stderr.write("synthgen: Stopped.\n")
        sys.exit(3)
    run()


if __name__ == "__main__":
    main()
