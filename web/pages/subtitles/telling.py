"""What a browser is told in JSON: all rows of a desk, or what was changed since it last heard."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from pvstudio.model import Clip
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track
from pvstudio.subtitles.remarks import limits_for
from pvstudio.subtitles.rows import Row, Rows, print_of, rows_of
from web.pages.subtitles.address import blueprint
from web.security.access import allow
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.subtitles.desks import Desk, desk_for, open_desk
from workflows.subtitles.errors import Conflict
from workflows.subtitles.history import History
from workflows.subtitles.spoken import spoken_words


@blueprint.get("/<language>/rows.json")
@allow(Role.FACILITATOR, Role.OFFICER)
def rows(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Tell all rows of a track and of its source, with the limits of the language."""
    with studio().documents.read(workshop) as tx:
        desk = open_desk(studio(), tx, workshop, clip_id, language)
        told = news(tx, workshop, desk, -1, -1)
    limits = asdict(limits_for(language, studio().settings.film.fps))
    return jsonify(told | {"limits": limits, "clip_ms": desk.clip.duration_ms})


@blueprint.get("/<language>/news.json")
@allow(Role.FACILITATOR, Role.OFFICER)
def since(workshop: str, clip_id: str, language: str) -> ResponseReturnValue:
    """Tell what was changed since the revisions that a browser has: of the track and of its source."""
    known, source = (request.args.get(name, -1, type=int) for name in ("revision", "source_revision"))
    with studio().documents.read(workshop) as tx:
        desk = open_desk(studio(), tx, workshop, clip_id, language)
        return jsonify(news(tx, workshop, desk, known, source))


@blueprint.get("/words.json")
@allow(Role.FACILITATOR, Role.OFFICER)
def words(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Tell what was recognised, word by word: start and end (ms), text, probability."""
    with studio().documents.read(workshop) as tx:
        heard = spoken_words(studio(), tx, workshop, tx.get(Clip, clip_id))
    told = [[one.start_ms, one.end_ms, one.text, round(one.probability, 2)] for one in heard]
    return jsonify({"fields": ["start_ms", "end_ms", "text", "probability"], "words": told})


def news(tx: Reading, workshop: str, desk: Desk, known: int, known_source: int) -> dict[str, Any]:
    """Return what a browser that has these revisions does not have yet (-1: it has nothing)."""
    track = desk.track
    return {
        "revision": track.revision,
        "state": track.state,
        "state_by": track.state_by,
        "state_at": track.state_at.isoformat() if track.state_at else None,
        "stale": sorted(desk.stale),
        "time": f"{now().astimezone():%H:%M}",
        **_rows_since(desk.rows, desk.history, known),
        "source": _source(tx, workshop, desk, known_source),
    }


def _source(tx: Reading, workshop: str, desk: Desk, known: int) -> dict[str, Any] | None:
    if desk.source is None:
        return None
    tracks = {track.language: track for track in tx.find(Track, clip_id=desk.clip.id)}
    source = desk_for(studio(), tx, workshop, desk.clip, desk.source, tracks)
    told = _rows_since(rows_of(desk.source), source.history, known)
    return {"revision": desk.source.revision, "language": desk.source.language, **told}


def _rows_since(rows: Rows, history: History, known: int) -> dict[str, Any]:
    """Return the rows that were touched after the revision *known*, and the ids of those that went."""
    if not 0 <= known <= history.revision:
        return {"whole": True, "rows": [told(row) for row in rows], "gone": []}
    by = {row_id: change.by for change in history.since(known) for row_id in change.difference.touched}
    there = {row.id for row in rows}
    changed = [told(row) | {"by": by[row.id]} for row in rows if row.id in by]
    return {"whole": False, "rows": changed, "gone": sorted(by.keys() - there)}


def told(row: Row) -> dict[str, Any]:
    """Return a row as browsers have it; *print* is what a translation remembers of it."""
    return {
        "id": row.id,
        "start": row.start_ms,
        "end": row.end_ms,
        "text": row.text,
        "from": list(row.made_from),
        "print": print_of(row),
    }


def told_conflict(conflict: Conflict) -> dict[str, Any]:
    """Return both versions of a row that two people changed."""
    return {
        "id": conflict.row_id,
        "mine": told(conflict.mine) if conflict.mine else None,
        "theirs": told(conflict.theirs) if conflict.theirs else None,
        "by": conflict.by,
        "time": f"{conflict.at.astimezone():%H:%M}" if conflict.at else "",
    }
