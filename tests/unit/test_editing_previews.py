"""What is told and shown before a render is what the render makes: running time, pictures of cards."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pvstudio.config import FilmFormat
from pvstudio.editing.arranging import blank, framed, with_parts
from pvstudio.editing.cards import Board, clip_card, opening_card
from pvstudio.editing.grounds import gradient
from pvstudio.editing.laying import Strip, fades_that_fit, lay
from pvstudio.editing.previews import WIDTH, Card, draw_preview
from pvstudio.editing.recipe import CardKind, Line, Opening, Part, Transition, TransitionKind
from pvstudio.editing.running_time import running_time
from pvstudio.editing.titles import Scene, scene_frames
from pvstudio.media.ffmpeg import QUIET

FILM = FilmFormat(width=320, height=180, fps=25)
FADES = st.integers(100, 3000).map(lambda ms: Transition(kind=TransitionKind.FADE, ms=ms))
PARTS = st.builds(
    Part,
    clip=st.just("a"),
    card=st.sampled_from(CardKind),
    card_ms=st.integers(1000, 5000),
    transition=FADES | st.just(Transition()),
)


def strip(frames: int, fade: int) -> Strip:
    return Strip(video=Path("x"), audio=None, frames=frames, key="x", fade=fade)


@given(st.lists(st.tuples(PARTS, st.integers(40, 20_000)), min_size=1, max_size=6), st.integers(1000, 9000))
@settings(max_examples=40)
def test_the_running_time_is_that_of_the_layout(rows: list[tuple[Part, int]], opening_ms: int):
    recipe = framed(with_parts(blank("x", "en"), [part for part, _ in rows]), Opening(ms=opening_ms), None)
    wanted = [(round(opening_ms * FILM.fps / 1000), 0)]
    for part, ms in rows:
        fade = round(part.transition.ms * FILM.fps / 1000)
        if part.card is CardKind.FULL:
            wanted.append((round(part.card_ms * FILM.fps / 1000), fade))
        wanted.append((max(1, ms * FILM.fps // 1000), fade))
    fades = fades_that_fit([frames for frames, _ in wanted], [fade for _, fade in wanted])
    laid = lay([strip(frames, fade) for (frames, _), fade in zip(wanted, fades, strict=True)], group=25)
    found = running_time(recipe, [ms for _, ms in rows], FILM)
    assert found.ms == laid.frames * 40
    assert found.exact


def at_rest(blocks, tmp_path: Path) -> np.ndarray:
    """Return the frame of the render in which nothing moves, as wide as previews are."""
    scene = Scene(ground=gradient(Opening().background.colours, FILM), still=True, blocks=blocks, frames=100)
    frame = list(scene_frames(scene, FILM))[60]
    picture = Image.frombytes("RGB", (FILM.width, FILM.height), frame)
    small = picture.resize((WIDTH, WIDTH * FILM.height // FILM.width), Image.Resampling.LANCZOS)
    return np.asarray(small, np.int32)


@pytest.mark.slow
def test_a_preview_is_the_frame_of_the_film(tmp_path: Path):
    titles = (Line(text="Stories", language="en"), Line(text="قصص", language="ar"))
    part = Part(clip="a", name="أمينة", name_language="ar", place="Bihać")
    lines = [Line(text="The bridge", language="en"), Line(text=part.name, language="ar")]
    lines.append(Line(text=part.place, language="en"))
    board = Board(FILM, tmp_path, QUIET)
    for card, blocks in (
        (Card(shows=Opening(), titles=titles), opening_card(titles, board)),
        (Card(shows=part, title="The bridge", number=3), clip_card(3, *lines, board)),
    ):
        shown = np.asarray(Image.open(io.BytesIO(draw_preview(card, FILM, tmp_path))), np.int32)
        film = at_rest(blocks, tmp_path)
        assert film.max() > 200  # there are letters
        assert np.abs(shown - film).mean() < 2
        assert np.quantile(np.abs(shown - film), 0.999) < 40
