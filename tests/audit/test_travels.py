"""Sets that have been places: Finder, Explorer, git, zips, rsync, network storage, hubs. None of it is a fault.

Each journey does to a copy of a set what the tool does to files; git is git itself. One set is of this format, one of
1.2 with names that have several Unicode forms. Both are signed before they leave.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from unicodedata import normalize

import pytest
from conftest import posix, render

from synthgen.audit.describe import describe_dataset
from synthgen.audit.run import audit_dataset
from synthgen.dataset.splitfile import dataset_contents
from synthgen.design import read_design
from synthgen.engines.run import render_design
from synthgen.errors import InputError
from synthgen.publish.keys import PrivateKey, new_key, read_private_key
from synthgen.publish.signature import sign_dataset
from synthgen.reader.dataset import Dataset
from synthgen.transcode.encode import encode_dataset

Journey = Callable[[Path, Path], Path]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> PrivateKey:
    path = tmp_path_factory.mktemp("key") / "maker.pem"
    new_key(path)
    return read_private_key(path, str)


@pytest.fixture(scope="module", params=["clean", "odd_names"])
def at_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, key: PrivateKey) -> Path:
    """A signed set before it goes anywhere."""
    home = Path(shutil.copytree(request.getfixturevalue(request.param), tmp_path_factory.mktemp("home") / "set"))
    sign_dataset(home, key)
    return home


def folders(root: Path) -> Iterable[Path]:
    return [root, *(path for path in root.rglob("*") if path.is_dir())]


def copied(root: Path, away: Path) -> Path:
    return Path(shutil.copytree(root, away / "set"))


def finder(root: Path, away: Path) -> Path:
    """On a disk that is not a Mac's, Finder keeps a second file beside each, and leaves views of folders."""
    there = copied(root, away)
    for path in [*there.rglob("*")]:
        path.with_name(f"._{path.name}").write_bytes(b"\0\5\x16\7")
    for folder in folders(there):
        (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    for name in (".Spotlight-V100", ".fseventsd", ".Trashes"):
        (there / name).mkdir()
        (there / name / "store.db").write_bytes(b"x")
    return in_form("NFD", there)


def in_form(form: str, there: Path) -> Path:
    """Give all names a Unicode form, as file systems and archives of Macs do."""
    for path in sorted(there.rglob("*"), key=lambda path: -len(path.parts)):
        if path.name != normalize(form, path.name):
            path.rename(path.with_name(normalize(form, path.name)))
    return there


def explorer(root: Path, away: Path) -> Path:
    there = copied(root, away)
    for folder in folders(there):
        (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
        (folder / "desktop.ini").write_text("[ViewState]\r\n")
    (there / "$RECYCLE.BIN").mkdir()
    (there / "$RECYCLE.BIN" / "desktop.ini").write_text("")
    (there / "~$manifest.csv").write_bytes(b"\5owner")
    (there / "design.yaml:Zone.Identifier").write_text("[ZoneTransfer]\r\nZoneId=3\r\n")
    return there


def git_autocrlf(root: Path, away: Path) -> Path:
    """Committed on Linux, cloned on Windows: every text file gets carriage returns."""
    home = copied(root, away)
    (home / ".gitattributes").write_text("*.mp4 filter=lfs diff=lfs merge=lfs -text\n")
    (home / "README.md").write_text("# Faces\n")
    (home / "LICENSE").write_text("CC0 1.0\n")
    there = away / "clone"
    author = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "filter.lfs.required=false")
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "all")):
        subprocess.run(["git", *author, *words], cwd=home, check=True)
    subprocess.run(["git", "-c", "core.autocrlf=true", "clone", "-q", str(home), str(there)], check=True)
    assert b"\r\n" in (there / "dataset.json").read_bytes() and (there / ".git").is_dir()
    return there


def zip_of_a_mac(root: Path, away: Path) -> Path:
    with zipfile.ZipFile(away / "set.zip", "w") as archive:
        for path in root.rglob("*"):
            if path.is_file():
                name = normalize("NFD", path.relative_to(root).as_posix())
                archive.write(path, f"set/{name}")
                archive.writestr(f"set/__MACOSX/{Path(name).parent.as_posix()}/._{Path(name).name}", b"\0\5\x16\7")
    with zipfile.ZipFile(away / "set.zip") as archive:
        archive.extractall(away)
    return away / "set"


def rsync(root: Path, away: Path) -> Path:
    """Interrupted, and finished later; onto a file system of a network."""
    there = copied(root, away)
    for path in there.rglob("*"):
        os.utime(path, (0, 0))
    for name in (".rsync-partial", ".~tmp~"):
        (there / "clips" / name).mkdir()
        (there / "clips" / name / "a.mp4").write_bytes(b"half")
    (there / ".nfs000000000012a4").write_bytes(b"")
    return there


def network_storage(root: Path, away: Path) -> Path:
    there = copied(root, away)
    for folder in folders(there):
        (folder / "@eaDir").mkdir()
        (folder / "@eaDir" / "a.mp4@SynoEAStream").write_bytes(b"x")
    for name in ("#recycle", ".Trash-1000", ".snapshot"):
        (there / name).mkdir()
        (there / name / "design.yaml").write_text("name: old\n")
    return there


def hub_download(root: Path, away: Path) -> Path:
    """Into a folder of one's own, a hub's client leaves what it knows of each file."""
    there = copied(root, away)
    for path in [*there.rglob("*")]:
        if path.is_file():
            beside = there / ".cache" / "huggingface" / "download" / path.relative_to(there)
            beside.parent.mkdir(parents=True, exist_ok=True)
            beside.with_name(f"{beside.name}.metadata").write_text("0\n")
    (there / "README.md").write_text("---\nlicense: cc0-1.0\n---\n")
    (there / ".gitattributes").write_text("*.mp4 filter=lfs\n")
    return there


JOURNEYS: dict[str, tuple[Journey, set[str]]] = {
    "finder": (finder, {"file-beside"}),
    "explorer": (explorer, {"file-beside"}),
    "git": (git_autocrlf, {"file-beside", "line-ends"}),
    "zip": (zip_of_a_mac, {"file-beside"}),
    "rsync": (rsync, {"file-beside"}),
    "storage": (network_storage, {"file-beside"}),
    "hub": (hub_download, {"file-beside"}),
}


@pytest.mark.parametrize("name", JOURNEYS)
def test_no_false_alarm_after_a_journey(name: str, at_home: Path, tmp_path: Path, key: PrivateKey) -> None:
    journey, expected = JOURNEYS[name]
    there = journey(at_home, tmp_path)
    report = audit_dataset(there, trust=[key.public.fingerprint])
    named = {"name-form"} if any("Zoe\u0308" in path.name for path in there.rglob("*")) else set()
    assert {finding.code for finding in report.findings} == expected | named
    assert report.verdict == "pass"
    assert report.coverage.signature is not None
    assert (report.coverage.signature.trusted, report.coverage.signature.stale) == (True, 0)
    clips = list(Dataset(there))
    assert len(clips) == report.coverage.cells.declared
    assert all(len(clip.curves().values) == clip.frame_count == len(clip.frames()) for clip in clips[:3])


@pytest.mark.parametrize("name", [name for name in JOURNEYS if name != "git"])
def test_what_was_left_there_is_not_signed_and_not_described(
    name: str, at_home: Path, tmp_path: Path, key: PrivateKey
) -> None:
    there = JOURNEYS[name][0](at_home, tmp_path)
    before = sign_dataset(copied(at_home, tmp_path / "again"), key).files
    assert sign_dataset(there, key).files == before
    assert describe_dataset(there, force=True).report.verdict == "pass"


def test_signing_says_that_line_ends_were_changed(at_home: Path, tmp_path: Path, key: PrivateKey) -> None:
    there = git_autocrlf(at_home, tmp_path)
    with pytest.raises(InputError, match=r"has other line ends than when its hash was written.*core\.autocrlf false"):
        sign_dataset(there, key)


def test_a_real_change_is_found_whatever_the_line_ends(at_home: Path, tmp_path: Path, key: PrivateKey) -> None:
    there = git_autocrlf(at_home, tmp_path)
    path = next((there / "inputs" / "signals").iterdir())
    path.write_bytes(path.read_bytes().replace(b"fps: 25", b"fps: 24"))
    report = audit_dataset(there, trust=[key.public.fingerprint])
    assert {"input-altered", "signature-stale"} <= {finding.code for finding in report.findings}
    assert report.verdict == "fail"


@posix
@pytest.mark.parametrize("kept", [(), ("dataset.json", "design.yaml", "manifest.jsonl", "manifest.csv")])
def test_a_cache_of_links_says_so_once_with_the_way_out(
    kept: tuple[str, ...], clean: Path, tmp_path: Path, key: PrivateKey
) -> None:
    """A hub's cache has links for all files, git-annex and DVC for large ones."""
    blobs, snapshot = tmp_path / "blobs", tmp_path / "snapshots" / "5ed8008"
    blobs.mkdir()
    for path in clean.rglob("*"):
        if path.is_file():
            there = snapshot / path.relative_to(clean)
            there.parent.mkdir(parents=True, exist_ok=True)
            if path.name in kept:
                shutil.copy(path, there)
                continue
            blob = blobs / hashlib.sha256(path.read_bytes()).hexdigest()
            shutil.copy(path, blob)
            there.symlink_to(os.path.relpath(blob, there.parent))
    says = r"is a folder of links.*cp -rL .* COPY.*--local-dir"
    with pytest.raises(InputError, match=says):
        audit_dataset(snapshot)
    with pytest.raises(InputError, match=says):
        encode_dataset(snapshot, tmp_path / "encoded")
    with pytest.raises(InputError, match=says):
        sign_dataset(snapshot, key)
    with pytest.raises(InputError, match=says):
        describe_dataset(snapshot)
    for read in (Dataset, dataset_contents) if not kept else ():
        with pytest.raises(InputError, match=says):
            read(snapshot)
    subprocess.run(["cp", "-rL", str(snapshot), str(tmp_path / "copy")], check=True)
    assert audit_dataset(tmp_path / "copy").findings == ()


def test_what_is_left_in_the_middle_of_a_run_becomes_no_input(tmp_path: Path) -> None:
    root = render(tmp_path)
    for folder in folders(root):
        (folder / ".DS_Store").write_bytes(b"x")
    (root / "inputs" / "signals" / "README.md").write_text("mine")
    (root / "inputs" / "signals" / "draft.yaml").write_text("mine")
    design = tmp_path / "design.yaml"
    design.write_text(design.read_text().replace("angles: [views.yaml]", "angles: [views.yaml, three_quarter.yaml]"))
    (tmp_path / "three_quarter.yaml").write_text("name: more\nangles: [{id: up, yaw: 0, pitch: 20}]\n")
    summary = render_design(read_design(design), root, workers=1, quiet=True)
    assert (summary.done, summary.rendered) == (18, 6)
    report = audit_dataset(root)
    assert [(finding.code, finding.path) for finding in report.findings] == [
        ("file-stranger", "inputs/signals/draft.yaml"),
        ("file-beside", ".DS_Store"),
    ]


def test_a_clone_of_an_empty_repository_is_an_empty_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / ".git").mkdir(parents=True)
    for name in ("README.md", "LICENSE", ".gitattributes", ".DS_Store"):
        (out / name).write_text("")
    assert render(tmp_path) == out
    assert audit_dataset(out).verdict == "pass"
    assert (out / "README.md").exists()


def test_frames_keep_their_hash_beside_what_a_computer_leaves(tmp_path: Path) -> None:
    root = render(tmp_path, video="{size: 64, codec: png}")
    for folder in folders(root):
        (folder / ".DS_Store").write_bytes(b"x")
        (folder / "._0000.png").write_bytes(b"\0\5\x16\7")
    assert {finding.code for finding in audit_dataset(root, full=True).findings} == {"file-beside"}
    again = render_design(read_design(tmp_path / "design.yaml"), root, workers=1, quiet=True)
    assert again.rendered == 0
    assert len(next(iter(Dataset(root))).frames()) == 8
    assert encode_dataset(root, tmp_path / "encoded").done == 12


def test_encoding_gives_a_set_its_line_ends_back(tmp_path: Path) -> None:
    root = render(tmp_path, video="{size: 64, codec: png}")
    before = {path.name: path.read_bytes() for path in (root / "inputs").rglob("*") if path.is_file()}
    for path in (root / "inputs").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    made = encode_dataset(root, tmp_path / "encoded").root
    assert {path.name: path.read_bytes() for path in (made / "inputs").rglob("*") if path.is_file()} == before
    assert audit_dataset(made).findings == ()


def test_going_on_gives_a_set_its_line_ends_back(tmp_path: Path) -> None:
    root = render(tmp_path)
    changed = [*(root / "inputs").rglob("*.yaml"), *(root / "inputs").rglob("*.mhm"), root / "design.yaml"]
    before = [path.read_bytes() for path in changed]
    for path in changed:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(InputError, match="'ada' has other line ends than when its clips were made; git"):
        render_design(read_design(root / "design.yaml"), root, workers=1, quiet=True)
    assert render_design(read_design(tmp_path / "design.yaml"), root, workers=1, quiet=True).rendered == 0
    assert [path.read_bytes() for path in changed] == before
    assert audit_dataset(root).findings == ()


def test_a_signature_outlives_a_run_that_has_nothing_to_do(
    tmp_path: Path, key: PrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above all where such a run gives a signed set its line ends back, as the audit advises."""
    root = render(tmp_path)
    sign_dataset(root, key)
    for name in ("dataset.json", "manifest.csv"):
        (root / name).write_bytes((root / name).read_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setattr("synthgen.dataset.folder.now", lambda: "2001-02-03T04:05:06+00:00")
    assert render_design(read_design(tmp_path / "design.yaml"), root, workers=1, quiet=True).rendered == 0
    report = audit_dataset(root, trust=[key.public.fingerprint])
    assert report.findings == () and report.verdict == "pass"
