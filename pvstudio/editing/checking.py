"""The gate of every render: a film leaves only when it is exactly what was laid out."""

from __future__ import annotations

import re
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pvstudio.config import FilmFormat
from pvstudio.editing.boxes import metadata_faults, walk
from pvstudio.editing.errors import RenderCheckFailed
from pvstudio.editing.laying import Layout
from pvstudio.editing.muxing import TICKS, Contents, Source, packet_hashes
from pvstudio.editing.takes import from_frame, output, together
from pvstudio.languages import iso639_2, language_name
from pvstudio.media.containers import container
from pvstudio.media.ffmpeg import Job, run
from pvstudio.media.graphs import Stream, own, written
from pvstudio.media.loudness import Loudness
from pvstudio.media.profile import SAMPLE_RATE, samples_per_frame

#: Louder than this, integrated or at its peaks, is a fault; quieter may be how it was filmed.
_LOUDEST_LUFS, _HIGHEST_DBTP = -13.0, -0.5

#: Time and hash of each picture; murmur3 has 128 bits and costs a quarter of MD5.
_HASHES = {"f": "framehash", "hash": "murmur3", "fps_mode": "passthrough"}

#: Samples by which sound may be longer or later than the picture: 1 ms.
_TOLERANCE = SAMPLE_RATE // 1000

#: At most this many copied groups of pictures are decoded again to compare their frames.
_SAMPLED = 12

#: Half of the stretch of sound that is compared at a boundary, and how far it may be searched for.
_WINDOW, _REACH = SAMPLE_RATE // 4, SAMPLE_RATE // 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a film must be."""

    layout: Layout
    film: FilmFormat
    contents: Contents
    mixed: Path  # WAV of the whole film, before encoding
    loudness: Loudness


def check_film(path: Path, expected: Expected, bench: Path, job: Job) -> None:
    """Raise :class:`RenderCheckFailed` with everything about *path* that is not as *expected*."""
    faults = [*_packet_faults(path, expected), *_text_faults(path, expected)]
    if not faults:  # else decoding would only repeat it
        faults = [*_decoded_faults(path, expected, bench, job), *_loudness_faults(expected.loudness)]
    if faults:
        raise RenderCheckFailed([f"{path.name}: {fault}" for fault in faults])


def _packet_faults(path: Path, expected: Expected) -> Iterator[str]:
    """Count pictures with edit lists ignored, and compare the copied ones, packet for packet."""
    frame, frames = TICKS // expected.film.fps, expected.layout.frames
    with container(path, ignore_editlist="1") as file:
        times = sorted(packet.pts for packet in file.demux(file.streams.video[0]) if packet.size)
    if len(times) != frames:
        yield f"it holds {len(times)} pictures, hidden ones included, and should hold {frames}"
        return
    if uneven := {after - before for before, after in pairwise(times)} - {frame}:
        yield f"its pictures are {sorted(uneven)} ticks apart, not {frame}"
    found = packet_hashes([Source(video=path, first=0, last=frames, name="the film")], expected.film)
    wanted = packet_hashes(expected.contents.pictures, expected.film)
    for number, (one, other) in enumerate(zip(found, wanted, strict=True)):
        if one != other:
            yield f"packet {number} is not the one that was joined"
            return


def _text_faults(path: Path, expected: Expected) -> Iterator[str]:
    """Look at everything in the file that is not media."""
    contents = expected.contents
    names = [language_name(tag) for tag in contents.subtitles]
    yield from metadata_faults(path, {contents.title, *names, *(c.title for c in contents.chapters)})
    with container(path) as file:
        found = [track.metadata.get("language") for track in file.streams.subtitles]
        chapters = [
            (c["metadata"]["title"], round(c["start"] * c["time_base"] * 1000)) for c in file.chapters()
        ]
    wanted = [iso639_2(tag) for tag in contents.subtitles]
    if found != wanted:
        yield f"its subtitles are in {found}, not {wanted}"
    if chapters != (asked := [(c.title, c.start_ms) for c in contents.chapters]):
        yield f"its chapters are {chapters}, not {asked}"
    yield from _track_faults(path)


def _track_faults(path: Path) -> Iterator[str]:
    """Find edit lists that hide or repeat something, and subtitles that show unasked."""
    enabled, edits = False, 0
    for box in walk(path):
        if box.name == "tkhd":
            enabled = bool(box.payload[3] & 1)
        elif box.name == "elst":
            edits = int.from_bytes(box.payload[4:8], "big")
            if edits != 1:
                yield f"a track has {edits} edits"
        elif box.path == "moov/trak/mdia/hdlr" and box.payload[8:12] == b"sbtl" and enabled:
            yield "a subtitle track is on by default"


def _decoded_faults(path: Path, expected: Expected, bench: Path, job: Job) -> Iterator[str]:
    """Decode everything once: silently, every picture at its time, sound as long as the picture."""
    pictures, sound = bench / "check.hashes", bench / "check.wav"
    # One command decodes for both: the second output's options follow the first's.
    to_pictures = written([own(path)["v:0"]], pictures, **_HASHES)
    args = [*to_pictures, "-map", "0:a:0", "-fflags", "+bitexact", "-c:a", "pcm_s16le", f"file:{sound}"]
    length = expected.layout.frames * 1000 // expected.film.fps
    log = run(["-v", "error", *args], reads=[path], writes=bench, duration_ms=length, job=job)
    if log:
        yield f"decoding says: {log[0]}"
    rows = _hash_rows(pictures, expected.film.fps)
    if [at for at, _ in rows] != list(range(expected.layout.frames)):
        yield f"{len(rows)} pictures can be seen, or not at even times; {expected.layout.frames} should be"
    else:
        yield from _copied_faults(rows, expected, bench, job)
    yield from _sound_faults(sound, expected)


def _copied_faults(
    rows: Sequence[tuple[Fraction, str]], expected: Expected, bench: Path, job: Job
) -> Iterator[str]:
    """Compare the first group of copied stretches with what their mezzanines decode to."""
    fps, position, copied = expected.film.fps, 0, list[tuple[int, Source]]()
    if len(expected.contents.pictures) == len(expected.layout.pieces):
        for piece, source in zip(expected.layout.pieces, expected.contents.pictures, strict=True):
            copied += [(position, source)] * piece.copied
            position += piece.frames
    sampled = copied[:: max(1, len(copied) // _SAMPLED)][:_SAMPLED]
    takes, hashes = list[Stream](), [bench / f"compare-{number}.hashes" for number in range(len(sampled))]
    for target, (_, source) in zip(hashes, sampled, strict=True):
        frames = {"frames:v": str(min(fps, source.last - source.first))}
        take = from_frame(source.video, source.first, expected.film)
        takes.append(output(take, target, **_HASHES, **frames))
    if takes:
        run(together(takes), reads=[source.video for _, source in sampled], writes=bench, job=job)
    for target, (start, source) in zip(hashes, sampled, strict=True):
        wanted = [found for _, found in _hash_rows(target, fps)]
        if wanted != [found for _, found in rows[start : start + len(wanted)]] or not wanted:
            yield f"the pictures of {source.name} at frame {start} are not those of its mezzanine"


def _hash_rows(path: Path, fps: int) -> list[tuple[Fraction, str]]:
    """Return time (in frames) and hash of each picture that was decoded."""
    text = path.read_text("ascii")
    rows = [line.split(",") for line in text.splitlines() if not line.startswith("#")]
    base = re.search(r"#tb 0: (\d+)/(\d+)", text)
    tick = Fraction(int(base[1]), int(base[2])) if base else Fraction(0)
    return [(int(row[2]) * tick * fps, row[-1].strip()) for row in rows]


def _sound_faults(path: Path, expected: Expected) -> Iterator[str]:
    """Compare length and place of the encoded sound with the mix that it was made from."""
    found, mixed = _length(path), _length(expected.mixed)
    wanted = expected.layout.frames * samples_per_frame(expected.film)
    if abs(found - wanted) > _TOLERANCE or mixed != wanted:
        yield f"its sound is {found} samples long, mixed {mixed}, and should be {wanted}"
        return
    for start in expected.layout.starts:
        at = start * samples_per_frame(expected.film)
        first, last = max(at - _WINDOW, 0), min(at + _WINDOW, found, mixed)
        late = lag(_samples(expected.mixed, first, last), _samples(path, first, last))
        if late is not None and abs(late) > _TOLERANCE:
            yield f"at frame {start} its sound is {late / SAMPLE_RATE * 1000:.1f} ms late"


def lag(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> int | None:
    """Return by how many samples *other* is later than *one*; None where there is nothing to compare."""
    if len(one) < 2 * _REACH or np.abs(one).max() < 200:  # -44 dB
        return None
    size = 1 << (2 * len(one)).bit_length()
    match = np.fft.irfft(np.fft.rfft(other, size) * np.conj(np.fft.rfft(one, size)), size)
    near = np.concatenate([match[-_REACH:], match[: _REACH + 1]])
    return int(near.argmax()) - _REACH


def _length(path: Path) -> int:
    with wave.open(str(path), "rb") as file:
        return file.getnframes()


def _samples(path: Path, first: int, last: int) -> npt.NDArray[np.float32]:
    """Return samples *first* up to *last* of one channel of a WAV."""
    with wave.open(str(path), "rb") as file:
        file.setpos(first)
        return np.frombuffer(file.readframes(last - first), "<i2")[::2].astype(np.float32)


def _loudness_faults(loudness: Loudness) -> Iterator[str]:
    if loudness.lufs > _LOUDEST_LUFS:
        yield f"it is too loud: {loudness.lufs} LUFS"
    if loudness.peak_dbtp > _HIGHEST_DBTP:
        yield f"its sound peaks at {loudness.peak_dbtp} dBTP"
