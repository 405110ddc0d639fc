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
from pvstudio.media.graphs import own, write
from pvstudio.media.profile import COLOURS, video_options
from pvstudio.subtitles.fonts import font_folders, write_fontconfig
from pvstudio.subtitles.formats.ass import write_ass


def burn_in(source: Path, language: str, expected: Expected, bench: Path, job: Job) -> Expected:
    """Encode the picture of *source* once with the letters of *language*; return what the film then holds."""
    film, frames = expected.film, expected.layout.frames
    video = bench / f"burned-in.{language}.mp4"
    with TemporaryDirectory(dir=bench, prefix="letters-") as scratch:
        letters = Path(scratch) / "letters.ass"
        cues = expected.contents.subtitles[language]
        write_ass(cues, language, letters, width=film.width, height=film.height)
        picture = (
            own(source)["v:0"]
            .filter("ass", filename=str(letters))
            .filter("setparams", **COLOURS)
            .filter("setsar", 1)
        )
        options = {"frames:v": str(frames), **video_options(film)}
        run(
            write(picture, video, **options),
            reads=[source, Path(scratch), *font_folders()],
            writes=bench,
            duration_ms=frames * 1000 // film.fps,
            job=job,
            environment=write_fontconfig(Path(scratch)),
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
