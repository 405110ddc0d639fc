"""Voices: recorded in the studio by facilitators, heard on the phone by who touches them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from phone_world import phone_of
from playwright.sync_api import Browser, Page, expect
from web_world import HOME, Place, browser_cookie
from werkzeug.test import TestResponse

from consent.notices.narrations import Narration, attach_narration, sound_file
from consent.releases import Role as Right
from consent.releases import Stage
from pvstudio.media.probing import probe
from pvstudio.store.files import write_bytes
from pvstudio.store.reading import read_bytes, sealed
from web.phone.passages import passages
from web.wording.showing import now
from workflows.accounts import Role
from workflows.phones import visit_of
from workflows.voices import play_again, play_no_more
from workflows.walks import begin, walk_of

VOICES = f"/workshops/{HOME}/voices"
MakeFilm = Callable[..., Path]
SECRET = b"Huda-s-telephone"


def say(place: Place, key: str, sound: bytes, language: str = "en", by: str = "Huda") -> Narration:
    """Somebody has spoken a passage, and the studio has kept it."""
    sha256 = hashlib.sha256(sound).hexdigest()
    write_bytes(sound_file(place.studio.folder(HOME), sha256), sound)
    with place.studio.documents.write(HOME) as tx:
        return attach_narration(tx, passages(language)[key], sha256, 900, by=by, at=now())


def kept(place: Place, key: str, language: str = "en") -> list[Narration]:
    with place.studio.documents.read(HOME) as tx:
        return tx.find(Narration, notice=passages(language)[key].reference)


def send(place: Place, key: str, content: bytes, language: str = "en", **more: object) -> TestResponse:
    fields = {"passage": passages(language)[key].reference, "by": "Huda", **more}
    file = (BytesIO(content), "../../evil.webm")
    return place.post(f"voices/{language}/{key}/", recording=file, **fields)


def test_the_languages_of_the_workshop_come_first(place: Place):
    say(place, "say.locked", b"sound", "en")
    page = place.client.get(f"{VOICES}/").text
    assert f"1 of {len(passages('en'))} recorded" in page
    order = [page.index(f'href="{VOICES}/{tag}/"') for tag in ("en", "ar", "ps")]
    assert order == sorted(order)
    assert page.count("Spoken in this workshop") == 2  # Bosnian has no texts under this tag


def test_what_is_missing_is_offered_in_order(place: Place):
    missing = list(passages("en"))
    assert f"{VOICES}/en/{missing[0]}/?all=" in place.client.get(f"{VOICES}/en/").text
    say(place, missing[0], b"one")
    page = place.client.get(f"{VOICES}/en/").text
    assert f"{VOICES}/en/{missing[1]}/?all=" in page
    assert page.count("Not recorded") == len(missing) - 1
    assert page.count("data-sound") == 1
    one = place.client.get(f"{VOICES}/en/{missing[1]}/?all=").text
    assert f'href="{VOICES}/en/{missing[2]}/?all="' in one  # skip


def test_all_of_the_words_are_shown_in_their_own_direction(place: Place):
    one = passages("ar")["teach.S3"]
    page = place.client.get(f"{VOICES}/ar/teach.S3/").text
    assert '<div class="aloud" lang="ar" dir="rtl">' in page
    assert all(f"<p>{line}</p>" in page for line in one.lines)


@pytest.mark.parametrize(
    ("path", "status"),
    [("xx/", 404), ("en/say.nothing/", 404), ("xx/language/", 404), ("en/language/sound.m4a", 404)],
)
def test_what_is_not_there(place: Place, path: str, status: int):
    assert place.client.get(f"{VOICES}/{path}").status_code == status


def test_a_form_without_a_recording_or_for_other_words_keeps_nothing(place: Place):
    nothing = place.post(
        "voices/en/say.locked/", passage=passages("en")["say.locked"].reference, by="Zoran Ž."
    )
    assert nothing.status_code == 422
    assert 'value="Zoran Ž."' in nothing.text
    assert send(place, "say.locked", b"x", passage=passages("en")["language"].reference).status_code == 400
    assert kept(place, "say.locked") == []


def test_versions_go_back_and_out_of_use_and_are_never_lost(place: Place):
    first, second = say(place, "say.locked", b"first"), say(place, "say.locked", b"second")
    address = f"{VOICES}/en/say.locked"

    def heard(query: str = "") -> bytes:
        return place.client.get(f"{address}/sound.m4a{query}").data

    assert heard() == b"second"
    assert heard(f"?version={first.id}") == b"first"
    assert place.post(f"voices/en/say.locked/{first.id}/use").status_code == 303
    assert heard() == b"first"
    assert place.post(f"voices/en/say.locked/{first.id}/out").status_code == 303
    assert heard() == b"second"
    place.post(f"voices/en/say.locked/{second.id}/out")
    assert place.client.get(f"{address}/sound.m4a").status_code == 404
    assert place.client.get(f"{address}/").text.count("Out of use") == 2
    assert heard(f"?version={second.id}") == b"second"
    assert len(kept(place, "say.locked")) == 2


def test_a_version_is_of_its_passage_alone(place: Place):
    other = say(place, "language", b"other")
    say(place, "say.locked", b"first")
    assert place.post(f"voices/en/say.locked/{other.id}/use").status_code == 404
    assert place.post(f"voices/en/say.locked/{other.id}/out").status_code == 404
    assert place.client.get(f"{VOICES}/en/say.locked/sound.m4a?version={other.id}").status_code == 404
    assert kept(place, "language")[0].out_at is None


def test_hosts_and_strangers_hear_nothing(place: Place):
    say(place, "say.locked", b"first")
    for path in ("", "en/", "en/say.locked/", "en/say.locked/sound.m4a"):
        assert place.browser(Role.HOST).get(f"{VOICES}/{path}").status_code in {403, 404}
        assert place.browser().get(f"{VOICES}/{path}").status_code in {302, 401}


def test_a_phone_hears_its_own_language(place: Place):
    say(place, "say.locked", b"closed", "en")
    say(place, "audience.group", b"jama'a", "ar")
    english, arabic = phone_of(place), phone_of(place, "person-nur", Right.CHILD_ASSENT, language="ar")
    heard = english.get("sound/say.locked.m4a")
    assert (heard.data, heard.mimetype, heard.headers["Cache-Control"]) == (
        b"closed",
        "audio/mp4",
        "no-store",
    )
    part = english.client.get("/p/sound/say.locked.m4a", headers={"Range": "bytes=2-3"})
    assert (part.status_code, part.data) == (206, b"os")
    assert english.get("sound/audience.group.m4a").status_code == 404
    assert arabic.get("sound/audience.group.m4a").data == b"jama'a"
    assert english.get("sound/say.locked.m4a?language=ar").data == b"closed"  # the visit's, whatever is asked


def test_before_the_pictures_languages_say_their_names(place: Place):
    say(place, "language", b"arabic", "ar")
    phone = phone_of(place, pin=False)
    page = phone.get("language").text
    assert 'lang="ar" dir="rtl" data-sound>' in page
    assert page.count("data-sound") == 1
    assert phone.get("sound/language.m4a?language=ar").data == b"arabic"
    for wrong in ("ps", "xx", "../../keys"):
        assert phone.client.get("/p/sound/language.m4a", query_string={"language": wrong}).status_code == 404


def test_without_a_visit_there_is_no_sound(place: Place):
    say(place, "say.show_card", b"card")
    assert place.browser().get("/p/sound/say.show_card.m4a").status_code == 401
    assert place.client.get("/p/sound/say.show_card.m4a").status_code == 401  # a facilitator is no visit


def test_what_is_out_of_use_is_offered_no_more(place: Place):
    spoken = say(place, "say.help_coming", b"coming")
    phone, words = phone_of(place), passages("en")["say.help_coming"]
    assert "/p/sound/say.help_coming.m4a" in phone.get("help").text
    play_no_more(place.studio, HOME, words, spoken.id, now())
    assert "/p/sound/" not in phone.get("help").text
    assert phone.get("sound/say.help_coming.m4a").status_code == 404
    play_again(place.studio, HOME, words, spoken.id, now())
    assert "/p/sound/say.help_coming.m4a" in phone.get("help").text


def test_what_is_heard_in_a_walk_is_noted_once_and_from_its_beginning_alone(place: Place):
    spoken, other = say(place, "notice.S3", b"the cards"), say(place, "audience.group", b"the group")
    phone, at = phone_of(place), now()
    visit = visit_of(place.studio, phone.token, at)
    assert visit
    address = "/p/sound/notice.S3.m4a"
    assert phone.client.get(address).status_code == 200  # before there is a walk: noted nowhere
    walk = begin(place.studio, visit, Stage.S3, "clip-bread", "en", at)
    phone.client.head(address)
    assert phone.client.get(address, headers={"Range": "bytes=3-"}).status_code == 206
    assert walk_of(place.studio, visit, walk.id).played == ()
    for _again in range(2):
        assert phone.client.get(address, headers={"Range": "bytes=0-"}).data == b"the cards"
    assert walk_of(place.studio, visit, walk.id).played == (spoken.sha256,)
    phone.get("sound/audience.group.m4a")
    assert walk_of(place.studio, visit, walk.id).played == (spoken.sha256, other.sha256)


@pytest.mark.slow
def test_a_recording_is_cleaned_sealed_and_heard(place: Place, make_film: MakeFilm):
    tone = ["-f", "lavfi", "-i", "sine=frequency=300:duration=1", "-metadata", f"title={SECRET.decode()}"]
    recorded = make_film("voice.webm", *tone, "-c:a", "libopus", "-threads", "1").read_bytes()
    assert SECRET in recorded
    answer = send(place, "say.locked", recorded)
    assert (answer.status_code, answer.location) == (303, f"{VOICES}/en/say.locked/")
    [one] = kept(place, "say.locked")
    assert (one.by, round(one.duration_ms, -2)) == ("Huda", 1000)
    file = sound_file(place.studio.folder(HOME), one.sha256)
    assert sealed(file)
    assert SECRET not in read_bytes(file)
    home = place.studio.settings.home
    assert [path for path in home.rglob("*") if path.is_file() and SECRET in path.read_bytes()] == []
    assert [path.name for path in (home / "clear").iterdir()] == ["CACHEDIR.TAG"]
    heard = phone_of(place).get("sound/say.locked.m4a").data
    assert heard == read_bytes(file)
    assert probe(file, name="voice").audio
    refused = send(place, "say.locked", b"#EXTM3U\nfile.mp4\n")
    assert refused.status_code == 422
    assert "evil" not in refused.text
    assert len(kept(place, "say.locked")) == 1


def tab(chromium: Browser, cookie: dict[str, str], address: str, **more: object) -> tuple[Page, list[str]]:
    context = chromium.new_context(base_url=address, **more)
    context.add_cookies([cookie])
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said


@pytest.mark.slow
def test_passages_are_recorded_one_after_the_other_and_heard_on_a_phone(
    place: Place, chromium: Browser, address: str
):
    page, said = tab(chromium, browser_cookie(address), address)
    first, second = list(passages("en"))[:2]
    page.goto(f"{VOICES}/en/")
    page.get_by_role("link", name="Record all that are missing").click()
    expect(page.get_by_role("button", name="Keep")).to_be_disabled()  # once the script has looked
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_timeout(1200)  # the fake device beeps once a second
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Listen").click()
    expect(page.locator(".told")).to_contain_text("Listen to it before you keep it")
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url(f"**/{second}/?all=")
    [one] = kept(place, first)
    assert 800 < one.duration_ms < 20_000
    page.get_by_role("link", name="Skip", exact=True).click()
    page.wait_for_url(f"**/{list(passages('en'))[2]}/?all=")
    assert said == []
    page.context.close()


@pytest.mark.slow
def test_a_language_says_its_name_and_is_chosen_when_it_is_touched_again(
    place: Place, chromium: Browser, address: str, make_film
):
    tone = make_film("name.m4a", "-f", "lavfi", "-i", "sine=frequency=300:duration=2", "-threads", "1")
    say(place, "language", tone.read_bytes(), "en")
    say(place, "say.choose_language", tone.read_bytes(), "en")
    phone = phone_of(place)
    cookie = {"name": "visit", "value": phone.token, "url": address + "/p"}
    page, said = tab(chromium, cookie, address, viewport={"width": 360, "height": 640})
    page.goto("/p/language")
    listen = page.locator('a[data-sound][href="/p/sound/say.choose_language.m4a"]')
    assert listen.get_attribute("aria-pressed") == "false"
    listen.click()
    page.wait_for_selector('a[aria-pressed="true"]')
    expect(page.locator('[aria-pressed="true"]')).to_have_count(1)
    page.wait_for_selector('[aria-pressed="true"]', state="detached")
    page.locator('button[value="en"]').click()
    page.wait_for_selector('button[value="en"][aria-pressed="true"]')
    assert page.locator('[aria-pressed="true"]').count() == 1  # only one at a time
    page.wait_for_selector('[aria-pressed="true"]', state="detached")
    assert page.url.endswith("/p/language")  # who listens is not taken away
    assert page.locator('button[value="en"].touched').count() == 1
    page.locator('button[value="en"]').click()
    page.wait_for_url("**/p/films/")
    assert said == []
    page.context.close()


VOICE = "speechSynthesis.getVoices = () => [{{ lang: '{}', localService: {}, name: 'a machine' }}]"


@pytest.mark.slow
def test_a_machine_reads_only_where_it_lives_here_and_speaks_the_language(
    place: Place, chromium: Browser, address: str
):
    """A voice from elsewhere would send the words there."""
    shown = {}
    for voice in (("en-GB", "true"), ("en-GB", "false"), ("ar", "true")):
        page, said = tab(chromium, browser_cookie(address), address)
        page.add_init_script(VOICE.format(*voice))
        page.goto(f"{VOICES}/en/say.locked/")
        page.wait_for_function("!document.querySelector('.recorder').hidden")
        shown[voice] = page.locator(".machine").is_visible()
        assert said == []
        page.context.close()
    assert [voice for voice, visible in shown.items() if visible] == [("en-GB", "true")]


@pytest.mark.slow
def test_a_telephone_gets_no_microphone_but_a_file(place: Place, chromium: Browser, address: str):
    """Over plain http on the hotspot browsers have no microphone; the studio's own computer has."""
    page, said = tab(chromium, browser_cookie(address), address)
    page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    page.goto(f"{VOICES}/en/say.locked/")
    assert page.locator("input[type=file]").is_visible()
    assert page.get_by_role("button", name="Record", exact=True).count() == 0
    assert page.get_by_role("button", name="Keep").is_enabled()
    assert said == []
    page.context.close()
