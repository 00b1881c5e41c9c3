"""What a signature says, and how it is wrapped: an in-toto Statement v1 in a DSSE envelope. Nothing is read here.

https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md and
https://github.com/secure-systems-lab/dsse/blob/master/protocol.md are the formats.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from synthgen.errors import InputError, shown
from synthgen.jsontext import parse_json
from synthgen.layout import DESIGN, DOCUMENTS, FACTS, INPUTS, LABELS, PREVIEW, SPLITS, TABLE

#: the file in a dataset that holds the signature
PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
#: a name and no address: there is nothing to be looked up under it
PREDICATE_TYPE = "urn:synthgen:dataset:v1"
#: the subject that stands for all records, and through their hashes for all clips: the Merkle root
ROOT = "manifest"
#: what `synthgen describe` writes
#: files whose own hash is signed, and folders all of whose files are
FILES = (DESIGN, FACTS, TABLE, PREVIEW, *DOCUMENTS)
_FOLDERS = (f"{INPUTS}/", f"{SPLITS}/", f"{LABELS}/")

_MOST_SIGNATURES = 16
_LONGEST_NAME = 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Signature:
    """One signature of an envelope. ``key_id`` is what it says of its key, ``key`` the key itself in PEM."""

    key_id: str
    signature: bytes
    key: bytes


@dataclass(frozen=True)
class Envelope:
    """An envelope, well-formed and not yet known to be signed by anybody."""

    payload: bytes
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Statement:
    """``subjects``: {path, or "manifest": SHA-256 in hex}. ``predicate`` is what the signer says of the dataset."""

    subjects: Mapping[str, str]
    predicate: Mapping[str, Any]


def is_signed(path: str) -> bool:
    """Tell whether a file of a dataset is signed under its own name; clips are signed through their records.

    >>> [is_signed(path) for path in ("inputs/models/a.mhm", "dataset.json", "report/coverage.html", "clips/a.mp4")]
    [True, True, False, False]
    """
    return path in FILES or path.startswith(_FOLDERS)


def is_name(path: str) -> bool:
    """Tell whether a path can stand in a statement: printable, not too long, and not the manifest's name."""
    return 0 < len(path) <= _LONGEST_NAME and path.isprintable() and path != ROOT


def pre_authentication_encoding(payload_type: str, payload: bytes) -> bytes:
    """Return what is signed of a payload: its type and itself, each with its length.

    >>> pre_authentication_encoding("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def statement_bytes(statement: Statement) -> bytes:
    """Return a statement as JSON, its subjects in order of name."""
    document = {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": name, "digest": {"sha256": sha}} for name, sha in sorted(statement.subjects.items())],
        "predicateType": PREDICATE_TYPE,
        "predicate": dict(statement.predicate),
    }
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def envelope_bytes(envelope: Envelope) -> bytes:
    """Return an envelope as JSON."""
    document = {
        "payloadType": PAYLOAD_TYPE,
        "payload": base64.b64encode(envelope.payload).decode(),
        "signatures": [
            {"keyid": one.key_id, "sig": base64.b64encode(one.signature).decode(), "publicKey": one.key.decode()}
            for one in envelope.signatures
        ],
    }
    return (json.dumps(document, indent=2) + "\n").encode()


def parse_envelope(content: bytes) -> Envelope:
    """Read an envelope. Raises InputError for whatever is none; no input makes it raise anything else."""
    document = _object(content, "the file")
    kind = document.get("payloadType")
    if kind != PAYLOAD_TYPE:
        raise InputError("its payloadType", value=kind, expected=f"'{PAYLOAD_TYPE}'")
    entries = document.get("signatures")
    if not isinstance(entries, list) or not 1 <= len(entries) <= _MOST_SIGNATURES:
        raise InputError("its 'signatures'", value=entries, expected=f"a list of 1 to {_MOST_SIGNATURES}")
    signatures = []
    for place, entry in enumerate(entries):
        if not isinstance(entry, dict):
            raise InputError(f"signature {place}", value=entry, expected="an object")
        key, key_id = entry.get("publicKey"), entry.get("keyid")
        if not isinstance(key, str) or not key.isascii():
            raise InputError(f"'publicKey' of signature {place}", value=key, expected="a public key in PEM")
        if not isinstance(key_id, str):
            raise InputError(f"'keyid' of signature {place}", value=key_id, expected="a fingerprint")
        signatures.append(Signature(key_id, _base64(entry.get("sig"), f"'sig' of signature {place}"), key.encode()))
    return Envelope(_base64(document.get("payload"), "its 'payload'"), tuple(signatures))


def parse_statement(payload: bytes) -> Statement:
    """Read a statement about a dataset. Raises InputError for whatever is none."""
    document = _object(payload, "the payload")
    for key, expected in (("_type", STATEMENT_TYPE), ("predicateType", PREDICATE_TYPE)):
        if document.get(key) != expected:
            raise InputError(f"its '{key}'", value=document.get(key), expected=f"'{expected}'")
    listed, predicate = document.get("subject"), document.get("predicate")
    if not isinstance(listed, list) or not isinstance(predicate, dict):
        raise InputError("it has no list 'subject', or no object 'predicate'")
    subjects: dict[str, str] = {}
    for place, entry in enumerate(listed):
        name = entry.get("name") if isinstance(entry, dict) else None
        digest = entry.get("digest") if isinstance(entry, dict) else None
        sha = digest.get("sha256") if isinstance(digest, dict) else None
        if not isinstance(name, str) or not (name == ROOT or (is_name(name) and is_signed(name))):
            raise InputError(f"subject {place} is {shown(name)}, which is nothing of a dataset that is signed")
        if not isinstance(sha, str) or not _SHA256.fullmatch(sha):
            raise InputError(f"subject {place} ({shown(name)}) has no SHA-256 in hex")
        if name in subjects:
            raise InputError(f"subject {shown(name)} stands twice")
        subjects[name] = sha
    if ROOT not in subjects:
        raise InputError(f"it has no subject '{ROOT}': it does not say which records are signed")
    return Statement(subjects, predicate)


def _object(content: bytes, what: str) -> dict[str, Any]:
    try:
        document = parse_json(content)
    except ValueError as error:
        raise InputError(f"{what} is no JSON text") from error
    if not isinstance(document, dict):
        raise InputError(f"{what} is no JSON object")
    return document


def _base64(text: Any, what: str) -> bytes:
    """Decode standard or URL-safe base64: DSSE allows both."""
    if not isinstance(text, str) or not text.isascii():
        raise InputError(what, value=text, expected="base64")
    try:
        return base64.b64decode(text.translate({ord("-"): "+", ord("_"): "/"}), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(f"{what} is no base64") from error
