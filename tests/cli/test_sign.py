"""``synthgen sign`` as a user calls it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from synthgen.audit.policy import Policy
from synthgen.audit.signature import check_signature
from synthgen.cli import cli
from synthgen.dataset.manifest import root_hash
from synthgen.errors import InputError
from synthgen.reader.tree import scan

pytest.importorskip("cryptography", reason="signatures are the extra [sign]")


def call(*words: str | Path, typed: str = "", env: dict[str, str] | None = None, verb: str = "sign") -> str:
    given = [*verb.split(), *map(str, words)]
    return CliRunner(env=env).invoke(cli, given, input=typed, catch_exceptions=False).output


def fingerprint(said: str) -> str:
    return next(word for word in said.split() if word.startswith("sha256:"))


def test_a_key_is_made_and_signs(copy: Path, tmp_path: Path) -> None:
    made = call(tmp_path / "me.pem", verb="keys new")
    said = call(copy, "--key", tmp_path / "me.pem")
    assert fingerprint(made) == fingerprint(said)
    assert "checked   4 clips" in said
    assert "and 11 other files; not report/" in said
    findings, summary = check_signature(
        scan(copy), root_hash(copy / "manifest.jsonl"), Policy(signature=True), [fingerprint(made)]
    )
    assert findings == []
    assert summary is not None
    assert summary.trusted is True
    assert "over an older one" in call(copy, "--key", tmp_path / "me.pem")


def test_a_passphrase_is_asked_or_taken_from_the_environment(copy: Path, tmp_path: Path) -> None:
    asked, given = tmp_path / "asked.pem", tmp_path / "given.pem"
    secret = {"SYNTHGEN_KEY_PASSPHRASE": "of some length"}
    made = call(asked, "--encrypt", typed="of some length\nof some length\n", verb="keys new")
    assert "of some length" not in made
    assert "Passphrase" not in call(given, "--encrypt", env=secret, verb="keys new")
    assert fingerprint(call(copy, "--key", asked, env=secret)) == fingerprint(made)
    assert "Passphrase" in call(copy, "--key", given, typed="of some length\n")
    with pytest.raises(InputError, match="passphrase is wrong"):
        call(copy, "--key", given, typed="another\n")
    with pytest.raises(InputError, match=r"SYNTHGEN_KEY_PASSPHRASE is empty"):
        call(tmp_path / "c.pem", "--encrypt", env={"SYNTHGEN_KEY_PASSPHRASE": ""}, verb="keys new")


def test_usage_that_makes_no_sense_is_refused(copy: Path, tmp_path: Path) -> None:
    key = tmp_path / "me.pem"
    with pytest.raises(InputError, match="expected a dataset and --key"):
        call(copy)
    with pytest.raises(InputError, match="signs nothing"):
        call(copy, "--new-key", key)
    with pytest.raises(InputError, match="--encrypt is for `synthgen keys new`"):
        call(copy, "--key", key, "--encrypt")
    with pytest.raises(InputError, match=r"me\.pem: cannot be read"):
        call(copy, "--key", key)
    with pytest.raises(InputError, match=r"cannot be written"):
        call(tmp_path / "nowhere" / "me.pem", verb="keys new")
    call(key, verb="keys new")
    with pytest.raises(InputError, match="there is no such folder"):
        call(tmp_path / "nothing", "--key", key)
    with pytest.raises(InputError, match="is no dataset"):
        call(tmp_path, "--key", key)


@pytest.fixture
def readable(finished: Path) -> Iterator[Path]:
    """A copy that a user without rights can read and not write, below a folder that everybody may enter."""
    if sys.platform == "win32":
        pytest.skip("Windows has other permissions")
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = Path(shutil.copytree(finished, Path(place) / "dataset"))
        folder.chmod(0o555)
        user = os.geteuid()
        try:
            if user == 0:  # nothing is read-only to root
                os.seteuid(65534)
            yield folder
        finally:
            os.seteuid(user)
            folder.chmod(0o755)


def test_a_read_only_folder_is_an_input_error(readable: Path) -> None:
    from synthgen.publish.keys import new_key

    with tempfile.TemporaryDirectory() as place:
        new_key(Path(place) / "me.pem")
        with pytest.raises(InputError, match=r"cannot be written .*sign a copy"):
            call(readable, "--key", Path(place) / "me.pem")
    assert not (readable / "signature.json").exists()


def test_a_passphrase_that_nobody_can_type_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNTHGEN_KEY_PASSPHRASE", raising=False)
    with pytest.raises(InputError, match=r"standard input has none\. Set \$SYNTHGEN_KEY_PASSPHRASE"):
        call(tmp_path / "me.pem", "--encrypt", verb="keys new")
    assert not list(tmp_path.iterdir())
