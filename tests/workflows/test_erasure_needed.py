"""What a date may not take (a proof, who must be reachable), and what does not come back once erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from workflow_world import RECIPE, WORKSHOP, World

from consent.answers.recording import log_appearance
from consent.identities import officer
from consent.identities.registry import Identity
from consent.releases import Answer, Sign
from pvstudio.errors import NotFound
from pvstudio.media.ffmpeg import QUIET
from pvstudio.model import (
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
    Workshop,
)
from pvstudio.store.errors import FootageErased
from pvstudio.subtitles.cues import Track
from pvstudio.transcription.transcript import Segment, Transcript, Word
from pvstudio.transcription.words import save_words
from workflows import ingest, subtitle
from workflows.erasures import erase
from workflows.forget import forget_documents
from workflows.identities import identities, set_identity
from workflows.kits import hand_out
from workflows.retention import Matter, erase_overdue, overdue

LATER = datetime.now(UTC) + timedelta(days=9_000)


def erased(world: World, who: str, *clips: str) -> None:
    """Ask for an erasure, and let the documents forget."""
    forget_documents(world.studio, WORKSHOP, erase(world.studio, WORKSHOP, who, clips).id)


def test_an_upload_that_proves_an_answer_stays(world, tmp_path):
    """A sheet that was added with the card is refused as a film; it is still the proof of a yes."""
    world.everybody_agrees()
    studio, sheet = world.studio, tmp_path / "sheet.jpg"
    sheet.write_bytes(b"a photographed sheet")
    footage = ingest.receive(studio, WORKSHOP, sheet).footage
    with studio.book(WORKSHOP) as tx:
        tx.put(replace(footage, state=FootageState.REFUSED, reason="no film"))
        [first, *_] = tx.find(Answer, participant_id="amra")
        tx.tx.put(replace(first, evidence=footage.sha256))
    [found] = [one for one in overdue(studio, WORKSHOP, at=LATER) if one.matter is Matter.REFUSED_UPLOAD]
    assert found.needed_for == "it proves an answer"
    assert erase_overdue(studio, WORKSHOP, [footage.id], at=LATER) == []
    studio.files(WORKSHOP).verify(footage.sha256)


@pytest.mark.parametrize("who", ["amra", "bilal"])
def test_who_was_in_a_film_that_is_out_stays_reachable_after_the_clip_is_erased(world, monkeypatch, who):
    """Erasing strips the layout, not the copy that a host has: neither of hers nor of who is in her clip."""
    monkeypatch.setattr(officer, "SCRYPT_POWER", 10)
    studio = world.studio
    identities(studio).keys.set_up("river lantern bread window")
    with studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Workshop, WORKSHOP), ends=date(2020, 1, 1)))
        log_appearance(tx, "clip-amra", "bilal", {Sign.VOICE})
    set_identity(studio, WORKSHOP, who, Identity(name="A B"))
    film = CutVersion(
        id="version-1",
        cut_id="cut-1",
        number=1,
        audience=Audience.COMMUNITY,
        items=(CutItem(clip_id="clip-amra"), CutItem(clip_id="clip-zahra")),
        recipe=RECIPE.format(on_withheld="stop"),
        state=CutState.RENDERED,
        film_sha256="f" * 64,
    )
    kit = Kit(
        id="kit-1",
        cut_version_id=film.id,
        audience=Audience.COMMUNITY,
        languages=(),
        recipient="Kino",
        published_at=datetime.now(UTC),
    )
    with studio.book(WORKSHOP) as tx:
        tx.put(Cut(id="cut-1", title="Neighbours", recipe=""))
        tx.put(film)
        hand_out(tx, kit)
    erased(world, "amra", "clip-amra")
    [found] = [one for one in overdue(studio, WORKSHOP, at=LATER) if one.matter is Matter.IDENTITY]
    assert "kit-1" in found.needed_for
    assert erase_overdue(studio, WORKSHOP, [who], at=LATER) == []
    assert identities(studio).known(WORKSHOP) == [who]


def heard(world: World) -> Transcript:
    """Words of Amra's clip, kept where the engine would keep them."""
    word = Word(start_ms=0, end_ms=900, text="brat", probability=0.9)
    segment = Segment(language="bs", words=(word,))
    transcript = Transcript(clip_id="clip-amra", engine="engine", segments=(segment,))
    with world.studio.documents.read(WORKSHOP) as tx:
        clip, footage = tx.get(Clip, "clip-amra"), tx.get(Footage, "footage-amra")
    save_words(transcript, subtitle.words_file(world.studio, WORKSHOP, clip, footage))
    return transcript


def test_words_that_are_cut_into_cues_while_the_clip_is_erased_are_not_kept(world, monkeypatch):
    heard(world)
    cut = subtitle.cues_from_words

    def overtaken(*args):
        erased(world, "amra", "clip-amra")
        return cut(*args)

    monkeypatch.setattr(subtitle.running, "studio", lambda: world.studio)
    monkeypatch.setattr(subtitle, "cues_from_words", overtaken)
    with pytest.raises(NotFound):
        subtitle.write_cues.__wrapped__(WORKSHOP, "clip-amra")
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.find(Track) == []


def test_what_was_heard_of_an_erased_clip_is_not_reported(world, monkeypatch):
    """Amra's recording has no sound, which is reported at once: here, while it is erased."""
    report = subtitle._report

    def overtaken(*args):
        erased(world, "amra", "clip-amra")
        return report(*args)

    monkeypatch.setattr(subtitle.running, "studio", lambda: world.studio)
    monkeypatch.setattr(subtitle, "_report", overtaken)
    with pytest.raises(NotFound):
        subtitle.listen.__wrapped__(WORKSHOP, "clip-amra")
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.find(subtitle.SpeechReport) == []


@pytest.mark.parametrize("kept", [False, True])
def test_a_look_inside_that_an_erasure_overtakes_brings_no_document_back(world, monkeypatch, kept):
    """Neither one that is gone, nor the old recording where others' clips were kept in a new one."""
    studio = world.studio

    def overtaken(*_args, **_options) -> MediaInfo:
        if not kept:
            erased(world, "amra", "clip-amra")
        else:
            with studio.documents.write(WORKSHOP) as tx:
                tx.put(replace(tx.get(Footage, "footage-amra"), sha256="e" * 64))
        return MediaInfo(container="mov", duration_ms=2000)

    monkeypatch.setattr(ingest.running, "studio", lambda: studio)
    monkeypatch.setattr(ingest.running, "job", lambda _step: QUIET)
    monkeypatch.setattr(ingest, "probe", overtaken)
    with pytest.raises(FootageErased if kept else NotFound):
        ingest.look_inside.__wrapped__(WORKSHOP, "footage-amra")
    with studio.documents.read(WORKSHOP) as tx:
        assert [one.sha256 for one in tx.find(Footage, id="footage-amra")] == (["e" * 64] if kept else [])
