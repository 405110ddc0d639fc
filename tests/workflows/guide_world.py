"""Guides as tests make them."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st
from workflow_world import WORKSHOP, World

from pvstudio.model import Audience
from workflows.guides import Guide, Part, Written, save
from workflows.layout import lay_out

AT = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)

#: Rows as a form sends them: a line, and what it says of the source; either may be empty.
LINES = st.sampled_from(["", "a", "b", "c", "d"])
ROWS = st.lists(st.tuples(LINES, LINES), max_size=8)
SOURCES = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=6)


def film(world: World, recipe: str) -> tuple[str, str]:
    """Lay out a film of everybody; return the ids of its cut and of its version."""
    world.everybody_agrees()
    version = lay_out(world.studio, WORKSHOP, recipe, Audience.COMMUNITY).version
    return version.cut_id, version.id


def write(world: World, cut_id: str, language: str = "en", *, source: str = "", **parts: list[str]) -> Guide:
    """Keep a guide with these lines; those of a translation say the lines of its source, one by one."""
    lines = {Part(part): tuple(some) for part, some in parts.items()}
    origins: dict[Part, tuple[str, ...]] = {}
    if source:
        with world.studio.documents.read(WORKSHOP) as tx:
            (kept,) = tx.find(Guide, cut_id=cut_id, language=source)
        origins = {part: kept.lines(part)[: len(some)] for part, some in lines.items()}
    written = Written(lines=lines, origins=origins)
    return save(world.studio, WORKSHOP, cut_id, language, written, source=source, by="account-1", at=AT)
