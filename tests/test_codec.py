"""Names of codecs: whatever is told by codec is told of each."""

from synthgen.codec import CODECS, CONTAINER, LOSSLESS, PICTURES
from synthgen.dataset.video import encoder_name
from synthgen.design.cells import SUFFIX
from synthgen.engines.plan import PIXELS_PER_SECOND


def test_every_codec_has_a_suffix_a_speed_and_an_encoder() -> None:
    assert set(SUFFIX) == set(PIXELS_PER_SECOND) == set(CODECS)
    assert len({encoder_name(codec) for codec in CODECS}) == len(CODECS)


def test_pictures_need_no_container_and_h264_and_jpeg_alone_lose_something() -> None:
    assert set(CODECS) - set(CONTAINER) == set(PICTURES)
    assert set(CODECS) - set(LOSSLESS) == {"h264", "jpeg"}
