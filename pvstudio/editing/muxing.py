"""Put a film together: packets copied one by one on an exact frame grid, sound, subtitles, chapters.

PyAV writes the packets, because no command of ffmpeg joins without duplicate or lost frames. Cues
become packets as they are: text is data, and no subtitle parser ever sees it.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import Any

import av

from pvstudio.config import FilmFormat
from pvstudio.editing.boxes import show_no_subtitle
from pvstudio.editing.errors import PictureDiffers
from pvstudio.languages import iso639_2, language_name
from pvstudio.media.containers import container
from pvstudio.media.errors import Cancelled
from pvstudio.media.ffmpeg import Job, run
from pvstudio.subtitles.cues import Cue

#: Ticks a second of the picture and of the whole film; a frame is a whole number of them.
TICKS = 90_000

_OPTIONS = {"movflags": "+faststart", "fflags": "+bitexact", "movie_timescale": str(TICKS)}
_MS = Fraction(1, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Frames *first* up to *last* of an MP4, on group edges; *name* is for errors."""

    video: Path
    first: int
    last: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A named stretch of the film."""

    title: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a film file holds."""

    title: str
    pictures: Sequence[Source]
    sound: Path  # AAC in MP4
    chapters: Sequence[Chapter]
    subtitles: dict[str, tuple[Cue, ...]] = field(default_factory=dict)


def mux(contents: Contents, film: FilmFormat, target: Path, bench: Path, job: Job) -> None:
    """Write the film file. Raises :class:`PictureDiffers` before anything wrong is joined."""
    text = _text_template(bench, job) if contents.subtitles else None
    with (
        av.open(str(target), "w", format="mp4", options=_OPTIONS) as out,
        container(contents.pictures[0].video) as first,
        container(contents.sound) as sound,
    ):
        picture = _add(out, first.streams.video[0])
        voice = _add(out, sound.streams.audio[0])
        tracks = [_add_text(out, text, tag) for tag in contents.subtitles] if text else []
        out.metadata["title"] = contents.title
        out.set_chapters([_chapter(n, chapter) for n, chapter in enumerate(contents.chapters, 1)])
        out.start_encoding()
        cues = zip(tracks, contents.subtitles.values(), strict=True)
        flows = [_pictures(contents.pictures, picture, film), _sound(sound, voice)]
        flows += [_texts(track, of_track) for track, of_track in cues]
        for packet in merge(*flows, key=_decoding_time):
            if job.cancelled():
                raise Cancelled("Putting the film together was stopped.")
            out.mux(packet)
    show_no_subtitle(target)


def packet_hashes(sources: Iterable[Source], film: FilmFormat) -> Iterator[bytes]:
    """Yield the SHA-256 of each packet of the picture: equal packets and parameters are equal frames."""
    for source in sources:
        with container(source.video) as file:
            for packet in _within(source, file, file.streams.video[0], film):
                yield hashlib.sha256(bytes(packet)).digest()


def _decoding_time(packet: Any) -> Fraction:
    return Fraction(packet.dts * packet.time_base)


def _add(out: Any, template: Any) -> Any:
    stream = out.add_stream_from_template(template)
    stream.metadata.clear()
    stream.time_base = template.time_base
    return stream


def _add_text(out: Any, template: Path, language: str) -> Any:
    with av.open(str(template)) as source:
        stream = _add(out, source.streams.subtitles[0])
    stream.time_base = _MS
    name = language_name(language)
    stream.metadata.update(language=iso639_2(language), handler_name=name, title=name)
    return stream


def _text_template(bench: Path, job: Job) -> Path:
    """Make an MP4 with one text track, whose form our own tracks take over."""
    source, target = bench / "template.srt", bench / "template.mp4"
    source.write_bytes(b"1\n00:00:00,000 --> 00:00:01,000\n-\n")
    args = ["-f", "srt", "-i", f"file:{source}", "-c:s", "mov_text", "-fflags", "+bitexact", f"file:{target}"]
    run(["-y", *args], reads=[source], writes=bench, job=job)
    return target


def _chapter(number: int, chapter: Chapter) -> dict[str, Any]:
    times = {"start": chapter.start_ms, "end": chapter.end_ms, "time_base": _MS}
    return {"id": number, **times, "metadata": {"title": chapter.title}}


def _pictures(sources: Iterable[Source], stream: Any, film: FilmFormat) -> Iterator[Any]:
    """Yield the packets of all sources with integer-frame times; the first decides the form of all."""
    frame = TICKS // film.fps
    position, form = 0, b""
    for source in sources:
        with container(source.video) as file:
            video = file.streams.video[0]
            form = form or video.codec_context.extradata
            _require_form(source, video, form)
            count = 0
            for packet in _within(source, file, video, film):
                shift = (position - source.first) * frame
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                packet.time_base, packet.duration, packet.stream = Fraction(1, TICKS), frame, stream
                count += 1
                yield packet
        if count != source.last - source.first:
            raise PictureDiffers(source.name, f"{count} frames were found, not {source.last - source.first}")
        position += count


def _require_form(source: Source, video: Any, form: bytes) -> None:
    if video.codec_context.extradata != form:
        raise PictureDiffers(source.name, "its encoder settings (SPS and PPS) differ")
    if video.time_base != Fraction(1, TICKS):
        raise PictureDiffers(source.name, f"it counts in {video.time_base} s")


def _within(source: Source, file: Any, video: Any, film: FilmFormat) -> Iterator[Any]:
    """Yield the packets of one source; groups are closed, so that times alone tell what is in it."""
    frame = TICKS // film.fps
    if source.first:
        file.seek(source.first * frame, stream=video)
    for number, packet in enumerate(packet for packet in file.demux(video) if packet.size):
        if packet.pts % frame:
            raise PictureDiffers(source.name, "its frames are not on the film's grid")
        if packet.is_keyframe and packet.pts >= source.last * frame:
            return
        if number == 0 and (not packet.is_keyframe or packet.pts != source.first * frame):
            raise PictureDiffers(source.name, f"no group of pictures begins at frame {source.first}")
        yield packet


def _sound(file: Any, stream: Any) -> Iterator[Any]:
    for packet in file.demux(file.streams.audio[0]):
        if packet.size:
            packet.stream = stream
            yield packet


def _texts(stream: Any, cues: Iterable[Cue]) -> Iterator[Any]:
    """Yield cues as tx3g samples: the length of the text in two bytes, then UTF-8."""
    for cue in cues:
        text = cue.text.encode()[:0xFFFF].decode(errors="ignore").encode()
        packet = av.Packet(struct.pack(">H", len(text)) + text)
        packet.pts = packet.dts = cue.start_ms
        packet.duration, packet.time_base, packet.stream = cue.end_ms - cue.start_ms, _MS, stream
        yield packet
