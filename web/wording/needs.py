"""What needs a person, said in the reader's language: a sentence, and one button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from web.wording.i18n import lazy, ngettext
from workflows.attention import Need, NeedKind, Urgency

_Say = Callable[[Need], str]


SENTENCES: Mapping[NeedKind, _Say] = {
    NeedKind.RECALL_OVERDUE: lambda need: ngettext(
        "{n} recalled kit is overdue: nobody has said that every copy is deleted",
        "{n} recalled kits are overdue: nobody has said that every copy is deleted",
        need.count,
    ),
    NeedKind.RECALL: lambda need: ngettext(
        "{n} recalled kit is not yet confirmed as deleted",
        "{n} recalled kits are not yet confirmed as deleted",
        need.count,
    ),
    NeedKind.WITHDRAWAL_STUCK: lambda need: ngettext(
        "{n} withdrawal has stopped: the film is closed, but not everything is cleared away",
        "{n} withdrawals have stopped: the films are closed, but not everything is cleared away",
        need.count,
    ),
    NeedKind.WITHDRAWAL: lambda need: ngettext(
        "{n} withdrawal is being carried out; nobody is shown the film any more",
        "{n} withdrawals are being carried out; nobody is shown the films any more",
        need.count,
    ),
    NeedKind.ERASURE_STUCK: lambda need: ngettext(
        "{n} erasure has stopped: not all footage is gone",
        "{n} erasures have stopped: not all footage is gone",
        need.count,
    ),
    NeedKind.ERASURE: lambda need: ngettext(
        "{n} erasure is under way", "{n} erasures are under way", need.count
    ),
    NeedKind.PHONE_LOCKED: lambda need: ngettext(
        "{n} person cannot get in by phone: the pictures were wrong too often",
        "{n} people cannot get in by phone: the pictures were wrong too often",
        need.count,
    ),
    NeedKind.ASKED_FOR_PERSON: lambda need: ngettext(
        "{n} person wants to speak with you", "{n} people want to speak with you", need.count
    ),
    NeedKind.SPOKEN_ANSWER: lambda need: ngettext(
        "{n} person has spoken an answer: it counts when somebody writes it down",
        "{n} people have spoken an answer: it counts when somebody writes it down",
        need.count,
    ),
    NeedKind.DISK: lambda need: ngettext(
        "The disk is nearly full: {n} GB is left",
        "The disk is nearly full: {n} GB are left",
        need.count,
    ),
    NeedKind.TAKE_PART: lambda need: ngettext(
        "{n} person has not answered about taking part",
        "{n} people have not answered about taking part",
        need.count,
    ),
    NeedKind.BE_FILMED: lambda need: ngettext(
        "{n} person has not answered about being filmed",
        "{n} people have not answered about being filmed",
        need.count,
    ),
    NeedKind.GUARDIAN: lambda need: ngettext(
        "{n} child has nobody here who answers for them",
        "{n} children have nobody here who answers for them",
        need.count,
    ),
    NeedKind.FOOTAGE_REFUSED: lambda need: ngettext(
        "{n} file could not be used", "{n} files could not be used", need.count
    ),
    NeedKind.WORK_FAILED: lambda need: ngettext(
        "{n} piece of work has stopped", "{n} pieces of work have stopped", need.count
    ),
    NeedKind.CLIP_UNLOGGED: lambda need: ngettext(
        "{n} clip has nobody logged", "{n} clips have nobody logged", need.count
    ),
    NeedKind.CLIP_UNCONFIRMED: lambda need: ngettext(
        "{n} clip: nobody has confirmed that everybody is logged",
        "{n} clips: nobody has confirmed that everybody is logged",
        need.count,
    ),
    NeedKind.TREATMENT: lambda need: ngettext(
        "{n} treated clip has to be watched by a person",
        "{n} treated clips have to be watched by a person",
        need.count,
    ),
    NeedKind.SHARE: lambda need: ngettext(
        "{n} person has not answered about their clips in a film",
        "{n} people have not answered about their clips in a film",
        need.count,
    ),
    NeedKind.FILM: lambda need: ngettext(
        "{n} person has not answered about the finished film",
        "{n} people have not answered about the finished film",
        need.count,
    ),
    NeedKind.ENDING: lambda need: ngettext(
        "The yes of {n} person ends soon: ask again in time",
        "The yes of {n} people ends soon: ask again in time",
        need.count,
    ),
    NeedKind.KIT_ENDING: lambda need: ngettext(
        "{n} kit ends soon: no screening after that", "{n} kits end soon: no screening after that", need.count
    ),
    NeedKind.CHANGE_OVERDUE: lambda need: ngettext(
        "{n} change that you agreed on is past its day: say what came of it",
        "{n} changes that you agreed on are past their day: say what came of them",
        need.count,
    ),
    NeedKind.UNCONFIRMED: lambda need: ngettext(
        "A phone told of {n} kit what nobody sees before it is confirmed",
        "Phones told of {n} kits what nobody sees before it is confirmed",
        need.count,
    ),
    NeedKind.NOTICE: lambda need: ngettext(
        "What people are asked is not approved in {n} language",
        "What people are asked is not approved in {n} languages",
        need.count,
    ),
    NeedKind.SUBTITLES_STALE: lambda need: ngettext(
        "{n} clip: its translation is older than its words",
        "{n} clips: their translations are older than their words",
        need.count,
    ),
    NeedKind.SUBTITLES_MACHINE: lambda need: ngettext(
        "{n} clip of a film: nobody has read its subtitles",
        "{n} clips of a film: nobody has read their subtitles",
        need.count,
    ),
    NeedKind.LEDGER_HEAD: lambda need: ngettext(
        "{n} new entry in the record of consent has no witness: print its head",
        "{n} new entries in the record of consent have no witness: print its head",
        need.count,
    ),
}

_ASK = (("people.show", "person_id"), ("matrix.show", ""), ("people.index", ""))
_CALLS = (("phones.index", ""), *_ASK)
_CLIP = (("clips.show", "clip_id"), ("contact_sheet.show", ""), ("workshops.show", ""))
_WORDS = (("subtitles.index", "clip_id"), *_CLIP)
_WORK = (("work.index", ""),)

#: What the button says, its picture, and the pages that it may lead to, the best first: a page about one
#: document is for a need about one. The first that exists is taken.
BUTTONS: Mapping[NeedKind, tuple[Any, str, tuple[tuple[str, str], ...]]] = {
    NeedKind.RECALL_OVERDUE: (lazy("See the recalls"), "alert-triangle", (("recalls.index", ""),)),
    NeedKind.RECALL: (lazy("See the recalls"), "alert-triangle", (("recalls.index", ""),)),
    NeedKind.WITHDRAWAL_STUCK: (lazy("See the work"), "alert-triangle", _WORK),
    NeedKind.WITHDRAWAL: (lazy("See the work"), "clock", _WORK),
    NeedKind.ERASURE_STUCK: (lazy("See the work"), "alert-triangle", _WORK),
    NeedKind.ERASURE: (lazy("See the work"), "clock", _WORK),
    NeedKind.PHONE_LOCKED: (lazy("See who it is"), "lock", (("phones.show", "person_id"), *_CALLS)),
    NeedKind.ASKED_FOR_PERSON: (lazy("See who it is"), "message", _CALLS),
    NeedKind.SPOKEN_ANSWER: (lazy("Listen"), "microphone", (("spoken.index", ""), *_ASK)),
    NeedKind.DISK: (lazy("See the dates for deletion"), "alert-triangle", (("workshops.edit", ""),)),
    NeedKind.TAKE_PART: (lazy("Ask now"), "message", _ASK),
    NeedKind.BE_FILMED: (lazy("Ask now"), "message", _ASK),
    NeedKind.GUARDIAN: (
        lazy("Note a guardian"),
        "users",
        (("participants.show", "person_id"), ("participants.index", "")),
    ),
    NeedKind.FOOTAGE_REFUSED: (lazy("See the footage"), "movie", (("workshops.footage", ""),)),
    NeedKind.WORK_FAILED: (lazy("See the work"), "refresh", _WORK),
    NeedKind.CLIP_UNLOGGED: (lazy("Say who is in it"), "users", _CLIP),
    NeedKind.CLIP_UNCONFIRMED: (lazy("Look and confirm"), "eye", _CLIP),
    NeedKind.TREATMENT: (
        lazy("Watch it"),
        "eye",
        (("treatments.show", "treated"), ("treatments.index", "")),
    ),
    NeedKind.SHARE: (lazy("Ask now"), "message", _ASK),
    NeedKind.FILM: (lazy("Ask now"), "message", _ASK),
    NeedKind.ENDING: (lazy("Ask now"), "clock", _ASK),
    NeedKind.KIT_ENDING: (lazy("See the kits"), "clock", (("kits.show", "kit_id"), ("kits.index", ""))),
    NeedKind.CHANGE_OVERDUE: (
        lazy("See the changes"),
        "refresh",
        (("changes.change", "change_id"), ("changes.index", "")),
    ),
    NeedKind.UNCONFIRMED: (
        lazy("Look again"),
        "clock",
        (("feedback.show", "kit_id"), ("feedback.index", "")),
    ),
    NeedKind.NOTICE: (lazy("Read the notices"), "language", (("notices.index", ""),)),
    NeedKind.SUBTITLES_STALE: (lazy("Read them"), "writing", _WORDS),
    NeedKind.SUBTITLES_MACHINE: (lazy("Read them"), "writing", _WORDS),
    NeedKind.LEDGER_HEAD: (lazy("Print the head"), "printer", (("workshops.head", ""),)),
}

URGENCIES: Mapping[Urgency, Any] = {
    Urgency.NOW: lazy("Now"),
    Urgency.SOON: lazy("Soon"),
    Urgency.LATER: lazy("When there is time"),
}

#: So many names are said; the page that the button leads to has them all.
_NAMES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A need as a page shows it. *names* were typed by people: they stand in ``<bdi>``."""

    kind: NeedKind
    urgency: Urgency
    words: str
    more: str  # a second sentence, where there is one
    names: tuple[str, ...]
    unnamed: int  # how many more names there are
    picture: str
    button: str
    url: str  # "" where no page helps: somebody has to do something elsewhere


def told(need: Need, workshop: str) -> Told:
    """Say *need*."""
    button, picture, pages = BUTTONS[need.kind]
    url = _url(need, workshop, pages)
    names = () if need.kind is NeedKind.WORK_FAILED else need.names  # reasons, in English: the page has them
    return Told(
        kind=need.kind,
        urgency=need.urgency,
        words=SENTENCES[need.kind](need),
        more=_more(need),
        names=names[:_NAMES],
        unnamed=max(0, len(names) - _NAMES),
        picture=picture,
        button=str(button) if url else "",
        url=url,
    )


def _more(need: Need) -> str:
    match need.kind, need.days:
        case ((NeedKind.RECALL | NeedKind.RECALL_OVERDUE | NeedKind.CHANGE_OVERDUE), int(days)) if days:
            return ngettext("for {n} day", "for {n} days", days)
        case ((NeedKind.ENDING | NeedKind.KIT_ENDING), int(days)):
            return ngettext("the first ends in {n} day", "the first ends in {n} days", days)
    return ""


def _url(need: Need, workshop: str, pages: tuple[tuple[str, str], ...]) -> str:
    there = current_app.view_functions
    for endpoint, about in pages:
        if endpoint in there and (need.only or not about):
            anchor = "clips" if endpoint == "workshops.show" else None
            ids: dict[str, Any] = {about: need.only} if about else {}
            return url_for(endpoint, workshop=workshop, _anchor=anchor, **ids)
    return ""
