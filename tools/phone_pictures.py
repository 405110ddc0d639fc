"""Take the pictures of docs/phone.md: the participant's phone as they hold it, 360 × 640, by touch.

    .venv/bin/python tools/phone_pictures.py demo docs/images/phone

For each language the studio is copied, and somebody in it who speaks that language comes in, answers about
a clip of theirs and takes everything back. The studio itself stays as it is. Needs Chromium, and
a minute for each language: the clip is watched to its end.
"""

from __future__ import annotations

import io
import logging
import math
import shutil
import sys
import tempfile
import wave
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import screenshots
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from consent.notices import Topic, approve, notice
from consent.notices.narrations import attach_narration
from consent.releases import Stage
from pvstudio.config import Settings
from pvstudio.model import AgeBand, Audience, CutState, CutVersion, Participant
from pvstudio.store.files import write_bytes
from web.app import create_app
from web.phone.passages import passages
from web.security.session import COOKIE
from workflows.mine import clips_of
from workflows.phones import once_code, seats_of
from workflows.reviews import send
from workflows.voices import Recording, keep_recording
from workflows.wiring import Studio

LANGUAGES = ("en", "ar", "sr-Cyrl")
SCALE, QUALITY = 1.5, 40  # of WebP: about 20 KB a picture
PIN = ("sun", "fish", "cup", "cat")
BY = "Selma"
#: A laptop's hotspot, as it stands on the printed cards; it leads back here.
HOTSPOT = "192.168.4.1"
FLAGS = ["--no-sandbox", f"--host-resolver-rules=MAP {HOTSPOT} 127.0.0.1"]
#: What is said in the walk, audience by audience.
SAID = ("yes", "yes", "no", "no", "no")


def main() -> None:
    """Take all pictures."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with tempfile.TemporaryDirectory() as folder:
            print_cards(browser, Path(shutil.copytree(source, Path(folder) / "studio")), target)
        for language in LANGUAGES:
            with tempfile.TemporaryDirectory() as folder:
                settings = Settings.load(Path(shutil.copytree(source, Path(folder) / "studio")))
                code = prepared(Studio.open(settings), language)
                with screenshots.served(create_app(settings)) as address:
                    Phone(browser, address, language, target).tour(code)
        browser.close()
    pictures = list(target.glob("*.webp"))
    print(f"{len(pictures)} pictures, {sum(each.stat().st_size for each in pictures) / 1e6:.1f} MB")


def print_cards(browser: Browser, home: Path, target: Path) -> None:
    """Make the cards of everybody, as a facilitator does, and take their picture."""
    app, token = screenshots.prepared(home)
    workshop = Studio.open(Settings.load(home)).workshops()[0]
    with screenshots.served(app) as address:
        seen_at = address.replace("127.0.0.1", HOTSPOT)
        page = browser.new_page(base_url=seen_at, viewport={"width": 800, "height": 900})
        page.context.add_cookies([{"name": COOKIE, "value": token, "url": seen_at}])
        page.goto(f"/workshops/{workshop}/cards/")
        with page.expect_navigation():
            page.locator("form[action$='/cards/'] > button").click()
        save(page.screenshot(full_page=True), target / "printed.webp")
        page.context.close()


def prepared(studio: Studio, language: str) -> str:
    """Let a film wait for its people, *language* be approved and spoken; return a code for one of them."""
    workshop, now = studio.workshops()[0], datetime.now(UTC)
    with studio.documents.read(workshop) as tx:
        films = [one for one in tx.find(CutVersion) if one.state is CutState.RENDERED]
        people = sorted(tx.find(Participant), key=lambda one: one.pseudonym)
        person = next(one for one in people if _suits(one, language) and clips_of(tx, one.id))
        seat = seats_of(tx, person.id)[0]
    with studio.book(workshop) as book:
        for topic in Topic:
            approve(book, notice(topic, language), by=BY, at=now, kept=studio.folder(workshop) / "notices")
    for film in films:
        send(studio, workshop, film.id, [Audience.GROUP, Audience.COMMUNITY], by=BY, at=now)
    speak(studio, workshop, language, now)
    return once_code(studio, workshop, seat, by=BY, at=now)


def _suits(person: Participant, language: str) -> bool:
    return person.age_band is AgeBand.ADULT and language in person.languages


def speak(studio: Studio, workshop: str, language: str, now: datetime) -> None:
    """Let every passage be spoken, so that the pictures show what is heard: by one and the same tone."""
    known = list(passages(language).values())
    made = keep_recording(studio, workshop, known[0], Recording(content=tone(), name="tone", by=BY), at=now)
    with studio.documents.write(workshop) as tx:
        for one in known[1:]:
            attach_narration(tx, one, made.sha256, made.duration_ms, by=BY, at=now)


def tone() -> bytes:
    """Return a second of sound, as WAV."""
    held = io.BytesIO()
    with wave.open(held, "wb") as sound:
        sound.setparams((1, 2, 48_000, 0, "NONE", ""))
        waves = (round(8000 * math.sin(at * math.tau * 440 / 48_000)) for at in range(48_000))
        sound.writeframes(b"".join(one.to_bytes(2, "little", signed=True) for one in waves))
    return held.getvalue()


class Phone:
    """A phone in one language, and the way through it; what is touched is found by what it does."""

    def __init__(self, browser: Browser, address: str, language: str, target: Path) -> None:
        context = browser.new_context(
            base_url=address,
            viewport={"width": 360, "height": 640},
            device_scale_factor=SCALE,
            has_touch=True,
            is_mobile=True,
            locale=language,
            reduced_motion="reduce",
        )
        self.page, self.language, self.target = context.new_page(), language, target

    def tour(self, code: str) -> None:
        """Go through all screens."""
        self.come_in(code)
        self.answer()
        self.take_back()
        self.page.context.close()

    def come_in(self, code: str) -> None:
        """Show the code; choose the language and four pictures."""
        self.open("/p")
        self.keep("code")
        self.page.goto("about:blank")
        self.open(f"/p#{code}")
        self.page.wait_for_url("**/p/language")
        self.page.locator(f"[name=language][value={self.language}]").tap()  # it says its name
        self.keep("language")
        self.touch(f"[name=language][value={self.language}]")
        for _twice in range(2):
            for number, one in enumerate(PIN):
                self.page.locator(f"[name=pick][value={one}]").tap()
                if number == 1:
                    self.keep("pictures")
            self.page.wait_for_timeout(2000)
        self.page.wait_for_url("**/p/films/")
        self.keep("films")

    def answer(self) -> None:
        """Answer about a clip: all screens of the walk, and the receipt."""
        self.touch(".mine a[href^='/p/clips/']")
        self.touch("main form[action='/p/walks/'] button, main a[href^='/p/walks/']")
        self.keep("watch")
        self.watch()
        self.keep("cards")
        self.touch("form[action$='/learn'] button")
        for audience, said in zip(Audience, SAID, strict=True):
            if audience is Audience.COMMUNITY:
                self.keep("question")
            self.touch(f".four [value={said}]")
        self.page.locator("[name=how][value=face-blurred]").check()
        self.keep("how")
        self.touch("form[action$='/how'] > button")
        self.touch("form[action$='/name'] [value='']")
        self.touch("form[action$='/languages'] > button")
        asked = notice(Stage.S3, self.language).teach_back
        self.keep("tell")
        self.touch(f"[name=choice][value='{asked.right if asked else 0}']")
        self.keep("read-back")
        self.touch(".four [value=yes]")
        self.keep("done")
        self.touch("main a[href^='/p/receipts/']")
        self.keep("receipt")

    def watch(self) -> None:
        """Watch to the end; the page says how much is left."""
        self.page.locator("video").last.evaluate("one => { one.muted = true; return one.play(); }")
        while self.page.locator("form[action$='/watch']").count():
            left = parse_qs(urlsplit(self.page.url).query).get("left", ["1000"])
            self.page.wait_for_timeout(int(left[0]) + 100)
            self.touch("form[action$='/watch'] button")

    def take_back(self) -> None:
        """See everything, stop everything, hide."""
        self.open("/p/me/")
        self.keep("everything")
        self.touch(".always a[href='/p/mind/']")
        self.keep("mind")
        self.touch("form:has([name=what][value=everything]) button")
        self.keep("stopped")
        self.page.locator("#hide button").tap()
        self.page.wait_for_url("**/p/clock")
        self.page.wait_for_timeout(1000)
        save(self.page.screenshot(), self.target / "hidden.webp")  # the same in every language

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(path)

    def touch(self, selector: str) -> None:
        """Touch what *selector* names first, and wait for the page that comes."""
        self.page.locator(selector).first.scroll_into_view_if_needed()
        with self.page.expect_navigation():
            self.page.locator(selector).first.tap()

    def keep(self, name: str) -> None:
        """Take a picture of what is in sight."""
        self.page.evaluate("scrollTo(0, 0); document.activeElement?.blur()")
        self.page.wait_for_timeout(1500)  # until no player turns round
        save(self.page.screenshot(), self.target / f"{name}-{self.language}.webp")


def save(shot: bytes, target: Path) -> None:
    """Keep a screenshot, small."""
    packed = io.BytesIO()
    Image.open(io.BytesIO(shot)).save(packed, "WEBP", quality=QUALITY, method=6)
    write_bytes(target, packed.getvalue())


if __name__ == "__main__":
    main()
