"""A retrospective on paper: three columns, and who sees to what by when."""

from __future__ import annotations

from pvstudio.model import Workshop
from workflows.papers import paper
from workflows.retrospectives.changes import changes_of
from workflows.retrospectives.model import Kind, Mark, Retrospective
from workflows.wiring import Studio

#: The drawings of papers for the marks of lines, and for the columns.
DRAWINGS = {
    Mark.TIME: "clock",
    Mark.PEOPLE: "people",
    Mark.TALK: "speech",
    Mark.CAMERA: "camera",
    Mark.SOUND: "sound",
    Mark.LANGUAGE: "tongue",
    Mark.PLACE: "pin",
    Mark.SAFETY: "stop",
}
COLUMNS = {Kind.KEEP: "heart", Kind.CHANGE: "pencil", Kind.TRY: "question"}


def retrospective_paper(studio: Studio, workshop: str, retrospective_id: str, language: str) -> str:
    """Return the HTML of a retrospective with what came of it. Raises :class:`~pvstudio.errors.NotFound`."""
    with studio.documents.read(workshop) as tx:
        kept = tx.get(Retrospective, retrospective_id)
        changes = [one for one in changes_of(tx) if one.retrospective_id == kept.id]
        title = tx.get(Workshop, workshop).title
    return paper(
        "retro_sheet",
        language,
        workshop=title,
        retro=kept,
        columns=[(kind, COLUMNS[kind], [line for line in kept.lines if line.kind is kind]) for kind in Kind],
        drawings=DRAWINGS,
        changes=changes,
    )
