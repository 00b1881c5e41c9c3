"""Clips beside their records, and strata of them that should agree: a design is full of repetition."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from synthgen.audit.pixels.measure import ClipMeasures
from synthgen.design.stagings import INTENSITY
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, found

Key = TypeVar("Key", bound=Hashable)
#: angle, scene, seed of what varies in it
View = tuple[str, str, int]
#: factors that make pictures of a face differ that does not move
_UNSTEADY = ("camera.shake", "picture.iso", "picture.h264")


@dataclass(frozen=True, eq=False)
class Clip:
    """A measured clip and its record."""

    entry: Entry
    measures: ClipMeasures

    @property
    def id(self) -> str:
        """The clip's id."""
        return self.entry.clip

    @property
    def model(self) -> str:
        """Who the record says is in it."""
        return str(self.entry.model["id"])

    @property
    def signal(self) -> str:
        """What the record says they do."""
        return str(self.entry.signal["id"])

    @property
    def angle(self) -> str:
        """Where the record says they are seen from."""
        return str(self.entry.angle["id"])

    @property
    def view(self) -> View:
        """Angle, scene and the seed of what varies in it: no two clips look alike where anything does.

        Where only the signal's intensity does, those of one intensity look alike: its millionths stand for the seed.
        """
        scene = self.entry.scene
        if scene["values"].keys() - {INTENSITY}:
            return self.angle, str(scene["id"]), int(scene["seed"])
        return self.angle, str(scene["id"]), round(scene["values"].get(INTENSITY, 0.0) * 1e6)

    @property
    def steady(self) -> bool:
        """Whether its pictures change with the person alone: no hand shakes the camera, nothing flickers."""
        return not any(self.entry.scene["values"].get(name) for name in _UNSTEADY)

    def finding(self, code: str, message: str) -> Finding:
        """Return a finding about this clip; the message goes on after the clip's id."""
        return found(code, f"{self.id} {message}", clip=self.id, path=self.entry.path)


def person_view(clip: Clip) -> tuple[str, View]:
    """Return what clips share that begin with the same picture: person, angle, scene."""
    return clip.model, clip.view


def signal_view(clip: Clip) -> tuple[str, View, int]:
    """Return what clips share that move alike: signal, angle, scene, number of frames."""
    return clip.signal, clip.view, clip.measures.frames


def stratify(clips: Iterable[Clip], key: Callable[[Clip], Key]) -> dict[Key, list[Clip]]:
    """Return clips by what they share, in the order they come: a stratum for each value of the key."""
    strata: dict[Key, list[Clip]] = {}
    for clip in clips:
        strata.setdefault(key(clip), []).append(clip)
    return strata


def flagged(findings: Sequence[Finding]) -> set[str]:
    """Return the clips that findings are about."""
    return {finding.clip for finding in findings if finding.clip}
