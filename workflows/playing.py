"""What of theirs somebody may watch now on a phone, alone with it: raw clips, and films before they answer.

Others are in them too. A raw clip is played where everybody else in it has agreed to take part and to be
filmed, and stands against nothing that the group sees of it: otherwise nobody could watch before all others
have answered. Whoever is in some seconds is in them by whatever clip (:mod:`consent.stretches`).
Answering no never waits for any of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from consent.gate.policy import Kind
from consent.gate.reasons import Question
from consent.gate.records import Records
from consent.gate.standing import Stand, lineage, on_clip, on_film, on_workshop
from consent.releases import Answer, Appearance, Guardian, Role
from consent.stretches import same_seconds
from pvstudio.languages import covers
from pvstudio.media.treatments import ELSEWHERE
from pvstudio.model import Audience, Clip, CutVersion, Participant
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track
from workflows.phones import Seat
from workflows.reviews import ReviewRequest

_NOES = frozenset({Kind.REFUSED, Kind.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconds:
    """A clip, the others of the same seconds, and what is known about all who are in any of these."""

    clip: Clip
    same: tuple[Clip, ...]
    records: Records

    @classmethod
    def of(cls, tx: Reading, workshop: str, clip: Clip) -> Seconds:
        """Read them."""
        same = tuple(same_seconds(tx, clip))
        records = Records.for_clips(tx, workshop, [clip.id, *(one.id for one in same)])
        return cls(clip=clip, same=same, records=records)

    @property
    def people(self) -> set[str]:
        """The ids of those who are in them."""
        return {one for here in self.records.appearing.values() for one in here}

    def with_them(self, person: str) -> Iterator[Clip]:
        """Yield the clips in which somebody was logged."""
        for one in (self.clip, *self.same):
            if person in self.records.appearing.get(one.id, ()):
                yield one


def may_play(tx: Reading, workshop: str, clip: Clip, seat: Seat, at: datetime) -> bool:
    """Tell whether whoever holds *seat* may watch a raw clip of theirs alone now, on a phone.

    Not as long as nobody has confirmed who is in it: that is for facilitators (CONSENT: unlogged). Not what
    the officer has stopped for the group. At a guardian's seat not what the child itself said no to.
    """
    seconds = Seconds.of(tx, workshop, clip)
    people, records = seconds.people, seconds.records
    if not clip.people_complete or not people <= records.people.keys():
        return False
    if any(_stopped(subject, records) for subject in (clip.id, *people)):
        return False
    question = Question(Audience.GROUP, (), at, records)
    return not any(_against(records.people[one], seat, seconds, question) for one in people)


def subtitles_of(tx: Reading, workshop: str, clip: Clip, participant_id: str) -> dict[str, Track]:
    """Return what is said in a clip, by language (BCP 47), as somebody in it may read it.

    Not in a language that somebody else in it leaves out of their yes, to whomever.
    """
    left_out = {
        language
        for one in Seconds.of(tx, workshop, clip).records.standing.values()
        if one.participant_id != participant_id
        for language in one.languages_left_out
    }
    tracks = {track.language: track for track in tx.find(Track, clip_id=clip.id)}
    return {tag: one for tag, one in sorted(tracks.items()) if not any(covers(no, tag) for no in left_out)}


def film_refused(tx: Reading, workshop: str, version: CutVersion, seat: Seat, at: datetime) -> bool:
    """Tell whether somebody else in a film said no to it (S4): for the group, or to all that they are asked.

    Whoever was asked nothing is asked for the film's own audience. To a guardian the child is somebody else.
    """
    older = Records.of(workshop_id=workshop, versions=tx.find(CutVersion, cut_id=version.cut_id))
    line = lineage(version, older)
    said = [answer for one in line for answer in tx.find(Answer, subject_id=one.id)]
    people = _in_film(tx, version, {one.participant_id for one in said if not one.state.is_yes})
    if not people:
        return False
    guardians = [one for person in people for one in tx.find(Guardian, participant_id=person.id)]
    records, asked = Records.of(workshop_id=workshop, answers=said, guardians=guardians), _asked(tx, version)

    def refuses(person: Participant, audience: Audience) -> bool:
        stands = on_film(person, line, Question(audience, (), at, records))
        return any(_no(one) for one in _of_others(stands, person, seat))

    return any(
        refuses(person, Audience.GROUP)
        or all(refuses(person, audience) for audience in asked.get(person.id, (version.audience,)))
        for person in people
    )


def _in_film(tx: Reading, version: CutVersion, people: Iterable[str]) -> list[Participant]:
    """Return those of *people* who are in a film."""
    clips = {item.clip_id for item in version.items}
    seen = (
        one for one in people if clips & {in_it.clip_id for in_it in tx.find(Appearance, participant_id=one)}
    )
    return [tx.get(Participant, one) for one in sorted(seen)]


def _asked(tx: Reading, version: CutVersion) -> dict[str, tuple[Audience, ...]]:
    requests = tx.find(ReviewRequest, version_id=version.id)
    return {one.participant_id: one.audiences for one in requests if one.audiences}


def _stopped(subject: str, records: Records) -> bool:
    return any(veto.audience in {None, Audience.GROUP} for veto in records.vetoes.get(subject, ()))


def _against(person: Participant, seat: Seat, seconds: Seconds, question: Question) -> bool:
    """Tell whether *person* keeps the clip from *seat*. Silence about sharing (S3) does not."""
    before = [*on_workshop(person, question)]
    shared = [one for clip in seconds.with_them(person.id) for one in on_clip(person, question, clip)]
    others = [*_of_others([*before, *shared], person, seat)]
    if any(map(_no, others)):
        return True
    if person.id == seat.participant_id:
        return False
    return any(one.reason for one in before) or any(map(_hides, others))


def _of_others(stands: Iterable[Stand], person: Participant, seat: Seat) -> Iterator[Stand]:
    """Yield what somebody else said than those for whom *seat* looks: to a guardian, also the child."""
    for one in stands:
        role = one.answer.role if one.answer else None
        if person.id != seat.participant_id or (seat.role is Role.GUARDIAN and role is Role.CHILD_ASSENT):
            yield one


def _no(stand: Stand) -> bool:
    return stand.reason is not None and stand.reason.kind in _NOES


def _hides(stand: Stand) -> bool:
    """Tell whether something is to be done to picture or sound before it is seen."""
    return stand.answer is not None and bool(stand.answer.treatments - ELSEWHERE)
