"""Golden cards: opening, clips, lower third and credits in several scripts, each looked at by a person.

After a wanted change of looks: PVSTUDIO_GOLDEN=write pytest tests/golden/test_editing_cards.py,
then look at every picture: order, joined letters, sides, margins, rhythm.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from pvstudio.config import FilmFormat
from pvstudio.editing.blocks import Block
from pvstudio.editing.cards import Board, clip_card, credit_pages, opening_card
from pvstudio.editing.grounds import gradient
from pvstudio.editing.lower import draw_lower_third
from pvstudio.editing.recipe import Background, Credits, CreditStyle, Line
from pvstudio.editing.titles import Scene, roll_frames, scene_frames
from pvstudio.media.ffmpeg import QUIET

CARDS = Path(__file__).parent / "editing"
FILM = FilmFormat(width=640, height=360, fps=25)
PLAIN = np.full((360, 640, 3), (30, 19, 15), np.uint8)
LONG = (
    "A very long title that somebody will write one day, with all of its details and then still more of them"
)

Picture = npt.NDArray[np.uint8]


def en(text: str) -> Line:
    return Line(text=text, language="en")


def ar(text: str) -> Line:
    return Line(text=text, language="ar")


PEOPLE = [en("Selma"), en("أمينة"), en("Юсуф"), Line(text="نجیب", language="fa"), en("Gjergj")]
THANKS = Credits(title="Thank you", lines=(en("Facilitated by Mirela and Jonas"), ar("صُنع في مركز المجتمع")))

LAID_OUT: dict[str, Callable[[Board], Sequence[Block]]] = {
    "opening": lambda board: opening_card(
        [en("Stories to Humanity"), ar("قصص للإنسانية"), Line(text="Priče čovječnosti", language="bs")], board
    ),
    "clip-en": lambda board: clip_card(1, en("The bridge over the Una"), ar("أمينة"), en("Bihać"), board),
    "clip-ar": lambda board: clip_card(2, ar("خبز وشاي، الساعة 18:30."), en("Selma"), ar("بيهاتش"), board),
    "clip-ur": lambda board: clip_card(
        3, Line(text="ٹھنڈی ہوا اور بڑا پیڑ", language="ur"), Line(text="زہرہ", language="ur"), en(""), board
    ),
    "clip-sr": lambda board: clip_card(
        4, Line(text="Ћутали смо крај реке", language="sr-Cyrl"), en(""), en(""), board
    ),
    "clip-long": lambda board: clip_card(12, en(LONG), en("Mirela"), en("Sarajevo"), board),
    "credits": lambda board: credit_pages(THANKS, PEOPLE, board)[0],
}


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(FILM, tmp_path, QUIET)


def shown(blocks: Sequence[Block], *, frames: int = 75, at: int = 50, rolling: bool = False) -> Picture:
    scene = Scene(ground=lambda _at: PLAIN, still=True, blocks=blocks, frames=frames, rolling=rolling)
    for number, frame in enumerate(scene_frames(scene, FILM)):
        if number == at:
            return np.frombuffer(frame, np.uint8).reshape(FILM.height, FILM.width, 3)
    raise AssertionError("the scene is too short")


def require_approved(name: str, drawn: Picture) -> None:
    approved = CARDS / f"{name}.png"
    if os.environ.get("PVSTUDIO_GOLDEN") == "write":
        CARDS.mkdir(exist_ok=True)
        Image.fromarray(drawn).save(approved, optimize=True)
    wanted = np.asarray(Image.open(approved).convert("RGB"))
    apart = np.abs(drawn.astype(int) - wanted.astype(int)).mean(axis=2)
    # Another build may smooth edges otherwise; a moved, lost or unjoined letter changes far more.
    assert (apart > 60).mean() < 0.0008


@pytest.mark.slow
@pytest.mark.parametrize("name", LAID_OUT)
def test_card_is_as_it_was_approved(name: str, board: Board) -> None:
    blocks = LAID_OUT[name](board)
    for block in blocks:
        assert block.x >= board.margin - 2, "outside the safe margin"
        assert block.x + block.pixels.shape[1] <= FILM.width - board.margin + 2
        assert block.y >= round(FILM.height * 0.05)
        assert block.y + block.height <= round(FILM.height * 0.95)
    require_approved(name, shown(blocks))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "title", "person"),
    [("lower-en", en("Bread"), en("Selma")), ("lower-ar", ar("خبز"), ar("أمينة"))],
)
def test_lower_third_is_as_it_was_approved(name: str, title: Line, person: Line, board: Board) -> None:
    target = board.bench / "lower.png"
    draw_lower_third(title, person, en(""), board, target)
    letters = Image.open(target)
    light = Image.new("RGB", letters.size, (214, 208, 196))  # the worst ground for cream letters
    light.paste(letters, (0, 0), letters)
    require_approved(name, np.asarray(light))
    ink = np.asarray(letters)[..., 3]
    assert not (ink[round(FILM.height * 0.79) :] > 160).any(), "subtitles have no room"  # shade is 150


@pytest.mark.slow
def test_a_roll_passes_all_its_lines_and_ends_empty(board: Board) -> None:
    credits_ = Credits(
        title="Thank you", style=CreditStyle.ROLL, lines=tuple(en(f"Line {n}") for n in range(12))
    )
    (column,) = credit_pages(credits_, PEOPLE, board)
    frames = roll_frames(column, FILM, 2000)
    require_approved("roll", shown(column, frames=frames, at=frames // 2, rolling=True))
    empty = shown([], frames=frames, at=1)
    for at in (0, frames - 1):
        edge = shown(column, frames=frames, at=at, rolling=True)
        assert (np.abs(edge.astype(int) - empty.astype(int)) > 60).mean() < 0.002


@pytest.mark.slow
def test_right_to_left_cards_begin_at_the_right(board: Board) -> None:
    blocks = LAID_OUT["clip-ar"](board)
    rights = {block.x + block.pixels.shape[1] for block in blocks}
    assert max(rights) - min(rights) <= 6
    assert min(block.x for block in LAID_OUT["clip-en"](board)) >= board.margin - 2


@pytest.mark.slow
def test_letters_come_and_go(board: Board) -> None:
    blocks = LAID_OUT["clip-sr"](board)
    empty, full = shown([], at=1), shown(blocks)
    for at in (0, 74):
        seen = np.abs(shown(blocks, at=at).astype(int) - empty).sum()
        assert seen < 0.35 * np.abs(full.astype(int) - empty).sum()


def test_a_gradient_is_dark_warm_and_without_steps() -> None:
    pixels = gradient(Background().colours, FilmFormat()).__call__(0).astype(int)
    assert (pixels[..., 0] >= pixels[..., 2]).all()
    assert pixels.max() < 60
    rows = pixels[:, 600:680].mean(axis=1)  # noise of less than a step hides the steps
    assert np.abs(np.diff(rows, axis=0)).max() < 0.6


@pytest.mark.slow
def test_people_who_do_not_fit_get_another_page(board: Board) -> None:
    pages = credit_pages(THANKS, [en(f"Person {n}") for n in range(25)], board)
    assert len(pages) > 2
    assert sum(map(len, pages)) == 25 + 2 + 2  # people, lines, title and its bar
