"""Why something that a phone sent was not kept, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.wording.i18n import _, lazy
from web.wording.problems import teach
from workflows.feedback.bundles import BundleRefused, Why
from workflows.feedback.keys import KeyRefused, Shut
from workflows.feedback.quotes import Remark
from workflows.spoken_notes import NoteRefused, NotKept

WHY: Mapping[Why, Any] = {
    Why.FORM: lazy("It is not what our page sends."),
    Why.QUESTION: lazy("It answers a question that is not asked there."),
    Why.STEP: lazy("The question has no such step."),
    Why.EMPTY: lazy("It says nothing."),
    Why.LONG: lazy("It is too long."),
    Why.FUTURE: lazy("That day is still to come."),
    Why.BEFORE_KIT: lazy("The kit was handed over later than that."),
    Why.AFTER_RECALL: lazy("The kit was recalled before that day."),
    Why.PLACE: lazy("Write the town or the hall."),
    Why.TALLY: lazy("These numbers cannot be."),
    Why.OTHER: lazy("It belongs to another kit."),
    Why.SCREENING: lazy("Put its screening right first."),
    Why.SOUND: lazy("Nothing can be heard in this recording."),
    Why.ROOM: lazy("There is no room for it now."),
}

REMARKS: Mapping[Remark, Any] = {
    Remark.NAMES: lazy("It says the name of somebody in this workshop."),
    Remark.NUMBER: lazy("It holds a number: a telephone, a document?"),
    Remark.ADDRESS: lazy("It holds an address."),
}

SHUT: Mapping[Shut, Any] = {
    Shut.UNKNOWN: lazy("This key opens nothing."),
    Shut.ENDED: lazy("The time of this kit is over."),
    Shut.RECALLED: lazy("This kit was recalled."),
    Shut.FULL: lazy("Too much has come with this key."),
}

NOT_KEPT: Mapping[NotKept, Any] = {
    NotKept.EMPTY: lazy("No recording came."),
    NotKept.TOO_LARGE: lazy("The recording is too large."),
    NotKept.TOO_LONG: lazy("The recording is longer than 10 minutes."),
    NotKept.NO_SOUND: lazy("Nothing can be heard in this recording."),
    NotKept.ERASED: lazy("This recording was erased here before."),
    NotKept.FOOTAGE: lazy("This is footage, or an answer of somebody."),
    NotKept.TOO_MANY: lazy("Too many recordings wait to be heard."),
}


def _key(error: KeyRefused) -> tuple[str, str]:
    return str(SHUT[error.why]), _("Save a file on the phone, and bring it to a facilitator.")


def _bundle(_error: BundleRefused) -> tuple[str, str]:
    return (
        _("This is no file of feedback for this kit, or only a part of one. Nothing was kept."),
        _("Save it on the phone again: everything is still there."),
    )


def _note(error: NoteRefused) -> tuple[str, str]:
    return str(NOT_KEPT[error.why]), _("Record it again, 10 minutes at most.")


teach(KeyRefused, _key)
teach(BundleRefused, _bundle)
teach(NoteRefused, _note)
