"""Who is ready to lead: what facilitators have seen of each trainee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.model import Participant, Workshop
from pvstudio.store import Reading
from web.pages.runsheet.desk import blueprint, local
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _, language, lazy
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.accounts.keeping import accounts
from workflows.agendas import competences
from workflows.fields import ChangedMeanwhile, FormRefused, Problem, one_line, seen
from workflows.sessions.readiness import Said, Verdict, is_overtaken, judge, readiness_of, signed_off

VERDICTS = {
    Verdict.SEEN: lazy("Seen"),
    Verdict.PRACTISES: lazy("Practises still"),
    Verdict.NOT_YET: lazy("Not yet"),
}


@blueprint.get("/ready/")
@allow(Role.FACILITATOR, Role.OFFICER)
def everybody(workshop: str) -> ResponseReturnValue:
    """List the trainees, with how far each is."""
    known = competences(language())
    with studio().documents.read(workshop) as tx:
        people = sorted(tx.find(Participant), key=lambda one: one.pseudonym.casefold())
        rows = [(one, _counted(tx, one.id), signed_off(readiness_of(tx, one.id))) for one in people]
        return render_template(
            "runsheet/everybody.html",
            workshop=tx.get(Workshop, workshop),
            people=rows,
            competences=known,
            verdicts=VERDICTS,
        )


@blueprint.get("/ready/<person_id>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def trainee(workshop: str, person_id: str) -> ResponseReturnValue:
    """Show what was seen of one trainee, in a form."""
    return _form(workshop, person_id)


@blueprint.post("/ready/<person_id>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def sign(workshop: str, person_id: str) -> ResponseReturnValue:
    """Write down what was seen of a trainee: what this form changed, and nothing else."""
    typed = {one.id: _typed(one.id) for one in competences("en")}
    sent = {id_: request.form.get(f"seen-{id_}", "") for id_ in typed}
    said = {id_: one for id_, one in typed.items() if seen(one) != sent[id_]}
    try:
        judge(studio(), workshop, person_id, said, by=signed_in().id, on=local().date(), sent=sent)
    except ChangedMeanwhile:
        return _form(workshop, person_id, _Back(rows=said, sent=sent, overtaken=True)), 409
    except FormRefused as refused:
        return _form(workshop, person_id, _Back(rows=said, sent=sent, problems=refused.problems)), 422
    flash(_("Saved."))
    return redirect(url_for(".trainee", workshop=workshop, person_id=person_id), 303)


def _typed(id_: str) -> Said:
    verdict = request.form.get(f"verdict-{id_}", "")
    return Said(
        verdict=Verdict(verdict) if verdict in set(Verdict) else None,
        note=one_line(request.form.get(f"note-{id_}", "")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Back:
    """The *rows* that somebody changed in a form that comes back, and what it had shown of all (*sent*)."""

    rows: Mapping[str, Said] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, Problem] = field(default_factory=dict)
    overtaken: bool = False

    def clashes(self, kept: Mapping[str, Said]) -> dict[str, tuple[Said, Said]]:
        """Return what is kept and what was typed, where somebody else said something meanwhile."""
        if not self.overtaken:
            return {}
        both = {id_: (kept[id_], one) for id_, one in self.rows.items()}
        return {id_: of for id_, of in both.items() if is_overtaken(*of, self.sent[id_])}


def _form(workshop: str, person_id: str, back: _Back | None = None) -> str:
    """Show the form: what was typed where somebody changed it, what is kept now everywhere else."""
    back = back or _Back()
    with studio().documents.read(workshop) as tx:
        home, person = tx.get(Workshop, workshop), tx.get(Participant, person_id)
        found = readiness_of(tx, person_id)
    known = competences(language())
    kept = {one.id: Said.of(found.get(one.id)) for one in known}
    clashes = back.clashes(kept)
    shown = {id_: seen(one) for id_, one in kept.items()}
    return render_template(
        "runsheet/trainee.html",
        workshop=home,
        person=person,
        competences=known,
        kept=found,
        rows={**kept, **back.rows},
        seen=shown | {id_: back.sent[id_] for id_ in back.rows if id_ not in clashes},
        meanwhile=[(one.title, *map(_in_words, clashes[one.id])) for one in known if one.id in clashes],
        verdicts=VERDICTS,
        problems=back.problems,
        signed_off=signed_off(found),
        names={one.id: one.name for one in accounts(studio())},
    )


def _in_words(said: Said) -> str:
    return " · ".join(filter(None, (str(VERDICTS[said.verdict]) if said.verdict else "", said.note)))


def _counted(tx: Reading, person_id: str) -> dict[Verdict, int]:
    said = readiness_of(tx, person_id).values()
    return {verdict: sum(one.verdict is verdict for one in said) for verdict in Verdict}
