"""What is wrong with an animation that its reader has to accept: undescribed, mislabelled, or impossible to show."""

from __future__ import annotations

from synthgen.facs.animation import Animation, moving, one_sided, sample_animation
from synthgen.facs.fani import cut_notes
from synthgen.facs.signs import SIGNS

#: codes of FACS for which no AU basis has a shape, since they name a way to move: no engine can show them
WITHOUT_SHAPE = frozenset({"AU37"})
#: the emotion of a face that says nothing; it alone may be quite still
NEUTRAL = "neutral"


def problems(animation: Animation) -> tuple[str, ...]:
    """Return what should be mended in an animation, a sentence each; () where nothing is.

    A .fani can declare nothing, so only what it plays is looked at.
    """
    curves = sample_animation(animation)
    found = []
    if not animation.description:
        found.append("has no description")
    if moving(curves) <= SIGNS.keys() and animation.emotion != NEUTRAL:
        found.append(f"moves no AU; only a signal of the emotion '{NEUTRAL}' may be quite still")
    shapeless = sorted(WITHOUT_SHAPE & moving(curves))
    if shapeless:
        found.append(f"uses {', '.join(shapeless)}, for which no basis has a shape")
    if animation.segments:
        return tuple(found)
    for end, frame in (("start", 0), ("end", -1)):
        if not getattr(animation.neutral, end) and curves.codes and curves.values[frame].max() == 0:
            which = "first" if end == "start" else "last"
            found.append(f"says neutral.{end}: false but its {which} frame is neutral")
    sided = one_sided(animation.tracks)
    if animation.symmetric and sided:
        found.append(f"says symmetric: true but {', '.join(sided)} have no equal on the other side")
    if not animation.symmetric and not sided:
        found.append("says symmetric: false but both sides of the face do the same")
    return tuple(found)


def notes(animation: Animation) -> tuple[str, ...]:
    """Return what an author of a .fani may not have meant, a sentence each; () for our YAML."""
    found = []
    for code, segments in animation.segments.items():
        times = [time for segment in segments for time, _ in segment.points]
        if min(times, default=0) < 0 or max(times, default=1) > 1:
            found.append(f"{code}: times outside 0–1, whose ramps are cut")
        if any(segment.points[3][0] < segment.points[2][0] for segment in segments):
            found.append(f"{code}: stops before its apex stops, so its last ramp never runs")
    return (*found, *cut_notes(animation.segments))
