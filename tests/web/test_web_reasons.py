"""What the gate says, in the words of whoever reads it."""

from __future__ import annotations

import pytest
from web_world import HOME, Place

from consent.gate.reasons import Kind, Reason
from consent.releases import Stage
from web.wording.reasons import _ALONE, _THEIRS, in_words


def test_every_kind_of_reason_has_words() -> None:
    assert {*_ALONE, *_THEIRS} == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_a_reason_names_the_person_and_the_clip(place: Place, kind: Kind) -> None:
    whole = {"kind": kind, "words": "In English.", "clip_id": "clip-river", "stage": Stage.S3}
    reason = Reason(**whole, participant_id="person-amra" if kind in _THEIRS else None)
    address = f"/workshops/{HOME}/"
    with place.app.test_request_context(address, headers={"Cookie": "language=ar"}):
        said = in_words(reason)
        assert "النهر" in said
        assert ("Amra" in said) == (kind in _THEIRS)
    with place.app.test_request_context(address, headers={"Cookie": "language=en"}):
        assert in_words(reason) == "In English."
