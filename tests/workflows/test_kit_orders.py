"""An order is what was asked for, no more and no less, and goes with the film that it is of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from kit_world import COMMUNITY, order
from workflow_world import WORKSHOP

from pvstudio.model import Kit
from workflows.errors import Withheld
from workflows.publish import call_back, publish
from workflows.queue import JobQueue
from workflows.screening_kits import ordering
from workflows.screening_kits.errors import KitTakenBack
from workflows.screening_kits.ordering import order_kit, orders_of
from workflows.screening_kits.wishes import KitWish
from workflows.withdrawals import withdraw

LATER = date.today() + timedelta(days=9)  # noqa: DTZ011 — as a facilitator types it


def ids(world) -> list[str]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return [one.id for one in orders_of(tx)]


def test_the_same_press_is_one_kit_for_one_wish_and_one_recipient(cinema):
    world, version = cinema

    def asked(recipient="Library", host="", until=None) -> str:
        with JobQueue(world.studio) as queue:
            return order_kit(
                world.studio, queue, WORKSHOP, version.id, COMMUNITY, KitWish(until=until),
                recipient=recipient, host=host, press="a",
            )  # fmt: skip

    assert asked() == asked()
    others = [asked(recipient="Kino"), asked(host="account-2"), asked(until=LATER)]
    assert len({asked(), *others}) == 4
    assert ids(world) == [asked(), *others]


def test_the_press_of_a_kit_that_was_recalled_makes_none_and_says_so(cinema):
    world, version = cinema
    kit_id = order(world, version, KitWish(), press="a")
    publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library", kit_id=kit_id)
    assert order(world, version, KitWish(), press="a") == kit_id  # it is out: that is what was asked for
    call_back(world.studio, WORKSHOP, kit_id)
    with pytest.raises(KitTakenBack, match=kit_id):
        order(world, version, KitWish(), press="a")
    assert ids(world) == []


def test_with_a_film_that_is_withdrawn_go_the_orders_and_who_was_to_get_it(cinema):
    world, version = cinema
    order(world, version, KitWish())
    withdraw(world.studio, WORKSHOP, "amra")
    assert ids(world) == []
    documents = world.studio.settings.home / "workshops" / WORKSHOP / "documents.json"
    assert b"Library" not in documents.read_bytes()


def test_somebody_who_withdraws_while_a_kit_is_ordered_is_heard(cinema, monkeypatch):
    world, version = cinema
    really = ordering.ready

    def ready(*args):
        found = really(*args)
        withdraw(world.studio, WORKSHOP, "amra")
        return found

    monkeypatch.setattr(ordering, "ready", ready)
    with pytest.raises(Withheld):
        order(world, version, KitWish())
    assert ids(world) == []
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.find(Kit) == []
