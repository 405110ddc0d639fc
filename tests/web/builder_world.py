"""The film of the small studio under the hands of a facilitator: by plain forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

from web_world import HOME, Place
from werkzeug.test import TestResponse

from consent.answers.recording import record_answer
from consent.notices import notice
from consent.releases import Answer, AnswerState, Stage
from pvstudio.editing.recipe import Recipe
from pvstudio.model import Audience, Cut, Treatment
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


def say(place: Place, audience: Audience, state: AnswerState, *treatments: Treatment) -> None:
    """Let Amra have said something about her clip a minute ago."""
    with place.studio.book(HOME) as tx:
        said = Answer(
            id=f"answer-{audience}-{state}",
            at=datetime.now(UTC) - timedelta(minutes=1),
            participant_id="person-amra",
            stage=Stage.S3,
            subject_id="clip-bread",
            audience=audience,
            state=state,
            treatments=frozenset(treatments),
            notice=notice(Stage.S3, "en").reference,
        )
        record_answer(tx, said)
