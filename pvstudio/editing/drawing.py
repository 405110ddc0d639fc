"""From a plan to strips: what must be drawn is drawn (or found in the cache), what was filmed is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from pvstudio.editing.blocks import Block
from pvstudio.editing.cards import DESIGN, Board, clip_card, credit_pages, opening_card
from pvstudio.editing.errors import TooShort
from pvstudio.editing.grounds import Ground, gradient, still
from pvstudio.editing.laying import Overlay, Strip, fades_that_fit
from pvstudio.editing.lower import draw_lower_third
from pvstudio.editing.plan import FilmPart, FilmPlan
from pvstudio.editing.recipe import Background, CardKind, Credits, CreditStyle, Line, Opening, Transition
from pvstudio.editing.running_time import says_something
from pvstudio.editing.segments import SegmentCache
from pvstudio.editing.titles import Scene, encode_scenes, roll_frames
from pvstudio.media.containers import container
from pvstudio.media.ffmpeg import Job, build
from pvstudio.media.keys import key_of
from pvstudio.media.profile import video_options
from pvstudio.subtitles.fonts import installed

#: Seconds after its start at which letters come over a clip, and the least that they stay.
_LETTERS_AFTER, _LETTERS_STAY = 0.5, 1.0


@dataclass(frozen=True, slots=True)
class Studio:
    """What drawing needs besides the plan."""

    plan: FilmPlan
    cache: SegmentCache
    bench: Path
    job: Job

    def key(self, what: str, *inputs: object, background: Background | None = None) -> str:
        """Return the name of something drawn: its content, format, design, fonts and tools."""
        ground = [*background.colours, self.pictured(background)] if background else []
        return key_of(
            what,
            design=DESIGN,
            inputs=[repr(some) for some in inputs],
            ground=ground,
            film=repr(self.plan.film),
            options=video_options(self.plan.film),
            tools=[build(), version("moviepy"), version("pillow")],
            fonts=sorted(font.family for font in installed().values()),
        )

    def part_named(self, clip: str) -> FilmPart | None:
        """Return the first part whose recipe names *clip* so; a clip that was left out has none."""
        return next((part for part in self.plan.parts if part.part.clip == clip), None)

    def pictured(self, background: Background) -> str:
        """Return the key of the mezzanine behind the letters, or nothing."""
        part = self.part_named(background.picture) if background.picture else None
        return part.mezzanine.key if part else ""

    def about(self, background: Background) -> set[str]:
        """Return the clip that can be seen behind the letters, if there is one."""
        part = self.part_named(background.picture) if background.picture else None
        return {part.clip_id} if part else set()

    def ground(self, background: Background, bench: Path) -> Ground:
        """Return what lies behind the letters."""
        part = self.part_named(background.picture) if background.picture else None
        if part is None:
            return gradient(background.colours, self.plan.film)
        return still(part.mezzanine, self.plan.film, bench, self.job)

    def drawn(self, key: str, about: set[str], make: Callable[[Path], None]) -> Strip:
        """Return a strip of the cache, made now if it is not there."""
        video = self.cache.get(key, about, make, ".mp4")
        with container(video) as file:
            frames = file.streams.video[0].frames
        return Strip(video=video, audio=None, frames=frames, key=key, about=frozenset(about))


def strips_of(plan: FilmPlan, cache: SegmentCache, bench: Path, job: Job) -> list[Strip]:
    """Return the film's strips in order, with the fades and overlays that fit."""
    studio = Studio(plan, cache, bench, job)
    placed: list[tuple[Strip, Transition, FilmPart | None]] = []
    if plan.recipe.opening:
        placed.append((_opening(studio, plan.recipe.opening), Transition(), None))
    for number, part in enumerate(plan.parts, 1):
        entered = part.part.transition
        if part.part.card is CardKind.FULL:
            placed.append((_card(studio, number, part), entered, None))
        placed.append((_filmed(part), entered, part))
    last = plan.recipe.credits
    if last is not None and says_something(last, len(plan.participants)):
        placed.append((_credits(studio, last), last.transition, None))
    strips = [strip for strip, _, _ in placed]
    wanted = [plan.frames(transition.ms) for _, transition, _ in placed]
    fades = [*fades_that_fit([strip.frames for strip in strips], wanted), 0]
    return [
        _lettered(studio, replace(strip, fade=fades[number]), fades[number + 1], part)
        for number, (strip, _, part) in enumerate(placed)
    ]


def _filmed(part: FilmPart) -> Strip:
    found = part.mezzanine
    return Strip(
        video=found.video,
        audio=found.audio,
        frames=found.frames,
        key=found.key,
        clip_id=part.clip_id,
        about=frozenset({part.clip_id}),
    )


def _opening(studio: Studio, opening: Opening) -> Strip:
    lines = opening.lines or studio.plan.recipe.titles
    frames = studio.plan.frames(opening.ms)
    key = studio.key("opening", lines, frames, background=opening.background)

    def lay_out(board: Board) -> list[Scene]:
        return [_scene(studio, board, opening.background, opening_card(lines, board), frames, from_dark=True)]

    return _draw(studio, key, studio.about(opening.background), lay_out)


def _card(studio: Studio, number: int, part: FilmPart) -> Strip:
    frames, background = studio.plan.frames(part.part.card_ms), part.part.background
    lines = _lines(part)
    key = studio.key("card", number, lines, frames, background=background)

    def lay_out(board: Board) -> list[Scene]:
        return [_scene(studio, board, background, clip_card(number, *lines, board), frames)]

    return _draw(studio, key, {part.clip_id} | studio.about(background), lay_out)


def _credits(studio: Studio, asked: Credits) -> Strip:
    plan = studio.plan
    people = plan.participants if asked.participants else ()
    key = studio.key("credits", asked, people, background=asked.background)

    def lay_out(board: Board) -> list[Scene]:
        pages = credit_pages(asked, people, board)
        scenes = []
        for number, page in enumerate(pages, 1):
            rolling = asked.style is CreditStyle.ROLL
            frames = roll_frames(page, plan.film, asked.page_ms) if rolling else plan.frames(asked.page_ms)
            last = number == len(pages)
            scenes.append(
                _scene(studio, board, asked.background, page, frames, rolling=rolling, to_dark=last)
            )
        return scenes

    # People are named here: an erasure of any clip of the film draws the credits again.
    return _draw(studio, key, {part.clip_id for part in plan.parts}, lay_out)


def _draw(studio: Studio, key: str, about: set[str], lay_out: Callable[[Board], list[Scene]]) -> Strip:
    def make(target: Path) -> None:
        board = Board(studio.plan.film, target.parent, studio.job)
        encode_scenes(lay_out(board), studio.plan.film, target, studio.job)

    return studio.drawn(key, about, make)


def _scene(
    studio: Studio, board: Board, background: Background, blocks: Sequence[Block], frames: int, **how: bool
) -> Scene:
    ground = studio.ground(background, board.bench)
    return Scene(ground=ground, still=not studio.pictured(background), blocks=blocks, frames=frames, **how)


def _lines(part: FilmPart) -> tuple[Line, Line, Line]:
    """Return title, name and place."""
    asked = part.part
    return (
        Line(text=part.title, language=asked.language),
        Line(text=asked.name, language=asked.name_language),
        Line(text=asked.place, language=asked.language),
    )


def _lettered(studio: Studio, strip: Strip, tail: int, part: FilmPart | None) -> Strip:
    """Give a strip the letters over its start that its part asks for."""
    if part is None or part.part.card is not CardKind.LOWER_THIRD:
        return strip
    fps = studio.plan.film.fps
    first = strip.fade + round(_LETTERS_AFTER * fps)
    last = min(first + studio.plan.frames(part.part.card_ms), strip.frames - tail)
    if last - first < round(_LETTERS_STAY * fps):
        raise TooShort(part.title, max(last - first, 0), round(_LETTERS_STAY * fps))
    key = studio.key("lower-third", _lines(part))

    def make(target: Path) -> None:
        board = Board(studio.plan.film, target.parent, studio.job)
        draw_lower_third(*_lines(part), board, target)

    letters = studio.cache.get(key, {part.clip_id}, make, ".png")
    return replace(strip, overlay=Overlay(letters=letters, key=key, first=first, last=last))
