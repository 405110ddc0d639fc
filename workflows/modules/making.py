"""A module is made: its film leaves as a kit whose recipient is the platform, or it has none and says so.

So a film on a platform stands on the ledger like any other, is recalled with the others, and its download
asks the gate block by block. See docs/decisions/0116-learning-modules.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from pvstudio.errors import StudioError
from pvstudio.model import CutVersion, Kit, new_id
from pvstudio.store import Reading
from workflows.errors import Withheld
from workflows.fields import FormRefused, Problem
from workflows.modules.cartridge import cartridge_files
from workflows.modules.model import Format, Module, ModuleWish
from workflows.modules.pages import MEDIA, course_of
from workflows.modules.scorm import scorm_files
from workflows.publish import kit_folder, publish
from workflows.screening_kits.wishes import KitWish
from workflows.wiring import Studio
from workflows.workshops import NONE

#: What of a kit goes into a module: the film, its picture, the subtitles that browsers read.
_MEDIA = re.compile(r"film\.mp4|poster\.jpg|film\.[A-Za-z0-9-]+\.vtt", re.ASCII)
_ONCE = re.compile(r"[0-9a-f]{16}", re.ASCII)


class NothingLeft(StudioError):
    """A module was to hold a film only, and the gate said no: nothing was made. *withheld* says who."""

    advice = "Choose an agenda as well: the module is then made without the film. Or ask the people named."

    def __init__(self, withheld: Withheld) -> None:
        super().__init__(f"Nothing is left to make a module of. {withheld}")
        self.withheld = withheld


def make(
    studio: Studio,
    workshop: str,
    wish: ModuleWish,
    *,
    by: str,
    at: datetime,
    once: str = "",
    also: Mapping[str, Problem] = NONE,
) -> Module:
    """Make a module; *by* is the id of the account, *once* what a form bears so that it makes one only.

    The film goes in if the gate says yes for the module's audience now; otherwise the module is made without.
    Raises :class:`~workflows.fields.FormRefused`, :class:`NothingLeft`, and what
    :func:`~workflows.publish.publish` does but :class:`~workflows.errors.Withheld`.
    """
    tidy = wish.checked(at.astimezone().date(), also)
    once = once if _ONCE.fullmatch(once) else new_id("")[1:]
    id_ = f"module-{once}"
    with studio.documents.read(workshop) as tx:
        if known := tx.find(Module, id=id_):
            return known[0]
        tags = _languages(tx, tidy)
    kit = _hand_out(studio, workshop, tidy, tags, f"kit-{once}") if tidy.version_id else None
    made = Module(
        id=id_,
        format=tidy.format,
        languages=tidy.languages,
        audience=tidy.audience,
        platform=tidy.platform,
        agenda_id=tidy.agenda_id,
        version_id=tidy.version_id,
        kit_id=kit.id if kit else "",
        until=last_day_of(tidy, kit),
        at=at,
        by=by,
    )
    with studio.documents.write(workshop) as tx:
        tx.put(made)
    return made


def modules_of(tx: Reading) -> list[Module]:
    """Return the modules of a workshop, the latest first."""
    return sorted(tx.find(Module), key=lambda one: one.at, reverse=True)


def files_of_module(studio: Studio, workshop: str, module: Module) -> dict[str, bytes | Path]:
    """Return everything in the package of a module by name: what is written anew, and files of its kit."""
    folder = kit_folder(studio, workshop, module.kit_id) if module.kit_id else None
    found = sorted(folder.iterdir()) if folder and folder.is_dir() else []
    media = {f"{MEDIA}{path.name}": path for path in found if _MEDIA.fullmatch(path.name)}
    with studio.documents.read(workshop) as tx:
        course = course_of(tx, module)
    write = scorm_files if module.format is Format.SCORM else cartridge_files
    return {**write(course, list(media)), **media}


def _languages(tx: Reading, wish: ModuleWish) -> tuple[str, ...]:
    """Return the subtitles that go along: those of the module that the film has, or all that it has."""
    if not wish.version_id:
        return ()
    known = tx.find(CutVersion, id=wish.version_id)
    if not known:
        raise FormRefused({"version_id": Problem.NO_CHOICE})
    return tuple(tag for tag in wish.languages if tag in known[0].languages) or known[0].languages


def _hand_out(
    studio: Studio, workshop: str, wish: ModuleWish, tags: tuple[str, ...], kit_id: str
) -> Kit | None:
    """Publish the film for the platform; None where the gate says no and an agenda is left."""
    try:
        return publish(
            studio,
            workshop,
            wish.version_id,
            wish.audience,
            recipient=wish.platform,
            wish=KitWish(languages=tags, until=wish.until),
            kit_id=kit_id,
        )
    except Withheld as withheld:
        if wish.agenda_id:
            return None
        raise NothingLeft(withheld) from withheld


def last_day_of(said: ModuleWish | Module, kit: Kit | None) -> date | None:
    """Return the last day: the one that was chosen, or the last whole one before a yes of the film ends.

    Of a module that is made it may be nearer by now, where a yes was shortened.
    """
    if kit is None or kit.expires_at is None:
        return said.until
    last = date.fromordinal(kit.expires_at.astimezone().date().toordinal() - 1)
    return min(last, said.until) if said.until else last
