"""Where everything lies on a card. Measures in pixels at 300 dpi; the card is 105 × 148 mm.

Everything is ink of one colour laid through a mask. Colours never say what a shape and a word do
not say too. Rows run from where the language starts; the square and dates do not turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from consent.receipts.drawings import ink
from consent.receipts.lettering import Text, draw_texts
from consent.receipts.saying import NO_SUBTITLES, Condition, Row, Saying

DPI = 300
WIDTH, HEIGHT = 1240, 1748

_MARGIN = 84  # 7 mm: what cheap printers leave white
_INNER = WIDTH - 2 * _MARGIN
_SQUARE = 640  # 54 mm; the white that readers need around it is the margin's, and that of the text's side
_QUIET_SQUARES = 4  # ISO/IEC 18004

_INK, _QUIET, _RULE = "#1d1712", "#5c5147", "#d5ccc0"
_YES, _NO = "#14573a", "#8c1d18"

Masks = Iterator[Image.Image]


class Layout:
    """One card at one size; with *words* conditions are written out, else they are drawings alone."""

    def __init__(self, ground: Image.Image, said: Saying, scale: float, *, words: bool) -> None:
        self.ground, self.said, self.scale, self.words = ground, said, scale, words
        self.right = said.direction == "rtl"
        self.single = len(said.rows) == 1  # S1 and S2: one answer, with room
        self.icon = self._px(300 if self.single else 92)
        self.start = self.icon + self._px(28)  # of what stands beside an icon
        self.answer_width = round(_INNER * (0.5 if self.single else 0.3))

    def draw(self, code: Image.Image, bench: Path) -> bool:
        """Draw everything; return whether it fits."""
        square = _SQUARE // code.width
        top = HEIGHT - _MARGIN - square * code.width
        masks = draw_texts(list(self._texts(square * (code.width + _QUIET_SQUARES))), bench)
        free = top - square * _QUIET_SQUARES - self._body(masks, air=0)
        if free < 0:
            return False
        self.ground.paste("white", (0, 0, WIDTH, HEIGHT))
        self._body(masks, air=min(free // (2 * len(self.said.rows) + 1), self._px(26)))
        self._put(ImageOps.invert(code).resize((square * code.width,) * 2, Image.Resampling.NEAREST), 0, top)
        return self._foot(masks[-3:], square * (code.width + _QUIET_SQUARES), top)

    # -- what is written, in the order in which it is laid out ----------------------------------

    def _texts(self, beside: int) -> Iterator[Text]:
        said, labels = self.said, self.said.labels
        yield self._text(labels["receipt"], 36, _INNER // 2)
        yield self._text(said.day.isoformat(), 36, _INNER // 2, language="en")
        yield self._text(said.title, 68, _INNER, bold=True)
        for row, again in self._rows():
            yield from self._row_texts(row, again=again)
        for words, size in ((said.take_back, 40), (labels["scan"], 34), (labels["no_name"], 34)):
            yield self._text(words, size, _INNER - beside)

    def _row_texts(self, row: Row, *, again: bool) -> Iterator[Text]:
        if self.single:
            yield self._text(row.answer, 84, self.answer_width, bold=True)
        else:
            yield self._text(row.name, 46, _INNER - self.start - self.answer_width - self._px(84), bold=True)
            yield self._text(row.answer, 38, self.answer_width, bold=row.spoken)
        width = _INNER - self.start - self._px(60)
        for condition in self._written(row, again=again):
            yield self._text(condition.words, 33, width, language=condition.language)
        if row.until:
            yield self._text(f"{self.said.labels['valid_until']}:", 33, width * 2 // 3)
            yield self._text(row.until.isoformat(), 33, width // 3, language="en")

    def _rows(self) -> Iterator[tuple[Row, bool]]:
        """Yield each row, and whether its conditions are those of a row above: written out once is enough."""
        known = set()
        for row in self.said.rows:
            yield row, row.conditions in known
            known.add(row.conditions)

    def _written(self, row: Row, *, again: bool) -> list[Condition]:
        """Return the conditions that are written out: a drawing alone cannot name a language."""
        if again:
            return []
        return [one for one in row.conditions if self.words or one.drawing == NO_SUBTITLES]

    def _text(self, words: str, size: float, width: int, *, bold: bool = False, language: str = "") -> Text:
        language = language or self.said.language
        return Text(words=words, language=language, size=size * self.scale, width=width, bold=bold)

    # -- where it lies ---------------------------------------------------------------------------

    def _body(self, drawn: Sequence[Image.Image], *, air: int) -> int:
        """Lay out all above the square, with *air* above and below each row; return where it ends."""
        masks = iter(drawn)
        label, day, title = next(masks), next(masks), next(masks)
        y = _MARGIN - 12
        self._put(label, 0, y, _QUIET)
        self._put(day, _INNER - day.width, y + (label.height - day.height) // 2, _QUIET)
        y += max(label.height, day.height)
        self._put(title, 0, y)
        y += title.height + self._px(14) + air
        for row, again in self._rows():
            ImageDraw.Draw(self.ground).line((_MARGIN, y, WIDTH - _MARGIN, y), fill=_RULE, width=3)
            y = self._row(row, masks, y + self._px(14) + air, again=again) + self._px(14) + air
        return y

    def _row(self, row: Row, masks: Masks, y: int, *, again: bool) -> int:
        name = None if self.single else next(masks)
        answer, mark = next(masks), self._px(130 if self.single else 58)
        band = max(self.icon, answer.height, name.height if name else 0)
        self._middle(ink(row.drawing, self.icon), 0, y, band)
        if name:
            self._middle(name, self.start, y, band)
        colour = _YES if row.opens else _NO if row.spoken else _QUIET
        shape = "yes" if row.opens else "no" if row.spoken else "silence-is-no"
        at = _INNER - self.answer_width - mark - self._px(18)
        self._middle(ink(shape, mark), at, y, band, colour)
        self._middle(answer, at + mark + self._px(18), y, band, colour)
        y = self._conditions(row, masks, y + band, again=again)
        return self._until(next(masks), next(masks), y) if row.until else y

    def _conditions(self, row: Row, masks: Masks, y: int, *, again: bool) -> int:
        """Lay out one condition below the other, or side by side where they are not written out."""
        side, written = self._px(48), self._written(row, again=again)
        x, band = self.start, 0
        for condition in row.conditions:
            words = next(masks) if condition in written else None
            width = self._px(66) + (words.width + self._px(18) if words else 0)
            if x > self.start and (x + width > _INNER or (self.words and not again)):
                x, y, band = self.start, y + band, 0
            band = max(
                band, side + (0 if self.words and not again else self._px(8)), words.height if words else 0
            )
            self._middle(ink(condition.drawing, side), x, y, band)
            if words:
                self._middle(words, x + self._px(60), y, band)
            x += width
        return y + band

    def _until(self, label: Image.Image, day: Image.Image, y: int) -> int:
        band = max(label.height, day.height)
        self._middle(label, self.start, y, band, _QUIET)
        self._middle(day, self.start + label.width + self._px(14), y, band, _QUIET)
        return y + band

    def _foot(self, masks: Sequence[Image.Image], x: int, y: int) -> bool:
        """Write beside the square how to change one's mind; return whether it fits there."""
        side = self._px(150)
        self._put(ink("change-mind", side), x, y)
        y += side + self._px(10)
        for mask, colour in zip(masks, (_INK, _QUIET, _QUIET), strict=True):
            self._put(mask, x, y, colour)
            y += mask.height + self._px(18)
        return y - self._px(18) <= HEIGHT - _MARGIN + 20

    def _middle(self, mask: Image.Image, x: int, y: int, band: int, colour: str = _INK) -> None:
        self._put(mask, x, y + (band - mask.height) // 2, colour)

    def _put(self, mask: Image.Image, x: int, y: int, colour: str = _INK) -> None:
        """Lay ink down; *x* is counted from where the language starts."""
        left = WIDTH - _MARGIN - x - mask.width if self.right else _MARGIN + x
        self.ground.paste(colour, (left, y), mask)

    def _px(self, size: float) -> int:
        return max(1, round(size * self.scale))
