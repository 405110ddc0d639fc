"""One workshop at a glance: what needs a person now, then everything that it holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consent.gate.records import Records
from consent.releases import Answer, Appearance, Guardian
from pvstudio.agenda import AgendaSession
from pvstudio.model import Clip, Cut, CutVersion, Footage, FootageState, Kit, Participant, Workshop
from pvstudio.store import Reading
from web.pages.workshops.desk import attention, blueprint, open_jobs
from web.security.access import allow
from web.wording.i18n import language
from web.wording.needs import URGENCIES, told
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.accounts.keeping import accounts
from workflows.figures import here
from workflows.invitations import invitation_of
from workflows.kits import confirmed_by
from workflows.retention import dates_of
from workflows.sessions.saying import said_in
from workflows.workshops import agenda


@blueprint.get("/workshops/<workshop>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str) -> ResponseReturnValue:
    """Show a workshop: what needs a person, facts, agenda, people, footage, clips, films, kits."""
    invitation = invitation_of(studio(), workshop, now())
    with studio().documents.read(workshop) as tx:
        found = tx.get(Workshop, workshop)
        return render_template(
            "workshops/show.html",
            workshop=found,
            invitation=invitation,
            needs=_told(tx, workshop),
            urgencies=URGENCIES,
            beginning=_is_beginning(tx),
            days=_by_day([said_in(language(), one) for one in agenda(tx)]),
            helpers=_accounts(workshop),
            deletion=dates_of(tx, found, studio().settings.retention),
            people=_people(tx, workshop),
            footage=_footage(tx),
            **_clips(tx, request.args.get("tag", "")),
            **_films(tx),
        )


@blueprint.get("/workshops/<workshop>/needs")
@allow(Role.FACILITATOR, Role.OFFICER)
def needs(workshop: str) -> ResponseReturnValue:
    """Show what needs a person as a part of a page, which is fetched again and again."""
    with studio().documents.read(workshop) as tx:
        return render_template(
            "workshops/_needs.html",
            workshop=tx.get(Workshop, workshop),
            needs=_told(tx, workshop),
            urgencies=URGENCIES,
            beginning=_is_beginning(tx),
        )


@blueprint.get("/workshops/<workshop>/footage")
@allow(Role.FACILITATOR, Role.OFFICER)
def footage(workshop: str) -> ResponseReturnValue:
    """List every file that came in, with what became of it."""
    with studio().documents.read(workshop) as tx:
        clips = tx.find(Clip)
        return render_template(
            "workshops/footage.html",
            workshop=tx.get(Workshop, workshop),
            footage=sorted(tx.find(Footage), key=lambda one: one.received_at, reverse=True),
            clips={clip.id: clip for clip in clips},
            of_footage=_grouped(clips),
        )


def _told(tx: Reading, workshop: str) -> list[Any]:
    at = now()
    return [told(need, workshop) for need in attention(tx, workshop, at, open_jobs(at))]


def _is_beginning(tx: Reading) -> bool:
    """Say whether nobody and nothing is here yet: the page shows the first steps."""
    return not tx.find(Participant) and not tx.find(Clip)


def _by_day(sessions: Sequence[AgendaSession]) -> list[tuple[date | None, list[AgendaSession]]]:
    days = dict.fromkeys(one.day for one in sessions)
    return [(day, [one for one in sessions if one.day == day]) for day in days]


def _accounts(workshop: str) -> list[str]:
    """Return the names of those who sign in and work here."""
    return [
        one.name
        for one in accounts(studio())
        if one.may_enter(workshop) and not one.closed_at and one.roles & {Role.FACILITATOR, Role.OFFICER}
    ]


def _people(tx: Reading, workshop: str) -> list[tuple[Participant, str]]:
    """Return everybody with where they stand on taking part."""
    people, at = tx.find(Participant), now()
    records = Records.of(
        workshop_id=workshop, people=people, answers=tx.find(Answer), guardians=tx.find(Guardian)
    )
    people.sort(key=lambda one: one.pseudonym.casefold())
    return [(one, str(here(one, records, at))) for one in people]


def _footage(tx: Reading) -> dict[str, Any]:
    found = tx.find(Footage)
    states = {state: sum(one.state is state for one in found) for state in FootageState}
    return {"count": len(found), "bytes": sum(one.size_bytes for one in found), "states": states}


def _clips(tx: Reading, tag: str) -> dict[str, Any]:
    """Return the clips, all or those with *tag*, and who is in each."""
    clips = sorted(tx.find(Clip), key=lambda clip: clip.title.casefold())
    logged = {one.clip_id for one in tx.find(Appearance)}
    tags = sorted({each for clip in clips for each in clip.tags}, key=str.casefold)
    tag = tag if tag in tags else ""
    return {
        "all_clips": len(clips),
        "clips": [clip for clip in clips if not tag or tag in clip.tags],
        "logged": logged,
        "tags": tags,
        "tag": tag,
    }


def _films(tx: Reading) -> dict[str, Any]:
    """Return each cut with its versions, the newest first, and the kits that were handed out."""
    cuts = sorted(tx.find(Cut), key=lambda cut: cut.title.casefold())
    versions = sorted(tx.find(CutVersion), key=lambda one: -one.number)
    titles = {cut.id: cut.title for cut in cuts}
    return {
        "cuts": [(cut, [one for one in versions if one.cut_id == cut.id]) for cut in cuts],
        "kits": sorted(tx.find(Kit), key=lambda kit: kit.published_at, reverse=True),
        "titles": {one.id: (titles.get(one.cut_id, ""), one.number) for one in versions},
        "confirmed_by": confirmed_by(tx),
    }


def _grouped(clips: Sequence[Clip]) -> dict[str, list[Clip]]:
    found: dict[str, list[Clip]] = {}
    for clip in sorted(clips, key=lambda one: one.start_ms):
        found.setdefault(clip.footage_id, []).append(clip)
    return found
