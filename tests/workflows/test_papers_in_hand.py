"""What hosts hold: each paper of a kit says what holds for that very kit, the same day everywhere."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from guide_world import AT, film
from test_guide_papers import helper, kit_of, pages
from workflow_world import WORKSHOP

from consent.ledger.keys import fingerprint
from pvstudio.model import Audience, Participant
from workflows.agendas import competences
from workflows.feedback.pages import feedback_paper
from workflows.guides import grounding_paper, poster_paper
from workflows.guides.referrals import keep
from workflows.kits import last_day
from workflows.papers import languages, pdf
from workflows.screening_kits.pages import verify_page
from workflows.screening_kits.pages.player import Shown, player_page
from workflows.screening_kits.pages.verify import grouped
from workflows.screening_kits.papers import _evening
from workflows.screening_kits.wishes import KitWish, end_of
from workflows.sessions.handouts import readiness_paper, screening_sheet_paper
from workflows.sessions.readiness import Said, Verdict, judge


@pytest.fixture(params=["UTC", "Europe/Sarajevo", "America/New_York"])
def _zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def kit(world, recipe):
    cut_id, _version = film(world, recipe("stop"))
    return kit_of(world, cut_id, Audience.COMMUNITY)


@pytest.mark.usefixtures("_zone")
def test_the_last_day_is_the_one_that_was_chosen_wherever_the_studio_is(kit):
    end = end_of(KitWish(until=date(2026, 12, 31)), None)
    assert end is not None
    assert last_day(end) == "2026-12-31"
    assert last_day(end - timedelta(hours=9)) == "2026-12-31 15:00"  # a yes ends: no longer than that
    shown = Shown(kit_id=kit.id, studio="ab", title="T", audience=kit.audience, published=AT, until=end)
    assert '"last":"day:2026-12-31"' in player_page(shown, {}, languages=["en"])


def test_a_poster_names_only_the_subtitles_that_can_be_seen(world, kit):
    made = poster_paper(world.studio, WORKSHOP, replace(kit, burned="en"), "en", b"")
    assert "English" in made
    assert "العربية" not in made
    assert "العربية" in poster_paper(world.studio, WORKSHOP, kit, "en", b"")


def test_letters_to_compare_stand_on_poster_run_sheet_and_the_page_that_checks(world, kit):
    letters = grouped(fingerprint(world.studio.signing_key.public))
    evening = _evening(world.studio, WORKSHOP, kit)
    for tag in languages():
        assert letters in poster_paper(world.studio, WORKSHOP, kit, tag, b"")
        assert letters in screening_sheet_paper(tag, evening)
        assert letters in verify_page(world.studio.signing_key.public, languages=[tag])


def test_a_run_sheet_says_what_is_known_of_its_evening(world, kit):
    keep(world.studio, WORKSHOP, helper("Dr Amela", phone="+387 37 1"))
    made = screening_sheet_paper("ar", _evening(world.studio, WORKSHOP, kit))
    for said in (
        "Evening at the mill",
        "2026-06-01",
        "Selma&#39;s friend",
        "Dr Amela",
        "\u2066+387 37 1\u2069",
    ):
        assert said in made
    bare = screening_sheet_paper("ar")
    assert "Dr Amela" not in bare
    assert "2026" not in bare


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_run_sheet_has_its_notes_on_its_last_page_of_three(world, kit, language):
    for number in range(4):
        keep(world.studio, WORKSHOP, helper(f"Dr Amela {number}", phone="+387 37 1"))
    assert pages(pdf(screening_sheet_paper(language, _evening(world.studio, WORKSHOP, kit)))) == 3


@pytest.mark.slow
@pytest.mark.parametrize("language", [tag for tag in languages() if tag != "sr-Latn"])
def test_one_person_needs_one_sheet_before_on_one_side_and_after_on_the_other(language):
    made = feedback_paper(language, title="Stories to Humanity")
    assert pages(pdf(made)) == 3  # and one to count on
    assert '<div class="scroll"><table class="feedback-came">' in made


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "sr-Cyrl", "mk"])
def test_who_helps_needs_one_sheet_and_who_is_ready_one_side(world, language):
    with world.studio.documents.read(WORKSHOP) as tx:
        person = tx.find(Participant)[0].id
    keep(world.studio, WORKSHOP, helper("Dr Amela", phone="+387 37 1"))
    assert pages(pdf(grounding_paper(world.studio, WORKSHOP, language))) == 2
    seen = {one.id: Said(verdict=Verdict.SEEN) for one in competences("en")}
    judge(world.studio, WORKSHOP, person, seen, by="account-1", on=date(2026, 6, 1))
    assert pages(pdf(readiness_paper(world.studio, WORKSHOP, person, language))) == 1
