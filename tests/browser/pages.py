"""Every page of the studio, and how to get to it in the small studio of `web_world`: the one list of them.

A new page is added to `PAGES`; a route that is no page (media, JSON, a part of a page) to `NO_PAGES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import Flask
from web_filled import TREATED
from web_gatherings import hold
from web_world import HOME, Place

from pvstudio.model import Audience
from workflows.accounts import Role
from workflows.screening_kits.wishes import KitOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAt:
    """Where a page is: what its route's <parameters> stand for, and who looks at it."""

    values: dict[str, str] = field(default_factory=dict)  # `workshop` is known
    query: dict[str, str] = field(default_factory=dict)
    role: Role | None = Role.FACILITATOR  # None: nobody is signed in
    language: str = ""  # its own, where it does not follow the reader's
    made: Callable[[Place], dict[str, str]] | None = None  # more values, known when the studio is there


def _receipt(place: Place) -> dict[str, str]:
    return {"code": place.receipt()}


def _ordered(place: Place) -> dict[str, str]:
    """Let a kit be on its way."""
    order = KitOrder(
        id="kit-ordered",
        cut_version_id="version-1",
        audience=Audience.COMMUNITY,
        recipient="Library",
        at=datetime.now(UTC),
    )
    with place.studio.documents.write(HOME) as tx:
        tx.put(order)
    return {"kit_id": order.id}


#: Endpoint → where; the same page in another state is listed again as "endpoint#state".
PAGES: dict[str, PageAt] = {
    "accounts.audit": PageAt(),
    "accounts.index": PageAt(),
    "asking.questions": PageAt(values={"version_id": "version-1", "person_id": "person-amra"}, language="en"),
    "asking.questions#child": PageAt(
        values={"version_id": "version-1", "person_id": "person-nur"}, language="en"
    ),
    "asking.watch": PageAt(values={"version_id": "version-1", "person_id": "person-amra"}, language="en"),
    "attendance.figures": PageAt(role=Role.OFFICE, query={"period": "month"}, made=hold),
    "attendance.gathering": PageAt(made=hold),
    "attendance.index": PageAt(made=hold),
    "attendance.new": PageAt(),
    "attendance.screening": PageAt(made=hold),
    "attendance.session": PageAt(values={"session_id": "session-1"}),
    "builder.compare": PageAt(values={"cut_id": "cut-1"}),
    "builder.dots": PageAt(values={"cut_id": "cut-1"}),
    "builder.index": PageAt(),
    "builder.show": PageAt(values={"cut_id": "cut-1"}),
    "builder.show#card": PageAt(values={"cut_id": "cut-1"}, query={"edit": "0"}),
    "builder.show#found": PageAt(values={"cut_id": "cut-1"}, query={"q": "نور"}),
    "builder.show#sentences": PageAt(values={"cut_id": "cut-1"}, query={"part": "1"}),
    "builder.wall": PageAt(values={"cut_id": "cut-1"}),
    "changes.change": PageAt(values={"change_id": "change-1"}),
    "changes.edit": PageAt(values={"retro_id": "retrospective-1"}),
    "changes.index": PageAt(),
    "changes.line": PageAt(values={"retro_id": "retrospective-1", "line_id": "line-1"}),
    "changes.listing": PageAt(),
    "changes.new": PageAt(),
    "changes.show": PageAt(values={"retro_id": "retrospective-1"}),
    "clips.show": PageAt(values={"clip_id": "clip-bread"}),
    "clips.show#arabic": PageAt(values={"clip_id": "clip-river"}),
    "contact_sheet.show": PageAt(),
    "cuts.show": PageAt(values={"version_id": "version-1"}),
    "entrance.door": PageAt(role=None),
    "entrance.me": PageAt(),
    "erasures.plan": PageAt(values={"person_id": "person-amra"}),
    "erasures.where": PageAt(values={"person_id": "person-amra"}),
    "guides.edit": PageAt(values={"cut_id": "cut-1", "language": "ar"}),
    "guides.helpers": PageAt(),
    "guides.index": PageAt(),
    "feedback.index": PageAt(),
    "feedback.paper": PageAt(values={"kit_id": "kit-1"}),
    "feedback.show": PageAt(values={"kit_id": "kit-1"}),
    "hosting.index": PageAt(role=Role.HOST),
    "hosting.recalled": PageAt(role=Role.HOST),
    "invitations.edit": PageAt(),
    "invitations.show": PageAt(),
    "joining.door": PageAt(role=None),
    "joining.invitation": PageAt(values={"letters": "ABCDEFGH"}, role=None),
    "joining.mine": PageAt(role=None),
    "kits.index": PageAt(),
    "kits.show": PageAt(values={"kit_id": "kit-1"}),
    "kits.show#making": PageAt(made=_ordered),
    "matrix.show": PageAt(),
    "modules.index": PageAt(),
    "modules.new": PageAt(),
    "modules.show": PageAt(values={"module_id": "module-1"}),
    "narrations.index": PageAt(),
    "narrations.passage": PageAt(values={"language": "ar", "key": "notice.S1"}),
    "narrations.passage#in a row": PageAt(values={"language": "en", "key": "say.locked"}, query={"all": ""}),
    "narrations.show": PageAt(values={"language": "ar"}),
    "notices.index": PageAt(),
    "notices.show": PageAt(values={"language": "ar", "topic": "S3"}),
    "notices.show#latin": PageAt(values={"language": "en", "topic": "S1"}),
    "participants.index": PageAt(),
    "participants.new": PageAt(),
    "participants.show": PageAt(values={"person_id": "person-nur"}),
    "people.before_withdrawal": PageAt(values={"person_id": "person-amra"}, query={"clip": "clip-bread"}),
    "people.show": PageAt(values={"person_id": "person-amra"}),
    "people.show#child": PageAt(values={"person_id": "person-nur"}),
    "phones.everybody": PageAt(),
    "phones.index": PageAt(),
    "phones.presence": PageAt(),
    "phones.show": PageAt(values={"person_id": "person-amra"}),
    "phones.show#child": PageAt(values={"person_id": "person-nur"}),
    "publishing.show": PageAt(values={"version_id": "version-1"}),
    "recalls.index": PageAt(),
    "receipts.show": PageAt(made=_receipt, language="en"),
    "receipts.verify": PageAt(),
    "reports.index": PageAt(),
    "reports.show": PageAt(),
    "review.show": PageAt(values={"version_id": "version-1"}),
    "runsheet.choose": PageAt(),
    "runsheet.everybody": PageAt(),
    "runsheet.index": PageAt(),
    "runsheet.show": PageAt(values={"session_id": "session-1"}),
    "runsheet.trainee": PageAt(values={"person_id": "person-amra"}),
    "search.everywhere": PageAt(),
    "search.everywhere#found": PageAt(query={"q": "bread"}),
    "search.show": PageAt(),
    "search.show#found": PageAt(query={"q": "نور"}),
    "subtitles.history": PageAt(values={"clip_id": "clip-bread", "language": "ar"}),
    "subtitles.index": PageAt(values={"clip_id": "clip-bread"}),
    "subtitles.show": PageAt(values={"clip_id": "clip-bread", "language": "ar"}),
    "subtitles.show#translation": PageAt(values={"clip_id": "clip-bread", "language": "bs"}),
    "tables.index": PageAt(role=Role.OFFICE, made=hold),
    "treatments.index": PageAt(),
    "treatments.show": PageAt(values={"treated": TREATED}),
    "uploads.index": PageAt(),
    "spoken.index": PageAt(),
    "work.index": PageAt(),
    "workshops.edit": PageAt(),
    "workshops.figures_page": PageAt(role=Role.OFFICE),
    "workshops.footage": PageAt(),
    "workshops.head": PageAt(),
    "workshops.index": PageAt(),
    "workshops.index#host": PageAt(role=Role.HOST),
    "workshops.index#officer": PageAt(role=Role.OFFICER),
    "workshops.new": PageAt(),
    "workshops.plan": PageAt(),
    "workshops.show": PageAt(),
    "workshops.show#officer": PageAt(role=Role.OFFICER),
}

#: Endpoint → why it is not looked over as a page.
NO_PAGES: dict[str, str] = {
    "attendance.figures_csv": "a table",
    "attendance.figures_xlsx": "a workbook",
    "tables.all_csv": "a table",
    "tables.all_xlsx": "a workbook",
    "builder.card": "a picture",
    "changes.paper": "a paper",
    "clips.poster": "a picture",
    "clips.sprite": "a picture",
    "clips.subtitles": "subtitles",
    "clips.treated": "a film",
    "clips.video": "a film",
    "clips.waveform": "JSON",
    "cuts.film": "a film",
    "cuts.poster": "a picture",
    "cuts.subtitles": "subtitles",
    "entrance.welcome": "of an empty studio: looked over on its own",
    "guides.grounding": "a paper",
    "guides.grounding_pdf": "a PDF",
    "guides.paper": "a paper",
    "guides.paper_pdf": "a PDF",
    "feedback.form": "a paper",
    "feedback.note_sound": "sound",
    "feedback.phone_page": "a file",
    "health.healthz": "JSON",
    "hosting.recall_file": "a file to keep",
    "invitations.printed": "a paper",
    "kits.archive": "a ZIP",
    "kits.film": "a film",
    "kits.line": "a part of a page",
    "kits.poster": "a picture",
    "kits.subtitles": "subtitles",
    "modules.archive": "a ZIP",
    "narrations.narration": "sound",
    "notices.narration": "sound",
    "phones.lines": "a part of a page",
    "pictures.picture": "a picture",
    "receipts.card_pdf": "a PDF",
    "receipts.card_png": "a picture",
    "reports.one_paper": "a paper",
    "reports.paper": "a paper",
    "review.live": "a part of a page",
    "runsheet.agenda": "a paper",
    "runsheet.exercise": "a paper",
    "runsheet.on_now": "a part of a page",
    "runsheet.readiness": "a paper",
    "runsheet.run_sheet": "a paper",
    "spoken.recording": "sound, or a film",
    "static": "files",
    "subtitles.rows": "JSON",
    "subtitles.since": "JSON",
    "subtitles.take_out": "subtitles",
    "subtitles.words": "JSON",
    "telling.phone_page": "looked over on its own",
    "treatments.sheet": "a picture",
    "treatments.video": "a film",
    "uploads.arrived": "a part of a page",
    "work.lines": "a part of a page",
    "workshops.head_code": "a picture",
    "workshops.needs": "a part of a page",
}


def routes(app: Flask) -> Iterator[str]:
    """Return the endpoints that answer GET; those of the phone are in test_browser_phone_outline.py."""
    found = (rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    return (endpoint for endpoint in found if not endpoint.startswith("phone."))


def path_of(place: Place, name: str) -> str:
    """Return the path of the page *name* of `PAGES`."""
    at, endpoint = PAGES[name], name.split("#")[0]
    values = {"workshop": HOME, **at.values, **(at.made(place) if at.made else {})}
    rule = next(rule for rule in place.app.url_map.iter_rules(endpoint) if "GET" in (rule.methods or ()))
    with place.app.test_request_context():
        return str(place.app.url_for(endpoint, **{key: values[key] for key in rule.arguments}, **at.query))
