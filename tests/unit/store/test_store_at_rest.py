"""What lies in a studio is sealed; what leaves it is not; what is erased cannot come back."""

from __future__ import annotations

import hashlib
import io
import secrets
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pvstudio.store import MediaStore, files
from pvstudio.store.errors import FootageErased, KeyGone, KeysAway, SealBroken
from pvstudio.store.files import staged_folder, write_bytes
from pvstudio.store.homes import home_of, keep_sealed, sealing_home, shred
from pvstudio.store.reading import copy_plain, openable, opened, read_bytes, sealed, size_of

MARK = secrets.token_bytes(24)  # never on the disk but in what these tests put there
FOOTAGE = MARK * 50_000  # more than a segment
SHA256 = hashlib.sha256(FOOTAGE).hexdigest()


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    keep_sealed(tmp_path / "studio")
    return tmp_path / "studio"


@pytest.fixture
def workshop(studio: Path) -> Path:
    return studio / "workshops" / "w"


@pytest.fixture
def media(workshop: Path) -> MediaStore:
    return MediaStore(workshop / "media")


def marked(place: Path) -> list[Path]:
    """Every file below *place* in which the mark can be found."""
    return [path for path in place.rglob("*") if path.is_file() and MARK in path.read_bytes()]


def is_empty(clear: Path) -> bool:
    return [path.name for path in clear.iterdir()] in ([], ["CACHEDIR.TAG"]) if clear.exists() else True


def test_footage_and_what_is_made_from_it_is_sealed(media: MediaStore, studio: Path) -> None:
    received = media.receive(io.BytesIO(FOOTAGE), name="upload.mp4")
    proxy, words = media.derived(SHA256, "proxy.mp4"), media.derived(SHA256, "words.json")
    with media.staged(proxy) as partial:
        partial.write_bytes(MARK)
        assert marked(studio / "workshops") == []  # a backup taken just now holds none of it
    write_bytes(words, MARK, mode=0o600)
    assert (received.sha256, received.size_bytes) == (SHA256, len(FOOTAGE))
    assert marked(studio) == []
    assert is_empty(studio / "clear")
    assert read_bytes(media.original(SHA256)) == FOOTAGE
    assert (read_bytes(proxy), read_bytes(words)) == (MARK, MARK)
    assert (size_of(proxy), words.stat().st_mode & 0o777) == (len(MARK), 0o600)
    assert [key.name for key in (studio / "keys" / "w").glob("[!.]*")] == [f"footage-{SHA256}"]


def test_one_film_one_key_and_the_folder_appears_at_once(workshop: Path, studio: Path) -> None:
    for version in ("version-1", "version-2"):
        with staged_folder(workshop / "films" / version) as folder:
            (folder / "film.mp4").write_bytes(FOOTAGE)
            (folder / "inner").mkdir()
            (folder / "inner" / "film.srt").write_bytes(MARK)
            assert not (workshop / "films" / version).exists()
    assert marked(studio) == []
    assert is_empty(studio / "clear")
    shred(workshop / "films" / "version-1")
    assert read_bytes(workshop / "films" / "version-2" / "film.mp4") == FOOTAGE
    assert read_bytes(workshop / "films" / "version-2" / "inner" / "film.srt") == MARK
    with pytest.raises(KeyGone):
        read_bytes(workshop / "films" / "version-1" / "inner" / "film.srt")


@settings(max_examples=40)
@given(content=st.binary(max_size=300), name=st.sampled_from(["a.mp4", "b.json", "deep/c.srt"]))
def test_any_bytes_come_back(media: MediaStore, content: bytes, name: str) -> None:
    received = media.receive(io.BytesIO(content))
    path = media.derived(received.sha256, name)
    write_bytes(path, content)
    assert read_bytes(path) == read_bytes(media.original(received.sha256)) == content
    media.verify(received.sha256)
    assert media.receive(io.BytesIO(content)).duplicate


@pytest.mark.parametrize(
    "place",
    ["workshops/w/kits/kit-1/film.mp4", "workshops/w/documents.json", "settings.toml", "films/1/film.mp4"],
)
def test_what_leaves_and_what_is_no_media_is_plain(studio: Path, place: str) -> None:
    write_bytes(studio / place, MARK)
    assert (studio / place).read_bytes() == read_bytes(studio / place) == MARK


def test_somebodys_own_folder_may_be_called_like_ours(tmp_path: Path) -> None:
    target = tmp_path / "workshops" / "kabul" / "films" / "best" / "film.srt"
    write_bytes(target, MARK)
    assert home_of(target)
    assert sealing_home(target) is None
    assert target.read_bytes() == read_bytes(target) == MARK


def test_a_film_is_copied_out_plain(workshop: Path, tmp_path: Path) -> None:
    film = workshop / "films" / "version-1" / "film.mp4"
    write_bytes(film, FOOTAGE)
    copy_plain(film, tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").read_bytes() == FOOTAGE


def test_older_studios_stay_readable(media: MediaStore) -> None:
    original = media.original(SHA256)
    original.parent.mkdir(parents=True)
    original.write_bytes(FOOTAGE)
    assert not sealed(original)
    assert read_bytes(original) == FOOTAGE
    media.verify(SHA256)
    assert media.receive(io.BytesIO(FOOTAGE)).duplicate


def test_a_bit_that_rots_is_found_and_the_card_heals_it(media: MediaStore) -> None:
    media.receive(io.BytesIO(FOOTAGE))
    original, proxy = media.original(SHA256), media.derived(SHA256, "proxy.mp4")
    write_bytes(proxy, MARK)
    original.chmod(0o600)
    with original.open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\0" if file.read(1) != b"\0" else b"\1")
    with opened(original) as file, pytest.raises(SealBroken) as caught:
        file.read()
    assert caught.value.segment == 0
    assert not media.receive(io.BytesIO(FOOTAGE)).duplicate
    assert read_bytes(original) == FOOTAGE
    assert read_bytes(proxy) == MARK


def test_footage_whose_key_was_lost_comes_anew_from_the_card(media: MediaStore, studio: Path) -> None:
    media.receive(io.BytesIO(FOOTAGE))
    proxy = media.derived(SHA256, "proxy.mp4")
    write_bytes(proxy, MARK)
    (studio / "keys" / "w" / f"footage-{SHA256}").unlink()
    assert not openable(proxy)
    with pytest.raises(KeyGone):
        media.verify(SHA256)
    assert not media.receive(io.BytesIO(FOOTAGE)).duplicate
    media.verify(SHA256)
    assert not proxy.exists()  # it is made again: nothing opens the old one
    [aside] = (media.root / ".aside").iterdir()  # but, perhaps, a key that is found
    assert {path.name for path in aside.iterdir()} == {"original", "proxy.mp4"}
    media.sweep(older_than_s=0)
    assert aside.exists()
    media.erase(SHA256)
    assert not aside.exists()


def test_no_second_set_of_keys_is_made_while_the_first_is_away(media: MediaStore, studio: Path) -> None:
    """Put back later, one of them would overwrite the other."""
    media.receive(io.BytesIO(FOOTAGE))
    write_bytes(media.derived(SHA256, "words.json"), MARK)
    (studio / "keys").rename(studio / "away")
    more = io.BytesIO(b"another recording")
    for source in (more, io.BytesIO(FOOTAGE)):
        with pytest.raises(KeysAway, match="Nothing new was sealed"):
            media.receive(source)
    assert more.tell() == 0
    with pytest.raises(KeysAway):
        write_bytes(media.root.parent / "films" / "1" / "film.mp4", MARK)
    assert not list(studio.glob("keys/*/*"))
    shutil.rmtree(studio / "keys", ignore_errors=True)
    (studio / "away").rename(studio / "keys")
    assert read_bytes(media.derived(SHA256, "words.json")) == MARK
    media.receive(more)
    media.verify(SHA256)


@pytest.mark.parametrize("of_another", [True, False])
def test_keys_of_another_studio_are_not_added_to(tmp_path: Path, of_another: bool) -> None:
    stores = []
    for name in ("one", "two"):
        keep_sealed(tmp_path / name)
        stores.append(MediaStore(tmp_path / name / "workshops" / "w" / "media"))
        stores[-1].receive(io.BytesIO(name.encode()))
    if of_another:
        shutil.rmtree(tmp_path / "one" / "keys")
        shutil.copytree(tmp_path / "two" / "keys", tmp_path / "one" / "keys")
    if of_another:
        with pytest.raises(KeysAway):
            stores[0].receive(io.BytesIO(b"three"))
    else:
        stores[0].receive(io.BytesIO(b"three"))


def test_a_studio_from_before_keys_were_marked_goes_on_if_they_are_here(
    media: MediaStore, studio: Path
) -> None:
    media.receive(io.BytesIO(FOOTAGE))
    marks = [studio / "keys" / "w" / ".id", studio / "workshops" / "w" / "media" / ".keys"]
    for mark in marks:
        mark.unlink()
    (studio / "keys").rename(studio / "away")
    with pytest.raises(KeysAway):
        media.receive(io.BytesIO(b"two"))
    (studio / "away").rename(studio / "keys")
    media.receive(io.BytesIO(b"two"))
    assert marks[0].read_bytes() == marks[1].read_bytes() != b""


def test_where_keys_are_lost_for_good_a_person_says_so_and_the_cards_come_again(
    media: MediaStore, studio: Path
) -> None:
    media.receive(io.BytesIO(FOOTAGE))
    shutil.rmtree(studio / "keys")
    with pytest.raises(KeysAway):
        media.receive(io.BytesIO(FOOTAGE))
    media.begin_keys_anew()
    assert not media.receive(io.BytesIO(FOOTAGE)).duplicate
    media.verify(SHA256)


def test_where_nothing_is_sealed_any_more_lost_keys_stop_nobody(media: MediaStore, studio: Path) -> None:
    media.receive(io.BytesIO(FOOTAGE))
    media.erase(SHA256)
    shutil.rmtree(studio / "keys")
    media.receive(io.BytesIO(b"two"))


@pytest.fixture
def backed_up(media: MediaStore, studio: Path, tmp_path: Path) -> Path:
    """A copy of workshops/ from before the footage was erased, with both in the studio."""
    media.receive(io.BytesIO(FOOTAGE))
    write_bytes(media.derived(SHA256, "proxy.mp4"), MARK)
    shutil.copytree(studio / "workshops", tmp_path / "backup")
    media.erase(SHA256)
    return tmp_path / "backup"


def test_erasing_leaves_not_a_byte_and_shreds_what_backups_hold(
    media: MediaStore, studio: Path, workshop: Path, backed_up: Path
) -> None:
    assert not media.folder(SHA256).exists()
    assert marked(studio) == marked(backed_up) == []
    assert list(studio.glob("keys/*/footage-*")) == []
    left = [path for path in workshop.rglob("*") if path.is_file() and path.stat().st_size]
    assert left == [workshop / "media" / ".keys"]  # which says nothing but whose keys these are
    shutil.copytree(backed_up / "w" / "media", media.root, dirs_exist_ok=True)  # somebody restores it
    for path in (media.original(SHA256), media.derived(SHA256, "proxy.mp4")):
        with pytest.raises(KeyGone):
            read_bytes(path)
    media.sweep()  # every worker does, again and again
    assert not media.folder(SHA256).exists()


def test_a_key_that_comes_back_is_shredded_again(media: MediaStore, studio: Path, backed_up: Path) -> None:
    home = home_of(media.original(SHA256))
    assert home
    home.keys.make(home.key_id)  # as if keys/ had been restored
    media.sweep()
    assert list(studio.glob("keys/*/footage-*")) == []
    with pytest.raises(FootageErased):
        media.receive(io.BytesIO(FOOTAGE))


def test_whoever_is_reading_reads_no_further(media: MediaStore) -> None:
    media.receive(io.BytesIO(FOOTAGE))
    with opened(media.original(SHA256)) as file:
        assert file.read(10) == FOOTAGE[:10]
        media.erase(SHA256)
        file.seek(len(FOOTAGE) - 1)
        with pytest.raises(KeyGone):
            file.read()


def test_a_film_whose_key_is_shredded_while_it_is_sealed_does_not_appear(
    workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = workshop / "films" / "1"
    write_bytes(folder / "poster.jpg", MARK)
    real = files.seal

    def slowly(*args: Any) -> None:
        real(*args)
        shred(folder)  # a withdrawal, between the last byte and the film's place

    monkeypatch.setattr(files, "seal", slowly)
    with pytest.raises(KeyGone):
        write_bytes(folder / "film.mp4", MARK)
    with pytest.raises(KeyGone), staged_folder(workshop / "films" / "2") as partial:  # noqa: PT012
        monkeypatch.setattr(files, "seal", lambda *args: (real(*args), shred(workshop / "films" / "2")))
        (partial / "film.mp4").write_bytes(MARK)
    assert [path.name for path in workshop.glob("films/*/*")] == ["poster.jpg"]
