"""Two versions of a film side by side, and what differs."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consent.gate.policy import Moment, withheld
from consent.gate.records import Records
from pvstudio.model import Cut, CutState, CutVersion, Workshop
from pvstudio.store import Reading
from web.pages.builder.desk import blueprint, builders
from web.sending.prepared import parts_of
from web.wording.i18n import lazy
from web.wording.showing import now, studio
from workflows.cutting.comparing import Differs, differences
from workflows.publish import film_folder

SAID = {
    Differs.ADDED: lazy("Added"),
    Differs.REMOVED: lazy("Taken out"),
    Differs.MOVED: lazy("Moved"),
    Differs.RETIMED: lazy("Other sentences, or another length"),
    Differs.LETTERS: lazy("Other card or letters"),
    Differs.TREATMENTS: lazy("Treated otherwise"),
    Differs.WORDS: lazy("Other subtitles"),
    Differs.AUDIENCE: lazy("Made for others"),
    Differs.LANGUAGES: lazy("Subtitle languages"),
    Differs.TITLE: lazy("Title of the film"),
    Differs.OPENING: lazy("Opening"),
    Differs.CREDITS: lazy("Credits"),
}


@blueprint.get("/<cut_id>/compare")
@builders
def compare(workshop: str, cut_id: str) -> ResponseReturnValue:
    """Compare two versions: those that the address names, or the two newest."""
    with studio().documents.read(workshop) as tx:
        versions = sorted(tx.find(CutVersion, cut_id=cut_id), key=lambda one: one.number)
        newer = _named(versions, "b") or (versions[-1] if versions else None)
        older = _named(versions, "a") or (versions[-2] if len(versions) > 1 else newer)
        pair = [one for one in (older, newer) if one]
        return render_template(
            "builder/compare.html",
            workshop=tx.get(Workshop, workshop),
            cut=tx.get(Cut, cut_id),
            versions=versions,
            pair=pair,
            lengths=[_length(workshop, one) for one in pair],
            watchable=[_watchable(tx, workshop, one) for one in pair],
            differences=differences(*pair) if len(pair) == 2 else (),
            SAID=SAID,
        )


def _named(versions: list[CutVersion], name: str) -> CutVersion | None:
    wanted = request.args.get(name, "")
    return next((one for one in versions if one.id == wanted), None)


def _length(workshop: str, version: CutVersion) -> int | None:
    """Return how long the clips of a rendered version are, in ms."""
    parts = parts_of(film_folder(studio(), workshop, version.id))
    return max((part.start_ms + part.duration_ms for part in parts), default=None)


def _watchable(tx: Reading, workshop: str, version: CutVersion) -> bool:
    """Say whether the film may be watched here; each byte of it asks again when it is sent."""
    if version.state is not CutState.RENDERED:
        return False
    records = Records.for_version(tx, workshop, version)
    return not withheld(version, version.audience, None, now(), records=records, moment=Moment.ASK)
