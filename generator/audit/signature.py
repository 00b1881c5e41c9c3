"""Is the dataset signed, by whom, and is it still what was signed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from synthgen.audit.check import Check, Context, Outcome, conclude, skip
from synthgen.audit.integrity import has_other_line_ends, line_ends
from synthgen.audit.policy import Policy
from synthgen.errors import InputError, reason
from synthgen.layout import MANIFEST
from synthgen.layout import SIGNATURE as NAME
from synthgen.publish.keys import MissingCryptography, PublicKey, check_cryptography, parse_public
from synthgen.publish.statement import (
    PAYLOAD_TYPE,
    ROOT,
    Envelope,
    Statement,
    is_signed,
    parse_envelope,
    parse_statement,
    pre_authentication_encoding,
)
from synthgen.reader.finding import Finding, found
from synthgen.reader.records import root_of
from synthgen.reader.tree import Tree

#: bytes of signature.json: one line for each input
_LARGEST = 16 << 20


@dataclass(frozen=True)
class SignatureSummary:
    """A signature that holds. ``keys``: fingerprints of those who signed; ``trusted``: whether one of them is, None
    where nobody said which keys are; ``subjects``: files that were signed, ``stale``: how many of them differ.

    ``signed`` (when) and ``clips`` are what the signer says, None where that is not what it should be.
    """

    keys: tuple[str, ...]
    trusted: bool | None
    subjects: int
    stale: int
    signed: str | None
    clips: int | None


def check_signature(
    tree: Tree, root_hash: str, policy: Policy, trusted: Sequence[str], *, inputs: Collection[str] = ()
) -> tuple[list[Finding], SignatureSummary | None]:
    """Return what is wrong with a dataset's signature, and a summary of it; None where there is nothing to sum up.

    ``root_hash`` is the Merkle root over the records that were read, not what ``dataset.json`` says. ``trusted`` are
    fingerprints of keys, besides those of the policy; where there are none at all, any key will do, which proves only
    that nothing was changed by somebody who has not the key. Naming a key means that a signature is wanted.
    ``inputs`` are files that another check compares with their hashes.
    """
    keys = {_bare(name) for name in (*trusted, *policy.keys)}
    wanted = policy.signature or bool(trusted)
    if NAME not in tree.files:
        if not wanted:
            return [], None
        what = f" ({NAME} is {tree.links[NAME]})" if NAME in tree.links else ""
        return [found("signature-missing", f"the dataset has no {NAME}{what}, and one is wanted", path=NAME)], None
    try:
        check_cryptography()
    except MissingCryptography:
        finding = found("signature-unchecked", f"{NAME} was not checked: there is no `cryptography` package", path=NAME)
        # what is wanted and was not looked at must not pass
        return [replace(finding, severity="error") if wanted else finding], None
    try:
        envelope = parse_envelope(tree.read(NAME, most=_LARGEST))
        signers = _signers(envelope)
    except (OSError, InputError) as error:
        return [_unreadable(reason(error))], None
    findings = [signer for signer in signers if isinstance(signer, Finding)]
    valid = [signer.fingerprint for signer in signers if isinstance(signer, PublicKey)]
    if not valid:  # nobody stands behind what it says
        return findings, None
    try:
        statement = parse_statement(envelope.payload)
    except InputError as error:
        return [*findings, _unreadable(reason(error))], None
    changed = _stale(tree, root_hash, statement, inputs)
    findings += changed
    if keys and keys.isdisjoint(valid):
        whose = ", ".join(valid)
        findings.append(
            found(
                "signature-untrusted",
                f"the dataset is signed with {whose}, which is none of the trusted keys",
                path=NAME,
            )
        )
    when, clips = statement.predicate.get("signedAt"), statement.predicate.get("clips")
    return findings, SignatureSummary(
        keys=tuple(valid),
        trusted=not keys.isdisjoint(valid) if keys else None,
        subjects=len(statement.subjects),
        stale=sum(finding.code == "signature-stale" for finding in changed),
        signed=when if isinstance(when, str) and len(when) <= 40 and when.isprintable() else None,
        clips=clips if isinstance(clips, int) and not isinstance(clips, bool) else None,
    )


def _signers(envelope: Envelope) -> list[PublicKey | Finding]:
    """Return the key of each signature, or what is wrong with it. Raises InputError for a key that is none."""
    message = pre_authentication_encoding(PAYLOAD_TYPE, envelope.payload)
    result: list[PublicKey | Finding] = []
    for place, entry in enumerate(envelope.signatures):
        try:
            key = parse_public(entry.key)
        except ValueError as error:
            raise InputError(f"'publicKey' of signature {place}: {error}") from error
        if _bare(entry.key_id) != key.fingerprint:
            what = f"names another key than it brings along ({key.fingerprint})"
        elif not key.verifies(entry.signature, message):
            what = f"is not of the key {key.fingerprint} over this statement"
        else:
            result.append(key)
            continue
        result.append(found("signature-invalid", f"signature {place} of {NAME} {what}", path=NAME))
    return result


def _stale(tree: Tree, root_hash: str, statement: Statement, inputs: Collection[str]) -> list[Finding]:
    """Return a finding for every subject that was changed, added or taken away since it was signed."""
    findings = []
    signed = dict(statement.subjects)
    root = signed.pop(ROOT)
    if root != root_hash:
        message = f"the records have the root {root_hash}; the root {root} was signed"
        findings.append(found("signature-stale", message, path=MANIFEST))
    present = {path for path in tree.files if is_signed(path)}
    for path in sorted(signed.keys() | present):
        problem = _difference(tree, path, signed.get(path)) if path in present else "is gone, and was signed"
        if problem and path in present and has_other_line_ends(tree, path, signed.get(path, "")):
            if path not in inputs:  # of which the check of files says it
                findings.append(line_ends(path))
        elif problem:
            findings.append(found("signature-stale", f"{path} {problem}", path=path))
    return findings


def _difference(tree: Tree, path: str, signed: str | None) -> str | None:
    if signed is None:
        return "is not among what was signed: it was added later"
    try:
        actual = tree.sha256(path)
    except OSError as error:
        return f"cannot be read ({error.strerror}), and was signed"
    except InputError as error:
        return f"{error.problem}; a file with the SHA-256 {signed} was signed"
    return None if actual == signed else f"has the SHA-256 {actual}; {signed} was signed"


def _bare(fingerprint: str) -> str:
    return fingerprint.strip().lower().removeprefix("sha256:")


def _unreadable(problem: str) -> Finding:
    return found("signature-unreadable", f"{NAME} is no signed statement: {problem}", path=NAME)


def _check(context: Context) -> Outcome[SignatureSummary | None]:
    evidence = context.evidence
    root = root_of(evidence.entries)
    findings, summary = check_signature(
        evidence.tree, root, context.policy, context.options.trust, inputs=evidence.descriptor.inputs
    )
    if not findings and summary is None:
        return skip("the dataset is not signed", None)
    return conclude(findings, "signature.json over the Merkle root and every other file", summary)


SIGNATURE = Check("signature", _check)
