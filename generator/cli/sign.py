"""``synthgen sign`` and ``keys``: make a key; vouch for a dataset with it."""

from __future__ import annotations

import os
from pathlib import Path

import click

from synthgen.cli import options
from synthgen.cli.group import Group
from synthgen.errors import InputError
from synthgen.layout import SIGNATURE

_PASSPHRASE = "SYNTHGEN_KEY_PASSPHRASE"
_ENCRYPT = f"Lock the new key with a passphrase (asked, or ${_PASSPHRASE})."


@click.command()
@click.argument("dataset", type=options.PATH, required=False)
@click.option("--key", type=options.PATH, metavar="KEY.pem", help="The ed25519 private key to sign with.")
@click.option("--new-key", type=options.PATH, hidden=True)
@click.option("--encrypt", is_flag=True, hidden=True)
def sign(dataset: Path | None, key: Path | None, new_key: Path | None, encrypt: bool) -> None:
    """Sign a finished dataset: its records, and so every clip, its design, inputs, splits and documents.

    \b
    synthgen keys new me.pem                     once; keep me.pem to yourself, publish the fingerprint
    synthgen describe dataset                    the documents are signed, too: write them first
    synthgen sign dataset --key me.pem
    synthgen audit dataset --trust me.pub        who has the dataset checks it
    """
    from synthgen.publish.keys import read_private_key
    from synthgen.publish.signature import sign_dataset

    if new_key is not None:
        if dataset is not None or key is not None:
            raise InputError("--new-key makes a key and signs nothing", remedy="Sign in a second command, with --key.")
        options.hint("sign --new-key", "keys new")
        _make(new_key, encrypt=encrypt)
        return
    if encrypt:
        raise InputError("--encrypt is for `synthgen keys new`", remedy="An encrypted --key is recognised by itself.")
    if dataset is None or key is None:
        raise InputError(
            "expected a dataset and --key", remedy="`synthgen sign DATASET --key KEY.pem`; `synthgen keys new KEY.pem`."
        )
    private = read_private_key(key, lambda: _passphrase(new=False))
    signed = sign_dataset(dataset, private)
    click.echo(f"checked   {signed.clips} clips: every file is the one that its record has the hash of")
    click.echo(f"signed    the records, root {signed.root[:16]}…, and {len(signed.files)} other files; not report/")
    click.echo(f"by        sha256:{private.public.fingerprint}")
    click.echo(f"written   {dataset / SIGNATURE}{', over an older one' if signed.replaced else ''}")


@click.group(cls=Group)
def keys() -> None:
    """Keys to sign datasets with: KEY.pem to keep, KEY.pub for those who audit."""


@keys.command()
@click.argument("key", type=options.PATH, metavar="KEY.pem")
@click.option("--encrypt", is_flag=True, help=_ENCRYPT)
def new(key: Path, encrypt: bool) -> None:
    """Make an ed25519 key pair, KEY.pem and KEY.pub."""
    _make(key, encrypt=encrypt)


@keys.command()
@click.argument("key", metavar="KEY.pub")
def show(key: str) -> None:
    """Print a public key's fingerprint, which `audit --trust` and policies take."""
    from synthgen.publish.keys import fingerprint_of

    click.echo(f"sha256:{fingerprint_of(key)}")


def _make(path: Path, *, encrypt: bool) -> None:
    from synthgen.publish.keys import check_cryptography, new_key

    check_cryptography()  # before anybody thinks of a passphrase
    public = new_key(path, passphrase=_passphrase(new=True).encode() if encrypt else None)
    click.echo(f"private   {path}: keep it to yourself; who has it signs as you")
    click.echo(f"public    {path.with_suffix('.pub')}: give it to those who audit, or publish its fingerprint")
    click.echo(f"sha256:{public.fingerprint}")


def _passphrase(*, new: bool) -> str:
    given = os.environ.get(_PASSPHRASE)
    if given is not None:
        if not given and new:
            raise InputError(f"${_PASSPHRASE} is empty", remedy="Set it to the passphrase, or unset it to be asked.")
        return given
    try:
        asked: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True)
    except click.Abort as error:
        if isinstance(error.__context__, EOFError):
            raise InputError(
                "a passphrase is asked for, and standard input has none", remedy=f"Set ${_PASSPHRASE} to it."
            ) from error
        raise
    return asked
