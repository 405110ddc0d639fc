"""Receipts in the browser: a page without a name, a card, and the proof of a card that is photographed."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from dataclasses import replace
from io import BytesIO

import pytest
from photographs import photograph
from PIL import Image
from web_world import HOME, Place
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from consent.ledger.entries import LedgerEntry
from consent.ledger.keys import SigningKey
from consent.notices import languages
from consent.receipts.card import qr_code
from consent.receipts.issuing import issue
from consent.receipts.payload import Receipt
from consent.receipts.photographs import MAX_BYTES, read_photograph
from consent.receipts.statement import answers_of, latest
from consent.releases import AnswerState
from pvstudio.model import Workshop
from workflows.accounts import Role
from workflows.accounts.keeping import assign

#: What nobody may learn from a receipt: pseudonyms, titles, place, ids, the film.
PERSONAL = ("Amra", "نور", "Priče", "Bihać", "Bread", "النهر", "person-", "clip-", "version-1", "Kino")


def bring(place: Place, photo: bytes, path: str = "receipts/verify/check") -> TestResponse:
    """Send a photograph; in one piece, since the test client forgets to close what it writes to disk."""
    fields = {"token": place.token(), "photograph": FileStorage(BytesIO(photo), "../photo.jpg")}
    boundary, body = encode_multipart(fields)
    kind = f"multipart/form-data; boundary={boundary}"
    return place.client.post(f"/workshops/{HOME}/{path}", data=body, content_type=kind)


def bring_text(place: Place, text: str) -> TestResponse:
    return place.post("receipts/verify/check", text=text)


def receipt(place: Place, person: str = "person-amra") -> Receipt:
    """Return the newest receipt of somebody, as it is on their card."""
    with place.studio.documents.read(HOME) as tx:
        said = answers_of(tx.find(LedgerEntry), person)
    return issue(said, latest(said)[0], "en", place.studio.signing_key)


def plain_card(given: Receipt) -> Image.Image:
    """Return a card with nothing on it but the square."""
    out = BytesIO()
    qr_code(given).save(out, kind="png", scale=10, border=4)
    sheet = Image.new("L", (900, 1270), 255)
    sheet.paste(Image.open(out).convert("L"), (100, 500))
    return sheet


def test_the_page_is_in_the_language_of_the_person_and_lists_every_audience(place: Place) -> None:
    url = f"/workshops/{HOME}/receipts/{place.receipt()}/"
    page = place.client.get(url).text
    assert '<html lang="en" dir="ltr">' in page
    assert page.count('<li><svg class="drawing"') >= 5
    urdu = place.client.get(url, query_string={"language": "ur"}).text
    assert '<html lang="ur" dir="rtl">' in urdu
    assert place.client.get(url, query_string={"language": "xx"}).status_code == 400


@pytest.mark.parametrize("person", ["person-amra", "person-nur"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_personal_is_on_the_page_or_in_the_code(place: Place, person: str, language: str) -> None:
    url = f"/workshops/{HOME}/receipts/{place.receipt(person)}/"
    page = place.client.get(url, query_string={"language": language}).text
    data = base64.b32decode((text := receipt(place, person).text()) + "=" * (-len(text) % 8))
    for secret in PERSONAL:
        assert secret not in page
        assert secret.encode() not in data


def test_the_page_shows_the_square_of_the_card(place: Place) -> None:
    page = place.client.get(f"/workshops/{HOME}/receipts/{place.receipt()}/").text
    drawn = qr_code(receipt(place)).svg_inline(border=4, omitsize=True, svgclass="square")
    assert str(drawn) in page


def test_a_persons_page_lists_their_receipts(place: Place) -> None:
    page = place.client.get(f"/workshops/{HOME}/people/person-amra/").text
    assert page.count("/receipts/") == 4  # taking part, being filmed, the clip, the film
    assert place.receipt() in page
    place.post(
        "people/person-amra/answers", stage="S1", subject=HOME, state="refused", how="spoken", role="self"
    )
    assert place.receipt() in place.client.get(f"/workshops/{HOME}/people/person-amra/").text


def test_a_photographed_card_is_proved_and_leads_to_where_it_is_changed(place: Place) -> None:
    answer = bring(place, photograph(plain_card(receipt(place)), seed=1))
    assert answer.status_code == 200
    assert "genuine" in answer.text
    assert "It still stands" in answer.text
    moved = place.post(f"receipts/{place.receipt()}/change")
    assert moved.status_code == 303
    assert moved.headers["Location"].endswith("/people/person-amra/")


def test_what_became_of_it_is_told(place: Place) -> None:
    text = receipt(place).text()
    place.post("people/person-amra/withdraw", clip="everything", how="spoken", role="self")
    answer = bring_text(place, text)
    assert "taken back since" in answer.text
    assert "It still stands" not in answer.text


def test_what_is_not_true_is_told(place: Place) -> None:
    true = receipt(place)
    lines = tuple(replace(line, state=AnswerState.GIVEN) for line in true.statement.lines)
    forged = replace(true, statement=replace(true.statement, lines=lines))
    assert "was altered" in bring_text(place, forged.text()).text
    foreign = Receipt.signed_by(SigningKey.new(), true.statement, "00" * 32)
    assert "did not sign" in bring_text(place, foreign.text()).text
    lost = Receipt.signed_by(place.studio.signing_key, true.statement, "00" * 32)
    assert "does not hold" in bring_text(place, lost.text()).text


def test_a_card_of_another_workshop_is_called_so_and_no_more(place: Place) -> None:
    with place.studio.book("mostar") as tx:
        tx.put(Workshop(id="mostar", title="Mostar"))
    assign(place.studio, "account-facilitator", "mostar")
    text = receipt(place).text()
    data = {"token": place.token(), "text": text}
    answer = place.client.post("/workshops/mostar/receipts/verify/check", data=data)
    assert "another workshop of this studio" in answer.text
    for secret in (*PERSONAL, place.receipt()):
        assert secret not in answer.text


def test_nothing_of_a_photograph_is_kept(place: Place) -> None:
    place.begin_trail()
    before = sorted(place.studio.settings.home.rglob("*"))
    bring(place, photograph(Image.new("L", (400, 560), 255), seed=1))
    assert sorted(place.studio.settings.home.rglob("*")) == before


# -- bad input -------------------------------------------------------------------------------


def png_of(width: int, height: int) -> bytes:
    """Return a PNG that claims a size, with as little inside as a bomb needs."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compressobj(1)
    body = b"".join(packed.compress(bytes(width + 1)) for _ in range(height)) + packed.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
HOSTILE = {
    "empty": b"",
    "text": b"I am a photograph, believe me.",
    "svg": SVG,
    "html": b"<html><script>alert(1)</script></html>",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n",
    "cut": photograph(Image.new("L", (400, 560), 255), seed=1)[:500],
    "playlist": b"#EXTM3U\nfile:///etc/passwd\n",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_photograph_is_refused_in_words(place: Place, what: str) -> None:
    answer = bring(place, HOSTILE[what])
    assert answer.status_code == 422
    assert "Not read" in answer.text
    assert "root:" not in answer.text
    assert "Traceback" not in answer.text


def test_a_bomb_is_refused_by_its_size_alone(place: Place) -> None:
    bomb = png_of(20_000, 20_000)
    assert len(bomb) < 2 << 20
    answer = bring(place, bomb)
    assert answer.status_code == 422
    assert "megapixels" in answer.text


def test_a_photograph_lies_nowhere_plain_while_it_comes(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list[BytesIO]()

    def note(*_: object, **__: object) -> BytesIO:
        made.append(BytesIO())
        return made[-1]

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", note)
    monkeypatch.setattr("werkzeug.formparser.TemporaryFile", note, raising=False)
    assert bring(place, bytes(900_000)).status_code == 422
    assert made == []


@pytest.mark.parametrize(("role", "status"), [(None, 413), (Role.HOST, 413), (Role.OFFICER, 422)])
def test_strangers_bring_no_photographs(place: Place, role: Role | None, status: int) -> None:
    stranger = replace(place, client=place.browser(role))
    assert bring(stranger, bytes(900_000)).status_code == status


def test_more_bytes_than_a_photograph_has_are_not_taken(place: Place) -> None:
    assert bring(place, bytes(MAX_BYTES + (1 << 20))).status_code == 413


def test_other_pages_take_no_photographs(place: Place) -> None:
    assert bring(place, bytes(1 << 20), path="people/person-amra/answers").status_code == 413


@pytest.mark.parametrize("text", ["", "AAAA", "<script>", "A" * 5000, "\u0660" * 40])
def test_what_is_no_receipt_is_refused_in_words(place: Place, text: str) -> None:
    answer = bring_text(place, text)
    assert answer.status_code == 422
    assert "<script>" not in answer.text


@pytest.mark.parametrize("code", ["ghost", "00" * 10, "", "..", "f" * 64])
def test_a_code_is_no_path_and_no_guess(place: Place, code: str) -> None:
    assert place.client.get(f"/workshops/{HOME}/receipts/{code}/").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
def test_every_language_has_its_card(place: Place, language: str, tmp_path) -> None:
    url = f"/workshops/{HOME}/receipts/{place.receipt()}/card.{{}}?language={language}"
    png, pdf = (place.client.get(url.format(kind)).data for kind in ("png", "pdf"))
    path = tmp_path / "card.png"
    path.write_bytes(png)
    assert read_photograph(path).statement.language == language
    with Image.open(path) as picture:
        assert picture.size == (1240, 1748)
        assert set(picture.info) <= {"dpi"}
    assert re.findall(rb"/MediaBox \[([^]]*)\]", pdf) == [b" 0 0 297.6 419.52 "]
    for told in (b"/Title", b"/CreationDate", b"/ModDate", b"/Author", *map(str.encode, PERSONAL)):
        assert told not in pdf
