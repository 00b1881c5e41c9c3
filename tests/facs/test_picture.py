"""The picture of a signal's curves: a line for every AU, as high as it is strong."""

from __future__ import annotations

import numpy as np

from synthgen.facs.animation import parse_animation
from synthgen.facs.picture import draw

#: Okabe and Ito's blue and vermilion, in which the first two tracks are drawn
BLUE, VERMILION = (0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00)
SIGNAL = (
    "signal: two\nframes: 21\nfps: 25\ninterpolation: linear\ntracks:\n  AU4: [[0, 0], [20, 1]]\n  AU12: [[0, 0.5]]\n"
)


def rows_of(picture: np.ndarray, colour: tuple[int, int, int]) -> dict[int, float]:
    """Return {column: mean row} of a colour's pixels in the plot."""
    rows, columns = np.nonzero(np.abs(picture[:, 70:700].astype(int) - colour).sum(axis=2) < 60)
    return {int(column): float(rows[columns == column].mean()) for column in np.unique(columns)}


def test_each_track_is_a_line_of_its_own() -> None:
    picture = np.asarray(draw(parse_animation(SIGNAL.encode(), where="two.yaml")))
    rising, level = rows_of(picture, BLUE), rows_of(picture, VERMILION)
    bottom, top = rising[min(rising)], rising[max(rising)]
    assert max(rising) - min(rising) > 600 and bottom - top > 250
    heights = [rising[column] for column in sorted(rising)[10:-10]]
    assert np.polyfit(sorted(rising)[10:-10], heights, 1, full=True)[1][0] < len(heights)  # a straight line
    assert np.ptp(list(level.values())) < 6  # but for its dot
    assert abs(np.mean(list(level.values())) - (bottom + top) / 2) < 3


def test_a_signal_of_many_tracks_has_room_for_their_names() -> None:
    tracks = "".join(f"  AU{code}: [[0, 0.5]]\n" for code in (1, 2, 4, 5, 6, 7, 9, 10, 12, 15, 17, 20))
    many = parse_animation((SIGNAL.partition("tracks:\n")[0] + "tracks:\n" + tracks).encode(), where="many.yaml")
    few = parse_animation(SIGNAL.encode(), where="two.yaml")
    assert draw(many).height >= draw(few).height + 90 and draw(many).width == draw(few).width
