"""``synthgen designs``: what can be rendered, and a commented design to start from."""

from __future__ import annotations

from pathlib import Path

import click

from synthgen.cli import options
from synthgen.cli.group import Group
from synthgen.cli.streams import echo_document
from synthgen.errors import InputError
from synthgen.layout import DESIGN

TEMPLATE = """\
# A design: every model does every signal and is seen from every angle. `synthgen render --design design.yaml --out DIR`
# renders it; run the same command again to go on, or after adding models, signals or angles here.

name: {name}
description: What this dataset is for.

# All chance (hair, eyes, clothes, skin texture) is drawn from this number and the ids of things: adding a model changes
# no other clip. Another seed, another look for the same people.
seed: 0

# Names, globs or paths (relative to this file). `synthgen models list`, `signals list`, `angles list` show the names.
models:
  - "*"                       # all models that come with the program
  # - people/*.mhm            # your own MakeHuman models; NAME.demographics.yaml beside a .mhm declares who it is
  # - sample: {{n: 48, seed: 7, balance: [gender, ethnicity, age, skin_tone]}}     # people drawn for this design
signals:
  - confusion/*
  - anger/*
  - disgust/*
  # - signals/smirk.yaml      # your own animation
  # - animations/old.fani     # FACSHuman's format
angles:
  - sim2real9                 # the paper's nine views; also: frontal, or a file of yours

# What varies round about the face, drawn anew for every clip (docs/scenes.md); without it all is filmed in the studio.
# Look at it with `synthgen preview design.yaml`.
# scenes:
#   - studio
#   - name: lively
#     background: {{kind: [plain, gradient, wall], hue: {{uniform: [0, 360]}}, blur: {{uniform: [0, 0.02]}}}}
#     light: {{kind: pair, left: {{uniform: [0.5, 3]}}, right: {{uniform: [0.5, 3]}}}}
#     person: {{yaw: {{uniform: [-30, 30]}}}}
# intensities: [0.2, 1]         # every cell at each: all units and signs times this, .05 to 1
# takes: 10                     # every cell so many times, all that scenes draw drawn anew
# classes: [confusion, anger, disgust]   # the labels of the set; a signal of another class is refused

# Whose shapes the action units have: embedded (needs nothing), or facshuman (after `synthgen assets import DIR`).
au_basis: embedded

# What people wear beyond clothes: each wears it or not, by chance. imported: hair, eyes and skins that a .mhm names are
# used, where `synthgen assets import DIR` brought them.
looks: {{glasses: false, headwear: false, imported: false}}

video:
  size: [256, 256]            # width, height in pixels, 64 to 2048, even (png takes odd sizes too)
  codec: h264                 # h264 (small), ffv1 (lossless video), png (frames in folders)
  # frames: 1                 # stills of the apex (or of 'frame: 3'); codec png or jpeg
  # fps: 25                   # play every clip at this rate instead of its animation's own
"""


@click.group(cls=Group)
def designs() -> None:
    """List, show and start designs."""


@designs.command("list")
def list_designs() -> None:
    """List the designs that come with the program."""
    from synthgen.design import builtin_designs, read_design

    names = builtin_designs()
    for name in names:
        click.echo(f"{name:{max(map(len, names))}} {read_design(name).description}")


@designs.command("show")
@click.argument("name_or_file")
def show_design(name_or_file: str) -> None:
    """Show what a design (a name, or a file) holds, after reading everything it names."""
    from synthgen.design import expand, read_design, resolve
    from synthgen.design.stagings import times

    design = read_design(name_or_file)
    inputs = resolve(design)
    cells = sum(len(unit.cells) for unit in expand(design, inputs))
    video = design.video
    rate = "each animation's own rate" if video.fps is None else f"{video.fps:g} frames/s"
    emotions: dict[str, list[str]] = {}
    for signal in inputs.signals:
        emotions.setdefault(signal.emotion or "none", []).append(signal.signal)
    lines = [f"{design.name}: {design.description}" if design.description else design.name]
    lines.append(f"clips     {len(inputs.models)} models × {len(inputs.signals)} signals × {len(inputs.angles)} angles")
    lines[-1] += times(len(design.scenes), len(design.intensities), design.takes) + f" = {cells}"
    shown = f"stills of {'the apex' if video.frame is None else f'frame {video.frame}'}" if video.still else rate
    lines.append(f"video     {video.width}x{video.height}, {video.codec}, {shown}")
    lines.append(f"au_basis  {design.au_basis}, seed {design.seed}, design sha256 {design.sha256[:16]}…")
    lines.append(f"models    {', '.join(model.id for model in inputs.models)}")
    lines += [f"signals   {emotion}: {', '.join(names)}" for emotion, names in sorted(emotions.items())]
    lines.append(f"angles    {', '.join(angle.id for angle in inputs.angles)}")
    lines.append(f"scenes    {', '.join(scene.name for scene in design.scenes)}")
    if design.intensities:
        lines.append(f"intensity {', '.join(f'{level:g}' for level in design.intensities)}")
    if design.classes:
        lines.append(f"classes   {', '.join(design.classes)}")
    click.echo("\n".join(lines))


@designs.command("init")
@options.out("File to write.  [default: standard output]")
@click.option("--name", default="my-design", show_default=True, help="The design's name.")
def init_design(out: Path | None, name: str) -> None:
    """Write a commented design to start from."""
    import json
    import os

    from synthgen.design import design_of
    from synthgen.files import disk_errors, write_whole
    from synthgen.yamlfile import parse

    text = TEMPLATE.format(name=json.dumps(name, ensure_ascii=False) if not name.replace("-", "").isalnum() else name)
    design_of(parse(text, where=out or DESIGN), folder=None)
    if out is None:
        echo_document(text)
        return
    if os.path.lexists(out):
        raise InputError("is there already", where=out, remedy="Choose another name.")
    with disk_errors(out.parent, remedy="Choose another --out."):
        out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(out.parent, {out.name: text.encode()}, remedy="Choose another --out.")
    click.echo(f"{out}: change it, then `synthgen render --design {out} --out DIR`.")
