"""What a walk is about: the workshop (S1, S2), a clip (S3), a finished film (S4); and what is asked of it."""

from __future__ import annotations

from consent.answers.checks import Subject, is_in
from consent.releases import Role, Stage, fingerprint
from pvstudio.editing.film import RenderedFilm
from pvstudio.errors import NotFound
from pvstudio.model import AgeBand, Audience, Clip, Cut, CutState, CutVersion, Participant, Workshop
from pvstudio.store import Reading
from pvstudio.store.errors import KeyGone
from workflows.phones.seat import Visit
from workflows.publish import film_folder
from workflows.reviews import request_of
from workflows.walks.errors import NotAsked
from workflows.wiring import Studio

_KINDS: dict[Stage, type[Workshop] | type[Clip] | type[CutVersion]] = {
    Stage.S1: Workshop,
    Stage.S2: Workshop,
    Stage.S3: Clip,
    Stage.S4: CutVersion,
}
_NAMES = {Stage.S1: "workshop", Stage.S2: "workshop", Stage.S3: "clip", Stage.S4: "film"}


def thing_of(tx: Reading, visit: Visit, stage: Stage, subject_id: str) -> Subject:
    """Return what is asked about; :class:`~pvstudio.errors.NotFound` where this person is not in it."""
    person = tx.get(Participant, visit.participant_id)
    thing = thing_itself(tx, stage, subject_id)
    if is_in(tx, person, thing):
        return thing
    raise NotFound(_NAMES[stage], subject_id)


def thing_itself(tx: Reading, stage: Stage, subject_id: str) -> Subject:
    """Return what is asked about, whoever is in it; :class:`~pvstudio.errors.NotFound` where it is gone."""
    for thing in tx.find(_KINDS[stage], id=subject_id):
        return thing
    raise NotFound(_NAMES[stage], subject_id)


def watchable(tx: Reading, visit: Visit, subject_id: str) -> Clip | CutVersion:
    """Return the clip or film with this id, if this person is in it; else raise NotFound."""
    stage = Stage.S4 if tx.find(CutVersion, id=subject_id) else Stage.S3
    thing = thing_of(tx, visit, stage, subject_id)
    if isinstance(thing, Workshop):
        raise NotFound("clip", subject_id)
    return thing


def asked_about(tx: Reading, visit: Visit, stage: Stage, thing: Subject) -> tuple[Audience | None, ...]:
    """Return the audiences that somebody is asked for.

    Raises :class:`NotAsked` for a film that was not sent to them, NotFound for one that is none any more.
    """
    if isinstance(thing, CutVersion):
        if thing.state is not CutState.RENDERED:
            raise NotFound("film", thing.id)
        request = request_of(tx, thing.id, visit.participant_id)
        if request is None:
            raise NotAsked(thing.id)
        return request.audiences
    return audiences_of(stage)


def audiences_of(stage: Stage) -> tuple[Audience | None, ...]:
    """Return the audiences that *stage* has; None alone where there are none (S1, S2)."""
    return (None,) if stage in {Stage.S1, Stage.S2} else tuple(Audience)


def mark_of(thing: Subject) -> str:
    """Return the fingerprint of what is watched; a workshop is not watched."""
    return "" if isinstance(thing, Workshop) else fingerprint(thing)


def title_of(tx: Reading, thing: Subject) -> str:
    """Return what it is called."""
    return tx.get(Cut, thing.cut_id).title if isinstance(thing, CutVersion) else thing.title


def length_of(studio: Studio, workshop: str, thing: Clip | CutVersion) -> int:
    """Return how long it takes to watch, in milliseconds; NotFound for a film that does not lie here."""
    if isinstance(thing, Clip):
        return thing.duration_ms
    try:
        return RenderedFilm.open(film_folder(studio, workshop, thing.id)).manifest.duration_ms
    except (FileNotFoundError, KeyGone) as gone:
        raise NotFound("film", thing.id) from gone


def right_of(person: Participant, visit: Visit) -> Role:
    """Return in which right somebody speaks at this seat: who was a child when it was made may not be now."""
    if visit.role is Role.CHILD_ASSENT and person.age_band is AgeBand.ADULT:
        return Role.SELF
    if visit.role is Role.SELF and person.age_band is not AgeBand.ADULT:
        return Role.CHILD_ASSENT
    return visit.role
