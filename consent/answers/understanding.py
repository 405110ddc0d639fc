"""Was somebody told, in words that they understand, what they say yes to? And by whom are they spoken for?

A yes names the notice that was shown or read, by its hash. A no needs none of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from consent.errors import AnswerRefused, NoNoticeUsable, Refusal
from consent.ledger.book import Book
from consent.notices import (
    NoticeApproval,
    NoticeFault,
    approved,
    best_for,
    languages,
    notice,
    parse_reference,
    usable,
)
from consent.releases import Answer, Guardian, Role, TeachBack
from pvstudio.languages import language_name
from pvstudio.model import Participant, Workshop
from pvstudio.store import Reading

_FAULTS = {
    NoticeFault.UNKNOWN: Refusal.NOTICE_UNKNOWN,
    NoticeFault.WRONG_STAGE: Refusal.NOTICE_WRONG_STAGE,
    NoticeFault.NOT_APPROVED: Refusal.NOTICE_NOT_APPROVED,
}


def check_spoken_for(tx: Reading, answer: Answer, person: Participant) -> None:
    """Refuse a yes of a guardian whom nobody knows, or of a safeguarding officer without a name."""
    if answer.role is Role.GUARDIAN and guardian_of(tx, answer) is None:
        raise AnswerRefused(
            Refusal.UNKNOWN_GUARDIAN,
            f"The yes names no known guardian of {person.pseudonym}.",
            advice="Note who answers for them first: pvstudio guardian PERSON PSEUDONYM --relation WORD",
        )
    if answer.role is Role.BEST_INTERESTS and not answer.taken_by.strip():
        raise AnswerRefused(
            Refusal.NOBODY_SIGNED,
            f"The sign-off for {person.pseudonym} does not say which safeguarding officer gives it.",
            advice="Name the officer in “taken by”.",
        )


def check_told(tx: Book, answer: Answer, person: Participant) -> None:
    """Refuse a yes to what nobody was told, or did not understand."""
    if not answer.notice:
        raise AnswerRefused(
            Refusal.NO_NOTICE,
            f"The yes of {person.pseudonym} names no notice: nobody knows what they were told.",
            advice="Show or read the notice in their language, then ask.",
        )
    problem = usable(answer.notice, answer.stage, tx.find(NoticeApproval), *tx.notices)
    if problem:
        raise AnswerRefused(_FAULTS[problem.fault], problem.words, advice=problem.advice)
    _check_language(answer, person, _understood(answer.role, person, guardian_of(tx, answer)))
    if answer.teach_back is TeachBack.NOT_UNDERSTOOD:
        raise AnswerRefused(
            Refusal.NOT_UNDERSTOOD,
            f"{person.pseudonym} could not tell back what the yes is about, so it does not count.",
            advice="Explain it again, with the drawings, then ask again; “not now” is an answer too.",
        )


def guardian_of(tx: Reading, answer: Answer) -> Guardian | None:
    """Return the guardian that *answer* names, if that is one of this participant."""
    known = tx.find(Guardian, participant_id=answer.participant_id)
    return next((one for one in known if one.id == answer.guardian_id), None)


def with_notice(tx: Reading, answer: Answer, language: str | None = None) -> Answer:
    """Return *answer* with the notice that was shown: in *language* if one is named, or else in theirs.

    Theirs is the first language of whoever answers in which a notice can be used; where their
    languages are not known, those of the participant or of the workshop stand in. Never another one
    in silence: raises :class:`NoNoticeUsable`. What names a notice stays as it is; so do every no
    and what will be refused for another reason.
    """
    people, guardian = tx.find(Participant, id=answer.participant_id), guardian_of(tx, answer)
    nobody = not people or (answer.role is Role.GUARDIAN and guardian is None)
    if answer.notice or not answer.state.is_yes or nobody:
        return answer
    if language:
        return replace(answer, notice=notice(answer.stage, language).reference)
    wanted = _understood(answer.role, people[0], guardian) or people[0].languages or _of_workshop(tx)
    approvals, offered = tx.find(NoticeApproval), best_for(wanted)
    for found in (notice(answer.stage, one) for one in offered):
        if approved(found, approvals):
            return replace(answer, notice=found.reference)
    raise NoNoticeUsable(answer, wanted, offered, people[0].pseudonym)


def _of_workshop(tx: Reading) -> Sequence[str]:
    return next((one.languages for one in tx.find(Workshop)), ()) or languages()


def _understood(role: Role, person: Participant, guardian: Guardian | None) -> Sequence[str]:
    """Return the languages of whoever answers, as far as they are known."""
    match role:
        case Role.GUARDIAN:
            return guardian.languages if guardian else ()
        case Role.BEST_INTERESTS:
            return ()
    return person.languages


def _check_language(answer: Answer, person: Participant, wanted: Sequence[str]) -> None:
    told = parse_reference(answer.notice).language
    if not wanted or answer.interpreter.strip() or told in best_for(wanted):
        return
    known = ", ".join(language_name(one) for one in wanted)
    raise AnswerRefused(
        Refusal.NOTICE_LANGUAGE,
        f"The notice was in {language_name(told)}; who answers for {person.pseudonym} understands {known}.",
        advice="Use the notice in their language, or name the interpreter.",
    )
