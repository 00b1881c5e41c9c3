"""Names of codecs: whatever is told by codec is told of each."""

from synthgen.codec import CODECS, CONTAINER, LOSSLESS
from synthgen.dataset.video import encoder_name
from synthgen.design.cells import SUFFIX
from synthgen.engines.plan import PIXELS_PER_SECOND


def test_every_codec_has_a_suffix_a_speed_and_an_encoder() -> None:
    assert set(SUFFIX) == set(PIXELS_PER_SECOND) == set(CODECS)
    assert len({encoder_name(codec) for codec in CODECS}) == len(CODECS)


def test_frames_of_png_need_no_container_and_h264_alone_loses_something() -> None:
    assert set(CODECS) - set(CONTAINER) == {"png"}
    assert set(CODECS) - set(LOSSLESS) == {"h264"}
