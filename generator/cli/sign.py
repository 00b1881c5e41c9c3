"""``synthgen sign``: make a key; vouch for a dataset with it."""

from __future__ import annotations

from pathlib import Path

import click

from synthgen.errors import InputError
from synthgen.version import __version__

_PASSPHRASE = "SYNTHGEN_KEY_PASSPHRASE"


@click.command()
@click.argument("dataset", type=click.Path(path_type=Path), required=False)
@click.option("--key", type=click.Path(path_type=Path), metavar="KEY.pem", help="The ed25519 private key to sign with.")
@click.option(
    "--new-key", type=click.Path(path_type=Path), metavar="KEY.pem", help="Make a key pair, KEY.pem and KEY.pub."
)
@click.option("--encrypt", is_flag=True, help=f"Lock the new key with a passphrase (asked, or ${_PASSPHRASE}).")
def sign(dataset: Path | None, key: Path | None, new_key: Path | None, encrypt: bool) -> None:
    """Sign a finished dataset: its records, and so every clip, its design, inputs, splits and documents.

    \b
    synthgen sign --new-key me.pem               once; keep me.pem to yourself, publish the fingerprint
    synthgen describe dataset                    the documents are signed, too: write them first
    synthgen sign dataset --key me.pem
    synthgen audit dataset --trust me.pub        who has the dataset checks it
    """
    if new_key is not None:
        if dataset is not None or key is not None:
            raise InputError("--new-key makes a key and signs nothing", remedy="Sign in a second command, with --key.")
        _make(new_key, encrypt=encrypt)
        return
    if encrypt:
        raise InputError("--encrypt is for --new-key", remedy="An encrypted --key is recognised by itself.")
    if dataset is None or key is None:
        raise InputError(
            "expected a dataset and --key, or --new-key", remedy="`synthgen sign DATASET --key KEY.pem`; see --help."
        )
    from synthgen.publish.keys import read_private
    from synthgen.publish.signature import sign_dataset
    from synthgen.reader.tree import scan

    private = read_private(key, lambda: _passphrase(new=False))
    signed = sign_dataset(scan(dataset), private, version=__version__)
    click.echo(f"checked   {signed.clips} clips: every file is the one that its record has the hash of")
    click.echo(f"signed    the records, root {signed.root[:16]}…, and {len(signed.files)} other files; not report/")
    click.echo(f"by        sha256:{private.public.fingerprint}")
    click.echo(f"written   {dataset / 'signature.json'}{', over an older one' if signed.replaced else ''}")


def _make(path: Path, *, encrypt: bool) -> None:
    from synthgen.publish.keys import check_cryptography, new_key

    check_cryptography()  # before anybody thinks of a passphrase
    public = new_key(path, passphrase=_passphrase(new=True).encode() if encrypt else None)
    click.echo(f"private   {path}: keep it to yourself; who has it signs as you")
    click.echo(f"public    {path.with_suffix('.pub')}: give it to those who audit, or publish its fingerprint")
    click.echo(f"sha256:{public.fingerprint}")


def _passphrase(*, new: bool) -> str:
    import os

    given = os.environ.get(_PASSPHRASE)
    if given is not None:
        if not given and new:
            raise InputError(f"${_PASSPHRASE} is empty", remedy="Set it to the passphrase, or unset it to be asked.")
        return given
    asked: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True)
    return asked
