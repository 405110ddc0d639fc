"""People: what each was asked and answered, and the way to change one's mind."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from consent.answers.recording import record_answer
from consent.answers.understanding import with_notice
from consent.gate.records import Records
from consent.gate.standing import about, about_film, lineage, roles
from consent.notices import languages, parse_reference
from consent.releases import (
    MUST_AGREE,
    Answer,
    AnswerState,
    Appearance,
    Guardian,
    How,
    Role,
    Stage,
    TeachBack,
    fingerprint,
)
from pvstudio.languages import language_name
from pvstudio.model import (
    Audience,
    Clip,
    Cut,
    CutVersion,
    Participant,
    PopulationGroup,
    Treatment,
    Workshop,
    new_id,
)
from pvstudio.store import Reading
from web.forms import chosen, chosen_or_none, several, text
from web.pages.receipts import offered
from web.pages.vetoes import standing as vetoes_on
from web.security.access import allow
from web.security.session import signed_in
from web.wording import leaving as _leaving  # noqa: F401 — what refuses an answer is said by it
from web.wording.i18n import _, lazy, ngettext
from web.wording.showing import ROLES, TEACH_BACKS, now, standing, studio
from workflows.accounts import Role as AccountRole
from workflows.withdrawals import consent_changes
from workflows.withdrawals import withdraw as close_at_once

#: The choice in the form of withdrawal that is no clip.
EVERYTHING = "everything"

#: How somebody stands to the place, where they said it.
GROUPS = {
    PopulationGroup.ON_THE_MOVE: lazy("On the move"),
    PopulationGroup.RESIDENT: lazy("Lives here"),
    PopulationGroup.STAFF: lazy("Works for an organisation here"),
}

blueprint = Blueprint("people", __name__, url_prefix="/workshops/<workshop>/people")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a person is asked about, and where they stand: a cell for each right and audience."""

    stage: Stage
    subject: str
    title: str
    cells: tuple[tuple[Role, Audience | None, str, Answer | None], ...]

    def by_role(self) -> list[tuple[Role, list[tuple[Audience | None, str, Answer | None]]]]:
        """Return the cells of each right, from the first audience to the last."""
        roles = dict.fromkeys(cell[0] for cell in self.cells)
        return [(role, [cell[1:] for cell in self.cells if cell[0] is role]) for role in roles]


@blueprint.get("/<person_id>/")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def show(workshop: str, person_id: str) -> ResponseReturnValue:
    """Show one person: the clips and films that they are in, their answers, the way to change them."""
    with studio().documents.read(workshop) as tx:
        person = tx.get(Participant, person_id)
        return render_template(
            "people/show.html",
            workshop=tx.get(Workshop, workshop),
            person=person,
            rows=_rows(tx, workshop, person),
            said_by={role: ROLES[role] for role in roles(person)},
            guardians=tx.find(Guardian, participant_id=person_id),
            languages={tag: language_name(tag) for tag in languages()},
            teach_backs=TEACH_BACKS,
            said=sorted(tx.find(Answer, participant_id=person_id), key=lambda one: -one.number),
            receipts=offered(tx, person_id),
            vetoes=vetoes_on(tx, person_id),
            GROUPS=GROUPS,
        )


def _rows(tx: Reading, workshop: str, person: Participant) -> list[Row]:
    seen = {one.clip_id for one in tx.find(Appearance, participant_id=person.id)}
    clips = [clip for clip in tx.find(Clip) if clip.id in seen]
    versions = [one for one in tx.find(CutVersion) if any(item.clip_id in seen for item in one.items)]
    titles = {cut.id: cut.title for cut in tx.find(Cut)}
    said = tx.find(Answer, participant_id=person.id)
    guardians = tx.find(Guardian, participant_id=person.id)
    records = Records.of(workshop_id=workshop, answers=said, guardians=guardians, versions=versions)
    rows = [
        _row(records, person, Stage.S1, workshop, "", ""),
        _row(records, person, Stage.S2, workshop, "", ""),
    ]
    rows += [
        _row(records, person, Stage.S3, clip.id, clip.title, fingerprint(clip))
        for clip in sorted(clips, key=lambda one: one.title.casefold())
    ]
    for film in sorted(versions, key=lambda one: (one.cut_id, one.number)):
        title = f"{titles[film.cut_id]} · {film.number}"
        rows.append(_film_row(records, person, film, title))
    return rows


def _film_row(records: Records, person: Participant, film: CutVersion, title: str) -> Row:
    """A version that only narrows an older one shows the answers that it inherits."""
    versions, at, cells = lineage(film, records), now(), []
    for role in MUST_AGREE[person.age_band]:
        for audience in Audience:
            answer, watched = about_film(person, role, versions, audience, records, at)[-1]
            cells.append((role, audience, standing(answer, watched, at, person), answer))
    return Row(Stage.S4, film.id, title, tuple(cells))


def _row(records: Records, person: Participant, stage: Stage, subject: str, title: str, watched: str) -> Row:
    audiences = list(Audience) if stage in {Stage.S3, Stage.S4} else [None]
    at, cells = now(), []
    for role in MUST_AGREE[person.age_band]:
        for audience in audiences:
            found = about(person, role, stage, subject, audience, watched, records, at)[-1]
            cells.append((role, audience, standing(found.answer, watched, at, person), found.answer))
    return Row(stage, subject, title, tuple(cells))


@blueprint.post("/<person_id>/answers")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def answer(workshop: str, person_id: str) -> ResponseReturnValue:
    """Record what somebody said to a facilitator, or what the safeguarding officer signs."""
    role, state = chosen(Role, "role"), chosen(AnswerState, "state")
    said = Answer(
        id=new_id("answer"),
        at=now(),
        participant_id=person_id,
        stage=chosen(Stage, "stage"),
        subject_id=request.form.get("subject", ""),
        state=state,
        audience=chosen_or_none(Audience, "audience"),
        treatments=several(Treatment, "treatments"),
        languages_left_out=frozenset(text("left_out").replace(",", " ").split()),
        how=chosen(How, "how"),
        role=role,
        guardian_id=text("guardian"),
        taken_by=_taker(role, state),
        interpreter=text("interpreter"),
        teach_back=chosen_or_none(TeachBack, "teach_back") or TeachBack.NOT_ASKED,
    )
    with consent_changes(studio(), workshop) as tx:
        said = record_answer(tx, with_notice(tx, said, text("notice_language") or None))
    flash(_("Written down."))
    if said.notice:
        flash(_("Asked in {language}.", language=language_name(parse_reference(said.notice).language)))
    return redirect(url_for(".show", workshop=workshop, person_id=person_id), 303)


def _taker(role: Role, state: AnswerState) -> str:
    """Return who asked: whoever is signed in, or whom they name. An officer's yes is the officer's own."""
    account = signed_in()
    if role is Role.BEST_INTERESTS and state.is_yes:
        if AccountRole.OFFICER not in account.roles:
            abort(403, _("Only the safeguarding officer signs for a child who is alone."))
        return account.name
    return text("taken_by") or account.name


@blueprint.post("/<person_id>/withdraw")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def withdraw(workshop: str, person_id: str) -> ResponseReturnValue:
    """Take back a yes, for one clip or for everything: at once, and no reason is asked."""
    clip = request.form.get("clip", "")
    if not clip:
        raise BadRequest(_("Choose what is taken back: one clip, or everything."))
    done = close_at_once(
        studio(),
        workshop,
        person_id,
        [] if clip == EVERYTHING else [clip],
        how=chosen(How, "how"),
        role=chosen(Role, "role"),
        guardian_id=text("guardian"),
        taken_by=text("taken_by") or signed_in().name,
    )
    flash(_("It is closed. What others have copied cannot be called back."))
    if done.recalled:
        flash(ngettext("{n} film is recalled.", "{n} films are recalled.", len(done.recalled)))
    if done.kits:
        kits = len(done.kits)
        flash(
            ngettext("{n} kit must be deleted by its host.", "{n} kits must be deleted by their hosts.", kits)
        )
    return redirect(url_for(".show", workshop=workshop, person_id=person_id), 303)
