"""``synthgen signals`` as a person uses it: what it prints, what it writes, how it ends."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synthgen.cli import main
from synthgen.facs.animation import read_animation, sample_animation
from synthgen.facs.library import find_animations

SHARED = Path(__file__).parents[3] / "shared/data/sim2real"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
FANI = {
    "12": {
        "A": {
            "image_start": 0,
            "intensity_start": 0,
            "apex_start": 0.4,
            "apex_intensity_start": 0.8,
            "apex_stop": 0.6,
            "apex_intensity_stop": 0.8,
            "image_stop": 1,
            "intensity_stop": 0,
        }
    }
}


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Run = Callable[..., Result]


@pytest.fixture
def signals(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run ``synthgen signals …`` in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Result:
        monkeypatch.setattr("sys.argv", ["synthgen", "signals", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Result(int(ended.value.code or 0), said.out, said.err)

    return run


def test_list_names_every_signal_by_emotion(signals: Run) -> None:
    result = signals("list")
    assert result.code == 0
    for animation in find_animations("*"):
        assert f"  {animation.signal}" in result.out
    for emotion in ("anger (7)", "confusion (7)", "disgust (7)"):
        assert emotion in result.out
    assert max(map(len, result.out.splitlines())) <= 110
    emotions = {animation.emotion for animation in find_animations("*")}
    assert result.out.endswith("`synthgen signals list affirmation` describes those of one.\n")
    assert len(result.out.splitlines()) <= 3 * len(emotions) + 1


def test_list_describes_those_that_are_named(signals: Run) -> None:
    result = signals("list", "side_eye", "still", "fighting_tears")
    assert "  side_eye        AU 4 1 61 62 17  (25 frames, 1 s)\n" in result.out
    assert "AU 24 17 15 1 4 63 43, tear_film, flush_eyes" in result.out
    assert "still           nothing moves" in result.out
    assert "under a knitted brow" in result.out


def test_list_takes_patterns(signals: Run) -> None:
    result = signals("list", "disgust/*")
    assert "disgust (7)" in result.out and "anger" not in result.out


def test_csv_has_a_row_a_frame_and_a_column_an_au(signals: Run, tmp_path: Path) -> None:
    result = signals("show", "side_eye", "--csv")
    rows = list(csv.reader(io.StringIO(result.out)))
    curves = sample_animation(find_animations("side_eye")[0])
    assert rows[0] == ["frame", "AU4", "AU1", "AU61", "AU62", "AU17"]
    assert [int(row[0]) for row in rows[1:]] == list(range(25))
    assert np.array([row[1:] for row in rows[1:]], float) == pytest.approx(curves.values, abs=1e-8)
    assert list(tmp_path.iterdir()) == []


def test_csv_at_another_rate(signals: Run) -> None:
    assert len(signals("show", "glare", "--csv", "--fps", "50").out.splitlines()) == 51


def test_show_draws_the_curves(signals: Run, tmp_path: Path) -> None:
    result = signals("show", "one_brow_up", "--no-gif", "--out", "pictures")
    assert (result.code, result.err) == (0, f"wrote {Path('pictures/one_brow_up.curves.png')}\n")
    assert "AU2L   peak 1.00  Outer brow raiser (left)" in result.out
    assert [path.name for path in (tmp_path / "pictures").iterdir()] == ["one_brow_up.curves.png"]
    with Image.open(tmp_path / "pictures/one_brow_up.curves.png") as picture:
        pixels = np.asarray(picture.convert("RGB"), int).reshape(-1, 3)
    for colour in ((0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00), (0x00, 0x9E, 0x73), (0xCC, 0x79, 0xA7), (0xE6, 0x9F, 0x00)):
        assert (abs(pixels - colour).max(axis=1) < 16).sum() > 100  # a line an AU


def test_show_takes_a_file(signals: Run, tmp_path: Path) -> None:
    (tmp_path / "my.fani").write_text(json.dumps(FANI))
    result = signals("show", "my.fani", "--csv")
    assert result.out.splitlines()[0] == "frame,AU12"
    assert result.out.splitlines()[10] == "9,0.8"


@pytest.mark.parametrize("tracks", ["{}", "{AU4: [[0, 1]]}", "{AU4: []}"])
def test_a_clip_of_one_frame_can_be_drawn(signals: Run, tmp_path: Path, tracks: str) -> None:
    (tmp_path / "one.yaml").write_text(f"signal: one\nframes: 1\nfps: 25\ntracks: {tracks}\n")
    assert signals("show", "one.yaml", "--no-gif").code == 0
    assert (tmp_path / "one.curves.png").exists()


def test_show_renders_a_gif_that_moves(signals: Run, tmp_path: Path) -> None:
    (tmp_path / "nod.yaml").write_text(
        "signal: nod\nframes: 3\nfps: 12.5\ntracks: {AU54: [[0, 0], [2, 1]], AU43: [[0, 0], [2, 1]]}\n"
    )
    (tmp_path / "someone.mhm").write_text("version v1.2.0\nname someone\nmodifier macrodetails/Gender 0.2\n")
    result = signals("show", "nod.yaml", "--model", "someone.mhm")
    assert result.code == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["nod.curves.png", "nod.gif", "nod.yaml", "someone.mhm"]
    with Image.open(tmp_path / "nod.gif") as picture:
        assert (picture.n_frames, picture.size, picture.info["duration"]) == (3, (320, 320), 80)
        frames = []
        for index in range(3):
            picture.seek(index)
            frames.append(np.asarray(picture.convert("RGB"), float))
    assert frames[0].std() > 20
    assert abs(frames[2] - frames[0]).mean() > 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "side_ey"], "no signal is called 'side_ey'. Did you mean 'side_eye'?"),
        (["show", "confusion"], "'confusion' names 7 signals (double_take, "),
        (["show", "*/*e*"], " more); show takes one"),
        (["show", "side_eye", "--no-gif", "--out", "taken/below"], "cannot be written"),
        (["show", "side_eye", "--fps", "-1", "--csv"], "-1 frames a second"),
        (["show", "side_eye", "--angle", "nowhere", "--out", "."], "there is no angle spec 'nowhere'"),
        (["check", "gone.yaml"], "there is no such file"),
        (["check", "bad.yaml"], "bad.yaml, line 4: unknown AU or sign 'AU99'"),
        (["import", "gone.fani"], "gone.fani: cannot be read"),
        (
            ["import", "bad.yaml"],
            "bad.yaml: is no .fani or .facs file; expected a JSON object. Our own YAML needs no import.",
        ),
        (["import", "my.fani", "--out", "bad.yaml"], "bad.yaml: exists already"),
        (["import", "my.fani", "--name", "a/b"], "'signal' is 'a/b'"),
    ],
)
def test_bad_input_ends_with_2_and_one_line(signals: Run, tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    (tmp_path / "my.fani").write_text(json.dumps(FANI))
    (tmp_path / "bad.yaml").write_text("signal: s\nframes: 3\nfps: 25\ntracks: {AU99: []}\n")
    before = (tmp_path / "bad.yaml").read_text()
    result = signals(*words)
    assert result.code == 2
    lines = [line for line in result.err.splitlines() if not line.startswith("wrote")]
    assert len(lines) == 1 and lines[0].startswith("synthgen: ")
    assert said in lines[0]
    assert (tmp_path / "bad.yaml").read_text() == before


def test_check_is_content_with_the_built_in_signals(signals: Run) -> None:
    result = signals("check")
    assert result.code == 0
    assert f"{len(find_animations('*'))} signals checked, 0 problems." in result.out
    assert "Most alike: " in result.out


def test_check_ends_with_1_where_two_are_alike(signals: Run, tmp_path: Path) -> None:
    body = "description: d\nframes: 25\nfps: 25\nneutral: {start: true}\ntracks: {AU4: [[0, 0], [%d, %g]]}\n"
    (tmp_path / "a.yaml").write_text("signal: a\n" + body % (8, 1.0))
    (tmp_path / "b.yaml").write_text("signal: b\n" + body % (8, 0.4))
    result = signals("check", "a.yaml", "b.yaml")
    assert result.code == 1
    assert "problem: a and b are alike: correlation 1.000 at a shift of 0 frames" in result.out


def test_check_notes_what_is_odd_in_a_fani(signals: Run, tmp_path: Path) -> None:
    (tmp_path / "my.fani").write_text(json.dumps({"12": {"A": {**FANI["12"]["A"], "image_stop": 0.5}}}))
    result = signals("check", "my.fani")
    assert result.code == 0
    assert "note: my: AU12: stops before its apex stops" in result.out


def test_import_writes_yaml_that_plays_the_same(signals: Run, tmp_path: Path) -> None:
    (tmp_path / "my.fani").write_text(json.dumps(FANI))
    result = signals("import", "my.fani", "--emotion", "joy", "--name", "grin", "--out", "new/grin.yaml")
    assert (result.code, result.err) == (0, f"wrote {Path('new/grin.yaml')}\n")
    made, original = read_animation(tmp_path / "new/grin.yaml"), read_animation(tmp_path / "my.fani")
    assert (made.signal, made.emotion, made.interpolation) == ("grin", "joy", "linear")
    assert abs(sample_animation(made).values - sample_animation(original).values).max() < 1e-8
    assert signals("import", "my.fani", "--out", "new/grin.yaml", "--frames", "10", "--force").code == 0
    assert read_animation(tmp_path / "new/grin.yaml").frames == 10


def test_import_in_neutral_mode(signals: Run, tmp_path: Path) -> None:
    (tmp_path / "my.fani").write_text(json.dumps(FANI))
    signals("import", "my.fani", "--frames", "10", "--neutral-before", "3", "--neutral-after", "2")
    assert read_animation(tmp_path / "my.yaml").frames == 4 + 10 + 2


@needs_shared
def test_the_published_animations_import(signals: Run, tmp_path: Path) -> None:
    golden = json.loads((SHARED / "golden_curves.json").read_text())
    for name in golden:
        assert signals("import", str(SHARED / "animations" / name), "--emotion", "confusion").code == 0
        made = read_animation(tmp_path / f"{Path(name).stem}.yaml")
        for column, values in zip(sample_animation(made).values.T, golden[name].values(), strict=True):
            assert column.tolist() == pytest.approx(values, abs=1e-6)


def test_a_tracker_s_table_becomes_a_signal_and_all_that_was_done_to_it_is_said(signals: Run, tmp_path: Path) -> None:
    rows = [f"{k + 1}, {k / 25:.2f}, 0.98, {int(k != 5)}, {k / 2}" for k in range(11)]
    (tmp_path / "smile.csv").write_text("\n".join(["frame, timestamp, confidence, success, AU12_r", *rows]))
    run = signals("import", "smile.csv", "--emotion", "happiness")
    assert (run.code, run.out) == (0, "")
    assert run.err.splitlines() == [
        "wrote smile.yaml",
        "OpenFace: 11 rows, 10 of them taken, 1 without success",
        "11 frames at 25 a second, 1 of them bridged by straight lines",
        "1 tracks of 2 keys, at most 0.000 off (AU12)",
        "left out: AU28, of which OpenFace says whether it is there and not how much",
    ]
    assert signals("check", "smile.yaml").code == 0
    for words, said in (
        ((), "smile.yaml: exists already"),
        (("--force", "--frames", "9"), "--frames is of FACSHuman's files"),
        (("--force", "--confidence", "0.99"), "has no row that counts: 1 without success, 10 with a confidence"),
    ):
        run = signals("import", "smile.csv", *words)
        assert run.code == 2 and said in run.err
    (tmp_path / "one.fani").write_text(json.dumps(FANI))
    assert "--gap is of a tracker's table" in signals("import", "one.fani", "--gap", "1").err
