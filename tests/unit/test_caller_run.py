"""ffmpeg under the caller: progress, cancellation, limits, frames, and a private room to write in."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvstudio.config import Settings
from pvstudio.media.errors import Cancelled, CommandFailed, FfmpegMissing, MediaError, TookTooLong
from pvstudio.media.ffmpeg import (
    Job,
    Limits,
    Progress,
    build,
    executable,
    frames_from,
    frames_into,
    input_args,
    program,
    run,
)  # fmt: skip
from pvstudio.media.ffmpeg.jobs import Log, ProgressReport
from pvstudio.media.ffmpeg.room import Room

ENDLESS = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-c:v", "libx264", "-preset", "veryslow"]
RAW = ["-f", "rawvideo", "-pix_fmt", "rgb24"]
FRAME = 320 * 180 * 3


#: Children of this process that other tests keep running: a browser, a resource tracker.
OTHERS: set[int] = set()


@pytest.fixture(autouse=True)
def _others() -> None:
    OTHERS.clear()
    OTHERS.update(running_under(os.getpid()))


def running_under(pid: int) -> list[int]:
    """Return the processes whose ancestor *pid* is, without those of other tests."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue

    def descends(child: int) -> bool:
        return child in parents and (parents[child] == pid or descends(parents[child]))

    return [child for child in parents if descends(child) and child not in OTHERS]


def test_a_film_is_made_and_its_log_told(film: Path, tmp_path: Path, sandbox: str) -> None:
    log = run([*input_args(film), "-c", "copy", tmp_path / "copy.mkv"], reads=[film], writes=tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["copy.mkv"]
    assert any("Input #0" in line for line in log)


@pytest.mark.slow
def test_progress_rises_to_the_end(film: Path, tmp_path: Path) -> None:
    news: list[Progress] = []
    slowly = ["-re", *input_args(film), "-c", "copy", tmp_path / "copy.mkv"]
    run(slowly, reads=[film], writes=tmp_path, duration_ms=2000, job=Job(news.append))
    percents = [report.percent for report in news if report.percent is not None]
    assert len(percents) >= 3
    assert percents == sorted(percents)
    assert percents[-1] == 100.0
    assert all(0 <= percent < 100 for percent in percents[:-1])
    assert news[-1].remaining_s == 0.0


def test_progress_tells_what_it_knows() -> None:
    report = ProgressReport(duration_ms=4000)
    assert report.read(b"frame=9\nout_time_us=N/A\nspeed=N/A\nprog") is None
    assert report.read(b"ress=continue\n") == Progress(percent=None, speed=None, remaining_s=None)
    halfway = report.read(b"out_time_ms=2000000\nout_time_us=2000000\nspeed= 0.5x\nprogress=continue\n")
    assert halfway == Progress(percent=50.0, speed=0.5, remaining_s=4.0)
    unknown = ProgressReport(None).read(b"out_time_us=5\nspeed=2x\nprogress=continue\n")
    assert unknown == Progress(percent=None, speed=2.0, remaining_s=None)


@given(st.binary(max_size=400), st.integers(0, 10**7))
def test_progress_survives_anything(data: bytes, duration_ms: int) -> None:
    news = ProgressReport(duration_ms).read(data + b"\nprogress=continue\n")
    assert news is not None
    assert news.percent is None or 0 <= news.percent <= 100


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_a_log_does_not_depend_on_how_its_bytes_come(parts: list[bytes]) -> None:
    pieces, whole = Log(), Log()
    for part in parts:
        pieces.read(part)
    whole.read(b"".join(parts))
    assert pieces.lines() == whole.lines()


def test_cancelling_is_quick_and_leaves_nothing(tmp_path: Path, sandbox: str) -> None:
    asked = time.monotonic() + 0.5
    job = Job(cancelled=lambda: time.monotonic() > asked)
    with pytest.raises(Cancelled):
        run([*ENDLESS, tmp_path / "film.mp4"], writes=tmp_path, job=job)
    assert time.monotonic() - asked < 10  # it would run for ever
    assert list(tmp_path.iterdir()) == []
    assert running_under(os.getpid()) == []


def test_an_error_of_whoever_hears_of_progress_ends_the_work(tmp_path: Path) -> None:
    def lost(_news: Progress) -> None:
        raise RuntimeError("nobody listens")

    with pytest.raises(RuntimeError, match="nobody listens"):
        run([*ENDLESS, tmp_path / "film.mp4"], writes=tmp_path, job=Job(lost))
    assert running_under(os.getpid()) == []


def test_time_is_limited(tmp_path: Path, sandbox: str) -> None:
    with pytest.raises(TookTooLong) as late:
        run([*ENDLESS, tmp_path / "film.mp4"], writes=tmp_path, limits=Limits(wall_s=0.5))
    assert late.value.command[-1] == str(tmp_path / "film.mp4")
    assert list(tmp_path.iterdir()) == []


def test_the_size_of_a_file_is_limited(tmp_path: Path, sandbox: str) -> None:
    raw = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", *RAW, tmp_path / "film.rgb"]
    with pytest.raises(CommandFailed, match="large"):
        run(raw, writes=tmp_path, limits=Limits(file_bytes=1 << 20))
    assert list(tmp_path.iterdir()) == []


def test_memory_is_limited(film: Path, tmp_path: Path, sandbox: str) -> None:
    huge = [*input_args(film), "-vf", "scale=16000:9000", "-frames:v", "1", *RAW, tmp_path / "film.rgb"]
    with pytest.raises(CommandFailed, match="memory"):
        run(huge, reads=[film], writes=tmp_path, limits=Limits(memory_bytes=600 << 20))


def test_a_failure_carries_the_command_and_the_log(tmp_path: Path, sandbox: str) -> None:
    with pytest.raises(CommandFailed) as failure:
        run(
            [*input_args(tmp_path / "none.mp4"), tmp_path / "out.mp4"],
            reads=[tmp_path / "none.mp4"],
            writes=tmp_path,
        )
    assert failure.value.command[0] == executable()
    assert failure.value.command[-1] == str(tmp_path / "out.mp4")
    assert "Error opening input" in failure.value.log[-1]
    assert failure.value.status


def test_what_was_not_named_cannot_be_read(film: Path, tmp_path: Path, sandbox: str) -> None:
    with pytest.raises(CommandFailed, match=r"denied|No such file"):
        run([*input_args(film), "-c", "copy", tmp_path / "copy.mkv"], writes=tmp_path)


def test_a_failed_command_leaves_what_was_there(film: Path, tmp_path: Path, sandbox: str) -> None:
    (tmp_path / "original").write_bytes(film.read_bytes())
    (tmp_path / "kept.mp4").write_bytes(b"an older film")
    original = tmp_path / "original"
    broken = [*input_args(original), "-t", "1", tmp_path / "kept.mp4", "-c:v", "nonsense", tmp_path / "b.mp4"]
    with pytest.raises(CommandFailed):
        run(broken, reads=[original], writes=tmp_path)
    assert (tmp_path / "kept.mp4").read_bytes() == b"an older film"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["kept.mp4", "original"]


def test_a_slip_of_ours_cannot_spoil_an_original(film: Path, tmp_path: Path, sandbox: str) -> None:
    original = tmp_path / "original.mp4"
    original.write_bytes(film.read_bytes())
    with pytest.raises(CommandFailed):
        run(["-f", "lavfi", "-i", "testsrc2=duration=1", original], reads=[original], writes=tmp_path)
    assert original.read_bytes() == film.read_bytes()


def test_many_outputs_and_patterns_arrive(film: Path, tmp_path: Path, sandbox: str) -> None:
    pictures = ["-frames:v", "3", tmp_path / "frames" / "f%02d.png"]
    sound = ["-vn", f"file:{tmp_path}/sound.wav"]
    run([*input_args(film), *pictures, *sound], reads=[film], writes=tmp_path)
    made = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.*"))
    assert made == ["frames/f01.png", "frames/f02.png", "frames/f03.png", "sound.wav"]


def test_an_input_that_was_not_named_is_our_own_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not named in reads"):
        run(["-i", tmp_path / "a.mp4", tmp_path / "b.mp4"], writes=tmp_path)
    with Room(tmp_path) as room, pytest.raises(ValueError, match="leads out"):
        room.redirect([tmp_path / ".." / "b.mp4"])


def test_only_plain_files_are_delivered(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        (room.out / "film.mp4").symlink_to("/etc/passwd")
        with pytest.raises(MediaError, match="no plain file"):
            room.deliver()
    assert list(tmp_path.iterdir()) == []


def test_paths_inside_filters_are_told_apart(tmp_path: Path) -> None:
    read, folder = tmp_path / "cues.ass", tmp_path / "my films"
    read.touch()
    with Room(tmp_path, [read]) as room:
        args = ["-vf", f"ass={read},metadata=print:file={tmp_path}/scenes.txt", folder / "a b.mp4"]
        moved = room.redirect(args)
        assert moved[1] == f"ass={read},metadata=print:file={room.out}/scenes.txt"
        assert moved[2] == f"{room.out}/my films/a b.mp4"
        assert (room.out / "my films").is_dir()


def test_frames_come_out_and_go_in(film: Path, tmp_path: Path, sandbox: str) -> None:
    frames = list(frames_from([*input_args(film), *RAW, "pipe:1"], reads=[film], frame_bytes=FRAME))
    assert [len(frame) for frame in frames] == [FRAME] * 50
    reading = [*RAW, "-s", "320x180", "-r", "25", "-i", "pipe:0"]
    frames_into([*reading, "-c:v", "ffv1", tmp_path / "again.mkv"], writes=tmp_path, frames=frames)
    again = tmp_path / "again.mkv"
    assert list(frames_from([*input_args(again), *RAW, "pipe:1"], reads=[again], frame_bytes=FRAME)) == frames


def test_frames_run_through_both_ends_at_once(film: Path, tmp_path: Path) -> None:
    frames = frames_from([*input_args(film), *RAW, "pipe:1"], reads=[film], frame_bytes=FRAME)
    reading = [*RAW, "-s", "320x180", "-r", "25", "-i", "pipe:0"]
    told: list[Progress] = []
    frames_into(
        [*reading, "-c:v", "ffv1", tmp_path / "again.mkv"],
        writes=tmp_path, frames=frames, duration_ms=2000, job=Job(told.append),
    )  # fmt: skip
    assert told[-1].percent == 100.0


def test_a_failure_while_frames_are_made_leaves_no_film(film: Path, tmp_path: Path) -> None:
    def frames() -> Iterator[bytes]:
        yield bytes(FRAME)
        raise RuntimeError("the detector broke")

    with pytest.raises(RuntimeError, match="detector"):
        frames_into(
            [*RAW, "-s", "320x180", "-i", "pipe:0", tmp_path / "a.mkv"], writes=tmp_path, frames=frames()
        )
    assert list(tmp_path.iterdir()) == []
    assert running_under(os.getpid()) == []


def test_frames_of_a_wrong_size_are_an_error(film: Path) -> None:
    frames = frames_from([*input_args(film), *RAW, "pipe:1"], reads=[film], frame_bytes=FRAME + 1)
    with pytest.raises(CommandFailed, match="middle of a frame"):
        list(frames)


def test_an_encoder_that_fails_early_says_why(tmp_path: Path) -> None:
    endless = iter(lambda: bytes(FRAME), None)
    with pytest.raises(CommandFailed) as failure:
        frames_into(
            [*RAW, "-s", "320x180", "-i", "pipe:0", "-c:v", "nonsense", tmp_path / "a.mkv"],
            writes=tmp_path, frames=endless,
        )  # fmt: skip
    assert "Unknown encoder 'nonsense'" in " ".join(failure.value.log)


def test_an_encoder_may_want_fewer_frames(tmp_path: Path) -> None:
    endless = iter(lambda: bytes(FRAME), None)
    args = [*RAW, "-s", "320x180", "-r", "25", "-i", "pipe:0", "-frames:v", "3", tmp_path / "a.mkv"]
    frames_into(args, writes=tmp_path, frames=endless)
    assert (tmp_path / "a.mkv").exists()


def test_frames_may_be_left_alone(sandbox: str) -> None:
    frames = frames_from([*ENDLESS[:4], *RAW, "pipe:1"], reads=[], frame_bytes=FRAME)
    assert len(next(frames)) == FRAME
    assert running_under(os.getpid())
    frames.close()  # type: ignore[attr-defined]
    assert running_under(os.getpid()) == []


def test_frames_outlive_the_thread_that_asked_for_them(sandbox: str) -> None:
    frames = frames_from([*ENDLESS[:4], *RAW, "pipe:1"], reads=[], frame_bytes=FRAME)
    first = threading.Thread(target=next, args=(frames,))
    first.start()
    first.join()
    assert len([next(frames) for _ in range(20)]) == 20
    frames.close()  # type: ignore[attr-defined]


@pytest.mark.slow
def test_children_do_not_outlive_a_killed_process(tmp_path: Path, sandbox: str) -> None:
    work = (
        "import threading; from pathlib import Path; from pvstudio.media.ffmpeg import run;"
        f"threading.Thread(target=run, args=({ENDLESS!r} + [{str(tmp_path / 'f.mp4')!r}],),"
        f" kwargs={{'writes': Path({str(tmp_path)!r})}}).start()"
    )
    worker = subprocess.Popen([sys.executable, "-c", work])
    until = time.monotonic() + 60
    while not any(tmp_path.glob(".*/out/*")) and time.monotonic() < until:
        time.sleep(0.05)
    children = running_under(worker.pid)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert children
    until = time.monotonic() + 30
    while (
        left := [child for child in children if Path(f"/proc/{child}").exists()]
    ) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


@pytest.mark.filterwarnings(
    "ignore:This process:DeprecationWarning"
)  # Python 3.12 warns of forks beside threads
def test_a_forked_process_starts_its_own(film: Path, tmp_path: Path) -> None:
    run(["-version"], writes=tmp_path)  # the thread that starts commands is there, and not in a fork
    child = os.fork()
    if not child:
        signal.alarm(20)  # were it to wait for ever
        with contextlib.suppress(BaseException):
            run(["-version"], writes=tmp_path)
            os._exit(0)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0


def test_another_ffmpeg_may_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(program._Chosen, "settings", None)
    packaged = executable()
    monkeypatch.setenv("PVSTUDIO_FFMPEG", str(tmp_path / "none"))
    with pytest.raises(FfmpegMissing) as missing:
        executable()
    assert missing.value.advice
    other = tmp_path / "ffmpeg"
    other.symlink_to(packaged)
    program.use(Settings(home=tmp_path, ffmpeg=str(other)))
    assert executable() == str(other)
    assert build().startswith("n")


def test_the_build_is_the_programs_own_word(sandbox: str) -> None:
    version = subprocess.run([executable(), "-version"], capture_output=True, text=True, check=True).stdout
    assert version.split()[2].startswith(build().rpartition("-")[0])
