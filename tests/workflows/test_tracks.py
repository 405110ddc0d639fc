"""Tracks as several people work on them: merged, or met; kept; taken back; erased."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pvstudio.config import Settings
from pvstudio.errors import NotFound
from pvstudio.model import Clip, Footage, Workshop
from pvstudio.store.reading import read_bytes
from pvstudio.store.sealing import is_sealed
from pvstudio.subtitles.cues import Cue, Track, TrackState
from pvstudio.subtitles.editing import RowGone, delete, find_row, put, shift
from pvstudio.subtitles.rows import Rows
from workflows.subtitle import track_id
from workflows.subtitles.changing import Hand, change
from workflows.subtitles.desks import Desk, history_file, open_desk
from workflows.subtitles.errors import (
    CannotUndo,
    HistoryUnreadable,
    NoSuchRevision,
    Overtaken,
    SeenOld,
    StateImpossible,
    UnknownLanguage,
)
from workflows.subtitles.history import Change, Deed, History
from workflows.subtitles.importing import look_at, take
from workflows.subtitles.keeping import carry_histories, histories_with
from workflows.subtitles.states import set_state, states
from workflows.subtitles.undoing import forget_past, redo, restore, undo
from workflows.wiring import Studio

W, CLIP, SHA = "w", "clip-1", "ab" * 32
CUES = tuple(Cue(start_ms=1000 * n, end_ms=1000 * n + 900, text=f"rečenica {n}") for n in range(5))


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    made = Studio.open(Settings(home=tmp_path))
    with made.documents.write(W) as tx:
        tx.put(Workshop(id=W, title="W", languages=("bs", "en")))
        tx.put(Footage(id="f", sha256=SHA, original_name="x", size_bytes=1, received_at=datetime.now(UTC)))
        tx.put(Clip(id=CLIP, footage_id="f", title="c", start_ms=0, end_ms=60_000, language="bs"))
        tx.put(Track(id=track_id(CLIP, "bs"), clip_id=CLIP, language="bs", cues=CUES, source="recognised"))
    return made


def desk(studio: Studio, language: str = "bs") -> Desk:
    with studio.documents.read(W) as tx:
        return open_desk(studio, tx, W, CLIP, language)


def text(row_id: str, words: str):
    def edit(desk: Desk) -> Rows:
        return put(desk.rows, replace(find_row(desk.rows, row_id), text=words), desk.clip.duration_ms)

    return edit


def say(
    studio: Studio, by: str, row_id: str, words: str, revision: int, *, key: str = "", language: str = "bs"
) -> int:
    hand = Hand(by=by, revision=revision, key=key)
    return change(studio, W, CLIP, language, Deed.WRITE, text(row_id, words), hand=hand).track.revision


def words(studio: Studio, language: str = "bs") -> list[str]:
    return [row.text for row in desk(studio, language).rows]


def translate(studio: Studio) -> None:
    cues = tuple(replace(cue, text=f"sentence {n}") for n, cue in enumerate(CUES))
    with studio.documents.write(W) as tx:
        tx.put(Track(id=track_id(CLIP, "en"), clip_id=CLIP, language="en", cues=cues, source="by hand"))


def test_two_people_in_different_lines_are_merged(studio: Studio) -> None:
    assert say(studio, "Amra", "2", "njeno", 0) == 1
    assert say(studio, "Nur", "4", "njegovo", 0) == 2
    assert words(studio)[1:4] == ["njeno", "rečenica 2", "njegovo"]


def test_two_people_in_one_line_meet_and_nothing_is_changed(studio: Studio) -> None:
    say(studio, "Amra", "2", "njeno", 0)
    with pytest.raises(Overtaken) as met:
        say(studio, "Nur", "2", "njegovo", 0)
    [conflict] = met.value.conflicts
    assert conflict.mine is not None
    assert conflict.theirs is not None
    assert (conflict.mine.text, conflict.theirs.text, conflict.by) == ("njegovo", "njeno", "Amra")
    assert words(studio)[1] == "njeno"
    assert say(studio, "Nur", "2", "njegovo", 1) == 2  # a person has chosen
    assert say(studio, "Amra", "2", "njegovo", 1) == 2  # the same words are no conflict


def test_a_line_that_somebody_deleted_is_met_too(studio: Studio) -> None:
    hand = Hand(by="Amra", revision=0)
    change(studio, W, CLIP, "bs", Deed.DELETE, lambda desk: delete(desk.rows, "2"), hand=hand)
    with pytest.raises(Overtaken) as met:
        say(studio, "Nur", "2", "njegovo", 0)
    assert met.value.conflicts[0].theirs is None
    with pytest.raises(RowGone):
        say(studio, "Nur", "2", "njegovo", 1)


def test_what_moves_all_lines_meets_what_changes_one(studio: Studio) -> None:
    say(studio, "Amra", "5", "njeno", 0)
    hand = Hand(by="Nur", revision=0)
    with pytest.raises(Overtaken):
        change(studio, W, CLIP, "bs", Deed.SHIFT, lambda desk: shift(desk.rows, 10, 60_000), hand=hand)


def test_an_answer_that_was_lost_is_not_done_twice(studio: Studio) -> None:
    say(studio, "Amra", "2", "njeno", 0, key="w-1")
    assert say(studio, "Amra", "2", "njeno", 0, key="w-1") == 1
    hand = Hand(by="Amra", revision=1, key="w-2")
    for _again in range(2):
        change(studio, W, CLIP, "bs", Deed.SHIFT, lambda desk: shift(desk.rows, 10, 60_000), hand=hand)
    assert desk(studio).rows[0].start_ms == 10
    assert say(studio, "Amra", "2", "još njeno", 0, key="w-3") == 3  # her own window is no stranger
    with pytest.raises(Overtaken):
        say(studio, "Amra", "2", "u drugom prozoru", 0, key="v-1")


def test_the_history_says_who_changed_what_and_lies_sealed(studio: Studio) -> None:
    say(studio, "Amra", "2", "tajna riječ", 0)
    [one] = desk(studio).history.all()
    assert (one.by, one.deed, one.difference.before[0].text, one.difference.after[0].text) == (
        "Amra", Deed.WRITE, "rečenica 1", "tajna riječ",
    )  # fmt: skip
    path = desk(studio).history.path
    assert is_sealed(path)
    assert "tajna" not in path.read_bytes().decode("latin-1")


def test_a_crash_between_history_and_document_did_not_happen(studio: Studio) -> None:
    say(studio, "Amra", "2", "prvo", 0)
    before = desk(studio)
    before.history.append(replace(before.history.all()[0], revision=2, by="nobody"))
    assert [one.by for one in desk(studio).history.all()] == ["Amra"]
    say(studio, "Nur", "2", "drugo", 1)
    assert [(one.revision, one.by) for one in desk(studio).history.all()] == [(1, "Amra"), (2, "Nur")]


def test_a_change_is_taken_back_by_a_change(studio: Studio) -> None:
    say(studio, "Amra", "2", "jedan", 0)
    say(studio, "Nur", "3", "njegovo", 1)
    say(studio, "Amra", "2", "dva", 2)
    for left in ("jedan", "rečenica 1"):
        undo(studio, W, CLIP, "bs", hand=_hand(studio, "Amra"))
        assert words(studio)[1:3] == [left, "njegovo"]
    with pytest.raises(CannotUndo):
        undo(studio, W, CLIP, "bs", hand=_hand(studio, "Amra"))
    for left in ("jedan", "dva"):
        redo(studio, W, CLIP, "bs", hand=_hand(studio, "Amra"))
        assert words(studio)[1] == left
    with pytest.raises(CannotUndo):
        redo(studio, W, CLIP, "bs", hand=_hand(studio, "Amra"))
    assert [one.deed for one in desk(studio).history.all()][3:] == [Deed.UNDO] * 2 + [Deed.REDO] * 2
    undo(studio, W, CLIP, "bs", hand=_hand(studio, "Amra"))
    assert words(studio)[1] == "jedan"


def _hand(studio: Studio, by: str) -> Hand:
    return Hand(by=by, revision=desk(studio).track.revision)


def test_nobody_takes_back_what_others_built_on(studio: Studio) -> None:
    say(studio, "Amra", "2", "jedan", 0)
    say(studio, "Nur", "2", "dva", 1)
    with pytest.raises(CannotUndo) as told:
        undo(studio, W, CLIP, "bs", hand=_hand(studio, "Amra"))
    assert told.value.who == "Nur"


def test_an_older_revision_is_restored_and_the_newer_is_kept(studio: Studio) -> None:
    for number, row_id in enumerate(("1", "2", "3")):
        say(studio, "Amra", row_id, f"novo {row_id}", number)
    restore(studio, W, CLIP, "bs", 1, hand=_hand(studio, "Nur"))
    assert words(studio)[:3] == ["novo 1", "rečenica 1", "rečenica 2"]
    assert desk(studio).history.rows_at(3, desk(studio).rows)[2].text == "novo 3"
    with pytest.raises(NoSuchRevision):
        restore(studio, W, CLIP, "bs", 99, hand=_hand(studio, "Nur"))


def test_nothing_is_restored_across_a_cut_of_the_clip(studio: Studio) -> None:
    say(studio, "Amra", "2", "jedan", 0)
    now = desk(studio)
    cut = Change(
        revision=2, by="Amra", at=datetime.now(UTC), deed=Deed.CUT, difference=now.history.all()[0].difference
    )
    now.history.append(cut)
    with studio.documents.write(W) as tx:
        tx.put(replace(now.track, revision=2))
    with pytest.raises(NoSuchRevision):
        restore(studio, W, CLIP, "bs", 0, hand=_hand(studio, "Amra"))
    with pytest.raises(CannotUndo):
        undo(studio, W, CLIP, "bs", hand=_hand(studio, "Amra"))


def test_states_go_up_by_people_and_down_by_changes(studio: Studio) -> None:
    say(studio, "Amra", "2", "jedan", 0)
    with pytest.raises(StateImpossible):
        set_state(studio, W, CLIP, "bs", TrackState.APPROVED, hand=_hand(studio, "Nur"))
    with pytest.raises(SeenOld):
        set_state(studio, W, CLIP, "bs", TrackState.REVIEWED, hand=Hand(by="Nur", revision=0))
    set_state(studio, W, CLIP, "bs", TrackState.REVIEWED, hand=_hand(studio, "Nur"))
    track = set_state(studio, W, CLIP, "bs", TrackState.APPROVED, hand=_hand(studio, "Selma")).track
    assert (track.state, track.state_by, track.state_at is not None) == (TrackState.APPROVED, "Selma", True)
    hand = _hand(studio, "Amra")
    change(studio, W, CLIP, "bs", Deed.SHIFT, lambda desk: shift(desk.rows, 5, 60_000), hand=hand)
    assert desk(studio).track.state is TrackState.APPROVED  # its words are what was approved
    say(studio, "Amra", "2", "dva", desk(studio).track.revision)
    assert desk(studio).track.state is TrackState.REVIEWED
    with studio.documents.read(W) as tx:
        assert states(tx, frozenset({CLIP})) == {CLIP: {"bs": TrackState.REVIEWED}}
    with pytest.raises(NotFound):
        set_state(studio, W, CLIP, "en", TrackState.REVIEWED, hand=Hand(by="Nur", revision=0))


def test_an_edit_of_the_source_makes_its_translations_stale_and_only_them(studio: Studio) -> None:
    translate(studio)
    assert desk(studio, "en").stale == frozenset()
    say(studio, "Amra", "2", "sasvim drugo", 0)
    now = desk(studio, "en")
    assert [row.text for row in now.rows if row.id in now.stale] == ["sentence 1"]
    assert now.track.revision == 0  # nobody has changed the translation
    undo(studio, W, CLIP, "bs", hand=_hand(studio, "Amra"))
    assert desk(studio, "en").stale == frozenset()


def test_a_new_translation_begins_empty_beside_its_source(studio: Studio) -> None:
    fresh = desk(studio, "en")
    assert (fresh.rows, len(fresh.untold), fresh.source.language) == ((), 5, "bs")
    with pytest.raises(UnknownLanguage):
        desk(studio, "Bosnian")


def test_a_machine_does_not_write_over_what_somebody_changed(studio: Studio, monkeypatch) -> None:
    from pvstudio.transcription.transcript import Segment, Transcript, Word
    from pvstudio.transcription.words import save_words
    from workflows import running, subtitle

    monkeypatch.setattr(running, "studio", lambda: studio)
    with studio.documents.read(W) as tx:
        path = subtitle.words_file(studio, W, tx.get(Clip, CLIP), tx.get(Footage, "f"))
    heard = Word(start_ms=0, end_ms=900, text="čuto", probability=0.9)
    save_words(Transcript(clip_id=CLIP, engine="x", segments=(Segment(language="bs", words=(heard,)),)), path)
    subtitle.write_cues.__wrapped__(W, CLIP)
    assert words(studio) == ["čuto"]
    say(studio, "Amra", "1", "popravljeno", 0)
    subtitle.write_cues.__wrapped__(W, CLIP)
    assert words(studio) == ["popravljeno"]


def test_a_file_is_looked_at_then_taken_as_one_change(studio: Studio) -> None:
    data = (
        b"1\n00:00:01,000 --> 00:00:01,900\nnovo\n\n2\n00:02:00,000 --> 00:02:01,000\nkasno\n\nbez vremena\n"
    )
    brought = look_at(desk(studio), data, name="a.srt")
    assert [problem.reason for problem in brought.problems][-1] == "it begins behind the end of this clip"
    assert len(brought.ids) == 5
    assert words(studio)[1] == "rečenica 1"  # nothing is changed yet
    take(studio, W, CLIP, "bs", brought.cues, hand=_hand(studio, "Amra"))
    assert words(studio) == ["novo"]
    assert desk(studio).track.source == "written by Amra"
    assert desk(studio).rows[0].id == "2"  # the line of that time
    undo(studio, W, CLIP, "bs", hand=_hand(studio, "Amra"))
    assert len(words(studio)) == 5


def test_a_history_that_rotted_is_named_and_can_be_deleted(studio: Studio) -> None:
    from pvstudio.store.files import write_bytes

    say(studio, "Amra", "2", "jedan", 0)
    write_bytes(desk(studio).history.path, b"{rotten\n")
    with pytest.raises(HistoryUnreadable):
        desk(studio).history.all()
    forget_past(studio, W, CLIP, "bs", hand=_hand(studio, "Amra"))
    assert [one.deed for one in desk(studio).history.all()] == [Deed.FORGET]
    assert words(studio)[1] == "jedan"


def test_the_history_goes_with_the_recording(studio: Studio) -> None:
    say(studio, "Amra", "2", "jedan", 0)
    with studio.documents.read(W) as tx:
        path = history_file(studio, W, tx.get(Footage, "f"), track_id(CLIP, "bs"))
    assert path.exists()
    studio.files(W).erase(SHA)
    assert not path.exists()


def test_the_history_of_others_is_carried_over_but_not_from_before_a_cut(studio: Studio) -> None:
    say(studio, "Amra", "2", "riječ nekoga drugog", 0)
    now = desk(studio)
    difference = now.history.all()[0].difference
    now.history.append(
        Change(revision=2, by="Amra", at=datetime.now(UTC), deed=Deed.CUT, difference=difference)
    )
    with studio.documents.write(W) as tx:
        tx.put(replace(now.track, revision=2))
    say(studio, "Amra", "3", "moja riječ", 2)
    with studio.documents.read(W) as tx:
        old = tx.get(Footage, "f")
        new, clips = replace(old, sha256="cd" * 32), tx.find(Clip)
        carry_histories(studio, W, tx, clips, old, new)
        path = history_file(studio, W, new, desk(studio).track.id)
        [one] = History(path, "t", 3).all()
        found = [
            list(histories_with(studio, W, tx, re.compile(word).search)) for word in ("nekoga", "ničija")
        ]
    assert one.difference.after[0].text == "moja riječ"
    assert b"nekoga" not in read_bytes(path)
    assert found == [[f"History {track_id(CLIP, 'bs')}"], []]
