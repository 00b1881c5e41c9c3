"""Clothes on a neutral head: cloth stands off the skin, head wear off the skull, glasses off the eyes."""

import dataclasses

import numpy as np
import pytest

from synthgen.human.clothes import NECKLINES
from synthgen.render.clothes import cloth, garment, glasses, headwear, neckline, shell


def wearing(head, **clothes):
    dress = dataclasses.replace(head.look.dress, **clothes)
    return dataclasses.replace(head, look=dataclasses.replace(head.look, dress=dress))


def draped(part, head):
    out = np.zeros((part.count, 3), np.float32)
    shell.drape(head.skin, part.anchor, part.share, part.offset, out)
    return out


@pytest.mark.parametrize("style", NECKLINES)
def test_a_garment_hides_the_trunk_and_not_the_face(head, style) -> None:
    (part,) = garment.parts(wearing(head, neckline=style))
    rest = head.geometry.rest
    assert part.hides[rest[:, 1] < 4.5].all() and not part.hides[rest[:, 1] > 6.4].any()
    assert (part.shade[part.hides] == 0).all() and (part.shade[rest[:, 1] > 7.0] == 1).all()
    hung = draped(part, head)
    assert hung[:, 1].max() < 6.9
    away = ((hung - head.skin[part.anchor[:, 0]]) * head.normals[part.anchor[:, 0]]).sum(axis=1)
    assert np.median(away) > 0.02 and away.min() > -0.25


def test_a_turtleneck_is_higher_than_a_v(head) -> None:
    throat = np.array([[0.0, 5.7, 1.0]], np.float32)
    below = {name: float(neckline.depth(neckline.NECKLINES[name], throat)[0]) for name in ("v", "turtleneck")}
    assert below["v"] < -0.4 and below["turtleneck"] > 0.2


def test_a_cap_stands_off_the_skull_and_a_scarf_covers_the_hair(head) -> None:
    (cap,) = headwear.parts(wearing(head, headwear="cap"))
    above = cap.points[(cap.points[:, 1] > 0.3) & (np.abs(cap.points[:, 2]) < 0.9)]
    top = head.skin[head.geometry.rest[:, 1] > 8.4] - head.centre
    assert above[:, 1].max() > top[:, 1].max() + 0.05
    assert cap.hides.any() and not cap.hides[head.geometry.rest[:, 1] < 7.5].any()
    (scarf,) = headwear.parts(wearing(head, headwear="scarf"))
    assert scarf.hides[head.geometry.rest[:, 1] > 8.3].all() and not scarf.hides[head.geometry.lining].any()
    assert headwear.parts(wearing(head, headwear="none")) == ()
    covered = headwear.covers(wearing(head, headwear="cap").look.dress, head.geometry.rest)
    assert (covered > 0)[head.geometry.rest[:, 1] > 8.0].all()


@pytest.mark.parametrize("kind", ["round", "rectangular"])
def test_glasses_stand_before_the_corneas(head, kind) -> None:
    (part,) = glasses.parts(wearing(head, glasses=kind))
    points = part.points + head.centre
    for eye in head.eyes:
        x, y, z = eye.cornea(head.neutral)
        rim = points[(np.abs(points[:, 0] - x) < 0.35) & (np.abs(points[:, 1] - y) < 0.3) & (points[:, 2] > z - 0.3)]
        assert len(rim) > 40 and rim[:, 2].max() > z + 0.05
    frame = glasses.paint_frame(wearing(head, glasses=kind, frame="ffffff").look.dress)
    assert (frame[..., :3] == 255).all()


def test_cloth_has_its_colours_and_repeats(head) -> None:
    dress = wearing(head, garment="808080", second="ffffff").look.dress
    plain, striped = (
        cloth.paint_garment(dataclasses.replace(dress, pattern=pattern), seed=5, size=512).astype(float)[..., :3] / 255
        for pattern in ("plain", "stripes")
    )
    linear = 0.2158605  # of sRGB 128
    assert (plain**2).mean() == pytest.approx(linear, rel=0.03)
    assert (striped**2).mean() > linear + 0.15  # a third of it is white
    assert np.abs(plain[:, 0] - plain[:, -1]).mean() < 2 * np.abs(plain[:, 1] - plain[:, 0]).mean() + 0.01


def test_a_ray_hits_where_it_points() -> None:
    points = np.array([[0, 0, 1], [1, 0, 1], [0, 1, 1], [0, 0, 2], [1, 0, 2], [0, 1, 2]], float)
    triangles = np.array([[0, 1, 2], [3, 4, 5]], np.int32)
    origin, ahead = np.array([[0.25, 0.5, 0.0]]), np.array([[0.0, 0.0, 1.0]])
    anchor, share = shell.hits(origin, ahead, points, triangles)
    assert anchor.tolist() == [[0, 1, 2]] and share[0].tolist() == [0.25, 0.25, 0.5]
    anchor, _ = shell.hits(origin, ahead, points, triangles, farthest=True)
    assert anchor.tolist() == [[3, 4, 5]]
    with pytest.raises(ValueError, match="no skin in direction"):
        shell.hits(origin, -ahead, points, triangles)
