"""The skin's texture: the declared tone on the cheek whatever else is painted, and marks where they belong."""

import dataclasses

import numpy as np
import pytest

from synthgen.human.conditions import Scar
from synthgen.human.tones import albedo_of
from synthgen.render.skin.marks import scar_table
from synthgen.render.skin.skin import SIZE, on_cheek, paint_skin
from synthgen.render.skin.texels import texel_map

pytestmark = pytest.mark.slow


def with_skin(look, **fields):
    return dataclasses.replace(
        look,
        skin=dataclasses.replace(look.skin, **fields),
        hair=dataclasses.replace(look.hair, style="shaved", beard=0.0, beard_style="none"),
    )


def painted(assets, look):
    """Linear albedo (n, 3) of the texels."""
    texture = paint_skin(assets, look).transpose(1, 0, 2).reshape(SIZE * SIZE, 4)
    return (texture[texel_map(assets).where, :3].astype(np.float64) / 255) ** 2


@pytest.fixture(scope="module")
def face(person):
    """The texels (n,) of the face without lips and eyelids."""
    fields = texel_map(person[0]).fields
    return (fields[:, 2] > 0.9) & (fields[:, 1] > 6.3) & (fields[:, 3] < -0.1) & (fields[:, 4:7].max(axis=1) == 0)


@pytest.mark.parametrize(("tone", "undertone"), [(1, 0.0), (5, 1.0), (10, 0.5)])
@pytest.mark.parametrize("marks", [{"flush": 0.1, "freckles": 0.0}, {"flush": 1.0, "freckles": 0.9}], ids=str)
def test_the_cheeks_mean_is_the_tones_albedo(person, tone, undertone, marks):
    assets, _, look, _ = person
    colours = painted(assets, with_skin(look, tone=tone, undertone=undertone, **marks))
    mean = colours[on_cheek(texel_map(assets).fields)].mean(axis=0)
    assert mean == pytest.approx(albedo_of(tone, undertone), rel=0.025)


def test_lips_and_cheeks_are_redder_than_the_temples(person):
    assets, _, look, _ = person
    fields = texel_map(assets).fields
    temple = (np.abs(np.abs(fields[:, 0]) - 0.62) < 0.06) & (np.abs(fields[:, 1] - 7.5) < 0.06)
    for tone in (2, 6):
        colours = painted(assets, with_skin(look, tone=tone, flush=0.8))
        red = {
            name: float((colours[where, 0] / colours[where, 1]).mean())
            for name, where in {"lips": fields[:, 4] > 0.9, "cheek": on_cheek(fields), "temple": temple}.items()
        }
        assert red["lips"] > 1.1 * red["cheek"] > 1.1 * red["temple"]


@pytest.mark.parametrize("share", [0.1, 0.4, 0.8])
def test_vitiligo_takes_its_share_of_the_face(person, face, share):
    assets, _, look, _ = person
    shares = []
    for seed in range(6):
        one = dataclasses.replace(look, seed=seed)
        plain, pale = (painted(assets, with_skin(one, tone=8, vitiligo=v))[face].sum(axis=1) for v in (0.0, share))
        shares.append(float((pale > 1.5 * plain).mean()))
    assert np.mean(shares) == pytest.approx(share, abs=0.12)


def test_a_scar_is_pale_and_where_it_is_declared(person):
    assets, _, look, _ = person
    scar = Scar("left cheek", 22.0, 30.0)
    fields = texel_map(assets).fields
    plain, cut = (painted(assets, with_skin(look, tone=6, scars=s)) for s in ((), (scar,)))
    changed = np.abs(cut - plain).sum(axis=1) > 0.02
    assert 100 < changed.sum() < 3000
    (x0, y0, x1, y1, _) = scar_table((scar,))[0]
    assert (fields[changed, 0] > x0 - 0.03).all()
    assert (fields[changed, 0] < x1 + 0.03).all()
    assert fields[changed, 1].max() - fields[changed, 1].min() == pytest.approx(y1 - y0, abs=0.04)
    assert cut[changed].mean() > plain[changed].mean()


@pytest.mark.parametrize("mark", ["freckles", "moles", "spots", "blemishes"])
def test_marks_cover_more_the_stronger_they_are(person, face, mark):
    assets, _, look, _ = person
    covered = []
    for strength in (0.0, 0.3, 0.9):
        none, some = (painted(assets, with_skin(look, tone=3, **{mark: s}))[face] for s in (0.0, strength))
        covered.append(float((some[:, 1] < 0.9 * none[:, 1]).mean()))
    assert covered[0] < 0.0001 < covered[1] < covered[2] < 0.5
