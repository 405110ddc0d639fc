"""A bundle of a phone, read: JSON that nobody vouches for, looked into thing by thing."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from pvstudio.gatherings import AgeGroup, Sex, Tally
from pvstudio.model import PopulationGroup
from workflows.feedback.bundles import (
    FORMAT,
    MAX_BYTES,
    MAX_NOTE_BYTES,
    MOST_NOTES,
    MOST_RESPONSES,
    MOST_SCREENINGS,
    Bundle,
    BundleRefused,
    Held,
    NoteSent,
    Refusal,
    Why,
)
from workflows.feedback.questions import Kind, questions
from workflows.feedback.quotes import LONGEST
from workflows.feedback.responses import CameBy, Moment, QuoteConsent, Response
from workflows.fields import one_line, several_lines
from workflows.screenings import ReportRefused, counted

T = TypeVar("T", Response, Held, NoteSent)

_ID = re.compile(r"(response|screening|note)-[0-9a-f]{16}")
_MARK = re.compile(r"[a-z]{2,12}-[a-z]{2,12}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_RECEIPT = re.compile(r"\d{0,8}")
_KIT = re.compile(r"[\w-]{0,60}")


class _Thing(Struct, forbid_unknown_fields=True, kw_only=True):
    id: str
    on: date
    language: str = ""


class _Response(_Thing, forbid_unknown_fields=True, kw_only=True):
    moment: Moment
    screening: str = ""
    answers: dict[str, int] = {}
    said: dict[str, str] = {}
    consent: QuoteConsent = QuoteConsent.NONE
    mark: str = ""
    group: PopulationGroup = PopulationGroup.UNDISCLOSED
    sex: Sex = Sex.UNDISCLOSED
    age: AgeGroup = AgeGroup.UNDISCLOSED


class _Screening(_Thing, forbid_unknown_fields=True, kw_only=True):
    place: str
    tallies: tuple[Tally, ...] = ()


class _Note(_Thing, forbid_unknown_fields=True, kw_only=True):
    data: str
    screening: str = ""


class _Bundle(Struct, forbid_unknown_fields=True, kw_only=True):
    format: str
    kit: str = ""
    receipt: str = ""
    responses: list[Raw] = []
    screenings: list[Raw] = []
    notes: list[Raw] = []


class _Unfit(Exception):
    """A thing cannot be so."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def read_bundle(content: bytes | str, *, came_by: CameBy = CameBy.PHONE) -> Bundle:
    """Look into what came. Raises :class:`BundleRefused` for what is no bundle of ours, or too large."""
    came = _whole(content)
    refused = list[Refusal]()

    def fit(things: Iterable[Raw], read: Callable[[Raw], T]) -> tuple[T, ...]:
        found = dict[str, T]()
        for raw in things:
            try:
                thing = read(raw)
            except _Unfit as unfit:
                refused.append(Refusal(id=_id_of(raw), why=unfit.why))
            else:
                found.setdefault(thing.id, thing)
        return tuple(found.values())

    return Bundle(
        kit_id=came.kit,
        receipt=came.receipt,
        screenings=fit(came.screenings, _screening),
        responses=fit(came.responses, lambda raw: _response(raw, came_by)),
        notes=fit(came.notes, _note),
        refused=tuple(refused),
    )


def _whole(content: bytes | str) -> _Bundle:
    if len(content) > MAX_BYTES:
        raise BundleRefused(f"it is larger than {MAX_BYTES >> 20} MB", advice="Save it in several parts.")
    try:
        came = msgspec.json.decode(content, type=_Bundle)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise BundleRefused("it is no file of feedback, or only a part of one") from error
    most = ((came.responses, MOST_RESPONSES), (came.screenings, MOST_SCREENINGS), (came.notes, MOST_NOTES))
    if any(len(things) > number for things, number in most):
        raise BundleRefused("it holds more than one phone asks in an evening", advice="Save it in parts.")
    if came.format != FORMAT or not _RECEIPT.fullmatch(came.receipt) or not _KIT.fullmatch(came.kit):
        raise BundleRefused("another kind of file, or of another version")
    return came


_S = TypeVar("_S", bound=_Thing)


def _read(raw: Raw, kind: type[_S], begins: str) -> _S:
    try:
        thing = msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise _Unfit(Why.FORM) from error
    fits = _ID.fullmatch(thing.id) and thing.id.startswith(begins)
    if not fits or (thing.language and not _LANGUAGE.fullmatch(thing.language)):
        raise _Unfit(Why.FORM)
    return thing


def _response(raw: Raw, came_by: CameBy) -> Response:
    thing = _read(raw, _Response, "response-")
    if (thing.screening and not _is_screening(thing.screening)) or (
        thing.mark and not _MARK.fullmatch(thing.mark)
    ):
        raise _Unfit(Why.FORM)
    said = {} if thing.consent is QuoteConsent.NONE else _said(thing)
    answers = _answers(thing)
    if not said and not answers:
        raise _Unfit(Why.EMPTY)
    return Response(
        id=thing.id,
        kit_id="",
        screening_id=thing.screening,
        held_on=thing.on,
        moment=thing.moment,
        answers=answers,
        said=said,
        quote_consent=thing.consent if said else QuoteConsent.NONE,
        mark=thing.mark,
        group=thing.group,
        sex=thing.sex,
        age=thing.age,
        language=thing.language,
        came_by=came_by,
    )


def _answers(thing: _Response) -> dict[str, int]:
    for name, step in thing.answers.items():
        question = questions().get(name)
        if question is None or question.kind is Kind.OPEN or thing.moment not in question.moments:
            raise _Unfit(Why.QUESTION)
        if not 1 <= step <= question.steps:
            raise _Unfit(Why.STEP)
    return thing.answers


def _said(thing: _Response) -> dict[str, str]:
    tidy = {name: several_lines(words) for name, words in thing.said.items()}
    for name, words in tidy.items():
        question = questions().get(name)
        if question is None or question.kind is not Kind.OPEN or thing.moment not in question.moments:
            raise _Unfit(Why.QUESTION)
        if len(words) > LONGEST:
            raise _Unfit(Why.LONG)
    return {name: words for name, words in tidy.items() if words}


def _screening(raw: Raw) -> Held:
    thing = _read(raw, _Screening, "screening-")
    try:
        counted(thing.tallies)
    except ReportRefused as refused:
        raise _Unfit(Why.TALLY) from refused
    return Held(
        id=thing.id,
        held_on=thing.on,
        place=one_line(thing.place[:1000]),
        tallies=thing.tallies,
        language=thing.language,
    )


def _note(raw: Raw) -> NoteSent:
    thing = _read(raw, _Note, "note-")
    if thing.screening and not _is_screening(thing.screening):
        raise _Unfit(Why.FORM)
    try:
        content = base64.b64decode(thing.data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _Unfit(Why.SOUND) from error
    if not content or len(content) > MAX_NOTE_BYTES:
        raise _Unfit(Why.SOUND if not content else Why.LONG)
    return NoteSent(
        id=thing.id,
        screening_id=thing.screening,
        held_on=thing.on,
        content=content,
        language=thing.language,
    )


def _is_screening(name: str) -> bool:
    return bool(_ID.fullmatch(name)) and name.startswith("screening-")


def _id_of(raw: Raw) -> str:
    """Return the id of a thing that is unfit, if it has one that can be shown."""
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return ""
    name = found.get("id") if isinstance(found, dict) else None
    return name if isinstance(name, str) and _ID.fullmatch(name) else ""
