"""What a run will cost, before it starts: clips, time and disk; pure arithmetic on what was measured or is usual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from synthgen.design import Video
from synthgen.engines.plan import expected_bytes

_USUAL_SIDE = 256
#: seconds that MakeHuman takes to load a person (1.6 to 4.9 were measured)
LOAD_SECONDS = 3.0
#: seconds that a run takes whatever it makes: the encoder starts, and in the end the user's own human comes back
_ENDS_SECONDS = 5.0


@dataclass(frozen=True)
class Speed:
    """Seconds that this computer takes: to load a person and get to know the face, to begin a signal, to pose the face,
    to take and save a picture. ``bytes_per_pixel`` of a clip's frames, None where nobody measured."""

    load: float
    begin: float
    pose: float
    picture: float
    bytes_per_pixel: float | None = None


@dataclass(frozen=True)
class Cost:
    """What a run makes and takes. ``seconds`` and ``bytes`` of disk are estimates."""

    clips: int
    frames: int
    seconds: float
    bytes: int


@dataclass(frozen=True)
class Work:
    """What is to be made: people to load, takes (a person with a signal), clips, poses of the face, pictures."""

    people: int
    takes: int
    clips: int
    poses: int
    pictures: int


def whole_work(people: int, frames: Sequence[int], views: int) -> Work:
    """Return the work of every person with every signal (``frames``: how many each has) from every view."""
    takes, poses = people * len(frames), people * sum(frames)
    return Work(people, takes, takes * views, poses, poses * views)


def usual_speed(width: int, height: int) -> Speed:
    """Return the speed of a small office computer without a graphics card, for pictures of a size in pixels."""
    pixels = width * height / _USUAL_SIDE**2
    return Speed(load=LOAD_SECONDS + 1.0, begin=0.15, pose=0.011, picture=0.006 + 0.014 * pixels)


def cost_of(work: Work, video: Video, speed: Speed) -> Cost:
    """Return the cost of some work."""
    clips, total = work.clips, work.pictures
    seconds = _ENDS_SECONDS + work.people * speed.load + work.takes * speed.begin
    seconds += work.poses * speed.pose + total * speed.picture
    size = expected_bytes(video, frames=total, clips=clips)
    if speed.bytes_per_pixel is not None:
        pixels = total * video.width * video.height
        size = int(pixels * speed.bytes_per_pixel) + expected_bytes(video, frames=0, clips=clips)
    return Cost(clips, total, seconds if clips else 0.0, size if clips else 0)


def duration(seconds: float) -> str:
    """Return a length of time in two units at most.

    >>> duration(9.6), duration(75), duration(3 * 3600 + 130)
    ('10 s', '1 min 15 s', '3 h 2 min')
    """
    whole = round(seconds)
    if whole >= 3600:
        return f"{whole // 3600} h {whole % 3600 // 60} min"
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"


def disk_size(count: float) -> str:
    """Return a number of bytes as people read it.

    >>> disk_size(740_000), disk_size(2_340_000_000)
    ('1 MB', '2.3 GB')
    """
    if count >= 1e9:
        return f"{count / 1e9:.1f} GB"
    return f"{max(1, round(count / 1e6))} MB"


def counted(number: int, what: str) -> str:
    """Return a number with a noun.

    >>> counted(1, "view"), counted(4536, "clip"), counted(2, "person")
    ('1 view', '4,536 clips', '2 people')
    """
    if what == "person" and number != 1:
        return f"{number:,} people"
    return f"{number:,} {what}{'s' * (number != 1)}"
