"""The sandboxed look inside an uploaded file: ``probing_child.py PATH OPTIONS``, JSON out.

Run by :mod:`pvstudio.media.probing` alone, as a program of its own; it imports nothing of ours.
It prints what it measured, or ``{"refused": code}``. Nothing that a header claims is believed
where packets can tell: duration, rate and evenness come from them, as the file is presented
(what an edit list hides is not counted).
"""

from __future__ import annotations

import json
import math
import sys
from array import array
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
import av.error
from av.stream import Discard

FRAMES_WANTED = 3  # decoded before a stream is believed to be decodable
PACKETS_TRIED = 400  # for those; a stream may start in the middle of a group of pictures
HDR_TRANSFERS = {16, 18}  # SMPTE ST 2084 (PQ), ARIB STD-B67 (HLG)
_STILL_BRANDS = {"heic", "heix", "heim", "heis", "mif1", "avif"}  # photographs in the boxes of a film
_NO_PICTURE = ("attached_pic", "still_image", "timed_thumbnails")


class Refused(Exception):
    """The file cannot be used; *code* is a key of the sentences in ``probing``."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


class Measured:
    """One stream while its packets go by."""

    def __init__(self, stream: Any, options: dict[str, str]) -> None:
        self.stream, self.base = stream, Fraction(stream.time_base or 1)
        self.times = array("q")
        self.end, self.bare = 0, -(1 << 62)  # ticks: latest known end, and latest start without a length
        self.tried, self.frames, self.locked = 0, 0, False
        self.frame: Any = None
        stream.codec_context.options = options
        stream.codec_context.thread_count = 1

    @property
    def decoded(self) -> bool:
        """Whether enough of it was decoded."""
        return self.frames >= FRAMES_WANTED

    def take(self, packet: Any) -> None:
        """Note when *packet* is presented; decode it while that is still in question."""
        if not packet.size or packet.is_discard:  # the second: hidden by an edit list
            return
        self.locked = self.locked or packet.has_sidedata("encryption_info")
        at = packet.pts if packet.pts is not None else packet.dts
        if at is not None:
            self.times.append(at)
            self.end = max(self.end, at + packet.duration) if packet.duration else self.end
            self.bare = self.bare if packet.duration else max(self.bare, at)
        if not self.decoded and self.tried < PACKETS_TRIED:
            self.decode(packet)

    def decode(self, packet: Any) -> None:
        """Count the frames that come out of *packet* (None: those still inside the decoder)."""
        self.tried += 1
        try:
            for frame in self.stream.codec_context.decode(packet):
                self.frame, self.frames = self.frame or frame, self.frames + 1
        except av.error.FFmpegError:
            pass  # damaged packets are counted by the frames that do not come

    def starts(self) -> Fraction:
        """Seconds at which it starts, never before the presentation does (encoder priming)."""
        return max(Fraction(0), min(self.times) * self.base)

    def ends(self) -> Fraction:
        """Seconds at which it ends, the last packet's length included."""
        return max(self.end, self.bare + self.interval()) * self.base

    def interval(self) -> int:
        """Usual ticks from one packet to the next, 0 when there is only one."""
        ordered = sorted(self.times)
        steps = sorted(b - a for a, b in pairwise(ordered) if b > a)
        return steps[len(steps) // 2] if steps else 0

    def uneven(self) -> bool:
        """Whether any interval differs from the usual by more than rounding to ticks or milliseconds."""
        ordered, usual = sorted(self.times), self.interval()
        slack = max(Fraction(3, 2) * self.base, Fraction(3, 2000)) / self.base
        return any(abs(b - a - usual) > slack for a, b in pairwise(ordered))

    def rate(self) -> Fraction:
        """Average frames a second: the header's where the packets bear it out, else theirs."""
        claimed = self.stream.average_rate
        span = (max(self.times) - min(self.times) + self.interval()) * self.base
        if not span:
            return Fraction(claimed) if claimed and 0 < claimed <= 1000 else Fraction(25)
        counted = len(self.times) / span
        # Interlaced film may come as two fields, and so two packets, a frame.
        if claimed and any(abs(claimed - rate) <= rate / 100 for rate in (counted, counted / 2)):
            return Fraction(claimed)
        return counted.limit_denominator(1001)


def open_container(path: str, options: dict[str, str]) -> Any:
    """Open *path* by the white-lists, or say why it cannot be."""
    try:
        return av.open(f"file:{path}", options=options, metadata_errors="replace")
    except MemoryError:  # also libavformat's answer to too many streams
        raise Refused("too-much") from None
    except av.error.FFmpegError as error:
        raise Refused("unknown", str(error.strerror)) from None


def chosen(container: Any, decoder: dict[str, str]) -> tuple[Measured | None, Measured | None, list[str]]:
    """Return the first real picture, the first sound, and notes of what is left aside."""
    films = [stream for stream in container.streams.video if not _is_picture(stream)]
    sounds = list(container.streams.audio)
    if container.metadata.get("major_brand", "") in _STILL_BRANDS:
        raise Refused("picture")
    if not films and not sounds:
        raise Refused("picture" if container.streams.video else "no-streams")
    for stream in films[:1]:
        if stream.codec_context is None:
            raise Refused("unreadable-picture", "an unknown codec")
        if stream.codec_context.width * stream.codec_context.height > int(decoder["max_pixels"]):
            raise Refused("too-large", f"{stream.codec_context.width} × {stream.codec_context.height}")
    notes = ["more-pictures"] * (len(films) > 1) + ["more-sounds"] * (len(sounds) > 1)
    readable = [stream for stream in sounds[:1] if stream.codec_context is not None]
    if sounds and not readable:
        notes.append("unreadable-sound")
    video = Measured(films[0], decoder) if films else None
    return video, Measured(readable[0], decoder) if readable else None, notes


def _is_picture(stream: Any) -> bool:
    return any(getattr(type(stream.disposition), kind) in stream.disposition for kind in _NO_PICTURE)


def packets(container: Any, streams: list[Measured], longest_s: int) -> None:
    """Let every packet go by. A file that breaks off counts as far as it goes."""
    by_index = {measured.stream.index: measured for measured in streams}
    for stream in container.streams:
        if stream.index not in by_index:
            stream.discard = Discard.all
    for packet in _readable(container, [measured.stream for measured in streams]):
        measured = by_index.get(
            packet.stream_index
        )  # PyAV ends every stream by an empty packet, asked for or not
        if measured is None:
            continue
        measured.take(packet)
        if measured.times and (measured.times[-1] - measured.times[0]) * measured.base > longest_s:
            raise Refused("too-long")
    for measured in streams:
        if not measured.decoded:
            measured.decode(None)


def _readable(container: Any, streams: list[Any]) -> Iterator[Any]:
    try:
        yield from container.demux(streams)
    except av.error.FFmpegError:
        return


def duration(film: Measured | None, sound: Measured | None) -> Fraction:
    """Return the length in seconds as it is presented, from the first stream's start.

    Encoders pad sound by a packet or two; that is no length. Only sound that goes on for more
    than a second after the picture makes a film longer than its picture.
    """
    used = [measured for measured in (film, sound) if measured and measured.times]
    start, end = min(measured.starts() for measured in used), max(measured.ends() for measured in used)
    if film and film.times and end - film.ends() <= 1:
        end = film.ends()
    return end - start


def video_facts(film: Measured) -> dict[str, Any]:
    """Describe the picture as it is displayed: after its pixels' shape, mirroring and turning."""
    context, frame = film.stream.codec_context, film.frame
    rotation, mirrored = orientation(frame)
    width, height = frame.width, frame.height
    shape = film.stream.sample_aspect_ratio or context.sample_aspect_ratio
    if shape and Fraction(1, 10) <= shape <= 10:
        width = max(1, round(width * shape))
    if rotation in {90, 270}:
        width, height = height, width
    return {
        "codec": context.name, "width": width, "height": height, "frame_rate": str(film.rate()),
        "variable": film.uneven(), "rotation": rotation, "mirrored": mirrored,
        "hdr": bool({int(frame.color_trc), int(context.color_trc)} & HDR_TRANSFERS),
    }  # fmt: skip


def orientation(frame: Any) -> tuple[int, bool]:
    """Return degrees clockwise to upright, and whether the picture is mirrored left to right first."""
    try:
        data = [bytes(item) for item in frame.side_data.keys() if item.type.name == "DISPLAYMATRIX"]  # noqa: SIM118
    except ValueError:  # PyAV stumbles over side data that it does not know; its own answer has no mirror
        return round(-frame.rotation / 90) * 90 % 360, False
    if not data:
        return 0, False
    matrix = array("i", data[0][:36])
    a, b, c, d = matrix[0], matrix[1], matrix[3], matrix[4]
    mirrored = a * d - b * c < 0
    turned = round(math.degrees(math.atan2(-b, -a) if mirrored else math.atan2(b, a)) / 90) * 90
    return turned % 360, mirrored


def look(path: str, options: dict[str, str], max_pixels: str, longest_s: int) -> dict[str, Any]:
    """Describe the file at *path*, or raise :class:`Refused`."""
    container = open_container(path, options)
    decoder = {"codec_whitelist": options["codec_whitelist"], "max_pixels": max_pixels}
    film, sound, notes = chosen(container, decoder)
    packets(container, [measured for measured in (film, sound) if measured], longest_s)
    if any(measured and measured.locked for measured in (film, sound)):
        raise Refused("locked")
    if film and not film.frames:
        raise Refused("unreadable-picture" if film.tried else "no-samples", film.stream.codec_context.name)
    if sound and not sound.frames:
        sound, notes = None, [*notes, "unreadable-sound"]
    used = [measured for measured in (film, sound) if measured]
    if not any(measured.times for measured in used):
        raise Refused("no-samples")
    context = sound.stream.codec_context if sound else None
    return {
        "container": container.format.name.split(",")[0],
        "duration_ms": math.floor(duration(film, sound) * 1000),
        "video": video_facts(film) if film else None,
        "audio": context
        and {
            "codec": context.name,
            "sample_rate": context.sample_rate,
            "channels": context.layout.nb_channels,
        },
        "notes": notes,
    }


if __name__ == "__main__":
    asked = json.loads(sys.argv[2])
    try:
        answer = look(sys.argv[1], asked["options"], asked["max_pixels"], asked["longest_s"])
    except Refused as refusal:
        answer = {"refused": refusal.code, "detail": refusal.detail}
    except MemoryError:
        answer = {"refused": "too-much", "detail": ""}
    json.dump(answer, sys.stdout)
