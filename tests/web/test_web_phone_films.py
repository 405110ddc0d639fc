"""My films on the phone: one's own and nothing else, for as long as the visit and the gate are open."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest
from phone_world import Phone, phone_of, seat_of
from web_filled import MANIFEST
from web_world import HOME, Place

from consent.answers.appearances import doubt_complete
from consent.answers.vetoing import place_veto
from consent.releases import AnswerState, Role, Stage, Veto
from pvstudio.editing.film import file_sha256
from pvstudio.model import Audience, Clip, CutState, CutVersion, Footage, Kit, KitState
from pvstudio.store.files import write_bytes
from web.phone.media import OwnClip, OwnFilm
from web.sending.delivery import GOOD_FOR_S, Delivery, Showing, StreamClosed
from web.sending.prepared import proxy_of
from workflows.phones import choose_language, leave, new_card, visit_of
from workflows.publish import film_folder, kit_folder, publish
from workflows.queue import JobQueue, Work, job_id
from workflows.screenings import Report, report
from workflows.walks import Watched

OWN = {
    "clips/clip-bread/": "text/html",
    "clips/clip-bread/video.mp4": "video/mp4",
    "clips/clip-bread/poster.jpg": "image/jpeg",
    "clips/clip-bread/subtitles/ar.vtt": "text/vtt",
    "films/version-1/": "text/html",
    "films/version-1/film.mp4": "video/mp4",
    "films/version-1/poster.jpg": "image/jpeg",
    "films/version-1/subtitles/ar.vtt": "text/vtt",
}
BYTES = [path for path in OWN if not path.endswith("/")]
BIG = 6 << 20


def film_of_amra_alone(place: Place) -> None:
    """Take Nur's clip out of the documents of the film: to her it is another's now."""
    with place.studio.documents.write(HOME) as tx:
        version = tx.get(CutVersion, "version-1")
        tx.put(replace(version, items=version.items[:1]))


def stop(place: Place, subject: str) -> None:
    with place.studio.book(HOME) as tx:
        place_veto(tx, Veto(id="veto-1", at=datetime.now(UTC), subject_id=subject, by="Ines"))


# -- one's own, and nothing else ---------------------------------------------------------------


def test_everything_of_one_s_own_is_there_and_stays_in_no_cache(place: Place) -> None:
    phone = phone_of(place)
    for path, kind in OWN.items():
        answer = phone.get(path)
        assert (answer.status_code, answer.mimetype) == (200, kind), path
        assert answer.headers["Cache-Control"] == "no-store", path
    part = phone.client.get("/p/clips/clip-bread/video.mp4", headers={"Range": "bytes=10-19"})
    assert (part.status_code, len(part.data)) == (206, 10)


def test_nothing_of_another_is_there_by_any_address(place: Place) -> None:
    film_of_amra_alone(place)
    child = phone_of(place, "person-nur", Role.CHILD_ASSENT)
    grown_up = phone_of(place, "person-nur", Role.GUARDIAN)
    for path in OWN:
        ghost = path.replace("clip-bread", "clip-ghost").replace("version-1", "version-ghost")
        for phone in (child, grown_up):
            assert phone.get(path).status_code == 404, path
            ghostly = phone.get(ghost).text.replace("-ghost", "")
            assert ghostly == re.sub("-(bread|1)\\b", "", phone.get(path).text), "not yours is not there"
    half = phone_of(place, pin=False)
    stranger = Phone(place.browser(), "")
    for path in OWN:
        for phone in (half, stranger):
            answer = phone.get(path)
            assert (answer.status_code, len(answer.data) < 500) == (303, True), path
        assert place.client.get(f"/p/{path}").status_code in {303, 401}, "no account is a visit"


def test_the_list_names_what_is_mine_and_nobody_else(place: Place) -> None:
    phone = phone_of(place)
    pages = [phone.get(path).text for path in ("films/", "clips/clip-bread/", "films/version-1/")]
    assert "<bdi>Bread on the table</bdi>" in pages[0]
    assert "<bdi>Bread and river</bdi>" in pages[0]
    for page in pages:
        for secret in ("نور", "النهر", "ليلى", "Kino Una", "Amra", HOME):
            assert secret not in page, secret
        assert re.search(r"<title>(My films|Clip|This film)</title>", page)
        assert len(page.encode()) < 9000
    nobody = phone_of(place, "person-nur", Role.CHILD_ASSENT).get("films/").text
    assert "Bread on the table" not in nobody


def test_the_list_shows_for_each_audience_what_i_answered(place: Place) -> None:
    phone = phone_of(place)
    page = phone.get("films/").text
    assert "The community: Yes." in page
    assert "Everybody online: Not answered, so no." in page
    place.say("amra", "clip-bread", AnswerState.WITHDRAWN)
    page = phone.get("films/").text
    assert "The community: Taken back." in page


# -- what must not be played -------------------------------------------------------------------


@pytest.mark.parametrize("why", ["unlogged", "veto"])
def test_a_clip_that_may_not_be_played_can_still_be_answered(place: Place, why: str) -> None:
    if why == "veto":
        stop(place, "clip-bread")
    else:
        with place.studio.book(HOME) as tx:
            doubt_complete(tx, "clip-bread")
    phone = phone_of(place)
    for path in BYTES:
        assert phone.get(path).status_code == 403, path
    page = phone.get("clips/clip-bread/").text
    assert "This clip cannot be played here now." in page
    assert "<video" not in page
    assert '<input type="hidden" name="subject" value="clip-bread">' in page
    assert '<span class="still"><img' not in phone.get("films/").text


def test_a_film_that_somebody_stands_against_is_not_played_and_nobody_is_told_who(place: Place) -> None:
    phone = phone_of(place)
    place.say("nur", "clip-river", AnswerState.WITHDRAWN, Audience.COMMUNITY, role=Role.CHILD_ASSENT)
    for path in BYTES:
        assert phone.get(path).status_code == (403 if "film" in path else 200), path
    page = phone.get("films/version-1/").text
    assert "This film is not shown now." in page
    assert "<video" not in page


def test_a_film_that_somebody_stopped_is_played_to_nobody_else_in_it(place: Place) -> None:
    stops, phone = phone_of(place), phone_of(place, "person-nur", Role.CHILD_ASSENT)
    film = [path for path in OWN if "film" in path]
    assert {phone.get(path).status_code for path in film} == {200}
    assert stops.post("mind/stop", what="version-1").status_code == 303
    page = phone.get("films/version-1/").text
    assert "This film is not shown now." in page
    assert "<video" not in page
    assert {phone.get(path).status_code for path in film if not path.endswith("/")} == {403}
    time.sleep(GOOD_FOR_S)
    assert "films/version-1/poster.jpg" not in phone.get("films/").text
    assert {stops.get(path).status_code for path in film} == {200}, "whoever said no may look again"


def test_what_shows_the_same_seconds_is_closed_too(place: Place) -> None:
    phone = phone_of(place)
    place.say("nur", "clip-river", AnswerState.WITHDRAWN, role=Role.CHILD_ASSENT)
    assert {phone.get(path).status_code for path in BYTES} == {403}


def test_a_guardian_watches_nothing_that_the_child_took_back(place: Place) -> None:
    child, guardian = (phone_of(place, "person-nur", role) for role in (Role.CHILD_ASSENT, Role.GUARDIAN))
    paths = ["clips/clip-river/subtitles/ar.vtt", "clips/clip-river/as/face-blurred/video.mp4"]
    for phone in (child, guardian):
        assert {phone.get(path).status_code for path in paths} == {200}
    assert child.post("mind/stop", what="clip-river").status_code == 303
    assert {guardian.get(path).status_code for path in paths} == {403}
    assert {child.get(path).status_code for path in paths} == {200}
    assert "This clip cannot be played here now." in guardian.get("clips/clip-river/").text


def test_the_player_offers_no_copy_and_no_other_screen(place: Place) -> None:
    phone = phone_of(place)
    for path in ("clips/clip-bread/", "films/version-1/", "clips/clip-bread/as/voice-silenced/"):
        [player] = re.findall(r"<video[^>]*>", phone.get(path).text)
        assert 'controlslist="nodownload noremoteplayback"' in player, path
        assert {"disablepictureinpicture", "disableremoteplayback"} < set(player.split()), path


def test_a_recalled_film_stays_listed_as_called_back(place: Place) -> None:
    now = datetime.now(UTC)
    with place.studio.book(HOME) as tx:
        tx.put(replace(tx.get(CutVersion, "version-1"), state=CutState.RECALLED))
        kit = tx.get(Kit, "kit-1")
        tx.put(replace(kit, state=KitState.RECALLED, recalled_at=now))
    phone = phone_of(place)
    assert "Called back" in phone.get("films/").text
    page = phone.get("films/version-1/").text
    assert "This film was called back." in page
    assert "Called back, not yet deleted: <bdi>1</bdi>" in page


# -- while it flows ----------------------------------------------------------------------------


def _hide(place: Place, phone: Phone) -> None:
    leave(place.studio, phone.token)


def _other_card(place: Place, phone: Phone) -> None:
    new_card(place.studio, HOME, seat_of(place, "person-amra"), by="Ana", at=datetime.now(UTC))


def _veto(place: Place, phone: Phone) -> None:
    stop(place, "clip-bread")


def _another_stops(place: Place, phone: Phone) -> None:
    place.say("nur", "version-1", AnswerState.WITHDRAWN, role=Role.CHILD_ASSENT)


def _another_refuses(place: Place, phone: Phone) -> None:
    place.say("nur", HOME, AnswerState.WITHDRAWN, stage=Stage.S2, role=Role.CHILD_ASSENT)


CLIP, FILM = "clips/clip-bread/video.mp4", "films/version-1/film.mp4"
EVENTS = [
    (CLIP, _hide),
    (CLIP, _veto),
    (CLIP, _another_refuses),
    (FILM, _other_card),
    (FILM, _another_stops),
]


@pytest.mark.parametrize(("path", "event"), EVENTS)
def test_a_stream_ends_at_once_with_the_visit_or_what_it_shows(
    place: Place, path: str, event: Callable[[Place, Phone], None]
) -> None:
    with place.studio.documents.read(HOME) as tx:
        clip, footage = tx.get(Clip, "clip-bread"), tx.get(Footage, "footage-1")
    file = proxy_of(place.studio, HOME, clip, footage)
    if "film" in path:
        file = film_folder(place.studio, HOME, "version-1") / "film.mp4"
    assert file
    write_bytes(file, b"\x5a" * BIG)
    phone = phone_of(place)
    stream = iter(phone.client.get(f"/p/{path}", buffered=False).response)
    sent = len(next(stream))
    event(place, phone)
    time.sleep(GOOD_FOR_S)
    with pytest.raises(StreamClosed):
        sent += sum(map(len, stream))
    assert sent < BIG / 10


def test_whoever_watches_over_streams_can_ask_outside_of_any_request(place: Place) -> None:
    phone = phone_of(place)
    visit = visit_of(place.studio, phone.token, datetime.now(UTC))
    assert visit
    gate = Delivery(place.studio)
    shown = Showing(HOME, "version-1", Audience.COMMUNITY)
    own = OwnClip(visit, "clip-bread"), OwnFilm(visit, shown, gate)
    assert all(gate.is_open(one) for one in own)
    _hide(place, phone)
    assert not any(Delivery(place.studio).is_open(one) for one in own)


def test_subtitles_are_offered_and_those_of_the_page_s_language_shown(place: Place) -> None:
    phone = phone_of(place, language="ar")
    shown = re.compile(r'<track kind="subtitles" srclang="ar" label="[^"]+" src="[^"]+" default>')
    assert shown.search(phone.get("clips/clip-bread/").text)
    assert shown.search(phone.get("films/version-1/").text)
    choose_language(place.studio, visit_of(place.studio, phone.token, datetime.now(UTC)), "en")
    assert not shown.search(phone.get("clips/clip-bread/").text)
    assert 'srclang="ar"' in phone.get("clips/clip-bread/").text
    assert shown.search(phone.get("films/version-1/").text), "what others read of my words"


def test_watching_begins_with_the_first_byte_not_with_a_look_at_the_size(place: Place) -> None:
    phone = phone_of(place)

    def noted() -> set[str]:
        with place.studio.documents.read(HOME) as tx:
            return {one.subject_id for one in tx.find(Watched)}

    phone.get("clips/clip-bread/")
    phone.get("clips/clip-bread/poster.jpg")
    assert phone.client.head("/p/clips/clip-bread/video.mp4").status_code == 200
    assert noted() == set()
    phone.get("clips/clip-bread/video.mp4")
    assert noted() == {"clip-bread"}
    phone.get("films/version-1/film.mp4")
    assert noted() == {"clip-bread", "version-1"}


# -- small copies, parts, places ---------------------------------------------------------------


def test_a_large_film_is_shrunk_first_and_the_page_looks_again_for_a_while(place: Place) -> None:
    folder = film_folder(place.studio, HOME, "version-1")
    write_bytes(folder / "film.json", msgspec.json.encode(replace(MANIFEST, height=1080, width=1920)))
    phone = phone_of(place)
    assert phone.get("films/version-1/film.mp4").status_code == 404
    page = phone.get("films/version-1/").text
    assert "It is being prepared." in page
    assert '<meta http-equiv="refresh" content="15;url=?looked=1">' in page
    assert "refresh" not in phone.get("films/version-1/?looked=20").text, "an abandoned phone falls asleep"
    with JobQueue(place.studio) as queue:
        assert queue.job(job_id(Work.PHONE_COPY, "version-1")).about == "version-1"
    write_bytes(folder / "phone.mp4", b"small")
    assert phone.get("films/version-1/film.mp4").data == b"small"
    assert "refresh" not in phone.get("films/version-1/").text


def test_my_parts_of_a_film_are_played_by_their_own_address(place: Place) -> None:
    parts = (replace(MANIFEST.parts[0], start_ms=20_000), replace(MANIFEST.parts[1], start_ms=70_000))
    manifest = replace(MANIFEST, parts=parts, duration_ms=90_000)
    write_bytes(film_folder(place.studio, HOME, "version-1") / "film.json", msgspec.json.encode(manifest))
    phone = phone_of(place)
    assert 'src="/p/films/version-1/film.mp4"' in phone.get("films/version-1/").text
    assert 'src="/p/films/version-1/film.mp4#t=10.0,31.0"' in phone.get("films/version-1/?part=1").text
    for odd in ("0", "2", "-1", "x", "1e9"):
        assert 'src="/p/films/version-1/film.mp4"' in phone.get(f"films/version-1/?part={odd}").text


def test_where_it_was_shown_is_said_by_audience_day_place_and_number(place: Place) -> None:
    phone, now = phone_of(place), datetime.now(UTC)
    page = phone.get("films/version-1/").text
    assert "Copies that may be shown: <bdi>1</bdi>" in page
    assert "Times shown: <bdi>0</bdi>" in page
    told = Report(held_on=now.astimezone().date(), place="Dom <b>kulture</b>", people=34)
    report(place.studio, HOME, "kit-1", told, by="account-host", at=now)
    page = phone.get("films/version-1/").text
    assert "Times shown: <bdi>1</bdi>" in page
    assert "<bdi>Dom &lt;b&gt;kulture&lt;/b&gt;</bdi>" in page
    assert "People who came: <bdi>34</bdi>" in page
    assert "account-host" not in page


def test_a_small_copy_goes_into_no_kit(place: Place) -> None:
    folder = film_folder(place.studio, HOME, "version-1")
    write_bytes(folder / "SHA256SUMS", f"{file_sha256(folder / 'film.mp4')}  film.mp4\n".encode())
    write_bytes(folder / "phone.mp4", b"small")
    kit = publish(place.studio, HOME, "version-1", Audience.COMMUNITY, recipient="Kino Una")
    files = {path.name for path in kit_folder(place.studio, HOME, kit.id).iterdir()}
    assert "film.mp4" in files
    assert "phone.mp4" not in files
