"""Thirty seconds with nobody in them: a host sees and hears whether the room is ready for a film.

::

     0-10 s  colour bars over eleven steps of grey, 1 kHz at -20 dBFS
    10-20 s  three beeps left, three right, three from both: that side of the picture lights up
    20-30 s  a bar that sweeps once a second; it flashes and clicks when it meets the middle

A clock runs all the time, and sample subtitles as the film will have them. Everything is drawn, so that
nobody's consent is needed for it.
"""

from __future__ import annotations

import wave
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import ffmpeg
import numpy as np
import numpy.typing as npt

from pvstudio.config import FilmFormat
from pvstudio.editing.muxing import Contents, Source, mux
from pvstudio.editing.sound import encode_sound
from pvstudio.media.ffmpeg import QUIET, Job, run
from pvstudio.media.graphs import Stream, generated, write
from pvstudio.media.profile import COLOURS, SAMPLE_RATE, video_options
from pvstudio.media.progress import part as share
from pvstudio.media.workbench import workbench
from pvstudio.store.files import staged
from pvstudio.subtitles.burnin import burn_in
from pvstudio.subtitles.cues import Cue

SECONDS = 30
#: From when to when each part lasts, in seconds: what sample subtitles go with.
PICTURE, SIDES, TOGETHER = (0, 10), (10, 20), (20, 30)

_GROUND, _LIT, _DARK, _INK = "0x1d1612", "0xe3a857", "0x3a2f28", "0xf7efe4"
#: -20 dBFS as AES17 counts: a sine that just reaches full scale is 0 dBFS.
_LEVEL = 10 ** (-20 / 20)
#: When it beeps, by side: seconds, each for half a second.
_BEEPS = {"left": (10.5, 11.5, 12.5), "right": (14.0, 15.0, 16.0), "both": (17.5, 18.3, 19.1)}
_BEEP_S, _FLASH_S = 0.5, 0.12

#: Which bars of a seven-segment digit are lit: a on top, then clockwise, g in the middle.
_SEGMENTS = {
    "a": "02356789", "b": "01234789", "c": "013456789", "d": "0235689",
    "e": "0268", "f": "045689", "g": "2345689",
}  # fmt: skip


def make_test_clip(
    target: Path,
    film: FilmFormat,
    cues: Mapping[str, Sequence[Cue]],
    *,
    title: str,
    burned: str = "",
    job: Job = QUIET,
) -> Path:
    """Make *target* in the format of *film*, whole or not at all; return it.

    *cues*: the sample subtitles of each language, soft, or those of the language *burned* drawn in.
    """
    frames = SECONDS * film.fps
    soft = {} if burned else {tag: tuple(some) for tag, some in cues.items()}
    with workbench(target.parent) as bench, staged(target) as partial:
        picture, spoken, sound = bench / "picture.mp4", bench / "sound.wav", bench / "sound.mp4"
        _draw(picture, film, (burned, cues[burned]) if burned else None, share(job, 0, 85))
        _write_sound(spoken)
        encode_sound(spoken, sound, SECONDS * 1000, share(job, 85, 95))
        whole = Source(video=picture, first=0, last=frames, name="the test clip")
        contents = Contents(title=title, pictures=[whole], sound=sound, chapters=[], subtitles=soft)
        mux(contents, film, partial, bench, share(job, 95, 100))
    return target


# -- picture ---------------------------------------------------------------------------------


def _draw(target: Path, film: FilmFormat, letters: tuple[str, Sequence[Cue]] | None, job: Job) -> None:
    bars, rest = _bars(film), _rest(film)
    stream = ffmpeg.filter([bars, rest], "concat", n=2, v=1, a=0)
    for box in _clock(film):
        stream = stream.filter("drawbox", **box)
    reads: Sequence[Path] = ()
    environment: Mapping[str, str] = {}
    if letters:
        folder = target.parent / "letters"
        folder.mkdir()
        drawn = burn_in(letters[1], letters[0], width=film.width, height=film.height, folder=folder)
        stream = stream.filter("ass", filename=str(folder / "burn-in.ass"))
        reads, environment = drawn.reads, drawn.environment
    stream = stream.filter("setsar", 1).filter("format", "yuv420p").filter("setparams", **COLOURS)
    options = {"frames:v": str(SECONDS * film.fps), **video_options(film)}
    length = SECONDS * 1000
    args = write(stream, target, **options)
    run(args, reads=reads, writes=target.parent, duration_ms=length, job=job, environment=environment)


def _bars(film: FilmFormat) -> Stream:
    """Return colour bars, and under them eleven steps from black to white."""
    top = _even(film.height * 0.62)
    colours = generated(f"smptehdbars=size={film.width}x{top}:rate={film.fps}:duration={PICTURE[1]}")
    stream = colours.filter("pad", film.width, film.height, 0, 0, _GROUND)
    for step in range(11):
        left, right = film.width * step // 11, film.width * (step + 1) // 11
        shade = f"{round(255 * step / 10):02x}"
        place = {"x": left, "y": top, "width": right - left, "height": _even(film.height * 0.16)}
        stream = stream.filter("drawbox", **place, thickness="fill", color=f"0x{shade * 3}")
    return stream.filter("format", "yuv420p").filter("setsar", 1)


def _rest(film: FilmFormat) -> Stream:
    """Return the sides that light up as they beep, then the bar that sweeps and flashes."""
    length = SECONDS - PICTURE[1]
    stream = generated(f"color=c={_GROUND}:size={film.width}x{film.height}:rate={film.fps}:duration={length}")
    for side, left in (("left", 0.08), ("right", 0.56)):
        panel = _box(film, left, 0.16, 0.36, 0.5)
        stream = stream.filter("drawbox", **panel, color=_DARK, enable=_between(SIDES))
        stream = stream.filter("drawbox", **panel, color=_LIT, enable=_any_of(side, "both"))
    middle = _box(film, 0.46, 0.16, 0.08, 0.5)
    stream = stream.filter("drawbox", **middle, color=_DARK, enable=_between(TOGETHER))
    flash = f"gte(t,{TOGETHER[0] - PICTURE[1]})*lt(mod(t+0.5,1),{_FLASH_S})"
    stream = stream.filter("drawbox", **middle, color=_LIT, enable=flash)
    width = max(2, _even(film.width * 0.01))
    sweep = generated(
        f"color=c={_INK}:size={width}x{_even(film.height * 0.5)}:rate={film.fps}:duration={length}"
    )
    # In the middle at each half second: there it flashes, and clicks.
    place = f"W*mod(t,1)-{width // 2}"
    stream = ffmpeg.filter(
        [stream, sweep], "overlay", x=place, y=_even(film.height * 0.16), enable=_between(TOGETHER)
    )
    return stream.filter("format", "yuv420p").filter("setsar", 1)


def _between(part: tuple[int, int]) -> str:
    return f"between(t,{part[0] - PICTURE[1]},{part[1] - PICTURE[1]})"


def _any_of(*sides: str) -> str:
    starts = [start - PICTURE[1] for side in sides for start in _BEEPS[side]]
    return "+".join(f"between(t,{start:.2f},{start + _BEEP_S:.2f})" for start in starts)


def _box(film: FilmFormat, x: float, y: float, width: float, height: float) -> dict[str, object]:
    """Return a filled box, its place and size in parts of the picture."""
    return {
        "x": _even(film.width * x),
        "y": _even(film.height * y),
        "width": _even(film.width * width),
        "height": _even(film.height * height),
        "thickness": "fill",
    }


def _clock(film: FilmFormat) -> Iterable[dict[str, object]]:
    """Yield the boxes of the running seconds: two digits of seven bars, at the top in the middle."""
    unit = film.height / 720
    ground = {"x": f"(iw-{_even(150 * unit)})/2", "y": 0, "width": _even(150 * unit), "thickness": "fill"}
    yield {**ground, "height": _even(104 * unit), "color": f"{_GROUND}@0.85"}
    for place, digit in ((-62, "floor(t/10)"), (10, "mod(floor(t),10)")):
        for name, (x, y, width, height) in _STROKES.items():
            lit = "+".join(f"eq({digit},{number})" for number in _SEGMENTS[name])
            yield {
                "x": round(film.width / 2 + (place + x) * unit),
                "y": round((14 + y) * unit),
                "width": max(2, round(width * unit)),
                "height": max(2, round(height * unit)),
                "thickness": "fill",
                "color": _INK,
                "enable": lit,
            }


#: Each bar of a digit, for 720 lines: x, y, width, height.
_STROKES = {
    "a": (8, 0, 36, 8), "b": (44, 6, 8, 30), "c": (44, 42, 8, 30), "d": (8, 70, 36, 8),
    "e": (0, 42, 8, 30), "f": (0, 6, 8, 30), "g": (8, 35, 36, 8),
}  # fmt: skip


def _even(length: float) -> int:
    return 2 * round(length / 2)


# -- sound -----------------------------------------------------------------------------------


def _write_sound(target: Path) -> None:
    """Write the WAV: 48 kHz, 16 bits, two sides."""
    sides = np.zeros((SECONDS * SAMPLE_RATE, 2))
    _add(sides, _tone(1000, PICTURE[1] - PICTURE[0]), PICTURE[0], (0, 1))
    heights = {"left": (660, (0,)), "right": (880, (1,)), "both": (770, (0, 1))}
    for side, (height, channels) in heights.items():
        for start in _BEEPS[side]:
            _add(sides, _tone(height, _BEEP_S), start, channels)
    for second in range(*TOGETHER):
        _add(sides, _tone(1500, _FLASH_S), second + 0.5, (0, 1))
    samples = np.rint(sides * 32767).astype("<i2")
    with wave.open(str(target), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.tobytes())


def _tone(height_hz: int, length_s: float) -> npt.NDArray[np.float64]:
    """Return a sine at the reference level, its ends eased over 5 ms so that it does not crack."""
    at = np.arange(round(length_s * SAMPLE_RATE)) / SAMPLE_RATE
    ease = np.minimum(1, np.minimum(at, at[::-1]) / 0.005)
    tone: npt.NDArray[np.float64] = _LEVEL * np.sin(2 * np.pi * height_hz * at) * ease
    return tone


def _add(
    sides: npt.NDArray[np.float64], tone: npt.NDArray[np.float64], start_s: float, channels: Iterable[int]
) -> None:
    first = round(start_s * SAMPLE_RATE)
    for channel in channels:
        sides[first : first + len(tone), channel] += tone
