"""Learning modules: what is wished for, and what was made, as a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pvstudio.languages import canonical
from pvstudio.model import Audience
from workflows.agendas import agendas
from workflows.fields import LINE, YEARS, FormRefused, Problem, one_line
from workflows.papers import languages
from workflows.workshops import NONE

#: Who can open a learning platform: those who sign in there, or everybody (docs/decisions/0116).
AUDIENCES = (Audience.PARTNERS, Audience.ONLINE)


class Format(StrEnum):
    """What a platform takes."""

    SCORM = "scorm-1.2"  # pages that report to the platform
    CARTRIDGE = "cartridge-1.1"  # IMS Common Cartridge: pages, and a quiz of the platform's own


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleWish:
    """What a module is to hold, and where it goes. One of *agenda_id* and *version_id* is needed."""

    format: Format
    languages: tuple[str, ...]  # BCP 47, of those that papers speak; the first is the module's own
    audience: Audience
    platform: str  # who answers for it: the name of the platform or its office
    agenda_id: str = ""
    version_id: str = ""  # of the film that it is about
    until: date | None = None  # its last day

    def checked(self, today: date, also: Mapping[str, Problem] = NONE) -> ModuleWish:
        """Return it tidy, or raise :class:`~workflows.fields.FormRefused` with all that is wrong."""
        tags = tuple(dict.fromkeys(canonical(tag) or tag for tag in self.languages))
        tidy = ModuleWish(
            format=self.format,
            languages=tags,
            audience=self.audience,
            platform=one_line(self.platform),
            agenda_id=self.agenda_id,
            version_id=self.version_id,
            until=self.until,
        )
        problems = dict(_wrong(tidy, today)) | dict(also)
        if problems:
            raise FormRefused(problems)
        return tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module that was made (a document). It names no film: *kit_id* is the kit that its film left in.

    Without a kit the film of *version_id* is not in it: the gate said no when it was made.
    """

    id: str
    format: Format
    languages: tuple[str, ...]
    audience: Audience
    platform: str
    agenda_id: str = ""
    version_id: str = ""
    kit_id: str = ""
    until: date | None = None  # its last day; where it has a film never later than the kit's
    at: datetime
    by: str  # id of the account


def _wrong(wish: ModuleWish, today: date) -> dict[str, Problem]:
    problems: dict[str, Problem] = {}
    if not wish.platform:
        problems["platform"] = Problem.MISSING
    elif len(wish.platform) > LINE:
        problems["platform"] = Problem.TOO_LONG
    if not wish.agenda_id and not wish.version_id:
        problems["agenda_id"] = Problem.MISSING
    elif wish.agenda_id and wish.agenda_id not in {one.id for one in agendas("en")}:
        problems["agenda_id"] = Problem.NO_CHOICE
    if not wish.languages:
        problems["languages"] = Problem.MISSING
    elif set(wish.languages) - set(languages()):
        problems["languages"] = Problem.NO_LANGUAGE
    if wish.audience not in AUDIENCES:
        problems["audience"] = Problem.NO_CHOICE
    if wish.until and wish.until.year not in YEARS:
        problems["until"] = Problem.NO_YEAR
    elif wish.until and wish.until < today:
        problems["until"] = Problem.ENDS_FIRST
    return problems
