"""Narrations: what is kept of a recording, and to which words it belongs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from memory_store import MemoryTransaction

from consent.notices import notice
from consent.notices.narrations import (
    Narration,
    attach_narration,
    newest,
    receive_narration,
    sound_file,
    unspoken,
)
from consent.notices.overview import NoticeState, standings
from pvstudio.media.errors import MediaRefused
from pvstudio.media.probing import probe

NOW = datetime(2026, 5, 9, 12, tzinfo=UTC)
MakeFilm = Callable[..., Path]
SECRET = "Amra-in-Kabul-street-7"


@pytest.fixture(scope="module")
def recording(make_film: MakeFilm) -> Path:
    sound = ["-f", "lavfi", "-i", "sine=frequency=300:duration=1", "-metadata", f"title={SECRET}"]
    return make_film("spoken.wav", *sound, "-threads", "1")


@pytest.mark.slow
def test_a_recording_becomes_one_clean_voice(recording: Path, film: Path, tmp_path: Path):
    assert SECRET.encode() in recording.read_bytes()
    sha256, duration_ms = receive_narration(recording, tmp_path)
    kept = sound_file(tmp_path, sha256)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [kept]
    assert SECRET.encode() not in kept.read_bytes()
    media = probe(kept, name="narration")
    assert media.video is None
    assert media.audio is not None
    assert (media.audio.codec, media.audio.channels) == ("aac", 1)
    assert abs(duration_ms - 1000) < 50
    assert receive_narration(recording, tmp_path) == (sha256, duration_ms)
    filmed, _duration = receive_narration(film, tmp_path)  # somebody filmed themselves: the voice is kept
    assert probe(sound_file(tmp_path, filmed), name="narration").video is None


def test_what_cannot_be_heard_is_refused(make_film: MakeFilm, tmp_path: Path):
    silent = make_film("silent.mp4", "-f", "lavfi", "-i", "testsrc2=size=320x180:duration=1", "-an")
    text = tmp_path / "words.m4a"
    text.write_text("#EXTM3U\nfile.mp4\n")
    for wrong in (silent, text, tmp_path / "nowhere.wav"):
        with pytest.raises(MediaRefused):
            receive_narration(wrong, tmp_path / "workshop")
    assert not list((tmp_path / "workshop").rglob("*.m4a"))


def test_the_newest_is_played_and_belongs_to_these_words_alone():
    tx, arabic, dari = MemoryTransaction(), notice("S1", "ar"), notice("S1", "fa-AF")
    attach_narration(tx, arabic, "b" * 64, 900, by="Huda", at=NOW + timedelta(hours=1))
    attach_narration(tx, arabic, "a" * 64, 800, by="Sami", at=NOW)
    held = tx.find(Narration)
    assert newest(held)[arabic.reference].by == "Huda"
    assert unspoken([arabic, dari], held) == [dari]
    spoken, silent = standings(tx, [arabic, dari])
    assert spoken.narration is not None
    assert (spoken.state, silent.narration) == (NoticeState.MACHINE_MADE, None)
