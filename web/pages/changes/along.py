"""What earlier workshops left open, shown where the next one is planned."""

from __future__ import annotations

from typing import Any

from pvstudio.model import Workshop
from web.pages.changes.desk import blueprint
from web.security.session import signed_in
from web.wording.showing import now, studio
from workflows.retrospectives import Change
from workflows.retrospectives import brought_along as _brought_along


def brought_along(workshop: Workshop) -> list[tuple[Workshop, list[Change]]]:
    """Return what is still open of earlier workshops that whoever asks may enter."""
    me = signed_in()
    others = [one for one in studio().workshops() if me.may_enter(one)]
    return _brought_along(studio(), workshop, others, at=now())


@blueprint.app_context_processor
def _teach() -> dict[str, Any]:
    return {"brought_along": brought_along}
