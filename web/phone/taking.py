"""Taking along: everything about oneself as one file, which is made while it is sent and never written here.

It ends within a second when the visit does, and when somebody in one of the clips takes a yes back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from flask import Response

from consent.gate.reasons import Reason
from consent.receipts.statement import latest
from consent.releases import Answer
from pvstudio.model import Footage
from web.pages.receipts import drawn
from web.phone.blueprint import blueprint
from web.phone.doors import visiting, visitors
from web.phone.everything import going, told
from web.phone.media import NOT_NOW, flowing, still_in
from web.phone.receipts import mine, receipt_of
from web.phone.showing import page
from web.sending.prepared import proxy_of
from web.sending.zipped import Named, zipped
from web.wording.showing import delivery, now, studio
from workflows.about_me import AboutMe, about_me
from workflows.about_me_file import as_file, subject_of
from workflows.phones import Visit
from workflows.taking_along import Along, Stays, may_go_on
from workflows.wiring import Studio

#: What the file and the folder in it are called: nothing that says whose it is.
NAME = "mine"


@dataclass(frozen=True, slots=True)
class Taking:
    """Clips on their way out, with all that is said about one person."""

    visit: Visit
    clip_ids: tuple[str, ...]

    def reasons(self, studio: Studio) -> tuple[Reason, ...]:
        """Say whether the visit is over, or one of the clips must stay here now."""
        allowed = still_in(studio, self.visit) and may_go_on(studio, self.visit, self.clip_ids, now())
        return () if allowed else NOT_NOW


class Card(NamedTuple):
    """A receipt among the files."""

    name: str
    picture: bytes
    answer: Answer

    def noted(self) -> dict[str, str]:
        """Return how the list for other programs names it."""
        said = self.answer
        day = f"{said.at:%Y-%m-%d}"
        return {"stage": said.stage, "about": subject_of(said), "day": day, "file": self.name}


@blueprint.get("/me/take/mine.zip")
@visitors
def take_along() -> Response:
    """Send all of it. A download that broke off goes on, as long as nothing has changed."""
    visit = visiting()
    me = about_me(studio(), visit.workshop, visit.seat)
    (clips, files), cards = _clips(), _cards()
    names = {clip_id: file.name for clip_id, file in files.items()}
    index = page("phone/everything/offline.html", along=clips, files=names, cards=cards, **told(me))
    inside = [
        Named("index.html", index.encode()),
        Named("answers.json", as_file(me, clips, names, [one.noted() for one in cards])),
        *(Named(one.name, one.picture) for one in cards),
        *files.values(),
    ]
    answer = delivery().deliver(
        Taking(visit, tuple(files)),
        partial(zipped, inside, NAME, _dated(me, visit)),
        "application/zip",
        through=flowing(visit, ""),
        mark=_mark(inside),
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{NAME}.zip"'
    return answer


def _dated(me: AboutMe, visit: Visit) -> datetime:
    """Return the time of the last thing that is in it: asked again, it is the same file."""
    times = [one.at for one in me.answers] + [one.came_in for one in me.clips]
    return max(times, default=visit.at).astimezone()


def _clips() -> tuple[list[Along], dict[str, Named]]:
    """Return each clip with what keeps it here, and the files of those that go, by the clip's id."""
    visit, found, files = visiting(), list[Along](), dict[str, Named]()
    for one in going():
        with studio().documents.read(visit.workshop) as tx:
            footage = tx.get(Footage, one.clip.footage_id)
        path = proxy_of(studio(), visit.workshop, one.clip, footage) if one.stays is None else None
        if path:
            files[one.clip.id] = Named(f"clip-{len(files) + 1}.mp4", path)
        found.append(one if path or one.stays else replace(one, stays=Stays.LATER))
    return found, files


def _cards() -> list[Card]:
    """Draw the newest receipt about each thing."""
    workshop = visiting().workshop
    with studio().documents.read(workshop) as tx:
        said = mine(tx)
    return [
        Card(f"receipt-{number}.png", drawn(workshop, receipt_of(said, last), "image/png"), last.answer)
        for number, last in enumerate(latest(said), 1)
    ]


def _mark(inside: Sequence[Named]) -> str:
    """Tell these bytes from all others: by what is said, and by the files that are sealed here."""
    seen = hashlib.sha256()
    for name, content in inside:
        seen.update(f"\n{name}\n".encode())
        if isinstance(content, Path):
            found = content.stat()
            content = f"{content.name} {found.st_size} {found.st_mtime_ns}".encode()
        seen.update(hashlib.sha256(content).digest())
    return seen.hexdigest()[:32]
