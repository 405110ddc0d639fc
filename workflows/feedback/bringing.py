"""Bringing in what a phone sent: each thing once, whatever comes again; what cannot be is named.

The ids were made on the phone. A thing that is known stays as it is, so that a bundle may come by a file, by
the network and a third time by another phone, and counts once. What was deleted here is known, and stays so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pvstudio.errors import NotFound
from pvstudio.model import Kit
from pvstudio.store import Reading, Writing
from workflows.attendance.refusals import TallyRefused
from workflows.feedback import keys
from workflows.feedback.bundles import Bundle, BundleRefused, Held, NoteSent, Refusal, Why
from workflows.feedback.gone import is_gone
from workflows.feedback.notes import SpokenNote
from workflows.feedback.placing import WHY, another_kit_s, placed
from workflows.feedback.reading import read_bundle
from workflows.feedback.responses import Response
from workflows.queue import JobQueue
from workflows.screening_counts import report_counted
from workflows.screenings import Report, ReportRefused, Screening, counted
from workflows.spoken_notes import NoteRefused, NotKept, keep_note
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What became of a bundle, by id: *kept* now, *known* before, *refused*. *receipt* is the phone's."""

    kit_id: str
    receipt: str
    kept: tuple[str, ...]
    known: tuple[str, ...]
    refused: tuple[Refusal, ...]


def by_key(studio: Studio, queue: JobQueue, key: str, content: bytes | str, *, at: datetime) -> Brought:
    """Bring in what a phone sent with the key of a kit.

    Raises :class:`~workflows.feedback.keys.KeyRefused` before anything is read, and
    :class:`~workflows.feedback.bundles.BundleRefused`.
    """
    known = keys.opened(studio, key, at=at)
    bundle = read_bundle(content)
    with studio.documents.read(known.workshop) as tx:
        kit, new = tx.get(Kit, known.kit_id), _new(tx, bundle)
    keys.count(studio, known, new)
    kept = 0
    try:
        brought = bring_in(
            studio,
            queue,
            known.workshop,
            kit.id,
            bundle,
            by=kit.host,
            name=kit.recipient,
            at=at,
            confirmed=False,
        )
        kept = len(brought.kept)
    finally:  # what came before or was refused takes no room
        keys.count(studio, known, kept - new)
    return brought


def _new(tx: Reading, bundle: Bundle) -> int:
    """Return how many things of a bundle are not here yet."""
    responses = sum(not tx.find(Response, id=one.id) for one in bundle.responses)
    screenings = sum(not tx.find(Screening, id=one.id) for one in bundle.screenings)
    return responses + screenings + sum(not tx.find(SpokenNote, id=one.id) for one in bundle.notes)


def bring_in(
    studio: Studio,
    queue: JobQueue,
    workshop: str,
    kit_id: str,
    bundle: Bundle,
    *,
    by: str,
    name: str,
    at: datetime,
    confirmed: bool = True,
) -> Brought:
    """Keep what of *bundle* can be kept; *by* is the id of an account ("": a host without one), *name* whose.

    Not *confirmed*: nobody who is signed in brings it, so it waits (:mod:`workflows.feedback.waiting`).

    Raises :class:`BundleRefused` for a bundle about another kit.
    """
    if bundle.kit_id not in {"", kit_id}:
        raise BundleRefused("it is about another kit", advice="Bring it in on the page of that kit.")
    bringing = _Bringing(studio, queue, workshop, kit_id, by=by, name=name, at=at, confirmed=confirmed)
    refused = [*bundle.refused]
    refused += [no for one in bundle.screenings if (no := bringing.screening(one))]
    away = {one.id for one in refused}
    refused += bringing.responses([one for one in bundle.responses if one.screening_id not in away])
    refused += [_waits(one.id) for one in bundle.responses if one.screening_id in away]
    refused += [
        no
        for one in bundle.notes
        if (no := _waits(one.id) if one.screening_id in away else bringing.note(one))
    ]
    return Brought(
        kit_id=kit_id,
        receipt=bundle.receipt,
        kept=tuple(bringing.kept),
        known=tuple(bringing.known),
        refused=tuple(refused),
    )


def _waits(name: str) -> Refusal:
    return Refusal(id=name, why=Why.SCREENING)


class _Bringing:
    """One bundle on its way in; *kept* and *known* grow."""

    def __init__(
        self,
        studio: Studio,
        queue: JobQueue,
        workshop: str,
        kit_id: str,
        *,
        by: str,
        name: str,
        at: datetime,
        confirmed: bool,
    ) -> None:
        self.studio, self.queue = studio, queue
        self.workshop, self.kit_id, self.by, self.name, self.at = workshop, kit_id, by, name, at
        self.confirmed = confirmed
        self.kept, self.known = list[str](), list[str]()

    def screening(self, held: Held) -> Refusal | None:
        """Keep the report of a host, and who came."""
        said = Report(
            held_on=held.held_on, place=held.place, people=counted(held.tallies), language=held.language
        )
        try:
            is_new = report_counted(
                self.studio,
                self.workshop,
                self.kit_id,
                said,
                held.tallies,
                id=held.id,
                by=self.by,
                name=self.name,
                at=self.at,
                confirmed=self.confirmed,
            )
        except ReportRefused as refused:
            return Refusal(id=held.id, why=WHY[refused.wrong])
        except TallyRefused:
            return Refusal(id=held.id, why=Why.TALLY)
        except NotFound:  # of another kit
            return Refusal(id=held.id, why=Why.OTHER)
        (self.kept if is_new else self.known).append(held.id)
        return None

    def responses(self, sent: list[Response]) -> list[Refusal]:
        """Keep responses, all in one transaction."""
        refused = list[Refusal]()
        with self.studio.documents.write(self.workshop) as tx:
            kit = tx.get(Kit, self.kit_id)
            for one in sent:
                if why := self._response(tx, kit, replace(one, confirmed=self.confirmed)):
                    refused.append(Refusal(id=one.id, why=why))
        return refused

    def _response(self, tx: Writing, kit: Kit, one: Response) -> Why | None:
        for known in tx.find(Response, id=one.id):
            if known.kit_id != kit.id:
                return Why.OTHER
            if self.confirmed and not known.confirmed:
                tx.put(replace(known, confirmed=True))
            self.known.append(one.id)
            return None
        where = placed(tx, kit, one, self.at)
        if isinstance(where, Why):
            return where
        tx.put(where)
        self.kept.append(one.id)
        return None

    def note(self, sent: NoteSent) -> Refusal | None:
        """Keep what somebody has spoken after the screening."""
        with self.studio.documents.read(self.workshop) as tx:
            known, gone = tx.find(SpokenNote, id=sent.id), is_gone(tx, sent.id)
            is_elsewhere = not known and another_kit_s(tx, tx.get(Kit, self.kit_id), sent.screening_id)
        if is_elsewhere or (known and known[0].kit_id != self.kit_id):
            return Refusal(id=sent.id, why=Why.OTHER)
        if known or gone:
            self.known.append(sent.id)
            return None
        note = SpokenNote(
            id=sent.id,
            kit_id=self.kit_id,
            screening_id=sent.screening_id,
            language=sent.language,
            at=self.at,
            by=self.by,
            by_key=not self.confirmed,
        )
        try:
            keep_note(self.studio, self.queue, self.workshop, note, sent.content)
        except NoteRefused as refused:
            why = Why.ROOM if refused.why is NotKept.TOO_MANY else Why.SOUND
            return Refusal(id=sent.id, why=why)
        self.kept.append(sent.id)
        return None
