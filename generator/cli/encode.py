"""``synthgen encode``: a dataset's PNG frames or FFV1 clips become video in another codec."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from synthgen.cli import options
from synthgen.cli.group import Group
from synthgen.codec import CONTAINER
from synthgen.errors import RunError
from synthgen.layout import DOCUMENTS, MANIFEST, SIGNATURE, TABLE

if TYPE_CHECKING:
    from synthgen.transcode.encode import Encoded

#: what other commands write into a dataset and what is true of its own files alone
_ABOUT_FILES = (*DOCUMENTS, SIGNATURE)


@click.command(epilog="Exit codes: 0 done; 2 bad input; 3 stopped (Ctrl-C) or failed: the same command goes on.")
@click.argument("folder", metavar="DATASET", type=options.PATH)
@click.option(
    "--codec", type=click.Choice([*CONTAINER, "jpeg"]), default="h264", show_default=True, help="What to encode to."
)
@options.out("Dataset folder to make.  [default: DATASET-h264]")
@options.workers
@options.quiet()
def encode(folder: Path, codec: str, out: Path | None, workers: int | None, quiet: bool) -> None:
    """Make the same dataset with video clips in another folder, from one with PNG frames or FFV1.

    \b
    synthgen encode faces               faces-h264, beside it
    synthgen encode faces --codec ffv1 --out lossless

    Frames are checked against their records first, and every clip is read back. The result is what
    `synthgen render --codec h264` makes; for a set that was made in MakeHuman, it is what an encoder there makes.
    """
    from synthgen.engines.plan import default_workers
    from synthgen.engines.progress import Progress
    from synthgen.transcode.encode import encode_dataset

    progress: list[Progress] = []
    try:
        result = encode_dataset(
            folder,
            out,
            codec=codec,
            workers=workers or default_workers(),
            on_start=lambda clips: progress.append(Progress(clips, quiet=quiet)),
            on_clip=lambda record: progress[0].clip(record["frames"]),
        )
    except KeyboardInterrupt:  # before or after the clips, or a second time
        raise RunError("Stopped. Give the same command to go on.") from None
    finally:
        for shown in progress:
            shown.close()
    if not quiet:
        click.echo(_summary(folder, result))


@click.group(cls=Group, hidden=True)
def dataset() -> None:
    """Work on a dataset that is there; the verbs do it now."""


@dataset.command("encode", params=encode.params, epilog=encode.epilog)
@click.pass_context
def encode_as_before(ctx: click.Context, /, **given: object) -> None:
    """Make the same dataset with video clips in another folder: `synthgen encode`."""
    options.hint("dataset encode", "encode")
    ctx.invoke(encode, **given)


def _summary(folder: Path, result: Encoded) -> str:
    from synthgen.engines.progress import duration, size

    lines = [
        f"{result.made} clips encoded in {duration(result.seconds)}",
        f"dataset   {result.root}: {result.done} of {result.declared} clips, {size(result.bytes)}",
        f"records   {result.root / MANIFEST} (and {TABLE}), root hash {result.root_hash[:16]}…",
    ]
    if result.preview is not None:
        lines.append(f"look at   {result.preview}")
    left = [name for name in _ABOUT_FILES if (folder / name).exists()]
    if left:
        lines.append(
            f"Not copied, since they are about the other files: {', '.join(left)}. "
            "`synthgen describe` and `synthgen sign` make them anew."
        )
    return "\n".join(lines)
