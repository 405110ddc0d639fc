"""Who came: the form of one gathering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.agenda import AgendaSession
from pvstudio.errors import NotFound
from pvstudio.gatherings import ActivityType
from pvstudio.model import Cut, CutVersion, Kit, Participant, Workshop, new_id
from pvstudio.store import Reading
from web.pages.attendance.desk import MOST_ROWS, Form, blueprint, with_blanks
from web.pages.attendance.differing import both
from web.pages.attendance.same import before, prefilled
from web.pages.attendance.told import told_words
from web.pages.kits import is_inside
from web.security.access import allow
from web.security.session import signed_in
from web.wording.gatherings import ACTIVITIES, AGE_GROUPS, GROUP_NAMES, SEX_NAMES, wrong
from web.wording.i18n import _, language
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.attendance import (
    Attendance,
    NotTheirs,
    TallyRefused,
    attendance_of,
    record,
    take_out,
)
from workflows.fields import ChangedMeanwhile, seen
from workflows.screenings import Screening
from workflows.sessions.saying import said_in


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a form is about: a session, a screening, or a gathering that nothing else knows of."""

    empty: Form
    session_id: str = ""
    screening_id: str = ""
    reported: int | None = None  # how many came to the screening, as its report says
    fixed: bool = False  # its title and its day are somebody else's to change


@blueprint.route("/sessions/<session_id>", methods=["GET", "POST"])
@allow(Role.FACILITATOR, Role.OFFICER)
def session(workshop: str, session_id: str) -> ResponseReturnValue:
    """Write down who came to a session of the agenda."""
    return _answer(workshop, lambda tx: _about_session(tx, workshop, session_id))


@blueprint.route("/screenings/<screening_id>", methods=["GET", "POST"])
@allow(Role.FACILITATOR, Role.OFFICER, Role.HOST)
def screening(workshop: str, screening_id: str) -> ResponseReturnValue:
    """Write down who came to a screening: hosts, to those from their own kits."""
    return _answer(workshop, lambda tx: _about_screening(tx, workshop, screening_id))


@blueprint.route("/new", methods=["GET", "POST"])
@allow(Role.FACILITATOR, Role.OFFICER)
def new(workshop: str) -> ResponseReturnValue:
    """Write down who came to anything else."""
    return _answer(workshop, lambda tx: _about_other(tx, workshop, None))


@blueprint.route("/gatherings/<attendance_id>", methods=["GET", "POST"])
@allow(Role.FACILITATOR, Role.OFFICER)
def gathering(workshop: str, attendance_id: str) -> ResponseReturnValue:
    """Put right who came to something else."""
    return _answer(workshop, lambda tx: _about_other(tx, workshop, tx.get(Attendance, attendance_id)))


@blueprint.post("/gatherings/<attendance_id>/delete")
@allow(Role.FACILITATOR, Role.OFFICER, Role.HOST)
def delete(workshop: str, attendance_id: str) -> ResponseReturnValue:
    """Delete a record that was made by mistake: hosts, one of their own."""
    with studio().documents.read(workshop) as tx:
        kept = tx.get(Attendance, attendance_id)
        if not is_inside():
            _own_screening(tx, kept.screening_id)
    try:
        take_out(studio(), workshop, attendance_id, account=None if is_inside() else signed_in().id)
    except NotTheirs:
        raise NotFound("Attendance", attendance_id) from None
    flash(_("It is deleted."))
    return _back(workshop, kept.screening_id)


def _answer(workshop: str, about: Callable[[Reading], About]) -> ResponseReturnValue:
    """Show the form, or keep what was typed; a button of it only asks for more rows."""
    with studio().documents.read(workshop) as tx:
        what = about(tx)
        kept = _kept(tx, what)
        empty = prefilled(tx, what.empty) if is_inside() else what.empty
    if not is_inside() and kept and kept.account != signed_in().id:
        return _closed(workshop, what), 200 if request.method == "GET" else 409
    if request.method != "POST":
        return _page(workshop, what, kept, Form.of(kept) if kept else empty)
    typed, sent = _fitting(Form.typed(), what, kept), request.form.get("seen", "")
    if request.form.get("more"):
        return _page(workshop, what, kept, typed, more=6, sent=sent)
    try:
        said = typed.read(session_id=what.session_id, screening_id=what.screening_id)
        return _write(workshop, what, said, sent)
    except TallyRefused as refused:
        return _page(workshop, what, kept, typed, problems=wrong(refused), sent=sent), 422
    except ChangedMeanwhile as meanwhile:
        theirs = meanwhile.kept if isinstance(meanwhile.kept, Attendance) else None
        return _page(workshop, what, theirs, typed, overtaken=said), 409
    except NotTheirs:
        return _closed(workshop, what), 409


def _write(workshop: str, what: About, said: Attendance, sent: str) -> ResponseReturnValue:
    who, own = signed_in(), not is_inside()
    record(studio(), workshop, said, by=who.name, at=now(), account=who.id, sent=sent, only_own=own)
    flash(_("Written down. People: {n}", n=said.people))
    return _back(workshop, what.screening_id)


def _closed(workshop: str, what: About) -> str:
    """Say to a host that who came is written down, and nothing of it: others counted there."""
    with studio().documents.read(workshop) as tx:
        home, kit = tx.get(Workshop, workshop), tx.get(Screening, what.screening_id).kit_id
    back = url_for("kits.show", workshop=workshop, kit_id=kit, _anchor="shown")
    return render_template("attendance/recorded.html", workshop=home, form=what.empty, back=back)


def _fitting(typed: Form, what: About, kept: Attendance | None) -> Form:
    """Return what was typed without what is not theirs to say: of a screening its title, place and day.

    A host says nothing of whom the workshop knows.
    """
    if what.fixed:
        of = what.empty
        typed = replace(typed, title=of.title, held_on=of.held_on, place=of.place)
    if not is_inside():
        typed = replace(typed, who=frozenset())
    return replace(typed, id=kept.id if kept else typed.id)


def _page(
    workshop: str,
    what: About,
    kept: Attendance | None,
    form: Form,
    *,
    problems: dict[str, str] | None = None,
    more: int = 2,
    sent: str | None = None,
    overtaken: Attendance | None = None,
) -> str:
    today = now().astimezone().date()
    with studio().documents.read(workshop) as tx:
        home = tx.get(Workshop, workshop)
        people = sorted(tx.find(Participant), key=lambda one: one.pseudonym.casefold())
        return render_template(
            "attendance/record.html",
            workshop=home,
            form=form,
            what=what,
            kept=kept,
            people=people if is_inside() else [],
            inside=is_inside(),
            before=None if kept or what.fixed else before(tx, form),
            lines=with_blanks(form.lines, more)[:MOST_ROWS],
            problems=problems or {},
            seen=seen(kept and kept.typed) if sent is None else sent,
            meanwhile=both(kept, overtaken, people) if overtaken else (),
            told=told_words(tx, kept, home) if kept else "",
            today=today,
            ACTIVITIES=ACTIVITIES,
            AGE_GROUPS=AGE_GROUPS,
            GROUP_NAMES=GROUP_NAMES,
            SEX_NAMES=SEX_NAMES,
        )


def _kept(tx: Reading, what: About) -> Attendance | None:
    if what.session_id or what.screening_id:
        return attendance_of(tx, session_id=what.session_id, screening_id=what.screening_id)
    return next(iter(tx.find(Attendance, id=what.empty.id)), None)


def _about_session(tx: Reading, workshop: str, session_id: str) -> About:
    one, home = said_in(language(), tx.get(AgendaSession, session_id)), tx.get(Workshop, workshop)
    day = str(one.day or now().astimezone().date())
    form = Form(id=new_id("attendance"), title=one.title, held_on=day, activity=one.activity)
    return About(empty=replace(form, country=_country(tx, home), place=home.place), session_id=session_id)


def _about_screening(tx: Reading, workshop: str, screening_id: str) -> About:
    one = tx.get(Screening, screening_id) if is_inside() else _own_screening(tx, screening_id)
    form = Form(
        id=new_id("attendance"),
        title=film_of(tx, one),
        held_on=str(one.held_on),
        activity=ActivityType.SOCIAL,
        country=tx.get(Workshop, workshop).country,
        place=one.place,
    )
    return About(empty=form, screening_id=screening_id, reported=one.people, fixed=True)


def _about_other(tx: Reading, workshop: str, kept: Attendance | None) -> About:
    home = tx.get(Workshop, workshop)
    if kept and not is_loose(tx, kept):
        raise NotFound("Attendance", kept.id)
    form = Form(id=kept.id if kept else new_id("attendance"), held_on=str(now().astimezone().date()))
    of = kept.session_id if kept else ""  # a session that is gone
    return About(empty=replace(form, country=_country(tx, home), place=home.place), session_id=of)


def _country(tx: Reading, home: Workshop) -> str:
    """Return the country that was written down last, or that of the workshop."""
    last = max(tx.find(Attendance), key=lambda one: str(one.at), default=None)
    return last.country if last and last.country else home.country


def is_loose(tx: Reading, one: Attendance) -> bool:
    """Say whether no session and no screening, that is still there, is what a record is about."""
    is_held = one.screening_id and tx.find(Screening, id=one.screening_id)
    return not is_held and not (one.session_id and tx.find(AgendaSession, id=one.session_id))


def _own_screening(tx: Reading, screening_id: str) -> Screening:
    """Return a screening from a kit of whoever asks; another's is not there."""
    one = tx.get(Screening, screening_id)
    if tx.get(Kit, one.kit_id).host != signed_in().id:
        raise NotFound("Screening", screening_id)
    return one


def film_of(tx: Reading, one: Screening) -> str:
    """Return the title of the film that was shown."""
    return tx.get(Cut, tx.get(CutVersion, one.version_id).cut_id).title[:120]


def _back(workshop: str, screening_id: str) -> ResponseReturnValue:
    if is_inside():
        return redirect(url_for("attendance.index", workshop=workshop), 303)
    with studio().documents.read(workshop) as tx:
        kit = tx.get(Screening, screening_id).kit_id
    return redirect(url_for("kits.show", workshop=workshop, kit_id=kit, _anchor="shown"), 303)
