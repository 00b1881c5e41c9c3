"""Pictures: whole, centred, lit as the light says, moving where the face moves, and the same bits everywhere."""

import dataclasses
import hashlib
from itertools import pairwise

import numpy as np
import pytest

from synthgen.render.studio import Studio
from synthgen.scene.angles import Angle, read_angles
from synthgen.scene.camera import frame_head
from synthgen.scene.lights import STUDIO


def with_part(look, part, **fields):
    """The same look with fields of its skin, eyes, hair or dress changed."""
    return dataclasses.replace(look, **{part: dataclasses.replace(getattr(look, part), **fields)})


def picture(studio, vertices, angle=None):
    camera = frame_head(studio.bounds, angle or Angle("front", 0, 0), width=studio.width, height=studio.height)
    studio.pose(vertices)
    return studio.view(camera).copy()


def backdrop(studio):
    return studio.picture.backdrop.astype(int)


def subject(studio, image):
    """Where the picture is not the backdrop."""
    return np.abs(image.astype(int) - backdrop(studio)).sum(axis=2) > 12


@pytest.mark.slow
@pytest.mark.parametrize("angle", read_angles("sim2real9").angles, ids=lambda a: a.id)
@pytest.mark.parametrize("size", [(192, 192), (320, 128), (96, 256)], ids=str)
def test_the_head_is_whole_in_every_view_and_shape(person, angle, size):
    assets, body, look, _ = person
    width, height = size
    studio = Studio(assets, body, with_part(look, "hair", style="afro"), width=width, height=height)
    image = picture(studio, body, angle)
    seen = subject(studio, image)
    assert not seen[0].any()  # air above the hair
    face = studio.face_polygon(frame_head(studio.bounds, angle, width=width, height=height))
    assert (face > 0).all()
    assert (face < [width, height]).all()
    assert seen[height // 2, width // 2]


@pytest.mark.slow
@pytest.mark.parametrize("size", [(64, 64), (640, 64), (2048, 2048)], ids=str)
def test_the_smallest_the_widest_and_the_largest(person, size):
    assets, body, look, _ = person
    look = with_part(look, "hair", style="crop")  # what is framed is head and hair: a head alone fills the picture
    studio = Studio(assets, body, look, width=size[0], height=size[1])
    image = picture(studio, body)
    assert image.shape == (size[1], size[0], 3)
    assert 0.035 < subject(studio, image).mean() < 0.9  # hair has gaps


@pytest.mark.parametrize("size", [(63, 64), (64, 4097)])
def test_sizes_out_of_range_are_refused(person, size):
    assets, body, look, _ = person
    with pytest.raises(ValueError, match="each side must be 64 to 4096"):
        Studio(assets, body, look, width=size[0], height=size[1])


def test_gaze_moves_the_iris_to_the_side_it_names(person):
    assets, body, look, rig = person
    studio = Studio(assets, body, with_part(look, "eyes", iris="dark brown"), width=512, height=512)
    camera = frame_head(studio.bounds, Angle("front", 0, 0), width=512, height=512)
    eye = body[assets.joint("helper-l-eye")]
    x, y = camera.project([eye.mean(axis=0)])[0]
    reach = int(camera.focal * 0.13 / (camera.position[2] - eye[:, 2].max()))
    middles = {}
    for name, weights in {"ahead": {}, "left": {"AU61": 0.6}, "right": {"AU62": 0.6}}.items():
        patch = picture(studio, rig.pose(weights))[int(y) - 6 : int(y) + 6, int(x) - reach : int(x) + reach]
        dark = np.maximum(60.0 - patch.astype(float).mean(axis=2), 0).sum(axis=0)
        middles[name] = float((dark * np.arange(len(dark))).sum() / dark.sum())
    assert middles["right"] + 1.5 < middles["ahead"] < middles["left"] - 1.5  # the subject's left is on the right


@pytest.mark.slow
def test_skin_gets_darker_step_by_step(person):
    assets, body, look, _ = person
    means = []
    for tone in range(1, 11):
        studio = Studio(
            assets,
            body,
            with_part(with_part(look, "skin", tone=tone, undertone=0.5), "hair", beard=0.0, beard_style="none"),
            width=128,
            height=128,
        )
        camera = frame_head(studio.bounds, Angle("front", 0, 0), width=128, height=128)
        studio.pose(body)
        x, y = np.array(studio.face_polygon(camera)).mean(axis=0).astype(int)
        image = studio.view(camera)[y - 2 : y + 10]
        means.append((image[:, x - 20 : x - 6].mean() + image[:, x + 6 : x + 20].mean()) / 2)
    assert all(lighter > darker + 3 for lighter, darker in pairwise(means))
    assert means[0] - means[9] > 100


def test_the_key_light_comes_from_the_subjects_upper_left(person):
    assets, body, look, _ = person
    look = with_part(look, "skin", tone=7)  # bright skin is near the top of the scale on both sides
    key = dataclasses.replace(STUDIO, lamps=STUDIO.lamps[:1])
    x, y, z = key.lamps[0].direction
    mirrored = dataclasses.replace(key, lamps=(dataclasses.replace(key.lamps[0], direction=(-x, y, z)),))
    for lighting, brighter in ((key, "left"), (mirrored, "right")):
        studio = Studio(assets, body, look, width=128, height=128, lighting=lighting)
        image = picture(studio, body).astype(float).mean(axis=2)
        camera = frame_head(studio.bounds, Angle("front", 0, 0), width=128, height=128)
        jaw = studio.face_polygon(camera)[:17]
        row = slice(int(jaw[3, 1]) - 3, int(jaw[3, 1]) + 3)
        inset = (jaw[14, 0] - jaw[2, 0]) * 0.2
        right, left = (image[row, int(x) - 3 : int(x) + 3].mean() for x in (jaw[2, 0] + inset, jaw[14, 0] - inset))
        assert (left > right + 5) == (brighter == "left")
        assert (right > left + 5) == (brighter == "right")


def test_a_view_does_not_depend_on_what_was_drawn_before(studio, person):
    _, body, _, rig = person
    first = picture(studio, body)
    picture(studio, rig.pose({"AU26": 1.0, "AU51": 1.0}), Angle("a", 40, 30))
    np.testing.assert_array_equal(picture(studio, body), first)


def test_an_open_mouth_shows_what_is_inside(studio, person):
    _, body, _, rig = person
    closed = picture(studio, body).astype(int)
    opened = picture(studio, rig.pose({"AU26": 1.0, "AU25": 0.5})).astype(int)
    moved = np.abs(closed - opened).sum(axis=2) > 30
    rows, _ = np.nonzero(moved)
    assert len(rows) > 0.01 * studio.width * studio.height
    assert np.mean(rows < 0.45 * studio.height) < 0.02  # the jaw moves, the brow does not


SCRIPT = """
    import dataclasses, hashlib, sys
    from synthgen.assets import load_assets
    from synthgen.facs.basis import load_basis
    from synthgen.facs.signs import Looks
    from synthgen.human.appearance import appearance_of
    from synthgen.human.body import shape_model
    from synthgen.human.clothes import GLASSES, HEADWEAR, NECKLINES, PATTERNS
    from synthgen.human.hairlook import BEARD_STYLES
    from synthgen.human.mhm import read_mhm
    from synthgen.render.studio import Studio
    from synthgen.scene.angles import Angle
    from synthgen.scene.camera import frame_head
    model = read_mhm(sys.argv[1])
    assets = load_assets()
    body = shape_model(model, assets).vertices
    rig = load_basis("embedded", assets).fit(body)
    digest = hashlib.sha256()
    # each kind of hair that is made in its own way, with every beard, garment, cloth, head wear and pair of glasses
    styles = ("afro", "long", "tied", "bun", "curly", "receding", "short", "swept")
    kinds = [list(weights) for weights in (BEARD_STYLES, NECKLINES, PATTERNS, HEADWEAR, GLASSES)]
    for i, style in enumerate(styles):
        beard, neckline, pattern, over, glasses = (names[i % len(names)] for names in kinds)
        over = "none" if i < 3 else over  # the hair that angles are taken for is to be seen
        look = appearance_of(model, 3)
        hair = dataclasses.replace(look.hair, style=style, beard_style=beard)
        dress = dataclasses.replace(look.dress, neckline=neckline, pattern=pattern, headwear=over, glasses=glasses)
        look = dataclasses.replace(look, hair=hair, dress=dress)
        studio = Studio(assets, body, look, width=96, height=96)
        signs = Looks(film=0.7, left_drop=0.8, right_drop=0.03, flush=0.6, blush=0.5, pallor=0.2)
        moving = {"AU12": 0.7, "AU26": 0.5, "AU61": 0.4, "AU43": 0.3, "AU55": 0.8}
        for weights, looks in (({}, Looks()), (moving, Looks()), ({"AU4": 0.5}, signs)):
            studio.pose(rig.pose(weights), looks=looks)
            for yaw, pitch in ((0, 0), (40, 30), (-40, -30)):
                digest.update(studio.view(frame_head(studio.bounds, Angle("a", yaw, pitch), width=96, height=96)))
    print(digest.hexdigest())
"""


@pytest.mark.slow
def test_pixels_do_not_depend_on_the_processors_features(a_model, both_ways):
    """The same picture from this machine's best instructions and from plain SSE2 code, in NumPy and in the kernels."""
    native, plain = both_ways(SCRIPT, str(a_model))
    assert native == plain and len(native) == len(hashlib.sha256().hexdigest())
