"""What the probe refuses, and in which words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pvstudio.media import probing
from pvstudio.media.errors import MediaRefused, TookTooLong
from pvstudio.media.probing import probe
from pvstudio.media.sniffing import seems

MakeFilm = Callable[..., Path]


def refusal(path: Path, name: str = "Our story.mp4") -> MediaRefused:
    with pytest.raises(MediaRefused) as refused:
        probe(path, name=name)
    assert refused.value.advice
    assert str(refused.value).startswith(f"“{name}” was refused: ")
    assert str(path) not in str(refused.value)
    return refused.value


NO_FILMS = [
    (b"", "empty"),
    (b"Dear all, the film follows tomorrow.\n" * 99, "text"),
    ("Dragi svi".encode("utf-16"), "text"),
    (b"<html><script>alert(1)</script></html>", "text"),
    (b"1\n00:00:01,000 --> 00:00:02,000\nHello\n", "text"),
    (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "list of other files"),
    (b"ffconcat version 1.0\nfile /etc/passwd\n", "list of other files"),
    (b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 5004 RTP/AVP 96\n", "list of other files"),
    (b"<?xml version='1.0'?><MPD></MPD>", "list of other files"),
    (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40, "photograph"),
    (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "photograph"),
    (b"\x00\x00\x00\x18ftypheic" + bytes(range(256)) * 40, "photograph"),
    (b"PK\x03\x04" + bytes(range(256)) * 40, "archive"),
    (b"%PDF-1.7\n\xe2\xe3" + bytes(range(256)) * 40, "document"),
    (bytes(range(256)) * 40, "no film or sound"),
    (b"\x1aE\xdf\xa3\x01\x00", "no film or sound"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("content", "words"), NO_FILMS)
def test_what_is_no_film_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "original"
    path.write_bytes(content)
    assert words in refusal(path).reason


@pytest.mark.parametrize(("content", "words"), NO_FILMS)
def test_what_is_no_film_is_told_apart(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "original"
    path.write_bytes(content)
    assert words in probing._SENTENCES[seems(path)][0]


def test_text_is_refused_as_text(tmp_path: Path) -> None:
    path = tmp_path / "original"
    path.write_text("Dear all, the film follows tomorrow.")
    assert "text" in refusal(path).reason


def test_what_is_gone(tmp_path: Path) -> None:
    assert "not there" in refusal(tmp_path / "original").reason


def test_a_film_that_was_never_finished(film: Path, tmp_path: Path) -> None:
    data = film.read_bytes()
    path = tmp_path / "original"
    path.write_bytes(data[: data.index(b"moov") - 4])
    refused = refusal(path)
    assert "never finished" in refused.reason
    assert "Keep the file and the card" in refused.advice


def test_a_film_without_picture_and_sound(make_film: MakeFilm, tmp_path: Path) -> None:
    cues = tmp_path / "cues.srt"
    cues.write_text("1\n00:00:00,000 --> 00:00:02,000\nHello\n")
    assert "neither picture nor sound" in refusal(make_film("cues.mkv", "-i", cues, reads=(cues,))).reason


def test_a_film_that_is_locked(make_film: MakeFilm, film: Path) -> None:
    lock = ["-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "1" * 32, "-encryption_kid", "2" * 32]
    locked = make_film("locked.mp4", "-i", film, "-c", "copy", *lock, reads=(film,))
    assert "copy protection" in refusal(locked).reason


def test_a_film_longer_than_a_day_of_work(make_film: MakeFilm, film: Path) -> None:
    slow = ["-an", "-c", "copy", "-bsf:v", "setts=pts=PTS*20000:dts=DTS*20000"]
    assert "longer than six hours" in refusal(make_film("slow.mkv", "-i", film, *slow, reads=(film,))).reason


def test_a_picture_too_small_to_see(make_film: MakeFilm) -> None:
    tiny = make_film("tiny.mkv", "-f", "lavfi", "-i", "testsrc2=size=8x8:duration=1", "-c:v", "ffv1")
    assert "too small to see anything (8 × 8)" in refusal(tiny).reason


@pytest.mark.slow
def test_a_picture_too_large_to_open(make_film: MakeFilm) -> None:
    black = ["-f", "lavfi", "-i", "color=black:size=9000x4000:rate=1:duration=1"]
    assert "too large (9000 × 4000)" in refusal(make_film("huge.mkv", *black, "-c:v", "mjpeg")).reason


def test_a_picture_of_an_unknown_kind(make_film: MakeFilm, film: Path) -> None:
    odd = make_film("odd.mov", "-i", film, "-an", "-c:v", "qtrle", "-pix_fmt", "rgb24", reads=(film,))
    assert "cannot be read (qtrle)" in refusal(odd).reason


def test_a_picture_that_is_damaged_throughout(make_film: MakeFilm, film: Path, tmp_path: Path) -> None:
    whole = make_film("whole.mp4", "-i", film, "-c", "copy", "-movflags", "+faststart", reads=(film,))
    data = whole.read_bytes()
    start = data.index(b"mdat") + 4
    path = tmp_path / "original"
    path.write_bytes(data[:start] + bytes(len(data) - start))
    assert "cannot be read" in refusal(path).reason


@pytest.mark.parametrize(
    "answer",
    [
        "crash",
        "[]",
        "no JSON",
        '{"refused": "unheard-of"}',
        '{"refused": 5}',
        '{"refused": "empty", "extra": 1}',
        '{"container": "mov", "duration_ms": "long"}',
        '{"container": "mov", "duration_ms": 5, "notes": ["<script>"]}',
        '{"container": "mov", "duration_ms": 5, "video": {"codec": "h264", "width": 64, "height": 64,'
        ' "frame_rate": "1/0", "variable": false}}',
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str
) -> None:
    monkeypatch.setattr(probing, "_CHILD", "probe_liar")
    path = tmp_path / "original"
    path.write_text(answer)
    assert "reading it broke off" in refusal(path).reason


def test_reading_that_takes_for_ever(monkeypatch: pytest.MonkeyPatch, film: Path) -> None:
    def late(*_args: object, **_options: object) -> None:
        raise TookTooLong(["child"], None, [])

    monkeypatch.setattr(probing, "run_python", late)
    assert "reasonable time" in refusal(film).reason
