"""What ``synthgen signals`` writes: signals as YAML, of trackers' tables too, and files beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from synthgen.facs.animation import Animation

#: endings of tables, whoever wrote them
_TABLES = (".csv", ".tsv")


def is_tracked(file: Path) -> bool:
    """Tell whether a file is a tracker's table, or is meant to be one."""
    from synthgen.files import read_file
    from synthgen.trackers.signal import is_table
    from synthgen.trackers.table import LARGEST

    return file.suffix.lower() in _TABLES or is_table(read_file(file, most=LARGEST))


def write_tracked(
    file: Path,
    *,
    out: Path | None,
    name: str | None,
    emotion: str | None,
    force: bool,
    fps: float,
    frames: int,
    neutral_before: int,
    neutral_after: int,
    face: int | None,
    confidence: float | None,
    gap: float | None,
    start: float | None,
    end: float | None,
    scale: str | None,
    tolerance: float | None,
    smooth: int | None,
    centred: bool,
) -> None:
    """Write a tracker's table as a YAML signal, and say what became of its rows."""
    from synthgen.trackers.signal import Fit, read_tracked
    from synthgen.trackers.timeline import Rules

    for option in ("frames", "neutral_before", "neutral_after"):
        if _given(option):
            raise click.UsageError(f"--{option.replace('_', '-')} is of FACSHuman's files; a table says it itself.")
    chosen = {"confidence": confidence, "gap": gap}
    rules = Rules(
        face=face,
        start=start,
        end=end,
        fps=fps if _given("fps") else None,
        **{key: value for key, value in chosen.items() if value is not None},
    )
    fit = Fit(
        rules=rules,
        scale=None if scale is None else float(scale),
        tolerance=Fit.tolerance if tolerance is None else tolerance,
        smooth=Fit.smooth if smooth is None else smooth,
        centred=centred,
    )
    imported = read_tracked(file, signal=name, emotion=emotion, fit=fit)
    write_signal(imported.animation, out, force=force)
    for note in imported.notes:
        click.echo(note, err=True)


def _given(option: str) -> bool:
    """Tell whether an option stands on the command line."""
    return click.get_current_context().get_parameter_source(option) is not ParameterSource.DEFAULT


def write_signal(animation: Animation, out: Path | None, *, force: bool) -> None:
    """Write a signal as YAML: into a file of its name, and not over another."""
    from synthgen.errors import InputError
    from synthgen.facs.animation import animation_text, parse_animation

    target = out or Path(f"{animation.signal}.yaml")
    text = animation_text(animation).encode()
    parse_animation(text, where=target)  # --name and --emotion are checked here, before anything is written
    if target.exists() and not force:
        raise InputError("exists already", where=target, remedy="Choose another --out, or give --force.")
    save(target, text)


def save(path: Path, content: bytes) -> None:
    """Write a file whole, with the folders above it, and say so on stderr."""
    from synthgen.files import disk_errors, write_whole

    with disk_errors(path.parent, remedy="Choose another --out."):
        path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path.parent, {path.name: content}, remedy="Choose another --out.")
    click.echo(f"wrote {path}", err=True)
