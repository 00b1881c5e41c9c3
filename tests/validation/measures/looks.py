"""The appearance table: colours and lengths of neutral faces beside those of real people in a studio.

Ethnicities that real people reported and those that ours declare are set side by side as: all with all, white with
caucasian, black with african, Asian with asian; only tables of colours and lengths are made by these groups.
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
    groups = {name: pair for name, pair in groups.items() if all(pair)}
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
        for one, other in groups.values():
            numbers += [values(one).mean(), values(other).mean(), (values(other).mean() - values(one).mean()) / inside]
        rows[measure] = dict(zip(columns, map(float, numbers), strict=True))
    forms = {column: "+.1f" for column in columns if column.endswith("in SD")}
    return Table("Appearance of neutral faces", "measure", columns, rows, ".2f", forms)
