"""The address of a clip, and what all of its pages ask."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.model import Clip, Footage
from web.wording.i18n import _
from web.wording.showing import studio

blueprint = Blueprint("clips", __name__, url_prefix="/workshops/<workshop>/clips/<clip_id>")

#: Hours and minutes may be left out; digits of any script; a comma, or its Arabic sister, for the point.
_MOMENT = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6})(?:[.,٫](\d{1,3}))?", re.ASCII)


def clip_of(workshop: str, clip_id: str) -> tuple[Clip, Footage]:
    """Return a clip and its footage. Raises :class:`~pvstudio.errors.NotFound`."""
    with studio().documents.read(workshop) as tx:
        clip = tx.get(Clip, clip_id)
        return clip, tx.get(Footage, clip.footage_id)


def back(workshop: str, clip_id: str, part: str = "", *, logging: bool = False) -> ResponseReturnValue:
    """Return to the page of a clip, to *part* of it; *logging* when more people may follow."""
    kept: dict[str, Any] = {"logging": 1} if logging else {}
    address = url_for("clips.show", workshop=workshop, clip_id=clip_id, _anchor=part or None, **kept)
    return redirect(address, 303)


def moment(name: str) -> int:
    """Return the milliseconds that the field *name* says, as ``1:02.345`` or ``62.3``."""
    typed = "".join(request.form.get(name, "").split())
    western = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in typed)
    read = _MOMENT.fullmatch(western)
    if read is None:
        raise BadRequest(_("“{text}” is no moment. Write minutes and seconds like 1:02.345.", text=typed))
    hours, minutes, seconds, fraction = read.groups()
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "").ljust(3, "0"))


@blueprint.app_template_filter("exact")
def exact(ms: int) -> str:
    """Say a moment to the millisecond, as :func:`moment` reads it."""
    minutes, left = divmod(ms, 60_000)
    return f"{minutes}:{left // 1000:02}.{left % 1000:03}"
