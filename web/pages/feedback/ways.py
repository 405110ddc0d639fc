"""How phones get in for one kit: the square on the wall, and what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from flask import request
from markupsafe import Markup

from pvstudio.model import Kit, KitState
from pvstudio.store import Reading
from web.pages.feedback.desk import asked_with
from web.pages.phones.entrances import homes_now
from web.wording.showing import now, studio
from workflows.feedback.keys import ends, key_of
from workflows.feedback.questions import Question, questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How phones get in: *home* is where the studio is, "" where no phone reaches it now."""

    home: str
    key: str
    asked: tuple[str, ...]

    @property
    def address(self) -> str:
        """What the square holds. What stands behind the # is sent to nobody by following it."""
        return f"{request.scheme}://{self.home}/f#{self.key}.{','.join(self.asked)}"

    def square(self) -> Markup:
        """Return the QR code as markup: black on white, also where the page is dark."""
        code = segno.make_qr(self.address, error="m")
        return Markup(code.svg_inline(border=4, omitsize=True, light="#fff", svgclass="square"))  # noqa: S704


def ways_in(workshop: str, kit: Kit) -> Way | None:
    """Return how phones get in, or None for a kit that takes nothing any more."""
    if kit.state is KitState.RECALLED or now() > ends(kit):
        return None
    with studio().documents.read(workshop) as tx:
        asked = asked_with(tx, kit.id)
    return Way(home=homes_now().chosen, key=key_of(studio(), workshop, kit.id, at=now()), asked=asked)


def asked_here(tx: Reading, kit_id: str) -> Sequence[tuple[Question, bool]]:
    """Return every question, and whether it is asked with the kit."""
    asked = asked_with(tx, kit_id)
    return [(one, one.id in asked) for one in questions().values()]
