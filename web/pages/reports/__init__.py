"""Reports of a workshop, and of several: chosen in a form, made anew whenever somebody looks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from pvstudio.errors import NotFound
from pvstudio.model import Audience, Workshop
from pvstudio.regional import country_code
from web.pages.papers import paper_answer
from web.security.access import allow
from web.security.session import signed_in
from web.wording.fields import span_of
from web.wording.i18n import language
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.calendar import note
from workflows.fields import Problem
from workflows.papers import called, languages, nearest
from workflows.reports import Wish, gate_again, report_of, report_paper

blueprint = Blueprint("reports", __name__)

_READERS = (Role.FACILITATOR, Role.OFFICER, Role.OFFICE)
#: Who may see faces in a report; the office sees counts and states.
_INSIDE = frozenset({Role.FACILITATOR, Role.OFFICER})
#: What the office reads itself: what was released to partners, of whom it is one, or to everybody.
_OFFICE = (Audience.PARTNERS, Audience.ONLINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the form of a report holds: what is wanted, in which language, and what is wrong with it."""

    wish: Wish
    language: str
    problems: dict[str, Problem]


@blueprint.get("/workshops/<workshop>/report/")
@allow(*_READERS)
def show(workshop: str) -> ResponseReturnValue:
    """Ask for whom the report of a workshop is, and for which days."""
    return _form(_asked((workshop,)), workshop)


@blueprint.get("/workshops/<workshop>/report/paper")
@allow(*_READERS)
def one_paper(workshop: str) -> ResponseReturnValue:
    """Show the report of a workshop; with ``pdf`` it is a PDF."""
    asked = _asked((workshop,))
    return (_form(asked, workshop), 422) if asked.problems else _paper(asked)


@blueprint.get("/reports/")
@allow(*_READERS)
def index() -> ResponseReturnValue:
    """Ask which workshops a report is about: those that whoever asks may enter."""
    return _form(_asked(tuple(_own())))


@blueprint.get("/reports/paper")
@allow(*_READERS)
def paper() -> ResponseReturnValue:
    """Show the report of the workshops that were ticked, in the country that was chosen."""
    own, ticked = _own(), request.args.getlist("workshop")
    if any(one not in own for one in ticked):
        raise NotFound("workshop", next(one for one in ticked if one not in own))
    country = request.args.get("country", "")
    chosen = tuple(one for one in own if one in ticked and country in {"", country_code(own[one].country)})
    asked = _asked(chosen)
    if not chosen:
        asked = replace(asked, problems={**asked.problems, "workshop": Problem.NO_CHOICE})
    return (_form(asked), 422) if asked.problems else _paper(asked)


def _paper(asked: Asked) -> ResponseReturnValue:
    note(studio(), at=now())  # what a wrong clock says is over is not told
    report = report_of(studio(), asked.wish, at=now())
    answer = paper_answer(report_paper(report, asked.language), "report", as_pdf="pdf" in request.args)
    gate_again(studio(), report)  # a PDF takes a while to make
    return answer


def _asked(workshops: tuple[str, ...]) -> Asked:
    """Read the form from the address."""
    since, until, problems = span_of(request.args)
    audience = request.args.get("audience", Audience.PARTNERS)
    if audience not in _audiences():
        problems["audience"] = Problem.NO_CHOICE
    wish = Wish(
        workshops=workshops,
        since=since,
        until=until,
        audience=Audience(audience) if audience in _audiences() else Audience.PARTNERS,
        inside=_is_inside(),
    )
    wanted = request.args.get("language", language())
    return Asked(wish=wish, language=nearest(wanted), problems=problems)


def _form(asked: Asked, workshop: str = "") -> str:
    own = _own()
    return render_template(
        "reports/form.html",
        workshop=own.get(workshop),
        own=own,
        countries=sorted({country_code(one.country) for one in own.values() if one.country}),
        asked=asked,
        problems=asked.problems,
        typed=request.args,
        tongues={tag: called(tag) for tag in languages()},
        inside=asked.wish.inside,
        audiences=_audiences(),
    )


def _is_inside() -> bool:
    return bool(signed_in().roles & _INSIDE)


def _audiences() -> tuple[Audience, ...]:
    """Return for whom whoever asks may see a report: they read it as well."""
    return tuple(Audience) if _is_inside() else _OFFICE


def _own() -> dict[str, Workshop]:
    """Return the workshops that whoever asks may enter, the newest first."""
    found = list[Workshop]()
    for one in studio().workshops():
        if signed_in().may_enter(one):
            with studio().documents.read(one) as tx:
                found.append(tx.get(Workshop, one))
    found.sort(key=lambda one: (-one.starts.toordinal() if one.starts else 0, one.title.casefold()))
    return {one.id: one for one in found}
