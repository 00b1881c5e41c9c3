"""What turns frames into clips here: an installed synthgen, else an ffmpeg, else PNG frames that are encoded later."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Callable, Mapping

from synthgen.errors import InputError, RunError

from .clipwriter import Background, ClipWriter
from .ffmpegwriter import FfmpegWriter, find_ffmpeg
from .servicewriter import EncoderService, ServiceWriter

LATER = "Choose codec png now, and `synthgen encode DIR` turns the frames into video later."
#: codec -> what people call it
_NAMES = {"h264": "MP4 video", "ffv1": "lossless video (FFV1)", "jpeg": "JPEG pictures"}


@dataclass
class Choice:
    """What encodes. ``kind`` is png, service or ffmpeg; ``encoder`` goes into the records; ``why`` is for the log.

    Call it to open a clip: ``choice(temporary, final, width=, height=, rate=)``; several may be open at once.
    """

    codec: str
    kind: str
    encoder: str
    why: str
    make: Callable[..., ClipWriter] = field(repr=False)
    end: Callable[[], None] = field(repr=False, default=lambda: None)
    background: Background = field(repr=False, default_factory=Background)

    def __call__(self, temporary: Path, final: Path, *, width: int, height: int, rate: Fraction) -> ClipWriter:
        return self.make(self.background, temporary, final, width=width, height=height, rate=rate)

    def close(self) -> None:
        """Finish what is under way (aborted clips are cleared away) and end the encoder; that may take a moment."""
        self.background.close()
        self.end()


def choose_writer(codec: str, config: Mapping[str, Any]) -> Choice:
    """Return what writes clips in a codec here. It may start a process, which takes seconds: call it in a thread.

    Of the plugin's config, ``python`` is the interpreter that synthgen is installed for, ``synthgen`` the version that
    was carried here; ``ffmpeg``, if given, a program to use instead of the one on PATH. Raises InputError, saying what
    was tried, where there is nothing for the codec.
    """
    if codec == "png":
        from .pngwriter import ENCODER, PngWriter

        return Choice("png", "png", ENCODER, "PNG pictures, written by MakeHuman itself", PngWriter)
    service, why_not = _service(codec, config)
    if service is not None:

        def serviced(background: Background, *args: Any, **options: Any) -> ClipWriter:
            return ServiceWriter(service, codec, background, *args, **options)

        why = f"made as {_NAMES[codec]} by the synthgen {service.version} that is installed here"
        return Choice(codec, "service", service.encoders[codec], why, serviced, service.stop)
    if codec != "h264":
        raise InputError(f"{codec} needs an installed synthgen: {why_not}", remedy=LATER)
    ffmpeg = find_ffmpeg(config.get("ffmpeg"))
    if ffmpeg is None:
        raise InputError(
            f"nothing here encodes h264: {why_not}; and there is no ffmpeg with libx264 on PATH", remedy=LATER
        )

    def with_ffmpeg(background: Background, *args: Any, **options: Any) -> ClipWriter:
        return FfmpegWriter(ffmpeg, background, *args, **options)

    why = f"made as {_NAMES[codec]} by {ffmpeg.path} {ffmpeg.version} ({why_not})"
    return Choice("h264", "ffmpeg", ffmpeg.encoder, why, with_ffmpeg)


def _service(codec: str, config: Mapping[str, Any]) -> tuple[EncoderService | None, str]:
    """Return the encoder of the installed synthgen, started; or None and why it is of no use."""
    python, version = config.get("python"), config.get("synthgen")
    if not python:
        return None, "the plugin does not know of a Python with synthgen"
    if not os.access(python, os.X_OK):
        return None, f"the Python that installed the plugin, {python}, is gone"
    service = EncoderService(str(python))
    try:
        service.start()
    except (OSError, RunError) as error:
        return None, f"the synthgen of {python} cannot be used: {error}"
    if service.version != version:
        service.stop()
        return (
            None,
            f"{python} has synthgen {service.version}, the plugin {version} (`synthgen makehuman install` again)",
        )
    if codec not in service.encoders:
        service.stop()
        return None, f"the synthgen of {python} does not encode {codec}"
    return service, ""
