"""Letters of titles: straight alpha, the place that was asked for, nothing that cannot be drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pvstudio.subtitles.coverage import code_points
from pvstudio.subtitles.errors import LettersMissing
from pvstudio.subtitles.fonts import font_folders, font_for
from pvstudio.subtitles.letters import Anchor, Box, Lettering, letters_ass, render_letters

SIZE = {"width": 320, "height": 180}


def lettering(text: str = "Una", **changes: object) -> Lettering:
    return Lettering(**({"text": text, "language": "en", "size": 30, "x": 160, "y": 90} | changes))  # type: ignore[arg-type]


def pixels(path: Path) -> np.ndarray:
    picture = Image.open(path)
    assert picture.mode == "RGBA"
    return np.asarray(picture)


def test_colours_are_straight_not_multiplied_by_alpha(tmp_path: Path) -> None:
    render_letters([lettering(colour="#ff8000")], target=tmp_path / "a.png", **SIZE)
    drawn = pixels(tmp_path / "a.png")
    assert drawn.shape == (180, 320, 4)
    edge = drawn[(drawn[..., 3] > 60) & (drawn[..., 3] < 200)].astype(int)
    assert len(edge) > 20
    assert np.abs(edge[:, :3] - [255, 128, 0]).max() <= 6
    assert drawn[0, 0, 3] == 0
    assert drawn[..., 3].max() == 255


def test_half_transparent_letters_stay_half_transparent(tmp_path: Path) -> None:
    render_letters([lettering(colour="#ffffff80", bold=True, size=60)], target=tmp_path / "a.png", **SIZE)
    drawn = pixels(tmp_path / "a.png")
    assert abs(int(drawn[..., 3].max()) - 128) <= 3
    assert drawn[drawn[..., 3] > 120][:, :3].min() > 248


@pytest.mark.parametrize("folder", ["plain", "it's [a];movie=x,y:z\\q", "Нова фасцикла"])
def test_the_studios_folder_may_have_any_name(folder: str, tmp_path: Path) -> None:
    target = tmp_path / folder / "a.png"
    assert render_letters([lettering()], target=target, **SIZE) is not None
    assert [file.name for file in target.parent.iterdir()] == ["a.png"]


def test_anchors_place_the_ink(tmp_path: Path) -> None:
    corner = render_letters(
        [lettering(x=20, y=20, anchor=Anchor.TOP_LEFT)], target=tmp_path / "1.png", **SIZE
    )
    other = render_letters(
        [lettering(x=300, y=160, anchor=Anchor.BOTTOM_RIGHT)], target=tmp_path / "2.png", **SIZE
    )
    assert corner is not None
    assert other is not None
    assert 18 <= corner.left <= 26
    assert 20 <= corner.top <= 40
    assert 294 <= other.right <= 302
    assert 140 <= other.bottom <= 160


def test_all_scripts_look_equally_large_and_bold_is_bolder(tmp_path: Path) -> None:
    def box(name: str, **changes: object) -> tuple[Box, int]:
        found = render_letters([lettering(**changes)], target=tmp_path / name, **SIZE)
        assert found is not None
        return found, int(pixels(tmp_path / name)[..., 3].astype(int).sum())

    latin, regular = box("l.png", text="Una 123")
    inside, _ink = box("a.png", text="Una 123", language="ar")
    bold = box("b.png", text="Una 123", bold=True)[1]
    assert abs((latin.bottom - latin.top) - (inside.bottom - inside.top)) <= 2
    assert bold > 1.15 * regular


def test_long_lines_wrap_at_the_width(tmp_path: Path) -> None:
    text = "some words that go on and on"
    long = lettering(text, size=16, x=10, y=10, anchor=Anchor.TOP_LEFT, width=100)
    box = render_letters([long], target=tmp_path / "w.png", **SIZE)
    assert box is not None
    assert box.right <= 112
    assert box.bottom - box.top > 40


def test_nothing_to_draw_is_an_empty_picture(tmp_path: Path) -> None:
    assert render_letters([], target=tmp_path / "e.png", **SIZE) is None
    assert not pixels(tmp_path / "e.png").any()


def test_letters_without_a_font_are_named(tmp_path: Path) -> None:
    with pytest.raises(LettersMissing) as caught:
        render_letters([lettering("Una 日")], target=tmp_path / "m.png", **SIZE)
    assert caught.value.letters == ("日",)
    assert not (tmp_path / "m.png").exists()


def test_text_is_no_command() -> None:
    ass = letters_ass([lettering("{\\pos(0,0)}\\N\nDialogue: 0,x")], **SIZE)
    events = [line for line in ass.splitlines() if line.startswith("Dialogue:")]
    assert len(events) == 1
    assert events[0].endswith("{\\pos(160,90)}\\{\\\u2060pos(0,0)\\}\\\u2060N\\NDialogue: 0,x")


def test_space_between_letters_does_not_tear_arabic_apart(tmp_path: Path) -> None:
    plain, spaced = (
        render_letters(
            [lettering("مرحبا", language="ar", spacing=gap)], target=tmp_path / f"{gap}.png", **SIZE
        )
        for gap in (0, 8)
    )
    assert plain == spaced


def test_coverage_of_the_packaged_fonts() -> None:
    held = {
        folder.parent.name: frozenset().union(*map(code_points, folder.glob("*.ttf")))
        for folder in font_folders()
    }
    assert set(map(ord, "čćžšđЂњџѕќËç")) <= held["fontpkg_noto_sans"]
    assert set(map(ord, "ہےٹڑگچپژیکښږټڕڵێۆABC123")) <= held["fontpkg_noto_sans_arabic"]
    assert ord("日") not in held["fontpkg_noto_sans"] | held["fontpkg_noto_sans_arabic"]
    assert font_for("ur").family == "Noto Sans Arabic"
