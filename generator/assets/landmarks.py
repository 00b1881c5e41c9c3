"""The 68 iBUG face landmarks as vertices of the base mesh.

Lips, lids and jaw were checked by eye on four models; brows and bridge of the nose are the vertices nearest to where
MediaPipe's landmarks lie on neutral faces of 56 sampled people (tests/validation measures them). The jaw line (the
first 17) is fixed vertices, not a silhouette that follows the view. Order: iBUG / dlib, the picture's left is the
subject's right.
"""

from __future__ import annotations

# fmt: off
LANDMARKS68: tuple[int, ...] = (
    5738, 5735, 5097, 912, 895, 741, 743, 914, 5225, 7616, 7463, 7461, 7597, 7614, 11712, 12332, 12335, 261,
    225, 224, 205, 208, 6983, 6980, 6998, 6999, 7030, 132, 131, 164, 294, 358, 285, 317, 7054, 7119, 4854,
    6757, 6763, 4870, 47, 41, 11488, 13359, 13353, 11472, 6825, 6831, 422, 5351, 457, 466, 7216, 11953, 7182,
    7235, 7241, 492, 486, 480, 3733, 472, 474, 7228, 10401, 7242, 493, 487,
)
# fmt: on

#: landmarks round the face: the jaw from the subject's right ear to the left, then the brows from left to right
FACE_OUTLINE: tuple[int, ...] = (*range(17), 26, 25, 24, 19, 18, 17)
