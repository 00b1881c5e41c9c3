"""What encodes inside MakeHuman, tried outside of it: with this Python's synthgen, an ffmpeg on PATH, and Qt's PNG."""

from __future__ import annotations

import ast
import errno
import hashlib
import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from synthgen.dataset.clip import ClipFacts, ClipWriter
from synthgen.dataset.video import encoder_name, read_frames, sha256_decoded
from synthgen.errors import InputError, RunError
from synthgen.files import sha256_file
from synthgen.makehuman_plugins.synthgen_batch.clipwriter import Background
from synthgen.makehuman_plugins.synthgen_batch.ffmpegwriter import FfmpegWriter, find_ffmpeg
from synthgen.makehuman_plugins.synthgen_batch.servicewriter import EncoderService, ServiceWriter
from synthgen.makehuman_plugins.synthgen_batch.video import Choice, choose_writer
from synthgen.version import __version__
from synthgen.yuv import to_planes, to_rgb

pytestmark = pytest.mark.slow

CONFIG = {"python": sys.executable, "synthgen": __version__}
NOTHING = {"python": None, "synthgen": __version__, "ffmpeg": "/nowhere/ffmpeg"}
SUFFIX = {"h264": ".mp4", "ffv1": ".mkv", "png": ""}
FFMPEG = find_ffmpeg()
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")
needs_ffmpeg = pytest.mark.skipif(FFMPEG is None, reason="NOT TESTED: no ffmpeg with libx264 on PATH")


def needs_qt() -> None:
    pytest.importorskip("PyQt5.QtGui", reason="NOT TESTED: PyQt5 is not installed here (pip install PyQt5)")


def frames_of(width: int, height: int, count: int = 7) -> list[np.ndarray]:
    """Return gradients that drift, with a sharp square in a skin's colour."""
    y, x = np.mgrid[0:height, 0:width]
    frames = []
    for i in range(count):
        frame = np.stack([(x * 3 + i * 5) % 200 + 20, (y * 2) % 180 + 30, (x + y + i) % 160 + 40], -1).astype(np.uint8)
        frame[10 + i : 40 + i, 12:40] = (0xD7, 0xBD, 0x96)
        frames.append(frame)
    return frames


def hash_of(frames: list[np.ndarray]) -> str:
    return hashlib.sha256(b"".join(frame.tobytes() for frame in frames)).hexdigest()


@pytest.fixture(scope="module")
def service() -> Iterator[EncoderService]:
    """The encoder of this Python's synthgen, started once."""
    started = EncoderService(sys.executable)
    started.start()
    yield started
    started.stop()


@pytest.fixture(params=["png", "service h264", "service ffv1", "ffmpeg h264"])
def choice(request: pytest.FixtureRequest, service: EncoderService) -> Choice:
    """Everything that can write a clip, one after the other."""
    kind, _, codec = request.param.rpartition(" ")
    if codec == "png":
        needs_qt()
        return choose_writer("png", {})
    if kind == "ffmpeg":
        if FFMPEG is None:
            pytest.skip("NOT TESTED: no ffmpeg with libx264 on PATH")
        return choose_writer("h264", {"python": None})

    def make(background: Background, *args: Any, **options: Any) -> ServiceWriter:
        return ServiceWriter(service, codec, background, *args, **options)

    return Choice(codec, "service", service.encoders[codec], "", make)


def opened(choice: Choice, folder: Path, *, size: tuple[int, int] = (64, 48), rate: Fraction = Fraction(25)) -> Any:
    partial = folder / ".partial"
    partial.mkdir(exist_ok=True)
    name = f"clip{SUFFIX[choice.codec]}"
    return choice(partial / name, folder / "clips" / "joy" / name, width=size[0], height=size[1], rate=rate)


def written(choice: Choice, folder: Path, frames: list[np.ndarray], **options: Any) -> tuple[ClipFacts, Path]:
    height, width = frames[0].shape[:2]
    writer = opened(choice, folder, size=(width, height), **options)
    for frame in frames:
        writer.add(frame)
    writer.finish()
    return writer.publish(), writer.final


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it does not come to pass"
        time.sleep(0.005)


def test_a_clip_is_what_its_facts_say(choice: Choice, tmp_path: Path) -> None:
    """Facts against the project's own reader, which had no part in writing (but for the service's)."""
    frames = frames_of(98, 66)
    facts, path = written(choice, tmp_path, frames)
    assert facts.sha256_frames == hash_of(frames)
    assert (facts.frames, facts.sha256_decoded) == sha256_decoded(path, choice.codec)
    assert facts.sha256_file == sha256_file(path)
    assert facts.bytes == sum(f.stat().st_size for f in (path.iterdir() if path.is_dir() else [path]))
    assert list((tmp_path / ".partial").iterdir()) == []
    back = list(read_frames(path, choice.codec))
    assert len(back) == len(frames)
    if choice.codec == "h264":
        inside = [frame[15 + i : 35 + i, 17:35] for i, frame in enumerate(back)]
        assert all(np.abs(part.mean((0, 1)) - (0xD7, 0xBD, 0x96)).max() <= 3 for part in inside)
    else:
        assert all((a == b).all() for a, b in zip(back, frames, strict=True))


def test_a_clip_is_seen_only_when_it_is_published(choice: Choice, tmp_path: Path) -> None:
    writer = opened(choice, tmp_path)
    for frame in frames_of(64, 48):
        writer.add(frame)
    assert not writer.ready()
    writer.finish()
    wait_for(writer.ready)
    assert not writer.final.exists()
    writer.publish()
    assert writer.final.exists()
    writer.abort()
    choice.background.close()
    assert writer.final.exists()


@pytest.mark.parametrize("finished", [False, True])
def test_an_aborted_clip_leaves_nothing(choice: Choice, tmp_path: Path, finished: bool) -> None:
    writer = opened(choice, tmp_path)
    for frame in frames_of(64, 48):
        writer.add(frame)
    if finished:
        writer.finish()
        wait_for(writer.ready)
    writer.abort()
    writer.abort()
    choice.background.close()
    wait_for(lambda: not list((tmp_path / ".partial").iterdir()))
    assert not (tmp_path / "clips").exists()


def test_several_clips_are_open_at_once_and_a_stale_one_is_replaced(choice: Choice, tmp_path: Path) -> None:
    """As the engine does it: a face is posed once and seen from all angles."""
    takes = [[np.roll(frame, 5 * k, axis=1) for frame in frames_of(64, 48, 4)] for k in range(3)]
    for folder in "012":
        (tmp_path / folder).mkdir()
    for _ in range(2):
        writers = [opened(choice, tmp_path / str(k)) for k in range(3)]
        for index in range(4):
            for writer, take in zip(writers, takes, strict=True):
                writer.add(take[index])
        for writer in writers:
            writer.finish()
        facts = [writer.publish() for writer in writers]
        assert [fact.sha256_frames for fact in facts] == [hash_of(take) for take in takes]
    for fact, writer in zip(facts, writers, strict=True):
        assert fact.sha256_file == sha256_file(writer.final)


def test_two_writings_are_one_file(choice: Choice, tmp_path: Path) -> None:
    hashes = set()
    for folder in "ab":
        (tmp_path / folder).mkdir()
        hashes.add(written(choice, tmp_path / folder, frames_of(64, 64))[0].sha256_file)
    assert len(hashes) == 1


def test_the_application_does_not_wait(choice: Choice, tmp_path: Path) -> None:
    """Frames that come faster than they can be encoded are queued: adding costs a copy. (No time is measured.)"""
    writer = opened(choice, tmp_path, size=(512, 512))
    frame = frames_of(512, 512, 1)[0]
    for _ in range(30):
        writer.add(frame)
        frame[:] += 1  # the picture's memory is the application's to use again
    writer.finish()
    assert writer.publish().frames == 30
    back = list(read_frames(writer.final, choice.codec))
    assert len(back) == 30
    if choice.codec != "h264":
        assert all((b == (a + 1)).all() for a, b in pairwise(back))


def test_a_frame_of_another_size_is_refused(choice: Choice, tmp_path: Path) -> None:
    writer = opened(choice, tmp_path)
    with pytest.raises(RunError, match=r"a frame is \(32, 64, 3\) uint8; expected \(48, 64, 3\)"):
        writer.add(np.zeros((32, 64, 3), np.uint8))
    writer.abort()
    choice.background.close()


def test_a_folder_that_is_gone_is_told(choice: Choice, tmp_path: Path) -> None:
    lost = choice(tmp_path / "no" / "t", tmp_path / "f", width=64, height=48, rate=Fraction(25))
    lost.finish()
    with pytest.raises((OSError, RunError), match="No such file or directory"):
        lost.publish()
    with pytest.raises((OSError, RunError), match="No such file or directory"):
        lost.add(frames_of(64, 48)[0])
    lost.abort()
    choice.background.close()


def test_png_takes_odd_sizes(tmp_path: Path) -> None:
    """Qt pads lines to four bytes, the frame's own memory does not."""
    needs_qt()
    frames = frames_of(65, 67)
    facts, path = written(choose_writer("png", {}), tmp_path, frames)
    back = list(read_frames(path, "png"))
    assert all((a == b).all() for a, b in zip(back, frames, strict=True))
    assert [file.name for file in sorted(path.iterdir())] == [f"{i:04d}.png" for i in range(7)]
    assert facts.frames == 7
    assert facts.bytes < 7 * 65 * 67 * 3 / 2  # compressed: Qt's scale of levels is its own


def test_a_damaged_png_is_not_published(tmp_path: Path) -> None:
    needs_qt()
    writer = opened(choose_writer("png", {}), tmp_path)
    for frame in frames_of(64, 48):
        writer.add(frame)
    wait_for(lambda: (tmp_path / ".partial" / "clip" / "0006.png").exists())
    wait_for(lambda: writer._background._waiting == 0)
    shutil.copy(tmp_path / ".partial" / "clip" / "0005.png", tmp_path / ".partial" / "clip" / "0006.png")
    writer.finish()
    with pytest.raises(RunError, match="does not decode to the frames that were written"):
        writer.publish()
    assert not writer.final.exists()


def test_the_service_makes_the_same_file_as_this_process(service: EncoderService, tmp_path: Path) -> None:
    frames = frames_of(64, 48)
    direct = ClipWriter(
        tmp_path / "t", tmp_path / "a.mp4", codec="h264", width=64, height=48, rate=Fraction(30000, 1001)
    )
    for frame in frames:
        direct.add(frame)

    def make(background: Background, *args: Any, **options: Any) -> ServiceWriter:
        return ServiceWriter(service, "h264", background, *args, **options)

    choice = Choice("h264", "service", "", "", make)
    facts, path = written(choice, tmp_path, frames, rate=Fraction(30000, 1001))
    assert facts == direct.publish()
    assert path.read_bytes() == (tmp_path / "a.mp4").read_bytes()
    assert service.encoders["h264"] == encoder_name("h264")


@needs_ffmpeg
def test_ffmpeg_tags_and_rate_are_those_of_our_own_encoder(tmp_path: Path) -> None:
    choice = choose_writer("h264", {"python": None})
    assert choice.kind == "ffmpeg"
    assert FFMPEG is not None and choice.encoder == f"libx264 veryfast crf 18, ffmpeg {FFMPEG.version}"
    _, path = written(choice, tmp_path, frames_of(98, 66), rate=Fraction(30000, 1001))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.color_range, context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1, 1)
        assert (context.width, context.height, context.pix_fmt) == (98, 66, "yuv420p")
        assert stream.average_rate == Fraction(30000, 1001)
        assert not {"encoder", "creation_time"} & set(container.metadata)
        assert len(list(container.decode(stream))) == 7
    ours = ClipWriter(tmp_path / "t", tmp_path / "o", codec="h264", width=98, height=66, rate=Fraction(30000, 1001))
    for frame in frames_of(98, 66):
        ours.add(frame)
    ours.publish()
    assert x264_settings(path) == x264_settings(tmp_path / "o")


def x264_settings(path: Path) -> set[bytes]:
    """Return the settings that x264 writes into its stream."""
    written = re.search(rb"options: ([^\0\x80]+)", path.read_bytes())
    assert written is not None and len(written[1]) > 500
    return set(written[1].split())


@needs_ffmpeg
def test_ffmpeg_keeps_the_colours_of_skin(tmp_path: Path) -> None:
    for index, skin in enumerate([(0xF6, 0xED, 0xE4), (0x82, 0x5C, 0x43), (0x29, 0x24, 0x20)]):
        (tmp_path / str(index)).mkdir()
        flat = [np.full((64, 96, 3), skin, np.uint8)] * 5
        _, path = written(choose_writer("h264", {}), tmp_path / str(index), flat)
        for frame in read_frames(path, "h264"):
            assert np.abs(frame.astype(int) - skin).max() <= 3
        y, u, v = to_planes(flat[0])
        assert np.abs(to_rgb(y, u, v).astype(int) - skin).max() <= 3


@needs_ffmpeg
@posix
def test_an_ffmpeg_that_dies_is_told(tmp_path: Path) -> None:
    writer = opened(choose_writer("h264", {}), tmp_path)
    assert isinstance(writer, FfmpegWriter)
    wait_for(lambda: writer._process is not None)
    assert writer._process is not None
    writer._process.kill()
    writer._process.wait()
    with pytest.raises(RunError, match=r"ffmpeg (ended while it encoded|could not encode) clip\.mp4"):
        for frame in frames_of(64, 48):
            writer.add(frame)
        writer.finish()
        writer.publish()
    writer.abort()


@posix
def test_a_service_that_is_killed_is_told_and_another_takes_its_place(tmp_path: Path) -> None:
    choice = choose_writer("h264", CONFIG)
    assert (choice.kind, choice.encoder) == ("service", encoder_name("h264"))
    writer = opened(choice, tmp_path)
    writer.add(frames_of(64, 48)[0])
    wait_for(lambda: (tmp_path / ".partial" / "clip.mp4.part").exists())
    process = writer._service._process
    process.kill()
    wait_for(writer.ready)
    with pytest.raises(RunError, match=r"the encoder beside MakeHuman is gone \(signal 9\)"):
        writer.publish()
    with pytest.raises(RunError, match="is gone"):
        writer.add(frames_of(64, 48)[0])
    writer.abort()
    facts, path = written(choice, tmp_path, frames_of(64, 48))
    assert facts.sha256_file == sha256_file(path)
    assert list((tmp_path / ".partial").iterdir()) == []
    choice.close()
    assert writer._service._code == 0


@posix
@pytest.mark.parametrize("how", ["killed", "its input closed"])
def test_a_service_ends_with_who_started_it_and_leaves_nothing(tmp_path: Path, how: str) -> None:
    """A stand-in for MakeHuman opens a clip, says so, and is killed (or just closes the pipe)."""
    program = f"""
import sys, time
from pathlib import Path
from fractions import Fraction
import numpy as np
from synthgen.makehuman_plugins.synthgen_batch.video import choose_writer
choice = choose_writer("h264", {CONFIG!r})
w = choice(Path({str(tmp_path)!r}) / "t.mp4", Path({str(tmp_path)!r}) / "f.mp4", width=64, height=48, rate=Fraction(25))
w.add(np.zeros((48, 64, 3), np.uint8))
while not (Path({str(tmp_path)!r}) / "t.mp4.part").exists():
    time.sleep(.01)
print(w._service._process.pid, flush=True)
sys.stdin.read()
w._service._process.stdin.close()
time.sleep(60)
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdin is not None and parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_running(pid)
        if how == "killed":
            parent.kill()
        else:
            parent.stdin.close()
        wait_for(lambda: not is_running(pid))
        parent.kill()
    assert list(tmp_path.iterdir()) == []


def is_running(pid: int) -> bool:
    """Tell whether a process runs: one that has ended and that nobody has waited for does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


@posix
def test_ctrl_c_in_a_terminal_is_not_for_the_service(service: EncoderService) -> None:
    assert service._process is not None
    service._process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    assert service.alive


@posix
@pytest.mark.parametrize("kind", ["png", "service", "ffmpeg"])
def test_a_full_disk_is_told_as_one(tmp_path: Path, kind: str) -> None:
    """A limit on the size of files stands for the disk, in a process of its own; the service inherits it."""
    if kind == "png":
        needs_qt()
    if kind == "ffmpeg" and FFMPEG is None:
        pytest.skip("NOT TESTED: no ffmpeg with libx264 on PATH")
    config = CONFIG if kind == "service" else {}
    program = f"""
import resource, signal, sys
from pathlib import Path
from fractions import Fraction
import numpy as np
from synthgen.files import is_full
from synthgen.makehuman_plugins.synthgen_batch.video import choose_writer
choice = choose_writer({"png" if kind == "png" else "h264"!r}, {config!r})
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, resource.RLIM_INFINITY))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
root = Path({str(tmp_path)!r})
w = choice(root / "t", root / "f", width=128, height=128, rate=Fraction(25))
try:
    for k in range(30):
        w.add(np.random.default_rng(k).integers(0, 256, (128, 128, 3), np.uint8))
    w.finish()
    w.publish()
except OSError as error:
    print("full" if is_full(error) else error)
except BaseException as error:
    print(repr(error))
w.abort()
choice.close()
print(sorted(path.name for path in root.iterdir()))
"""
    if kind == "service":  # the limit comes before the process is started
        head, _, tail = program.partition("choice = ")
        line, _, tail = tail.partition("\n")
        limits, _, rest = tail.partition("root = ")
        program = f"{head}{limits}choice = {line}\nroot = {rest}"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.stdout.split("\n")[:2] == ["full", "[]"], ran.stdout + ran.stderr


def test_what_is_chosen_and_why(tmp_path: Path) -> None:
    choice = choose_writer("h264", CONFIG)
    assert choice.kind == "service"
    assert choice.why == f"made as MP4 video by the synthgen {__version__} that is installed here"
    choice.close()
    with pytest.raises(InputError, match=r"ffv1 needs an installed synthgen: the plugin does not know.*gen encode"):
        choose_writer("ffv1", NOTHING)
    with pytest.raises(InputError, match=r"nothing here encodes h264: .*; and there is no ffmpeg.*synthgen encode DIR"):
        choose_writer("h264", NOTHING)


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ({"python": "/nowhere/python"}, "the Python that installed the plugin, /nowhere/python, is gone"),
        ({"python": sys.executable, "synthgen": "0.0.1"}, f"has synthgen {__version__}, the plugin 0.0.1"),
        ({"python": "without"}, "No module named"),
        ({"python": "silent"}, "it ended with exit code 0"),
        ({"python": "garbled"}, "cannot be used: the encoder beside MakeHuman is gone"),
    ],
)
def test_a_python_that_is_of_no_use_is_passed_over(config: dict[str, str], why: str, tmp_path: Path) -> None:
    scripts = {
        "without": f"exec {sys.executable} -S -m synthgen.transcode.service",  # a Python without synthgen
        "silent": "exit 0",
        "garbled": "echo this is no message at all; exec sleep 60",
    }
    if config["python"] in scripts:
        if sys.platform == "win32":
            pytest.skip("shell scripts of POSIX")
        script = tmp_path / "python"
        script.write_text(f"#!/bin/sh\n{scripts[config['python']]}\n")
        script.chmod(0o755)
        config = {**config, "python": str(script), "synthgen": __version__}
    with pytest.raises(InputError) as caught:
        choose_writer("h264", {**config, "ffmpeg": "/nowhere/ffmpeg"})
    assert why in str(caught.value)
    if FFMPEG is not None:
        choice = choose_writer("h264", config)
        assert choice.kind == "ffmpeg"
        assert why in choice.why


def test_an_ffmpeg_without_x264_is_passed_over(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("shell scripts of POSIX")
    script = tmp_path / "ffmpeg"
    script.write_text(
        '#!/bin/sh\ncase $1 in -version) echo "ffmpeg version 9 of mine";; *) echo " V..... ffv1 ";; esac\n'
    )
    script.chmod(0o755)
    assert find_ffmpeg(str(script)) is None
    script.write_text(script.read_text().replace("ffv1", "libx264"))
    found = find_ffmpeg(str(script))
    assert found is not None and found.version == "9"


@pytest.mark.parametrize("name", ["video", "clipwriter", "pngwriter", "ffmpegwriter", "servicewriter"])
def test_the_syntax_is_python_3_8(name: str) -> None:
    package = importlib.import_module("synthgen.makehuman_plugins.synthgen_batch")
    source = (Path(package.__path__[0]) / f"{name}.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))
    assert "strict=True" not in source


def test_a_full_disk_in_words_of_a_program() -> None:
    from synthgen.makehuman_plugins.synthgen_batch.ffmpegwriter import failure

    error = failure("av_interleaved_write_frame(): No space left on device", "x", Path("clip.mp4"))
    assert isinstance(error, OSError) and error.errno == errno.ENOSPC
    assert str(failure("a\nb", "ffmpeg could not", Path("clip.mp4"))) == "ffmpeg could not: b"
