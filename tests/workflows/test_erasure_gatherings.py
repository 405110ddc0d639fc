"""Who is erased goes out of what workshops and screenings know; where people typed the name is listed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from erasure_world import files_with, spellings
from test_withdrawal_killed import carry_out
from workflow_world import WORKSHOP, World

from consent.releases import Role
from pvstudio.agenda import AgendaSession
from pvstudio.gatherings import ActivityType
from pvstudio.model import AgeBand, Audience, Cut, CutItem, CutVersion, Kit
from pvstudio.store.files import write_bytes
from workflows import erase as durable
from workflows.about_me import about_me
from workflows.about_me_file import as_file
from workflows.attendance import Attendance
from workflows.erasures import ErasureOrder, erase
from workflows.feedback.notes import Heard, SpokenNote
from workflows.feedback.responses import Moment, QuoteConsent, Response
from workflows.guides.model import Guide, Part, Referral
from workflows.invitations import (
    Applicant,
    Offer,
    Told,
    make_participant,
    new_letters,
    offer,
    register,
    registered,
)
from workflows.modules import Format, Module
from workflows.participants import Person
from workflows.phones import Seat
from workflows.publish import kit_folder
from workflows.retrospectives import Change, Kind, Line, Occasion, Retrospective
from workflows.screenings import Screening
from workflows.sessions.readiness import Said, Verdict, judge

NAME, REAL = "Zumreta", "Amila Kovačević"
NOW = datetime.now(UTC)
TODAY = NOW.date()


@pytest.fixture
def gone(world: World, monkeypatch) -> tuple[World, str, dict[str, list[bytes]], ErasureOrder]:
    """She registered, learnt, came, and was named everywhere; then she had everything erased."""
    monkeypatch.setattr(durable.running, "studio", lambda: world.studio)
    who = _comes(world)
    _learns_and_is_told_of(world, who)
    before = files_with(world.studio.settings.home, _spelt(NAME, who))
    order = erase(world.studio, WORKSHOP, who, everything=True, taken_by="Ines")
    carry_out(order.id)
    with world.studio.documents.read(WORKSHOP) as tx:
        return world, who, before, tx.get(ErasureOrder, order.id)


def _spelt(*words: str) -> set[bytes]:
    return {one for text in words for one in spellings(text)}


def _comes(world: World) -> str:
    offer(
        world.studio,
        WORKSHOP,
        Offer(
            told=(Told(language="en", title="Stories", words=f"Ask {NAME}."),),
            place="Bihać",
            starts=TODAY + timedelta(days=2),
            places=2,
            until=TODAY + timedelta(days=1),
        ),
        at=NOW,
    )
    register(world.studio, WORKSHOP, new_letters(), Applicant(name=REAL, contact="061 777"), at=NOW)
    [one] = registered(world.studio, WORKSHOP)
    said = Person(pseudonym=NAME, age_band=AgeBand.ADULT)
    return make_participant(world.studio, WORKSHOP, one.registration.id, said, by="Ines", at=NOW).id


def _learns_and_is_told_of(world: World, who: str) -> None:
    judge(
        world.studio,
        WORKSHOP,
        who,
        {"explains-consent": Said(verdict=Verdict.SEEN, note=f"{NAME} asks well")},
        by="account-1",
        on=TODAY,
    )
    line = Line(id="line-1", kind=Kind.KEEP, words=f"{NAME} spoke first")
    film = CutVersion(
        id="film", cut_id="cut", number=1, items=(CutItem(clip_id="clip-amra"),), audience=Audience.GROUP
    )
    kit = Kit(
        id="kit-1", cut_version_id="film", audience=Audience.GROUP, languages=(), recipient="Una",
        published_at=NOW, event=f"An evening with {NAME}",
    )  # fmt: skip
    with world.studio.book(WORKSHOP) as tx:
        tx.put(Cut(id="cut", title="Neighbours", recipe=""))
        for one in (film, kit, *(replace(kit, id=id_, event="") for id_ in ("kit-printed", "kit-clean"))):
            tx.put(one)
    for id_, said in (("kit-printed", f"<p>{NAME}&#39;s child"), ("kit-clean", "<p>talk")):
        write_bytes(kit_folder(world.studio, WORKSHOP, id_) / "guide.en.html", said.encode())
    told = (
        AgendaSession(id="session-1", title="Cameras", notes=f"{NAME} brings a stand"),
        Attendance(id="came-1", activity=ActivityType.SKILLS, held_on=TODAY, country="BA", title="Cameras",
                   participants=(who,)),
        Retrospective(id="look-1", held_on=TODAY, occasion=Occasion.DAY, about="Day 1", lines=(line,)),
        Change(id="change-1", kind=Kind.TRY, words="Begin earlier", owner=NAME, made_at=NOW),
        Guide(id="guide-1", cut_id="cut", language="en", care=(f"{NAME} is in danger",),
              origins={Part.CARE: (f"{NAME} u opasnosti",)}, changed_at=NOW, by="account-1"),
        Referral(id="referral-1", name=f"Doctor of {NAME}", what_for="a doctor", changed_at=NOW,
                 by="account-1"),
        Response(id="response-1", kit_id="kit-1", held_on=TODAY, moment=Moment.AFTER,
                 said={"stays": f"What {NAME} said"}, quote_consent=QuoteConsent.REPORTS),
        Screening(id="screening-1", kit_id="kit-1", version_id="film", audience=Audience.GROUP, held_on=TODAY,
                  place=f"At {NAME}'s", people=9, reported_at=NOW, by="account-1"),
        SpokenNote(id="note-1", kit_id="kit-1", at=NOW, heard=Heard.HEARD, words=f"I thank {NAME}"),
        Module(id="module-1", format=Format.SCORM, languages=("en",), audience=Audience.PARTNERS,
               platform=f"Moodle of {NAME}", agenda_id="tot-5", at=NOW, by="account-1"),
    )  # fmt: skip
    with world.studio.documents.write(WORKSHOP) as tx:
        for one in told:
            tx.put(one)


TYPED = (
    *("AgendaSession session-1", "Change change-1", "Guide guide-1", "Kit kit-1", "Module module-1"),
    *("Referral referral-1", "Response response-1", "Retrospective look-1", "Screening screening-1"),
    "SpokenNote note-1",
)


#: The poster that everybody reads, and a guide that is printed and out.
ELSEWHERE = (f"Invitation {WORKSHOP}", "Kit kit-printed")

#: What stays of an id: the ledger, and that an erasure was asked for and done.
KEPT = {"Answer", "Enrolment", "Erasure", "ErasureOrder", "LedgerEntry", "Participant", "Withdrawal"}


def test_what_is_hers_is_gone_and_where_others_named_her_is_listed(gone):
    """Searched raw: what she wrote when she registered, her name where nobody is told of it, her id."""
    world, who, before, order = gone
    assert any("documents.json" in name for name in before)
    assert files_with(world.studio.settings.home, _spelt(REAL, "061 777")) == {}
    assert registered(world.studio, WORKSHOP) == []
    with world.studio.documents.read(WORKSHOP) as tx:
        rows = {kind: tx.rows.several(kind, {}) for kind in tx.rows.kinds()}
    named = [f"{kind} {row['id']}" for kind, some in rows.items() for row in some if NAME in str(row)]
    assert sorted(named) == sorted(TYPED)
    assert sorted(order.still_named) == sorted((*TYPED, *ELSEWHERE))
    assert {kind for kind, some in rows.items() if who in str(some)} <= KEPT


def test_she_takes_along_what_she_learnt_and_came_to_and_a_guardian_does_not(world: World):
    who = _comes(world)
    _learns_and_is_told_of(world, who)
    mine = about_me(world.studio, WORKSHOP, Seat(participant_id=who, role=Role.SELF))
    told = json.loads(as_file(mine, (), {}, ()))
    assert told["came"] == [{"title": "Cameras", "on": str(TODAY)}]
    assert [one["verdict"] for one in told["learnt"]] == ["seen"]
    theirs = about_me(world.studio, WORKSHOP, Seat(participant_id=who, role=Role.GUARDIAN, guardian_id="g"))
    assert (theirs.came, theirs.learnt) == ((), ())
