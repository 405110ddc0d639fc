"""Taking back, where it is now, recalls and erasing, as they are typed; what follows is tried elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli_world import Run, answer

from consent.answers.recording import add_guardian, confirm_complete, enrol, log_appearance
from consent.releases import Answer, AnswerState, Sign, Stage
from pvstudio.config import Settings
from pvstudio.model import (
    AgeBand,
    Audience,
    Clip,
    Cut,
    CutItem,
    CutState,
    CutVersion,
    Footage,
    FootageState,
    Kit,
    MediaInfo,
    Participant,
    Workshop,
)
from pvstudio.store.files import write_bytes
from workflows.errors import NothingToAcknowledge, NothingToErase, WithdrawnOnly
from workflows.kits import hand_out
from workflows.wiring import Studio
from workflows.withdrawals import withdraw

pytestmark = pytest.mark.usefixtures("studio")


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """Amra is in a clip of a recording that Nur has a clip of, too; a film of hers is with a host."""
    found = Studio.open(Settings(home=tmp_path / "studio"))
    media = MediaInfo(container="mov", duration_ms=60_000)
    recording = Footage(
        id="footage-1",
        sha256="0" * 64,
        original_name="river.mp4",
        size_bytes=1,
        received_at=datetime.now(UTC),
        state=FootageState.READY,
        media=media,
    )
    with found.book("w") as tx:
        tx.put(Workshop(id="w", title="Neighbours"))
        tx.put(recording)
        for who, start in (("amra", 0), ("nur", 2000)):
            enrol(tx, Participant(id=who, pseudonym=who.title()))
            clip = Clip(
                id=f"clip-{who}",
                footage_id="footage-1",
                title=f"of {who}",
                start_ms=start,
                end_ms=start + 2000,
            )
            tx.put(clip)
            log_appearance(tx, clip.id, who, {Sign.FACE})
            confirm_complete(tx, clip.id)
        tx.put(Cut(id="cut-1", title="River", recipe=""))
        film = CutVersion(
            id="version-1",
            cut_id="cut-1",
            number=1,
            items=(CutItem(clip_id="clip-amra"),),
            audience=Audience.COMMUNITY,
            recipe='title = "River"\n[[parts]]\nclip = "clip-amra"\n',
            state=CutState.RENDERED,
            film_sha256="f" * 64,
        )
        tx.put(film)
        kit = Kit(
            id="kit-1",
            cut_version_id=film.id,
            audience=Audience.COMMUNITY,
            languages=(),
            recipient="Kino Una",
            published_at=datetime.now(UTC),
        )
        hand_out(tx, kit)
    return found


def test_recalls_are_listed_and_confirmed(run: Run, studio: Studio) -> None:
    assert "No kit was recalled" in run("kit", "recalls").output
    with pytest.raises(NothingToAcknowledge):
        run("kit", "acknowledge", "kit-1")
    assert run("consent", "withdraw", "Amra", "--later").exit_code == 0
    assert "not yet" in run("kit", "recalls").output
    assert "No recall is overdue" in run("kit", "recalls", "--overdue").output
    assert "Mirsad has confirmed" in run("kit", "acknowledge", "kit-1", "--by", "Mirsad").output
    [one] = answer(run("--json", "kit", "recalls"))
    assert (one["confirmed_by"], one["title"], one["overdue"]) == ("Mirsad", "River", False)


def test_where_it_is(run: Run, studio: Studio) -> None:
    assert "1 kit(s) are out" in run("consent", "where", "Amra").output
    withdraw(studio, "w", "amra")
    assert "recalled, not confirmed" in run("consent", "where", "Amra").output
    assert answer(run("--json", "consent", "where", "Nur"))["films"] == []


def test_preferring_needs_to_say_what_and_to_whom(run: Run) -> None:
    told = run("consent", "withdraw", "Amra", "--prefer", "face-blurred", "--later")
    assert told.exit_code == 2
    assert "--audience" in told.output


def test_preferring_is_a_yes_on_conditions(run: Run, studio: Studio) -> None:
    command = ["withdraw", "Amra", "--clip", "of amra", "--prefer", "face-blurred", "--audience", "community"]
    assert run("consent", *command, "--later").exit_code == 0
    shown = answer(run("--json", "consent", "show"))
    mine = {row["audience"]: row["treatments"] for row in shown if row["clip"] == "of amra"}
    assert mine["community"] == ["face-blurred"]
    assert mine["online"] == []


def test_an_erasure_says_what_would_go_and_does_nothing(run: Run, studio: Studio) -> None:
    told = run("erase", "Amra", "--everything")
    assert told.exit_code == 0
    for words in ("of amra", "kept, from the same recording: of nur", "56 s of these", "Nothing was erased"):
        assert words in told.output
    plan = answer(run("--json", "erase", "Amra"))
    assert [clip["id"] for clip in plan["clips"]] == ["clip-amra"]
    with studio.documents.read("w") as tx:
        assert tx.get(CutVersion, "version-1").state is CutState.RENDERED


def test_what_cannot_be_erased_so(run: Run) -> None:
    assert run("erase", "Amra", "--everything", "--clip", "of amra").exit_code == 2
    with pytest.raises(NothingToErase):
        run("erase", "Amra", "--clip", "of nur", "--yes")


def test_the_plan_says_which_proofs_stay_and_who_else_has_the_recording(run: Run, studio: Studio) -> None:
    with studio.documents.write("w") as tx:
        said = Answer(
            id="said",
            at=datetime.now(UTC),
            participant_id="nur",
            stage=Stage.S1,
            subject_id="w",
            state=AnswerState.GIVEN,
            evidence="0" * 64,
        )
        tx.put(said)
    with studio.documents.write("other") as tx:
        tx.put(Workshop(id="other", title="Rivers"))
    write_bytes(studio.files("other").original("0" * 64), b"the same card")
    told = run("--workshop", "w", "erase", "Amra")
    assert "What proves the answers of Nur stays, sealed" in told.output
    assert "The workshop other has one of these recordings too" in told.output
    assert "LOST" in run("--workshop", "w", "erase", "Amra", "--others-too").output
    assert answer(run("--json", "--workshop", "w", "erase", "Amra"))["elsewhere"] == ["other"]


OFFER = ("--prefer", "face-blurred", "--audience", "group", "--later")


def test_something_else_instead_that_cannot_be_asked_keeps_nothing_open(run: Run, studio: Studio) -> None:
    with pytest.raises(WithdrawnOnly):
        run("consent", "withdraw", "Amra", "--clip", "of amra", *OFFER, "--notice-language", "tlh")
    with studio.documents.read("w") as tx:
        assert tx.get(CutVersion, "version-1").state is CutState.RECALLED


@pytest.mark.parametrize("named", [["--role", "guardian"], ["--guardian", "Mira"]])
def test_a_guardian_offers_something_else(run: Run, studio: Studio, named: list[str]) -> None:
    with studio.book("w") as tx:
        enrol(tx, replace(tx.get(Participant, "amra"), age_band=AgeBand.MINOR))
        mira = add_guardian(tx, "amra", "Mira", relation="mother")
        if "--guardian" in named:
            add_guardian(tx, "amra", "Emir", relation="father")
    wanted = ("--clip", "of amra", *OFFER, "--notice-language", "en", *named)
    answer(run("--json", "consent", "withdraw", "Amra", *wanted))
    with studio.documents.read("w") as tx:
        said = sorted(tx.find(Answer, participant_id="amra"), key=lambda one: one.number)
    assert [one.state.is_yes for one in said] == [False, True]
    assert {one.guardian_id for one in said} == {mira.id}
