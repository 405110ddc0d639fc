"""People come into a workshop by the browser: typed, checked, and only then enrolled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consent.answers.enrolling import add_guardian, end_guardianship, enrol
from consent.releases import Answer, Guardian
from pvstudio.languages import canonical
from pvstudio.model import AgeBand, Participant, PopulationGroup, Sex, new_id
from pvstudio.store import Reading
from workflows.errors import WorkflowError
from workflows.fields import NOTES, FormRefused, Problem, check_unchanged, measured, one_line, several_lines
from workflows.phones.forgetting import forget_stale_seats
from workflows.wiring import Studio
from workflows.withdrawals import consent_changes

#: A pseudonym stands on buttons, cards and receipts.
_LONGEST = 60

#: So many people at once: more than come to any day, and written within seconds.
MANY = 200


class OneRefused(FormRefused):
    """Of several people at once one cannot be enrolled: the one of *number*, from 0."""

    def __init__(self, number: int, problem: Problem) -> None:
        super().__init__({"several": problem})
        self.number = number


class AgeChangeUnsaid(WorkflowError):
    """Another age band asks others, and everything anew: whoever changes it must have been told so."""

    def __init__(self, person: Participant, band: AgeBand, yeses: int) -> None:
        super().__init__(
            f"With another age band no yes of {person.pseudonym} holds any longer: {yeses} would end.",
            advice="Say that this is meant; then ask again, those who answer now.",
        )
        self.person, self.band, self.yeses = person, band, yeses


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What somebody typed about a participant."""

    pseudonym: str
    age_band: AgeBand | None = None  # nobody has said yet: it decides who answers, and is never guessed
    languages: tuple[str, ...] = ()
    population_group: PopulationGroup = PopulationGroup.UNDISCLOSED
    risk_notes: str = ""
    sex: Sex = Sex.UNDISCLOSED

    @classmethod
    def of(cls, person: Participant) -> Person:
        """Return what is kept about *person*."""
        return cls(
            pseudonym=person.pseudonym,
            age_band=person.age_band,
            languages=person.languages,
            population_group=person.population_group,
            risk_notes=person.risk_notes,
            sex=person.sex,
        )

    def checked(self, tx: Reading, *, but: str = "") -> Person:
        """Return it tidy, or raise :class:`~workflows.fields.FormRefused`; *but* is who may be called so."""
        tags = dict.fromkeys(canonical(tag) for tag in self.languages)
        tidy = replace(
            self,
            pseudonym=one_line(self.pseudonym),
            languages=tuple(tag for tag in tags if tag),
            risk_notes=several_lines(self.risk_notes),
        )
        problems = measured({"pseudonym": tidy.pseudonym}, longest=_LONGEST, needed="pseudonym")
        problems |= measured({"risk_notes": tidy.risk_notes}, longest=NOTES)
        if None in tags:
            problems["languages"] = Problem.NO_LANGUAGE
        if tidy.age_band is None:
            problems["age_band"] = Problem.NO_CHOICE
        called = tidy.pseudonym.casefold()
        if any(one.id != but and one.pseudonym.casefold() == called for one in tx.find(Participant)):
            problems["pseudonym"] = Problem.TAKEN
        if problems:
            raise FormRefused(problems)
        return tidy

    def put_into(self, person: Participant) -> Participant:
        """Return *person* with all of it. Raises :class:`~workflows.fields.FormRefused` without an age."""
        if self.age_band is None:
            raise FormRefused({"age_band": Problem.NO_CHOICE})
        return replace(
            person,
            pseudonym=self.pseudonym,
            age_band=self.age_band,
            languages=self.languages,
            population_group=self.population_group,
            risk_notes=self.risk_notes,
            sex=self.sex,
        )


def welcome(studio: Studio, workshop: str, said: Person, *, by: str, as_id: str = "") -> Participant:
    """Enrol somebody new and return them. Raises :class:`~workflows.fields.FormRefused`.

    *as_id* is who they will be, if that was decided before: whoever is enrolled by it already is returned.
    """
    with studio.book(workshop) as tx:
        for known in tx.tx.find(Participant, id=as_id):
            return known
        tidy = said.checked(tx.tx)
        return enrol(tx, tidy.put_into(Participant(id=as_id or new_id("person"), pseudonym="")), by=by)


def welcome_all(studio: Studio, workshop: str, some: Sequence[Person], *, by: str) -> list[Participant]:
    """Enrol several people, all or none, and return them.

    Raises :class:`OneRefused`; what is wrong with all of them is :class:`~workflows.fields.FormRefused`.
    """
    if len(some) > MANY:
        raise OneRefused(MANY, Problem.TOO_MANY)
    made = []
    with studio.book(workshop) as tx:
        for number, said in enumerate(some):
            try:
                tidy = said.checked(tx.tx)
            except FormRefused as refused:
                first = refused.problems.get("pseudonym")
                raise (OneRefused(number, first) if first else refused) from refused
            made.append(enrol(tx, tidy.put_into(Participant(id=new_id("person"), pseudonym="")), by=by))
    return made


def change_person(
    studio: Studio,
    workshop: str,
    person_id: str,
    said: Person,
    *,
    by: str,
    age_change_said: bool = False,
    sent: str | None = None,
) -> Participant:
    """Note what changed about somebody, and return them.

    *sent* stands for what the form showed (:func:`~workflows.fields.seen` of :class:`Person`). Raises
    :class:`~workflows.fields.FormRefused`, :class:`~workflows.fields.ChangedMeanwhile`,
    :class:`~pvstudio.errors.NotFound`, and :class:`AgeChangeUnsaid` where the age band changes and
    *age_change_said* is not true.
    """
    with studio.documents.read(workshop) as tx:
        before = tx.get(Participant, person_id)
        tidy = said.checked(tx, but=person_id)
        check_unchanged(Person.of(before), tidy, sent)
        band = tidy.put_into(before).age_band
        if band is not before.age_band and not age_change_said:
            raise AgeChangeUnsaid(before, band, yeses_that_end(tx, before))
    with consent_changes(studio, workshop) as book:
        tidy, kept = said.checked(book.tx, but=person_id), book.get(Participant, person_id)
        check_unchanged(Person.of(kept), tidy, sent)
        person = enrol(book, tidy.put_into(kept), by=by)
    forget_stale_seats(studio, workshop, person.id)
    return person


def yeses_that_end(tx: Reading, person: Participant) -> int:
    """Say of how many things a yes would no longer hold, should the age band of *person* change."""
    said = sorted(tx.find(Answer, participant_id=person.id), key=lambda one: one.number)
    last = {(one.role, one.stage, one.subject_id, one.audience, one.guardian_id): one for one in said}
    holding = [one for one in last.values() if one.state.is_yes and one.age_changes == person.age_changes]
    return len({(one.stage, one.subject_id, one.audience) for one in holding})


def name_guardian(
    studio: Studio, workshop: str, person_id: str, pseudonym: str, relation: str, languages: tuple[str, ...]
) -> Guardian:
    """Note who answers for a minor. Raises :class:`~workflows.fields.FormRefused` and what consent does."""
    fields = {"pseudonym": one_line(pseudonym), "relation": one_line(relation)}
    problems = measured(fields, longest=_LONGEST, needed="pseudonym")
    tags = [canonical(tag) for tag in languages]
    if None in tags:
        problems["languages"] = Problem.NO_LANGUAGE
    if problems:
        raise FormRefused(problems)
    spoken = tuple(tag for tag in tags if tag)
    with studio.book(workshop) as tx:
        return add_guardian(tx, person_id, fields["pseudonym"], relation=fields["relation"], languages=spoken)


def end_guardian(studio: Studio, workshop: str, guardian_id: str, *, by: str, reason: str) -> None:
    """Note that somebody no longer answers for a child: for the safeguarding officer *by*."""
    with consent_changes(studio, workshop) as tx:
        ended = end_guardianship(tx, guardian_id, by=by, reason=one_line(reason))
    forget_stale_seats(studio, workshop, ended.participant_id)
