"""Appearances, answers and vetoes: the documents that consent is made of.

All are events: written once, never changed. What holds *now* is derived from them
(:mod:`consent.gate.records`), never stored. Words and rules are those of the consent model.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pvstudio.model import AgeBand, Audience, Clip, CutVersion, Treatment


class Sign(StrEnum):
    """By what a person can be recognised in a clip."""

    FACE = "face"
    VOICE = "voice"
    NAME = "name"
    PLACE = "place"
    OTHER = "other"  # clothing, a document, a tattoo …


class Stage(StrEnum):
    """What is asked, and when. A yes never carries to a later stage."""

    S1 = "S1"  # take part: before the workshop, about the person
    S2 = "S2"  # be filmed: before the camera, about the workshop
    S3 = "S3"  # share: after watching the raw clip, by audience
    S4 = "S4"  # this cut: after watching the finished film, by audience


class AnswerState(StrEnum):
    """What somebody said."""

    GIVEN = "given"
    LIMITED = "limited"  # yes, on conditions
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def is_yes(self) -> bool:
        """Whether this answer opens anything at all."""
        return self is AnswerState.GIVEN or self is AnswerState.LIMITED


class How(StrEnum):
    """The medium of an answer."""

    ON_SCREEN = "on-screen"
    SPOKEN = "spoken"
    PAPER = "paper"
    GUARDIAN = "guardian"  # through a guardian who was reached another way


class Role(StrEnum):
    """In which right somebody answers for a participant."""

    SELF = "self"
    GUARDIAN = "guardian"
    CHILD_ASSENT = "child-assent"
    BEST_INTERESTS = "best-interests"  # the safeguarding officer's sign-off


#: Who must say yes, by age band (UNICEF, IFRC). All of them, each for themselves.
MUST_AGREE: dict[AgeBand, tuple[Role, ...]] = {
    AgeBand.ADULT: (Role.SELF,),
    AgeBand.MINOR: (Role.GUARDIAN, Role.CHILD_ASSENT),
    AgeBand.UNACCOMPANIED: (Role.BEST_INTERESTS, Role.CHILD_ASSENT),
}

#: Whose no counts, though nobody needs their yes: a minor's guardian of yesterday, an officer.
MAY_OBJECT: dict[AgeBand, tuple[Role, ...]] = {
    AgeBand.ADULT: (),
    AgeBand.MINOR: (Role.BEST_INTERESTS,),
    AgeBand.UNACCOMPANIED: (Role.GUARDIAN,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A participant is in a clip, recognisable *by* these signs."""

    id: str
    clip_id: str
    participant_id: str
    by: frozenset[Sign]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A facilitator confirms that everybody who can be recognised in a clip is logged, or it is open again.

    One document a clip; the last that was said stands (``Clip.people_complete`` follows it).
    """

    id: str  # "complete-" and the clip's id
    at: datetime
    clip_id: str
    complete: bool
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """Who answers for a minor: known by a pseudonym and by what they are to the child."""

    id: str
    at: datetime
    participant_id: str
    pseudonym: str
    relation: str = ""  # mother, uncle, appointed guardian …
    languages: tuple[str, ...] = ()  # BCP 47, that they understand


class TeachBack(StrEnum):
    """Whether somebody could tell back, with pictures, what they were told."""

    NOT_ASKED = "not-asked"
    UNDERSTOOD = "understood"
    NOT_UNDERSTOOD = "not-understood"  # explain again; a yes does not count


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One person's answer about one thing (a release), as an event.

    *subject_id* is the workshop (S1, S2), a clip (S3) or a cut version (S4). *audience* is None
    for S1 and S2; a no at S3 or S4 with None is a no to every audience. *number* counts a
    participant's answers in the order of recording, so that a laptop's wrong clock cannot put an
    old yes over a new no; *age_changes* is the participant's at that time; *watched* is the
    fingerprint of what was watched, *content* the hash of it, for those who hold the film and not
    the documents. These four are set by
    :func:`consent.answers.recording.record_answer`.
    """

    id: str
    at: datetime
    participant_id: str
    stage: Stage
    subject_id: str
    state: AnswerState
    audience: Audience | None = None
    treatments: frozenset[Treatment] = frozenset()
    languages_left_out: frozenset[str] = frozenset()  # BCP 47; "sr" leaves out "sr-Latn" too
    expires_at: datetime | None = None
    how: How = How.ON_SCREEN
    role: Role = Role.SELF
    guardian_id: str = ""  # who the guardian was, for an answer in that role
    taken_by: str = ""
    interpreter: str = ""
    notice: str = ""  # which notice was shown or read: its hash, version and language
    teach_back: TeachBack = TeachBack.NOT_ASKED
    evidence: str = ""  # SHA-256 of the recording or the photographed sheet
    number: int = 0
    age_changes: int = 0
    watched: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """The safeguarding officer stops a clip, a person, a cut or a version; wins over every yes.

    *audience* None stops it for everybody. *words* are for facilitators: no secrets in them. *copy_of* is
    the veto on another clip of the same seconds that this one follows from.
    """

    id: str
    at: datetime
    subject_id: str
    by: str
    audience: Audience | None = None
    words: str = ""
    copy_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VetoLifted:
    """A veto no longer stands. It opens nothing by itself: every yes is still needed."""

    id: str
    at: datetime
    veto_id: str
    by: str


def fingerprint(subject: Clip | CutVersion) -> str:
    """Say what was watched, so that a yes does not carry to what was changed afterwards."""
    if isinstance(subject, CutVersion):
        return subject.film_sha256
    return f"{subject.footage_id} {subject.start_ms}-{subject.end_ms} ms"
