"""Clips cut anew: ranges, words, people and vetoes follow; films, answers and footage stay what they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow_world import WORKSHOP, World

from consent.answers.appearances import HasSaidNo, correct_appearance
from consent.answers.recording import confirm_complete, place_veto
from consent.gate.policy import Kind, clip_withheld
from consent.gate.records import Records
from consent.ledger.rebuild import differences
from consent.releases import Answer, AnswerState, Appearance, Stage, Veto
from pvstudio.model import Audience, Clip, Cut, CutItem, Footage
from pvstudio.subtitles.cues import Cue, Track
from pvstudio.transcription.transcript import Segment, Transcript, Word
from pvstudio.transcription.words import load_words, save_words
from workflows.clips.cutting import LEAST_MS, excerpt, follower, join, split, trim
from workflows.clips.errors import AnsweredApart, ClipBusy, ClipInFilms, CutNotInside, NothingToJoin
from workflows.layout import lay_out
from workflows.queue import JobQueue, JobState, Work, job_id
from workflows.subtitle import words_file
from workflows.subtitles.desks import open_desk
from workflows.subtitles.errors import NoSuchRevision
from workflows.subtitles.history import Deed

AMRA = "clip-amra"
CUES = (
    Cue(start_ms=100, end_ms=800, text="dobro jutro"),
    Cue(start_ms=900, end_ms=1300, text="ja sam Amra"),
    Cue(start_ms=1500, end_ms=1900, text="hvala"),
)


@pytest.fixture
def world(queued: World) -> World:
    return queued


def speak(world: World) -> None:
    """Give Amra's clip subtitles, and the words that they were made from."""
    with world.studio.documents.write(WORKSHOP) as tx:
        clip = tx.get(Clip, AMRA)
        footage = tx.get(Footage, clip.footage_id)
        tx.put(Track(id="track-clip-amra-bs", clip_id=AMRA, language="bs", cues=CUES, source="by hand"))
    words = tuple(
        Word(start_ms=cue.start_ms, end_ms=cue.end_ms, text=cue.text, probability=1.0) for cue in CUES
    )
    spoken = Transcript(clip_id=AMRA, engine="x", segments=(Segment(language="bs", words=words),))
    save_words(spoken, words_file(world.studio, WORKSHOP, clip, footage))


def spoken(world: World, clip_id: str) -> tuple[list[tuple[int, int, str]], list[str]]:
    """Return a clip's cues and words."""
    with world.studio.documents.read(WORKSHOP) as tx:
        clip = tx.get(Clip, clip_id)
        footage = tx.get(Footage, clip.footage_id)
        cues = [cue for track in tx.find(Track, clip_id=clip_id) for cue in track.cues]
    path = words_file(world.studio, WORKSHOP, clip, footage)
    heard = load_words(path).segments if path.exists() else ()
    return [(cue.start_ms, cue.end_ms, cue.text) for cue in cues], [w.text for s in heard for w in s.words]


def clips(world: World) -> dict[str, Clip]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return {clip.id: clip for clip in tx.find(Clip)}


def gate(world: World, clip_id: str) -> set[Kind]:
    with world.studio.documents.read(WORKSHOP) as tx:
        records = Records.for_clips(tx, WORKSHOP, [clip_id])
    reasons = clip_withheld(CutItem(clip_id=clip_id), Audience.COMMUNITY, None, datetime.now(UTC), records)
    return {reason.kind for reason in reasons}


def confirm(world: World, *clip_ids: str) -> None:
    with world.studio.book(WORKSHOP) as tx:
        for clip_id in clip_ids:
            confirm_complete(tx, clip_id, by="Huda")


def test_a_split_divides_range_words_and_people(world: World):
    speak(world)
    first, second = split(world.studio, WORKSHOP, AMRA, 1000, by="Huda")
    assert (first.id, first.start_ms, first.end_ms, first.title) == (AMRA, 0, 1000, "clip of amra")
    assert (second.start_ms, second.end_ms, second.title) == (1000, 2000, "clip of amra (2)")
    assert spoken(world, first.id) == ([(100, 800, "dobro jutro")], ["dobro jutro"])
    assert spoken(world, second.id) == (
        [(0, 300, "ja sam Amra"), (500, 900, "hvala")],
        ["ja sam Amra", "hvala"],
    )
    with world.studio.documents.read(WORKSHOP) as tx:
        [seen] = tx.find(Appearance, clip_id=second.id)
        assert seen.participant_id == "amra"
        assert [track.needs_review for track in tx.find(Track, clip_id=second.id)] == [True], "a cue was cut"
        assert not differences(tx), "the ledger says the same as the workshop"
    assert not first.people_complete
    assert not second.people_complete


def test_a_part_is_asked_about_anew(world: World):
    world.everybody_agrees()
    assert gate(world, AMRA) == set()
    first, second = split(world.studio, WORKSHOP, AMRA, 1000)
    assert gate(world, first.id) == {Kind.UNLOGGED, Kind.CHANGED}
    assert gate(world, second.id) == {Kind.UNLOGGED, Kind.NO_ANSWER}
    confirm(world, first.id, second.id)
    assert gate(world, first.id) == {Kind.CHANGED}
    joined = join(world.studio, WORKSHOP, first.id)
    confirm(world, joined.id)
    assert gate(world, joined.id) == set(), "she has watched and agreed to exactly this range"


def test_a_veto_is_on_all_parts(world: World):
    world.everybody_agrees()
    veto = Veto(id="veto-1", at=datetime.now(UTC), subject_id=AMRA, by="officer", words="her street")
    with world.studio.book(WORKSHOP) as tx:
        place_veto(tx, veto)
    first, second = split(world.studio, WORKSHOP, AMRA, 1000)
    assert Kind.VETO in gate(world, first.id) & gate(world, second.id)
    join(world.studio, WORKSHOP, AMRA)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert len(tx.find(Veto, subject_id=AMRA)) == 1
        assert not differences(tx)


def test_a_trim_keeps_what_it_cuts_away(world: World):
    speak(world)
    kept, *rest = trim(world.studio, WORKSHOP, AMRA, 850, 1400, by="Huda")
    assert (kept.id, kept.start_ms, kept.end_ms) == (AMRA, 850, 1400)
    assert [(one.start_ms, one.end_ms) for one in rest] == [(0, 850), (1400, 2000)]
    assert spoken(world, AMRA) == ([(50, 450, "ja sam Amra")], ["ja sam Amra"])
    with world.studio.documents.read(WORKSHOP) as tx:
        assert {one.participant_id for clip in rest for one in tx.find(Appearance, clip_id=clip.id)} == {
            "amra"
        }
        desk = open_desk(world.studio, tx, WORKSHOP, AMRA, "bs")
        assert [(change.deed, change.by) for change in desk.history.all()] == [(Deed.CUT, "Huda")]
        with pytest.raises(NoSuchRevision):
            desk.history.rows_at(0, desk.rows)  # what there was is on another clock


def test_edges_that_are_no_clip_stay_inside(world: World):
    kept, *rest = trim(world.studio, WORKSHOP, AMRA, LEAST_MS - 1, 1500)
    assert (kept.start_ms, kept.end_ms, len(rest)) == (0, 1500, 1)


@pytest.mark.parametrize(("start", "end"), [(-1, 500), (0, 2000), (500, 600), (500, 2001), (1500, 500)])
def test_no_part_of_it(world: World, start: int, end: int):
    with pytest.raises(CutNotInside):
        trim(world.studio, WORKSHOP, AMRA, start, end)
    assert clips(world)[AMRA].duration_ms == 2000


@pytest.mark.parametrize("at", [-5, 0, LEAST_MS - 1, 2001 - LEAST_MS, 2000, 9999])
def test_no_moment_of_it(world: World, at: int):
    with pytest.raises(CutNotInside):
        split(world.studio, WORKSHOP, AMRA, at)


@settings(max_examples=8)
@given(st.lists(st.integers(LEAST_MS, 2000 - LEAST_MS), max_size=3))
def test_parts_cover_exactly_what_was_there(world: World, cuts: list[int]):
    """Each moment of a recording is in one clip, with the same people, however often it is cut."""
    who = f"footage-{('amra', 'bilal', 'zahra')[len(cuts) % 3]}"
    for at in cuts:
        for clip in clips(world).values():
            inside = at - clip.start_ms
            if clip.footage_id == who and LEAST_MS <= inside <= clip.duration_ms - LEAST_MS:
                split(world.studio, WORKSHOP, clip.id, inside)
    spans = sorted((c.start_ms, c.end_ms) for c in clips(world).values() if c.footage_id == who)
    assert spans[0][0] == 0
    assert spans[-1][1] == 2000
    assert all(before[1] == after[0] for before, after in pairwise(spans))


def test_a_clip_in_a_film_is_left_alone_and_copied_instead(world: World, recipe):
    world.everybody_agrees()
    lay_out(world.studio, WORKSHOP, recipe("stop"), Audience.COMMUNITY)
    for change in (split, join):
        with pytest.raises((ClipInFilms, NothingToJoin)):
            change(world.studio, WORKSHOP, AMRA, *([1000] if change is split else []))
    with pytest.raises(ClipInFilms, match="Neighbours"):
        trim(world.studio, WORKSHOP, AMRA, 500, 1500)
    before = clips(world)[AMRA]
    made = excerpt(world.studio, WORKSHOP, AMRA, 500, 1500)
    assert (made.start_ms, made.end_ms, made.cut_from) == (500, 1500, AMRA)
    assert clips(world)[AMRA] == before
    assert gate(world, AMRA) == set(), "the film and its clip stay as people agreed to them"
    assert gate(world, made.id) == {Kind.UNLOGGED, Kind.NO_ANSWER}


def test_a_recipe_that_cannot_be_read_still_names_its_clips(world: World):
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(Cut(id="cut-9", title="Half written", recipe='[[parts]\nclip = "clip of amra"'))
    with pytest.raises(ClipInFilms, match="Half written"):
        split(world.studio, WORKSHOP, AMRA, 1000)


def test_joining_needs_a_neighbour_about_whom_nobody_was_asked(world: World):
    with pytest.raises(NothingToJoin):
        join(world.studio, WORKSHOP, AMRA)
    world.everybody_agrees()
    first, second = split(world.studio, WORKSHOP, AMRA, 1000)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert follower(tx, first) == second
    world.say("amra", Stage.S3, second.id, Audience.COMMUNITY, AnswerState.REFUSED)
    with pytest.raises(AnsweredApart):
        join(world.studio, WORKSHOP, first.id)
    assert second.id in clips(world)


def test_a_no_to_the_whole_is_not_cut_away_without_the_officer(world: World):
    world.everybody_agrees()
    world.say("amra", Stage.S3, AMRA, Audience.COMMUNITY, AnswerState.REFUSED)
    first, second = split(world.studio, WORKSHOP, AMRA, 1000)
    assert Kind.WITHDRAWN in gate(world, first.id), "the no stands on the part that keeps the id"

    def take_out(clip_id: str, *, officer: bool) -> None:
        with world.studio.book(WORKSHOP) as tx:
            correct_appearance(tx, clip_id, "amra", by="Huda", reason="not in this part", officer=officer)

    for clip in (first, second):
        with pytest.raises(HasSaidNo, match="cut from"):
            take_out(clip.id, officer=False)
    world.say("amra", Stage.S3, second.id, Audience.COMMUNITY, AnswerState.REFUSED)
    with pytest.raises(HasSaidNo, match="to this clip"):
        take_out(second.id, officer=True)  # the no is to this very part
    take_out(first.id, officer=True)
    confirm(world, first.id)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert not tx.find(Appearance, clip_id=first.id)
        assert len(tx.find(Answer, subject_id=AMRA, state=AnswerState.WITHDRAWN)) == 1
        assert not differences(tx)


def test_a_clip_that_is_being_listened_to_waits(world: World):
    with JobQueue(world.studio) as queue:
        queue.enqueue(Work.SUBTITLE, WORKSHOP, AMRA)
        with pytest.raises(ClipBusy):
            split(world.studio, WORKSHOP, AMRA, 1000)
        queue.cancel(job_id(Work.SUBTITLE, AMRA))
        _first, second = split(world.studio, WORKSHOP, AMRA, 1000)
        for clip_id in (AMRA, second.id):
            assert queue.job(job_id(Work.PREPARE, clip_id)).state is JobState.WAITING
        join(world.studio, WORKSHOP, AMRA)
        assert queue.job(job_id(Work.PREPARE, second.id)).state is JobState.CANCELLED


def test_notes_and_tags_follow(world: World):
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(tx.get(Clip, AMRA), notes="bread", tags=("kitchen",), people_complete=True))
    first, second = split(world.studio, WORKSHOP, AMRA, 1000)
    assert first.notes == second.notes == "bread"
    whole = join(world.studio, WORKSHOP, AMRA)
    assert (whole.notes, whole.tags, whole.duration_ms) == ("bread", ("kitchen",), 2000)
    assert second.id not in clips(world)
