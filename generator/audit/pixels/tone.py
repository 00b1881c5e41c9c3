"""Skin against what is declared of it: one clip against the person's others, a person against their skin tone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.strata import Clip, person_view, stratify
from synthgen.audit.skin import Skin, skin_of
from synthgen.facs.animation import Neutral
from synthgen.human.demographics import UNDECLARED
from synthgen.human.tonescale import UNSAID_SCALE, ToneScale, scale_of, tone_name
from synthgen.reader.finding import Finding, found

#: typology angle in degrees of skin tones 1–10 under the studio light, nearly from in front (docs/audit-pixels.md)
STUDIO_ITA: Mapping[ToneScale, tuple[float, ...]] = {
    "monk-swatches": (78.0, 75.0, 65.0, 58.0, 39.0, -3.0, -37.0, -66.0, -78.0, -85.0),
    "measured": (49.0, 45.0, 31.0, 27.0, 11.0, -2.0, -24.0, -51.0, -64.0, -76.0),
}
_STUDIO, _RENDERER = "studio", "numba"
#: degrees of yaw and pitch up to which a face is seen nearly from in front
_YAW, _PITCH = 25.0, 20.0
#: tones apart from which on two people's order must show; of how many comparisons the wrong ones make a finding
_APART, _PART = 3, 0.5


@dataclass(frozen=True, eq=False)
class PersonSkin:
    """A person's skin over ``clips`` clips, those nearly from in front where there are any.

    ``tone`` is the declared step or None, on ``scale``; ``studio``: whether angle, light and renderer are those that
    expectations were measured under. ``spread``: standard deviation of ITA between clips.
    """

    model: str
    tone: int | None
    skin: Skin
    spread: float
    clips: int
    studio: bool
    scale: ToneScale = UNSAID_SCALE

    @property
    def measured_tone(self) -> float:
        """Where on the person's scale, 1–10, this typology angle is expected under the studio light."""
        return float(np.interp(-self.skin.ita, [-ita for ita in STUDIO_ITA[self.scale]], np.arange(1.0, 11.0)))

    @property
    def tone_name(self) -> str:
        """The declared tone as it is written: "step 5"."""
        return UNDECLARED if self.tone is None else tone_name(self.tone, self.scale)


def check_clip_tones(
    clips: Sequence[Clip], neutral_ends: Callable[[str], Neutral], limits: PixelLimits
) -> Iterator[Finding]:
    """Yield tone-differs for clips whose skin is not that of the person's other clips from the same angle."""
    for group in stratify(clips, person_view).values():
        neutral = [clip for clip in group if neutral_ends(clip.id).start and clip.measures.skin_start]
        moving = [clip for clip in group if not neutral_ends(clip.id).start and clip.measures.skin]
        if len(neutral) >= limits.least_clips:
            colours = np.array([clip.measures.skin_start for clip in neutral])
            away = colours - np.median(colours, axis=0)
            most = np.array([limits.skin_luma, limits.skin_chroma, limits.skin_chroma])
            for clip, by in zip(neutral, away, strict=True):
                if (np.abs(by) > most).any():
                    yield _off(clip, by, most)
        if len(neutral) + len(moving) >= limits.least_clips and moving:
            middle = np.median([clip.measures.skin for clip in (*neutral, *moving) if clip.measures.skin], axis=0)
            for clip in moving:
                by = np.array(clip.measures.skin) - middle
                if abs(by[0]) > limits.skin_clip:
                    yield _off(clip, by, np.array([limits.skin_clip, np.inf, np.inf]))


def people_skins(clips: Sequence[Clip]) -> list[PersonSkin]:
    """Return everybody's skin, by id: of people in whom it could be measured."""
    people = []
    for model, group in sorted(stratify(clips, lambda clip: clip.model).items()):
        measured = [clip for clip in group if clip.measures.skin]
        frontal = [clip for clip in measured if _from_in_front(clip)]
        seen = frontal or measured
        if not seen:
            continue
        colours = np.array([clip.measures.skin for clip in seen])
        tones = {(clip.entry.model.get("skin_tone"), scale_of(clip.entry.model)) for clip in seen}
        tone, scale = tones.pop() if len(tones) == 1 else (None, UNSAID_SCALE)
        people.append(
            PersonSkin(
                model=model,
                tone=tone,
                skin=skin_of(colours.mean(0).tolist()),
                spread=float(np.std([skin_of(colour).ita for colour in colours.tolist()])),
                clips=len(seen),
                studio=bool(frontal) and all(_in_studio(clip) for clip in seen),
                scale=scale,
            )
        )
    return people


def check_people_tones(people: Sequence[PersonSkin], limits: PixelLimits) -> Iterator[Finding]:
    """Yield tone-differs for people whose skin is not the declared tone: measured against the studio's angles where
    these apply, else only against the order of the others whose tones are on the same scale."""
    for person in people:
        if person.tone is None:
            continue
        if person.studio:
            off = person.measured_tone - person.tone
            if abs(off) > limits.tones:
                yield found(
                    "tone-differs",
                    f"{person.model} is declared skin tone {person.tone_name}; the skin measures as "
                    f"{person.measured_tone:.1f} (ITA {person.skin.ita:.0f}°) over {person.clips} clips; at most "
                    f"{limits.tones:g} apart is expected",
                )
            continue
        rivals = [other for other in people if _far(person, other)]
        wrong = [other for other in rivals if _inversion(person, other) > limits.inverted]
        if len(rivals) >= limits.least_clips and len(wrong) > _PART * len(rivals):
            yield found(
                "tone-differs",
                f"{person.model} is declared skin tone {person.tone_name}; the skin (ITA {person.skin.ita:.0f}°) is "
                f"in the wrong order with {len(wrong)} of {len(rivals)} people whose tones are {_APART} or more apart",
            )


def _far(person: PersonSkin, other: PersonSkin) -> bool:
    """Return whether two tones are on one scale, and so far apart on it that their order must show."""
    if person.tone is None or other.tone is None or person.scale != other.scale:
        return False
    return abs(other.tone - person.tone) >= _APART


def _inversion(person: PersonSkin, other: PersonSkin) -> float:
    """Return by how many degrees the one who is declared darker measures lighter; negative where all is well."""
    assert person.tone is not None and other.tone is not None
    darker, lighter = (person, other) if person.tone > other.tone else (other, person)
    return darker.skin.ita - lighter.skin.ita


def _in_studio(clip: Clip) -> bool:
    return bool(clip.entry.scene["id"] == _STUDIO and clip.entry.renderer["name"] == _RENDERER)


def _from_in_front(clip: Clip) -> bool:
    return bool(abs(clip.entry.angle["yaw"]) <= _YAW and abs(clip.entry.angle["pitch"]) <= _PITCH)


def _off(clip: Clip, by: np.ndarray, most: np.ndarray) -> Finding:
    worst = int((np.abs(by) / most).argmax())
    what = ("luma", "blue chroma", "red chroma")[worst]
    return clip.finding(
        "tone-differs",
        f"shows skin whose {what} is {abs(by[worst]):.0f} levels {'above' if by[worst] > 0 else 'below'} that of "
        f"{clip.model}'s other clips from {clip.view[0]}; at most {most[worst]:g} is expected",
    )
