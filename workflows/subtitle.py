"""Speech to words to cues, clip by clip; the manual path is always open."""

from __future__ import annotations

from collections import Counter

from dbos import DBOS

from pvstudio.media.speech import make_speech
from pvstudio.model import Clip, Footage, Workshop
from pvstudio.subtitles import cues_from_words
from pvstudio.subtitles.cues import Track, TrackState
from pvstudio.transcription import recogniser
from pvstudio.transcription.errors import TranscriptionError
from pvstudio.transcription.transcript import Transcript
from pvstudio.transcription.words import load_words, save_words
from workflows import running
from workflows.queue import Work
from workflows.subtitles.importing import import_track
from workflows.subtitles.speech import SpeechReport, SpeechState, track_id
from workflows.subtitles.spoken import words_file, words_of_range
from workflows.wiring import Studio

__all__ = [
    "SpeechReport", "SpeechState", "import_track", "listen", "main_language", "subtitle", "track_id",
    "words_file", "words_of_range", "write_cues",
]  # fmt: skip


@DBOS.workflow(name=Work.SUBTITLE, max_recovery_attempts=10)
def subtitle(workshop: str, clip_id: str) -> str:
    """Recognise the speech of one clip and cut it into cues; return the state that it came to."""
    words = listen(workshop, clip_id)
    return words if words != SpeechState.HEARD else write_cues(workshop, clip_id)


@DBOS.step(name="subtitle.listen")
def listen(workshop: str, clip_id: str) -> str:
    """Let the engine hear the clip; what it cannot do becomes a state with a reason, never a crash."""
    studio = running.studio()
    with studio.documents.read(workshop) as tx:
        clip = tx.get(Clip, clip_id)
        footage = tx.get(Footage, clip.footage_id)
        candidates = tx.get(Workshop, workshop).languages
    if footage.media is None or footage.media.audio is None:
        return _report(
            studio, workshop, SpeechReport(id=clip_id, state=SpeechState.SILENT, reason="it has no sound")
        )
    job = running.job("listen")
    wav = make_speech(clip, footage, studio.files(workshop), studio.settings.film, job=job)
    try:
        engine = recogniser(studio.settings)
        transcript = engine.transcribe(
            wav, clip_id=clip_id, languages=candidates, language=clip.language, job=job
        )
    except TranscriptionError as error:
        reason = f"{error} {error.advice}".strip()
        return _report(studio, workshop, SpeechReport(id=clip_id, state=SpeechState.MANUAL, reason=reason))
    save_words(transcript, words_file(studio, workshop, clip, footage))
    return _report(studio, workshop, _judge(transcript))


def _judge(transcript: Transcript) -> SpeechReport:
    """Say honestly how sure the engine was."""
    if transcript.confidence is None:
        return SpeechReport(
            id=transcript.clip_id,
            state=SpeechState.SILENT,
            engine=transcript.engine,
            reason="nobody speaks in it",
        )
    return SpeechReport(
        id=transcript.clip_id,
        state=SpeechState.HEARD,
        engine=transcript.engine,
        reason=" ".join(note.words for note in transcript.notes),
        language=main_language(transcript),
        confidence=round(transcript.confidence, 3),
        needs_review=transcript.needs_review,
    )


def _report(studio: Studio, workshop: str, report: SpeechReport) -> str:
    with studio.documents.write(workshop) as tx:
        tx.get(Clip, report.id)  # it may have been erased meanwhile
        tx.put(report)
    return report.state


def main_language(transcript: Transcript) -> str:
    """Return the language that most of the words are in."""
    counts = Counter({segment.language: 0 for segment in transcript.segments})
    for segment in transcript.segments:
        counts[segment.language] += len(segment.words)
    return counts.most_common(1)[0][0]


@DBOS.step(name="subtitle.write_cues")
def write_cues(workshop: str, clip_id: str) -> str:
    """Cut the words into cues and keep them as a track; a track that people worked on is left alone."""
    studio = running.studio()
    with studio.documents.read(workshop) as tx:
        clip = tx.get(Clip, clip_id)
        footage = tx.get(Footage, clip.footage_id)
    transcript = load_words(words_file(studio, workshop, clip, footage))
    language = main_language(transcript)
    cues = cues_from_words(transcript.segments, language, studio.settings.film.fps)
    track = Track(
        id=track_id(clip_id, language),
        clip_id=clip_id,
        language=language,
        cues=cues,
        source=f"recognised by {transcript.engine}",
        needs_review=transcript.needs_review,
    )
    with studio.documents.write(workshop) as tx:
        tx.get(Clip, clip_id)  # it may have been erased meanwhile: then nothing of its words is kept
        known = tx.find(Track, id=track.id)
        if not known or (known[0].state is TrackState.MACHINE and not known[0].revision):
            tx.put(track)
    return SpeechState.HEARD
