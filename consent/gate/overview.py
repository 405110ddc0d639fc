"""Everybody's standing on everything at a glance: the letters of the consent matrix. Pure.

They are for people to look at and open nothing. What a person said is judged by the same rules as the
gate's (:mod:`consent.gate.standing`), each once for a whole matrix; that the letters and the gate
(:func:`consent.gate.policy.clip_withheld`) say the same is a law that tests try on random workshops.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consent.gate.policy import withheld
from consent.gate.reasons import Kind, Question
from consent.gate.records import Records
from consent.gate.standing import Stand, lineage, on_clip, on_film, on_workshop
from consent.releases import Answer, Appearance, Guardian, Stage, Veto, VetoLifted
from consent.treated import TreatmentCheck
from pvstudio.model import Audience, Clip, CutVersion, Participant
from pvstudio.store import Reading


class Letter(StrEnum):
    """How one person stands to one audience; the later ones outweigh the earlier."""

    YES = "yes"
    CONDITIONS = "conditions"  # yes, on conditions
    PENDING = "pending"  # not asked, or not about what there is now
    ENDED = "ended"  # by time
    NO = "no"

    @property
    def opens(self) -> bool:
        """Whether nothing of this person stands in the way, if the conditions are met."""
        return self is Letter.YES or self is Letter.CONDITIONS


#: What stands in the way, as a letter; whatever is not named here is a no.
_LETTERS = {
    Kind.NO_ANSWER: Letter.PENDING,
    Kind.CHANGED: Letter.PENDING,
    Kind.NOT_YET: Letter.PENDING,
    Kind.AGE_CHANGED: Letter.PENDING,
    Kind.EXPIRED: Letter.ENDED,
}
_WEIGHT = {letter: weight for weight, letter in enumerate(Letter)}

#: A letter for each audience, in their order.
Letters = tuple[Letter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one person stands: on taking part (S1), on being filmed (S2), on what they are in."""

    person: Participant
    takes_part: Letter
    is_filmed: Letter
    clips: Mapping[str, Letters]  # S1 to S3, by clip
    films: Mapping[str, Letters]  # S4 alone, by version
    stopped: bool  # by the safeguarding officer, for some audience at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everybody's standing; for each clip and film to whom it is open, and whose clips are not all logged."""

    people: tuple[Standing, ...]
    clips: Mapping[str, tuple[bool, ...]]  # with the treatments that people ask for
    films: Mapping[str, tuple[bool, ...]]  # as rendered


def all_records(tx: Reading, workshop: str) -> Records:
    """Read what matters for everything in a workshop at once."""
    return Records.of(
        workshop_id=workshop,
        clips=tx.find(Clip),
        people=tx.find(Participant),
        appearances=tx.find(Appearance),
        answers=tx.find(Answer),
        guardians=tx.find(Guardian),
        vetoes=tx.find(Veto),
        lifted=tx.find(VetoLifted),
        versions=tx.find(CutVersion),
        checks=tx.find(TreatmentCheck),
    )


def overview(records: Records, films: Sequence[CutVersion], at: datetime) -> Overview:
    """Return where everybody stands at the moment *at*, on all clips and on *films*."""
    questions = [Question(audience, (), at, records) for audience in Audience]
    home = {person: list(on_workshop(one, questions[0])) for person, one in records.people.items()}
    clips = {clip.id: _of_clip(clip, home, questions) for clip in records.clips.values()}
    said = {film.id: on_this_film(film, records, at) for film in films}
    return Overview(
        people=tuple(
            Standing(
                person=person,
                takes_part=weigh(one for one in home[person.id] if _about(one, Stage.S1)),
                is_filmed=weigh(one for one in home[person.id] if _about(one, Stage.S2)),
                clips={clip: letters[person.id] for clip, letters in clips.items() if person.id in letters},
                films={film: letters[person.id] for film, letters in said.items() if person.id in letters},
                stopped=person.id in records.vetoes,
            )
            for person in records.people.values()
        ),
        clips={clip: _open_to(records.clips[clip], letters, records) for clip, letters in clips.items()},
        films={
            film.id: tuple(not withheld(film, one, None, at, records=records) for one in Audience)
            for film in films
        },
    )


def _of_clip(
    clip: Clip, home: Mapping[str, Sequence[Stand]], questions: Sequence[Question]
) -> dict[str, Letters]:
    """Return the letters of everybody in a clip: what they said about it, and about the workshop."""
    records = questions[0].records
    letters: dict[str, Letters] = {}
    for person_id in records.appearing.get(clip.id, ()):
        person = records.people.get(person_id)
        if person is None:  # a stranger: nobody who could have said yes
            letters[person_id] = (Letter.NO,) * len(questions)
            continue
        letters[person_id] = tuple(
            Letter.NO
            if _stopped(person_id, question.audience, records)
            else weigh((*home[person_id], *on_clip(person, question, clip)))
            for question in questions
        )
    return letters


def on_this_film(film: CutVersion, records: Records, at: datetime) -> dict[str, Letters]:
    """Return the letters of those who are in a film: what they said about it, or it inherits (S4)."""
    inside = dict.fromkeys(one for item in film.items for one in records.appearing.get(item.clip_id, ()))
    versions = lineage(film, records)
    questions = [Question(audience, film.languages, at, records) for audience in Audience]
    return {
        person: tuple(weigh(on_film(records.people[person], versions, one)) for one in questions)
        for person in inside
        if person in records.people
    }


def _open_to(clip: Clip, letters: Mapping[str, Letters], records: Records) -> tuple[bool, ...]:
    return tuple(
        clip.people_complete
        and not _stopped(clip.id, audience, records)
        and all(each[column].opens for each in letters.values())
        for column, audience in enumerate(Audience)
    )


def _stopped(subject: str, audience: Audience, records: Records) -> bool:
    return any(veto.audience in {None, audience} for veto in records.vetoes.get(subject, ()))


def _about(stand: Stand, stage: Stage) -> bool:
    said = stand.answer or stand.reason
    return said is not None and said.stage is stage


def weigh(stands: Iterable[Stand]) -> Letter:
    """Return the letter of what was said in each right: all of them must say yes."""
    worst = Letter.YES
    for answer, reason in stands:
        if reason:
            letter = _LETTERS.get(reason.kind, Letter.NO)
        elif answer and (answer.treatments or answer.languages_left_out):
            letter = Letter.CONDITIONS
        else:
            continue
        if _WEIGHT[letter] > _WEIGHT[worst]:
            worst = letter
    return worst
