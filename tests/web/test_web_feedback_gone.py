"""What was deleted is gone whole, at once, and for good."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from pathlib import Path

import pytest
from feedback_world import HELD, TODAY, bring, bundle, key, send
from web_world import HOME, Place

from workflows import screening_counts
from workflows.attendance import Attendance, figures_for
from workflows.feedback import waiting
from workflows.feedback.gone import Gone
from workflows.feedback.notes import SpokenNote
from workflows.screenings import Screening

TALLY = {"group": "local-resident", "sex": "female", "age": "30-59", "people": 4000, "first_time": 4000}
INVENTED = HELD | {"tallies": [TALLY]}
REPORT = f"kits/kit-1/screenings/{HELD['id']}"


def figures(place: Place) -> int | None:
    """What the office is told once the month is over; nothing of it is kept."""
    later = date.today() + timedelta(days=70)  # noqa: DTZ011
    return figures_for(place.studio, [HOME], None, None, today=later, keep=False).total.attendances


def kept(place: Place) -> tuple[int, int]:
    with place.studio.documents.read(HOME) as tx:
        return len(tx.find(Screening)), len(tx.find(Attendance))


@pytest.mark.parametrize("way", ["turn away", "delete"])
def test_a_screening_and_who_came_go_together_or_not_at_all(
    place: Place, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The disk is full, or the machine dies, before the record of who came is deleted."""
    send(place, key(place), bundle(screenings=[INVENTED]))

    def press() -> int:
        if way == "delete":
            return place.post(f"{REPORT}/delete").status_code
        fields = {"do": "delete", "screening": str(HELD["id"])}
        return place.post("feedback/kits/kit-1/came", **fields).status_code

    def full(*_: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        for module in (waiting, screening_counts):
            broken.setattr(module, "follow", full)
        assert press() == 500
    assert kept(place) == (1, 1)
    assert figures(place) == 0
    assert press() == 303
    assert (kept(place), figures(place)) == ((0, 0), 0)


def test_who_came_to_a_screening_that_is_gone_is_in_no_figure_and_can_be_deleted(place: Place) -> None:
    bring(place, bundle(screenings=[INVENTED]))
    assert figures(place) == 4000
    with place.studio.documents.write(HOME) as tx:
        tx.delete(Screening, HELD["id"])
        [record] = tx.find(Attendance)
    assert figures(place) == 0
    assert f"gatherings/{record.id}" in place.client.get(f"/workshops/{HOME}/attendance/").text
    assert place.client.get(f"/workshops/{HOME}/attendance/gatherings/{record.id}").status_code == 200
    assert place.post(f"attendance/gatherings/{record.id}/delete").status_code == 303
    assert kept(place) == (0, 0)


def test_a_file_brings_nothing_back_that_was_deleted(place: Place, film: Path) -> None:
    """Nor a phone with the key."""
    note = {"id": f"note-{1:016x}", "on": TODAY, "data": base64.b64encode(film.read_bytes() + b"x").decode()}
    sent = bundle(screenings=[HELD], notes=[note])
    bring(place, sent)
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(SpokenNote, note["id"]).by_key is False
    assert place.post(f"feedback/kits/kit-1/notes/{note['id']}/delete").status_code == 303
    assert place.post(f"{REPORT}/delete").status_code == 303
    assert "New: 0" in bring(place, sent)
    status, told = send(place, key(place), sent)
    assert (status, told["kept"], told["known"]) == (200, [], [HELD["id"], note["id"]])
    with place.studio.documents.read(HOME) as tx:
        assert tx.find(Screening) == tx.find(Attendance) == tx.find(SpokenNote, id=note["id"]) == []
        assert {one.id for one in tx.find(Gone)} == {HELD["id"], note["id"]}


def test_what_was_turned_away_comes_with_a_file_of_somebody_who_is_signed_in(place: Place) -> None:
    """The phone holds it for sent, and who turned it away did not know who sent it."""
    send(place, key(place), bundle(screenings=[HELD]))
    place.post("feedback/kits/kit-1/came", do="delete", screening=str(HELD["id"]))
    assert kept(place) == (0, 0)
    assert "New: 1" in bring(place, bundle(screenings=[HELD]))
    assert kept(place) == (1, 1)
