"""Narrations: what is kept of a recording, and to which words it belongs."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from memory_store import MemoryTransaction

from consent.notices import notice
from consent.notices.narrations import (
    Narration,
    attach_narration,
    choose,
    newest,
    receive_narration,
    sound_file,
    take_out,
    unspoken,
    versions,
)
from consent.notices.overview import NoticeState, standings
from pvstudio.media.errors import MediaRefused
from pvstudio.media.probing import probe
from pvstudio.store.files import write_bytes
from pvstudio.store.homes import keep_sealed, shred
from pvstudio.store.reading import read_bytes, sealed

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


@pytest.mark.slow
def test_a_voice_is_sealed_and_recorded_again_where_its_key_is_lost(recording: Path, tmp_path: Path):
    keep_sealed(tmp_path)
    folder = tmp_path / "workshops" / "w"
    sha256, _duration = receive_narration(recording, folder)
    kept = sound_file(folder, sha256)
    assert [path for path in folder.rglob("*") if path.is_file() and path.name[0] != "."] == [kept]
    assert sealed(kept)
    assert b"ftyp" not in kept.read_bytes()
    assert hashlib.sha256(read_bytes(kept)).hexdigest() == sha256
    assert list((tmp_path / "clear").iterdir()) == [tmp_path / "clear" / "CACHEDIR.TAG"]  # nothing stays open
    shred(kept)
    assert receive_narration(recording, folder)[0] == sha256
    assert hashlib.sha256(read_bytes(kept)).hexdigest() == sha256


def test_texts_and_drawings_beside_the_voices_stay_plain(tmp_path: Path):
    keep_sealed(tmp_path)
    for name in ("0a.json", "0a.svg"):
        write_bytes(tmp_path / "workshops" / "w" / "notices" / name, b"words")
        assert (tmp_path / "workshops" / "w" / "notices" / name).read_bytes() == b"words"


def test_what_cannot_be_heard_is_refused(recording: Path, make_film: MakeFilm, tmp_path: Path):
    still = make_film("still.wav", "-f", "lavfi", "-i", "anullsrc=duration=1", "-threads", "1")
    rotten = tmp_path / "rotten.m4a"
    receive_narration(recording, tmp_path / "good")
    [good] = (tmp_path / "good").rglob("*.m4a")
    sound = good.read_bytes()
    begin, end = sound.index(b"mdat") + 4, len(sound) * 3 // 4
    rotten.write_bytes(sound[:begin] + random.Random(1).randbytes(end - begin) + sound[end:])
    for wrong in (still, rotten):
        with pytest.raises(MediaRefused, match="Nothing can be heard"):
            receive_narration(wrong, tmp_path / "workshop")
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


def test_each_recording_is_a_version_and_none_is_lost():
    tx, arabic = MemoryTransaction(), notice("S1", "ar")
    first, second, third = (
        attach_narration(tx, arabic, digit * 64, 900, by=digit, at=NOW + timedelta(hours=hour))
        for hour, digit in enumerate("abc")
    )

    def played() -> str:
        one = newest(tx.find(Narration)).get(arabic.reference)
        return one.by if one else ""

    assert played() == "c"
    choose(tx, first.id, at=NOW + timedelta(hours=5))
    assert played() == "a"
    take_out(tx, first.id, at=NOW + timedelta(hours=6))
    assert played() == "c"
    take_out(tx, third.id, at=NOW + timedelta(hours=7))
    assert played() == "b"
    take_out(tx, second.id, at=NOW + timedelta(hours=8))
    assert played() == ""
    assert unspoken([arabic], tx.find(Narration)) == [arabic]
    choose(tx, third.id, at=NOW + timedelta(hours=9))
    assert played() == "c"
    attach_narration(tx, arabic, "d" * 64, 900, by="d", at=NOW + timedelta(hours=10))
    assert played() == "d"
    assert [one.by for one in versions(tx.find(Narration))[arabic.reference]] == ["d", "c", "b", "a"]
