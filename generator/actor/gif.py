"""A signal that an actor performs, as a moving picture that loops."""

from __future__ import annotations

import io

from PIL import Image

from synthgen.actor.actor import Actor
from synthgen.facs.curves import Curves
from synthgen.scene.angles import Angle


def gif(actor: Actor, curves: Curves, angle: Angle) -> bytes:
    """Return a GIF of what an actor looks like from an angle, frame by frame of some AU curves.

    Raises InputError for an AU that the actor's basis cannot play.
    """
    frames = []
    for frame in range(curves.frames):
        actor.pose(curves.weights(frame))
        frames.append(Image.fromarray(actor.view(angle).copy()))
    # one palette for all frames: with one a frame, a GIF's colours flicker
    width, height = frames[0].size
    column = Image.new("RGB", (width, height * len(frames)))
    for index, picture in enumerate(frames):
        column.paste(picture, (0, height * index))
    palette = column.quantize(256, method=Image.Quantize.MEDIANCUT)
    first, *rest = [picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG) for picture in frames]
    # a GIF counts in hundredths of a second, and browsers slow down what is faster than 50 a second
    pause = max(20, round(100 / curves.fps) * 10)
    file = io.BytesIO()
    first.save(file, format="GIF", save_all=True, append_images=rest, duration=pause, loop=0, disposal=1)
    return file.getvalue()
