"""Records: what the gate needs to know about some clips, read once and indexed.

Only the documents of these clips and of the people in them are kept; nothing of another workshop
is ever looked at. What holds now is derived here from the events: the answer that was recorded
last stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from consent.releases import Answer, Appearance, Guardian, Role, Stage, Veto, VetoLifted
from consent.treated import TreatmentCheck, Verdict
from pvstudio.errors import NotFound
from pvstudio.model import Audience, Clip, CutVersion, Participant
from pvstudio.store import Reading
from pvstudio.store.documents import D

#: participant, role, stage, subject, audience, guardian ("" in any other role)
_Asked = tuple[str, Role, Stage, str, Audience | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The facts of one workshop that a decision rests on."""

    workshop_id: str
    clips: Mapping[str, Clip]
    people: Mapping[str, Participant]
    appearing: Mapping[str, tuple[str, ...]]  # clip id → participant ids
    standing: Mapping[_Asked, Answer]  # the answer recorded last
    guardians: Mapping[str, tuple[str, ...]]  # participant id → guardians who have the right to answer
    vetoes: Mapping[str, tuple[Veto, ...]]  # subject id → vetoes that stand
    versions: Mapping[str, CutVersion]
    checks: Mapping[tuple[str, str], TreatmentCheck]  # clip id, hash of a treated file → its last check

    @classmethod
    def of(
        cls,
        *,
        workshop_id: str,
        clips: Iterable[Clip] = (),
        people: Iterable[Participant] = (),
        appearances: Iterable[Appearance] = (),
        answers: Iterable[Answer] = (),
        guardians: Iterable[Guardian] = (),
        vetoes: Iterable[Veto] = (),
        lifted: Iterable[VetoLifted] = (),
        versions: Iterable[CutVersion] = (),
        checks: Iterable[TreatmentCheck] = (),
    ) -> Records:
        """Index documents that are at hand."""
        return cls(
            workshop_id=workshop_id,
            clips={clip.id: clip for clip in clips},
            people={person.id: person for person in people},
            appearing=_appearing(appearances),
            standing=_standing(answers),
            guardians=_guardians(guardians),
            vetoes=_vetoes(vetoes, {lifting.veto_id for lifting in lifted}),
            versions={version.id: version for version in versions},
            checks=_checks(checks),
        )

    @classmethod
    def for_clips(cls, tx: Reading, workshop_id: str, clip_ids: Iterable[str]) -> Records:
        """Read what matters for some clips of the workshop that *tx* looks at."""
        return cls._read(tx, workshop_id, set(clip_ids), ())

    @classmethod
    def for_version(cls, tx: Reading, workshop_id: str, version: CutVersion) -> Records:
        """Read what matters for one cut version, with the versions that it narrows."""
        return cls._read(tx, workshop_id, {item.clip_id for item in version.items}, _lineage(tx, version))

    @classmethod
    def _read(
        cls, tx: Reading, workshop_id: str, clip_ids: set[str], versions: Sequence[CutVersion]
    ) -> Records:
        appearances = [one for one in tx.find(Appearance) if one.clip_id in clip_ids]
        persons = {one.participant_id for one in appearances}
        subjects = {workshop_id, *clip_ids, *(version.id for version in versions)}
        return cls.of(
            workshop_id=workshop_id,
            clips=_known(tx, Clip, clip_ids),
            people=_known(tx, Participant, persons),
            appearances=appearances,
            answers=[
                answer
                for person in sorted(persons)
                for answer in tx.find(Answer, participant_id=person)
                if answer.subject_id in subjects
            ],
            guardians=[one for one in tx.find(Guardian) if one.participant_id in persons],
            vetoes=tx.find(Veto),
            lifted=tx.find(VetoLifted),
            versions=versions,
            checks=[one for one in tx.find(TreatmentCheck) if one.clip_id in clip_ids],
        )

    def answer(
        self,
        person: str,
        role: Role,
        stage: Stage,
        subject: str,
        audience: Audience | None,
        guardian: str = "",
    ) -> Answer | None:
        """Return the answer that stands; a later no to every audience stands over an older yes to one."""
        one = self.standing.get((person, role, stage, subject, audience, guardian))
        if audience is None:
            return one
        general = self.standing.get((person, role, stage, subject, None, guardian))
        if one is None or general is None:
            return one or general
        return max(one, general, key=_order)


def _order(answer: Answer) -> tuple[int, bool]:
    return answer.number, not answer.state.is_yes  # two of the same number: the no stands


def _standing(answers: Iterable[Answer]) -> dict[_Asked, Answer]:
    found: dict[_Asked, Answer] = {}
    for answer in answers:
        who = answer.guardian_id if answer.role is Role.GUARDIAN else ""
        asked = (answer.participant_id, answer.role, answer.stage, answer.subject_id, answer.audience, who)
        held = found.get(asked)
        if held is None or _order(answer) > _order(held):
            found[asked] = answer
    return found


def _guardians(guardians: Iterable[Guardian]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for one in guardians:
        found[one.participant_id] += (one.id,)
    return dict(found)


def _checks(checks: Iterable[TreatmentCheck]) -> dict[tuple[str, str], TreatmentCheck]:
    found: dict[tuple[str, str], TreatmentCheck] = {}
    for check in sorted(checks, key=lambda one: (one.number, one.verdict is Verdict.NOT_OK)):
        found[check.clip_id, check.mezzanine] = check  # two of the same number: the doubt stands
    return found


def _appearing(appearances: Iterable[Appearance]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one in appearances:
        found[one.clip_id][one.participant_id] = None
    return {clip: tuple(people) for clip, people in found.items()}


def _vetoes(vetoes: Iterable[Veto], lifted: set[str]) -> dict[str, tuple[Veto, ...]]:
    found: defaultdict[str, tuple[Veto, ...]] = defaultdict(tuple)
    for veto in vetoes:
        if veto.id not in lifted:
            found[veto.subject_id] += (veto,)
    return dict(found)


def _known(tx: Reading, kind: type[D], ids: Iterable[str]) -> list[D]:
    """Return those of *ids* that exist: the gate itself names the others."""
    found: list[D] = []
    for one in sorted(ids):
        with suppress(NotFound):
            found.append(tx.get(kind, one))
    return found


def _lineage(tx: Reading, version: CutVersion) -> list[CutVersion]:
    """Return *version* as it is stored, and the older versions that it claims to narrow."""
    found: dict[str, CutVersion] = {}
    following: str | None = version.id
    while following is not None and following not in found:
        known = _known(tx, CutVersion, [following])
        if not known:
            break
        found[following] = known[0]
        following = known[0].narrows
    return list(found.values())
