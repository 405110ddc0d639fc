"""What counts now: what was said at one seat, and what all who answer for the person mean together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from consent.answers.checks import Subject
from consent.gate.overview import Letter, weigh
from consent.gate.reasons import Question
from consent.gate.records import Records
from consent.gate.standing import (
    Found,
    Stand,
    about,
    about_film,
    lineage,
    on_clip,
    on_film,
    on_workshop,
)
from consent.gate.states import ReleaseState, state_of
from consent.releases import Answer, Guardian, Role, Stage
from pvstudio.model import Audience, Clip, CutVersion, Participant, Treatment
from pvstudio.store import Reading
from workflows.phones.seat import Visit
from workflows.walks.subjects import audiences_of, mark_of, right_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What counts now for one audience (None: S1 and S2): what this seat said, and what all together mean."""

    audience: Audience | None
    mine: ReleaseState
    together: Letter  # of all who must answer for this person, also about taking part and being filmed
    treatments: frozenset[Treatment] = frozenset()  # of this seat's yes
    left_out: frozenset[str] = frozenset()
    until: datetime | None = None
    at: datetime | None = None  # when this seat said so; None: it has not


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """All that was said in all rights for the person of one visit."""

    person: Participant
    role: Role  # of this seat
    own: Records  # with this seat's guardian alone
    every: Records
    at: datetime

    @classmethod
    def of(cls, tx: Reading, visit: Visit, at: datetime) -> Voices:
        """Read what this person, and who answers for them, said; nothing of anybody else."""
        person = tx.get(Participant, visit.participant_id)
        role = right_of(person, visit)
        every = Records.of(
            workshop_id=visit.workshop,
            people=[person],
            answers=tx.find(Answer, participant_id=person.id),
            guardians=tx.find(Guardian, participant_id=person.id),
            versions=tx.find(CutVersion),
        )
        alone = {person.id: (visit.guardian_id,)} if role is Role.GUARDIAN else every.guardians
        return cls(person=person, role=role, own=replace(every, guardians=alone), every=every, at=at)

    def counts(self, stage: Stage, thing: Subject) -> tuple[Counts, ...]:
        """Return what counts for every audience that *stage* has."""
        return tuple(self._counts(stage, thing, audience) for audience in audiences_of(stage))

    def state(self, role: Role, stage: Stage, thing: Subject, audience: Audience | None) -> ReleaseState:
        """Return where one right stands, of whichever guardian."""
        answer, watched = self._said(self.every, role, stage, thing, audience)
        return state_of(answer, self.at, watched, self.person)

    def _counts(self, stage: Stage, thing: Subject, audience: Audience | None) -> Counts:
        answer, watched = self._said(self.own, self.role, stage, thing, audience)
        yes = answer if answer and answer.state.is_yes else None
        return Counts(
            audience=audience,
            mine=state_of(answer, self.at, watched, self.person),
            together=weigh(self._stands(stage, thing, audience)),
            treatments=yes.treatments if yes else frozenset(),
            left_out=yes.languages_left_out if yes else frozenset(),
            until=yes.expires_at if yes else None,
            at=answer.at if answer else None,
        )

    def _said(
        self, records: Records, role: Role, stage: Stage, thing: Subject, audience: Audience | None
    ) -> Found:
        if isinstance(thing, CutVersion):
            films = lineage(thing, records)
            return about_film(self.person, role, films, audience, records, self.at)[-1]
        mark = mark_of(thing)
        return about(self.person, role, stage, thing.id, audience, mark, records, self.at)[-1]

    def _stands(self, stage: Stage, thing: Subject, audience: Audience | None) -> Iterator[Stand]:
        """Yield what was said about the workshop and about *thing*; of S1 or S2 that stage alone."""
        languages = thing.languages if isinstance(thing, CutVersion) else ()
        asking = Question(audience or Audience.GROUP, languages, self.at, self.every)
        for stand in on_workshop(self.person, asking):
            mentioned = stand.answer or stand.reason
            if audience or (mentioned and mentioned.stage is stage):
                yield stand
        match thing:
            case Clip():
                yield from on_clip(self.person, asking, thing)
            case CutVersion():
                yield from on_film(self.person, lineage(thing, self.every), asking)
