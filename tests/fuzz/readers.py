"""Everything that reads a file which somebody else may have written, with sound files of each kind."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

from synthgen.assets.facshuman import facshuman_files
from synthgen.assets.proxies import parse_material, parse_mesh, parse_proxy
from synthgen.assets.targets import parse_target
from synthgen.audit.policy import policy_of
from synthgen.design.spec import builtin_designs, design_of
from synthgen.errors import InputWarning
from synthgen.facs.animation import parse_animation, sample_animation
from synthgen.facs.library import builtin_folder
from synthgen.facs.lint import notes, problems
from synthgen.human.basics import basics_of
from synthgen.human.demographics import parse_demographics
from synthgen.human.library import SUITE
from synthgen.human.mhm import parse_mhm
from synthgen.makehuman.expression import parse_expression
from synthgen.makehuman.settings import read_settings
from synthgen.publish.statement import (
    ROOT,
    Envelope,
    Signature,
    Statement,
    envelope_bytes,
    parse_envelope,
    parse_statement,
    statement_bytes,
)
from synthgen.scene.angles import builtin_folder as angle_folder
from synthgen.scene.angles import parse_angles
from synthgen.yamlfile import parse

Read = Callable[[bytes], object]

PROXY = b"""\
# license: CC-BY
name A patch
uuid 11-22
obj_file a patch.obj
x_scale 5399 11998 2.0
material patch.mhmat
verts 0
100
100 200 300 0.5 0.25 0.25 0.1 0.2 -0.3
delete_verts
10 - 12 20
"""
MESH = b"v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nf 1/1 2/2 3/3 4/4\nf -1 -2 -3\n"
MATERIAL = b"name Red\ndiffuseColor 1.0 0.5 0.25\nopacity 0.5\ndiffuseTexture my red.png\ntransparent True\n"
TARGET = b"# nose\n7 0 .5 -.25\n8 1e-3 0 0\n19157 0 0 1\n"
DEMOGRAPHICS = b"""\
gender: 0.25
ethnicity: {caucasian: 0.5, asian: 0.3, african: 0.2}
mixture: {caucasian: 0.53, asian: 0.28, african: 0.19}
age: 34
skin_tone: 5
undertone: 0.4
conditions: {palsy: {side: left, severity: 0.7}, scars: [{place: chin, length: 9, angle: 30}], vitiligo: 0.3}
notes: anything
"""
DESIGN = b"""\
name: mine
seed: 7
models: ["*", people, {sample: {n: 48, seed: 7, balance: [gender], ages: [18, 90], conditions: {palsy: 0.05}}}]
signals: [side_eye]
angles: [frontal]
looks: {glasses: true, headwear: false}
video: {size: [256, 128], fps: 29.97, codec: png}
"""
_SEGMENT = {
    **{"image_start": 0.1, "intensity_start": 0, "apex_start": 0.3, "apex_intensity_start": 0.5},
    **{"apex_stop": 0.5, "apex_intensity_stop": "0.7", "image_stop": 1, "intensity_stop": 0},
}
FANI = json.dumps({"4": {"A": _SEGMENT, "B": _SEGMENT}, "61": {"C": _SEGMENT}}, indent=1).encode()
FACS = b'{\n "4": 1.0,\n "9": 0.5\n}\n'
MHM = (SUITE / "female_asian_1.mhm").read_bytes()
SMALL_MHM = b"""\
version v1.2.0
modifier macrodetails/African 1.0
modifier macrodetails/Asian 0.5
hair my hair 2a1b0000-0000-0000-0000-000000000001
material my hair 2a1b0000-0000-0000-0000-000000000001 hair/a hair.mhmat
skinMaterial skins/my skin.mhmat
subdivide true
"""


def _mhm(content: bytes) -> None:
    model = parse_mhm(content, path=Path("a.mhm"))
    basics_of(model)
    assert all(0 <= value <= 1 for value in model.loaded_macros.values())


def _animation(name: str) -> Read:
    def read(content: bytes) -> None:
        animation = parse_animation(content, where=name)
        if animation.frames <= 1000:
            values = sample_animation(animation).values
            assert (np.isfinite(values).all() and not values.size) or 0 <= values.min() <= values.max() <= 1
            (problems(animation), notes(animation))

    return read


def _expression(content: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)
        assert all(0 <= value <= 1 for value in parse_expression(content, where="a.facs").values())


def _finite(*arrays: np.ndarray) -> None:
    assert all(np.isfinite(array).all() for array in arrays)


def _proxy(content: bytes) -> None:
    fit = parse_proxy(content, where="a.mhclo").fit
    _finite(fit.weight, fit.offset)


def _mesh(content: bytes) -> None:
    mesh = parse_mesh(content, where="a.obj")
    _finite(mesh.corners)
    assert 0 <= mesh.triangles.min() <= mesh.triangles.max() < mesh.count


def _target(content: bytes) -> None:
    _finite(parse_target(content, where="a.target").delta)


def _settings(folder: Path) -> None:
    settings = read_settings(folder)
    assert not settings.turned_on("a").turned_off("a").is_on("a") and settings.turned_on("a").is_on("a")


STATEMENT = statement_bytes(Statement({ROOT: "0" * 64, "inputs/models/a.mhm": "ab" * 32}, {"clips": 12, "by": "é"}))
ENVELOPE = envelope_bytes(Envelope(STATEMENT, (Signature("ab" * 32, b"signed", b"-----BEGIN PUBLIC KEY-----"),)))
SETTINGS = b'{"version": "1.3.0", "activeUserPlugins": ["a", "b"], "excludePlugins": ["c"], "units": "metric"}'
POLICY = (
    Path(__import__("synthgen.audit.policy", fromlist=["_"]).__file__).parent / "policies" / "default.yaml"
).read_bytes()
SIGNAL = (builtin_folder() / "confusion" / "side_eye.yaml").read_bytes()
VIEWS = (angle_folder() / "sim2real9.yaml").read_bytes()


def _in_folder(name: str, read: Callable[[Path], object], **others: bytes) -> Read:
    """Return what reads the bytes of a file ``name`` in a folder with ``others``."""

    def attempt(content: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for other, its in {**others, name: content}.items():
                (Path(folder) / other).write_bytes(its)
            read(Path(folder))

    return attempt


#: kind of file -> (what reads its bytes, sound files)
READERS: dict[str, tuple[Read, tuple[bytes, ...]]] = {
    "mhm": (_mhm, (MHM, SMALL_MHM)),
    "fani": (_animation("a.fani"), (FANI,)),
    "facs": (_expression, (FACS,)),
    "signal": (_animation("a.yaml"), (SIGNAL,)),
    "design": (
        lambda content: design_of(parse(content, where="d.yaml"), folder=None),
        (DESIGN, *(path.read_bytes() for path in builtin_designs().values())),
    ),
    "demographics": (lambda content: parse_demographics(content, where="a.yaml"), (DEMOGRAPHICS,)),
    "angles": (lambda content: parse_angles(content, where="v.yaml"), (VIEWS,)),
    "policy": (lambda content: policy_of(parse(content, where="p.yaml")), (POLICY,)),
    "older yaml": (lambda content: parse(content, where="o.yaml", rules="1.1"), (DESIGN, DEMOGRAPHICS)),
    "target": (_target, (TARGET,)),
    "mhclo": (_proxy, (PROXY,)),
    "mhmat": (lambda content: parse_material(content, where="a.mhmat"), (MATERIAL,)),
    "obj": (_mesh, (MESH,)),
    "envelope": (parse_envelope, (ENVELOPE,)),
    "statement": (parse_statement, (STATEMENT,)),
    "au.json": (_in_folder("au.json", facshuman_files, **{"4.target": b"7 0 .5 0\n"}), (b'{"4": "Brow lowerer"}',)),
    "settings.ini": (_in_folder("settings.ini", _settings), (SETTINGS,)),
}
