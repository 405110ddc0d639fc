"""Spoken answers: kept sealed or not at all; they count when a person has written them down; erased whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from erasure_world import finished
from looked import probe_once
from test_withdrawal_killed import carry_out
from workflow_world import WORKSHOP, World

from consent.answers.recording import record_answer
from consent.errors import AnswerRefused, Refusal
from consent.notices import notice
from consent.releases import Answer, AnswerState, How, Role, Stage
from pvstudio.errors import NotFound
from pvstudio.media.probing import probe
from pvstudio.model import Audience, Clip, Footage, new_id
from pvstudio.store.reading import read_bytes, sealed
from workflows import aside, speaking
from workflows import erase as durable
from workflows.at_work import at_work
from workflows.erasures import erase
from workflows.left_behind import left_behind
from workflows.listening import playable
from workflows.phones import Visit
from workflows.queue import JobQueue, JobState, Work
from workflows.retention import erase_overdue, overdue
from workflows.speaking import NotHeard, Unheard, keep_spoken
from workflows.spoken import (
    ChangedSince,
    Kind,
    NotTheirs,
    NotWatched,
    SpokenAnswer,
    proved,
    spoken_by,
    unclear,
    written_down,
)
from workflows.spoken_no import write_no
from workflows.walks import began_watching, skip_watching, watched

NOW = datetime.now(UTC)
CLIP = "clip-amra"


@pytest.fixture(autouse=True)
def _looks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaking, "probe", probe_once)


@pytest.fixture
def queue(world: World):
    with JobQueue(world.studio) as queue:
        yield queue


def visit(who: str = "amra", role: Role = Role.SELF) -> Visit:
    return Visit(
        id="v", workshop=WORKSHOP, participant_id=who, role=role, language="bs", unlocked=True,
        at=NOW, until=NOW + timedelta(minutes=10), touched_at=NOW,
    )  # fmt: skip


def say(world: World, queue: JobQueue, sound: bytes, **more) -> SpokenAnswer:
    about = {"stage": Stage.S3, "subject_id": CLIP, "visit": visit(), "at": NOW} | more
    return keep_spoken(world.studio, queue, source=BytesIO(sound), **about)


def watch(world: World, role: Role = Role.SELF) -> None:
    began_watching(world.studio, visit(role=role), CLIP, NOW)
    watched(world.studio, visit(role=role), CLIP, NOW + timedelta(minutes=1))


def recordings(world: World) -> list[str]:
    return world.studio.files(WORKSHOP).originals()


def documents(world: World) -> list[SpokenAnswer]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return tx.find(SpokenAnswer)


def yes(one: SpokenAnswer, **more) -> Answer:
    answer = Answer(
        id=new_id("answer"),
        at=datetime.now(UTC),
        participant_id=one.participant_id,
        stage=one.stage,
        subject_id=one.subject_id,
        audience=Audience.GROUP,
        state=AnswerState.GIVEN,
        how=How.SPOKEN,
        notice=notice(one.stage, "en").reference,
    )
    return replace(answer, **more)


def test_a_voice_is_kept_sealed_and_says_nothing_by_itself(world, queue, voice):
    one = say(world, queue, voice)
    original = world.studio.files(WORKSHOP).original(one.sha256)
    assert sealed(original)
    assert read_bytes(original) == voice
    assert voice[:64] not in original.read_bytes()
    assert (one.kind, one.duration_ms // 100, one.language, one.written_at) == (Kind.AUDIO, 10, "bs", None)
    assert (one.watched, one.is_unwatched) == ("", True)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.find(Answer) == []
    assert queue.job(f"{Work.VOICE}:{one.id}").about == one.id


def test_the_same_file_is_one_and_about_something_else_another(world, queue, voice):
    first = say(world, queue, voice)
    assert say(world, queue, voice) == first
    later = NOW + timedelta(seconds=1)
    about_all = say(world, queue, voice, stage=Stage.S1, subject_id=WORKSHOP, at=later)
    assert about_all.id != first.id
    assert recordings(world) == [first.sha256]
    with world.studio.documents.read(WORKSHOP) as tx:
        assert spoken_by(tx, visit()) == [first, about_all]
        assert spoken_by(tx, visit(), Stage.S3, CLIP) == [first]
        assert spoken_by(tx, visit(role=Role.GUARDIAN)) == []


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"", Unheard.EMPTY),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", Unheard.NO_RECORDING),
        (b"\x00\x00\x00\x20ftypisom" + b"\xff" * 4000, Unheard.NO_RECORDING),
    ],
)
def test_what_is_no_recording_leaves_nothing(world, queue, sent, why):
    with pytest.raises(NotHeard) as refused:
        say(world, queue, sent)
    assert refused.value.why is why
    assert (recordings(world), documents(world), queue.jobs()) == ([], [], [])
    assert not list(world.studio.settings.home.glob("keys/*/footage-*"))


class Broken(BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        if block := super().read(50):
            return block
        raise ConnectionResetError("gone")


def test_a_broken_link_or_too_much_leaves_nothing(world, queue, voice, monkeypatch):
    with pytest.raises(NotHeard) as refused:
        keep_spoken(world.studio, queue, visit(), Stage.S3, CLIP, Broken(voice), NOW)
    assert refused.value.why is Unheard.BROKEN_OFF
    monkeypatch.setattr(speaking, "MAX_BYTES", len(voice) - 1)
    with pytest.raises(NotHeard) as refused:
        say(world, queue, voice)
    assert refused.value.why is Unheard.TOO_LARGE
    monkeypatch.setattr(speaking, "MAX_BYTES", len(voice))
    monkeypatch.setattr(speaking, "LONGEST_MS", 900)
    with pytest.raises(NotHeard) as refused:
        say(world, queue, voice)
    assert refused.value.why is Unheard.TOO_LONG
    assert (recordings(world), documents(world)) == ([], [])
    assert not list(world.studio.files(WORKSHOP).root.glob(".incoming/*"))
    monkeypatch.setattr(speaking, "LONGEST_MS", 1_100)
    assert say(world, queue, voice), "what was refused for its length may come again"


def test_nobody_speaks_about_what_they_are_not_in_or_without_end(world, queue, voice, monkeypatch):
    for stage, subject in ((Stage.S3, "clip-bilal"), (Stage.S4, "version-9"), (Stage.S2, "elsewhere")):
        with pytest.raises(NotFound):
            say(world, queue, voice, stage=stage, subject_id=subject)
    monkeypatch.setattr(speaking, "MOST_WAITING", 1)
    one = say(world, queue, voice)
    with pytest.raises(NotHeard) as refused:
        say(world, queue, voice + b"\0")
    assert refused.value.why is Unheard.TOO_MANY
    assert unclear(world.studio, WORKSHOP, one.id, by="Huda", at=NOW).unclear
    assert say(world, queue, voice + b"\0").id != one.id, "one that was listened to is not waited for"


def test_a_yes_rests_on_the_recording_and_was_given_when_it_was_said(world, queue, voice):
    world.say("amra", Stage.S1, WORKSHOP)
    world.say("amra", Stage.S2, WORKSHOP)
    watch(world)
    one = say(world, queue, voice, at=datetime.now(UTC))
    with world.studio.book(WORKSHOP) as tx:
        said = record_answer(tx, proved(tx, one.id, yes(one)))
        written_down(tx, one.id, [said], by="Huda", at=NOW)
    assert (said.evidence, said.at, said.how) == (one.sha256, one.at, How.SPOKEN)
    assert documents(world)[0].answer_ids == (said.id,)
    assert not unclear(world.studio, WORKSHOP, one.id, by="Bilal", at=NOW).unclear


def test_a_spoken_yes_never_stands_over_a_later_no(world, queue, voice):
    world.say("amra", Stage.S1, WORKSHOP)
    world.say("amra", Stage.S2, WORKSHOP)
    world.say("amra", Stage.S3, CLIP, Audience.GROUP)
    watch(world)
    one = say(world, queue, voice, at=datetime.now(UTC))
    world.say("amra", Stage.S3, CLIP, Audience.GROUP, AnswerState.WITHDRAWN)
    with pytest.raises(AnswerRefused) as refused, world.studio.book(WORKSHOP) as tx:
        record_answer(tx, proved(tx, one.id, yes(one)))
    assert refused.value.why is Refusal.NOT_FRESH


def test_a_spoken_yes_does_not_carry_to_a_clip_that_was_cut_since(world, queue, voice):
    watch(world)
    one = say(world, queue, voice)
    with world.studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Clip, CLIP), end_ms=1500))
    with world.studio.documents.read(WORKSHOP) as tx:
        with pytest.raises(ChangedSince):
            proved(tx, one.id, yes(one))
        assert proved(tx, one.id, yes(one, state=AnswerState.REFUSED)).evidence == one.sha256


def test_a_spoken_yes_to_what_this_seat_has_not_watched_proves_nothing_and_a_no_does(world, queue, voice):
    began_watching(world.studio, visit(), CLIP, NOW)  # and then not to its end
    watch(world, role=Role.CHILD_ASSENT)  # another seat of hers
    one = say(world, queue, voice)
    with world.studio.documents.read(WORKSHOP) as tx:
        with pytest.raises(NotWatched):
            proved(tx, one.id, yes(one))
        assert proved(tx, one.id, yes(one, state=AnswerState.REFUSED)).evidence == one.sha256
    assert not say(world, queue, voice, stage=Stage.S1, subject_id=WORKSHOP).is_unwatched
    watch(world)
    with world.studio.documents.read(WORKSHOP) as tx, pytest.raises(NotWatched):
        proved(tx, one.id, yes(one))
    again = say(world, queue, voice + b"\0")
    assert again.watched == "footage-amra 0-2000 ms"
    with world.studio.documents.read(WORKSHOP) as tx:
        assert proved(tx, again.id, yes(again)).evidence == again.sha256
    assert write_no(world.studio, WORKSHOP, one.id, by="Huda", at=NOW)


def test_with_a_facilitator_beside_one_speaks_unwatched_in_that_visit(world, queue, voice, monkeypatch):
    monkeypatch.setattr("workflows.walks.watching.check_presence", lambda *_of: "Huda")
    skip_watching(world.studio, visit(), CLIP, "123456", NOW)
    assert not say(world, queue, voice).is_unwatched
    assert say(world, queue, voice + b"\0", visit=replace(visit(), id="later")).is_unwatched


def test_what_was_watched_before_it_was_cut_is_not_watched_now(world, queue, voice):
    watch(world)
    with world.studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Clip, CLIP), end_ms=1500))
    assert say(world, queue, voice).is_unwatched


def test_the_bytes_of_footage_are_nobodys_answer(world, queue, voice):
    sha256 = world.studio.files(WORKSHOP).receive(BytesIO(voice)).sha256
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(tx.get(Footage, "footage-bilal"), id="footage-voice", sha256=sha256))
    with pytest.raises(NotHeard) as refused:
        say(world, queue, voice)
    assert refused.value.why is Unheard.FOOTAGE
    assert (recordings(world), documents(world), queue.jobs()) == ([sha256], [], [])


@pytest.mark.parametrize(
    "other",
    [
        {"participant_id": "bilal"},
        {"role": Role.GUARDIAN},
        {"stage": Stage.S1, "subject_id": WORKSHOP},
        {"subject_id": "clip-bilal"},
    ],
)
def test_a_recording_proves_nothing_else(world, queue, voice, other):
    one = say(world, queue, voice)
    with world.studio.documents.read(WORKSHOP) as tx, pytest.raises(NotTheirs):
        proved(tx, one.id, yes(one, **other))


def test_an_erasure_takes_the_voice_and_its_key(world, queue, voice, monkeypatch):
    monkeypatch.setattr(durable.running, "studio", lambda: world.studio)
    one = say(world, queue, voice)
    bilal = say(world, queue, voice + b"\0", visit=visit("bilal"), subject_id="clip-bilal")
    [key] = world.studio.settings.home.glob(f"keys/*/*{one.sha256}*")
    carry_out(erase(world.studio, WORKSHOP, "amra", everything=True).id)
    assert not key.exists()
    assert not world.studio.files(WORKSHOP).has(one.sha256)
    assert [each.id for each in documents(world)] == [bilal.id]
    assert world.studio.files(WORKSHOP).has(bilal.sha256)
    with pytest.raises(NotHeard) as refused:
        say(world, queue, voice, visit=visit("bilal"), subject_id="clip-bilal")
    assert refused.value.why is Unheard.ERASED


def test_what_two_have_said_together_stays_until_the_last_of_them_goes(world, queue, voice, monkeypatch):
    monkeypatch.setattr(durable.running, "studio", lambda: world.studio)
    one = say(world, queue, voice)
    say(world, queue, voice, visit=visit("bilal"), subject_id="clip-bilal")
    carry_out(erase(world.studio, WORKSHOP, "amra", everything=True).id)
    assert world.studio.files(WORKSHOP).has(one.sha256)
    carry_out(erase(world.studio, WORKSHOP, "bilal", everything=True).id)
    assert not world.studio.files(WORKSHOP).has(one.sha256)


def test_nobody_speaks_while_they_are_erased_and_nothing_is_left_behind(world, queue, voice, monkeypatch):
    erase(world.studio, WORKSHOP, "amra", everything=True)
    with pytest.raises(NotHeard):
        say(world, queue, voice, stage=Stage.S1, subject_id=WORKSHOP)
    one = say(world, queue, voice, visit=visit("bilal"), subject_id="clip-bilal")
    monkeypatch.setattr("workflows.left_behind._ON_ITS_WAY_S", -1.0)
    assert left_behind(world.studio, WORKSHOP) == []
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.delete(SpokenAnswer, one.id)
    assert left_behind(world.studio, WORKSHOP) == [one.sha256]


def test_what_is_about_to_be_deleted_is_not_taken_in_again(world, queue, voice):
    one = say(world, queue, voice)
    order = erase(world.studio, WORKSHOP, "bilal")
    with world.studio.documents.write(WORKSHOP) as tx:  # as the worker leaves it before the bytes go
        tx.delete(SpokenAnswer, one.id)
        tx.put(replace(order, gone=(one.sha256,), forgotten=True))
    with pytest.raises(NotHeard) as refused:
        say(world, queue, voice)
    assert refused.value.why is Unheard.ERASED
    assert documents(world) == []


def test_what_was_not_clear_goes_after_its_date_unless_something_rests_on_it(world, queue, voice):
    one = say(world, queue, voice, stage=Stage.S1, subject_id=WORKSHOP)
    unclear(world.studio, WORKSHOP, one.id, by="Huda", at=NOW)
    late = NOW + timedelta(days=world.studio.settings.retention.refused_uploads + 1)
    assert one.id not in {due.id for due in overdue(world.studio, WORKSHOP, at=NOW)}
    [due] = [due for due in overdue(world.studio, WORKSHOP, at=late) if due.id == one.id]
    assert due.name == "spoken by Amra"
    other = say(world, queue, voice)
    erase_overdue(world.studio, WORKSHOP, [one.id], at=late)
    assert [each.id for each in documents(world)] == [other.id]
    assert recordings(world) == [one.sha256], "what waits to be heard needs it"
    unclear(world.studio, WORKSHOP, other.id, by="Huda", at=NOW)
    erase_overdue(world.studio, WORKSHOP, [other.id], at=late)
    assert (documents(world), recordings(world)) == ([], [])
    assert say(world, queue, voice), "nobody asked for it to be forgotten"


@pytest.mark.slow
def test_a_worker_makes_it_playable_upright_sealed_and_without_what_the_phone_adds(world, queue, make_film):
    """A phone films upright in 4:3, says where it was, and speaks a codec that browsers do not know."""
    filmed = make_film(
        "upright.mov",
        *("-f", "lavfi", "-i", "testsrc2=size=720x960:rate=30:duration=2"),
        *("-f", "lavfi", "-i", "sine=duration=2"),
        *("-c:v", "mpeg4", "-c:a", "pcm_s16le", "-metadata", "location=+44.81+15.87/"),
    )
    one = say(world, queue, filmed.read_bytes())
    assert playable(world.studio, WORKSHOP, one) is None
    with aside.worker_aside(world.studio.settings):
        [job] = finished(world.studio, [f"{Work.VOICE}:{one.id}"])
    assert job.state is JobState.DONE, job.reason
    path = playable(world.studio, WORKSHOP, one)
    assert path
    assert sealed(path)
    found = probe(path, name="copy")
    assert found.video
    assert (found.video.codec, found.video.width, found.video.height) == ("h264", 480, 640)
    assert found.audio
    assert (found.audio.codec, round(found.duration_ms, -2)) == ("aac", 2000)
    assert b"+44.81" in filmed.read_bytes()
    assert b"+44.81" not in read_bytes(path)
    [line] = at_work(world.studio, queue, WORKSHOP, at=datetime.now(UTC))
    assert line.name == "Amra"
