"""Limits: the keys of a policy's sections ``people:``, ``splits:`` and ``pixels:``.

docs/audit-people.md and docs/audit-pixels.md say where they come from and how far a clean dataset stays away from them.
"""

from __future__ import annotations

from dataclasses import dataclass

from synthgen.dataset.factors import DECLARABLE


@dataclass(frozen=True)
class PeopleLimits:
    """How far a model's parameters may be from what is declared of it, and from another model's.

    ``declared``: what has to be declared of everybody. ``ages``: years that people may have, from–to, declared and
    measured. Tolerances: ``gender`` and ``ethnicity`` are shares of a macro (0–1), ``age`` years. ``pure``: share of
    one macro from which on nobody counts as a mixture. ``skin_age``: years that a skin may be worn outside its own;
    ``skin_share``: least share of the person that a skin's ethnicity must have. ``near``: distance of two models'
    parameters below which they count as near-duplicates (see ``audit.identities``).
    """

    declared: tuple[str, ...] = DECLARABLE
    ages: tuple[float, float] = (18.0, 120.0)
    gender: float = 0.25
    ethnicity: float = 0.12
    age: float = 5.0
    pure: float = 0.8
    skin_age: float = 10.0
    skin_share: float = 0.2
    near: float = 0.4


@dataclass(frozen=True)
class SplitLimits:
    """``uneven``: largest difference of a group's share between a part and the whole of a stratified split, 0–1."""

    uneven: float = 0.15


@dataclass(frozen=True)
class PixelLimits:
    """Thresholds of the pixel checks. A level is one of 255 of a picture's luma; an AU step is the sum over all AUs of
    how far their intensities (0–1) move from one frame to the next.

    ``most_frames``: frames of a clip that are decoded. ``least_clips``: clips that agree before one of them can be the
    odd one out.

    Frames: ``blank``: mean difference of neighbouring pixels in levels, across plus down, below which a frame shows
    nothing. ``clipped``: share of the face's pixels, 0–1, that may be black or white. ``outside``: share of the
    outline's area, 0–1, that may lie outside the picture. ``background``: share of the outline's inside, 0–1, that may
    have the background's colour. ``outline``: pixels (of a square of 256) by which an outline may be away from those
    of the person's other clips.

    Hands: ``contour``: how many times as much pictures must change across the outlines of hands and things as across
    the same outlines nearby. ``same``: root mean square difference in levels below which a picture without hands shows
    the same as one with hands.

    Motion: ``still``: mean change in levels that a picture may show while no AU moves. ``jump``: the same for a step,
    beyond three times what other people's clips of the signal show; ``jump_alone``: where there are none to compare
    with, beyond four times the AU step. ``torn``: levels by which a frame may differ more from both its neighbours than
    they from each other. ``frozen_part``: share, 0–1, of what other people's clips and the person's other signals make
    one expect that every part of a clip must show; ``frozen``: where there are none, levels of change for each AU step
    that there must be wherever AUs ``travel`` so far (AU steps) or farther. ``mislabelled``: difference of correlations
    by which a clip's motion may fit another signal better than its own; ``reversed``: the same for its own played
    backwards; ``unlike``: correlation that it must have with its own.

    Sameness: ``neutral``: root mean square difference in levels that a neutral frame may have from the person's others.
    ``duplicate``: root mean square difference in levels below which two clips show the same pictures.

    Skin: ``skin_luma`` and ``skin_chroma``: levels by which the skin of a neutral first frame may differ from the
    person's other clips; ``skin_clip``: the same for the luma over a clip that does not begin neutral. ``tones``: steps
    of the scale by which a person's measured tone may differ from the declared one. ``inverted``: degrees of
    typology angle by which people three tones apart may be in the wrong order, where light or renderer are not known.
    ``group_lightness``: L* by which a group may be lighter or darker than its skin tones explain; ``group_people``:
    people that make a group.
    """

    most_frames: int = 20_000
    least_clips: int = 3
    blank: float = 1.5
    clipped: float = 0.25
    outside: float = 0.05
    background: float = 0.3
    outline: float = 3.0
    contour: float = 1.35
    same: float = 1.0
    still: float = 0.15
    jump: float = 0.6
    jump_alone: float = 1.5
    torn: float = 0.3
    frozen: float = 0.01
    travel: float = 1.0
    frozen_part: float = 0.06
    mislabelled: float = 0.05
    reversed: float = 0.0
    unlike: float = 0.4
    neutral: float = 3.0
    duplicate: float = 2.5
    skin_luma: float = 6.0
    skin_chroma: float = 4.0
    skin_clip: float = 30.0
    tones: float = 2.5
    inverted: float = 10.0
    group_lightness: float = 8.0
    group_people: int = 2
