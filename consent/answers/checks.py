"""Is an answer in order? The checks of a yes, and the few that a no must pass too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from consent.answers.understanding import check_spoken_for, check_told
from consent.errors import AnswerRefused, Refusal
from consent.events import Enrolment
from consent.ledger.book import Book
from consent.notices import languages
from consent.releases import MAY_OBJECT, MUST_AGREE, Answer, Appearance, Stage, fingerprint
from pvstudio.errors import NotFound
from pvstudio.languages import canonical
from pvstudio.model import Clip, CutState, CutVersion, Footage, Participant, Workshop
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track

#: How far the clocks of two devices of a studio may be apart.
CLOCKS_APART = timedelta(minutes=2)

#: What a day is called elsewhere: the start of a workshop is a date without a zone.
ZONES_APART = timedelta(hours=14)

#: How long before footage came in somebody may have watched and answered about it: cards travel, and
#: paper is older than what is written down from it.
CARDS_TRAVEL = timedelta(days=366)

Subject = Workshop | Clip | CutVersion


def person_of(tx: Reading, answer: Answer) -> Participant:
    """Return who answers."""
    try:
        return tx.get(Participant, answer.participant_id)
    except NotFound as error:
        raise AnswerRefused(Refusal.UNKNOWN_PERSON, str(error), advice=error.advice) from error


def subject_of(tx: Reading, answer: Answer) -> Subject:
    """Return what is answered about: the workshop (S1, S2), a clip (S3) or a cut version (S4)."""
    try:
        match answer.stage:
            case Stage.S1 | Stage.S2:
                return tx.get(Workshop, answer.subject_id)
            case Stage.S3:
                return tx.get(Clip, answer.subject_id)
        return tx.get(CutVersion, answer.subject_id)
    except NotFound as error:
        raise AnswerRefused(Refusal.UNKNOWN_SUBJECT, str(error), advice=error.advice) from error


def is_in(tx: Reading, person: Participant, subject: Subject) -> bool:
    """Tell whether *person* is logged in *subject*; everybody is in their workshop."""
    if isinstance(subject, Workshop):
        return True
    clips = {subject.id} if isinstance(subject, Clip) else {item.clip_id for item in subject.items}
    return any(one.clip_id in clips for one in tx.find(Appearance, participant_id=person.id))


def with_known_languages(tx: Reading, answer: Answer, person: Participant) -> Answer:
    """Return *answer* with the tags of what it leaves out as they are written here; refuse all other words.

    A word that no film's language equals would leave out nothing; somebody would be shown against their
    wish. What only this workshop's subtitles are called is known, too.
    """
    if not answer.languages_left_out:
        return answer
    spoken = {track.language.casefold(): track.language for track in tx.find(Track)}
    said = {
        word: canonical(word) or spoken.get(word.strip().casefold()) for word in answer.languages_left_out
    }
    unknown = sorted(word for word, tag in said.items() if tag is None)
    if unknown:
        raise AnswerRefused(
            Refusal.LANGUAGE_UNKNOWN,
            f"What {person.pseudonym} leaves out is no known language: {', '.join(unknown)}.",
            advice=f"Name languages by their tags, such as {', '.join(languages())}.",
        )
    return replace(answer, languages_left_out=frozenset(tag for tag in said.values() if tag))


def check_form(answer: Answer, person: Participant) -> None:
    """Refuse what nobody can mean: an answer in a right that nobody has, an audience out of place."""
    if answer.role not in MUST_AGREE[person.age_band] + MAY_OBJECT[person.age_band]:
        _refuse_role(answer, person)
    if answer.stage in {Stage.S1, Stage.S2} and answer.audience is not None:
        raise AnswerRefused(
            Refusal.WRONG_AUDIENCE,
            f"{answer.stage} is asked for no audience: {person.pseudonym} was not asked that.",
        )


def check_yes(
    tx: Book, answer: Answer, subject: Subject, current: Answer | None, person: Participant, now: datetime
) -> None:
    """Refuse a yes that is not in order in every respect."""
    if answer.role not in MUST_AGREE[person.age_band]:
        _refuse_role(answer, person)
    if answer.stage in {Stage.S3, Stage.S4} and answer.audience is None:
        words = f"The yes of {person.pseudonym} names no audience; each is answered apart."
        raise AnswerRefused(Refusal.WRONG_AUDIENCE, words)
    if not is_in(tx, person, subject):
        words = f"{person.pseudonym} is not logged in what the yes is about."
        raise AnswerRefused(Refusal.NOT_IN_IT, words, advice="Log who appears first.")
    if isinstance(subject, CutVersion):
        _check_film(answer, subject, person)
    check_spoken_for(tx, answer, person)
    _check_time(answer, person, now)
    _check_past(tx, answer, subject, person)
    _check_age(tx, answer, person)
    if current:
        _check_fresh(answer, subject, current, person)
    check_told(tx, answer, person)


def _refuse_role(answer: Answer, person: Participant) -> None:
    asked = " and ".join(MUST_AGREE[person.age_band])
    words = f"An answer in the right of “{answer.role}” does not count for {person.pseudonym}"
    raise AnswerRefused(
        Refusal.WRONG_ROLE, f"{words} ({person.age_band}).", advice=f"Those who answer: {asked}."
    )


def _check_film(answer: Answer, version: CutVersion, person: Participant) -> None:
    if version.state is not CutState.RENDERED:
        words = f"{person.pseudonym} cannot agree to a film that is {version.state}: there is none to watch."
        raise AnswerRefused(Refusal.NOT_RENDERED, words, advice="Render it, watch it together, then ask.")
    if version.created_at and answer.at < version.created_at - CLOCKS_APART:
        words = f"The yes of {person.pseudonym} is older than the film that it is about."
        raise AnswerRefused(Refusal.BEFORE_THE_FILM, words, advice="Watch it together, then ask.")


def _check_time(answer: Answer, person: Participant, now: datetime) -> None:
    if answer.at > now + CLOCKS_APART:
        words = f"The yes of {person.pseudonym} is dated {answer.at:%Y-%m-%d %H:%M}, which is yet to come."
        raise AnswerRefused(Refusal.FROM_THE_FUTURE, words, advice="Check the date and the clocks.")
    if answer.expires_at is None:
        return
    if answer.expires_at.tzinfo is None:
        raise AnswerRefused(Refusal.NO_ZONE, f"The yes of {person.pseudonym} ends at a time without a zone.")
    if answer.expires_at <= max(answer.at, now):
        words = f"The yes of {person.pseudonym} ended on {answer.expires_at:%Y-%m-%d} already."
        raise AnswerRefused(Refusal.EXPIRED_ALREADY, words, advice="Ask again.")


def _check_past(tx: Reading, answer: Answer, subject: Subject, person: Participant) -> None:
    """A yes to being filmed or to a clip is not older than the workshop in which it was filmed.

    Where nobody wrote down when that began, not older than its footage by more than :data:`CARDS_TRAVEL`.
    """
    if answer.stage not in {Stage.S2, Stage.S3}:
        return
    began = [_began(one.starts) for one in tx.find(Workshop) if one.starts]
    if not began and isinstance(subject, Clip):
        began = [one.received_at - CARDS_TRAVEL for one in tx.find(Footage, id=subject.footage_id)]
    if began and answer.at < min(began):
        words = f"The yes of {person.pseudonym} is dated {answer.at:%Y-%m-%d}, before there was anything to"
        raise AnswerRefused(
            Refusal.FROM_THE_PAST,
            f"{words} agree to.",
            advice="Check the date, and when the workshop started.",
        )


def _began(starts: date) -> datetime:
    """Return the earliest moment that is the day *starts* somewhere; documents may hold any date."""
    if starts == date.min:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(starts, time(), UTC) - ZONES_APART


def _check_age(tx: Reading, answer: Answer, person: Participant) -> None:
    """A yes from before the age band changed was given by others than those who are asked now.

    A yes may be older than the first enrolment: paper is written down when there is time.
    """
    changed = [
        one.at
        for one in tx.find(Enrolment, participant_id=person.id)
        if one.age_changes == person.age_changes and person.age_changes
    ]
    if changed and answer.at < min(changed):
        words = f"The yes of {person.pseudonym} is from before the age band was changed"
        raise AnswerRefused(
            Refusal.BEFORE_AGE_CHANGE, f"{words} ({min(changed):%Y-%m-%d}).", advice="Ask again."
        )


def _check_fresh(answer: Answer, subject: Subject, current: Answer, person: Participant) -> None:
    """A yes replaces only what was said before it, and only by something new."""
    if answer.at <= current.at:
        words = f"{person.pseudonym} answered “{current.state}” on {current.at:%Y-%m-%d %H:%M}"
        raise AnswerRefused(
            Refusal.NOT_FRESH, f"{words}; an older yes does not replace it.", advice="Ask again."
        )
    watched = "" if isinstance(subject, Workshop) else fingerprint(subject)
    same = _terms(answer) == _terms(current) and current.state.is_yes
    if same and (current.watched, current.age_changes) == (watched, person.age_changes):
        words = f"{person.pseudonym} has said exactly this on {current.at:%Y-%m-%d} already."
        raise AnswerRefused(Refusal.REPEATED, words)


def _terms(answer: Answer) -> tuple[object, ...]:
    conditions = (answer.treatments, answer.languages_left_out, answer.expires_at)
    return (answer.audience, *conditions, answer.guardian_id, answer.notice)
