"""Copies for kits say no more than the film that they are made of, and its people said yes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from kit_world import COMMUNITY, order
from workflow_world import WORKSHOP

from consent.answers.recording import record_answer
from consent.notices import notice
from consent.releases import Answer, AnswerState, Stage
from pvstudio.model import CutVersion, Kit, Quality, Treatment, new_id
from workflows import withdraw as withdrawing
from workflows.errors import FilmDamaged, LanguageNotInFilm, Withheld
from workflows.publish import film_folder, publish
from workflows.screening_kits.errors import PartMissing
from workflows.screening_kits.ordering import orders_of
from workflows.screening_kits.parts import make_film_part
from workflows.screening_kits.wishes import KitOrder, KitWish
from workflows.withdrawals import withdraw

WISHES = (
    KitWish(languages=("en",)),
    KitWish(languages=("en",), burned="en"),
    KitWish(languages=("en",), quality=Quality.SMALL),
    KitWish(languages=("ar",), burned="ar", quality=Quality.SMALL),
)


def asked(version: CutVersion, wish: KitWish) -> KitOrder:
    at = datetime.now(UTC)
    return KitOrder(
        id="kit-asked", cut_version_id=version.id, audience=COMMUNITY, recipient="Library", wish=wish, at=at
    )


def says(world, version: CutVersion, **more) -> None:
    answer = Answer(
        id=new_id("answer"),
        at=datetime.now(UTC),
        participant_id="bilal",
        stage=Stage.S4,
        subject_id=version.id,
        audience=COMMUNITY,
        state=AnswerState.GIVEN,
        notice=notice(Stage.S4, "en").reference,
        **more,
    )
    with world.studio.book(WORKSHOP) as tx:
        record_answer(tx, answer)


# -- what somebody leaves out ------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "condition",
    [{"languages_left_out": frozenset({"ar"})}, {"treatments": frozenset({Treatment.FACE_BLURRED})}],
    ids=["a language", "a face"],
)
def test_no_kit_in_whatever_form_has_what_somebody_left_out(cinema, condition):
    """Also not one in other languages: its film holds all of them, and its copies are made of that film."""
    world, version = cinema
    film = film_folder(world.studio, WORKSHOP, version.id)
    for wish in WISHES:
        make_film_part(film, version, asked(version, wish))
    says(world, version, **condition)
    for wish in WISHES:
        with pytest.raises(Withheld):
            order(world, version, wish)
        with pytest.raises(Withheld):
            publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library", wish=wish)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert (tx.find(Kit), orders_of(tx)) == ([], [])


@pytest.mark.slow
def test_a_copy_of_before_is_no_copy_of_a_narrower_film(cinema, monkeypatch):
    world, version = cinema
    monkeypatch.setattr(withdrawing.running, "studio", lambda: world.studio)
    before = film_folder(world.studio, WORKSHOP, version.id)
    for wish in WISHES:
        make_film_part(before, version, asked(version, wish))
    done = withdraw(world.studio, WORKSHOP, "amra")
    withdrawing.close.__wrapped__(WORKSHOP, done.id)
    assert not before.exists()
    [narrower] = withdrawing.draft.__wrapped__(WORKSHOP)
    after = film_folder(world.studio, WORKSHOP, narrower)
    assert after != before
    for wish in WISHES[1:]:
        with pytest.raises(FileNotFoundError):  # there is no film of it yet, and none of before is taken
            make_film_part(after, version, asked(version, wish))


def test_a_copy_is_made_of_the_very_film_that_was_watched(cinema):
    world, version = cinema
    film = film_folder(world.studio, WORKSHOP, version.id)
    other = replace(version, film_sha256="0" * 64)
    for wish in WISHES[1:]:
        with pytest.raises(FilmDamaged):
            make_film_part(film, other, asked(version, wish))
    with pytest.raises(LanguageNotInFilm):
        make_film_part(film, version, asked(version, KitWish(burned="sq")))
    with pytest.raises(PartMissing):
        publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library", wish=WISHES[1])
