"""What a host holds in hand: whole, in order, in both directions, and showing nobody's face.

After a wanted change of the guide: PVSTUDIO_GOLDEN=write pytest tests/workflows/test_guide_papers.py, then
look at golden/guides.
"""

from __future__ import annotations

import os
import re
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from guide_world import AT, film, write
from workflow_world import WORKSHOP

from pvstudio.model import Audience, Cut, CutState, CutVersion, Kit
from workflows.fields import FormRefused, Problem
from workflows.guides import Guide, Referral, grounding_paper, guide_paper, poster_paper
from workflows.guides.inhand import in_hand
from workflows.guides.referrals import call_was_right, is_stale, keep, referrals_of
from workflows.papers import pdf, wording

GOLDEN = Path(__file__).parents[1] / "golden/guides"
JPEG = b"\xff\xd8 a face"


def body(html: str) -> str:
    """Return what a paper says, without its style and drawings."""
    main = html[html.index("<main>") : html.index("</main>") + len("</main>")]
    lines = re.sub(r"<svg.*?</svg>", "<svg>", main, flags=re.DOTALL).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip()) + "\n"


def in_print(html: str) -> str:
    """Return the words that WeasyPrint lays out, in the order in which it writes them into the PDF."""
    from weasyprint import HTML

    pages = HTML(string=html).render().pages
    boxes = (box for page in pages for box in page._page_box.descendants())
    return " ".join(" ".join(box.text for box in boxes if hasattr(box, "text")).split())


def pages(made: bytes) -> int:
    """Return how many pages a PDF has: its objects are squeezed."""
    held = [made]
    for one in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        with suppress(zlib.error):
            held.append(zlib.decompress(one))
    return len(re.findall(rb"/Type /Page\b", b"\n".join(held)))


@pytest.fixture
def cut_id(world, recipe):
    cut_id, _version = film(world, recipe("stop"))
    write(world, cut_id, synopsis=["A <b>bridge</b>."], before=["What do you see?", "Who is not here?"])
    write(world, cut_id, "ar", source="en", before=["ماذا ترى؟"])
    return cut_id


@pytest.fixture
def english_only(monkeypatch):
    """Let papers know no other words, so that what translators do changes no golden file."""
    monkeypatch.setattr(wording, "languages", lambda: ("en",))


@pytest.mark.usefixtures("english_only")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_guide_is_as_it_was_looked_at(world, cut_id, language):
    made = body(guide_paper(world.studio, WORKSHOP, cut_id, language))
    golden = GOLDEN / f"guide.{language}.html"
    if os.environ.get("PVSTUDIO_GOLDEN") == "write":
        golden.write_text(made, "utf-8")
    assert made == golden.read_text("utf-8")


def test_what_is_not_translated_is_said_in_the_language_of_its_source(world, cut_id):
    made = guide_paper(world.studio, WORKSHOP, cut_id, "ar")
    assert '<html lang="ar" dir="rtl">' in made
    assert '<div lang="ar" dir="rtl">ماذا ترى؟</div>' in made
    assert '<div lang="en" dir="ltr" class="foreign">Who is not here?</div>' in made
    other = guide_paper(world.studio, WORKSHOP, cut_id, "sq")  # nobody wrote one: the first of all
    assert 'lang="en" dir="ltr" class="foreign">Who is not here?' in other


def test_film_without_a_guide_gets_questions_for_any_film_and_no_titles(world, recipe):
    cut_id, _version = film(world, recipe("stop"))
    made = guide_paper(world.studio, WORKSHOP, cut_id, "en")
    assert "There is no guide for this film here" in made
    assert "What surprised you?" in made
    assert "clip of amra" not in made


def test_no_guide_that_is_left_in_a_hall_shows_a_face(world, cut_id):
    assert "data:image" not in guide_paper(world.studio, WORKSHOP, cut_id, "en")


def test_guide_of_a_recalled_film_says_so(world, cut_id):
    with world.studio.documents.write(WORKSHOP) as tx:
        for version in tx.find(CutVersion):
            tx.put(replace(version, state=CutState.RECALLED))
    assert "This film was recalled" in guide_paper(world.studio, WORKSHOP, cut_id, "en")


def test_guide_that_nobody_looked_at_since_a_recall_stays_in_the_studio(world, cut_id):
    """Also in the words of a translation that was begun later, and for whoever orders a kit."""
    with world.studio.documents.write(WORKSHOP) as tx:
        (left,) = tx.find(CutVersion)
        tx.put(replace(left, id="version-gone", number=0, state=CutState.RECALLED))
        tx.put(replace(left, state=CutState.RENDERED, created_at=datetime.now(UTC)))
        for guide in tx.find(Guide, language="ar"):
            tx.put(replace(guide, changed_at=datetime.now(UTC) + timedelta(seconds=1)))
    for language in ("en", "ar", "sq"):
        assert "Who is not here?" in guide_paper(world.studio, WORKSHOP, cut_id, language)
        assert "Who is not here?" not in guide_paper(world.studio, WORKSHOP, cut_id, language, leaves=True)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert all(one.look_again for one in in_hand(tx, cut_id, ("en", "ar"), AT.date()).guides)


def helper(name: str, **facts: object) -> Referral:
    return Referral(id="", name=name, what_for="a doctor", changed_at=AT, by="a", **facts)


def test_helpers_are_printed_and_marked_where_nobody_called_them_lately(world):
    assert "Nobody is written down yet" in grounding_paper(world.studio, WORKSHOP, "en")
    kept = keep(world.studio, WORKSHOP, helper("Dr Amela", phone="+387 37 1", languages=("bs", "fa-af")))
    made = grounding_paper(world.studio, WORKSHOP, "ar")
    assert "\u2066+387 37 1\u2069" in made  # its digits stay in order on a page that runs the other way
    assert "\u2068دری\u2069" in made
    assert str(wording.say("ar", "grounding_check_first")) in made
    call_was_right(world.studio, WORKSHOP, kept.id, by="a", at=AT)
    with world.studio.documents.read(WORKSHOP) as tx:
        (called,) = referrals_of(tx)
    assert called.checked_on is not None
    assert not is_stale(called, called.checked_on + timedelta(days=90))
    assert is_stale(called, called.checked_on + timedelta(days=91))


def test_helper_that_cannot_be_kept(world):
    with pytest.raises(FormRefused) as refused:
        keep(world.studio, WORKSHOP, helper("", phone="1" * 200, languages=("tongue",)))
    assert refused.value.problems == {
        "name": Problem.MISSING,
        "phone": Problem.TOO_LONG,
        "languages": Problem.NO_LANGUAGE,
    }
    with pytest.raises(FormRefused) as refused:
        keep(world.studio, WORKSHOP, helper("Amela", checked_on=AT.date() + timedelta(days=2)))
    assert refused.value.problems == {"checked_on": Problem.NO_DATE}


def kit_of(world, cut_id: str, audience: Audience) -> Kit:
    with world.studio.documents.read(WORKSHOP) as tx:
        (version,) = tx.find(CutVersion, cut_id=cut_id)
    return Kit(
        id="kit-1",
        cut_version_id=version.id,
        audience=audience,
        languages=("ar", "en"),
        recipient="Selma's friend",
        published_at=AT,
        event="Evening at the mill",
        event_on=date(2026, 6, 1),
    )


@pytest.mark.parametrize("audience", Audience)
def test_poster_on_a_wall_shows_no_frame_of_the_film_and_nobody_by_name(world, cut_id, audience):
    made = poster_paper(world.studio, WORKSHOP, kit_of(world, cut_id, audience), "en", JPEG)
    assert ("data:image" in made) is (audience is Audience.ONLINE)
    assert ("Hang it inside only" in made) is (audience not in {Audience.COMMUNITY, Audience.ONLINE})
    assert "Selma" not in made
    assert "Evening at the mill" in made
    assert "2026-06-01" in made


@pytest.mark.slow
def test_papers_are_printed_in_order_and_a_poster_is_one_page(world, cut_id):
    words = in_print(guide_paper(world.studio, WORKSHOP, cut_id, "en"))
    order = [
        "What the film shows",
        "A <b>bridge</b>.",
        "Before the film",
        "What do you see?",
        "Who is not here?",
    ]
    assert sorted(order, key=words.index) == order
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(tx.get(Cut, cut_id), title="A very long title " * 11))
    for audience in (Audience.GROUP, Audience.COMMUNITY):
        kit = replace(kit_of(world, cut_id, audience), event="Festival of bridges " * 4)
        made = poster_paper(
            world.studio, WORKSHOP, kit, "ar", b"", time="18:30", place="House, first floor " * 4
        )
        assert pages(pdf(made)) == 1
