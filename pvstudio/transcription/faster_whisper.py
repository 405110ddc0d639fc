"""Whisper by faster-whisper (CTranslate2): int8 on the processor, offline."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pvstudio.media.errors import Cancelled
from pvstudio.media.ffmpeg import QUIET, Job, Progress
from pvstudio.transcription.errors import EngineMissing, LanguageNotSupported
from pvstudio.transcription.known import STRONG_WITH_BASE, whisper_code
from pvstudio.transcription.levelling import found_and_levelled
from pvstudio.transcription.sound import RATE, Samples
from pvstudio.transcription.stretches import (
    PAUSE_MS,
    SHORTEST,
    Chunk,
    Stretch,
    likeliest,
    stretches,
    with_neighbours,
)
from pvstudio.transcription.transcript import Note, Segment, Transcript, Word
from pvstudio.transliteration import in_script

#: Silence kept round a chunk, in samples: the model wants a breath before the first word.
_MARGIN = round(0.2 * RATE)


class FasterWhisper:
    """The model of one *folder*; *weak* says that it is the packaged base model."""

    def __init__(self, folder: Path, *, weak: bool) -> None:
        self.folder, self.weak = folder, weak

    def describe(self) -> str:
        """Return engine, version, model and precision."""
        return f"faster-whisper {version('faster-whisper')} {'base' if self.weak else self.folder.name} int8"

    def transcribe(
        self,
        wav: Path,
        *,
        clip_id: str,
        languages: Sequence[str] = (),
        language: str | None = None,
        job: Job = QUIET,
    ) -> Transcript:
        """Recognise *wav* (see :class:`~pvstudio.transcription.port.Recogniser`)."""
        model = _loaded(str(self.folder))
        tags, notes = self._candidates(model, [language] if language else languages)
        samples, chunks = found_and_levelled(wav, _voice, job=job)
        spoken = _spoken(model, samples, chunks, list(tags), job)
        segments: list[Segment] = []
        for stretch in spoken:
            tag = tags.get(stretch.language, stretch.language)
            words = tuple(_words(model, samples, stretch, tag, job))
            if words:
                segments.append(Segment(language=tag, words=words))
        notes += self._doubts({segment.language for segment in segments}, guessed=not tags)
        return Transcript(
            clip_id=clip_id, engine=self.describe(), segments=tuple(segments), notes=tuple(notes)
        )

    def _candidates(self, model: Any, asked: Sequence[str]) -> tuple[dict[str, str], list[Note]]:
        """Map Whisper's codes to the tags that were *asked* for; note those that it cannot do."""
        tags: dict[str, str] = {}
        unknown = []
        for tag in asked:
            code = whisper_code(tag, model.supported_languages)
            if code is None:
                unknown.append(tag)
            else:
                tags.setdefault(code, tag)
        if unknown and not tags:
            raise LanguageNotSupported(unknown[0], self.describe())
        return tags, [
            Note(
                kind="unknown_language",
                language=tag,
                words=f"Nothing here can recognise “{tag}”: where it is spoken, the words are wrong.",
            )
            for tag in unknown
        ]

    def _doubts(self, found: set[str], *, guessed: bool) -> list[Note]:
        notes = [
            Note(
                kind="weak_language",
                language=tag,
                words=f"The packaged model is weak in “{tag}”: more than one word in five may be wrong.",
            )
            for tag in sorted(found)
            if self.weak and tag.split("-")[0] not in STRONG_WITH_BASE
        ]
        if guessed:
            notes += [
                Note(
                    kind="language_guessed",
                    language=tag,
                    words=f"Nobody set the language; “{tag}” is a guess.",
                )
                for tag in sorted(found)
            ]
        return notes


def _voice(samples: Samples) -> list[Chunk]:
    """Return where somebody speaks, cut at short pauses."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        min_silence_duration_ms=PAUSE_MS, speech_pad_ms=PAUSE_MS // 2, min_speech_duration_ms=100
    )
    return [Chunk(found["start"], found["end"]) for found in get_speech_timestamps(samples, options)]


def _spoken(model: Any, samples: Samples, chunks: list[Chunk], codes: list[str], job: Job) -> list[Stretch]:
    """Find the language of every chunk among *codes* (none: all that the model knows) and join neighbours."""
    if len(codes) == 1:
        return stretches(chunks, codes * len(chunks))
    voting = [chunk for chunk in chunks if chunk.end - chunk.start >= SHORTEST] or chunks
    votes = []
    for chunk in voting:
        _stop_if(job)
        _code, _probability, shares = model.detect_language(samples[chunk.start : chunk.end])
        votes.append({code: share for code, share in shares if not codes or code in codes})
    return stretches(chunks, with_neighbours(chunks, dict(zip(voting, likeliest(votes), strict=True))))


def _words(model: Any, samples: Samples, stretch: Stretch, tag: str, job: Job) -> Iterator[Word]:
    """Recognise one stretch; times count from the start of the clip."""
    first = max(0, stretch.start - _MARGIN)
    part = samples[first : stretch.end + _MARGIN]
    began = time.monotonic()
    segments, _info = model.transcribe(
        part,
        language=stretch.language,
        beam_size=5,
        word_timestamps=True,
        condition_on_previous_text=False,
        vad_filter=True,
    )
    latest_ms = first * 1000 // RATE
    for segment in segments:
        _stop_if(job)
        for word in segment.words:
            start_ms = max(latest_ms, round(1000 * (word.start + first / RATE)))
            latest_ms = max(start_ms, round(1000 * (word.end + first / RATE)))
            if text := in_script(word.word.strip(), tag):
                yield Word(
                    start_ms=start_ms,
                    end_ms=latest_ms,
                    text=text,
                    probability=round(float(word.probability), 3),
                )
        _tell(
            job,
            heard_s=first / RATE + segment.end,
            whole_s=len(samples) / RATE,
            since=began,
            part_s=segment.end,
        )


def _tell(job: Job, *, heard_s: float, whole_s: float, since: float, part_s: float) -> None:
    speed = part_s / max(time.monotonic() - since, 1e-3)
    left_s = max(0.0, whole_s - heard_s) / speed if speed else None
    job.on_progress(Progress(percent=min(100.0, 100 * heard_s / whole_s), speed=speed, remaining_s=left_s))


def _stop_if(job: Job) -> None:
    if job.cancelled():
        raise Cancelled("Recognition was stopped.")


@cache
def _loaded(folder: str) -> Any:
    """Load a model once a process; nothing is ever downloaded."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise EngineMissing(
            f"faster-whisper cannot be loaded ({error})", advice="Reinstall the project."
        ) from error
    threads = min(4, os.cpu_count() or 1)
    try:
        return WhisperModel(
            folder, device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise EngineMissing(
            f"the model in {folder} cannot be loaded ({error})",
            advice="Set whisper_model to a Whisper model in CTranslate2 form, or to nothing.",
        ) from error
