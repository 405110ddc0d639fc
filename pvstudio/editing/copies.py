"""Copies of a finished film for its kits: with fewer lines, or with letters drawn into the picture.

The picture is encoded once, from the very film that was checked; sound, chapters and the subtitles that
stay soft are its own, packet by packet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pvstudio.config import FilmFormat
from pvstudio.editing.boxes import metadata_faults
from pvstudio.editing.errors import RenderCheckFailed
from pvstudio.editing.film import Manifest
from pvstudio.editing.muxing import Chapter, Contents, Source, mux
from pvstudio.languages import language_name
from pvstudio.media.containers import container
from pvstudio.media.ffmpeg import QUIET, Job, run
from pvstudio.media.graphs import own, write
from pvstudio.media.profile import COLOURS, video_options
from pvstudio.media.progress import part as share
from pvstudio.media.workbench import workbench
from pvstudio.store.files import staged
from pvstudio.subtitles.burnin import burn_in
from pvstudio.subtitles.cues import Cue

#: What a small copy costs less: about a tenth of the bytes of a film of 720 lines.
_SMALL = {"crf": "24", "maxrate": "1200k", "bufsize": "2400k"}

Cues = Mapping[str, Sequence[Cue]]


def make_copy(
    film: Path,
    target: Path,
    made: Manifest,
    cues: Cues,
    *,
    height: int | None = None,
    burned: str = "",
    job: Job = QUIET,
) -> Path:
    """Make *target*, a copy of *film* (whose manifest is *made*), whole or not at all; return it.

    *height*: of its picture, where the film has more lines. *burned*: the language whose *cues* are drawn
    in; the copy has no other subtitles then, and has all of *cues* otherwise. Raises
    :class:`RenderCheckFailed`, :class:`LettersMissing`, and what :func:`pvstudio.media.ffmpeg.run` raises.
    """
    size = format_of(made, height)
    soft = {} if burned else {tag: tuple(some) for tag, some in cues.items()}
    with workbench(target.parent) as bench, staged(target) as partial:
        picture = bench / "picture.mp4"
        letters = (burned, cues[burned]) if burned else None
        _encode(film, picture, made, size, letters, small=height is not None, job=share(job, 0, 95))
        whole = Source(video=picture, first=0, last=made.frames, name="the copy of the film")
        contents = Contents(
            title=made.title, pictures=[whole], sound=film, chapters=chapters_of(film), subtitles=soft
        )
        mux(contents, size, partial, bench, share(job, 95, 98))
        if faults := [*_faults(partial, film, contents, made)]:
            raise RenderCheckFailed([f"{target.name}: {fault}" for fault in faults])
    return target


def format_of(made: Manifest, height: int | None) -> FilmFormat:
    """Return the format of a copy with *height* lines: never larger than the film, sides even."""
    if height is None or height >= made.height:
        return FilmFormat(width=made.width, height=made.height, fps=made.fps)
    return FilmFormat(width=2 * round(made.width * height / made.height / 2), height=height, fps=made.fps)


def chapters_of(film: Path) -> list[Chapter]:
    """Return the chapters of a film."""
    with container(film) as file:
        return [
            Chapter(
                title=one["metadata"]["title"],
                start_ms=round(one["start"] * one["time_base"] * 1000),
                end_ms=round(one["end"] * one["time_base"] * 1000),
            )
            for one in file.chapters()
        ]


def _encode(
    film: Path,
    picture: Path,
    made: Manifest,
    size: FilmFormat,
    letters: tuple[str, Sequence[Cue]] | None,
    *,
    small: bool,
    job: Job,
) -> None:
    """Write the picture alone, exactly its frames."""
    reads, environment = [film], {}
    stream = own(film)["v:0"]
    if (size.width, size.height) != (made.width, made.height):
        stream = stream.filter("scale", size.width, size.height, flags="bicubic")
    if letters:
        folder = picture.parent / "letters"
        folder.mkdir()
        language, cues = letters
        drawn = burn_in(cues, language, width=size.width, height=size.height, folder=folder)
        stream = stream.filter("ass", filename=str(folder / "burn-in.ass"))
        reads, environment = [film, *drawn.reads], dict(drawn.environment)
    stream = stream.filter("setsar", 1).filter("setparams", **COLOURS)
    options = {"frames:v": str(made.frames), **video_options(size), **(_SMALL if small else {})}
    run(
        write(stream, picture, **options),
        reads=reads,
        writes=picture.parent,
        duration_ms=made.duration_ms,
        job=job,
        environment=environment,
    )


def _faults(path: Path, film: Path, contents: Contents, made: Manifest) -> Iterator[str]:
    """Count what the copy holds, hidden pictures included, and look at everything in it that is no media."""
    pictures, sound = _packets(path)
    if pictures != made.frames:
        yield f"it holds {pictures} pictures, hidden ones included, and should hold {made.frames}"
    if sound != _packets(film)[1]:
        yield "its sound is not that of the film"
    names = [language_name(tag) for tag in contents.subtitles]
    yield from metadata_faults(path, {contents.title, *names, *(one.title for one in contents.chapters)})


def _packets(path: Path) -> tuple[int, int]:
    """Return how many packets of picture and of sound a film holds, with what edit lists hide."""
    with container(path, ignore_editlist="1") as file:
        streams = [file.streams.video[0], file.streams.audio[0]]
        kinds = [packet.stream.type for packet in file.demux(streams) if packet.size]
    return kinds.count("video"), kinds.count("audio")
