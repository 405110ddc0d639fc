"""A yes that is shortened shortens the kits that rest on it: being made, cut off by a crash, or out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from test_workflow_expiry import agree_until
from test_workflow_publish import watched  # noqa: F401  (fixture)
from workflow_world import WORKSHOP

from consent.answers.recording import record_answer
from consent.notices import notice
from consent.releases import Answer, AnswerState, Stage
from pvstudio.model import Audience, Kit, KitState, new_id
from workflows import publish as publishing
from workflows.expiry import recall_expired
from workflows.kits import last_day
from workflows.publish import kit_folder, publish
from workflows.screening_kits.filling import names_later_day
from workflows.screening_kits.wishes import KitWish, WishRefused, Wrong
from workflows.withdrawals import consent_changes

COMMUNITY = Audience.COMMUNITY
SOON = datetime.now(UTC) + timedelta(days=2)


class Killed(BaseException):
    """The process ends here."""


def made(world, version, **more) -> Kit:
    wanted = {"recipient": "Library", "kit_id": "kit-1"} | more
    return publish(world.studio, WORKSHOP, version.id, COMMUNITY, **wanted)


def noted(world) -> Kit:
    with world.studio.documents.read(WORKSHOP) as tx:
        return tx.get(Kit, "kit-1")


def when_filled(monkeypatch, then) -> None:
    """Do *then* the first time that the folder of a kit is filled."""
    really, left = publishing.fill, [then]

    def fill(*args):
        really(*args)
        if left:
            left.pop()()

    monkeypatch.setattr(publishing, "fill", fill)


def says_everywhere(world, end: datetime) -> None:
    folder = kit_folder(world.studio, WORKSHOP, "kit-1")
    assert noted(world).expires_at == end
    assert json.loads((folder / "manifest.json").read_bytes())["expires"] == f"{end:%Y-%m-%dT%H:%M:%SZ}"
    assert datetime.fromisoformat(json.loads((folder / "kit.json").read_bytes())["expires_at"]) == end
    assert f"until {last_day(end)}, the last day" in (folder / "START-HERE.txt").read_text("utf-8")
    assert not names_later_day(folder, noted(world))


def shortened(world, version, end: datetime) -> None:
    """Shorten a yes like every page does."""
    yes = Answer(
        id=new_id("answer"),
        at=datetime.now(UTC),
        participant_id="amra",
        stage=Stage.S4,
        subject_id=version.id,
        state=AnswerState.GIVEN,
        audience=COMMUNITY,
        expires_at=end,
        notice=notice(Stage.S4, "en").reference,
    )
    with consent_changes(world.studio, WORKSHOP) as tx:
        record_answer(tx, yes)


@pytest.mark.parametrize("say", [shortened, lambda world, version, end: agree_until(world, version.id, end)])
def test_a_yes_that_is_shortened_while_the_kit_is_filled_is_its_last_day(watched, monkeypatch, say):  # noqa: F811
    world, version, _folder = watched
    asked = []
    when_filled(monkeypatch, lambda: say(world, version, SOON))
    kit = made(world, version, papers=lambda kit: asked.append(kit.expires_at) or {})
    assert kit.expires_at == SOON
    says_everywhere(world, SOON)
    assert len(asked) == 2
    assert asked[0] > asked[1] == SOON  # the papers are made anew, too


def test_work_that_resumes_makes_the_kit_with_the_nearer_day(watched, monkeypatch):  # noqa: F811
    world, version, _folder = watched

    def die(*_args, **_more):
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(publishing, "_appear", die)
        with pytest.raises(Killed):
            made(world, version)
    agree_until(world, version.id, SOON)
    made(world, version)
    says_everywhere(world, SOON)


def test_work_that_resumes_never_puts_the_day_off(watched, monkeypatch):  # noqa: F811
    world, version, _folder = watched
    agree_until(world, version.id, SOON)

    def die(*_args, **_more):
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(publishing, "_appear", die)
        with pytest.raises(Killed):
            made(world, version)
    agree_until(world, version.id, SOON + timedelta(days=30))
    made(world, version)
    says_everywhere(world, SOON)


def test_a_kit_that_would_end_before_its_event_is_taken_back(watched, monkeypatch):  # noqa: F811
    world, version, _folder = watched
    when_filled(monkeypatch, lambda: shortened(world, version, SOON))
    late = KitWish(event="Cinema evening", event_on=SOON.date() + timedelta(days=3))
    with pytest.raises(WishRefused) as refused:
        made(world, version, wish=late)
    assert refused.value.wrong is Wrong.EVENT_AFTER_END
    assert noted(world).state is KitState.RECALLED
    assert noted(world).acknowledged_at  # it never left
    assert not kit_folder(world.studio, WORKSHOP, "kit-1").exists()


def test_a_kit_that_is_out_ends_with_the_shorter_yes_and_only_sooner(watched):  # noqa: F811
    world, version, _folder = watched
    made(world, version)
    folder = kit_folder(world.studio, WORKSHOP, "kit-1")
    assert not names_later_day(folder, noted(world))
    shortened(world, version, SOON)
    assert noted(world).state is KitState.PUBLISHED
    assert noted(world).expires_at == SOON
    assert names_later_day(folder, noted(world))  # its copies do, wherever they are
    shortened(world, version, SOON + timedelta(days=9))
    assert noted(world).expires_at == SOON


def test_a_kit_from_before_is_brought_forward_by_whoever_tends_the_studio(watched):  # noqa: F811
    world, version, _folder = watched
    made(world, version)
    agree_until(world, version.id, SOON)
    assert not recall_expired(world.studio, WORKSHOP)
    assert noted(world).expires_at == SOON
    assert noted(world).state is KitState.PUBLISHED
