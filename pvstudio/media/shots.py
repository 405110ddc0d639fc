"""Shots: one range of one piece of footage, as upright pictures at the film's rate.

A source frame belongs to the range when its time, rounded to a millisecond, lies from *start_ms*
up to *end_ms*; so neighbouring ranges share no frame, and a frame whose time was rounded when a
person marked it is never let in by accident.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pvstudio.config import FilmFormat
from pvstudio.media.graphs import Stream, generated, uploaded
from pvstudio.media.profile import COLOURS, SAMPLE_RATE, samples_per_frame
from pvstudio.model import MediaInfo

#: Seeking lands on a key frame, in some containers a little late: begin this much earlier, then cut exactly.
SEEK_MARGIN_MS = 8_000

#: A picture whose shape differs less than this from the film's is stretched to it: nobody sees 2 %.
STRETCH = 0.02

#: HDR to the film's colours (203 nits is the reference white of BT.2408).
TONE_MAP = (
    ("zscale", {"t": "linear", "npl": 203}),
    ("format", {"pix_fmts": "gbrpf32le"}),
    ("zscale", {"p": "bt709"}),
    ("tonemap", {"tonemap": "mobius", "desat": 0}),
    ("zscale", {"t": "bt709", "m": "bt709", "r": "tv"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """Footage at *path* from *start_ms* up to *end_ms*, on its way into *film*."""

    path: Path
    media: MediaInfo
    start_ms: int
    end_ms: int
    film: FilmFormat

    @property
    def frames(self) -> int:
        """Whole frames of the film that fit into the range, at least one."""
        return max(1, (self.end_ms - self.start_ms) * self.film.fps // 1000)

    @property
    def samples(self) -> int:
        """Samples of sound that belong to exactly these frames."""
        return self.frames * samples_per_frame(self.film)

    @property
    def duration_ms(self) -> int:
        """Length of the result."""
        return self.frames * 1000 // self.film.fps

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright picture, fitted into the film; both even."""
        film = self.film
        if self.media.video is None:
            return film.width, film.height
        width, height = self.media.video.width, self.media.video.height
        if abs(width * film.height / (height * film.width) - 1) < STRETCH:
            return film.width, film.height
        scale = min(film.width / width, film.height / height)
        return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)

    @property
    def seek_ms(self) -> int:
        """Where reading begins."""
        return max(0, self.start_ms - SEEK_MARGIN_MS)

    def picture(self) -> Stream:
        """Return the shot's frames: upright, :attr:`size`, constant rate, exactly :attr:`frames` of them."""
        stream = self._filmed() if self.media.video else self._dark()
        return stream.filter("setsar", 1).filter("format", "yuv420p").filter("setparams", **COLOURS)

    def _dark(self) -> Stream:
        """Return a plain dark picture, for footage that is sound alone."""
        width, height = self.size
        plain = generated(f"color=c=0x202020:s={width}x{height}:r={self.film.fps}")
        return plain.filter("trim", end_frame=self.frames)

    def _filmed(self) -> Stream:
        stream = self._in_range().filter("bwdif", mode="send_frame", deint="interlaced")
        stream = stream.filter("fps", fps=self.film.fps, start_time=0)
        stream = stream.filter("tpad", stop=-1, stop_mode="clone").filter("trim", end_frame=self.frames)
        return self._coloured(stream, *self.size)

    def sound(self) -> Stream:
        """Return the sound: 48 kHz stereo floats, exactly :attr:`samples`; silence where there is none."""
        if self.media.audio is None:
            return silence(self.samples)
        rate = SAMPLE_RATE // 1000
        start = (self.start_ms - self.seek_ms) * rate
        stream = self._opened()["a:0"].filter("aresample", SAMPLE_RATE, **{"async": 1, "first_pts": 0})
        stream = stream.filter("aformat", sample_fmts="flt", channel_layouts="stereo")
        stream = stream.filter("atrim", start_pts=start, end_pts=start + (self.end_ms - self.start_ms) * rate)
        stream = stream.filter("asetpts", f"PTS-{start}")
        # The rate is said again: left open, it would become the file's, and samples would be counted in that.
        stream = stream.filter("aresample", SAMPLE_RATE, **{"async": 1, "first_pts": 0})
        return stream.filter("apad").filter("atrim", end_sample=self.samples)

    def witness(self, of: str) -> Stream | None:
        """Return the stream that is opened beside the picture (*of* ``"V"``) or the sound (``"a"``).

        ffmpeg counts the time of an MPEG stream from the first packet of what it was asked for: apart,
        picture and sound would each begin at zero, however far apart they were filmed.
        """
        if self.media.video is None or self.media.audio is None:
            return None
        return self._opened()["a:0" if of == "V" else "V:0"]

    def _opened(self) -> Stream:
        # A picture that changes its size on the way (a call, a screen) must not start the graph anew: the
        # frames waiting in it would be lost. The scaler takes any size.
        return uploaded(self.path, seek_ms=self.seek_ms, **{"reinit_filter:v": "0"})

    def _in_range(self) -> Stream:
        offset = self.start_ms - self.seek_ms
        length = self.end_ms - self.start_ms
        edges = {"start": f"{(offset - 0.5) / 1000:.4f}", "end": f"{(offset + length - 0.5) / 1000:.4f}"}
        if not offset:
            del edges["start"]  # the first frame may lie a little before zero
        stream = self._opened()["V:0"].filter("trim", **edges)
        return stream.filter("setpts", f"PTS-{offset / 1000:.3f}/TB")

    def _coloured(self, stream: Stream, width: int, height: int) -> Stream:
        if self.media.video is None or not self.media.video.hdr:
            return stream.filter("scale", width, height, out_color_matrix="bt709", out_range="tv")
        stream = stream.filter("zscale", width, height)
        for name, options in TONE_MAP:
            stream = stream.filter(name, **options)
        return stream


def silence(samples: int) -> Stream:
    """Return digital silence: *samples* zeros on two channels."""
    return generated(f"anullsrc=r={SAMPLE_RATE}:cl=stereo").filter("atrim", end_sample=samples)
