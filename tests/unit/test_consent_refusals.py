"""Every reason for which an answer is refused: in words, on record, and with nothing else changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from consent.answers.recording import add_guardian, confirm_complete, enrol, log_appearance, record_answer
from consent.answers.refusals import WORDS, note_refusal, open_refusals
from consent.errors import AnswerRefused, Refusal
from consent.events import RefusedAnswer
from consent.ledger.entries import LedgerEntry, parsed
from consent.ledger.kinds import KINDS
from consent.ledger.rebuild import differences
from consent.notices import NoticeApproval, notice
from consent.releases import Answer, AnswerState, Role, Sign, Stage, TeachBack
from pvstudio.config import Settings
from pvstudio.model import AgeBand, Audience, Clip, CutItem, CutState, CutVersion, Participant, Workshop
from workflows.wiring import Studio

HOME = "bihac"
NOW = datetime.now(UTC)
FUTURE = NOW + timedelta(hours=1)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """Three people in one clip, a film of it, and a film that is not rendered."""
    studio = Studio.open(Settings(home=tmp_path / "studio"))
    with studio.book(HOME) as tx:
        tx.put(Workshop(id=HOME, title="Stories", languages=("ar",)))
        for name, age in (
            ("amra", AgeBand.ADULT),
            ("nur", AgeBand.MINOR),
            ("sami", AgeBand.UNACCOMPANIED),
        ):
            enrol(tx, Participant(id=name, pseudonym=name.title(), age_band=age, languages=("bs", "en")))
        add_guardian(tx, "nur", "Leila", relation="mother", languages=("ar",))
        for name in ("bread", "river"):
            tx.put(Clip(id=name, footage_id=f"footage-{name}", title=name, start_ms=0, end_ms=900))
        for name in ("amra", "nur", "sami"):
            log_appearance(tx, "bread", name, {Sign.FACE})
        confirm_complete(tx, "bread", by="Selma")
        for name, state in (("film", CutState.RENDERED), ("draft", CutState.DRAFT)):
            tx.put(_film(name, state))
    return studio


def _film(name: str, state: CutState) -> CutVersion:
    return CutVersion(
        id=name,
        cut_id="cut",
        number=1,
        items=(CutItem(clip_id="bread"),),
        audience=Audience.COMMUNITY,
        state=state,
        film_sha256="f" * 64,
        created_at=NOW - timedelta(hours=1),
    )


def yes(**changes: Any) -> Answer:
    """A yes of Amra's to showing her clip to the community, in order in every respect."""
    said = Answer(
        id="answer-1",
        at=NOW,
        participant_id="amra",
        stage=Stage.S3,
        subject_id="bread",
        state=AnswerState.GIVEN,
        audience=Audience.COMMUNITY,
        notice=notice(changes.get("stage", Stage.S3), "en").reference,
        taken_by="Selma",
    )
    return replace(said, **changes)


MACHINE = notice("S3", "bs-Latn").reference
#: Each reason, with what is changed of a yes that is in order. BEFORE says what some need besides.
CASES: dict[Refusal, dict[str, Any]] = {
    Refusal.UNKNOWN_PERSON: {"participant_id": "Nermina Hadžić"},
    Refusal.UNKNOWN_SUBJECT: {"stage": Stage.S4, "subject_id": "the film about Nermina"},
    Refusal.NOT_IN_IT: {"subject_id": "river"},
    Refusal.NOT_RENDERED: {"stage": Stage.S4, "subject_id": "draft"},
    Refusal.WRONG_ROLE: {"role": Role.GUARDIAN},
    Refusal.WRONG_AUDIENCE: {"audience": None},
    Refusal.UNKNOWN_GUARDIAN: {"participant_id": "nur", "role": Role.GUARDIAN, "guardian_id": "guardian-x"},
    Refusal.NOBODY_SIGNED: {"participant_id": "sami", "role": Role.BEST_INTERESTS, "taken_by": " "},
    Refusal.NO_NOTICE: {"notice": ""},
    Refusal.NOTICE_UNKNOWN: {"notice": f"S3/en/1/{'0' * 64}"},
    Refusal.NOTICE_WRONG_STAGE: {"notice": notice("S2", "en").reference},
    Refusal.NOTICE_NOT_APPROVED: {"notice": MACHINE},
    Refusal.NOTICE_LANGUAGE: {"notice": notice("S3", "tr").reference},
    Refusal.NOT_UNDERSTOOD: {"teach_back": TeachBack.NOT_UNDERSTOOD},
    Refusal.LANGUAGE_UNKNOWN: {"languages_left_out": frozenset({"Serbian"})},
    Refusal.NO_ZONE: {"at": datetime(2026, 5, 1, 12)},  # noqa: DTZ001
    Refusal.FROM_THE_PAST: {"at": NOW - timedelta(days=3)},
    Refusal.FROM_THE_FUTURE: {"at": FUTURE},
    Refusal.BEFORE_THE_FILM: {"stage": Stage.S4, "subject_id": "film", "at": NOW - timedelta(days=1)},
    Refusal.BEFORE_AGE_CHANGE: {"at": NOW - timedelta(days=2)},
    Refusal.EXPIRED_ALREADY: {"expires_at": NOW - timedelta(days=1)},
    Refusal.NOT_FRESH: {"id": "answer-2", "at": NOW - timedelta(minutes=5)},
    Refusal.REPEATED: {"id": "answer-2", "at": NOW + timedelta(seconds=1)},
    Refusal.ID_TAKEN: {"state": AnswerState.REFUSED},
}


def _approved(studio: Studio) -> None:
    shown = notice("S3", "tr").reference
    with studio.book(HOME) as tx:
        tx.put(NoticeApproval(id="approval", at=NOW, notice=shown, by="Ayşe"))


def _grown_up(studio: Studio) -> None:
    with studio.book(HOME) as tx:
        for age in (AgeBand.MINOR, AgeBand.ADULT):
            enrol(tx, replace(tx.get(Participant, "amra"), age_band=age), now=NOW - timedelta(days=1))


def _begun(studio: Studio) -> None:
    with studio.book(HOME) as tx:
        tx.put(replace(tx.get(Workshop, HOME), starts=NOW.date()))


def _said(studio: Studio) -> None:
    with studio.book(HOME) as tx:
        record_answer(tx, yes(), now=NOW)


BEFORE: dict[Refusal, Callable[[Studio], None]] = {
    Refusal.NOTICE_LANGUAGE: _approved,
    Refusal.BEFORE_AGE_CHANGE: _grown_up,
    Refusal.FROM_THE_PAST: _begun,
    **dict.fromkeys((Refusal.NOT_FRESH, Refusal.REPEATED, Refusal.ID_TAKEN), _said),
}


def everything(studio: Studio) -> dict[str, list[Any]]:
    with studio.documents.read(HOME) as tx:
        kinds = {*KINDS, Workshop, Participant, Clip, CutVersion} - {RefusedAnswer}
        assert differences(tx) == []
        return {kind.__name__: tx.find(kind) for kind in kinds}


def refused(studio: Studio, answer: Answer) -> AnswerRefused:
    """Try to record it, together with something else that must not happen either."""
    with pytest.raises(AnswerRefused) as caught:
        _try(studio, answer)
    return caught.value


def _try(studio: Studio, answer: Answer) -> None:
    with studio.book(HOME) as tx:
        log_appearance(tx, "river", "nur", {Sign.VOICE})
        record_answer(tx, answer, now=NOW + timedelta(seconds=2))


def on_record(studio: Studio) -> list[RefusedAnswer]:
    with studio.documents.read(HOME) as tx:
        return tx.find(RefusedAnswer)


def test_every_refusal_has_a_case_and_words() -> None:
    assert set(CASES) == set(WORDS) == set(Refusal)


@pytest.mark.parametrize("why", list(Refusal))
def test_it_is_refused_with_its_reason_and_stands_on_record(studio: Studio, why: Refusal) -> None:
    BEFORE.get(why, lambda _studio: None)(studio)
    before, answer = everything(studio), yes(**CASES[why])
    error = refused(studio, answer)
    assert (error.why, error.answer) == (why, answer)
    assert str(error).endswith(".")
    assert everything(studio) == before
    [event] = on_record(studio)
    assert (event.why, event.stage, event.state, event.role) == (why, answer.stage, answer.state, answer.role)
    with studio.documents.read(HOME) as tx:
        text = tx.find(LedgerEntry)[-1].text
    assert (parsed(text)["event_type"], parsed(text)["why"]) == ("answer-refused", why)
    assert not any(name in text for name in ("Nermina", "Selma"))


def test_the_yes_of_these_tests_is_in_order(studio: Studio) -> None:
    _said(studio)
    assert on_record(studio) == []


def test_what_was_typed_in_place_of_a_person_is_kept_nowhere(studio: Studio) -> None:
    """It may be a real name, and no erasure of anybody would find it."""
    refused(studio, yes(**CASES[Refusal.UNKNOWN_PERSON]))
    [event] = on_record(studio)
    assert (event.participant_id, event.unknown) == ("", "person")
    kept = [path.read_bytes() for path in studio.settings.home.rglob("*") if path.is_file()]
    assert kept
    assert not any(b"Nermina" in content or b"Had\\u017ei\\u0107" in content for content in kept)


def test_trying_again_at_once_is_one_attempt_and_later_is_another(studio: Studio) -> None:
    for _ in range(3):
        error = refused(studio, yes(notice=""))
    assert len(on_record(studio)) == 1
    refused(studio, yes(notice="", audience=Audience.GROUP))
    assert len(on_record(studio)) == 2
    with studio.book(HOME) as tx:
        assert note_refusal(tx, error, now=datetime.now(UTC) + timedelta(minutes=2))
    assert len(on_record(studio)) == 3


def test_what_was_answered_since_is_not_open_any_more(studio: Studio) -> None:
    refused(studio, yes(notice=""))
    with studio.book(HOME) as tx:
        assert [one.why for one in open_refusals(tx)] == [Refusal.NO_NOTICE]
        record_answer(tx, yes(audience=Audience.GROUP), now=NOW)
        assert open_refusals(tx)
        record_answer(tx, yes(id="answer-2"), now=NOW)
        assert open_refusals(tx) == []
    refused(studio, yes(id="answer-3", at=NOW + timedelta(seconds=1)))  # exactly the same again
    with studio.book(HOME) as tx:
        assert open_refusals(tx) == []


def test_a_no_needs_none_of_this(studio: Studio) -> None:
    no = {"state": AnswerState.REFUSED, "notice": "", "teach_back": TeachBack.NOT_UNDERSTOOD}
    with studio.book(HOME) as tx:
        record_answer(tx, yes(**no, at=FUTURE))
        for who, role in (("nur", Role.GUARDIAN), ("sami", Role.BEST_INTERESTS)):
            record_answer(tx, yes(**no, id=who, participant_id=who, role=role, taken_by=""))
        assert len(tx.find(Answer)) == 3
