"""The film of the small studio under the hands of a facilitator: by plain forms."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

from web_world import HOME, Place
from werkzeug.test import TestResponse

from pvstudio.editing.recipe import Recipe
from pvstudio.model import Cut
from pvstudio.subtitles.cues import Cue, Track
from workflows.cutting.cuts import recipe_of, revision

CUT = "cuts/cut-1"


def cut(place: Place, cut_id: str = "cut-1") -> Cut:
    with place.studio.documents.read(HOME) as tx:
        return tx.get(Cut, cut_id)


def recipe(place: Place) -> Recipe:
    return recipe_of(cut(place))


def change(place: Place, do: str, **fields: object) -> TestResponse:
    fields = {"revision": revision(cut(place))} | fields
    return place.post(f"{CUT}/change", do=do, **fields)


def page(place: Place, path: str = f"{CUT}/") -> str:
    answer = place.client.get(f"/workshops/{HOME}/{path}")
    assert answer.status_code == 200, path
    return unescape(answer.text)


def speak(place: Place) -> Track:
    """Let somebody say three sentences in the clip of the river."""
    texts = ("النهر عميق.", "لكن الجسر قريب.", "عبرنا ليلا.")
    cues = tuple(Cue(start_ms=n * 600, end_ms=n * 600 + 500, text=text) for n, text in enumerate(texts))
    with place.studio.documents.write(HOME) as tx:
        track = replace(tx.get(Track, "track-river"), cues=cues)
        tx.put(track)
    return track


def clips(place: Place) -> list[str]:
    return [part.clip for part in recipe(place).parts]
