"""What somebody can be asked at their seat, and who else must answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from consent.gate.states import ReleaseState
from consent.notices import NoticeApproval, approved, best_for, notice
from consent.notices import languages as all_languages
from consent.releases import MUST_AGREE, Guardian, Role, Stage
from pvstudio.errors import NotFound
from pvstudio.model import CutState, CutVersion, Participant
from pvstudio.store import Reading
from workflows.mine import clips_of, films_of
from workflows.phones.seat import Visit
from workflows.walks.counting import Counts, Voices
from workflows.walks.errors import NotAsked
from workflows.walks.subjects import asked_about, thing_itself, thing_of, title_of
from workflows.walks.walk import Walk
from workflows.wiring import Studio

_AWAITED = frozenset({ReleaseState.PENDING, ReleaseState.EXPIRED})
_NOES = frozenset({ReleaseState.REFUSED, ReleaseState.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that this seat can be asked about. *open*: an answer of this seat's is awaited."""

    stage: Stage
    subject_id: str
    title: str
    counts: tuple[Counts, ...]  # for each audience asked; of a film that was not sent, for all
    open: bool
    asked: bool  # False: a film that nobody was asked about yet


def questions(studio: Studio, visit: Visit, at: datetime) -> list[Question]:
    """Return what this seat can be asked: S1, S2, each clip (S3), each finished film (S4).

    Of a cut the newest film, and older ones that were sent to them.
    """
    with studio.documents.read(visit.workshop) as tx:
        voices = Voices.of(tx, visit, at)
        return [_question(tx, visit, voices, *thing) for thing in _things(tx, visit)]


def standing_now(
    studio: Studio, visit: Visit, stage: Stage, subject_id: str, at: datetime
) -> tuple[Counts, ...]:
    """Return what counts now about one thing, for every audience. Raises NotFound if they are not in it."""
    with studio.documents.read(visit.workshop) as tx:
        return Voices.of(tx, visit, at).counts(stage, thing_of(tx, visit, stage, subject_id))


def standing_of(studio: Studio, visit: Visit, walk: Walk, at: datetime) -> tuple[Counts, ...]:
    """Return what counts now about what *walk*, of this seat, asked; also if they were taken out of it."""
    with studio.documents.read(visit.workshop) as tx:
        counts = Voices.of(tx, visit, at).counts(walk.stage, thing_itself(tx, walk.stage, walk.subject_id))
    return tuple(one for one in counts if one.audience in walk.audiences)


def still_asked(
    studio: Studio, visit: Visit, stage: Stage, subject_id: str, at: datetime
) -> tuple[Role, ...]:
    """Return who else must answer for this person before it can open, this seat's own right left out.

    Nobody is asked about an audience that somebody who answers for this person has said no to.
    """
    with studio.documents.read(visit.workshop) as tx:
        try:
            thing = thing_of(tx, visit, stage, subject_id)
            asked = asked_about(tx, visit, stage, thing)
        except (NotAsked, NotFound):  # not sent, no film any more, or they are not in it: nobody is asked
            return ()
        voices = Voices.of(tx, visit, at)
    rights = MUST_AGREE[voices.person.age_band]
    said = [{role: voices.state(role, stage, thing, audience) for role in rights} for audience in asked]
    alive = [states for states in said if not _NOES.intersection(states.values())]
    others = (role for role in rights if role is not voices.role)
    return tuple(role for role in others if any(states[role] in _AWAITED for states in alive))


def languages_for(studio: Studio, visit: Visit, stage: Stage) -> tuple[str, ...]:
    """Return the languages in which this seat can be told so that a yes counts, best first.

    Those that whoever answers understands, as far as that is known; a person stands behind each text.
    """
    with studio.documents.read(visit.workshop) as tx:
        if visit.role is Role.GUARDIAN:
            known = [tag for one in tx.find(Guardian, id=visit.guardian_id) for tag in one.languages]
        else:
            known = [*tx.get(Participant, visit.participant_id).languages]
        approvals = tx.find(NoticeApproval)
    offered = best_for(known) if known else all_languages()
    return tuple(tag for tag in offered if approved(notice(stage, tag), approvals))


def _things(tx: Reading, visit: Visit) -> Iterator[tuple[Stage, str]]:
    yield Stage.S1, visit.workshop
    yield Stage.S2, visit.workshop
    yield from ((Stage.S3, clip.id) for clip in clips_of(tx, visit.participant_id))
    newest: set[str] = set()
    for film in films_of(tx, visit.participant_id):  # the newest of each cut comes first
        if film.state is not CutState.RENDERED:
            continue
        if film.cut_id not in newest or _was_sent(tx, visit, film):
            yield Stage.S4, film.id
        newest.add(film.cut_id)


def _was_sent(tx: Reading, visit: Visit, film: CutVersion) -> bool:
    with suppress(NotAsked):
        return bool(asked_about(tx, visit, Stage.S4, film))
    return False


def _question(tx: Reading, visit: Visit, voices: Voices, stage: Stage, subject_id: str) -> Question:
    thing = thing_of(tx, visit, stage, subject_id)
    counts, sent = voices.counts(stage, thing), True
    try:
        asked = asked_about(tx, visit, stage, thing)
        counts = tuple(one for one in counts if one.audience in asked)
    except NotAsked:
        sent = False
    needed = voices.role in MUST_AGREE[voices.person.age_band]
    return Question(
        stage=stage,
        subject_id=subject_id,
        title=title_of(tx, thing),
        counts=counts,
        open=sent and needed and any(one.mine in _AWAITED for one in counts),
        asked=sent,
    )
