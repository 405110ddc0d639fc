"""What the forms of a person's page hold: answers that somebody gave, written down by a facilitator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from flask import abort, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from consent.answers.leaving import record_whole
from consent.answers.understanding import with_notice
from consent.errors import AnswerRefused, NoNoticeUsable, Refusal
from consent.ledger.book import Book
from consent.notices import parse_reference
from consent.releases import (
    MUST_AGREE,
    Answer,
    AnswerState,
    Guardian,
    How,
    Role,
    Stage,
    TeachBack,
)
from pvstudio.errors import NotFound
from pvstudio.model import Audience, Participant, Treatment, new_id
from pvstudio.store import Reading
from web.forms import chosen, chosen_or_none, several, text
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.accounts import Role as AccountRole
from workflows.spoken import SpokenAnswer, proved

#: For how long the language and the interpreter of an answer are offered for the next one.
_SAME_TALK = timedelta(hours=1)


def said_now(person_id: str) -> list[Answer]:
    """Return the answers in the form, every no before any yes; “not now” is none."""
    found = sorted(_states(), key=lambda one: one[1].is_yes)
    return [_answer(person_id, audience, state) for audience, state in found]


def _states() -> list[tuple[Audience | None, AnswerState]]:
    """Return what was answered: once (taking part, being filmed, one audience), or for each audience."""
    if "state" in request.form:
        return [(chosen_or_none(Audience, "audience"), chosen(AnswerState, "state"))]
    asked = [(audience, chosen_or_none(AnswerState, f"answer-{audience}")) for audience in Audience]
    if found := [(audience, state) for audience, state in asked if state]:
        return [*found]
    raise BadRequest(_("Nothing is answered yet: choose yes or no for an audience."))


def _answer(person_id: str, audience: Audience | None, state: AnswerState) -> Answer:
    role = chosen(Role, "role")
    return Answer(
        id=new_id("answer"),
        at=now(),
        participant_id=person_id,
        stage=chosen(Stage, "stage"),
        subject_id=request.form.get("subject", ""),
        state=state,
        audience=audience,
        treatments=several(Treatment, "treatments") if state.is_yes else frozenset(),
        languages_left_out=frozenset(" ".join(request.form.getlist("left_out")).replace(",", " ").split()),
        how=chosen(How, "how"),
        role=role,
        guardian_id=text("guardian"),
        taken_by=_taker(role, state),
        interpreter=text("interpreter"),
        teach_back=chosen_or_none(TeachBack, "teach_back") or TeachBack.NOT_ASKED,
    )


def _taker(role: Role, state: AnswerState) -> str:
    """Return who asked: whoever is signed in, or whom they name. An officer's yes is the officer's own."""
    account = signed_in()
    if role is Role.BEST_INTERESTS and state.is_yes:
        if AccountRole.OFFICER not in account.roles:
            abort(403, _("Only the safeguarding officer signs for a child who is alone."))
        return account.name
    return text("taken_by") or account.name


def from_recording(workshop: str, person_id: str) -> MultiDict[str, str] | None:
    """Return a form that a recording has begun to fill: what it is about, and in which right it was said."""
    if not (wanted := request.args.get("spoken")):
        return None
    with studio().documents.read(workshop) as tx:
        said = tx.get(SpokenAnswer, wanted)
    if said.participant_id != person_id:
        raise NotFound("spoken answer", wanted)
    begun = {"stage": said.stage, "subject": said.subject_id, "role": said.role, "how": How.SPOKEN}
    return MultiDict({**begun, "guardian": said.guardian_id, "spoken": said.id})


def enter(tx: Book, said: Answer, spoken: str, *, again: bool) -> Answer:
    """Record an answer, on the recording *spoken* if it rests on one.

    *again*: the same yes once more changes nothing, as among several, or from a recording.
    """
    if spoken:
        said = proved(tx, spoken, said)
    try:
        return record_whole(tx, with_notice(tx, said, text("notice_language") or None))
    except AnswerRefused as refused:
        if again and refused.why is Refusal.REPEATED:
            return said
        raise


def same_talk(said: Sequence[Answer]) -> Mapping[str, str]:
    """Return the notice's language and the interpreter of the newest answer, if it was given just now."""
    newest = max(said, key=lambda one: one.number, default=None)
    if newest is None or not newest.notice or now() - newest.at > _SAME_TALK:
        return {}
    # without an interpreter the language is theirs, which is what an empty choice means
    language = parse_reference(newest.notice).language if newest.interpreter else ""
    return {"interpreter": newest.interpreter, "notice_language": language}


def without_notice(
    tx: Reading, person: Participant, guardians: Iterable[Guardian]
) -> dict[Stage, Sequence[str]]:
    """Return the stages at which no notice can be used for whoever answers, and the languages there are.

    No languages: there is no notice in any of theirs; else somebody must approve one.
    """
    found: dict[Stage, Sequence[str]] = {}
    known = [one.id for one in guardians]
    asked = [(role, who) for role in MUST_AGREE[person.age_band] for who in _speaking(role, known)]
    for stage in (Stage.S1, Stage.S2, Stage.S3, Stage.S4):
        for role, guardian in asked:
            yes = _would_be(person, stage, role, guardian)
            try:
                with_notice(tx, yes)
            except NoNoticeUsable as none:
                found[stage] = none.offered
    return found


def _speaking(role: Role, guardians: Sequence[str]) -> Sequence[str]:
    return guardians if role is Role.GUARDIAN else ("",)


def _would_be(person: Participant, stage: Stage, role: Role, guardian: str) -> Answer:
    return Answer(
        id="",
        at=now(),
        participant_id=person.id,
        stage=stage,
        subject_id="",
        state=AnswerState.GIVEN,
        role=role,
        guardian_id=guardian,
    )
