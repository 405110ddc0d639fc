"""The sample workshop written down: everybody is asked in their language, minors by a guardian, too."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from consent.events import RefusedAnswer
from consent.ledger.rebuild import differences
from consent.notices import NoticeApproval, parse_reference
from consent.releases import Answer, Confirmation, Guardian, Role, Stage
from pvstudio.config import Settings
from pvstudio.model import Audience, Clip, CutItem, CutState, CutVersion, Footage, FootageState
from workflows.roster import Roster
from workflows.wiring import Studio

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture
def told(tmp_path: Path) -> tuple[Studio, Roster]:
    """All that the demo writes down about people, without a frame of film."""
    studio, roster = Studio.open(Settings(home=tmp_path / "studio")), Roster.read(SAMPLES / "workshop.toml")
    with studio.book(roster.workshop_id) as tx:
        roster.approve(tx, studio.folder(roster.workshop_id) / "notices")
        roster.enrol(tx)
        footage = {}
        for key in roster.footage():
            footage[key] = Footage(
                id=f"footage-{key}",
                sha256=key.encode().hex().ljust(64, "0"),
                original_name=key,
                size_bytes=1,
                received_at=datetime.now(UTC),
                state=FootageState.READY,
            )
            tx.put(footage[key])
            tx.put(Clip(id=f"clip-{key}", footage_id=f"footage-{key}", title=key, start_ms=0, end_ms=2000))
        clips = roster.log(tx, footage)
        roster.share(tx, clips)
        film = CutVersion(
            id="version-1",
            cut_id="cut-1",
            number=1,
            items=tuple(CutItem(clip_id=clip.id) for clip in clips.values()),
            audience=Audience.COMMUNITY,
            state=CutState.RENDERED,
            film_sha256="f" * 64,
            created_at=datetime.now(UTC),
        )
        tx.put(film)
        roster.agree(tx, film)
    return studio, roster


def test_everybody_was_asked_in_a_language_of_theirs(told: tuple[Studio, Roster]) -> None:
    studio, roster = told
    with studio.documents.read(roster.workshop_id) as tx:
        people = {person.id: person for person in roster.people.values()}
        yeses = [one for one in tx.find(Answer) if one.state.is_yes]
        assert {one.stage for one in yeses} == set(Stage)
        for one in yeses:
            language, spoken = parse_reference(one.notice).language, people[one.participant_id].languages
            assert language.split("-")[0] in {tag.split("-")[0] for tag in spoken}
        assert tx.find(RefusedAnswer) == []
        assert {one.by for one in tx.find(NoticeApproval)} == {"Ines"}
        assert {one.by for one in tx.find(Confirmation)} == {"Selma, Yusuf"}
        assert differences(tx) == []


def test_a_minor_of_the_sample_is_spoken_for_by_name(told: tuple[Studio, Roster]) -> None:
    studio, roster = told
    with studio.documents.read(roster.workshop_id) as tx:
        [mother] = tx.find(Guardian)
        said = tx.find(Answer, participant_id=roster.people["emir"].id)
        assert {one.guardian_id for one in said if one.role is Role.GUARDIAN} == {mother.id}
        assert {one.role for one in said} == {Role.GUARDIAN, Role.CHILD_ASSENT}
