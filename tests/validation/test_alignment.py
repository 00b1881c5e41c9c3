"""Alignment takes away what a camera adds, and nothing else."""

import numpy as np
import pytest
from readers.alignment import COUNT, OUTER_EYES, STABLE, align, level, mean_shape, similarity


def a_shape(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(COUNT, 3)).astype(np.float32)


def moved(shape: np.ndarray, *, angle: float, scale: float, shift: tuple[float, float]) -> np.ndarray:
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return shape[:, :2] @ turn * scale + np.array(shift)


def test_a_similarity_is_found_again():
    source = a_shape()[:, :2].astype(np.float64)
    matrix, shift = similarity(source, moved(source, angle=0.4, scale=3.0, shift=(5.0, -2.0)))
    assert np.linalg.det(matrix) == pytest.approx(9.0)
    assert np.arctan2(matrix[0, 1], matrix[0, 0]) == pytest.approx(0.4)
    assert shift == pytest.approx([5.0, -2.0])


def test_a_mirror_image_is_not_reached():
    source = a_shape()[:, :2].astype(np.float64)
    matrix, _ = similarity(source, source * [-1, 1])
    assert np.linalg.det(matrix) > 0


def test_alignment_keeps_what_only_expressions_move():
    shape, smiling = a_shape(), a_shape()
    mouth = 61
    assert mouth not in STABLE
    smiling[mouth, :2] += [0.1, -0.2]
    template = level(shape)
    still = align(shape, template)
    there = align(moved(smiling, angle=-0.3, scale=40.0, shift=(128.0, 90.0)), template)
    difference = there - still
    unit = np.linalg.norm(shape[OUTER_EYES[0], :2] - shape[OUTER_EYES[1], :2])
    assert np.linalg.norm(difference[mouth]) == pytest.approx(np.hypot(0.1, 0.2) / unit, rel=1e-4)
    assert np.delete(difference, mouth, axis=0) == pytest.approx(0, abs=1e-5)


def test_the_mean_shape_is_level_and_one_wide():
    shapes = [moved(a_shape(), angle=k / 10, scale=1 + k, shift=(k, 0)) for k in range(4)]
    template = mean_shape(shapes)
    assert template[OUTER_EYES[0]] == pytest.approx([-0.5, 0.0], abs=1e-9)
    assert template[OUTER_EYES[1]] == pytest.approx([0.5, 0.0], abs=1e-9)
