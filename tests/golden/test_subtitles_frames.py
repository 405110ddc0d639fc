"""Golden frames: burned-in subtitles in every script that the project speaks, each looked at by a person.

After a wanted change of looks: PVSTUDIO_GOLDEN=write pytest tests/golden/test_subtitles_frames.py,
then look at every picture: order, joined letters, full stop at the left end of right-to-left lines.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pvstudio.media.ffmpeg import run
from pvstudio.subtitles.burnin import burn_in
from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.errors import LettersMissing

FRAMES = Path(__file__).parent / "subtitles"
SIZE = (640, 360)

TEXTS = {
    "ar": "جئتُ إلى بيهاتش في الخريف.\nوصلنا الساعة 18:30 إلى Una Camp (القاعة 2).",
    "fa": "مادرم هر روز پیش از چای، گل‌های ژاپنی را آب می‌دهد.\nخانه‌ی ما گچ‌کاری داشت؛ یک قرن پیش!",
    "ur": "ہمارے گھر کے سامنے ایک بڑا پیڑ تھا۔\nٹھنڈی ہوا چلتی ہے تو یاد آتے ہیں۔",
    "ps": "زموږ په کلي کې ښکلی سیند دی.\nماشومان هلته ټوپ وهي، ژمي ته څاروي.",
    "sr-Cyrl": "Љубав, њиве и џепови пуни ђурђевка.\nЋутали смо крај реке Уне.",
    "sq": "Përshëndetje! Unë quhem Çlirim\ndhe vij nga një fshat i vogël.",
    "mk": "Ѓорѓи и Ќирил пееја ѕвездена песна.\nЉубовта е џин, а њиза е мала.",
    "bs": "Čekali smo na željezničkoj stanici,\nđak, ćerka i džep pun šljiva.",
    "ckb": "ئێمە لە گوندێکی بچووک دەژیاین.\nڕۆژێک بە کوڕەکەم گوت: بڵێ.",
    "en": "Data {stays} data: \\N <b>no tags</b> 100 %\nand اسم inside.",
}


def frame(cues: list[Cue], language: str, folder: Path, size: tuple[int, int] = SIZE) -> np.ndarray:
    """Burn *cues* into a plain picture and return the first frame as RGB."""
    folder.mkdir(exist_ok=True)
    width, height = size
    burned = burn_in(cues, language, width=width, height=height, folder=folder)
    target = folder / "frame.rgb"
    source = ["-f", "lavfi", "-i", f"color=c=0x5a6e5f:s={width}x{height}:r=25:d=1"]
    out = ["-vf", burned.filter, "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", f"file:{target}"]
    run([*source, *out], reads=burned.reads, writes=folder, environment=burned.environment)
    return np.frombuffer(target.read_bytes(), np.uint8).reshape(height, width, 3)


def cue(text: str) -> Cue:
    return Cue(start_ms=0, end_ms=1000, text=text)


@pytest.mark.parametrize("language", TEXTS)
def test_frame_is_as_it_was_approved(language: str, tmp_path: Path) -> None:
    drawn = frame([cue(TEXTS[language])], language, tmp_path / "f")
    approved = FRAMES / f"{language}.png"
    if os.environ.get("PVSTUDIO_GOLDEN") == "write":
        FRAMES.mkdir(exist_ok=True)
        Image.fromarray(drawn).quantize(64).save(approved, optimize=True)
    wanted = np.asarray(Image.open(approved).convert("RGB"))
    apart = np.abs(drawn.astype(int) - wanted.astype(int)).mean(axis=2)
    # Another build may smooth edges otherwise; a moved, lost or unjoined letter changes far more.
    assert (apart > 90).mean() < 0.0008


def test_wrong_direction_would_be_noticed(tmp_path: Path) -> None:
    text = TEXTS["ar"]
    right, left = frame([cue(text)], "ar", tmp_path / "r"), frame([cue(text)], "en", tmp_path / "l")
    assert (np.abs(right.astype(int) - left.astype(int)).mean(axis=2) > 90).mean() > 0.005


@pytest.mark.parametrize(
    ("language", "text"), [("ar", "هذه جملة قصيرة."), ("ur", "یہ ایک جملہ ہے۔"), ("fa", "این یک جمله است.")]
)
def test_full_stop_is_at_the_left_end(language: str, text: str, tmp_path: Path) -> None:
    with_stop, without = (frame([cue(t)], language, tmp_path / str(len(t))) for t in (text, text[:-1]))
    ink_with, ink_without = (np.flatnonzero((f.max(axis=2) > 200).any(axis=0)) for f in (with_stop, without))
    # Lines are centred: a stop at the left moves the last letter's right edge by half its width only.
    stop = with_stop[:, ink_with[0] : ink_with[0] + 6].max(axis=2) > 200
    assert ink_with[0] < ink_without[0]
    assert stop.any(axis=1).sum() <= 8  # nothing tall stands at the left end: it is the stop


def test_subtitles_stay_inside_narrow_and_tall_pictures(tmp_path: Path) -> None:
    for size in ((320, 180), (202, 360), (480, 360)):
        drawn = frame(
            [cue("W" * 21 + " " + "M" * 20 + "\nand a second line")], "en", tmp_path / str(size[0]), size
        )
        bright = drawn.max(axis=2) > 200
        assert bright.any()
        assert not bright[:, [0, -1]].any()
        assert not bright[[0, -1], :].any()


def test_letters_without_a_font_are_named_not_drawn_as_boxes(tmp_path: Path) -> None:
    with pytest.raises(LettersMissing) as caught:
        burn_in([cue("ስለዚህ and 日本")], "ti", width=640, height=360, folder=tmp_path)
    assert {"ስ", "日", "本"} <= set(caught.value.letters)
    assert "U+65E5" in str(caught.value)
    assert caught.value.advice


def test_the_machines_own_fonts_are_hidden(tmp_path: Path) -> None:
    """Without our font folders nothing can be drawn: so nothing else was ever used."""
    burned = burn_in([cue("Hello")], "en", width=640, height=360, folder=tmp_path)
    conf = Path(burned.environment["FONTCONFIG_FILE"])
    conf.write_text(conf.read_text().replace("/files</dir>", "/nothing-here</dir>"))
    target = tmp_path / "frame.rgb"
    source = ["-f", "lavfi", "-i", "color=c=black:s=640x360:r=25:d=1"]
    out = ["-vf", burned.filter, "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", f"file:{target}"]
    run([*source, *out], reads=burned.reads, writes=tmp_path, environment=burned.environment)
    assert not np.frombuffer(target.read_bytes(), np.uint8).any()
