"""The hash of what draws: it follows the drawing code, and nothing else."""

from pathlib import Path

from synthgen.sources import drawing_sources, hash_sources


def package(root: Path, *, shade: bytes = b"a = 1\nb = 2\n", name: str = "shade.py", cli: bytes = b"") -> str:
    for folder in ("render", "facs", "cli"):
        (root / folder).mkdir(parents=True)
    (root / "render" / name).write_bytes(shade)
    (root / "facs" / "embedded.yaml").write_bytes(b"AU1: 1\n")
    (root / "cli" / "render.py").write_bytes(cli)
    return hash_sources(root)


def test_edited_and_renamed_drawing_code_shows_and_other_code_does_not(tmp_path: Path) -> None:
    first = package(tmp_path / "a")
    assert package(tmp_path / "b", shade=b"a = 1\nb = 3\n") != first
    assert package(tmp_path / "c", name="light.py") != first
    assert package(tmp_path / "d", cli=b"print()") == first


def test_line_ends_of_windows_do_not_show(tmp_path: Path) -> None:
    assert package(tmp_path / "a") == package(tmp_path / "b", shade=b"a = 1\r\nb = 2\r\n")


def test_the_package_has_sixteen_digits() -> None:
    assert len(drawing_sources()) == 16
    assert int(drawing_sources(), 16) > 0
