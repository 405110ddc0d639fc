"""People: what each was asked and answered, and the way to change one's mind."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from consent.errors import ConsentError
from consent.gate.overview import Letter, Letters
from consent.gate.records import Records
from consent.gate.standing import about, about_film, lineage, roles
from consent.notices import languages, parse_reference
from consent.releases import (
    MUST_AGREE,
    Answer,
    Appearance,
    Guardian,
    How,
    Role,
    Stage,
    fingerprint,
)
from pvstudio.languages import language_name
from pvstudio.model import (
    Audience,
    Clip,
    Cut,
    CutState,
    CutVersion,
    KitState,
    Participant,
    PopulationGroup,
    Workshop,
)
from pvstudio.store import Reading
from web.forms import chosen, text
from web.pages.receipts import offered
from web.pages.said import enter, from_recording, said_now, same_talk, without_notice
from web.pages.vetoes import standing as vetoes_on
from web.security.access import allow
from web.security.session import signed_in
from web.wording import leaving as _leaving  # noqa: F401 — what refuses an answer is said by it
from web.wording.i18n import _, lazy, ngettext
from web.wording.letters import letters
from web.wording.problems import in_words
from web.wording.showing import ROLES, TEACH_BACKS, now, standing, studio
from workflows.accounts import Role as AccountRole
from workflows.erasures import plan_erasure
from workflows.spoken import SpokenAnswer, SpokenError, written_down
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

#: Where somebody stands, as a letter; whatever is not named here is a no.
_LETTERS = {
    "given": Letter.YES,
    "limited": Letter.CONDITIONS,
    "pending": Letter.PENDING,
    "changed": Letter.PENDING,
    "age-changed": Letter.PENDING,
    "not-yet": Letter.PENDING,
    "expired": Letter.ENDED,
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

    def letters(self, role: Role) -> Markup:
        """Return where one right stands as letters, one for each audience."""
        stands: Letters = tuple(_LETTERS.get(cell[2], Letter.NO) for cell in self.cells if cell[0] is role)
        return letters(stands)


@blueprint.get("/<person_id>/")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def show(workshop: str, person_id: str) -> ResponseReturnValue:
    """Show one person: the clips and films that they are in, their answers, the way to change them.

    *spoken* behind the question mark opens the form for what they have said into their phone.
    """
    return _page(workshop, person_id, typed=from_recording(workshop, person_id))


def _page(
    workshop: str,
    person_id: str,
    *,
    typed: MultiDict[str, str] | None = None,
    wrong: tuple[str, str] = ("", ""),
) -> str:
    """Show one person; *typed* is the form of an answer that came back, *wrong* says why."""
    with studio().documents.read(workshop) as tx:
        person, said = tx.get(Participant, person_id), tx.find(Answer, participant_id=person_id)
        guardians, speak = tx.find(Guardian, participant_id=person_id), roles(person)
        return render_template(
            "people/show.html",
            workshop=tx.get(Workshop, workshop),
            person=person,
            rows=_rows(tx, workshop, person),
            said_by={role: ROLES[role] for role in speak},
            may_answer={role: ROLES[role] for role in speak if guardians or role is not Role.GUARDIAN},
            guardians=guardians,
            lacks_guardian=Role.GUARDIAN in MUST_AGREE[person.age_band] and not guardians,
            without_notice=without_notice(tx, person, guardians),
            kept=same_talk(said),
            languages={tag: language_name(tag) for tag in languages()},
            teach_backs=TEACH_BACKS,
            said=sorted(said, key=lambda one: -one.number),
            titles=_titles(tx),
            receipts=offered(tx, person_id),
            vetoes=vetoes_on(tx, person_id),
            GROUPS=GROUPS,
            typed=typed,
            wrong=wrong,
            recording=_recording(tx, person_id, typed),
        )


def _recording(tx: Reading, person_id: str, typed: MultiDict[str, str] | None) -> SpokenAnswer | None:
    """Return what was said into their phone, where the form rests on it."""
    wanted = typed.get("spoken", "") if typed else ""
    return next(iter(tx.find(SpokenAnswer, id=wanted, participant_id=person_id)), None)


def _titles(tx: Reading) -> dict[str, str]:
    """Return what each clip and each version of a film is called."""
    cuts = {cut.id: cut.title for cut in tx.find(Cut)}
    titles = {film.id: f"{cuts[film.cut_id]} · {film.number}" for film in tx.find(CutVersion)}
    return titles | {clip.id: clip.title for clip in tx.find(Clip)}


def _rows(tx: Reading, workshop: str, person: Participant) -> list[Row]:
    seen = {one.clip_id for one in tx.find(Appearance, participant_id=person.id)}
    clips = [clip for clip in tx.find(Clip) if clip.id in seen]
    versions = [one for one in tx.find(CutVersion) if any(item.clip_id in seen for item in one.items)]
    titles = _titles(tx)
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
        rows.append(_film_row(records, person, film, titles[film.id]))
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
    """Record what somebody said to a facilitator, or what the safeguarding officer signs.

    Every no first, in a transaction of its own: no yes that is refused takes a no with it. Then every
    yes, all or none. What is refused comes back in its form, as it was typed.
    """
    try:
        return _written_down(workshop, person_id)
    except (ConsentError, SpokenError) as refused:
        return _page(workshop, person_id, typed=request.form, wrong=in_words(refused)), 409
    except BadRequest as refused:
        return _page(workshop, person_id, typed=request.form, wrong=(refused.description or "", "")), 400


def _written_down(workshop: str, person_id: str) -> ResponseReturnValue:
    said, written = said_now(person_id), list[Answer]()
    spoken = request.form.get("spoken", "")
    again = bool(spoken) or len(said) > 1
    try:
        for is_yes in (False, True):
            with consent_changes(studio(), workshop) as tx:
                found = [enter(tx, one, spoken, again=again) for one in said if one.state.is_yes is is_yes]
                if spoken and (found or is_yes):  # dealt with when all that was said is written down
                    written_down(tx, spoken, found, by=signed_in().name, at=now() if is_yes else None)
            written += found
    finally:
        if written:
            count = len(written)
            flash(ngettext("{n} answer is written down.", "{n} answers are written down.", count))
    if notices := {one.notice: None for one in written if one.notice}:
        language = language_name(parse_reference(next(iter(notices))).language)
        flash(_("Asked in {language}.", language=language))
    here = f"{said[0].stage}-{said[0].subject_id}"
    return redirect(url_for(".show", workshop=workshop, person_id=person_id, _anchor=here), 303)


@blueprint.get("/<person_id>/withdraw")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def before_withdrawal(workshop: str, person_id: str) -> ResponseReturnValue:
    """Say what a withdrawal closes, and ask once whether it is meant. No reason is asked."""
    clip = request.args.get("clip", "")
    if not clip:
        raise BadRequest(_("Choose what is taken back: one clip, or everything."))
    with studio().documents.read(workshop) as tx:
        found = plan_erasure(tx, person_id, [] if clip == EVERYTHING else [clip])
        return render_template(
            "people/withdraw.html",
            workshop=tx.get(Workshop, workshop),
            person=found.person,
            everything=clip == EVERYTHING,
            clips=found.clips,
            films=[one for one in found.films if one.state is not CutState.RECALLED],
            kits=[one for one in found.kits if one.state is KitState.PUBLISHED],
            said_by={role: ROLES[role] for role in roles(found.person)},
            kept=request.args,
        )


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
    if not done.everything and (also := len(done.clip_ids) - 1):
        flash(
            ngettext(
                "{n} more clip shows the same moments: it is taken back too.",
                "{n} more clips show the same moments: they are taken back too.",
                also,
            )
        )
    if done.recalled:
        flash(ngettext("{n} film is recalled.", "{n} films are recalled.", len(done.recalled)))
    if done.kits:
        kits = len(done.kits)
        told = ngettext(
            "{n} kit must be deleted by its host.", "{n} kits must be deleted by their hosts.", kits
        )
        there = url_for("recalls.index", workshop=workshop)
        flash(Markup('{} <a href="{}">{}</a>').format(told, there, _("Recalls")))
    return redirect(url_for(".show", workshop=workshop, person_id=person_id), 303)
