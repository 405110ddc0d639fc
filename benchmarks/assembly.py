"""Assembly: the product against one ffmpeg filter graph and MoviePy's concatenation, in CPU seconds.

    python benchmarks/assembly.py [--clips 4] [--seconds 16] [--size 640x360] [--without-moviepy]

Every way shows the same clips with a card before each and cross-fades of half a second between all.
The product's figures include its gate (everything is decoded once more and compared). One run;
trust the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import wave
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import ffmpeg
import numpy as np

from pvstudio.config import FilmFormat
from pvstudio.editing.plan import FilmPart, FilmPlan
from pvstudio.editing.recipe import Recipe
from pvstudio.editing.rendering import render
from pvstudio.media.ffmpeg import Limits, run
from pvstudio.media.graphs import write
from pvstudio.media.mezzanines import Mezzanine
from pvstudio.media.profile import COLOURS, SAMPLE_RATE, samples_per_frame, video_options

FADE, CARD = 0.5, 3.0  # seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--clips", type=int, default=4)
    parser.add_argument("--seconds", type=int, default=16)
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--without-moviepy", action="store_true")
    asked = parser.parse_args()
    # bubblewrap's children are not counted with ours; landlock's are.
    os.environ["PVSTUDIO_SANDBOX"] = "landlock"
    width, height = map(int, asked.size.split("x"))
    film = FilmFormat(width=width, height=height, fps=25)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        found = [mezzanine(folder, n, asked.seconds * film.fps, film) for n in range(asked.clips)]
        rows = measured_rows(found, folder, film, moviepy=not asked.without_moviepy)
    base = rows["one filter graph"]
    print(f"{asked.clips} clips of {asked.seconds} s with cards and cross-fades, {asked.size}, 25 fps")
    for name, cpu_s in rows.items():
        print(f"{name:38} {cpu_s:8.2f} CPU s   {base / cpu_s:6.2f} x as quick as one filter graph")


def measured_rows(
    found: list[Mezzanine], folder: Path, film: FilmFormat, *, moviepy: bool
) -> dict[str, float]:
    """Return CPU seconds by way."""
    cache = folder / "cache"

    def product(name: str, title: str) -> float:
        return cpu_of(lambda: render(plan_of(found, film, title), folder / name, cache=cache))

    render(plan_of(found[:1], film, "warm-up"), folder / "warm", cache=folder / "other")  # imports, fonts
    rows = {}
    if moviepy:
        rows["MoviePy concatenation"] = cpu_of(lambda: by_moviepy(found, folder / "moviepy.mp4", film))
    rows["one filter graph"] = cpu_of(lambda: by_one_graph(found, folder / "graph.mp4", film))
    rows["product, cold"] = product("cold", "Title")
    rows["product, one card changed"] = product("card", "Other title")
    rows["product, all pieces found"] = product("again", "Title")
    return rows


def cpu_of(work: Callable[[], object]) -> float:
    """Return user and system seconds of *work*, its child processes included."""
    before = _cpu()
    work()
    return _cpu() - before


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def mezzanine(folder: Path, number: int, frames: int, film: FilmFormat) -> Mezzanine:
    """Make a clip with motion and grain everywhere, as filmed pictures have."""
    video, audio = folder / f"{number}.mp4", folder / f"{number}.wav"
    source = f"mandelbrot=s={film.width}x{film.height}:r={film.fps}:start_scale={1.5 / (number + 1)}"
    picture = ffmpeg.input(source, format="lavfi").filter("noise", alls=6, allf="t")
    picture = picture.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuv420p")
    picture = picture.filter("setsar", 1).filter("setparams", **COLOURS)
    run(write(picture, video, **{"frames:v": str(frames), **video_options(film)}), writes=folder)
    tone = 3000 * np.sin(np.arange(frames * samples_per_frame(film)) * (0.02 + number / 100))
    with wave.open(str(audio), "wb") as file:
        file.setparams((2, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(np.repeat(tone.astype("<i2")[:, None], 2, axis=1).tobytes())
    return Mezzanine(video=video, audio=audio, frames=frames, key=f"{number}-{frames}", film=film)


def plan_of(found: list[Mezzanine], film: FilmFormat, title: str) -> FilmPlan:
    """Return the film as the product lays it out; *title* stands on the first card."""
    parts = "".join(f'[[parts]]\nclip = "{n}"\ncard_seconds = {CARD}\n' for n in range(len(found)))
    recipe = Recipe.parse(f'title = "x"\ntransition = "fade"\ntransition_seconds = {FADE}\n{parts}')
    titles = [title] + [f"Clip {number}" for number in range(1, len(found))]
    rows = zip(recipe.parts, found, titles, strict=True)
    shown = [FilmPart(clip_id=f"clip-{p.clip}", title=text, part=p, mezzanine=m) for p, m, text in rows]
    return FilmPlan(recipe=recipe, film=film, parts=tuple(shown))


def by_one_graph(found: list[Mezzanine], target: Path, film: FilmFormat) -> None:
    """Decode, fade and encode everything in one command; cards are plain colours, so it has less to do."""
    picture = sound = None
    length = 0.0
    for number, clip in enumerate(found):
        for video, audio, seconds in (_card(number, film), _clip(clip, film)):
            if picture is None:
                picture, sound, length = video, audio, seconds
                continue
            fade = {"duration": FADE, "offset": length - FADE}
            picture = ffmpeg.filter([picture, video], "xfade", transition="fade", **fade)
            sound = ffmpeg.filter([sound, audio], "acrossfade", d=FADE)
            length += seconds - FADE
    options = {**video_options(film), "c:a": "aac", "b:a": "160k", "movflags": "+faststart"}
    output = ffmpeg.output(picture, sound, f"file:{target}", **options)
    reads = [path for clip in found for path in (clip.video, clip.audio)]
    run(ffmpeg.get_args(output), reads=reads, writes=target.parent, limits=Limits(memory_bytes=8 << 30))


def _card(number: int, film: FilmFormat) -> tuple[object, object, float]:
    size = f"{film.width}x{film.height}"
    video = ffmpeg.input(f"color=c=0x2a1a{number:02x}:s={size}:r={film.fps}:d={CARD}", format="lavfi")
    audio = ffmpeg.input(f"anullsrc=r={SAMPLE_RATE}:cl=stereo:n={1024 + number}", format="lavfi").filter(
        "atrim", duration=CARD
    )
    return video.filter("format", "yuv420p").filter("setsar", 1).filter("settb", "1/90000"), audio, CARD


def _clip(clip: Mezzanine, film: FilmFormat) -> tuple[object, object, float]:
    video = ffmpeg.input(f"file:{clip.video}")["v:0"].filter("format", "yuv420p").filter("settb", "1/90000")
    return video, ffmpeg.input(f"file:{clip.audio}").audio, clip.frames / film.fps


def by_moviepy(found: list[Mezzanine], target: Path, film: FilmFormat) -> None:
    """Concatenate with MoviePy, its cross-fades included."""
    from moviepy import AudioFileClip, ColorClip, VideoFileClip, concatenate_videoclips, vfx

    with ExitStack() as stack:
        clips = []
        for clip in found:
            clips.append(ColorClip((film.width, film.height), (42, 26, 20), duration=CARD))
            video = stack.enter_context(VideoFileClip(str(clip.video)))
            clips.append(video.with_audio(stack.enter_context(AudioFileClip(str(clip.audio)))))
        faded = [clips[0], *(clip.with_effects([vfx.CrossFadeIn(FADE)]) for clip in clips[1:])]
        whole = concatenate_videoclips(faded, method="compose", padding=-FADE)
        whole.write_videofile(
            str(target),
            fps=film.fps,
            codec="libx264",
            preset="veryfast",
            audio_codec="aac",
            logger=None,
            threads=2,
        )


if __name__ == "__main__":
    main()
