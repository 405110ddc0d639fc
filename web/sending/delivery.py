"""The one way out for the bytes of a film: the gate is asked for every request, and while it streams.

Raw clips on the facilitators' own pages do not come this way. On the phones of the people in them they do
(:mod:`web.phone.media`), and so their streams end as quickly.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Protocol

from flask import Response, request
from werkzeug.exceptions import HTTPException

from consent.gate.policy import Kind, Moment, Reason, withheld
from consent.gate.records import Records
from consent.ledger.layouts import as_rendered
from pvstudio.model import Audience, CutVersion, Kit, KitState
from web.sending.ranges import Pass, send
from web.sending.streams import Streams, break_off
from workflows.kits import is_over
from workflows.wiring import Studio

#: An answer of the gate serves a running stream this long, in seconds.
GOOD_FOR_S = 0.5


class FilmWithheld(HTTPException):
    """The gate said no to a request for bytes of a film."""

    code = 403
    description = "Somebody in this film does not agree to this now."

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__()
        self.reasons = reasons


class StreamClosed(ConnectionResetError):
    """Somebody withdrew while a film was streaming: the connection ends here, in the middle."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "somebody in this film withdrew while it was streaming")


class OnItsWay(Protocol):
    """Something that is sent to somebody for as long as nothing stands against it."""

    def __hash__(self) -> int:
        """What is the same is asked about once for all who are sent it."""
        ...

    def reasons(self, studio: Studio) -> tuple[Reason, ...]:
        """Return what stands against it now; what raises ends it too."""
        ...


@dataclass(frozen=True, slots=True)
class Showing:
    """A film on its way to an audience.

    *kit_id* names the kit that it is shown from. Without one it is the facilitators who show it to
    the people in it, so that these can answer about it (S4): then everything but S4 is asked, and that a
    person has checked each treated clip is.
    """

    workshop: str
    version_id: str
    audience: Audience
    kit_id: str | None = None

    def reasons(self, studio: Studio) -> tuple[Reason, ...]:
        """Ask the gate now. Raises :class:`~pvstudio.errors.NotFound`."""
        with studio.documents.read(self.workshop) as tx:
            version = tx.get(CutVersion, self.version_id)
            records = Records.for_version(tx, self.workshop, version)
            kit = tx.get(Kit, self.kit_id) if self.kit_id else None
            on_record = as_rendered(tx, version)
        if kit and (kit.state is not KitState.PUBLISHED or _other_film(kit, self)):
            return (Reason(kind=Kind.RECALLED, words="This kit was recalled: it is never shown again."),)
        if kit and is_over(kit, datetime.now(UTC)):
            return (Reason(kind=Kind.EXPIRED, words="This kit has ended: it is not shown any more."),)
        if not on_record:
            words = "What is in this film is not on record: the version was edited after it was rendered."
            return (Reason(kind=Kind.CHANGED, words=words),)
        moment = Moment.DELIVER if kit else Moment.ASK
        return withheld(version, self.audience, None, datetime.now(UTC), records=records, moment=moment)


def _other_film(kit: Kit, showing: Showing) -> bool:
    return (kit.cut_version_id, kit.audience) != (showing.version_id, showing.audience)


class Delivery:
    """Sends films of one studio for as long as the gate is open."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self._asked: dict[OnItsWay, tuple[float, bool]] = {}
        self._lock = Lock()
        self._streams: Streams[OnItsWay] = Streams(self.is_open)

    def deliver(
        self,
        showing: OnItsWay,
        path: Path | Callable[[], BinaryIO],
        mimetype: str,
        *,
        through: Pass | None = None,
        mark: str = "",
    ) -> Response:
        """Answer the request with the file *path* of *showing* (or what it opens), or raise
        :class:`FilmWithheld`. *through* is put round the blocks that go out, *mark* is as in
        :func:`~web.sending.ranges.send`.
        """
        asked_at = time.monotonic()
        reasons = showing.reasons(self.studio)
        self._note(showing, asked_at, not reasons)
        if reasons:
            raise FilmWithheld(reasons)
        connection = request.environ.get("gunicorn.socket")

        def guarded(blocks: Iterator[bytes]) -> Iterator[bytes]:
            with self._streams.watched(showing, connection):
                for block in through(blocks) if through else blocks:
                    if not self.is_open(showing):
                        break_off(connection)
                        raise StreamClosed
                    yield block

        return send(path, mimetype, through=guarded, mark=mark)

    def is_open(self, showing: OnItsWay) -> bool:
        """Tell whether *showing* may go on; asked anew when the last answer is older than half a second."""
        now = time.monotonic()
        with self._lock:
            asked_at, answer = self._asked.get(showing, (now - GOOD_FOR_S, False))
        if now - asked_at < GOOD_FOR_S:
            return answer
        return self._note(showing, now, not showing.reasons(self.studio))

    def _note(self, showing: OnItsWay, asked_at: float, answer: bool) -> bool:
        """Remember an answer from when it was asked for; one that took long does not undo a later one."""
        with self._lock:
            self._asked = {k: v for k, v in self._asked.items() if asked_at - v[0] < GOOD_FOR_S}
            if self._asked.get(showing, (asked_at, answer))[0] <= asked_at:
                self._asked[showing] = (asked_at, answer)
        return answer
