"""The nouns of a participatory video workshop, as documents.

Every class here is a *document*: frozen, with an opaque ``id``, kept by
:mod:`pvstudio.store` in the workshop that it belongs to. Times inside media are
integer milliseconds from the start of what they describe; frame rates are
:class:`~fractions.Fraction`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction


def new_id(kind: str) -> str:
    """Return a fresh opaque id such as ``clip-3f9c02a1b7d4e658``; it says nothing of what it names."""
    return f"{kind}-{secrets.token_hex(8)}"


class Treatment(StrEnum):
    """A condition on a yes: how a person may appear (CONSENT: treatment)."""

    FACE_BLURRED = "face-blurred"
    VOICE_DISGUISED = "voice-disguised"
    VOICE_SILENCED = "voice-silenced"  # silence, with subtitles instead
    PSEUDONYM = "pseudonym"  # credited by pseudonym only
    NO_CREDIT = "no-credit"
    PLACE_HIDDEN = "place-hidden"


class Audience(StrEnum):
    """Who may watch. None implies another."""

    GROUP = "group"
    COMMUNITY = "community"
    PARTNERS = "partners"
    AUTHORITIES = "authorities"
    ONLINE = "online"


class AgeBand(StrEnum):
    """How old a participant is, no finer than consent needs."""

    ADULT = "adult"
    MINOR = "minor"  # under 18: a guardian's consent and the child's assent
    UNACCOMPANIED = "unaccompanied-minor"  # a best-interests sign-off and the child's assent


class PopulationGroup(StrEnum):
    """How a participant stands to the place, as they say themselves: asked, never guessed."""

    ON_THE_MOVE = "person-on-the-move"
    RESIDENT = "local-resident"
    STAFF = "staff"  # of an organisation that works there
    UNDISCLOSED = "undisclosed"  # also: nobody asked


class Sex(StrEnum):
    """As people say themselves; asked, never guessed."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNDISCLOSED = "undisclosed"  # also: nobody asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """Some days in which people film their stories together."""

    id: str
    title: str
    place: str = ""
    starts: date | None = None
    ends: date | None = None
    languages: tuple[str, ...] = ()  # BCP 47; the candidates of recognition
    facilitators: tuple[str, ...] = ()
    country: str = ""  # as people there write it


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A person of a workshop, known by a pseudonym only.

    *risk_notes* are words for those who decide about a film together with this person ("an uncle
    looks for her"): they never go onto the ledger, into a kit or onto a page of somebody else. The
    real name is no field here: :mod:`consent.identities.registry` keeps it apart.
    """

    id: str
    pseudonym: str
    age_band: AgeBand = AgeBand.ADULT
    languages: tuple[str, ...] = ()
    population_group: PopulationGroup = PopulationGroup.UNDISCLOSED
    risk_notes: str = ""
    age_changes: int = 0  # how often the age band was changed; set by consent.answers.enrolling.enrol
    sex: Sex = Sex.UNDISCLOSED  # counted in figures, shown to nobody else


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoStream:
    """The picture of a file, as probed. *width* and *height* are as displayed, after rotation and SAR."""

    codec: str
    width: int
    height: int
    frame_rate: Fraction  # average
    variable: bool  # frame times are not evenly spaced
    rotation: int = 0  # degrees clockwise to display upright: 0, 90, 180, 270
    mirrored: bool = False
    hdr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioStream:
    """The sound of a file, as probed."""

    codec: str
    sample_rate: int
    channels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfo:
    """What a sandboxed look at a file found."""

    container: str
    duration_ms: int  # measured from packets, not believed from the header
    video: VideoStream | None = None
    audio: AudioStream | None = None
    notes: tuple[str, ...] = ()  # sentences: what of the file is not used, and why


class FootageState(StrEnum):
    """Where a piece of footage stands."""

    RECEIVED = "received"  # whole on disk, nobody has looked inside
    READY = "ready"  # probed; its clips can be worked on
    REFUSED = "refused"  # not media that we can use; *reason* says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """One file as it was filmed (rushes). The bytes are never changed."""

    id: str
    sha256: str
    original_name: str
    size_bytes: int
    received_at: datetime
    state: FootageState = FootageState.RECEIVED
    reason: str = ""
    media: MediaInfo | None = None
    language: str | None = None  # BCP 47: spoken in it, if whoever brought it in has said so


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A source range of one piece of footage, from *start_ms* up to *end_ms*.

    *people_complete* says that a facilitator has confirmed that everybody who appears is
    logged; until then the clip is unlogged and withheld. *cut_from* is the clip that it was cut out of
    (its own id where it was trimmed): who was logged in the whole may not be in every part.
    """

    id: str
    footage_id: str
    title: str
    start_ms: int
    end_ms: int
    language: str | None = None  # BCP 47, set by the facilitator; None: to be found
    people_complete: bool = False
    notes: str = ""
    tags: tuple[str, ...] = ()  # short words of the facilitators, to find it by
    cut_from: str = ""

    @property
    def duration_ms(self) -> int:
        """Length in milliseconds."""
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class CutItem:
    """A clip as a cut version holds it: with the treatments that its picture and sound had.

    *treated* is the SHA-256 of the mezzanine that the film was made from (its picture's bytes, then its
    sound's), where a treatment changed it: that very file is what a person checks. "" is not known yet.
    *words* are the hashes of the subtitles that people watched it with, one a language.
    """

    clip_id: str
    treatments: frozenset[Treatment] = frozenset()
    treated: str = ""
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A compilation, short, documentary or trailer in the making; its recipe is the paper edit."""

    id: str
    title: str
    recipe: str  # TOML text, see pvstudio.editing.recipe


class CutState(StrEnum):
    """Where a cut version stands."""

    DRAFT = "draft"  # laid out, not rendered
    RENDERED = "rendered"
    RECALLED = "recalled"  # somebody withdrew: never delivered again


@dataclass(frozen=True, slots=True, kw_only=True)
class CutVersion:
    """One frozen layout of a cut, and the film that was rendered from it."""

    id: str
    cut_id: str
    number: int
    items: tuple[CutItem, ...]
    audience: Audience  # the audience that it was assembled for
    languages: tuple[str, ...] = ()  # of its subtitles
    narrows: str | None = None  # id of the version that this one only narrows
    recipe: str = ""  # TOML text as rendered
    state: CutState = CutState.DRAFT
    film_sha256: str = ""
    created_at: datetime | None = None
    left_out: tuple[str, ...] = field(default=())  # clip ids that the gate withheld
    credited: tuple[str, ...] = ()  # participant ids whom the film's automatic credits name


class Quality(StrEnum):
    """How large the film in a kit is."""

    FULL = "full"  # as it was rendered
    SMALL = "small"  # 480 lines: for old laptops, memory sticks and slow connections


class KitState(StrEnum):
    """Where a screening kit stands."""

    PUBLISHED = "published"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """A film handed to one host for one audience: a folder that leaves the studio."""

    id: str
    cut_version_id: str
    audience: Audience
    languages: tuple[str, ...]
    recipient: str  # who answers for it: a host, an event
    published_at: datetime
    expires_at: datetime | None = None  # the first yes that it rests on ends, or an earlier day was chosen
    state: KitState = KitState.PUBLISHED
    recalled_at: datetime | None = None
    acknowledged_at: datetime | None = None  # the recipient has confirmed the recall
    host: str = ""  # id of the host's account, who may fetch and show it; "": handed over by hand
    event: str = ""  # what it is shown at, as the facilitator calls it
    event_on: date | None = None
    quality: Quality = Quality.FULL
    burned: str = ""  # the language whose subtitles are drawn into the picture
