"""What is made from the finished picture: a film with letters in it, and a poster."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pvstudio.config import FilmFormat
from pvstudio.editing.checking import Expected
from pvstudio.editing.muxing import Source
from pvstudio.editing.takes import from_frame
from pvstudio.media.ffmpeg import Job, run
from pvstudio.media.graphs import write
from pvstudio.media.profile import COLOURS, video_options
from pvstudio.subtitles.burnin import burn_in as draw_into


def burn_in(source: Path, language: str, expected: Expected, bench: Path, job: Job) -> Expected:
    """Encode the picture of *source* once with the letters of *language*; return what the film then holds."""
    film, frames = expected.film, expected.layout.frames
    video = bench / f"burned-in.{language}.mp4"
    with TemporaryDirectory(dir=bench, prefix="letters-") as scratch:
        cues = expected.contents.subtitles[language]
        burned = draw_into(cues, language, width=film.width, height=film.height, folder=Path(scratch))
        colours = ":".join(f"{key}={value}" for key, value in COLOURS.items())
        graph = f"{burned.filter},setsar=1,setparams={colours}"
        options = [word for key, value in video_options(film).items() for word in (f"-{key}", str(value))]
        clean = [
            "-map_metadata",
            "-1",
            "-map_chapters",
            "-1",
            "-fflags",
            "+bitexact",
            "-flags:v",
            "+bitexact",
        ]
        opened = ["-protocol_whitelist", "file", "-f", "mov", "-i", f"file:{source}"]
        drawn = ["-map", "0:v:0", "-vf", graph, "-frames:v", str(frames)]
        run(
            [*opened, *drawn, *options, *clean, f"file:{video}"],
            reads=[source, *burned.reads],
            writes=bench,
            duration_ms=frames * 1000 // film.fps,
            job=job,
            environment=burned.environment,
        )
    whole = Source(video=video, first=0, last=frames, name=f"the film with letters in {language}")
    contents = replace(expected.contents, pictures=[whole], subtitles={})
    return replace(expected, contents=contents)


def take_poster(source: Path, frame: int, film: FilmFormat, target: Path, job: Job) -> None:
    """Write one frame of *source* as JPEG."""
    picture = from_frame(source, frame, film).filter("scale", out_range="pc", out_color_matrix="bt601")
    options = {"frames:v": "1", "c:v": "mjpeg", "q:v": "3", "f": "image2", "update": "1"}
    args = write(picture.filter("format", "yuvj420p"), target, **options)
    run(args, reads=[source], writes=target.parent, job=job)
