"""``synthgen bench``: what rendering costs on this machine."""

from __future__ import annotations

from typing import Any

import click

from synthgen.cli import options


@click.command()
@options.design
@options.workers
@options.codec
@options.size
@options.as_json
def bench(
    design_name: str, workers: int | None, codec: str | None, size: tuple[int, int] | None, as_json: bool
) -> None:
    """Measure the renderer on this machine: stages, frames a second, memory, and the time a design would take."""
    from synthgen.design import read_design, resolve, with_options
    from synthgen.engines.bench import run_bench

    design = with_options(read_design(design_name), size=size, codec=codec)
    result = run_bench(design, resolve(design), workers=workers)
    if as_json:
        import json

        click.echo(json.dumps(result.record(), indent=2))
        return
    click.echo(_table(result))


def _table(result: Any) -> str:
    from synthgen.engines.progress import duration

    load = "unknown" if result.load is None else " ".join(f"{value:.2f}" for value in result.load)
    lines = [
        f"machine   {result.machine}",
        f"cores     {result.cores} usable, load average before the run {load}",
        f"picture   {result.size[0]}x{result.size[1]}, {result.codec}",
        "",
        "one process, milliseconds a frame of one view",
        *(f"  {name:10}{value:8.3f}   {_STAGES[name]}" for name, value in _in_order(result.stages_ms)),
        f"  {'sum':10}{sum(result.stages_ms.values()):8.3f}",
        f"  frames/s without encoding {result.fps_without_encoding:.0f}, with {result.fps_with_encoding:.0f}",
        f"  start {result.start_s:.1f} s (kernels and assets), then {result.model_s:.2f} s a model",
        "",
        f"{result.workers} worker{'s' if result.workers > 1 else ''}, from files to checked clips",
        f"  frames/s {result.fps_all_workers:.0f}"
        + ("" if result.peak_memory_mb is None else f", at most {result.peak_memory_mb:.0f} MB a worker"),
        f"  {result.design}: {result.design_clips} clips, {result.design_frames} frames: "
        f"about {duration(result.projected_s)}",
    ]
    return "\n".join(lines)


_STAGES = {
    "pose": "AU weights to vertices (once a frame, shared by the views)",
    "shared": "normals, light, shadow, diffusion (once a frame, shared by the views)",
    "view": "one picture",
    "outline": "face polygon for the manifest",
    "encode": "SHA-256 of the picture, colour conversion and encoder",
    "check": "decoding the clip again, its hashes",
}


def _in_order(stages: dict[str, float]) -> list[tuple[str, float]]:
    return [(name, stages[name]) for name in _STAGES if name in stages]
