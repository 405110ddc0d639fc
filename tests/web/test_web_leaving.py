"""Every reason for which an answer is refused can be said in the reader's language."""

from __future__ import annotations

import pytest
from web_world import Place

from consent.errors import Refusal
from web.wording.leaving import REFUSALS


def test_every_refusal_has_words() -> None:
    assert set(REFUSALS) == set(Refusal)


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_it_is_said_in_the_readers_language(place: Place, tag: str) -> None:
    place.client.set_cookie("language", tag)
    answer = place.post(
        "people/person-amra/answers",
        stage="S3", subject="clip-river", audience="online", state="given", role="self", how="spoken",
    )  # fmt: skip
    assert answer.status_code == 409
    assert ("Amra is not logged in what the yes is about." in answer.text) == (tag == "en")
