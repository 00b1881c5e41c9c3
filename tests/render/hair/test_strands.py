"""Strands that cards of hair are cut into: gaps, soft ends, tones of their own, an outline that is no edge."""

import dataclasses

import numpy as np
import pytest

from synthgen.human import colour
from synthgen.jit import kernel
from synthgen.render.hair.hair import Hair, strands_across
from synthgen.render.hair.strandpicture import paint_hair
from synthgen.render.raster import strands
from synthgen.render.raster.raster import TRIANGLE_MASK
from synthgen.render.studio import Studio
from synthgen.scene.angles import Angle
from synthgen.scene.camera import frame_head

pytestmark = pytest.mark.slow

f4 = np.float32


@kernel
def _gaps(across, along, swing, turns, least, out):  # type: ignore[no-untyped-def]
    for i in range(across.shape[0]):
        out[i] = strands.misses(across[i], along, swing, turns, least)


def gap_share(along, *, swing=0.0, turns=0.0, least=0.0, columns=(0, 512)):
    """Return how much of cards is gap at a place ``along`` them."""
    across = np.linspace(*columns, 20_001)[:-1].astype(np.float32)
    out = np.zeros(len(across), np.int32)
    _gaps(across, f4(along), f4(swing), f4(turns), f4(least), out)
    return float(out.mean())


def test_a_card_has_gaps_and_thins_out_to_both_ends():
    middle = gap_share(0.4)
    assert 0.1 < middle < 0.35
    assert gap_share(0.0) > middle + 0.2
    shares = [gap_share(along) for along in (0.7, 0.78, 0.86, 0.93, 0.99)]
    assert np.all(np.diff(shares) > 0.05)  # its strands end one after another
    assert shares[-1] > 0.95


def test_strands_too_thin_for_the_picture_are_drawn_a_sample_wide():
    assert gap_share(0.4, least=0.5) < 0.1 < gap_share(0.4)
    assert gap_share(0.99, least=0.5) > 0.6  # those that have ended have ended


def test_kinky_strands_leave_their_line():
    across = np.linspace(3, 4, 400).astype(np.float32)
    middles = []
    for along in np.linspace(0.1, 0.5, 60):
        out = np.zeros(len(across), np.int32)
        _gaps(across, f4(along), f4(0.25), f4(8), f4(0), out)
        middles.append(float(across[out == 0].mean()))
    turns = np.diff(np.sign(np.diff(middles))) != 0
    assert np.ptp(middles) > 0.2
    assert 4 <= turns.sum() <= 8  # eight turns a card: 3.2 here, two ends each


def test_wider_cards_and_larger_pictures_show_more_strands():
    assert strands_across(0.12, 256) > strands_across(0.05, 256) >= 1
    assert strands_across(0.12, 512) > strands_across(0.12, 256)


def test_hair_turns_grey_strand_by_strand():
    pigment, white = (colour.hair_albedo("dark brown", share) for share in (0.0, 1.0))
    ends = [np.sqrt(rgb.astype(float)) * 255 for rgb in (pigment, white)]
    for grey, expected in ((0.25, 0.25), (0.5, 0.5), (0.75, 0.75)):
        row = paint_hair(pigment, white, grey, pixels=1024, seed=3)[256, :, :3].astype(float)
        share = ((row - ends[0]) @ (ends[1] - ends[0])) / ((ends[1] - ends[0]) ** 2).sum()
        turned = np.clip(share, 0, 1) > 0.5
        assert turned.mean() == pytest.approx(expected, abs=0.12)
        assert np.mean((share > 0.35) & (share < 0.65)) < 0.25  # few are in between
    flat = paint_hair(pigment, white, 0.5, pixels=128, seed=3)[256, :, 1].astype(float)
    assert flat.std() < 0.6 * paint_hair(pigment, white, 0.5, pixels=1024, seed=3)[256, :, 1].astype(float).std()


@pytest.mark.parametrize("style", ["long", "curly", "afro", "short"])
def test_the_outline_of_hair_is_no_edge(person, style):
    assets, body, look, _ = person
    look = dataclasses.replace(look, hair=dataclasses.replace(look.hair, style=style, beard_style="none"))
    studio = Studio(assets, body, look, width=256, height=256)
    studio.view(frame_head(studio.bounds, Angle("front", 0, 0), width=256, height=256))
    (number,) = (k for k, part in enumerate(studio.figure.parts) if isinstance(part, Hair))
    own = studio.figure.drawn.faces[number]
    triangle = (studio.picture.samples[:, :512] & TRIANGLE_MASK) - 1
    hair = (triangle >= own.start) & (triangle < own.stop)
    covered = hair.reshape(256, 2, 256, 2).sum(axis=(1, 3))[:128]  # above the shoulders
    partly = (covered > 0) & (covered < 4)
    # a disc of as many pixels has 2 √(π n) of them at its rim, which is cut by a straight edge in some two thirds
    assert partly.sum() > 3 * np.sqrt(np.pi * (covered > 0).sum())
