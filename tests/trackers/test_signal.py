"""Tables that trackers of faces write, as signals: what counts, what stands in between, and where heads turn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from synthgen.errors import InputError
from synthgen.facs.animation import sample_animation
from synthgen.trackers.signal import Fit, Imported, is_table, tracked
from synthgen.trackers.timeline import Rules

HEAD = "frame, face_id, timestamp, confidence, success, pose_Rx, pose_Ry, pose_Rz, AU01_r, AU12_r, AU45_r, AU12_c"


def row(frame: int, **values: object) -> str:
    """A row of OpenFace's at 25 frames a second, AU12 at 3 of 5."""
    cells = {"face_id": 0, "timestamp": f"{frame / 25:.3f}", "confidence": 0.98, "success": 1, "AU12_r": 3, "AU12_c": 1}
    cells = {"frame": frame + 1, **cells, **values}
    return ", ".join(str(cells.get(name, 0)) for name in HEAD.split(", "))


def openface(*rows: str, **rules: object) -> Imported:
    fit = rules.pop("fit", None) or Fit(rules=Rules(**rules))  # type: ignore[arg-type]
    return tracked("\n".join([HEAD, *rows, ""]).encode(), where="face.csv", fit=fit)  # type: ignore[arg-type]


def values(imported: Imported, code: str) -> list[float]:
    curves = sample_animation(imported.animation)
    return curves.values[:, curves.codes.index(code)].tolist()


def test_openface_s_fives_are_ones_and_its_names_are_ours() -> None:
    got = openface(*(row(k, AU12_r=k / 2, AU45_r=5 if k == 4 else 0) for k in range(11)))
    assert got.animation.fps == 25 and got.animation.frames == 11
    assert values(got, "AU12") == pytest.approx([k / 10 for k in range(11)], abs=0.02)
    assert values(got, "AU43") == pytest.approx([float(k == 4) for k in range(11)])
    assert set(got.animation.tracks) == {"AU12", "AU43"}
    assert got.animation.neutral.start and not got.animation.neutral.end and got.animation.symmetric
    assert got.notes[0] == "OpenFace: 11 rows, 11 of them taken"
    assert any("AU28" in note for note in got.notes)


@pytest.mark.parametrize(
    ("pose", "code", "degrees"),
    [
        # a camera's frame: x right, y down, z away. Who bows turns from z to y: about x, above 0
        ({"pose_Rx": 0.2}, "AU54", 23),
        ({"pose_Rx": -0.2}, "AU53", 20),
        # who turns to the subject's left turns to the picture's right: from -z to x, about y, below 0
        ({"pose_Ry": -0.3}, "AU51", 40),
        ({"pose_Ry": 0.3}, "AU52", 35),
        # who tilts to the subject's left: the crown goes to the picture's right, clockwise, about z, above 0
        ({"pose_Rz": 0.25}, "AU55", 18),
        ({"pose_Rz": -0.25}, "AU56", 22),
    ],
)
def test_heads_turn_to_the_side_that_openface_means(pose: dict[str, float], code: str, degrees: float) -> None:
    got = openface(*(row(k, **pose) for k in range(5)))
    assert set(got.animation.tracks) == {"AU12", code}
    assert values(got, code)[0] == pytest.approx(math.degrees(abs(next(iter(pose.values())))) / degrees, abs=1e-3)
    straight = openface(*(row(k, **pose) for k in range(5)), fit=Fit(centred=True))
    assert set(straight.animation.tracks) == {"AU12"}


def test_eyes_that_look_at_the_camera_from_a_turned_head_are_turned_back() -> None:
    angle = 0.3  # to the subject's left
    head = HEAD + "".join(f", gaze_{eye}_{axis}" for eye in "01" for axis in "xyz")
    rows = [row(k, pose_Ry=-angle) + ", 0, 0, -1" * 2 for k in range(5)]
    got = tracked("\n".join([head, *rows]).encode(), where="face.csv", fit=Fit())
    assert values(got, "AU62")[0] == pytest.approx(math.degrees(angle) / 36, abs=1e-3)
    assert not {"AU61", "AU63", "AU64"} & set(got.animation.tracks)


def test_rows_that_do_not_count_are_bridged_and_counted() -> None:
    rows = [row(k, AU12_r=k / 4) for k in range(20)]
    rows[4] = row(4, success=0, AU12_r=5)
    rows[7] = row(7, confidence=0.4, AU12_r=5)
    rows[9] = row(9, AU12_r="-nan(ind)", AU01_r="nan", AU45_r="")
    rows.insert(12, row(11, AU12_r=5, confidence=0.9))  # twice, and less sure
    rows.append("1, 2, 3")
    got = openface(*rows)
    assert values(got, "AU12") == pytest.approx([k / 20 for k in range(20)], abs=0.02)
    assert got.notes[:2] == (
        "OpenFace: 22 rows, 17 of them taken, 1 with another number of cells, 1 without success, "
        "1 with a confidence below 0.8, 1 without a number, 1 twice",
        "20 frames at 25 a second, 3 of them bridged by straight lines",
    )


def test_the_face_in_most_rows_is_taken_and_another_can_be_asked_for() -> None:
    rows = [one for k in range(10) for one in (row(k, AU12_r=5), row(k, face_id=3, AU12_r=2))]
    rows.append(row(10, face_id=3, AU12_r=2))
    assert max(values(openface(*rows), "AU12")) == pytest.approx(0.4)
    assert max(values(openface(*rows, face=0), "AU12")) == pytest.approx(1.0)
    with pytest.raises(InputError, match=r"face.csv: has no face 7; expected one of 0 \(10 rows\), 3 \(11 rows\)"):
        openface(*rows, face=7)


def test_a_long_gap_is_refused_until_it_is_allowed_or_cut() -> None:
    rows = [row(k) for k in (*range(10), *range(40, 50))]
    with pytest.raises(InputError, match=r"no row that counts from 0.36 to 1.60 s. Take a part with --start and --end"):
        openface(*rows)
    assert openface(*rows, gap=2.0).animation.frames == 50
    part = openface(*rows, start=1.6)
    assert part.animation.frames == 10 and "10 outside 1.6 to inf s" in part.notes[0]


def test_intensities_that_fit_two_scales_are_asked_for() -> None:
    rows = [row(k, AU12_r=0.9) for k in range(5)]
    with pytest.raises(
        InputError, match=r"no intensity above 0.9: it may be from 0 to 1, or from 0 to 5. Say --scale 1"
    ):
        openface(*rows)
    assert values(openface(*rows, fit=Fit(scale=1.0)), "AU12")[0] == 0.9
    got = openface(*(row(k, AU12_r=5.5) for k in range(5)))
    assert values(got, "AU12") == [1.0] * 5 and "above 1 and cut: AU12 in 5 frames" in got.notes


def test_times_that_are_rounded_have_the_rate_that_is_meant_and_others_are_read_between_rows() -> None:
    thirty = [row(k, timestamp=f"{k / 30:.3f}", AU12_r=k / 6) for k in range(30)]
    assert openface(*thirty).animation.fps == 30
    resampled = openface(*thirty, fps=15.0)
    assert resampled.animation.frames == 15 + 1
    assert values(resampled, "AU12")[:15] == pytest.approx([k / 15 for k in range(15)], abs=0.03)
    uneven = [row(k, timestamp=f"{t:.3f}", AU12_r=t) for k, t in enumerate([0, 0.04, 0.085, 0.12, 0.155, 0.2, 2.0])]
    assert values(openface(*uneven, gap=3.0, fit=None), "AU12")[-1] == pytest.approx(2 / 5, abs=0.02)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: is no table"),
        (HEAD + "\n", "line 1: has names of columns and no rows"),
        (HEAD + ", AU12_r\n" + row(0) + ", 1\n", "line 1: has two columns called 'AU12_r'"),
        ("a, b\n1, 2\n", r"line 1: is no tracker's table; expected columns of one of OpenFace \(AU12_r\), py-feat"),
        (HEAD + "\n" + row(0, AU12_r="much") + "\n", "line 2: column 'AU12_r' is 'much'; expected a number"),
        ("\n".join([HEAD, row(0, success=0), row(1, success=0)]), "has no row that counts: 2 without success"),
        (HEAD + '\n1, "2\n', "line 2: has no row with as many cells as its header"),
    ],
)
def test_a_bad_table_is_refused_with_its_line(text: str, told: str) -> None:
    with pytest.raises(InputError, match=f"^face.csv(, |: ){told}"):
        tracked(text.encode(), where="face.csv", fit=Fit())


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_that_a_spreadsheet_saved(coding: str) -> None:
    rows = [row(k, AU12_r=k / 4).replace(", ", ";").replace(".", ",") for k in range(10)]
    text = "\r\n".join([HEAD.replace(", ", ";"), *rows])
    got = tracked(text.encode(coding), where="face.csv", fit=Fit(scale=5.0))
    assert values(got, "AU12") == pytest.approx([k / 20 for k in range(10)], abs=0.02)
    assert is_table(text.encode(coding))


def test_other_trackers() -> None:
    feat = "frame,FaceScore,FaceRectWidth,FaceRectHeight,Pitch,Roll,Yaw,gaze_pitch,gaze_yaw,AU01,AU12,approx_time\n"
    feat += "".join(f"{k},0.99,80,80,0.2,0.1,0.3,-0.1,0.2,0.1,{k / 10},{k / 25:.2f}\n" for k in range(10))
    got = tracked(feat.encode(), where="feat.csv", fit=Fit())
    # py-feat 2.1: up, to the subject's right, tilted to the right, looking up and to the right are above 0
    wanted = {"AU53": (0.2, 20), "AU56": (0.1, 22), "AU52": (0.3, 35), "AU64": (0.1, 62), "AU62": (0.2, 36)}
    assert set(got.animation.tracks) == {"AU1", "AU12", *wanted}
    for code, (radians, degrees) in wanted.items():
        assert values(got, code)[0] == pytest.approx(math.degrees(radians) / degrees, abs=1e-3)
    libre = "frame_idx,frame_time_in_ms,au_1,au_1_intensity,au_12_intensity,pitch,yaw,roll\n"
    libre += "".join(f"{k},{40 * k},1,{k / 2},3,1,2,3\n" for k in range(10))
    got = tracked(libre.encode(), where="libre.csv", fit=Fit())
    assert got.animation.fps == 25 and set(got.animation.tracks) == {"AU1", "AU12"}
    shapes = "timestamp_ms,browDownLeft,browDownRight,eyeBlinkLeft,eyeBlinkRight,eyeLookOutLeft,eyeLookInRight,jawOpen,"
    shapes += "mouthSmileLeft,mouthSmileRight\n" + "".join(f"{33 * k},.4,.6,.9,0,.5,.5,.3,.2,.7\n" for k in range(10))
    got = tracked(shapes.encode(), where="blend.csv", fit=Fit())
    first = {code: values(got, code)[0] for code in got.animation.tracks}
    assert first == pytest.approx(
        {"AU4": 0.6, "AU43L": 0.9, "AU61L": 0.5, "AU61R": 0.5, "AU25": 0.3, "AU26": 0.3, "AU12L": 0.2, "AU12R": 0.7}
    )
    assert not got.animation.symmetric
    link = shapes.replace("timestamp_ms", "Timecode").replace("\n33,", "\n00:00:01:01.5,")
    link = "\n".join(
        ",".join(cell[:1].upper() + cell[1:] for cell in line.split(",")) if not k else line
        for k, line in enumerate(link.splitlines())
    )
    with pytest.raises(InputError, match=r"has no times. Say the frames a second of its video with --fps"):
        tracked(link.encode(), where="link.csv", fit=Fit())
    assert tracked(link.encode(), where="link.csv", fit=Fit(rules=Rules(fps=60.0))).animation.frames == 10


def test_keys_are_few_and_smoothing_takes_noise_away() -> None:
    chance = np.random.default_rng(4)
    wave = [2.5 - 2.5 * math.cos(k / 8) for k in range(200)]
    noisy = [min(max(v + chance.normal(0, 0.15), 0), 5) for v in wave]
    exact = openface(*(row(k, AU12_r=f"{v:.2f}") for k, v in enumerate(wave)))
    assert len(exact.animation.tracks["AU12"]) < 60
    rough, smooth = (
        openface(*(row(k, AU12_r=f"{v:.2f}") for k, v in enumerate(noisy)), fit=Fit(smooth=n)) for n in (1, 7)
    )
    truth = np.array(wave) / 5
    errors = [float(np.sqrt(np.mean((np.array(values(one, "AU12")) - truth) ** 2))) for one in (rough, smooth)]
    assert errors[1] < 0.6 * errors[0] and errors[1] < 0.05
    assert len(smooth.animation.tracks["AU12"]) < 0.7 * len(rough.animation.tracks["AU12"])
