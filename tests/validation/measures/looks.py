"""The appearance table: colours and lengths of neutral faces beside those of real people in a studio.

Ethnicities that real people reported and those that ours declare are set side by side as: all with all, white with
caucasian, black with african, Asian with asian; only tables of colours and lengths are made by these groups. Where
a sample is balanced by tone every ethnicity has all ten steps, which real people have not: a group's colours are of our
people whose step is among ``TONES``, those that are about as light as the real group.
"""

from __future__ import annotations

import numpy as np

from measures.groups import Readings, only
from measures.table import Table

#: name of the pair -> (real people's words, ours)
PAIRS = {
    "white": (("white",), ("caucasian",)),
    "black": (("black",), ("african",)),
    "Asian": (("east_asian", "west_asian"), ("asian",)),
}
#: steps of skin tone whose people stand for a real group's colours: first and last
TONES = {"white": (1, 5), "black": (7, 10), "Asian": (3, 6)}
#: measures that skin's tone decides; the others are lengths
COLOURS = (
    *("cheek_L", "cheek_a", "cheek_b", "fore_minus_cheek", "nose_minus_cheek", "side_minus_cheek"),
    *("chin_minus_cheek", "under_eye_minus_cheek", "lips_L", "lips_a", "lips_b", "brow_L", "sclera_L", "iris_L"),
    *("left_right", "cheek_texture"),
)


def of_tone(readings: Readings, group: str) -> Readings:
    """Return the people whose step stands for a real group's, and those of whom no step is known."""
    low, high = TONES[group]
    return [one for one in readings if one.row["tone"] is None or low <= one.row["tone"] <= high]


def _measured(readings: Readings, ethnicities: tuple[str, ...] | None = None) -> Readings:
    neutral = [one for one in only(readings, "neutral") if one.looks]
    return [one for one in neutral if ethnicities is None or one.row["ethnicity"] in ethnicities]


def table(readings: Readings, real: Readings) -> Table:
    """Return the means, and ``in SD`` ours less real people's in standard deviations of real people.

    For all that is the deviation of all real people; for a group the one within groups, pooled: some are small.
    """
    everybody = _measured(real)
    rows: dict[str, dict[str, float]] = {}
    columns = [f"real, all {len(everybody)}", "SD", f"ours, all {len(_measured(readings))}", "SD of ours", "in SD"]
    groups = {name: (_measured(real, theirs), _measured(readings, ours)) for name, (theirs, ours) in PAIRS.items()}
    groups = {name: (one, other) for name, (one, other) in groups.items() if one and of_tone(other, name)}
    for name in groups:
        columns += [f"real, {name}", f"ours, {name}", f"{name}, in SD"]
    for measure in everybody[0].looks or {}:

        def values(group: Readings, measure: str = measure) -> np.ndarray:
            return np.array([(one.looks or {})[measure] for one in group])

        theirs, ours = values(everybody), values(_measured(readings))
        spread = theirs.std()
        numbers = [theirs.mean(), spread, ours.mean(), ours.std(), (ours.mean() - theirs.mean()) / spread]
        inside = (
            np.concatenate([values(one) - values(one).mean() for one, _ in groups.values()]).std() if groups else 1.0
        )
        for name, (one, everyone) in groups.items():
            other = of_tone(everyone, name) if measure in COLOURS else everyone
            numbers += [values(one).mean(), values(other).mean(), (values(other).mean() - values(one).mean()) / inside]
        rows[measure] = dict(zip(columns, map(float, numbers), strict=True))
    forms = {column: "+.1f" for column in columns if column.endswith("in SD")}
    return Table("Appearance of neutral faces", "measure", columns, rows, ".2f", forms)
