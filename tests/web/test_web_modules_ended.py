"""A learning module that has ended is not sent, and ends no later than a yes that its film rests on."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta

from test_web_modules import made, package, with_film
from web_world import HOME, Place

from pvstudio.model import Kit
from web.wording.showing import now
from workflows.modules import Module


def test_of_an_agenda_that_has_ended_nothing_is_sent_and_the_page_says_what_to_do(place: Place) -> None:
    module, today = made(place), now().astimezone().date()

    def until(day: date) -> tuple[int, str]:
        with place.studio.documents.write(HOME) as tx:
            tx.put(replace(tx.get(Module, module.id), until=day))
        return package(place, module).status_code, place.client.get(
            f"/workshops/{HOME}/modules/{module.id}/"
        ).text

    status, shown = until(today)
    assert (status, "module.zip" in shown) == (200, True)
    status, shown = until(today - timedelta(days=1))
    assert (status, "module.zip" in shown, "Ended" in shown) == (410, False, True)
    assert "Make a new one" in package(place, module, Accept="text/html").text


def test_a_yes_that_is_shortened_is_the_last_day_of_the_module(place: Place) -> None:
    module = with_film(place)
    end = now() + timedelta(days=2)
    with place.studio.book(HOME) as tx:
        tx.put(replace(tx.get(Kit, module.kit_id), expires_at=end))
    day = (end.astimezone().date() - timedelta(days=1)).isoformat()
    assert day in place.client.get(f"/workshops/{HOME}/modules/{module.id}/").text
    with zipfile.ZipFile(io.BytesIO(package(place, module).data)) as packed:
        assert f'data-until="{day}"'.encode() in b"".join(map(packed.read, packed.namelist()))
