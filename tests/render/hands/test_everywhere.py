"""Hands and things are the same pictures on other processors, to the bit."""

SCRIPT = """\
    import hashlib, sys
    import numpy as np
    from pathlib import Path
    from synthgen.assets import load_assets
    from synthgen.hands.pose import HandPose, PosedHand
    from synthgen.hands.things import THINGS, thing_named
    from synthgen.human.appearance import appearance_of
    from synthgen.human.body import shape_model
    from synthgen.human.mhm import read_mhm
    from synthgen.render.figure import PARTS
    from synthgen.render.hands.cover import seen
    from synthgen.render.hands.makers import makers
    from synthgen.render.hands.mesh import arm_faces
    from synthgen.render.studio import Studio
    from synthgen.scene.angles import Angle
    from synthgen.scene.camera import frame_head

    model, assets = read_mhm(Path(sys.argv[1])), load_assets()
    body = shape_model(model, assets).vertices
    studio = Studio(
        assets, body, appearance_of(model, 3), width=96, height=96, makers=(*PARTS, *makers(hands=True, things=THINGS))
    )
    faces, _ = arm_faces(assets, "left")
    indices = np.unique(np.asarray(assets.faces)[faces]).astype(np.int32)
    at = body[indices] * np.float32(1)
    vertices = np.stack([at[:, 0] - 4, at[:, 1] + 5, at[:, 2]], axis=1).astype(np.float32)
    hand = PosedHand("left", indices, vertices, np.full(len(indices), 0.1, np.float32))
    found = hashlib.sha256()
    for yaw in (0, 50):
        camera = frame_head(studio.bounds, Angle("a", yaw, 0), width=96, height=96)
        studio.pose(body, hands=HandPose("wave", 1.0, (hand,)))
        found.update(studio.view(camera).tobytes())
        assert seen(studio, camera).left
        for kind in THINGS:
            for side in thing_named(kind).sides:
                studio.pose(body, thing=(kind, side))
                found.update(studio.view(camera).tobytes())
                found.update(repr(seen(studio, camera).covered).encode())
    print(found.hexdigest())
"""


def test_hands_and_things_do_not_depend_on_the_processors_features(tmp_path, write_model, both_ways):
    """The same pictures from this machine's best instructions and from plain SSE2 code, in NumPy and in the kernels."""
    model = write_model(tmp_path / "plain.mhm", gender=0.4, african=0.5, asian=0.5)
    native, plain = both_ways(SCRIPT, str(model))
    assert native == plain and len(native) == 64
