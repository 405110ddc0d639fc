"""Voices: facilitators speak what people are shown on the phone, passage by passage, in each language.

A recording made in the browser and a file from a telephone come by the same form. What is listened to
before it is kept never leaves the browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from consent.notices import languages
from consent.notices.narrations import Narration, newest, sound_file, versions
from pvstudio.media.errors import MediaRefused
from pvstudio.model import Participant, Workshop
from web.forms import text
from web.pages.notices import picture
from web.phone.passages import Passage, passages
from web.security.access import allow
from web.security.bodies import takes
from web.security.session import signed_in
from web.sending.ranges import send
from web.wording.i18n import _, lazy
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.voices import MAX_BYTES, Recording, keep_recording, play_again, play_no_more

blueprint = Blueprint("narrations", __name__, url_prefix="/workshops/<workshop>/voices")

#: What facilitators call the kinds of passages, in the order of the page.
KINDS = {
    "language": lazy("The language itself"),
    "say": lazy("On the phone's screens"),
    "said": lazy("Questions"),
    "notice": lazy("Before an answer"),
    "audience": lazy("Who may see it"),
    "treatment": lazy("How somebody may appear"),
    "teach": lazy("Was it understood?"),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where the passages of one language stand: what is played of each, by key."""

    language: str
    passages: Mapping[str, Passage]
    played: Mapping[str, Narration]

    @property
    def missing(self) -> list[str]:
        """The keys of the passages that nobody has spoken, the most needed first."""
        return [key for key in self.passages if key not in self.played]

    def missing_after(self, key: str) -> str | None:
        """Return the next one to record, from the beginning again after the last; None if all are spoken."""
        order = list(self.passages)
        later = [one for one in self.missing if order.index(one) > order.index(key)]
        return next(iter([*later, *(one for one in self.missing if one != key)]), None)


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str) -> ResponseReturnValue:
    """Show how much is spoken in each language, those of the workshop first."""
    with studio().documents.read(workshop) as tx:
        place, people, held = tx.get(Workshop, workshop), tx.find(Participant), tx.find(Narration)
    needed = {*place.languages, *(tag for one in people for tag in one.languages)}
    found = sorted((_spoken(tag, held) for tag in languages()), key=lambda one: one.language not in needed)
    return render_template("narrations/index.html", workshop=place, found=found, needed=needed)


@blueprint.get("/<language>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, language: str) -> ResponseReturnValue:
    """List the passages of one language: who speaks them, and which nobody does."""
    place, held = _held(workshop, language)
    spoken = _spoken(language, held)
    kinds = {kind: [one for one in spoken.passages.values() if one.kind == kind] for kind in KINDS}
    return render_template(
        "narrations/show.html", workshop=place, spoken=spoken, kinds=kinds, KINDS=KINDS, picture=picture
    )


@blueprint.get("/<language>/<key>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def passage(workshop: str, language: str, key: str) -> ResponseReturnValue:
    """Show one passage, large, to be recorded; and all recordings of it that there are."""
    return _page(workshop, language, key)


@blueprint.post("/<language>/<key>/")
@takes(files=MAX_BYTES)
@allow(Role.FACILITATOR, Role.OFFICER)
def keep(workshop: str, language: str, key: str) -> ResponseReturnValue:
    """Keep a recording; then the next passage that nobody has spoken, if they are recorded in a row."""
    one, sent = _passage(language, key), request.files.get("recording")
    if text("passage", longest=300) != one.reference:
        raise BadRequest(_("The text has changed since this page was opened. Read it again."))
    content = sent.stream.read() if sent else b""
    if not content:
        wrong = _("No recording came."), _("Record the words, or choose a file with them.")
        return _page(workshop, language, key, wrong=wrong), 422
    recording = Recording(content=content, name=_("The recording"), by=text("by"))
    try:
        keep_recording(studio(), workshop, one, recording, at=now())
    except MediaRefused:  # its words are English; whatever it was, the same helps
        again = _("Record the words again: close to the microphone, 15 minutes at most.")
        return _page(workshop, language, key, wrong=(_("This recording cannot be used."), again)), 422
    flash(_("Kept. This is what people hear from now on."))
    return redirect(_after(workshop, language, key), 303)


@blueprint.get("/<language>/<key>/sound.m4a")
@allow(Role.FACILITATOR, Role.OFFICER)
def narration(workshop: str, language: str, key: str) -> Response:
    """Play what people hear, or the version that is asked for."""
    one, wanted = _passage(language, key), request.args.get("version")
    with studio().documents.read(workshop) as tx:
        held = tx.find(Narration, notice=one.reference)
    found = next((each for each in held if each.id == wanted), None) if wanted else _played(one, held)
    if found is None:
        raise NotFound(_("Nobody has spoken this yet."))
    return send(sound_file(studio().folder(workshop), found.sha256), "audio/mp4")


@blueprint.post("/<language>/<key>/<narration_id>/use")
@allow(Role.FACILITATOR, Role.OFFICER)
def use(workshop: str, language: str, key: str, narration_id: str) -> ResponseReturnValue:
    """Go back to an earlier version."""
    play_again(studio(), workshop, _passage(language, key), narration_id, now())
    flash(_("People hear this version from now on."))
    return redirect(url_for(".passage", workshop=workshop, language=language, key=key), 303)


@blueprint.post("/<language>/<key>/<narration_id>/out")
@allow(Role.FACILITATOR, Role.OFFICER)
def out(workshop: str, language: str, key: str, narration_id: str) -> ResponseReturnValue:
    """Take a version out of use; it is kept, for answers may have been given to it."""
    play_no_more(studio(), workshop, _passage(language, key), narration_id, now())
    flash(_("It is not played any more. It is kept with the answers that were given to it."))
    return redirect(url_for(".passage", workshop=workshop, language=language, key=key), 303)


def _page(workshop: str, language: str, key: str, *, wrong: tuple[str, str] = ("", "")) -> str:
    place, held = _held(workshop, language)
    one, spoken = _passage(language, key), _spoken(language, held)
    said = versions(held)
    return render_template(
        "narrations/passage.html",
        workshop=place,
        one=one,
        spoken=spoken,
        kind=KINDS[one.kind],
        recordings=said.get(one.reference, []),
        in_a_row="all" in request.args,
        then=spoken.missing_after(key),
        by=request.form.get("by") or _last_voice(held, spoken),
        wrong=wrong,
        picture=picture,
    )


def _after(workshop: str, language: str, key: str) -> str:
    """Return where to go on once a passage is kept."""
    if "all" not in request.args:
        return url_for(".passage", workshop=workshop, language=language, key=key)
    then = _spoken(language, _held(workshop, language)[1]).missing_after(key)
    if then is None:
        return url_for(".show", workshop=workshop, language=language)
    return url_for(".passage", workshop=workshop, language=language, key=then, all="")


def _held(workshop: str, language: str) -> tuple[Workshop, list[Narration]]:
    _known(language)
    with studio().documents.read(workshop) as tx:
        return tx.get(Workshop, workshop), tx.find(Narration)


def _passage(language: str, key: str) -> Passage:
    found = passages(_known(language)).get(key)
    if found is None:
        raise NotFound(_("There is no passage “{name}”.", name=key))
    return found


def _known(language: str) -> str:
    if language not in languages():
        raise NotFound(_("There are no texts in “{name}”.", name=language))
    return language


def _spoken(language: str, held: Iterable[Narration]) -> Spoken:
    known, played = passages(language), newest(held)
    return Spoken(
        language, known, {key: played[one.reference] for key, one in known.items() if one.reference in played}
    )


def _played(one: Passage, held: Iterable[Narration]) -> Narration | None:
    return newest(held).get(one.reference)


def _last_voice(held: Iterable[Narration], spoken: Spoken) -> str:
    """Return who spoke last in this language: probably the same person speaks on."""
    here = {one.reference for one in spoken.passages.values()}
    mine = sorted((one for one in held if one.notice in here and one.by), key=lambda one: one.at)
    return mine[-1].by if mine else signed_in().name
