"""Receipts: the page of one in the participant's language, its card, and the proof of one that is brought."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from consent.errors import ConsentError
from consent.ledger.entries import LedgerEntry, is_hex
from consent.notices import languages
from consent.receipts.card import card, pdf, png, qr_code
from consent.receipts.drawings import svg
from consent.receipts.issuing import CODE_DIGITS, code_of, issue, language_of
from consent.receipts.payload import Receipt
from consent.receipts.photographs import MAX_BYTES, read_photograph
from consent.receipts.saying import saying
from consent.receipts.statement import answers_in, answers_of, latest
from consent.receipts.telling import advice, told, told_lines
from consent.receipts.verifying import Now, Proof, verify_receipt
from consent.releases import Stage
from pvstudio.errors import NotFound
from pvstudio.model import Participant, Workshop
from pvstudio.store import Reading
from pvstudio.store.files import make_folder, write_bytes
from web.security.access import allow
from web.security.bodies import takes
from web.wording.i18n import lazy
from web.wording.showing import now, studio
from workflows.accounts import Role

blueprint = Blueprint("receipts", __name__, url_prefix="/workshops/<workshop>/receipts")

#: What became of an answer since.
BECAME = {
    Now.STANDS: lazy("Still stands"),
    Now.CHANGED: lazy("Changed since"),
    Now.EXPIRED: lazy("Ended"),
    Now.WITHDRAWN: lazy("Withdrawn"),
    Now.ERASED: lazy("Erased"),
}


class Offered(NamedTuple):
    """A receipt that can be given to somebody, as their page lists it."""

    code: str
    stage: Stage
    subject_id: str
    day: date


class _Found(NamedTuple):
    receipt: Receipt
    participant_id: str


def offered(tx: Reading, participant_id: str) -> list[Offered]:
    """Return the newest receipt about each thing that somebody answered about, newest first."""
    return [
        Offered(code_of(one.hash), one.answer.stage, one.answer.subject_id, one.answer.at.date())
        for one in latest(answers_of(tx.find(LedgerEntry), participant_id))
    ]


def picture(name: str) -> Markup:
    """Return a drawing as markup: inside the page, so that it takes the colour of the words."""
    return Markup(svg(name).replace("<svg ", '<svg class="drawing" aria-hidden="true" ', 1))  # noqa: S704


@blueprint.get("/<code>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, code: str) -> ResponseReturnValue:
    """Show a receipt in the language of its person, as a page that prints as the card does."""
    found = _found(workshop, code)
    return render_template(
        "receipt.html",
        workshop_id=workshop,
        code=code,
        said=saying(found.receipt.statement),
        square=_square(found.receipt),
        picture=picture,
        languages=languages(),
    )


@blueprint.get("/<code>/card.png")
@allow(Role.FACILITATOR, Role.OFFICER)
def card_png(workshop: str, code: str) -> Response:
    """Give the card as a picture."""
    return _file(workshop, _found(workshop, code).receipt, "image/png")


@blueprint.get("/<code>/card.pdf")
@allow(Role.FACILITATOR, Role.OFFICER)
def card_pdf(workshop: str, code: str) -> Response:
    """Give the card for a printer."""
    return _file(workshop, _found(workshop, code).receipt, "application/pdf")


@blueprint.post("/<code>/change")
@allow(Role.FACILITATOR, Role.OFFICER)
def change(workshop: str, code: str) -> ResponseReturnValue:
    """Go where the answer can be changed; whose it is stands on no page of a receipt."""
    person = _found(workshop, code).participant_id
    return redirect(url_for("people.show", workshop=workshop, person_id=person), 303)


@blueprint.get("/verify")
@allow(Role.FACILITATOR, Role.OFFICER)
def verify(workshop: str) -> ResponseReturnValue:
    """Ask for a photograph, or for the text of a code."""
    with studio().documents.read(workshop) as tx:
        return render_template("receipts_verify.html", workshop=tx.get(Workshop, workshop))


@blueprint.post("/verify/check")
@takes(files=MAX_BYTES)
@allow(Role.FACILITATOR, Role.OFFICER)
def check(workshop: str) -> ResponseReturnValue:
    """Tell whether the receipt is true, and whether it still stands."""
    with studio().documents.read(workshop) as tx:
        place, entries = tx.get(Workshop, workshop), tx.find(LedgerEntry)
    try:
        given = _given(workshop)
    except ConsentError as error:
        return render_template("receipts_verify.html", workshop=place, problem=error), 422
    verdict = verify_receipt(given, entries, studio().accepted_keys, at=now())
    elsewhere = verdict.proof is Proof.NOT_IN_LEDGER and _elsewhere(workshop, given)
    return render_template(
        "receipts_verify.html",
        workshop=place,
        verdict=verdict,
        BECAME=BECAME,
        words=told(verdict),
        advice=advice(verdict),
        lines=list(told_lines(verdict)),
        elsewhere=elsewhere,
        code=code_of(given.hash) if verdict.recorded else "",
    )


def _found(workshop: str, code: str) -> _Found:
    """Return the receipt that an address names, in the language that is asked for."""
    with studio().documents.read(workshop) as tx:
        entries = tx.find(LedgerEntry)
        named = [entry for entry in entries if is_hex(code, CODE_DIGITS // 2) and entry.hash.startswith(code)]
        for last in answers_in(named):
            person = last.answer.participant_id
            spoken = tx.find(Participant, id=person)
            language = _language() or language_of(last, spoken[0].languages if spoken else ())
            return _Found(issue(answers_of(entries, person), last, language, studio().signing_key), person)
    raise NotFound("receipt", code)


def _language() -> str:
    """Return the language that was chosen on the page, or nothing."""
    wanted = request.args.get("language", "")
    if wanted and wanted not in languages():
        raise BadRequest(f"There are no receipts in “{wanted}”.")
    return wanted


def _square(receipt: Receipt) -> Markup:
    return Markup(qr_code(receipt).svg_inline(border=4, omitsize=True, svgclass="square"))  # noqa: S704


def _file(workshop: str, receipt: Receipt, kind: str) -> Response:
    answer = Response(drawn(workshop, receipt, kind), mimetype=kind)
    answer.headers["Content-Disposition"] = f"inline; filename=receipt.{kind.partition('/')[2]}"
    return answer


def drawn(workshop: str, receipt: Receipt, kind: str) -> bytes:
    """Return the card of a receipt as ``image/png`` or ``application/pdf``."""
    return _drawn(receipt, make_folder(studio().folder(workshop) / "bench"), kind)


@lru_cache(maxsize=64)  # a download asks twice, and drawing takes a second or two
def _drawn(receipt: Receipt, bench: Path, kind: str) -> bytes:
    drawn = card(receipt, bench)
    return png(drawn) if kind == "image/png" else pdf(drawn)


def _given(workshop: str) -> Receipt:
    """Return the receipt of the photograph or the text in the form. Raises :class:`ConsentError`."""
    sent = request.files.get("photograph")
    if sent and sent.filename:
        with tempfile.TemporaryDirectory(dir=studio().folder(workshop), prefix=".", suffix=".part") as folder:
            path = Path(folder) / "photograph"  # never a name that somebody sent
            write_bytes(path, sent.stream.read(MAX_BYTES + 1))
            return read_photograph(path)
    return Receipt.parse(request.form.get("text", ""))


def _elsewhere(workshop: str, receipt: Receipt) -> bool:
    """Tell whether another workshop of this studio knows the receipt; which one is not told."""
    others: Sequence[str] = [one for one in studio().workshops() if one != workshop]
    for other in others:
        with suppress(NotFound), studio().documents.read(other) as tx:
            if tx.find(LedgerEntry, hash=receipt.hash):
                return True
    return False
