"""Render a film: cards and cross-fades are encoded, everything filmed is copied packet by packet.

Nothing can be in a film but what its plan holds: the given mezzanines, and what is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pvstudio.editing.captions import film_cues
from pvstudio.editing.checking import Expected, check_film
from pvstudio.editing.drawing import strips_of
from pvstudio.editing.film import Manifest, PlacedPart, RenderedFilm, found_again, write_manifest
from pvstudio.editing.laying import Layout, Piece, lay
from pvstudio.editing.muxing import Chapter, Contents, Source, mux
from pvstudio.editing.plan import FilmPart, FilmPlan
from pvstudio.editing.segments import SegmentCache
from pvstudio.editing.sound import encode_sound, measure, mix, sound_key
from pvstudio.editing.timelines import write_timeline
from pvstudio.editing.variants import burn_in, take_poster
from pvstudio.editing.windows import encode_window, window_key
from pvstudio.media.errors import Cancelled
from pvstudio.media.ffmpeg import QUIET, Job, build
from pvstudio.media.keys import key_of
from pvstudio.media.loudness import Loudness
from pvstudio.media.progress import part as share
from pvstudio.media.workbench import workbench
from pvstudio.store.clear import mark_as_cache
from pvstudio.store.files import make_folder, staged_folder
from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.formats.srt import write_srt
from pvstudio.subtitles.formats.vtt import write_vtt

#: Part of every film's key: raise it when films should come out differently.
VERSION = 1

#: Names of chapters are cut at this many bytes, because Nero's list holds no more.
_CHAPTER_BYTES = 255

Placed = tuple[FilmPart, int, int]  # with start and length in the film, in ms


def render(plan: FilmPlan, target: Path, *, cache: Path, job: Job = QUIET) -> RenderedFilm:
    """Render *plan* into the new folder *target* and return the film, checked.

    *cache* is the workshop's folder of encoded pieces (:mod:`pvstudio.editing.segments`). When
    *target* holds the film of this very plan, it is returned as it is. The folder appears whole or
    not at all. Raises :class:`OtherFilm`, :class:`TooShort`, :class:`PictureDiffers`,
    :class:`SoundDiffers`, :class:`RenderCheckFailed`, and what
    :func:`pvstudio.media.ffmpeg.run` raises.
    """
    mark_as_cache(cache)
    make_folder(target.parent)
    pieces = SegmentCache(cache)
    with workbench(cache) as bench:
        layout = _laid_out(plan, pieces, bench, share(job, 0, 30))
        work = _Work(plan, layout, pieces, bench)
        if (film := found_again(target, work.key)) is not None:
            return film
        with staged_folder(target) as folder:
            work.render_into(folder, share(job, 30, 100))
    return RenderedFilm.open(target)


def _laid_out(plan: FilmPlan, pieces: SegmentCache, bench: Path, job: Job) -> Layout:
    if job.cancelled():
        raise Cancelled("The render was stopped before it began.")
    return lay(strips_of(plan, pieces, bench, job), group=plan.film.fps)


@dataclass(frozen=True, slots=True)
class _Work:
    """One render on its way."""

    plan: FilmPlan
    layout: Layout
    pieces: SegmentCache
    bench: Path

    @property
    def key(self) -> str:
        """The name of everything that decides the film."""
        strips = [window_key(piece, self.plan.film) for piece in self.layout.pieces]
        cues = {tag: [[c.start_ms, c.end_ms, c.text] for c in some] for tag, some in self.cues().items()}
        chapters = [[chapter.title, chapter.start_ms] for chapter in self.chapters()]
        recipe = self.plan.recipe
        return key_of(
            "film",
            version=VERSION,
            strips=strips,
            cues=cues,
            chapters=chapters,
            titles=[recipe.title(), recipe.language],
            burned_in=recipe.burned_in,
            treatments=[sorted(part.treatments) for part in self.plan.parts],
            build=build(),
        )

    def ms(self, frames: int) -> int:
        """Return whole milliseconds nearest to *frames*."""
        return round(frames * 1000 / self.plan.film.fps)

    def placed(self) -> list[Placed]:
        """Return each filmed part with its start and length in the film, in ms."""
        starts = zip(self.layout.strips, self.layout.starts, strict=True)
        filmed = [(start, strip.frames) for strip, start in starts if strip.clip_id]
        rows = zip(self.plan.parts, filmed, strict=True)
        return [(part, self.ms(start), self.ms(frames)) for part, (start, frames) in rows]

    def cues(self) -> dict[str, tuple[Cue, ...]]:
        """Return the film's cues by language, those without any left out."""
        found = {tag: film_cues(self.placed(), tag) for tag in self.plan.recipe.subtitles}
        return {tag: cues for tag, cues in found.items() if cues}

    def chapters(self) -> list[Chapter]:
        """Return the opening, each clip (from its card on) and the credits as chapters."""
        recipe = self.plan.recipe
        starts = [(recipe.title(), 0)] if recipe.opening else []
        titles = iter(self.plan.parts)
        strips = list(zip(self.layout.strips, self.layout.starts, strict=True))
        body = strips[1:] if recipe.opening else strips
        opened: int | None = None
        for strip, start in body:
            opened = start if opened is None else opened
            if strip.clip_id:
                starts.append((next(titles).title, self.ms(opened)))
                opened = None
        if recipe.credits and opened is not None:
            starts.append((recipe.credits.title or "—", self.ms(opened)))
        ends = [start for _, start in starts[1:]] + [self.ms(self.layout.frames)]
        return [
            Chapter(title=_cut(title), start_ms=start, end_ms=end)
            for (title, start), end in zip(starts, ends, strict=True)
        ]

    def render_into(self, folder: Path, job: Job) -> None:
        """Make every file of the film in *folder*."""
        plan = self.plan
        pictures = self._pictures(share(job, 0, 40))
        mixed = self.bench / "film.wav"
        mix(self.layout, plan.film, mixed)
        sound = self._sound(mixed, share(job, 40, 48))
        loudness = measure(mixed, self.bench, share(job, 48, 50))
        contents = Contents(
            title=plan.recipe.title(),
            pictures=pictures,
            sound=sound,
            chapters=self.chapters(),
            subtitles=self.cues(),
        )
        expected = Expected(
            layout=self.layout, film=plan.film, contents=contents, mixed=mixed, loudness=loudness
        )
        mux(contents, plan.film, folder / "film.mp4", self.bench, share(job, 50, 55))
        check_film(folder / "film.mp4", expected, self.bench, share(job, 55, 70))
        self._burn_in(folder, expected, share(job, 70, 98))
        take_poster(folder / "film.mp4", self._poster_frame(), plan.film, folder / "poster.jpg", job)
        write_subtitles(contents.subtitles, folder)
        write_timeline(plan, self.layout, folder / "film.otio")
        write_manifest(self._manifest(contents, loudness), folder)

    def _sound(self, mixed: Path, job: Job) -> Path:
        about = frozenset().union(*(strip.about for strip in self.layout.strips))
        key, length = sound_key(self.layout, self.plan.film), self.ms(self.layout.frames)
        return self.pieces.get(key, about, lambda target: encode_sound(mixed, target, length, job), ".m4a")

    def _pictures(self, job: Job) -> list[Source]:
        """Return where each piece of the picture lies, encoding what has to be."""
        total, done, sources = sum(p.frames for p in self.layout.pieces if not p.copied), 0, []
        for piece in self.layout.pieces:
            if job.cancelled():
                raise Cancelled("The render was stopped.")
            now = share(job, 100 * done / (total or 1), 100 * (done + piece.frames) / (total or 1))
            sources.append(self._source(piece, now))
            done += 0 if piece.copied else piece.frames
        return sources

    def _source(self, piece: Piece, job: Job) -> Source:
        first = piece.spans[0]
        names = " and ".join(span.strip.clip_id or "a card" for span in piece.spans)
        if piece.copied:
            return Source(video=first.strip.video, first=first.first, last=first.last, name=names)
        about = frozenset().union(*(span.strip.about for span in piece.spans))
        film = self.plan.film
        key = window_key(piece, film)
        video = self.pieces.get(key, about, lambda target: encode_window(piece, film, target, job), ".mp4")
        return Source(video=video, first=0, last=piece.frames, name=names)

    def _burn_in(self, folder: Path, expected: Expected, job: Job) -> None:
        asked = [tag for tag in self.plan.recipe.burned_in if tag in expected.contents.subtitles]
        for number, tag in enumerate(asked):
            now = share(job, 100 * number / len(asked), 100 * (number + 1) / len(asked))
            target = folder / f"film.{tag}.mp4"
            burned = burn_in(folder / "film.mp4", tag, expected, self.bench, share(now, 0, 80))
            mux(burned.contents, self.plan.film, target, self.bench, share(now, 80, 85))
            check_film(target, burned, self.bench, share(now, 85, 100))

    def _poster_frame(self) -> int:
        """Return a frame of the opening with its title; without one, the middle of the first clip."""
        first = self.layout.strips[0]
        return first.frames * 6 // 10 if not first.clip_id else first.frames // 2

    def _manifest(self, contents: Contents, loudness: Loudness) -> Manifest:
        recipe, film, placed = self.plan.recipe, self.plan.film, self.placed()
        copied = sum(piece.frames for piece in self.layout.pieces if piece.copied)
        silent = loudness.lufs < -69
        return Manifest(
            key=self.key,
            title=recipe.title(),
            language=recipe.language,
            width=film.width,
            height=film.height,
            fps=film.fps,
            frames=self.layout.frames,
            duration_ms=self.ms(self.layout.frames),
            parts=_parts(placed, film.fps),
            languages=tuple(contents.subtitles),
            without_cues=tuple(tag for tag in recipe.subtitles if tag not in contents.subtitles),
            burned_in=tuple(tag for tag in recipe.burned_in if tag in contents.subtitles),
            loudness_lufs=None if silent else loudness.lufs,
            peak_dbtp=None if silent else loudness.peak_dbtp,
            copied_frames=copied,
            encoded_frames=self.layout.frames - copied,
            segments_found=len(self.pieces.found),
            segments_made=len(self.pieces.made),
            credited=self.plan.credited,
        )


def write_subtitles(subtitles: Mapping[str, Sequence[Cue]], folder: Path) -> None:
    """Write the film's SRT and WebVTT files, one of each a language."""
    for tag, cues in subtitles.items():
        write_srt(cues, folder / f"film.{tag}.srt")
        write_vtt(cues, tag, folder / f"film.{tag}.vtt")


def _parts(placed: Sequence[Placed], fps: int) -> tuple[PlacedPart, ...]:
    return tuple(
        PlacedPart(
            clip_id=part.clip_id,
            title=part.title,
            start_ms=start,
            duration_ms=length,
            start_frame=round(start * fps / 1000),
            frames=part.mezzanine.frames,
            treatments=tuple(sorted(part.treatments)),
            mezzanine=part.mezzanine.key,
            treated=part.treated,
            words=part.words,
        )
        for part, start, length in placed
    )


def _cut(title: str) -> str:
    return title.encode()[:_CHAPTER_BYTES].decode(errors="ignore")
