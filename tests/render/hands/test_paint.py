"""The skin of hands: of the face's tone, with palms that are paler the darker a person is."""

from dataclasses import replace

import numpy as np
import pytest

from synthgen.human.tones import albedo_of
from synthgen.render.hands.paint import paint_hands
from synthgen.render.hands.texels import ALONG, ARM, CREASE, PALM_B, PALMAR, hand_texels
from synthgen.render.skin.texels import SIZE, texel_map

LUMA = np.array([0.2126, 0.7152, 0.0722])


def painted(head, tone, age=30.0):
    """Linear colours (n, 3) of all texels of hand and arm, and their creases (n,) 0–127."""
    look = replace(head.look, age=age, skin=replace(head.look.skin, tone=tone))
    texture = np.zeros((SIZE, SIZE, 4), np.uint8)
    relief = np.zeros(SIZE * SIZE, np.int32)
    paint_hands(replace(head, look=look), texture, relief)
    where = hand_texels(head.assets).where
    colours = texture.transpose(1, 0, 2).reshape(-1, 4)[where, :3].astype(float)
    return (colours / 255) ** 2, relief.reshape(SIZE, SIZE).T.ravel()[where] >> 24


@pytest.fixture(scope="module")
def places(head):
    fields = hand_texels(head.assets).fields
    on_hand = fields[:, ARM] > 2.1
    palm = on_hand & (fields[:, PALMAR] > 0.7) & (fields[:, ALONG] < 0)
    back = on_hand & (fields[:, PALMAR] < -0.7) & (fields[:, ALONG] < -0.45) & (fields[:, PALM_B] < 0.7)
    return {"palm": palm, "back": back, "fields": fields}


def test_charts_of_hands_lie_where_the_face_has_none(head):
    assert not np.isin(hand_texels(head.assets).where, texel_map(head.assets).where).any()


@pytest.mark.parametrize("tone", [2, 5, 9])
def test_backs_of_hands_have_the_tone_of_the_face(head, places, tone):
    colours, _ = painted(head, tone)
    back = colours[places["back"]].mean(axis=0) @ LUMA
    face = np.array(albedo_of(tone, head.look.skin.undertone)) @ LUMA
    assert 0.72 < back / face < 1.1


def test_palms_are_paler_and_the_more_so_the_darker_people_are(head, places):
    ratio = []
    for tone in (2, 6, 9):
        colours, _ = painted(head, tone)
        ratio.append(colours[places["palm"]].mean(axis=0) @ LUMA / (colours[places["back"]].mean(axis=0) @ LUMA))
    assert 0.95 < ratio[0] < ratio[1] < ratio[2]
    assert ratio[2] > 1.7


def test_creases_run_along_the_palms_lines_and_old_hands_have_more(head, places):
    _, young = painted(head, 5, age=20.0)
    _, old = painted(head, 5, age=80.0)
    line = places["palm"] & (places["fields"][:, CREASE] > 0.8)
    apart = places["palm"] & (places["fields"][:, CREASE] == 0)
    assert young[line].mean() > 25 > 5 > young[apart].mean()
    assert old[places["back"]].mean() > 2 * young[places["back"]].mean()
