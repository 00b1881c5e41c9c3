"""Keys that sign datasets: ed25519, a private one in a file of its maker's alone, a public one to give to others."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from synthgen.errors import InputError
from synthgen.files import disk_errors

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: bytes of a key file: an ed25519 key is some hundred
_LARGEST_KEY = 1 << 16
_FINGERPRINT = re.compile(r"(?:sha256:)?([0-9a-f]{64})", re.IGNORECASE)
_INSTALL = "`pip install synthgen-faces[sign]`."


class MissingCryptography(InputError):
    """The ``cryptography`` package, an extra, is not installed."""

    def __init__(self) -> None:
        super().__init__("signatures need the `cryptography` package, which is not installed", remedy=_INSTALL)


@dataclass(frozen=True)
class PublicKey:
    """An ed25519 public key. ``pem`` is its SubjectPublicKeyInfo; ``fingerprint`` the SHA-256, in hex, of its DER."""

    pem: str
    fingerprint: str

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Tell whether a signature of a message is of this key."""
        from cryptography.exceptions import InvalidSignature

        try:
            _public(self.pem.encode()).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class PrivateKey:
    """An ed25519 private key; it shows nothing of itself but its public half."""

    public: PublicKey
    _key: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message, 64 bytes."""
        return self._key.sign(message)

    def __repr__(self) -> str:
        return f"PrivateKey({self.public.fingerprint})"


def new_key(path: Path, *, passphrase: bytes | None = None) -> PublicKey:
    """Make a key pair: the private key in ``path`` (PKCS8 PEM, mode 0600), the public one beside it (``.pub``).

    With a passphrase the private key is encrypted. Raises InputError where either file exists or cannot be written,
    RunError where there is no room.
    """
    check_cryptography()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    beside = path.with_suffix(".pub")
    for taken in (path, beside):
        if taken.exists() or taken.is_symlink() or path == beside:
            problem = "ends in .pub, which is for public keys" if path == beside else "is there already"
            raise InputError(problem, where=taken, remedy="Choose another name: a key is never overwritten.")
    key = Ed25519PrivateKey.generate()
    locked = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    public = _described(key.public_key())
    _create(path, private, mode=0o600)
    try:
        _create(beside, public.pem.encode(), mode=0o644)
    except BaseException:
        path.unlink()
        raise
    return public


def read_private_key(path: Path, passphrase: Callable[[], str]) -> PrivateKey:
    """Read a private key; ``passphrase`` is asked only where the file is encrypted.

    Raises InputError for what is no ed25519 private key, and for a wrong passphrase.
    """
    check_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    content = _read(path)
    secret: bytes | None = None
    try:
        if b"BEGIN ENCRYPTED PRIVATE KEY" in content:
            secret = passphrase().encode()
        key = load_pem_private_key(content, password=secret)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        if secret is not None:
            raise InputError("the passphrase is wrong, or the file is damaged", where=path) from error
        what = "a public key" if b"BEGIN PUBLIC KEY" in content else "no private key in PEM (PKCS8)"
        raise InputError(
            f"is {what}; expected an ed25519 private key",
            where=path,
            remedy="Make one: `synthgen keys new FILE`.",
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        kind = type(key).__name__.removesuffix("PrivateKey").strip("_")
        raise InputError(
            f"is a private key of another kind ({kind}); expected ed25519",
            where=path,
            remedy="Make one: `synthgen keys new FILE`.",
        )
    return PrivateKey(_described(key.public_key()), key)


def parse_public(pem: bytes) -> PublicKey:
    """Return a public key from PEM. Raises ValueError, saying why, for anything but one ed25519 public key."""
    return _described(_public(pem))


def fingerprint_of(trusted: str) -> str:
    """Return the fingerprint, 64 hex digits, that ``--trust`` names: a fingerprint itself, or a public key's file.

    Raises InputError for what is neither.

    >>> fingerprint_of("SHA256:" + "0A" * 32)[:8]
    '0a0a0a0a'
    """
    match = _FINGERPRINT.fullmatch(trusted.strip())
    if match:
        return match[1].lower()
    path = Path(trusted)
    if not path.is_file():
        raise InputError(
            f"'{trusted}' is neither a key's fingerprint (64 hex digits) nor a file",
            remedy="`synthgen keys show KEY.pub` prints it.",
        )
    check_cryptography()
    try:
        return parse_public(_read(path)).fingerprint
    except ValueError as error:
        raise InputError(f"is no ed25519 public key in PEM ({error})", where=path) from error


def is_fingerprint(text: str) -> bool:
    """Tell whether a text is a fingerprint: 64 hex digits, perhaps after "sha256:"."""
    return _FINGERPRINT.fullmatch(text.strip()) is not None


def check_cryptography() -> None:
    """Raise MissingCryptography where the package is not installed."""
    try:
        import cryptography  # noqa: F401
    except ImportError as error:
        raise MissingCryptography from error


def _public(pem: bytes) -> Ed25519PublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("it holds no public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("its key is of another kind than ed25519")
    return key


def _described(key: Ed25519PublicKey) -> PublicKey:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return PublicKey(pem.decode("ascii"), hashlib.sha256(der).hexdigest())


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:
            content = handle.read(_LARGEST_KEY + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=path) from error
    if len(content) > _LARGEST_KEY:
        raise InputError(f"is larger than any key ({_LARGEST_KEY} bytes)", where=path)
    return content


def _create(path: Path, content: bytes, *, mode: int) -> None:
    with disk_errors(path.parent, remedy="Choose another place."):
        try:
            # created with its mode: a key must not be readable for the moment before a chmod
            handle = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb")
        except FileExistsError as error:
            raise InputError("is there already", where=path, remedy="Choose another place.") from error
        try:
            with handle:
                handle.write(content)
        except OSError:
            path.unlink()
            raise
