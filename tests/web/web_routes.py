"""Every address of the application under test: what its names stand for, and what it sends."""

from __future__ import annotations

from web_filled import TREATED
from web_gatherings import hold
from web_world import HOME, Place
from werkzeug.routing import Rule

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IDS = {
    "workshop": HOME,
    "clip_id": "clip-bread",
    "person_id": "person-amra",
    "version_id": "version-1",
    "kit_id": "kit-1",
    "screening_id": "screening-1",
    "language": "ar",
    "topic": "S1",
    "treated": TREATED,
    "sheet_number": "1",
    "code": "of a receipt",  # a hash, which no test knows beforehand
    "filename": "style.css",
    "account_id": "account-host",
    "cut_id": "cut-1",
    "which": "part-0",
    "suffix": "srt",
    "guardian_id": "guardian-1",
    "upload_id": "upload-1",
    "veto_id": "veto-1",
    "job_id": "ingest:footage-1",
    "call_id": "call-1",
    "key": "notice.S1",
    "narration_id": "narration-1",
    "spoken_id": "spoken-1",
    "treatments": "voice-silenced",
    "part": "answers",
    "what": "everything",
    "taken_back_id": "withdrawal-1",
    "erasure_id": "erasure-1",
    "walk_id": "walk-1",
    "retro_id": "retrospective-1",
    "line_id": "line-1",
    "change_id": "change-1",
    "module_id": "module-1",
    "letters": "ABCDEFGH",
    "registration_id": "registration-1",
    "referral_id": "referral-1",
    "session_id": "session-1",
    "attendance_id": "attendance-1",
    "agenda_id": "screening-90",
    "exercise_id": "name-game",
    "response_id": "response-1",
    "note_id": "note-1",
}
#: Pages that lead elsewhere once the studio is set up.
ELSEWHERE = {"entrance.welcome"}
#: What some pages are asked behind the question mark: without it there is nothing to show.
ASKED = {"people.before_withdrawal": {"clip": "clip-bread"}, "reports.paper": {"workshop": HOME}}
GHOSTS = dict.fromkeys(IDS, "ghost")
MEDIA = {
    "phone_page": "text/html",  # it carries its script with it
    "note_sound": "audio/mp4",
    "video": "video/mp4",
    "film": "video/mp4",
    "poster": "image/jpeg",
    "subtitles": "text/vtt",
    "sheet": "image/jpeg",
    "sprite": "image/jpeg",
    "treated": "video/mp4",
    "picture": "image/jpeg",
    "waveform": "application/json",
    "rows": "application/json",
    "since": "application/json",
    "words": "application/json",
    "take_out": "application/x-subrip",
    "narration": "audio/mp4",
    "sound": "audio/mp4",
    "recording": "video/mp4",
    "treated_video": "video/mp4",
    "card": "image/jpeg",
    "card_png": "image/png",
    "card_pdf": "application/pdf",
    "healthz": "application/json",
    "paper_pdf": "application/pdf",
    "grounding_pdf": "application/pdf",
    "head_code": "image/svg+xml",
    "archive": "application/zip",
    "recall_file": "application/octet-stream",
    "my_code": "image/svg+xml",
    "my_card": "image/png",
    "my_card_to_print": "application/pdf",
    "take_along": "application/zip",
    **dict.fromkeys(("figures_csv", "all_csv"), "text/csv"),
    **dict.fromkeys(("figures_xlsx", "all_xlsx"), XLSX),
}


def _named(rule: Rule, ids: dict[str, str]) -> dict[str, str]:
    return {name: ids[name] for name in rule.arguments} | ASKED.get(rule.endpoint, {})


def addresses(
    place: Place, method: str, ids: dict[str, str], *, phone: bool = False
) -> list[tuple[str, str]]:
    """Return endpoint and address of what accounts can ask for, or of the *phone*'s pages."""
    if ids["code"] == IDS["code"]:
        ids = ids | {"code": place.receipt()}
    hold(place)
    with place.app.test_request_context():
        urls = place.app.url_map.bind("localhost")
        return [
            (rule.endpoint, urls.build(rule.endpoint, _named(rule, ids)))
            for rule in place.app.url_map.iter_rules()
            if method in (rule.methods or ())
            and rule.endpoint not in ELSEWHERE
            and rule.endpoint.startswith("phone.") is phone
        ]
