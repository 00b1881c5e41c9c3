"""``synthgen signals``: list, show, check and import AU animations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from synthgen.cli import options
from synthgen.cli.group import Group

if TYPE_CHECKING:
    from synthgen.facs.animation import Animation
    from synthgen.facs.curves import Curves

_GIF_SIZE = 320
#: letters of a line of a list
_WIDE = 110
#: names that a message lists
_NAMED = 8


@click.group(cls=Group, name="signals")
def signals() -> None:
    """List, show, check and import AU animations.

    A SIGNAL is a built-in name (side_eye), an emotion (confusion), a glob ('anger/*'), or a .yaml or .fani file.
    """


@signals.command(name="list")
@click.argument("signal", nargs=-1)
def list_(signal: tuple[str, ...]) -> None:
    """List signals with their AUs and descriptions.

    Without SIGNAL: the names of all that come with the program, by emotion ('*' describes them all, too).
    """
    from textwrap import fill

    from synthgen.facs.library import find_animations

    found = find_animations(signal or ("*",))
    width = max(len(animation.signal) for animation in found)
    indent = " " * (width + 4)
    emotions = list(dict.fromkeys(animation.emotion for animation in found))
    for emotion in emotions:
        group = [animation for animation in found if animation.emotion == emotion]
        click.echo(click.style(f"{emotion or 'no emotion'} ({len(group)})", bold=True))
        if not signal:
            names = "  ".join(animation.signal for animation in group)
            click.echo(fill(names, _WIDE, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False))
            continue
        for animation in group:
            seconds = animation.frames / animation.fps
            click.echo(f"  {animation.signal:{width}}  {_moved(animation)}  ({animation.frames} frames, {seconds:g} s)")
            click.echo(fill(animation.description, _WIDE, initial_indent=indent, subsequent_indent=indent))
    if not signal:
        example = f"`synthgen signals list {emotions[0]}` describes those of one"
        click.echo(f"{len(found)} signals of {len(emotions)} emotions; {example}.")


@signals.command()
@click.argument("signal")
@options.out("Folder for the pictures (default: here).", type=click.Path(file_okay=False, path_type=Path))
@click.option("--csv", "as_csv", is_flag=True, help="Print a row a frame and a column an AU; pictures only with --out.")
@click.option("--fps", type=float, help="Sample at another frame rate.")
@click.option("--gif/--no-gif", default=True, show_default=True, help="Render the signal as a moving picture.")
@click.option("--model", help="Who shows it in the GIF: a model's name or .mhm file (default: the suite's first).")
@click.option("--angle", default="frontal", show_default=True, help="Angle set whose first angle the GIF is seen from.")
@options.au_basis
def show(
    signal: str,
    out: Path | None,
    as_csv: bool,
    fps: float | None,
    gif: bool,
    model: str | None,
    angle: str,
    au_basis: str,
) -> None:
    """Show one SIGNAL: its AUs, a picture of its curves, and a GIF of a model that performs it."""
    from synthgen.cli.signalimport import save
    from synthgen.errors import InputError
    from synthgen.facs.animation import sample_animation
    from synthgen.facs.library import find_animations

    found = find_animations(signal)
    if len(found) > 1:
        names = ", ".join(animation.signal for animation in found[:_NAMED])
        names += f", … {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        raise InputError(f"'{signal}' names {len(found)} signals ({names}); show takes one")
    animation, curves = found[0], sample_animation(found[0], fps)
    if as_csv:
        click.echo(_csv(curves), nl=False)
        if out is None:
            return
    else:
        click.echo(_summary(animation, curves))
    folder = out or Path()
    save(folder / f"{animation.signal}.curves.png", _picture(animation))
    if gif:
        save(folder / f"{animation.signal}.gif", _gif(curves, model, angle, au_basis))


@signals.command()
@click.argument("signal", nargs=-1)
def check(signal: tuple[str, ...]) -> None:
    """Check signals: each by itself, and that no two are alike (without SIGNAL: all that come with the program).

    Two are alike where their AU curves correlate by more than 0.9 at any time shift, whatever their scale
    (docs/signals.md defines it). Exit code 1 where something is found.
    """
    from synthgen.facs.distinct import LIMIT, compare
    from synthgen.facs.library import find_animations
    from synthgen.facs.lint import notes, problems

    found = find_animations(signal or ("*",))
    bad = [f"{animation.signal}: {problem}" for animation in found for problem in problems(animation)]
    pairs = compare(found)
    bad += [
        f"{pair.first} and {pair.second} are alike: correlation {pair.similarity:.3f} at a shift of {pair.shift} frames"
        for pair in pairs
        if pair.similarity > LIMIT
    ]
    for line in bad:
        click.echo(f"problem: {line}")
    for animation in found:
        for note in notes(animation):
            click.echo(f"note: {animation.signal}: {note}")
    click.echo(f"{len(found)} signal{'s' * (len(found) != 1)} checked, {len(bad)} problem{'s' * (len(bad) != 1)}.")
    if pairs:
        worst = pairs[0]
        click.echo(
            f"Most alike: {worst.first} and {worst.second}, correlation {worst.similarity:.3f} "
            f"at a shift of {worst.shift} frames (limit {LIMIT:g})."
        )
    raise SystemExit(1 if bad else 0)


@signals.command(name="import")
@options.signal_import
@options.tracked_import
def import_(file: Path, **how: Any) -> None:
    """Write what another program says of a face as a YAML signal.

    \b
    synthgen signals import anger.fani                    FACSHuman's animations (.fani) and expressions (.facs)
    synthgen signals import face.csv --emotion fear       tables of OpenFace, py-feat, LibreFace, MediaPipe, ARKit

    What stands in FILE tells which it is. An animation plays the same values, frame by frame; an expression becomes a
    signal that rises to it from a neutral face; of a table, few keyframes are fitted to each unit, head and gaze.
    """
    from synthgen.cli.signalimport import is_tracked, write_tracked

    of_tables = {option: how.pop(option) for option in options.TRACKED}
    if is_tracked(file):
        write_tracked(file, **how, **of_tables)
        return
    given = [f"--{option}" for option, value in of_tables.items() if value not in (None, False)]
    if given:
        raise click.UsageError(f"{given[0]} is of a tracker's table, and {file} is none.")
    bring(file, **how)


def bring(
    file: Path, *, out: Path | None, name: str | None, force: bool, neutral_before: int, neutral_after: int, **how: Any
) -> None:
    """Write a file of FACSHuman's as a YAML signal, and say where."""
    from synthgen.cli.signalimport import write_signal
    from synthgen.makehuman.signalfile import read_facshuman

    animation = read_facshuman(file, signal=name, before=neutral_before, after=neutral_after, **how)
    write_signal(animation, out, force=force)


def _moved(animation: Animation) -> str:
    """Return in a few words what a signal plays: action units, signs, speech, blinks."""
    from synthgen.facs.signs import split

    units, signs = split(animation.tracks)
    parts = [f"AU {' '.join(code.removeprefix('AU') for code in units)}"] if units else []
    parts += [*signs, *(["speech"] if animation.visemes else []), *(["blinks"] if animation.blinks else [])]
    return ", ".join(parts) or "nothing moves"


def _csv(curves: Curves) -> str:
    lines = [",".join(("frame", *curves.codes))]
    lines += [",".join([str(frame), *(f"{v:.9g}" for v in row)]) for frame, row in enumerate(curves.values)]
    return "\n".join(lines) + "\n"


def _summary(animation: Animation, curves: Curves) -> str:
    from textwrap import fill

    from synthgen.facs.curves import phases
    from synthgen.facs.performance import unchanged
    from synthgen.facs.signs import TRACKS

    width = max((len(code) for code in curves.codes), default=0)
    found = phases(unchanged(animation, curves.fps).expression)
    neutral = {True: "neutral", False: "not neutral"}
    ends = f"starts {neutral[animation.neutral.start]}, ends {neutral[animation.neutral.end]}"
    lines = [
        f"{animation.signal} ({animation.emotion or 'no emotion'}): {curves.frames} frames, {curves.fps:g} a second",
        *(fill(animation.description, 110) for _ in [0] if animation.description),
        *(f"onset {found.onset}, apex {found.apex}, offset {found.offset}; {ends}" for _ in [0] if found),
        *(f"  {code:{width}}  peak {peak:.2f}  {TRACKS[code].name}" for code, peak in curves.peaks().items()),
        *(f"says {' '.join(name for _, name, _ in animation.visemes)}" for _ in [0] if animation.visemes),
        *(f"blinks in frames {', '.join(map(str, animation.blinks))}" for _ in [0] if animation.blinks),
    ]
    return "\n".join(lines)


def _picture(animation: Animation) -> bytes:
    from io import BytesIO

    from synthgen.facs.picture import draw

    file = BytesIO()
    draw(animation).save(file, format="PNG")
    return file.getvalue()


def _gif(curves: Curves, model: str | None, angle: str, au_basis: str) -> bytes:
    from synthgen.actor.actor import make_actor
    from synthgen.actor.gif import gif
    from synthgen.assets import load_assets
    from synthgen.facs.basis import load_basis
    from synthgen.human.library import find_models
    from synthgen.scene.angles import read_angles

    view = read_angles(angle).angles[0]
    person = find_models(model or "*")[0]
    actor = make_actor(person, load_basis(au_basis, load_assets()), seed=0, width=_GIF_SIZE, height=_GIF_SIZE)
    return gif(actor, curves, view)
