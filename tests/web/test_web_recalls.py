"""Recalls on the office's list, “where is my film now”, and the page that erases."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from web_world import HOME, Place

from pvstudio.model import Kit
from web.wording.showing import now
from workflows.clips.cutting import excerpt
from workflows.erasures import ErasureOrder
from workflows.queue import JobQueue

PERSON = f"/workshops/{HOME}/people/person-amra"
RECALLS = f"/workshops/{HOME}/recalls/"


def withdraws(place: Place) -> float:
    """Amra withdraws; return how many seconds the studio worked for that, however busy the machine is."""
    began = time.process_time()
    done = place.post(
        "people/person-amra/withdraw", clip="clip-bread", how="spoken", role="self", taken_by="Ines"
    )
    assert done.status_code == 303
    return time.process_time() - began


def since(place: Place, days: int) -> None:
    with place.studio.documents.write(HOME) as tx:
        kit = tx.get(Kit, "kit-1")
        assert kit.recalled_at is not None
        tx.put(replace(kit, recalled_at=kit.recalled_at - timedelta(days=days)))


def test_a_withdrawal_is_refused_within_a_second(place: Place) -> None:
    film = f"/workshops/{HOME}/kits/kit-1/film.mp4"
    assert place.client.get(film).status_code == 200
    took_s = withdraws(place)
    assert place.client.get(film).status_code == 403
    assert took_s < 1


def test_a_recall_is_listed_until_its_host_has_confirmed(place: Place) -> None:
    assert "No kit was recalled" in place.client.get(RECALLS).text
    withdraws(place)
    home = f"/workshops/{HOME}/"
    assert "1 recalled kit is not yet confirmed" in place.client.get(home).text
    page = place.client.get(RECALLS).text
    assert "Kino Una" in page
    assert "Overdue" not in page
    since(place, 4)
    assert "Overdue" in place.client.get(RECALLS).text
    assert "1 recalled kit is overdue" in place.client.get(home).text
    assert "Recalled, not confirmed" in place.client.get(f"{PERSON}/where/").text
    assert place.post("recalls/kit-1/confirmed", by="Mirsad", sure="yes").status_code == 303
    assert "<bdi>Mirsad</bdi>" in place.client.get(RECALLS).text
    assert "recalled kit" not in place.client.get(home).text
    assert "Deleted" in place.client.get(f"{PERSON}/where/").text


def test_what_was_not_recalled_cannot_be_confirmed(place: Place) -> None:
    answer = place.post("recalls/kit-1/confirmed", by="Mirsad", sure="yes")
    assert answer.status_code >= 400
    assert "only a recall" in answer.text


def test_where_it_is_now(place: Place) -> None:
    page = place.client.get(f"{PERSON}/where/").text
    assert "Bread on the table" in page
    assert "With them now" in page
    assert "Kino Una" in page


@pytest.mark.parametrize("what", ["all-clips", "clip-bread", "everything"])
def test_an_erasure_says_first_what_would_go(place: Place, what: str) -> None:
    page = place.client.get(f"{PERSON}/erase/?what={what}").text
    goes, stays = page.split("What stays")
    assert "Bread on the table" in goes
    assert "النهر" in stays  # the other clip of the same recording
    assert "1 kit is recalled" in goes


def test_somebody_elses_clip_cannot_be_named(place: Place) -> None:
    page = place.client.get(f"{PERSON}/erase/?what=clip-river")
    assert page.status_code >= 400
    assert "not logged" in page.text


def test_an_erasure_needs_to_be_meant(place: Place) -> None:
    said = {"what": "all-clips", "how": "spoken", "role": "self", "taken_by": "Ines"}
    assert place.post("people/person-amra/erasures", **said).status_code == 400
    assert place.post("people/person-amra/erasures", **said, sure="yes").status_code == 303
    assert place.client.get(f"/workshops/{HOME}/kits/kit-1/film.mp4").status_code == 403
    assert "being erased" in place.client.get(f"{PERSON}/where/").text
    assert "1 erasure is under way" in place.client.get(f"/workshops/{HOME}/").text
    with place.studio.documents.read(HOME) as tx:
        [order] = tx.find(ErasureOrder)
    with JobQueue(place.studio) as queue:
        assert [job.about for job in queue.jobs()] == [order.id]


def test_who_was_erased_but_is_named_somewhere_is_told_where(place: Place) -> None:
    named = ("Change change-1", "SpokenNote note-1", "NewKind x-1")
    with place.studio.documents.write(HOME) as tx:
        tx.put(
            ErasureOrder(
                id="erasure-1",
                participant_id="person-amra",
                withdrawal_id="",
                clip_ids=(),
                everything=True,
                at=now(),
                done_at=now(),
                still_named=named,
            )
        )
    page = place.client.get(f"{PERSON}/where/").text
    told = page.partition("Somebody typed the name")[2].partition("</li>")[0]
    for room in ("changes/", "feedback/", ""):
        assert f'href="/workshops/{HOME}/{room}"' in told
    assert told.count("<a ") == 3


def test_another_clip_of_the_same_moments_goes_too_and_that_is_said(place: Place) -> None:
    part = excerpt(place.studio, HOME, "clip-bread", 0, 1000)
    goes = place.client.get(f"{PERSON}/erase/?what=clip-bread").text.split("What stays")[0]
    assert f"<bdi>{part.title}</bdi>" in goes
    assert "it shows the same moments" in goes
    withdraws(place)
    assert "1 more clip shows the same moments" in place.client.get(f"{PERSON}/").text
