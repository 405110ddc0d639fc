"""A walk and what was watched, as documents: drafts, which open nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from consent.releases import AnswerState, Role, Stage
from pvstudio.model import Audience, Treatment
from pvstudio.store.codec import plain
from workflows.phones.seat import Seat

#: After so long an unfinished walk begins anew: nobody remembers what they saw before.
LASTS = timedelta(days=1)

#: What was said to one audience (None: to what has no audiences, S1 and S2); no state: “not now”.
Said = tuple[Audience | None, AnswerState | None]


class Step(StrEnum):
    """The screens of a walk, in order; some walks have no need of some."""

    WATCH = "watch"
    LEARN = "learn"  # the notice's cards
    ASK = "ask"  # once for each audience
    HOW = "how"  # how I appear: picture and sound
    NAME = "name"
    LANGUAGES = "languages"
    TELL = "tell"  # the teach-back
    READ_BACK = "read-back"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Somebody, at one seat, watches a clip or a film as it is now (a document).

    A child who watched did not watch for its guardian. What has another fingerprint, a clip that was trimmed
    or a film that was rendered anew, is watched anew. *skipped_by* names the facilitator who stood beside
    somebody who would not watch; that counts in the same visit only.
    """

    id: str
    participant_id: str
    role: Role
    guardian_id: str = ""
    subject_id: str
    fingerprint: str
    visit: str  # id of the visit in which it began
    began_at: datetime
    done_at: datetime | None = None
    skipped_by: str = ""

    def counts_in(self, visit: str) -> bool:
        """Tell whether somebody may answer in this visit."""
        return self.done_at is not None and (not self.skipped_by or self.visit == visit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What somebody has chosen so far about one thing, at one seat (a document). It opens nothing.

    *watched* is the fingerprint of what it is about; *base_number* the participant's last answer when what
    counts was last shown: whatever was answered since then, elsewhere, is shown before anything is recorded.
    *told* are the tries at the teach-back, as indices of its choices; *played* the SHA-256 of narrations.
    """

    id: str
    participant_id: str
    role: Role
    guardian_id: str = ""
    stage: Stage
    subject_id: str
    watched: str = ""
    language: str  # BCP 47, of the notice that is shown
    began_at: datetime
    audiences: tuple[Audience | None, ...]  # what is asked
    said: tuple[Said, ...] = ()
    treatments: frozenset[Treatment] = frozenset()
    left_out: frozenset[str] = frozenset()  # BCP 47
    before: frozenset[Treatment] = frozenset()  # conditions that stood when it began: offered again
    before_left_out: frozenset[str] = frozenset()
    told: tuple[int, ...] = ()
    passed: frozenset[Step] = frozenset()  # LEARN, HOW, NAME, LANGUAGES, TELL
    played: tuple[str, ...] = ()
    base_number: int = 0
    done_at: datetime | None = None
    answer_ids: tuple[str, ...] = ()

    @property
    def seat(self) -> Seat:
        """Whose it is."""
        return Seat(participant_id=self.participant_id, role=self.role, guardian_id=self.guardian_id)

    @property
    def learned(self) -> bool:
        """Whether the notice was seen to its end, in this walk's language."""
        return Step.LEARN in self.passed

    @property
    def says_yes(self) -> bool:
        """Whether any audience got a yes: then there is more to choose, and to tell back."""
        return any(state is not None and state.is_yes for _audience, state in self.said)

    @property
    def stamp(self) -> str:
        """Return a short mark of everything that is read back: only what was read back is recorded."""
        read = (
            self.id,
            self.watched,
            self.language,
            self.audiences,
            self.said,
            self.treatments,
            self.left_out,
        )
        text = "\n".join(str(plain(part)) for part in (*read, self.base_number))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def about_another(self, fingerprint: str) -> Walk:
        """Return this walk when what it is about was changed: it is watched, and everything asked, anew."""
        learned = self.passed & {Step.LEARN, Step.TELL}
        return replace(self, watched=fingerprint, said=(), passed=learned)

    def is_over(self, at: datetime) -> bool:
        """Whether it is to be begun anew."""
        return self.done_at is None and at - self.began_at > LASTS

    def state(self, audience: Audience | None) -> AnswerState | None:
        """Return what was said to *audience*; None is “not now”, and nothing yet."""
        return dict(self.said).get(audience)


def same_seat(documents: Iterable[Walk], seat: Seat) -> list[Walk]:
    """Return those of *documents* that are of this seat, the oldest first."""
    return sorted((one for one in documents if one.seat == seat), key=lambda one: one.began_at)
