"""The one profile of every mezzanine and of whatever is joined to it.

Films are joined by copying packets, so everything that is joined must be encoded alike: the same
size, rate, closed groups of pictures and colours. Change a value here and every key changes.
"""

from __future__ import annotations

from pvstudio.config import FilmFormat

#: Samples a second of all sound; a whole number of samples belongs to each frame.
SAMPLE_RATE = 48_000

#: Nothing of the source but its chosen streams: no metadata, chapters, data or subtitles, no encoder name.
CLEAN: dict[str, str | None] = {
    "map_metadata": "-1",
    "map_metadata:s": "-1",
    "map_chapters": "-1",
    "dn": None,
    "sn": None,
    "fflags": "+bitexact",
    "flags:v": "+bitexact",
    "flags:a": "+bitexact",
}

#: Filter arguments that state the colours of the film on each frame.
COLOURS = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "range": "tv"}


def samples_per_frame(film: FilmFormat) -> int:
    """Return how many samples belong to one frame."""
    return SAMPLE_RATE // film.fps


def video_options(film: FilmFormat) -> dict[str, str | None]:
    """Return the ffmpeg output options of a mezzanine's picture: one closed group of pictures a second."""
    closed = f"keyint={film.fps}:min-keyint={film.fps}:scenecut=0:open-gop=0:stitchable=1:bframes=2"
    return {
        "c:v": "libx264",
        "preset": "veryfast",
        "crf": "20",
        "profile:v": "high",
        "level:v": _level(film),
        "pix_fmt": "yuv420p",
        "x264-params": closed,
        "color_primaries": "bt709",
        "color_trc": "bt709",
        "colorspace": "bt709",
        "color_range": "tv",
        "video_track_timescale": "90000",
    }


def audio_options() -> dict[str, str | None]:
    """Return the ffmpeg output options of a mezzanine's sound."""
    return {"c:a": "pcm_s16le", "ar": str(SAMPLE_RATE), "ac": "2"}


def _level(film: FilmFormat) -> str:
    """Return the lowest H.264 level from 4.1 up that holds *film* (macroblocks a second, table A-1)."""
    rate = -(-film.width // 16) * -(-film.height // 16) * film.fps
    limits = {"4.1": 245_760, "4.2": 522_240, "5.1": 983_040, "5.2": 2_073_600}
    return next((level for level, limit in limits.items() if rate <= limit), "6.2")
