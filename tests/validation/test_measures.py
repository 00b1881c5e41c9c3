"""The tables' arithmetic on readings made up for the purpose; no weights are needed."""

import dataclasses
import json

import numpy as np
import pytest
from measures import classes, counterparts, detection, displacement, document, emotions, looks, people
from measures.groups import age_group, by, rows_of, tone_group
from measures.table import Table
from readers.alignment import COUNT, OUTER_EYES, level
from readers.reading import CLASSES, Found, Reading, load, save

SURE = {"mtcnn": Found(1, 0.99, (0.0, 0.0, 9.0, 9.0)), "yunet": Found(1, 0.9, (0.0, 0.0, 9.0, 9.0))}
NOBODY = {"mtcnn": Found(), "yunet": Found()}
FACE = np.random.default_rng(1).normal(size=(COUNT, 3)).astype(np.float32) * 20


def a_reading(kind="neutral", called="neutral", *, found=SURE, points=FACE, looks=None, share=1.0, **row):
    known = {"model": "m", "gender": "female", "ethnicity": "asian", "age": 30, "tone": 3, "kind": kind}
    known |= {"emotion": None, "signal": None, "angle": "frontal"} | row
    one = [share if name == called else 0.0 for name in CLASSES]
    return Reading(known, found, dict.fromkeys(emotions.READERS, one), looks, {}, points)


def test_in_a_scene_the_face_is_found_where_the_head_is_whatever_else_a_wall_holds():
    here, aside = Found(2, 0.99, (90.0, 80.0, 40.0, 60.0)), Found(1, 0.99, (10.0, 10.0, 40.0, 60.0))
    readings = [a_reading(found={"mtcnn": one}, head=[120.0, 100.0, 50.0]) for one in (here, aside, Found())]
    assert [detection.found(one, "MTCNN") for one in readings] == [True, False, False]


def test_a_face_counts_when_it_is_alone_and_sure():
    two, unsure = Found(2, 0.99), Found(1, 0.89)
    sure = [detection.found(a_reading(found={"mtcnn": one}), "MTCNN") for one in (SURE["mtcnn"], two, unsure)]
    assert sure == [True, False, False]


def test_detection_by_angle():
    readings = [a_reading(), a_reading(found=NOBODY), a_reading(angle="left40", found=NOBODY)]
    frontal, angles, _ = detection.tables(readings)
    assert frontal.rows["all"]["MTCNN"] == 0.5
    assert frontal.rows["all, every angle"]["MTCNN"] == pytest.approx(1 / 3)
    assert angles.rows["left40"]["YuNet"] == 0.0


def test_what_is_not_found_is_called_nothing():
    readings = [a_reading(), a_reading(share=0.0), a_reading("smile", "happy"), a_reading("smile", "sad")]
    table = emotions.called_table(readings, [])
    assert table.rows["all"]["neutral · human"] == 0.5
    assert table.rows["all"]["smile · facex"] == 0.5
    assert "smile_teeth · facex" not in table.columns


def signal(emotion, name, angry):
    return a_reading("signal", "angry", share=angry, emotion=emotion, signal=name)


def test_anger_is_measured_without_open_mouths():
    readings = [
        signal("anger", "glare", 0.6),
        signal("disgust", "sneer", 0.3),
        signal("disgust", "gape", 0.9),
        signal("disgust", "tongue_out", 0.9),
        signal("confusion", "side_eye", 0.7),
    ]
    assert emotions.signal_auc(readings, "anger", "human") == 0.5


def test_a_gap_is_between_the_best_and_the_worst_group():
    groups = {"asian": (0.9, 0.1), "african": (0.1, 0.9)}
    readings = [
        a_reading("signal", "angry", share=value, emotion=emotion, signal=name, ethnicity=ethnicity)
        for ethnicity, values in groups.items()
        for value, emotion, name in zip(values, ("anger", "confusion"), ("glare", "side_eye"), strict=True)
    ]
    table = emotions.signal_tables(readings)[0]
    assert table.rows["gap between groups"]["anger · fer"] == 1.0


def an_apex(emotion, called, *, share=1.0, intensity=1.0, **row):
    one = a_reading("signal", called, share=share, emotion=emotion, signal=f"{emotion}_1", intensity=intensity, **row)
    return dataclasses.replace(one, shares=one.shares | {"human, uncut": one.shares["human"]})


def at_rest(*, surprised=0.0, **row):
    one = a_reading(called="surprise", share=surprised, **row)
    return dataclasses.replace(one, shares=one.shares | {"human, uncut": one.shares["human"]})


def test_a_class_is_ranked_among_the_basic_ones_in_full_and_rest():
    readings = [
        an_apex("surprise", "surprise", share=0.5),
        an_apex("fear", "surprise", share=0.4),
        an_apex("anger", "surprise", share=0.6),
        at_rest(surprised=0.1),
        at_rest(surprised=0.2),
        an_apex("surprise", "surprise", share=0.0, intensity=0.2),
        an_apex("boredom", "surprise", share=0.9),
        an_apex("neutral", "surprise", share=0.8),
    ]
    row = classes.auc_table(readings).rows["surprise · fer"]
    assert row["all"] == row["female · asian"] == 0.75
    assert "boredom · fer" not in classes.auc_table(readings).rows


def test_the_worst_group_of_a_class_and_its_gap():
    readings = [
        an_apex(emotion, "fear", share=share, gender=gender)
        for gender, shares in (("female", (0.9, 0.1)), ("male", (0.2, 0.8)))
        for emotion, share in zip(("fear", "surprise"), shares, strict=True)
    ]
    row = classes.auc_table(readings).rows["fear · human"]
    assert (row["all"], row["worst group"], row["gap"]) == (0.75, 0.0, 1.0)


def test_a_gap_by_lot_is_what_people_who_differ_make_of_it():
    """Women are all ranked rightly, men wrongly: a gap of 1. By lot two groups of three have 2 and 1 of three rightly
    ranked in 18 of 20 deals: a gap of 1/3."""
    readings = [
        an_apex(emotion, "fear", share=share, gender=gender, model=f"{gender}{number}")
        for gender, fear in (("female", 0.9), ("male", 0.1))
        for number in range(3)
        for emotion, share in (("fear", fear), ("surprise", 0.5))
    ]
    row = classes.auc_table(readings).rows["fear · fer"]
    assert (row["gap"], row["gap by lot"]) == pytest.approx((1.0, 1 / 3))


def test_what_signals_of_any_class_are_taken_for():
    readings = [
        an_apex("boredom", "sad", share=0.4),
        an_apex("boredom", "neutral", share=0.8),
        an_apex("boredom", "angry", intensity=0.2),
        at_rest(surprised=0.3),
    ]
    together, *_ = classes.confusion_tables(readings)
    assert list(together.rows) == ["boredom / boredom_1", "neutral"]
    shown = together.rows["boredom / boredom_1"]
    assert (shown["sad"], shown["neutral"], shown["angry"]) == pytest.approx((0.2, 0.4, 0.0))
    assert together.rows["neutral"]["surprise"] == pytest.approx(0.3)


def test_a_curve_over_intensity_is_of_people_drawn_at_all_of_them_and_says_where_it_falls():
    curve = {0.2: 0.3, 0.6: 0.7, 1.0: 0.5}
    readings = [an_apex("surprise", "surprise", share=share, intensity=step) for step, share in curve.items()]
    readings += [at_rest(surprised=0.1), an_apex("surprise", "surprise", model="another"), at_rest(model="another")]
    row = classes.intensity_table(readings).rows["surprise · facex"]
    assert (row["rest"], row["0.2"], row["0.6"], row["1"]) == pytest.approx((0.1, 0.3, 0.7, 0.5))
    assert row["falls"] == pytest.approx(0.2)


def a_smile(*, corner: float, chin: float) -> np.ndarray:
    unit = np.linalg.norm(FACE[OUTER_EYES[0], :2] - FACE[OUTER_EYES[1], :2])
    points = level(FACE) * unit
    points = np.column_stack([points, np.zeros(COUNT)])
    points[61, :2] += np.array([-corner, -corner]) * unit
    points[291, :2] += np.array([corner, -corner]) * unit
    points[152, 1] += chin * unit
    return points.astype(np.float32)


def test_displacement_beside_real_people():
    neutral = a_smile(corner=0.0, chin=0.0)
    real = [a_reading(points=neutral, model="1"), a_reading("smile", points=a_smile(corner=0.04, chin=0.0), model="1")]
    ours = [a_reading(points=neutral), a_reading("smile", points=a_smile(corner=0.06, chin=0.0))]
    table = displacement.smile_table(ours, real, displacement.template_of(real))
    row = table.rows["smile"]
    assert row["cosine"] == pytest.approx(1.0, abs=1e-4)
    assert row["amplitude"] == pytest.approx(1.5, abs=1e-3)
    assert (row["mouth corner, out"], row["mouth corner, up"]) == pytest.approx((6.0, 6.0), abs=1e-2)
    assert row["chin, up"] == pytest.approx(0.0, abs=1e-2)


def test_a_falling_chin_is_negative():
    neutral = a_smile(corner=0.0, chin=0.0)
    ours = [a_reading(points=neutral), a_reading("smile", points=a_smile(corner=0.0, chin=0.02))]
    _, field = displacement.fields(ours, "smile", displacement.template_of(ours))
    assert 100 * displacement.outward_up(field[0], "chin") == pytest.approx([0.0, -2.0], abs=1e-2)


def test_fields_are_of_people_who_have_both():
    readings = [a_reading(model="a"), a_reading("smile", model="a"), a_reading("smile", model="b")]
    people, field = displacement.fields(readings, "smile", level(FACE))
    assert [one.row["model"] for one in people] == ["a"]
    assert field == pytest.approx(np.zeros((1, COUNT, 2)))


def test_landmarks_on_their_counterparts_have_no_error():
    jaw = np.linspace(FACE[127, :2], FACE[234, :2], 17)
    rest = [FACE[list(one), :2].mean(axis=0) for one in counterparts.COUNTERPARTS]
    assert counterparts.errors(FACE, np.array([*jaw, *rest])) == pytest.approx(np.zeros(68), abs=1e-6)


def test_an_error_is_in_distances_of_the_outer_eyes():
    unit = np.linalg.norm(FACE[33, :2] - FACE[263, :2])
    rest = [FACE[list(one), :2].mean(axis=0) + np.array([0, 0.1 * unit]) for one in counterparts.COUNTERPARTS]
    declared = np.array([*np.repeat(FACE[127:128, :2], 17, axis=0), *rest])
    assert counterparts.errors(FACE, declared)[17:] == pytest.approx(np.full(51, 0.1), abs=1e-6)


def test_every_counterpart_is_a_landmark_and_both_halves_are_alike():
    assert len(counterparts.COUNTERPARTS) == 68 - 17
    sizes = [len(one) for one in counterparts.COUNTERPARTS]
    assert sizes[:5] == sizes[5:10]
    assert sizes[19:25] == sizes[25:31]
    assert max(max(one) for one in counterparts.COUNTERPARTS) < COUNT


def test_appearance_is_in_deviations_of_real_people():
    real = [a_reading(looks={"cheek_L": v}, ethnicity=e) for v, e in ((10, "white"), (30, "white"), (20, "black"))]
    ours = [
        a_reading(looks={"cheek_L": v}, ethnicity=e, tone=t) for v, e, t in ((30, "caucasian", 2), (25, "african", 8))
    ]
    row = looks.table(ours, real).rows["cheek_L"]
    assert row["in SD"] == pytest.approx((27.5 - 20) / np.std([10, 30, 20]))
    # within groups: ±10 of the two white people, 0 of the black one
    assert row["white, in SD"] == pytest.approx(10 / np.std([-10, 10, 0]))
    assert row["black, in SD"] == pytest.approx(5 / np.std([-10, 10, 0]))


def test_colours_of_a_group_are_of_people_as_light_as_the_real_ones():
    real = [a_reading(looks={"cheek_L": v, "nose_w": 0.4 + v / 1000}, ethnicity="white") for v in (60, 70)]
    ours = [
        a_reading(looks={"cheek_L": v, "nose_w": w}, ethnicity="caucasian", tone=t)
        for v, w, t in ((66, 0.4, 1), (64, 0.4, 5), (20, 0.7, 10))
    ]
    rows = looks.table(ours, real).rows
    assert rows["cheek_L"]["ours, white"] == 65
    assert rows["nose_w"]["ours, white"] == pytest.approx(0.5)


def test_groups_come_in_order_and_bands_hold_their_ends():
    readings = [a_reading(tone=tone, age=age) for tone, age in ((10, 90), (9, 74), (2, 29.5), (1, 18), (None, None))]
    assert [tone_group(one) for one in readings] == ["tone 10", "tone 9", "tone 1–2", "tone 1–2", None]
    assert [age_group(one) for one in readings] == ["age 75–120", "age 60–74", "age 18–29", "age 18–29", None]
    assert list(by(readings, tone_group)) == ["tone 1–2", "tone 9", "tone 10"]
    assert len(rows_of(readings)["all"]) == 5


def test_a_table_shows_what_was_before_in_parentheses():
    table = Table("t", "group", ["a", "b"], {"all": {"a": 0.5, "b": float("nan")}, "new": {"a": 1.0}}, ".1f")
    assert table.markdown({"all": {"a": 0.25, "b": 2.0}}).splitlines() == [
        "| group | a | b |",
        "|---|---|---|",
        "| all | 0.5 (0.2) |  (2.0) |",
        "| new | 1.0 |  |",
    ]


def test_readings_are_kept_as_they_were(tmp_path):
    before = [a_reading(looks={"cheek_L": 1.5}), a_reading(found=NOBODY, points=np.full((COUNT, 3), np.nan, "f4"))]
    save(before, tmp_path)
    after = load(tmp_path)
    assert [one.row for one in after] == [one.row for one in before]
    assert after[0].looks == {"cheek_L": 1.5}
    assert after[1].found == NOBODY
    assert np.array_equal([one.points for one in after], [one.points for one in before], equal_nan=True)


def test_age_and_gender_are_read_of_our_people():
    said = [(20, 30.0, 0.9), (40, 40.0, 0.2), (60, 50.0, 0.6), (80, 60.0, 0.51)]
    readings = [
        dataclasses.replace(a_reading(kind, age=declared), people={"human": {"age": read, "female": female}})
        for kind in ("neutral", "shaved")
        for declared, read, female in (said if kind == "neutral" else said[:2])
    ]
    ages, genders = people.tables(readings)
    everyone = ages.rows["all"]
    assert everyone["correlation · human"] == pytest.approx(1.0)
    assert (everyone["declared"], everyone["read · human"]) == (50.0, 45.0)
    assert ages.rows["over 60 less under 30"]["read · human"] == 30.0
    assert genders.rows["female"]["human"] == 0.75
    assert genders.rows["female"]["human, shaved"] == 0.5
    assert np.isnan(genders.rows["female"]["faceapi"])


def test_tables_stand_between_the_marks_of_a_document(tmp_path):
    path = tmp_path / "page.md"
    path.write_text("before\n<!-- look -->\nold\n<!-- /look -->\nafter\n", encoding="utf-8")
    table = Table("T", "group", ["a"], {"all": {"a": 0.5, "b": float("nan")}})
    document.write_into(path, "look", document.text_of([table], {"T": {"all": {"a": 0.25}}}))
    text = path.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- look -->\n### T\n") and text.endswith("<!-- /look -->\nafter\n")
    assert "| all | 0.50 (0.25) |" in text
    document.keep([table], tmp_path / "tables.json")
    assert json.loads((tmp_path / "tables.json").read_text(encoding="utf-8")) == {"T": {"all": {"a": 0.5}}}


def test_a_document_without_marks_is_refused():
    with pytest.raises(ValueError, match="no place between"):
        document.fill("text", "look", "new")


def test_faces_found_by_size_stand_beside_the_published_ones():
    here = {"size": "64x48", "class": "anger", "intensity": "20 %"}
    other = {"size": "128x96", "class": "joy", "intensity": "20 %"}
    readings = [a_reading(**here), a_reading(**here, found=NOBODY), a_reading(**other)]
    table = detection.size_table(readings, {"64x48": 0.4})
    assert table.rows["64x48"] == {"pictures": 2, "MTCNN": 0.5, "YuNet": 0.5, "OpenFace, theirs": 0.4}
    assert table.rows["128x96"]["MTCNN"] == 1.0
    assert "| 64x48 | 2 | 50.0% | 50.0% | 40.0% |" in table.markdown()
    by_class = detection.factor_table(readings, "class")
    assert by_class.rows["anger"] == {"64x48 MTCNN": 0.5, "64x48 YuNet": 0.5}
    assert by_class.rows["joy"] == {"128x96 MTCNN": 1.0, "128x96 YuNet": 1.0}
