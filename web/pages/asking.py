"""Asking one person about a finished film (S4): it is shown, then what is asked follows, in their language.

People have no page of their own yet: a facilitator hands them this machine. Nothing else is on these pages,
and every word that is meant for the person comes from the notices.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consent.answers.recording import record_answer
from consent.answers.understanding import with_notice
from consent.errors import AnswerRefused, Refusal
from consent.ledger.book import Book
from consent.notices import NoticeApproval, approved, best_for, languages, notice, words
from consent.notices.narrations import Narration, newest
from consent.releases import MUST_AGREE, Answer, AnswerState, Guardian, How, Role, Stage, TeachBack
from pvstudio.languages import language_name, subtags
from pvstudio.model import Audience, Cut, CutVersion, Participant, Treatment, Workshop, new_id
from pvstudio.store import Reading
from web.forms import several, text
from web.pages.notices import picture
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _, ngettext
from web.wording.problems import in_words, teach
from web.wording.showing import ROLES, now, studio
from workflows.accounts import Role as AccountRole
from workflows.reviews import Before, ReviewRequest, YesTooEarly, check_on_screen, note_watched, request_of
from workflows.withdrawals import consent_changes

teach(YesTooEarly, lambda _e: (_("Not asked yet"), ""))  # what else may be missing, the page itself says

blueprint = Blueprint(
    "asking", __name__, url_prefix="/workshops/<workshop>/films/<version_id>/review/<person_id>"
)


@blueprint.get("/watch/")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def watch(workshop: str, version_id: str, person_id: str) -> ResponseReturnValue:
    """Show the film to one person, calmly."""
    with studio().documents.read(workshop) as tx:
        version, person = tx.get(CutVersion, version_id), tx.get(Participant, person_id)
        language = _language(tx, person)
        return render_template(
            "review/watch.html",
            workshop_id=workshop,
            version=version,
            person=person,
            role=_role(person),
            title=tx.get(Cut, version.cut_id).title,
            said=words(language),
            subtitles=_subtitles([language, *person.languages], version.languages),
        )


@blueprint.post("/watched")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def watched(workshop: str, version_id: str, person_id: str) -> ResponseReturnValue:
    """Write down that the film was watched, and go on to what is asked."""
    note_watched(studio(), workshop, version_id, person_id, now(), language=text("subtitles"))
    asked = url_for(
        ".questions",
        workshop=workshop,
        version_id=version_id,
        person_id=person_id,
        role=text("role") or None,
        language=text("language") or None,
    )
    return redirect(asked, 303)


@blueprint.get("/questions/")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def questions(workshop: str, version_id: str, person_id: str) -> ResponseReturnValue:
    """Ask one person about the film, by the notice and its drawings."""
    return _questions(workshop, version_id, person_id)


@blueprint.post("/questions/")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def answer(workshop: str, version_id: str, person_id: str) -> ResponseReturnValue:
    """Write down what was answered on the screen: every no at once; every yes, or none, with the reason."""
    with studio().documents.read(workshop) as tx:
        person = tx.get(Participant, person_id)
    count = 0
    try:
        for state in (AnswerState.REFUSED, AnswerState.GIVEN):  # no yes that is refused takes a no with it
            if said := list(_answers(person, version_id, state)):
                with consent_changes(studio(), workshop) as tx:
                    for one in said:
                        _record(tx, one, text("language"))
            count += len(said)
    except (AnswerRefused, YesTooEarly) as refused:
        return _questions(workshop, version_id, person_id, wrong=refused), 409
    flash(ngettext("{n} answer is written down.", "{n} answers are written down.", count))
    if others := [role for role in MUST_AGREE[person.age_band] if role is not _role(person)]:
        flash(_("Others must answer too: {who}.", who=" · ".join(str(ROLES[role]) for role in others)))
    return redirect(url_for("review.show", workshop=workshop, version_id=version_id), 303)


def _questions(
    workshop: str, version_id: str, person_id: str, *, wrong: AnswerRefused | YesTooEarly | None = None
) -> str:
    with studio().documents.read(workshop) as tx:
        version, person = tx.get(CutVersion, version_id), tx.get(Participant, person_id)
        language = _language(tx, person)
        shown, asked = notice(Stage.S4, language), request_of(tx, version_id, person_id)
        return render_template(
            "review/questions.html",
            workshop_id=workshop,
            version=version,
            person=person,
            role=_role(person),
            guardians=_guardians(tx, person),
            title=tx.get(Cut, version.cut_id).title,
            said=words(language),
            notice=shown,
            usable=approved(shown, tx.find(NoticeApproval)),
            spoken=shown.reference in newest(tx.find(Narration)),
            languages={tag: language_name(tag) for tag in languages()},
            audiences=asked.audiences if asked else (version.audience,),
            picture=picture,
            missing=_missing(asked),
            kept=request.form,
            again=_is_again(wrong),
            wrong=in_words(wrong) if wrong else None,
        )


def _missing(asked: ReviewRequest | None) -> Before | None:
    """Return what must come before any yes: it cannot be chosen until then; a no can."""
    if asked is None:
        return Before.ASKED
    return None if asked.watched_at else Before.WATCHED


def _is_again(wrong: AnswerRefused | YesTooEarly | None) -> bool:
    """Say whether it is to be explained once more: it was told back wrong, or not at all."""
    if isinstance(wrong, YesTooEarly):
        return wrong.missing is Before.TOLD_BACK
    return wrong is not None and wrong.why is Refusal.NOT_UNDERSTOOD


# -- what the form holds -----------------------------------------------------------------------


def _answers(person: Participant, version_id: str, state: AnswerState) -> Iterable[Answer]:
    """Yield an answer for each audience that was answered with *state*; “not now” is none."""
    role, by, is_yes = _role(person), signed_in(), state.is_yes
    for audience in Audience:
        if request.form.get(f"answer-{audience}") != state:
            continue
        if is_yes and role is Role.BEST_INTERESTS and AccountRole.OFFICER not in by.roles:
            abort(403, _("Only the safeguarding officer signs for a child who is alone."))
        yield Answer(
            id=new_id("answer"),
            at=now(),
            participant_id=person.id,
            stage=Stage.S4,
            subject_id=version_id,
            state=state,
            audience=audience,
            treatments=several(Treatment, "treatments") if is_yes else frozenset(),
            languages_left_out=frozenset(request.form.getlist("left_out")) if is_yes else frozenset(),
            how=How.ON_SCREEN,
            role=role,
            guardian_id=text("guardian") if role is Role.GUARDIAN else "",
            taken_by=by.name,
            interpreter=text("interpreter"),
            teach_back=_told_back(),
        )


def _told_back() -> TeachBack:
    told = notice(Stage.S4, text("language")).teach_back
    chosen = request.form.get("told", "")
    if told is None or not chosen:
        return TeachBack.NOT_ASKED
    return TeachBack.UNDERSTOOD if chosen == str(told.right) else TeachBack.NOT_UNDERSTOOD


def _record(tx: Book, said: Answer, language: str) -> None:
    """Record an answer; the same yes once more changes nothing."""
    check_on_screen(tx, said, language)
    try:
        record_answer(tx, with_notice(tx, said, language))
    except AnswerRefused as refused:
        if refused.why is not Refusal.REPEATED:
            raise


def _role(person: Participant) -> Role:
    """Return in which right is asked: the first who must agree, or the one that was chosen."""
    wanted = request.values.get("role", "")
    return next(
        (role for role in MUST_AGREE[person.age_band] if role == wanted), MUST_AGREE[person.age_band][0]
    )


def _guardians(tx: Reading, person: Participant) -> list[Guardian]:
    return tx.find(Guardian, participant_id=person.id) if _role(person) is Role.GUARDIAN else []


def _language(tx: Reading, person: Participant) -> str:
    """Return the language of the notice: the chosen one, or the first of whoever answers that may be used."""
    wanted = request.values.get("language", "")
    if wanted in languages():
        return wanted
    theirs = [tag for one in _guardians(tx, person) for tag in one.languages] or [*person.languages]
    home = next(iter(tx.find(Workshop)), None)
    offered = best_for(theirs or (home.languages if home else ())) or languages()
    approvals = tx.find(NoticeApproval)
    return next((tag for tag in offered if approved(notice(Stage.S4, tag), approvals)), offered[0])


def _subtitles(wanted: Iterable[str], held: Iterable[str]) -> list[str]:
    """Return the languages of a film's subtitles, those that suit *wanted* first."""
    held = list(held)
    suited = [one for tag in wanted for one in held if subtags(one)[0] == subtags(tag)[0]]
    return list(dict.fromkeys([*suited, *held]))
