"""My receipts: each of the newest about a thing, as a page, as a picture, for a printer. Only one's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import NamedTuple

from flask import Response, url_for

from consent.ledger.entries import LedgerEntry, is_hex
from consent.notices import Topic, notice
from consent.receipts.card import qr_code
from consent.receipts.issuing import CODE_DIGITS, code_of, issue
from consent.receipts.payload import Receipt
from consent.receipts.saying import saying
from consent.receipts.statement import Recorded, answers_of, latest
from consent.releases import Stage
from pvstudio.errors import NotFound
from pvstudio.store import Reading
from web.pages.receipts import drawn, picture
from web.phone.blueprint import blueprint
from web.phone.doors import visiting, visitors
from web.phone.showing import page
from web.phone.wording import tongue
from web.wording.showing import studio
from workflows.about_me import seen_from, titles_of


class Listed(NamedTuple):
    """A receipt in the list: about which thing, of which day."""

    code: str
    stage: Stage
    title: str
    day: date
    is_yes: bool


@blueprint.get("/receipts/")
@visitors
def my_receipts() -> str:
    """List the newest receipt about each thing, newest first."""
    with studio().documents.read(visiting().workshop) as tx:
        return page("phone/receipts/index.html", receipts=listed(tx), titles=_stages())


@blueprint.get("/receipts/<code>/")
@visitors
def my_receipt(code: str) -> str:
    """Show one of them, as its card says it."""
    receipt = _receipt(code)
    said_so = saying(receipt.statement)
    return page(
        "phone/receipts/show.html",
        about=code,
        code=code,
        saying=said_so,
        picture=picture,
    )


@blueprint.get("/receipts/<code>/code.svg")
@visitors
def my_code(code: str) -> Response:
    """Give the square that proves it, black on white on every screen."""
    drawn_code = BytesIO()
    qr_code(_receipt(code)).save(drawn_code, kind="svg", border=4, omitsize=True, light="white")
    return Response(drawn_code.getvalue(), mimetype="image/svg+xml")


@blueprint.get("/receipts/<code>/card.png")
@visitors
def my_card(code: str) -> Response:
    """Give the card as a picture, to be kept."""
    return _file(code, "image/png")


@blueprint.get("/receipts/<code>/card.pdf")
@visitors
def my_card_to_print(code: str) -> Response:
    """Give the card for a printer."""
    return _file(code, "application/pdf")


def mine(tx: Reading) -> list[Recorded]:
    """Return what was answered and may be seen from this seat, in the order of the ledger."""
    visit = visiting()
    said = answers_of(tx.find(LedgerEntry), visit.participant_id)
    seen = {one.id for one in seen_from(visit.seat, [each.answer for each in said])}
    return [one for one in said if one.answer.id in seen]


def listed(tx: Reading) -> list[Listed]:
    """Return the newest receipt about each thing, newest first."""
    titles = titles_of(tx)
    return [
        Listed(
            code_of(one.hash),
            one.answer.stage,
            titles.get(one.answer.subject_id, ""),
            one.answer.at.date(),
            one.answer.state.is_yes,
        )
        for one in latest(mine(tx))
    ]


def _stages() -> Mapping[Stage, str]:
    return {stage: notice(Topic(stage), tongue()).title for stage in Stage}


def newest_about(tx: Reading, *subjects: str) -> str:
    """Return the address of the newest receipt about one of *subjects* ("": any); "" where there is none."""
    for one in latest(mine(tx)):
        if one.answer.subject_id in subjects or "" in subjects:
            return url_for(".my_receipt", code=code_of(one.hash))
    return ""


def receipt_of(said: list[Recorded], last: Recorded) -> Receipt:
    """Return the receipt that rests on *last*, in the language of this page; *said* as :func:`mine` says."""
    return issue(said, last, tongue(), studio().signing_key)


def _receipt(code: str) -> Receipt:
    """Return the receipt that an address names; another's is not there."""
    with studio().documents.read(visiting().workshop) as tx:
        said = mine(tx)
        if is_hex(code, CODE_DIGITS // 2):
            for one in said:
                if one.hash.startswith(code):
                    return receipt_of(said, one)
    raise NotFound("receipt", code)


def _file(code: str, kind: str) -> Response:
    answer = Response(drawn(visiting().workshop, _receipt(code), kind), mimetype=kind)
    suffix = kind.partition("/")[2]
    answer.headers["Content-Disposition"] = f'attachment; filename="receipt.{suffix}"'
    return answer
