"""“Where is my film now”: the films that hold a person's clips, and the kits of these that are out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consent.releases import Appearance
from pvstudio.model import Audience, Clip, Cut, CutState, CutVersion, Kit, KitState
from pvstudio.store import Reading
from workflows.erasures import ErasureOrder
from workflows.kits import confirmed_by
from workflows.wiring import Studio
from workflows.withdrawals import Withdrawal


@dataclass(frozen=True, slots=True, kw_only=True)
class KitPlace:
    """A kit: with whom it is, since when, and whether it came back."""

    kit_id: str
    audience: Audience
    recipient: str
    handed_out_at: datetime
    recalled_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str = ""

    @property
    def is_out(self) -> bool:
        """Whether somebody may still have it: until its recall is confirmed."""
        return self.acknowledged_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmPlace:
    """A version of a film that holds, or held, clips of the person."""

    version_id: str
    title: str
    number: int
    audience: Audience
    state: CutState
    clips: tuple[str, ...]  # titles; those that were erased have none
    kits: tuple[KitPlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """All of it for one person, and what they have asked to be erased."""

    participant_id: str
    films: tuple[FilmPlace, ...]
    erasures: tuple[ErasureOrder, ...]

    @property
    def out(self) -> int:
        """How many kits somebody may still have."""
        return sum(kit.is_out for film in self.films for kit in film.kits)


def whereabouts(studio: Studio, workshop: str, participant_id: str) -> Whereabouts:
    """Return where the clips of a participant are now, the newest films first.

    A kit that was recalled stays listed as out until its host has confirmed, then as history.
    Raises nothing for somebody who is in no clip: their list is empty.
    """
    with studio.documents.read(workshop) as tx:
        theirs = {one.clip_id for one in tx.find(Appearance, participant_id=participant_id)}
        erasures = tx.find(ErasureOrder, participant_id=participant_id)
        held = films_with(tx, participant_id)
        films = [_film(tx, version, theirs) for version in tx.find(CutVersion) if version.id in held]
    films.sort(key=lambda film: (film.title, -film.number))
    return Whereabouts(participant_id=participant_id, films=tuple(films), erasures=tuple(erasures))


def films_with(tx: Reading, participant_id: str) -> set[str]:
    """Return the versions that hold or held clips of a participant; erasing strips a layout, never a copy."""
    theirs = {one.clip_id for one in tx.find(Appearance, participant_id=participant_id)}
    films = {one.id for one in tx.find(CutVersion) if theirs & {item.clip_id for item in one.items}}
    for order in tx.find(ErasureOrder):
        if order.participant_id == participant_id or theirs & {*order.clip_ids}:
            films |= {*order.films}
    for taken_back in tx.find(Withdrawal, participant_id=participant_id):
        films |= {*taken_back.recalled}
    return films


def _film(tx: Reading, version: CutVersion, theirs: set[str]) -> FilmPlace:
    inside = {item.clip_id for item in version.items} & theirs
    kits = sorted(tx.find(Kit, cut_version_id=version.id), key=lambda kit: kit.published_at)
    return FilmPlace(
        version_id=version.id,
        title=tx.get(Cut, version.cut_id).title,
        number=version.number,
        audience=version.audience,
        state=version.state,
        clips=tuple(sorted(clip.title for clip in tx.find(Clip) if clip.id in inside)),
        kits=tuple(_kit(tx, kit) for kit in kits),
    )


def _kit(tx: Reading, kit: Kit) -> KitPlace:
    return KitPlace(
        kit_id=kit.id,
        audience=kit.audience,
        recipient=kit.recipient,
        handed_out_at=kit.published_at,
        recalled_at=kit.recalled_at if kit.state is KitState.RECALLED else None,
        acknowledged_at=kit.acknowledged_at,
        acknowledged_by=confirmed_by(tx).get(kit.id, ""),
    )
