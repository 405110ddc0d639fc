"""Participants: who is here, by pseudonym; enrolling, changing, guardians."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consent.errors import ConsentError
from consent.gate.records import Records
from consent.releases import Answer, Appearance, Guardian
from pvstudio.errors import NotFound
from pvstudio.languages import language_name
from pvstudio.model import AgeBand, Participant, PopulationGroup, Sex, Workshop
from web.forms import chosen, chosen_or_none
from web.security.access import allow
from web.security.session import signed_in
from web.wording.fields import AGES, GROUPS, SEXES, languages_of
from web.wording.i18n import _, ngettext
from web.wording.pseudonyms import suggestions
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.fields import ChangedMeanwhile, FormRefused, Problem, seen, several_lines
from workflows.figures import here
from workflows.participants import (
    AgeChangeUnsaid,
    OneRefused,
    Person,
    change_person,
    end_guardian,
    name_guardian,
    welcome,
    welcome_all,
)

blueprint = Blueprint("participants", __name__, url_prefix="/workshops/<workshop>/participants")


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str) -> ResponseReturnValue:
    """List everybody, with where they stand on taking part and how many clips they are in."""
    with studio().documents.read(workshop) as tx:
        people, guardians = tx.find(Participant), tx.find(Guardian)
        records = Records.of(
            workshop_id=workshop, people=people, answers=tx.find(Answer), guardians=guardians
        )
        shown = [(one.participant_id, one.clip_id) for one in tx.find(Appearance)]
        return render_template(
            "participants/index.html",
            workshop=tx.get(Workshop, workshop),
            people=[
                (one, str(here(one, records, now())), len({clip for who, clip in shown if who == one.id}))
                for one in sorted(people, key=lambda one: one.pseudonym.casefold())
            ],
            with_guardian={one.participant_id for one in guardians},
        )


@blueprint.get("/new")
@allow(Role.FACILITATOR, Role.OFFICER)
def new(workshop: str) -> ResponseReturnValue:
    """Ask by what name somebody wants to be known here."""
    return _new_form(workshop, Person(pseudonym=""))


@blueprint.post("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def enrol(workshop: str) -> ResponseReturnValue:
    """Enrol somebody, or everybody of a list, a name a line."""
    said = _said()
    typed = enumerate(request.form.get("several", "").split("\n"), 1)
    lines = {number: line for number, line in typed if line.strip()}
    try:
        if lines:
            some = [replace(said, pseudonym=line) for line in lines.values()]
            made = welcome_all(studio(), workshop, some, by=signed_in().name)
        else:
            made = [welcome(studio(), workshop, said, by=signed_in().name)]
    except FormRefused as refused:
        wrong = list(lines.items())[refused.number] if isinstance(refused, OneRefused) else None
        several = request.form.get("several", "")
        return _new_form(workshop, said, refused.problems, several=several, line=wrong), 422
    flash(ngettext("{n} person is here now.", "{n} people are here now.", len(made)))
    if len(made) == 1 and made[0].age_band is AgeBand.MINOR:
        more = request.form.get("more") and "1"  # after the guardian
        child = made[0].id
        return redirect(
            url_for(".show", workshop=workshop, person_id=child, more=more, _anchor="guardians"), 303
        )
    return redirect(url_for(".new" if request.form.get("more") else ".index", workshop=workshop), 303)


@blueprint.get("/<person_id>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, person_id: str) -> ResponseReturnValue:
    """Show what is known about somebody, in a form, and who answers for them."""
    return _form(workshop, person_id)


@blueprint.post("/<person_id>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def change(workshop: str, person_id: str) -> ResponseReturnValue:
    """Note what changed; with another age band only once the consequences were said."""
    said, sure = _said(), bool(request.form.get("age_change"))
    by, sent = signed_in().name, request.form.get("seen", "")
    try:
        change_person(studio(), workshop, person_id, said, by=by, age_change_said=sure, sent=sent)
    except ChangedMeanwhile:
        return _form(workshop, person_id, said=said, overtaken=True), 409
    except AgeChangeUnsaid as unsaid:
        return _form(workshop, person_id, said=said, unsaid=unsaid, sent=sent), 422
    except FormRefused as refused:
        return _form(workshop, person_id, said=said, sent=sent, problems=refused.problems), 422
    flash(_("Saved."))
    return redirect(url_for(".show", workshop=workshop, person_id=person_id), 303)


@blueprint.post("/<person_id>/guardians")
@allow(Role.FACILITATOR, Role.OFFICER)
def add_guardian(workshop: str, person_id: str) -> ResponseReturnValue:
    """Note who answers for a child."""
    typed = {name: request.form.get(name, "") for name in ("pseudonym", "relation")}
    try:
        name_guardian(studio(), workshop, person_id, **typed, languages=languages_of(request.form))
    except FormRefused as refused:
        return _form(workshop, person_id, of_guardian=refused.problems), 422
    flash(_("Noted. Their yes is needed as well as the child's."))
    if request.form.get("more"):
        return redirect(url_for(".new", workshop=workshop), 303)
    return redirect(url_for(".show", workshop=workshop, person_id=person_id, _anchor="guardians"), 303)


@blueprint.post("/<person_id>/guardians/<guardian_id>/end")
@allow(Role.OFFICER)
def end(workshop: str, person_id: str, guardian_id: str) -> ResponseReturnValue:
    """Note that somebody no longer answers for a child: the safeguarding officer says so, and why."""
    with studio().documents.read(workshop) as tx:
        if tx.get(Guardian, guardian_id).participant_id != person_id:
            raise NotFound("guardian", guardian_id)
    try:
        reason = request.form.get("reason", "")[:400]
        end_guardian(studio(), workshop, guardian_id, by=signed_in().name, reason=reason)
    except ConsentError:
        return _form(workshop, person_id, of_end={guardian_id: Problem.MISSING}), 422
    flash(_("Noted. What they said, yes or no, counts no more."))
    return redirect(url_for(".show", workshop=workshop, person_id=person_id, _anchor="guardians"), 303)


def _said() -> Person:
    form = request.form
    return Person(
        pseudonym=form.get("pseudonym", ""),
        age_band=chosen_or_none(AgeBand, "age_band"),
        languages=languages_of(form),
        population_group=chosen(PopulationGroup, "population_group"),
        risk_notes=form.get("risk_notes", ""),
        sex=chosen_or_none(Sex, "sex") or Sex.UNDISCLOSED,
    )


def _both(kept: Person, said: Person) -> list[tuple[str, str, str]]:
    """Return the fields that differ: their labels, what is kept of each, what was typed."""
    return [
        both
        for both in (
            (_("Chosen name"), kept.pseudonym, said.pseudonym),
            (_("Age"), _age(kept.age_band), _age(said.age_band)),
            (_("Languages that they understand"), _named(kept.languages), _named(said.languages)),
            (
                _("How they stand to this place, as they say themselves; ask, never guess"),
                str(GROUPS[kept.population_group]),
                str(GROUPS[said.population_group]),
            ),
            (_("Sex, as they say themselves; for figures only"), str(SEXES[kept.sex]), str(SEXES[said.sex])),
            (_("What a film could cost them"), kept.risk_notes, several_lines(said.risk_notes)),
        )
        if both[1] != both[2]
    ]


def _age(band: AgeBand | None) -> str:
    return str(AGES[band]) if band else ""


def _named(tags: tuple[str, ...]) -> str:
    return ", ".join(language_name(tag) for tag in tags)


def _new_form(
    workshop: str,
    said: Person,
    problems: dict[str, Problem] | None = None,
    *,
    several: str = "",
    line: tuple[int, str] | None = None,
) -> str:
    """Show the form; *line* is the number and the text of the line of *several* that is wrong."""
    with studio().documents.read(workshop) as tx:
        found, taken = tx.get(Workshop, workshop), [one.pseudonym for one in tx.find(Participant)]
    return render_template(
        "participants/new.html",
        workshop=found,
        said=said,
        problems=problems or {},
        several=several,
        line=line,
        suggested=suggestions(taken),
        typed=request.form,
    )


def _form(
    workshop: str,
    person_id: str,
    *,
    said: Person | None = None,
    unsaid: AgeChangeUnsaid | None = None,
    problems: dict[str, Problem] | None = None,
    of_guardian: dict[str, Problem] | None = None,
    of_end: dict[str, Problem] | None = None,
    overtaken: bool = False,
    sent: str | None = None,
) -> str:
    """Show somebody; *sent* stays what the form first showed, unless what is kept is shown as well."""
    with studio().documents.read(workshop) as tx:
        person = tx.get(Participant, person_id)
        kept = Person.of(person)
        return render_template(
            "participants/show.html",
            workshop=tx.get(Workshop, workshop),
            person=person,
            said=said or person,
            seen=seen(kept) if sent is None else sent,
            meanwhile=_both(kept, said) if overtaken and said else (),
            unsaid=unsaid,
            problems=problems or {},
            of_guardian=of_guardian or {},
            of_end=of_end or {},
            guardians=tx.find(Guardian, participant_id=person_id),
            clips=len({one.clip_id for one in tx.find(Appearance, participant_id=person_id)}),
            typed=request.form,
        )
