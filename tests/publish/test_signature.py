"""Keys, statements, envelopes, and what is refused a signature."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synthgen.dataset.lock import hold_lock
from synthgen.dataset.manifest import read_records, root_hash
from synthgen.errors import InputError
from synthgen.publish.statement import PAYLOAD_TYPE, pre_authentication_encoding
from synthgen.version import __version__

pytest.importorskip("cryptography", reason="signatures are the extra [sign]")

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from synthgen.publish.keys import PrivateKey, fingerprint_of, new_key, parse_public, read_private_key
from synthgen.publish.signature import sign_dataset

#: RFC 8032, section 7.1, test 1: the secret key and the public key it has
RFC_SECRET = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
RFC_PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#: RFC 8410, section 4: what stands before the 32 bytes of a public key in DER
RFC_HEAD = "302a300506032b6570032100"


def unasked() -> str:
    raise AssertionError("a passphrase was asked for")


@pytest.fixture
def key(tmp_path: Path) -> PrivateKey:
    new_key(tmp_path / "me.pem")
    return read_private_key(tmp_path / "me.pem", unasked)


def sign(folder: Path, key: PrivateKey) -> Any:
    return sign_dataset(folder, key)


def statement(folder: Path) -> dict[str, Any]:
    envelope = json.loads((folder / "signature.json").read_text())
    loaded: dict[str, Any] = json.loads(base64.b64decode(envelope["payload"]))
    return loaded


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_encoding_is_the_one_of_the_dsse_specification() -> None:
    encoded = pre_authentication_encoding("http://example.com/HelloWorld", b"hello world")
    assert encoded == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_a_fingerprint_is_the_sha256_of_the_key_in_der(tmp_path: Path) -> None:
    secret = ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(RFC_SECRET))
    path = tmp_path / "rfc.pem"
    path.write_bytes(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    expected = hashlib.sha256(bytes.fromhex(RFC_HEAD + RFC_PUBLIC)).hexdigest()
    assert read_private_key(path, unasked).public.fingerprint == expected


def test_a_new_key_is_its_makers_alone(tmp_path: Path) -> None:
    path = tmp_path / "me.pem"
    previous = os.umask(0)
    try:
        public = new_key(path)
    finally:
        os.umask(previous)
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    secret = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(secret, ed25519.Ed25519PrivateKey)
    beside = load_pem_public_key((tmp_path / "me.pub").read_bytes())
    assert beside == secret.public_key()
    assert public.fingerprint == fingerprint_of(str(tmp_path / "me.pub")) == fingerprint_of(public.fingerprint.upper())
    for name in ("me.pem", "other.pub"):
        with pytest.raises(InputError, match="never overwritten"):
            new_key(tmp_path / name)
    assert load_pem_private_key(path.read_bytes(), None).public_key() == beside
    path.unlink()
    with pytest.raises(InputError, match=r"me\.pub: is there already"):
        new_key(path)
    assert not path.exists()


def test_an_encrypted_key_wants_its_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "me.pem"
    public = new_key(path, passphrase="ü 1".encode())
    assert b"ENCRYPTED" in path.read_bytes()
    assert read_private_key(path, lambda: "ü 1").public == public
    for wrong in ("u 1", ""):
        with pytest.raises(InputError, match="passphrase is wrong"):
            read_private_key(path, lambda wrong=wrong: wrong)  # type: ignore[misc]


def rsa_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def curve_key() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))


def public_key() -> bytes:
    return (
        ed25519.Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (rsa_key, r"another kind \(RSA\); expected ed25519"),
        (curve_key, r"another kind .*; expected ed25519"),
        (public_key, "is a public key; expected an ed25519 private key"),
        (lambda: b"", "no private key in PEM"),
        (lambda: b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no private key in PEM"),
        (lambda: b"\0" * 70_000, "larger than any key"),
    ],
)
def test_what_is_no_private_ed25519_key_is_refused(tmp_path: Path, content: Callable[[], bytes], words: str) -> None:
    path = tmp_path / "k.pem"
    path.write_bytes(content())
    with pytest.raises(InputError, match=words):
        read_private_key(path, lambda: "x")


def test_what_is_neither_a_fingerprint_nor_a_public_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither a key's fingerprint"):
        fingerprint_of("abc")
    (tmp_path / "k.pub").write_text("ssh-ed25519 AAAA me")
    with pytest.raises(InputError, match="no ed25519 public key"):
        fingerprint_of(str(tmp_path / "k.pub"))


def test_a_signature_is_an_in_toto_statement_over_all_that_a_dataset_consists_of(copy: Path, key: PrivateKey) -> None:
    (copy / "splits").mkdir()
    (copy / "splits" / "paper.json").write_text("{}")
    (copy / "DATASHEET.md").write_text("# tiny\n")
    (copy / "report").mkdir()
    (copy / "report" / "coverage.json").write_text("{}")
    signed = sign(copy, key)
    said = statement(copy)
    assert (said["_type"], said["predicateType"]) == ("https://in-toto.io/Statement/v1", "urn:synthgen:dataset:v1")
    subjects = {entry["name"]: entry["digest"]["sha256"] for entry in said["subject"]}
    assert subjects.pop("manifest") == root_hash(copy / "manifest.jsonl") == signed.root
    inputs = {path.relative_to(copy).as_posix() for path in (copy / "inputs").rglob("*.*") if path.is_file()}
    others = {"design.yaml", "dataset.json", "manifest.csv", "preview.png", "splits/paper.json", "DATASHEET.md"}
    assert subjects == {name: sha256(copy / name) for name in inputs | others}
    assert len(inputs) == 7
    facts = json.loads((copy / "dataset.json").read_text())
    when = said["predicate"].pop("signedAt")
    assert when.endswith("+00:00")
    assert said["predicate"] == {
        "clips": 4,
        "design": facts["design"],
        "synthgen": facts["synthgen"],
        "signedWith": f"synthgen {__version__}",
    }


def test_the_envelope_verifies_by_the_specification_alone(copy: Path, key: PrivateKey) -> None:
    sign(copy, key)
    envelope = json.loads((copy / "signature.json").read_text())
    payload = base64.b64decode(envelope["payload"])
    (entry,) = envelope["signatures"]
    public = load_pem_public_key(entry["publicKey"].encode())
    assert isinstance(public, ed25519.Ed25519PublicKey)
    encoded = f"DSSEv1 {len(PAYLOAD_TYPE)} {PAYLOAD_TYPE} {len(payload)} ".encode() + payload
    public.verify(base64.b64decode(entry["sig"]), encoded)
    assert entry["keyid"] == key.public.fingerprint == parse_public(entry["publicKey"].encode()).fingerprint


def test_signing_adds_one_file_and_may_be_done_again(copy: Path, key: PrivateKey) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    assert not sign(copy, key).replaced
    assert sign(copy, key).replaced
    after = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    assert after.keys() - before.keys() == {copy / "signature.json"}
    assert {path: after[path] for path in before} == before
    assert not (copy / ".partial").exists()


def first(folder: Path) -> Path:
    return folder / next(read_records(folder / "manifest.jsonl"))["path"]


def edit_record(folder: Path) -> None:
    manifest = folder / "manifest.jsonl"
    manifest.write_text(manifest.read_text().replace('"age":31', '"age":30', 1).replace("female", "femal3", 1))


def repeat_record(folder: Path) -> None:
    manifest = folder / "manifest.jsonl"
    manifest.write_text(manifest.read_text() + manifest.read_text().splitlines()[0] + "\n")


def add_line(folder: Path) -> None:
    manifest = folder / "manifest.jsonl"
    manifest.write_text(manifest.read_text() + "{}\n")


def stop(folder: Path) -> None:
    facts = json.loads((folder / "dataset.json").read_text())
    (folder / "dataset.json").write_text(json.dumps(facts | {"complete": False}))


def link(folder: Path) -> None:
    (folder / "inputs" / "link.mhm").symlink_to("/etc/hostname")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (stop, "is not finished"),
        (lambda folder: (folder / "manifest.csv").unlink(), r"is not finished: it has no manifest\.csv"),
        (lambda folder: first(folder).write_bytes(b"x"), "is not the file that its record has the hash of"),
        (lambda folder: first(folder).unlink(), "has no file at 'clips/"),
        (edit_record, "the root over its records is"),
        (repeat_record, "has two records"),
        (add_line, "5 lines, of which 4 are records"),
        (lambda folder: (folder / "notes.txt").write_text("x"), "no record accounts for.*'notes.txt'"),
        (lambda folder: (first(folder).parent / "more.mp4").write_bytes(b"x"), "no record accounts for.*more.mp4"),
        (lambda folder: (folder / "inputs" / "more.mhm").write_text("x"), "no record accounts for.*inputs/more.mhm"),
        (link, "no record accounts for.*link.mhm"),
        (lambda folder: (folder / "design.yaml").write_text("name: x"), r"design\.yaml is not the file that dataset"),
    ],
)
def test_what_is_not_whole_or_not_covered_is_not_signed(
    copy: Path, key: PrivateKey, spoil: Callable[[Path], object], words: str
) -> None:
    spoil(copy)
    with pytest.raises(InputError, match=words):
        sign(copy, key)
    assert not (copy / "signature.json").exists()


@pytest.mark.parametrize("name", [".lock", ".partial"])
def test_a_link_leads_no_writing_out_of_the_dataset(copy: Path, key: PrivateKey, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    if name == ".lock":
        outside.write_text("precious")
    else:
        outside.mkdir()
    (copy / name).symlink_to(outside)
    with pytest.raises(InputError, match="link"):
        sign(copy, key)
    assert outside.read_text() == "precious" if name == ".lock" else not list(outside.iterdir())


def test_a_folder_that_is_being_written_is_not_signed(copy: Path, key: PrivateKey) -> None:
    with hold_lock(copy), pytest.raises(InputError, match="another run"):
        sign(copy, key)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_pipe_among_frames_is_not_waited_for(copy: Path, key: PrivateKey) -> None:
    clip = first(copy)
    frames = clip.with_name("frames")
    frames.mkdir()
    clip.rename(frames / "0000.png")
    frames.rename(clip)  # a clip may be a folder of frames
    os.mkfifo(clip / "0001.png")
    with pytest.raises(InputError, match="is not the file that its record has the hash of"):
        sign(copy, key)
