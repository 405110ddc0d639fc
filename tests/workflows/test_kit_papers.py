"""The papers of a kit: in languages without subtitles too; the time and place that nothing else keeps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from kit_world import COMMUNITY
from workflow_world import WORKSHOP

from workflows.publish import kit_folder, publish
from workflows.screening_kits import papers
from workflows.screening_kits.papers import papers_of_kit
from workflows.screening_kits.wishes import KitWish

WISH = KitWish(
    languages=("en",), papers=("mk", "en", "sr-Cyrl"), event_time="18:30", event_place="Windmill <b>3</b>"
)


@pytest.fixture
def made(cinema, monkeypatch):
    """The folder of a kit, with papers as pages only: printing has tests of its own."""
    monkeypatch.setattr(papers, "can_print", lambda: False)
    world, version = cinema
    kit = publish(
        world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library", wish=WISH,
        papers=lambda kit: papers_of_kit(world.studio, WORKSHOP, kit, WISH),
    )  # fmt: skip
    return kit, kit_folder(world.studio, WORKSHOP, kit.id)


def test_papers_are_there_in_languages_that_nobody_subtitled(made):
    kit, folder = made
    names = {path.name for path in folder.iterdir()}
    for paper in ("guide", "run-sheet", "grounding", "feedback-form", "poster"):
        assert {f"{paper}.{tag}.html" for tag in ("en", "mk", "sr-Cyrl")} <= names
    assert kit.languages == ("en",)
    assert not [name for name in names if name.startswith("film.mk")]
    assert '"tag":"mk"' in (folder / "FEEDBACK.html").read_text("utf-8")
    start = (folder / "START-HERE.html").read_text("utf-8")
    assert 'href="poster.mk.html"' in start
    assert '"mk":"mk"' in start  # who reads Macedonian gets this page in it


def test_time_and_place_stand_on_poster_and_run_sheet_and_nowhere_else(made):
    _kit, folder = made
    told = {path.name for path in folder.iterdir() if b"Windmill" in path.read_bytes()}
    assert told == {
        f"{paper}.{tag}.html" for paper in ("poster", "run-sheet") for tag in ("en", "mk", "sr-Cyrl")
    }
    for name in told:
        page = (folder / name).read_text("utf-8")
        assert "Windmill &lt;b&gt;3&lt;/b&gt;" in page
        assert "18:30" in page
    assert "18:30" not in (folder / "kit.json").read_text() + (folder / "manifest.json").read_text()


def test_a_kit_for_which_nobody_names_a_day_ends_by_the_rule_of_the_studio(made):
    kit, folder = made
    last = date.today() + timedelta(days=365)  # noqa: DTZ011 — as it is told where the studio is
    assert f"until {last}, the last day" in (folder / "START-HERE.txt").read_text()
    assert kit.expires_at is not None
    assert kit.expires_at.astimezone().date() == last + timedelta(days=1)
