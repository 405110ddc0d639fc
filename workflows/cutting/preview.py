"""Pictures of cards while they are written. Kept in memory only: what somebody typed lies nowhere."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import UTC, datetime

from pvstudio.editing.plan import Filmed
from pvstudio.editing.previews import Card, card_of, draw_preview
from pvstudio.editing.recipe import CardKind, Line, Recipe, clips_of
from pvstudio.media.errors import MediaError
from pvstudio.media.mezzanines import find_mezzanine
from pvstudio.media.workbench import workbench
from pvstudio.model import Audience, Clip, Cut, Footage
from pvstudio.store import Reading
from pvstudio.store.errors import KeyGone
from workflows.layout import credited, judge
from workflows.publish import pieces_folder
from workflows.wiring import Studio

#: Drawn cards that are kept, and how many are drawn at a time: ffmpeg has other work to do.
_KEPT, _AT_ONCE = 64, threading.BoundedSemaphore(2)

_drawn: OrderedDict[str, bytes] = OrderedDict()
_keeping = threading.Lock()


def opening_preview(studio: Studio, tx: Reading, workshop: str, recipe: Recipe) -> bytes | None:
    """Return the opening of *recipe* as a JPEG; None where it has none."""
    if recipe.opening is None:
        return None
    behind = _pictured(studio, tx, workshop, recipe.opening.background.picture)
    return _draw(studio, workshop, Card(shows=recipe.opening, titles=recipe.titles, behind=behind))


def credits_preview(
    studio: Studio, tx: Reading, workshop: str, cut: Cut, recipe: Recipe, audience: Audience
) -> bytes | None:
    """Return the first page of the credits as they would be for *audience*; None where there are none."""
    if recipe.credits is None:
        return None
    at, people = datetime.now(UTC), tuple[Line, ...]()
    if recipe.credits.participants and recipe.parts:
        version = judge(studio, tx, workshop, recipe, audience, at, cut_id=cut.id).version
        names = credited(tx, workshop, version, at)
        people = tuple(Line(text=name, language=recipe.language) for name in names)
    behind = _pictured(studio, tx, workshop, recipe.credits.background.picture)
    return _draw(studio, workshop, Card(shows=recipe.credits, people=people, behind=behind))


def part_preview(studio: Studio, tx: Reading, workshop: str, recipe: Recipe, number: int) -> bytes | None:
    """Return the letters of the part *number* (from 0) as a JPEG; None where it has none."""
    part = recipe.parts[number]
    if part.card is CardKind.NONE:
        return None
    (clip,) = clips_of(Recipe(titles=recipe.titles, language=recipe.language, parts=(part,)), tx.find(Clip))
    lower = part.card is CardKind.LOWER_THIRD
    behind = _pictured(studio, tx, workshop, part.clip if lower else part.background.picture)
    return _draw(studio, workshop, card_of(recipe, number, part.title or clip.title, behind))


def _pictured(studio: Studio, tx: Reading, workshop: str, name: str) -> Filmed | None:
    """Return the raw clip behind letters, where a worker has prepared it: only facilitators see this."""
    for clip in tx.find(Clip) if name else ():
        if name in (clip.id, clip.title):
            footage = tx.get(Footage, clip.footage_id)
            try:
                return find_mezzanine(clip, footage, studio.files(workshop), studio.settings.film)
            except (MediaError, KeyGone):
                return None
    return None


def _draw(studio: Studio, workshop: str, card: Card) -> bytes:
    key = card.key(studio.settings.film)
    with _keeping:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
    with _AT_ONCE, workbench(pieces_folder(studio, workshop)) as bench:
        picture = draw_preview(card, studio.settings.film, bench)
    with _keeping:
        _drawn[key] = picture
        while len(_drawn) > _KEPT:
            _drawn.popitem(last=False)
    return picture
