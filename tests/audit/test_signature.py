"""The audit's view of a signature: every way in which a dataset can differ from what was signed, and hostile files."""

from __future__ import annotations

import base64
import builtins
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthgen.audit.policy import Policy
from synthgen.audit.signature import SignatureSummary, check_signature
from synthgen.dataset.manifest import root_hash
from synthgen.design import read_design
from synthgen.engines.run import render_design
from synthgen.reader.finding import Finding
from synthgen.reader.tree import Tree, scan

pytest.importorskip("cryptography", reason="signatures are the extra [sign]")

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from synthgen.publish.keys import PrivateKey, new_key, read_private_key
from synthgen.publish.signature import sign_dataset
from synthgen.publish.statement import PAYLOAD_TYPE, pre_authentication_encoding

DESIGN = "name: tiny\nmodels: [female_asian_1]\nsignals: [glare, side_eye]\nangles: [frontal]\nvideo: {size: 64}\n"
WANTED = Policy(signature=True)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[PrivateKey, PrivateKey]:
    """The maker's key, and a stranger's."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("maker", "stranger"):
        new_key(folder / f"{name}.pem")
    maker, stranger = (read_private_key(folder / f"{name}.pem", str) for name in ("maker", "stranger"))
    return maker, stranger


@pytest.fixture(scope="session")
def signed(tmp_path_factory: pytest.TempPathFactory, keys: tuple[PrivateKey, PrivateKey]) -> Path:
    """A dataset of two clips with a split and a document, signed by its maker; nobody writes into it."""
    folder = tmp_path_factory.mktemp("signed")
    (folder / "design.yaml").write_text(DESIGN)
    root = render_design(read_design(folder / "design.yaml"), folder / "out", workers=1, quiet=True).root
    (root / "splits").mkdir()
    (root / "splits" / "paper.json").write_text("{}")
    (root / "DATASHEET.md").write_text("# tiny\n")
    sign_dataset(root, keys[0])
    return root


@pytest.fixture
def dataset(signed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(signed, tmp_path / "dataset"))


def check(
    folder: Path, *trusted: str, policy: Policy = WANTED, root: str | None = None
) -> tuple[list[Finding], SignatureSummary | None]:
    return check_signature(scan(folder), root or root_hash(folder / "manifest.jsonl"), policy, trusted)


def codes_and_paths(folder: Path, *trusted: str, policy: Policy = WANTED) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.path) for finding in check(folder, *trusted, policy=policy)[0]]


def envelope(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "signature.json").read_text())
    return loaded


def put(folder: Path, document: object) -> None:
    (folder / "signature.json").write_text(json.dumps(document))


def wrap(payload: bytes, key: PrivateKey, kind: str = PAYLOAD_TYPE) -> dict[str, Any]:
    """An envelope that is properly signed, whatever is in it."""
    sig = base64.b64encode(key.sign(pre_authentication_encoding(kind, payload))).decode()
    entry = {"keyid": key.public.fingerprint, "sig": sig, "publicKey": key.public.pem}
    return {"payloadType": kind, "payload": base64.b64encode(payload).decode(), "signatures": [entry]}


def test_a_signed_dataset_is_clean_and_summed_up(signed: Path, keys: tuple[PrivateKey, PrivateKey]) -> None:
    maker = keys[0].public.fingerprint
    findings, summary = check(signed)
    assert findings == []
    assert summary is not None
    assert (summary.signed or "").startswith("20")
    assert summary == SignatureSummary((maker,), None, 12, 0, summary.signed, 2)
    for trusted in (maker, f"SHA256:{maker.upper()}"):
        findings, summary = check(signed, trusted)
        assert findings == []
        assert summary is not None
        assert summary.trusted is True


def test_a_signature_is_missed_only_where_it_is_wanted(dataset: Path, keys: tuple[PrivateKey, PrivateKey]) -> None:
    (dataset / "signature.json").unlink()
    assert check(dataset, policy=Policy()) == ([], None)
    assert codes_and_paths(dataset) == [("signature-missing", "signature.json")]
    # who names a key wants a signature: else it would be enough to delete it
    assert codes_and_paths(dataset, keys[0].public.fingerprint, policy=Policy()) == [
        ("signature-missing", "signature.json")
    ]
    (dataset / "signature.json").symlink_to("dataset.json")
    (finding,) = check(dataset)[0]
    assert (finding.code, "a symbolic link" in finding.message) == ("signature-missing", True)


@pytest.mark.parametrize(
    ("path", "spoil"),
    [
        ("design.yaml", lambda path: path.write_text(path.read_text() + "# \n")),
        ("dataset.json", lambda path: path.write_text(path.read_text().replace("CC0", "CC1"))),
        ("manifest.csv", lambda path: path.write_text(path.read_text().replace("anger", "fear"))),
        ("inputs/models/female_asian_1.mhm", lambda path: path.write_text("version v1.1.1\n")),
        ("inputs/signals/glare.yaml", Path.unlink),
        ("inputs/signals/more.yaml", Path.touch),
        ("splits/paper.json", lambda path: path.write_text("{ }")),
        ("splits/other.json", Path.touch),
        ("DATASHEET.md", Path.unlink),
        ("CITATION.cff", Path.touch),
        ("croissant.json", Path.touch),
        ("preview.png", Path.unlink),
    ],
)
def test_every_change_is_found_and_named(dataset: Path, path: str, spoil: Callable[[Path], object]) -> None:
    spoil(dataset / path)
    findings, summary = check(dataset)
    assert [(finding.code, finding.path) for finding in findings] == [("signature-stale", path)]
    assert path in findings[0].message
    assert summary is not None
    assert summary.stale == 1


def test_changed_records_are_found_though_everything_else_was_recomputed(dataset: Path) -> None:
    """A forger edits a record and writes the new root into dataset.json: both differ from what was signed."""
    manifest = dataset / "manifest.jsonl"
    manifest.write_text(manifest.read_text().replace('"skin_tone":', '"skin_tone":1', 1))
    facts = json.loads((dataset / "dataset.json").read_text())
    (dataset / "dataset.json").write_text(json.dumps(facts | {"root_hash": root_hash(manifest)}))
    assert codes_and_paths(dataset) == [("signature-stale", "manifest.jsonl"), ("signature-stale", "dataset.json")]


def test_the_order_of_records_and_reports_do_not_matter(dataset: Path) -> None:
    manifest = dataset / "manifest.jsonl"
    manifest.write_text("\n".join(reversed(manifest.read_text().splitlines())) + "\n")
    (dataset / "report").mkdir()
    (dataset / "report" / "coverage.json").write_text("{}")
    assert codes_and_paths(dataset) == []


def test_only_trust_tells_another_signer(dataset: Path, keys: tuple[PrivateKey, PrivateKey]) -> None:
    """A forger changes the dataset and signs it anew: it is in itself sound, and it is not the maker's."""
    maker, stranger = (key.public.fingerprint for key in keys)
    (dataset / "DATASHEET.md").write_text("# another\n")
    sign_dataset(dataset, keys[1])
    assert codes_and_paths(dataset) == []
    expected = [("signature-untrusted", "signature.json")]
    assert codes_and_paths(dataset, maker) == expected
    assert codes_and_paths(dataset, policy=replace(WANTED, keys=(maker,))) == expected
    assert codes_and_paths(dataset, maker, stranger) == []
    summary = check(dataset, maker)[1]
    assert summary is not None
    assert (summary.keys, summary.trusted) == ((stranger,), False)


def test_claiming_the_trusted_key_does_not_help(dataset: Path, keys: tuple[PrivateKey, PrivateKey]) -> None:
    maker = keys[0].public
    sign_dataset(dataset, keys[1])
    document = envelope(dataset)
    document["signatures"][0]["keyid"] = maker.fingerprint
    put(dataset, document)
    assert codes_and_paths(dataset, maker.fingerprint) == [("signature-invalid", "signature.json")]
    document["signatures"][0]["publicKey"] = maker.pem
    put(dataset, document)
    assert codes_and_paths(dataset, maker.fingerprint) == [("signature-invalid", "signature.json")]


def test_a_changed_statement_is_not_signed_any_more(dataset: Path) -> None:
    (dataset / "DATASHEET.md").unlink()
    document = envelope(dataset)
    said = json.loads(base64.b64decode(document["payload"]))
    said["subject"] = [entry for entry in said["subject"] if entry["name"] != "DATASHEET.md"]
    put(dataset, document | {"payload": base64.b64encode(json.dumps(said).encode()).decode()})
    findings, summary = check(dataset)
    assert [finding.code for finding in findings] == ["signature-invalid"]
    assert summary is None


def test_one_of_several_signatures_is_enough_and_a_bad_one_is_said(
    dataset: Path, keys: tuple[PrivateKey, PrivateKey]
) -> None:
    maker, stranger = keys
    document = envelope(dataset)
    second = wrap(base64.b64decode(document["payload"]), stranger)["signatures"][0]
    put(dataset, document | {"signatures": [second, *document["signatures"]]})
    assert codes_and_paths(dataset, maker.public.fingerprint) == []
    assert codes_and_paths(dataset, stranger.public.fingerprint) == []
    put(dataset, document | {"signatures": [second | {"sig": "AAAA"}, *document["signatures"]]})
    assert codes_and_paths(dataset, maker.public.fingerprint) == [("signature-invalid", "signature.json")]
    assert codes_and_paths(dataset, stranger.public.fingerprint) == [
        ("signature-invalid", "signature.json"),
        ("signature-untrusted", "signature.json"),
    ]


def test_both_alphabets_of_base64_are_read(dataset: Path) -> None:
    document = envelope(dataset)
    swapped = document["signatures"][0]["sig"].replace("+", "-").replace("/", "_")
    payload = document["payload"].replace("+", "-").replace("/", "_")
    put(dataset, document | {"payload": payload, "signatures": [document["signatures"][0] | {"sig": swapped}]})
    assert codes_and_paths(dataset) == []


def other_keys() -> list[str]:
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    large = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    pem = [key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode() for key in (curve, large)]
    raw = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    return [*pem, base64.b64encode(raw).decode(), "", "-----BEGIN PUBLIC KEY-----\n\n-----END PUBLIC KEY-----\n"]


def test_keys_of_other_kinds_are_unreadable(dataset: Path) -> None:
    document = envelope(dataset)
    for key in other_keys():
        put(dataset, document | {"signatures": [document["signatures"][0] | {"publicKey": key}]})
        assert codes_and_paths(dataset) == [("signature-unreadable", "signature.json")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"payloadType": 1' + b"0" * 10_000 + b"}",
        b'{"payloadType": "application/vnd.in-toto+json", "payload": "", "signatures": []}',
        b'{"payloadType": "application/vnd.in-toto+json", "payload": "", "signatures": {"a": 1}}',
        b'{"payloadType": "application/vnd.in-toto+json", "payload": "", "signatures": [null]}',
        b'{"payloadType": "application/vnd.in-toto+json", "payload": "\\ud800", "signatures": [{"keyid": ""}]}',
        b'{"payloadType": "\\ud800<script>", "payload": "", "signatures": []}',
    ],
)
def test_what_is_no_envelope_is_unreadable(dataset: Path, content: bytes) -> None:
    (dataset / "signature.json").write_bytes(content)
    (finding,) = check(dataset, policy=Policy())[0]
    assert (finding.code, finding.path) == ("signature-unreadable", "signature.json")
    finding.message.encode()
    assert finding.message.isprintable()


def broken(dataset: Path, keys: tuple[PrivateKey, PrivateKey]) -> list[dict[str, Any]]:
    document = envelope(dataset)
    entry = document["signatures"][0]
    said = json.loads(base64.b64decode(document["payload"]))
    subjects = said["subject"]
    payloads = [
        said | {"_type": "https://in-toto.io/Statement/v0.1"},
        said | {"predicateType": ["urn:synthgen:dataset:v1"]},
        said | {"predicate": None},
        said | {"subject": {}},
        said | {"subject": [entry for entry in subjects if entry["name"] != "manifest"]},
        said | {"subject": [*subjects, subjects[0]]},
        said | {"subject": [*subjects, {"name": "../../etc/passwd", "digest": {"sha256": "0" * 64}}]},
        said | {"subject": [*subjects, {"name": "inputs/\x1b[2J", "digest": {"sha256": "0" * 64}}]},
        said | {"subject": [*subjects, {"name": "inputs/" + "a" * 5000, "digest": {"sha256": "0" * 64}}]},
        said | {"subject": [*subjects, {"name": "inputs/a", "digest": {"sha256": "0" * 63}}]},
        said | {"subject": [*subjects, {"name": "inputs/a", "digest": "0" * 64}]},
        said | {"subject": [*subjects, 7]},
    ]
    return [
        *(wrap(json.dumps(payload).encode(), keys[0]) for payload in payloads),
        wrap(b"no JSON", keys[0]),
        wrap(json.dumps(said).encode(), keys[0], "application/json"),
        document | {"payload": "%%%"},
        document | {"payload": 7},
        document | {"signatures": [entry] * 17},
        document | {"signatures": [entry | {"sig": "a"}]},
        document | {"signatures": [entry | {"sig": None}]},
        document | {"signatures": [entry | {"publicKey": None}]},
        document | {"signatures": [entry | {"publicKey": "ü"}]},
        document | {"signatures": [entry | {"keyid": 7}]},
    ]


def test_what_is_no_statement_is_unreadable_though_it_is_signed(
    dataset: Path, keys: tuple[PrivateKey, PrivateKey]
) -> None:
    for document in broken(dataset, keys):
        put(dataset, document)
        (finding,) = check(dataset)[0]
        assert finding.code == "signature-unreadable", document
        assert finding.message.isprintable()


def test_a_huge_signature_is_not_read(dataset: Path) -> None:
    with (dataset / "signature.json").open("r+b") as handle:
        handle.truncate(1 << 40)
    (finding,) = check(dataset)[0]
    assert (finding.code, "1099511627776 bytes" in finding.message) == ("signature-unreadable", True)


def test_a_huge_file_is_not_hashed(dataset: Path) -> None:
    with (dataset / "inputs/signals/glare.yaml").open("r+b") as handle:
        handle.truncate(1 << 40)
    (finding,) = check(dataset)[0]
    assert (finding.code, finding.path) == ("signature-stale", "inputs/signals/glare.yaml")


def test_what_the_signer_says_is_shown_only_where_it_can_be(dataset: Path, keys: tuple[PrivateKey, PrivateKey]) -> None:
    said = json.loads(base64.b64decode(envelope(dataset)["payload"]))
    put(dataset, wrap(json.dumps(said | {"predicate": {"signedAt": "\x1b[2J", "clips": True}}).encode(), keys[0]))
    findings, summary = check(dataset)
    assert findings == []
    assert summary is not None
    assert (summary.signed, summary.clips) == (None, None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(PAYLOAD_TYPE),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["payloadType", "payload", "signatures", "keyid", "sig", "publicKey", "x"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=JSON, place=st.sampled_from(["whole", "payload", "signatures", "sig", "keyid", "publicKey"]))
def test_no_file_raises(dataset: Path, document: Any, place: str) -> None:
    good = envelope_of(dataset)
    if place in ("payload", "signatures"):
        document = good | {place: document}
    elif place != "whole":
        document = good | {"signatures": [good["signatures"][0] | {place: document}]}
    put(dataset, document)
    for finding in check(dataset)[0]:
        assert finding.code in ("signature-unreadable", "signature-invalid")


def envelope_of(dataset: Path) -> dict[str, Any]:
    """The good envelope, kept beside the dataset: the test above overwrites the one in it."""
    kept = dataset.parent / "good.json"
    if not kept.exists():
        shutil.copy(dataset / "signature.json", kept)
    loaded: dict[str, Any] = json.loads(kept.read_text())
    return loaded


def test_without_cryptography_it_is_said_and_a_wanted_signature_fails(
    signed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package is taken away from the importing side: what the code sees is what it sees where it is missing."""
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == "cryptography":
            raise ModuleNotFoundError(name)
        return real(name, *args, **kwargs)

    for name in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    ((optional,), summary) = check(signed, policy=Policy())
    ((wanted,), _) = check(signed)
    assert (optional.code, optional.severity, summary) == ("signature-unchecked", "warning", None)
    assert (wanted.code, wanted.severity) == ("signature-unchecked", "error")


def test_a_file_that_goes_away_meanwhile_does_not_raise(dataset: Path) -> None:
    tree: Tree = scan(dataset)
    root = root_hash(dataset / "manifest.jsonl")
    (dataset / "preview.png").unlink()
    findings, _ = check_signature(tree, root, WANTED, [])
    assert [(finding.code, finding.path) for finding in findings] == [("signature-stale", "preview.png")]
    (dataset / "signature.json").unlink()
    findings, _ = check_signature(tree, root, WANTED, [])
    assert [finding.code for finding in findings] == ["signature-unreadable"]
