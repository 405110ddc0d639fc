"""Whom the phone's pages answer: a visit, once its pictures were touched; two pages, before that.

Whoever asks without a visit gets the clock: a page that says nothing of what can be seen here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from web.security.access import Door, Rule, ruled
from web.security.visiting import visiting_or_none
from web.wording.showing import now
from workflows.phones import Visit

V = TypeVar("V", bound=Callable[..., Any])

#: Only for the one whose pictures were touched.
visitors = ruled(Rule(phone=Door.OPEN))
#: Also before the pictures: the language, the pictures themselves, and what is heard there.
half_way = ruled(Rule(phone=Door.HALF))


def visiting() -> Visit:
    """Return the visit of this request; only in views that need one."""
    visit = visiting_or_none()
    if visit is None:
        raise RuntimeError(f"a view without @visitors asks for the visit, at {now()}")
    return visit
