"""Forgetting: what the documents of a workshop say about erased clips, and about a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any, cast

from consent.ledger.book import Book
from consent.ledger.entries import LedgerEntry
from consent.ledger.forgetting import forget_person
from consent.releases import Appearance
from pvstudio.editing.errors import EditingError
from pvstudio.editing.recipe_parsing import drafted
from pvstudio.model import Clip, Cut, CutVersion, Footage, Participant
from pvstudio.store import Reading
from pvstudio.store.transactions import ReadTransaction
from pvstudio.subtitles.cues import Track
from workflows.attendance.forgetting import forget_attendances
from workflows.clips.cutting import names
from workflows.clips.portraits import forget_portraits
from workflows.clips.preparing import TreatedPreview
from workflows.cutting.cuts import forget_earlier
from workflows.cutting.dots import forget_dots
from workflows.erasing_spoken import forget_recordings
from workflows.erasures import ErasureOrder, proving
from workflows.errors import ClipsToKeep
from workflows.identities import forget_identity
from workflows.invitations import Invitation, forget_registrations, invitation_of
from workflows.keep import shared_footage
from workflows.layout import without
from workflows.naming import Naming, recipe_texts, texts
from workflows.naming_papers import kits_naming
from workflows.phones.forgetting import forget_calls, forget_phones
from workflows.reviews import forget_reviews
from workflows.sessions.readiness import forget_readiness
from workflows.sessions.running import forget_footage
from workflows.spoken import forget_spoken, forget_unheard
from workflows.subtitle import SpeechReport
from workflows.subtitles.keeping import histories_with
from workflows.uploads.records import Upload
from workflows.walks.forgetting import forget_walks, forget_walks_about
from workflows.wiring import Studio

#: What a film is called of which nothing is left.
_NAMELESS = "Erased film"


def forget_documents(studio: Studio, workshop: str, order_id: str) -> None:
    """Forget, in one transaction, everything that documents say of the order's clips, and of the person.

    Noted in the order: which recordings are to be deleted, which documents still hold the pseudonym
    in words that somebody typed. Doing it again changes nothing. Raises :class:`ClipsToKeep` when
    somebody has meanwhile marked another clip in a recording that is about to go.
    """
    with studio.documents.read(workshop) as look:  # papers are read before anybody waits for the documents
        words = _words(look, look.get(ErasureOrder, order_id))
    outside = [*kits_naming(studio, workshop, words), *_still_invited(studio, workshop, words)]
    with studio.book(workshop) as tx:
        order = tx.get(ErasureOrder, order_id)
        if not order.forgotten:
            _forget_all(tx, order)
            named = dict.fromkeys([*_still_named(studio, workshop, tx, words), *outside])
            tx.put(replace(tx.get(ErasureOrder, order_id), still_named=tuple(named)))
    if order.everything:
        forget_identity(studio, workshop, order.participant_id)
        forget_phones(studio, workshop, order.participant_id)
        forget_registrations(studio, workshop, order.participant_id, at=datetime.now(UTC))


def _words(tx: Reading, order: ErasureOrder) -> set[str]:
    """Return the words by which it would be found that something is left."""
    words = {clip.title for clip in tx.find(Clip) if clip.id in order.clip_ids}
    return words | ({tx.get(Participant, order.participant_id).pseudonym} if order.everything else set())


def _forget_all(tx: Book, order: ErasureOrder) -> None:
    if order.keep and (left := shared_footage(tx.tx, order)):
        raise ClipsToKeep(left)
    clips = [clip for clip in tx.find(Clip) if clip.id in order.clip_ids]
    person = tx.get(Participant, order.participant_id)
    gone = {*order.gone, *_forget_footage(tx, order, clips)}
    gone |= forget_recordings(tx, order)
    _forget_making(tx, clips, person if order.everything else None)
    _forget_layouts(tx, clips)
    for clip in clips:
        _forget_clip(tx, clip.id)
    forget_portraits(tx, {person.id} if order.everything else (), [clip.id for clip in clips])
    if order.everything:
        gone |= _evidence(tx, person)
        _forget_who(tx, person)
    stays = gone & _proofs_of_others(tx, person) if order.keep else set()
    forget_unheard(tx, gone - stays)
    tx.put(
        replace(
            order,
            forgotten=True,
            gone=tuple(sorted(gone - stays)),
            stays=tuple(sorted(stays)),
        )
    )


def _forget_footage(tx: Book, order: ErasureOrder, clips: list[Clip]) -> Iterator[str]:
    """Delete the documents of recordings of which nothing is kept; yield their SHA-256."""
    kept = {one.footage_id for one in order.kept}
    for footage_id in sorted({clip.footage_id for clip in clips} - kept):
        for clip in tx.find(Clip, footage_id=footage_id):
            _forget_clip(tx, clip.id)  # of others: only where nobody wanted them kept
        for upload in tx.find(Upload, footage_id=footage_id):
            tx.delete(Upload, upload.id)
        yield tx.get(Footage, footage_id).sha256
        tx.delete(Footage, footage_id)
        forget_footage(tx, footage_id)


def _forget_clip(tx: Book, clip_id: str) -> None:
    for track in tx.find(Track, clip_id=clip_id):
        tx.delete(Track, track.id)
    tx.delete(SpeechReport, clip_id)
    tx.delete(TreatedPreview, clip_id)
    forget_walks_about(tx, clip_id)
    tx.delete(Clip, clip_id)


def _forget_layouts(tx: Book, clips: list[Clip]) -> None:
    """Take the clips out of every layout that names them; who agreed to the rest still does."""
    ids = {clip.id for clip in clips}
    for version in tx.find(CutVersion):
        if ids & {item.clip_id for item in version.items}:
            items = tuple(item for item in version.items if item.clip_id not in ids)
            tx.put(replace(version, items=items, recipe=_without(version.recipe, clips)))
    naming = Naming.of([word for clip in clips for word in (clip.id, clip.title)])
    for cut in tx.find(Cut):
        held = any(names(cut.recipe, clip) for clip in clips)
        if held or (recipe_texts(cut.recipe) and naming.in_recipe(cut.recipe)):  # in a comment, for one
            empty = not any(version.items for version in tx.find(CutVersion, cut_id=cut.id))
            bare = _without(cut.recipe, clips)
            tx.put(replace(cut, recipe=bare, title=_NAMELESS if held and empty else cut.title))


def _forget_making(tx: Book, clips: list[Clip], person: Participant | None) -> None:
    """Take the clips, and *person*, out of what films were while they were put together."""
    words = {name for clip in clips for name in (clip.id, clip.title)}
    forget_earlier(tx, {*words, person.pseudonym} if person else words)
    forget_dots(tx, {clip.id for clip in clips}, person.id if person else "")


def _without(recipe: str, clips: list[Clip]) -> str:
    try:
        draft = drafted(recipe)
        return (without(draft, clips) if draft.parts else draft).to_toml()
    except EditingError:  # nothing is left, or nothing that could be read
        return ""


def _evidence(tx: Book, person: Participant) -> set[str]:
    """Return what proves the answers of this person alone, unless it is on record as footage too."""
    filmed = {footage.sha256 for footage in tx.find(Footage)}
    return {sha256 for sha256, whose in proving(tx.tx, unheard=True).items() if whose == {person.id}} - filmed


def _proofs_of_others(tx: Book, person: Participant) -> set[str]:
    return {sha256 for sha256, whose in proving(tx.tx).items() if whose - {person.id}}


def _forget_who(tx: Book, person: Participant) -> None:
    """Leave of a participant what the gate needs: an id, and who had to be asked."""
    clips = {one.clip_id for one in tx.find(Appearance, participant_id=person.id)}  # also gone before
    forget_person(tx, person.id, clips)
    forget_reviews(tx, person.id)
    forget_readiness(tx, person.id)
    forget_walks(tx, person.id)
    forget_spoken(tx, person.id)
    forget_calls(tx, person.id)
    forget_attendances(tx, person.id)
    nobody = Participant(id=person.id, pseudonym=f"erased {person.id[-4:]}", age_band=person.age_band)
    tx.put(replace(nobody, age_changes=person.age_changes))


def _still_named(studio: Studio, workshop: str, tx: Book, words: Collection[str]) -> Iterator[str]:
    """Name the documents in whose texts one of *words* is left, typed by somebody; and histories of words."""
    rows, naming = cast(ReadTransaction, tx.tx).rows, Naming.of(words)
    for kind in rows.kinds():
        found = _in_entry if kind == LedgerEntry.__name__ else Naming.in_document
        for row in rows.several(kind, {}):
            if found(naming, row):
                yield f"{kind} {row['id']}"
    yield from histories_with(studio, workshop, tx.tx, naming.in_text)


def _still_invited(studio: Studio, workshop: str, words: Collection[str]) -> Iterator[str]:
    """Name the invitation to the workshop where it says one of *words* to everybody who sees the poster."""
    said = invitation_of(studio, workshop, datetime.now(UTC))
    if said and any(map(Naming.of(words).in_text, texts(asdict(said)))):
        yield f"{Invitation.__name__} {said.id}"


def _in_entry(naming: Naming, row: dict[str, Any]) -> bool:
    """An entry is full of ids, and of people it holds no name but one that somebody typed into a list."""
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", row["text"]) for word in naming.words)
