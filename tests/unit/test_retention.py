"""What is past its date in a real studio: found by the day, deleted when told, kept while needed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.main import main_group
from consent.answers.recording import confirm_complete, log_appearance, record_answer
from consent.identities import officer
from consent.identities.events import IdentityAct, IdentityEvent
from consent.identities.registry import Identity
from consent.notices import notice
from consent.releases import Answer, AnswerState, Sign, Stage
from pvstudio.config import Retention, Settings
from pvstudio.model import (
    Audience,
    Clip,
    CutItem,
    CutState,
    CutVersion,
    Footage,
    FootageState,
    Kit,
    KitState,
    Participant,
    Workshop,
    new_id,
)
from workflows.feedback.notes import SpokenNote
from workflows.identities import identities, set_identity
from workflows.ingest import receive
from workflows.retention import Matter, erase_overdue, overdue
from workflows.wiring import Studio

ENDED = date(2024, 5, 12)
END = datetime(2024, 5, 12, 18, tzinfo=UTC)
DAYS = Retention(unused_footage=300, withdrawn_footage=20, refused_uploads=60, identities=700, kits=400)
WORKSHOP = "bihac"
PASSPHRASE = "river lantern bread window"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(officer, "SCRYPT_POWER", 10)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A workshop with Amra in a clip of ready footage, and an upload that was refused."""
    studio = Studio.open(replace(Settings.load(tmp_path / "studio"), retention=DAYS))
    with studio.book(WORKSHOP) as tx:
        tx.put(Workshop(id=WORKSHOP, title="Neighbours", ends=ENDED))
        tx.put(Participant(id="amra", pseudonym="Sun"))
    for name, state in (("river.mp4", FootageState.READY), ("letter.mp4", FootageState.REFUSED)):
        (tmp_path / name).write_bytes(name.encode())
        footage = receive(studio, WORKSHOP, tmp_path / name).footage
        with studio.book(WORKSHOP) as tx:
            tx.put(replace(footage, state=state, reason="no film", received_at=END))
            if state is FootageState.READY:
                tx.put(Clip(id="river", footage_id=footage.id, title="river", start_ms=0, end_ms=900))
                log_appearance(tx, "river", "amra", {Sign.FACE})
                confirm_complete(tx, "river", by="Ivan")
    identities(studio).keys.set_up(PASSPHRASE)
    set_identity(studio, WORKSHOP, "amra", Identity(name="Amra Hodžić"))
    return studio


def after(days: int) -> datetime:
    return END + timedelta(days=days)


def matters(studio: Studio, days: int) -> set[Matter]:
    return {one.matter for one in overdue(studio, WORKSHOP, at=after(days))}


def footage(studio: Studio, name: str) -> Footage | None:
    with studio.documents.read(WORKSHOP) as tx:
        return next(iter(tx.find(Footage, original_name=name)), None)


def publish(studio: Studio, *, state: KitState = KitState.PUBLISHED, acknowledged: bool = False) -> None:
    item = CutItem(clip_id="river")
    with studio.book(WORKSHOP) as tx:
        film = CutVersion(id="film", cut_id="cut", number=1, items=(item,), audience=Audience.COMMUNITY)
        tx.put(replace(film, state=CutState.RENDERED))
        kit = Kit(
            id="kit-1",
            cut_version_id="film",
            audience=Audience.COMMUNITY,
            languages=(),
            recipient="Library",
            published_at=END,
        )
        tx.put(replace(kit, state=state, acknowledged_at=END if acknowledged else None))


def say(studio: Studio, stage: Stage, subject: str, state: AnswerState, at: datetime) -> None:
    with studio.book(WORKSHOP) as tx:
        record_answer(
            tx,
            Answer(
                id=new_id("answer"),
                at=at,
                participant_id="amra",
                stage=stage,
                subject_id=subject,
                state=state,
                audience=Audience.GROUP if stage is Stage.S3 and state.is_yes else None,
                notice=notice(stage, "en").reference,
            ),
            now=at,
        )


@pytest.mark.parametrize(
    ("matter", "days"),
    [
        (Matter.UNUSED_FOOTAGE, DAYS.unused_footage),
        (Matter.REFUSED_UPLOAD, DAYS.refused_uploads),
        (Matter.IDENTITY, DAYS.identities),
    ],
)
def test_a_date_is_past_on_the_day_after(studio: Studio, matter: Matter, days: int):
    assert matter not in matters(studio, days)
    [found] = [one for one in overdue(studio, WORKSHOP, at=after(days + 1)) if one.matter is matter]
    assert found.since == ENDED + timedelta(days=days + 1)
    assert str(days) in found.why


def test_a_zero_keeps(studio: Studio):
    keeping = Retention(**dict.fromkeys(Retention.__dataclass_fields__, 0))
    studio = Studio(replace(studio.settings, retention=keeping), studio.documents)
    publish(studio)
    assert overdue(studio, WORKSHOP, at=after(30_000)) == []


def test_looking_changes_nothing(studio: Studio):
    def everything() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in studio.settings.home.rglob("*") if path.is_file()}

    before = everything()
    assert len(overdue(studio, WORKSHOP, at=after(9_000))) == 3
    assert everything() == before


def test_what_may_go_goes_and_the_rest_stays(studio: Studio):
    at, refused = after(9_000), footage(studio, "letter.mp4")
    assert refused
    erased = erase_overdue(
        studio, WORKSHOP, {one.id for one in overdue(studio, WORKSHOP, at=at)}, at=at, by="Ines"
    )
    assert {one.matter for one in erased} == {Matter.IDENTITY, Matter.REFUSED_UPLOAD}
    assert identities(studio).known(WORKSHOP) == []
    assert footage(studio, "letter.mp4") is None
    assert not studio.files(WORKSHOP).has(refused.sha256)
    assert footage(studio, "river.mp4")
    assert studio.files(WORKSHOP).has(hashlib.sha256(b"river.mp4").hexdigest())
    assert {one.matter for one in overdue(studio, WORKSHOP, at=at)} == {Matter.UNUSED_FOOTAGE}
    with studio.documents.read(WORKSHOP) as tx:
        [event] = tx.find(IdentityEvent, what=IdentityAct.FORGOTTEN)
    assert (event.participant_id, event.by) == ("amra", "Ines")


def test_only_what_was_chosen_goes(studio: Studio):
    assert erase_overdue(studio, WORKSHOP, [], at=after(9_000)) == []
    assert [one.id for one in erase_overdue(studio, WORKSHOP, ["amra"], at=after(9_000))] == ["amra"]
    assert footage(studio, "letter.mp4")


def test_a_refused_upload_may_come_again(studio: Studio, tmp_path: Path):
    """Nobody asked for it to be forgotten: a newer studio may be able to read it."""
    old = footage(studio, "letter.mp4")
    assert old
    erase_overdue(studio, WORKSHOP, [old.id], at=after(61))
    again = receive(studio, WORKSHOP, tmp_path / "letter.mp4")
    assert not again.duplicate
    assert studio.files(WORKSHOP).has(old.sha256)


def test_an_upload_with_clips_is_needed(studio: Studio):
    refused = footage(studio, "letter.mp4")
    assert refused
    with studio.book(WORKSHOP) as tx:
        tx.put(Clip(id="letter", footage_id=refused.id, title="letter", start_ms=0, end_ms=900))
    [found] = [one for one in overdue(studio, WORKSHOP, at=after(61)) if one.matter is Matter.REFUSED_UPLOAD]
    assert found.needed_for
    assert erase_overdue(studio, WORKSHOP, [refused.id], at=after(61)) == []


@pytest.mark.parametrize(
    ("state", "acknowledged", "needed"),
    [(KitState.PUBLISHED, False, True), (KitState.RECALLED, False, True), (KitState.RECALLED, True, False)],
)
def test_who_is_in_a_film_that_is_out_must_be_reachable(
    studio: Studio, state: KitState, acknowledged: bool, needed: bool
):
    publish(studio, state=state, acknowledged=acknowledged)
    [found] = [one for one in overdue(studio, WORKSHOP, at=after(9_000)) if one.matter is Matter.IDENTITY]
    assert ("kit-1" in found.needed_for) is needed
    erased = erase_overdue(studio, WORKSHOP, ["amra"], at=after(9_000))
    assert bool(erased) is not needed
    assert identities(studio).known(WORKSHOP) == (["amra"] if needed else [])


def test_footage_of_a_film_is_used(studio: Studio):
    publish(studio)
    assert Matter.UNUSED_FOOTAGE not in matters(studio, 9_000)
    with studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(CutVersion, "film"), state=CutState.RECALLED))
    assert Matter.UNUSED_FOOTAGE in matters(studio, 9_000)


def test_a_kit_is_out_for_too_long(studio: Studio):
    publish(studio)
    assert Matter.KIT not in matters(studio, 400)
    assert Matter.KIT in matters(studio, 401)


def test_withdrawn_footage_counts_from_the_withdrawal(studio: Studio):
    for stage, subject in ((Stage.S1, WORKSHOP), (Stage.S2, WORKSHOP), (Stage.S3, "river")):
        say(studio, stage, subject, AnswerState.GIVEN, after(1))
    assert Matter.WITHDRAWN_FOOTAGE not in matters(studio, 200)
    say(studio, Stage.S3, "river", AnswerState.WITHDRAWN, after(100))
    assert Matter.WITHDRAWN_FOOTAGE not in matters(studio, 120)
    [found] = [
        one for one in overdue(studio, WORKSHOP, at=after(121)) if one.matter is Matter.WITHDRAWN_FOOTAGE
    ]
    assert found.since == ENDED + timedelta(days=121)
    assert not found.can_be_erased
    say(studio, Stage.S3, "river", AnswerState.GIVEN, after(130))
    assert Matter.WITHDRAWN_FOOTAGE not in matters(studio, 200)


def test_a_workshop_without_dates_counts_from_what_came_last(studio: Studio):
    with studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Workshop, WORKSHOP), ends=None))
    assert Matter.IDENTITY not in matters(studio, 700)
    assert Matter.IDENTITY in matters(studio, 701)
    with studio.book(WORKSHOP) as tx:
        for one in tx.find(Footage):
            tx.delete(Footage, one.id)
    written = (datetime.now(UTC) - END).days
    assert Matter.IDENTITY not in matters(studio, written + 699)
    assert Matter.IDENTITY in matters(studio, written + 702)


def test_a_spoken_note_goes_with_its_recording(studio: Studio, tmp_path: Path):
    (tmp_path / "note.m4a").write_bytes(b"somebody speaks")
    sha256 = studio.files(WORKSHOP).receive(tmp_path / "note.m4a").sha256
    with studio.documents.write(WORKSHOP) as tx:
        tx.put(SpokenNote(id="note-1", kit_id="kit-1", sha256=sha256, at=END, words="Amra wept"))
    assert Matter.SPOKEN_NOTE not in matters(studio, DAYS.spoken_notes)
    assert Matter.SPOKEN_NOTE in matters(studio, DAYS.spoken_notes + 1)
    assert [one.id for one in erase_overdue(studio, WORKSHOP, ["note-1"], at=after(200))] == ["note-1"]
    assert not studio.files(WORKSHOP).has(sha256)
    with studio.documents.read(WORKSHOP) as tx:
        assert tx.find(SpokenNote) == []


# -- the command -----------------------------------------------------------------------------


@pytest.fixture
def run(studio: Studio) -> Callable[..., Result]:
    """The command line on the same studio, whose days are in its studio.toml (long ago is past all)."""
    lines = [f"{name} = {getattr(DAYS, name)}" for name in Retention.__dataclass_fields__]
    (studio.settings.home / "studio.toml").write_text("\n".join(["[retention]", *lines]), "utf-8")

    def invoke(*args: str, typed: str = "") -> Result:
        return CliRunner().invoke(main_group, ["--studio", str(studio.settings.home), *args], input=typed)

    return invoke


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_command_lists_and_deletes_nothing(studio: Studio, run: Callable[..., Result]):
    said = run("retention")
    assert "letter.mp4" in said.output
    assert "Ask the people in it" in said.output
    assert "retention --erase" in said.output
    assert len(answer(run("--json", "retention"))["overdue"]) == 3
    assert identities(studio).known(WORKSHOP) == ["amra"]


def test_the_command_asks_before_it_deletes(studio: Studio, run: Callable[..., Result]):
    assert run("retention", "--erase", typed="n\n").exit_code == 1
    assert identities(studio).known(WORKSHOP) == ["amra"]
    assert len(answer(run("--json", "retention", "--erase", typed="y\n"))["erased"]) == 2
    assert identities(studio).known(WORKSHOP) == []
    assert answer(run("--json", "retention", "--erase", "--yes"))["erased"] == []


def test_a_list_of_names_says_until_when(run: Callable[..., Result]):
    [listed] = answer(run("--json", "identity", "list"))
    assert listed["past_from"] == str(ENDED + timedelta(days=701))


def test_a_new_workshop_has_nothing_to_tell(tmp_path: Path):
    home = str(tmp_path / "new")
    CliRunner().invoke(main_group, ["--studio", home, "init", "New"])
    assert "Nothing is past" in CliRunner().invoke(main_group, ["--studio", home, "retention"]).output
