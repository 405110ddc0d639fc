"""Whether papers of kits that are out still name somebody: what was typed into a guide is printed there."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator

from pvstudio.model import Kit, KitState
from workflows.naming import Naming
from workflows.publish import kit_folder
from workflows.wiring import Studio

#: The pages of a kit that hold what somebody typed; each PDF says what its page says.
_TYPED = ("guide", "run-sheet", "grounding", "poster")
#: Pictures inside a page.
_DATA = re.compile(r"[A-Za-z0-9+/]{100,}")


def kits_naming(studio: Studio, workshop: str, words: Collection[str]) -> Iterator[str]:
    """Yield "Kit id" of each kit with a host whose papers say one of *words*."""
    naming = Naming.of(words)
    with studio.documents.read(workshop) as tx:
        kits = sorted(one.id for one in tx.find(Kit, state=KitState.PUBLISHED))
    for id_ in kits:
        if any(map(naming.in_text, _papers(studio, workshop, id_))):
            yield f"{Kit.__name__} {id_}"


def _papers(studio: Studio, workshop: str, kit_id: str) -> Iterator[str]:
    folder = kit_folder(studio, workshop, kit_id)
    for name in _TYPED:
        for page in sorted(folder.glob(f"{name}.*.html")):
            yield html.unescape(_DATA.sub(" ", page.read_text("utf-8")))
