"""The tables of a ``workshop.toml``; ``samples/workshop.toml`` documents them at its top."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from consent.releases import How, Sign
from pvstudio.model import AgeBand, Treatment

#: What somebody said to one audience: "given", "refused", or the treatments of a limited yes.
Said = Literal["", "given", "refused"] | list[Treatment]


class About(msgspec.Struct, forbid_unknown_fields=True):
    """The workshop."""

    title: str
    place: str = ""
    starts: date | None = None
    ends: date | None = None
    languages: tuple[str, ...] = ()
    facilitators: tuple[str, ...] = ()


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """When each stage was asked, and of the withdrawal."""

    S1: datetime
    S2: datetime
    S3: datetime
    S4: datetime | None = None
    withdrawal: datetime | None = None


class Safeguarding(msgspec.Struct, forbid_unknown_fields=True):
    """The safeguarding officer, and when they approved the notices."""

    officer: str
    notices_approved: datetime | None = None


class GuardianOf(msgspec.Struct, forbid_unknown_fields=True):
    """Who answers for a minor."""

    pseudonym: str
    relation: str = ""
    languages: tuple[str, ...] = ()


class Person(msgspec.Struct, forbid_unknown_fields=True):
    """A participant."""

    key: str
    pseudonym: str
    latin: str = ""
    age: AgeBand = AgeBand.ADULT
    languages: tuple[str, ...] = ()
    S1: Literal["", "given", "refused"] = ""
    S2: Literal["", "given", "refused"] = ""
    how: How = How.ON_SCREEN
    guardian: GuardianOf | None = None


class Seen(msgspec.Struct, forbid_unknown_fields=True):
    """Who is in a clip, and by what they can be recognised."""

    who: str
    by: tuple[Sign, ...]


class ClipOf(msgspec.Struct, forbid_unknown_fields=True):
    """A clip and who is in it."""

    key: str
    file: str
    title: str
    language: str | None = None
    filmed_by: str = ""
    notes: str = ""
    people_complete: bool = False
    people: tuple[Seen, ...] = ()


class Share(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody answered about a clip or the film, audience by audience."""

    who: str
    clip: str = ""
    group: Said = ""
    community: Said = ""
    partners: Said = ""
    authorities: Said = ""
    online: Said = ""
    languages_left_out: tuple[str, ...] = ()


class WithdrawalOf(msgspec.Struct, forbid_unknown_fields=True):
    """Who takes back what."""

    who: str
    clip: str = ""
    how: How = How.SPOKEN


class RosterFile(msgspec.Struct, forbid_unknown_fields=True):
    """All of a ``workshop.toml``."""

    workshop: About
    asked: Asked
    safeguarding: Safeguarding | None = None
    participants: tuple[Person, ...] = ()
    clips: tuple[ClipOf, ...] = ()
    share: tuple[Share, ...] = ()
    cut: tuple[Share, ...] = ()
    withdrawal: WithdrawalOf | None = None
