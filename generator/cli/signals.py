"""``synthgen signals``: list, show, check and import AU animations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from synthgen.facs import AU_BASES

if TYPE_CHECKING:
    from synthgen.facs.animation import Animation
    from synthgen.facs.curves import Curves

_GIF_SIZE = 320


@click.group(name="signals")
def signals() -> None:
    """List, show, check and import AU animations.

    A SIGNAL is a built-in name (side_eye), an emotion (confusion), a glob ('anger/*'), or a .yaml or .fani file.
    """


@signals.command(name="list")
@click.argument("signal", nargs=-1)
def list_(signal: tuple[str, ...]) -> None:
    """List signals with their AUs and descriptions (without SIGNAL: all that come with the program)."""
    from textwrap import fill

    from synthgen.facs.library import find_animations

    found = find_animations(signal or ("*",))
    width = max(len(animation.signal) for animation in found)
    indent = " " * (width + 4)
    for emotion in dict.fromkeys(animation.emotion for animation in found):
        group = [animation for animation in found if animation.emotion == emotion]
        click.echo(click.style(f"{emotion or 'no emotion'} ({len(group)})", bold=True))
        for animation in group:
            aus = " ".join(code.removeprefix("AU") for code in animation.tracks)
            seconds = animation.frames / animation.fps
            click.echo(f"  {animation.signal:{width}}  AU {aus}  ({animation.frames} frames, {seconds:g} s)")
            click.echo(fill(animation.description, 110, initial_indent=indent, subsequent_indent=indent))


@signals.command()
@click.argument("signal")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the pictures (default: here)."
)
@click.option("--csv", "as_csv", is_flag=True, help="Print a row a frame and a column an AU; pictures only with --out.")
@click.option("--fps", type=float, help="Sample at another frame rate.")
@click.option("--gif/--no-gif", default=True, show_default=True, help="Render the signal as a moving picture.")
@click.option("--model", help="Who shows it in the GIF: a model's name or .mhm file (default: the suite's first).")
@click.option("--angle", default="frontal", show_default=True, help="Angle set whose first angle the GIF is seen from.")
@click.option("--au-basis", type=click.Choice(AU_BASES), default="embedded", show_default=True)
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
    from synthgen.errors import InputError
    from synthgen.facs.animation import sample_animation
    from synthgen.facs.library import find_animations

    found = find_animations(signal)
    if len(found) > 1:
        names = ", ".join(animation.signal for animation in found)
        raise InputError(f"'{signal}' names {len(found)} signals ({names}); show takes one")
    animation, curves = found[0], sample_animation(found[0], fps)
    if as_csv:
        click.echo(_csv(curves), nl=False)
        if out is None:
            return
    else:
        click.echo(_summary(animation, curves))
    _write(out or Path(), f"{animation.signal}.curves.png", lambda path: _picture(animation, path))
    if gif:
        _write(out or Path(), f"{animation.signal}.gif", lambda path: _gif(curves, path, model, angle, au_basis))


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
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="YAML file to write (default: NAME.yaml).")
@click.option("--name", help="The signal's name (default: the file's).")
@click.option("--emotion", help="The emotion it shows; a .fani doesn't say.")
@click.option("--frames", type=click.IntRange(1, 100_000), default=25, show_default=True, help="Length in frames.")
@click.option("--fps", type=click.FloatRange(0.001, 1000), default=25, show_default=True, help="Frames a second.")
@click.option(
    "--neutral-before", type=click.IntRange(0, 10_000), default=0, help="Frames that rise from neutral first."
)
@click.option("--neutral-after", type=click.IntRange(0, 10_000), default=0, help="Frames that fall to neutral behind.")
@click.option("--force", is_flag=True, help="Replace the YAML file if it exists.")
def import_(
    file: Path,
    out: Path | None,
    name: str | None,
    emotion: str | None,
    frames: int,
    fps: float,
    neutral_before: int,
    neutral_after: int,
    force: bool,
) -> None:
    """Write a FACSHuman animation FILE (.fani) as YAML that plays the same values, frame by frame."""
    from synthgen.errors import InputError
    from synthgen.facs.animation import animation_text, fani_animation, parse_animation

    if file.suffix.lower() != ".fani":
        raise InputError("is no .fani file", where=file, remedy="Our own YAML needs no import.")
    try:
        source = file.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=file) from error
    animation = fani_animation(
        source,
        where=file,
        signal=name,
        emotion=emotion,
        frames=frames,
        fps=fps,
        before=neutral_before,
        after=neutral_after,
    )
    target = out or Path(f"{animation.signal}.yaml")
    text = animation_text(animation)
    parse_animation(text.encode(), where=target)  # --name and --emotion are checked here, before anything is written
    if target.exists() and not force:
        raise InputError("exists already", where=target, remedy="Choose another --out, or give --force.")
    _write(target.parent, target.name, lambda path: path.write_text(text, encoding="utf-8", newline="\n"))


def _write(folder: Path, name: str, write: Callable[[Path], object]) -> None:
    """Let ``write`` make a file under a temporary name, give it its own, and say so on stderr."""
    from synthgen.errors import InputError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f".{name}.part"
        try:
            write(temporary)
            temporary.replace(folder / name)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", where=folder / name) from error
    click.echo(f"wrote {folder / name}", err=True)


def _csv(curves: Curves) -> str:
    lines = [",".join(("frame", *curves.codes))]
    lines += [",".join([str(frame), *(f"{v:.9g}" for v in row)]) for frame, row in enumerate(curves.values)]
    return "\n".join(lines) + "\n"


def _summary(animation: Animation, curves: Curves) -> str:
    from textwrap import fill

    from synthgen.facs.catalogue import CATALOGUE
    from synthgen.facs.curves import phases

    width = max((len(code) for code in curves.codes), default=0)
    found = phases(curves)
    neutral = {True: "neutral", False: "not neutral"}
    ends = f"starts {neutral[animation.neutral.start]}, ends {neutral[animation.neutral.end]}"
    lines = [
        f"{animation.signal} ({animation.emotion or 'no emotion'}): {curves.frames} frames, {curves.fps:g} a second",
        *(fill(animation.description, 110) for _ in [0] if animation.description),
        *(f"onset {found.onset}, apex {found.apex}, offset {found.offset}; {ends}" for _ in [0] if found),
        *(f"  {code:{width}}  peak {peak:.2f}  {CATALOGUE[code].name}" for code, peak in curves.peaks().items()),
    ]
    return "\n".join(lines)


def _picture(animation: Animation, path: Path) -> None:
    from synthgen.facs.picture import draw

    draw(animation).save(path, format="PNG")


def _gif(curves: Curves, path: Path, model: str | None, angle: str, au_basis: str) -> None:
    """Render the curves on a model, seen from an angle set's first angle, as a GIF that loops."""
    from PIL import Image

    from synthgen.actor.actor import make_actor
    from synthgen.assets import load_assets
    from synthgen.facs.basis import load_basis
    from synthgen.human.library import find_models
    from synthgen.scene.angles import read_angles

    view = read_angles(angle).angles[0]
    person = find_models(model or "*")[0]
    actor = make_actor(person, load_basis(au_basis, load_assets()), seed=0, width=_GIF_SIZE, height=_GIF_SIZE)
    frames = []
    for frame in range(curves.frames):
        actor.pose(curves.weights(frame))
        frames.append(Image.fromarray(actor.view(view).copy()))
    # one palette for all frames: with one a frame, a GIF's colours flicker
    column = Image.new("RGB", (_GIF_SIZE, _GIF_SIZE * len(frames)))
    for index, picture in enumerate(frames):
        column.paste(picture, (0, _GIF_SIZE * index))
    palette = column.quantize(256, method=Image.Quantize.MEDIANCUT)
    first, *rest = [picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG) for picture in frames]
    # a GIF counts in hundredths of a second, and browsers slow down what is faster than 50 a second
    pause = max(20, round(100 / curves.fps) * 10)
    first.save(path, format="GIF", save_all=True, append_images=rest, duration=pause, loop=0, disposal=1)
