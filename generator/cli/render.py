"""``synthgen render``: a design becomes a dataset on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from synthgen.cli import options
from synthgen.errors import RunError
from synthgen.layout import MANIFEST, TABLE


@click.command(epilog="Exit codes: 0 done; 2 bad input; 3 stopped (Ctrl-C) or failed: the same command goes on.")
@options.design
@options.out("Dataset folder: new, or to go on with.", required=True)
@click.option(
    "--only", multiple=True, metavar="KEY=GLOB[,…]", help="Only these cells; KEY: model, signal, emotion, angle, scene."
)
@click.option("--limit", type=click.IntRange(min=1), help="At most so many clips in this run.")
@click.option("--dry-run", is_flag=True, help="Say what would be rendered and what it costs; write nothing.")
@options.workers
@options.codec
@options.size
@click.option("--seed", type=options.SEED, help="Instead of the design's.")
@options.au_basis_instead
@options.quiet()
def render(
    design_name: str,
    out: Path,
    only: tuple[str, ...],
    limit: int | None,
    dry_run: bool,
    workers: int | None,
    codec: str | None,
    size: tuple[int, int] | None,
    seed: int | None,
    au_basis: str | None,
    quiet: bool,
) -> None:
    """Render a design: every model × signal × angle, resumable.

    \b
    synthgen render --out dataset                            all 4536 clips of the Sim2Real paper
    synthgen render --out dataset --only emotion=anger       a part; render the rest later
    synthgen render --out big --size 512 --codec png --limit 20
    """
    from synthgen.design import read_design, with_options
    from synthgen.engines.plan import parse_only
    from synthgen.engines.run import plan_design, render_design

    design = with_options(read_design(design_name), seed=seed, size=size, codec=codec, au_basis=au_basis)
    cells = parse_only(only)
    if dry_run:
        plan = plan_design(design, out, only=cells, limit=limit, workers=workers)
        click.echo(_planned(plan, design, out))
        return
    try:
        summary = render_design(design, out, only=cells, limit=limit, workers=workers, quiet=quiet)
    except KeyboardInterrupt:  # before or after the workers, or a second time
        raise RunError("Stopped. Give the same command to go on.") from None
    if not quiet:
        click.echo(_finished(summary))


def _planned(plan: Any, design: Any, out: Path) -> str:
    from synthgen.engines.progress import duration, size
    from synthgen.files import free_bytes

    video = design.video
    lines = [
        f"design    {design.name}: {plan.declared} clips declared, {plan.selected} selected, {plan.done} done",
        f"to render {plan.clips} clips, {plan.frames} frames of {video.width}x{video.height}, {video.codec}",
        f"disk      about {size(plan.bytes)}, {size(free_bytes(out))} free under {out}",
        f"time      about {duration(plan.seconds)} with {plan.workers} "
        f"worker{'s' if plan.workers != 1 else ''} (roughly; `synthgen bench` measures this machine)",
    ]
    return "\n".join(lines)


def _finished(summary: Any) -> str:
    from synthgen.engines.progress import duration, size

    rate = f", {summary.frames / summary.seconds:.0f} frames/s" if summary.rendered else ""
    crew = f" by {summary.workers} worker{'s' * (summary.workers != 1)}" if summary.rendered else ""
    lines = [
        f"{summary.rendered} clips rendered in {duration(summary.seconds)}{crew}{rate}",
        f"dataset   {summary.root}: {summary.done} of {summary.declared} clips, {size(summary.bytes)}",
        f"records   {summary.root / MANIFEST} (and {TABLE}), root hash {summary.root_hash[:16]}…",
    ]
    if summary.preview is not None:
        lines.append(f"look at   {summary.preview}")
    if summary.done < summary.declared:
        lines.append("The rest of the design is not rendered yet: the same command without --only and --limit does it.")
    return "\n".join(lines)
