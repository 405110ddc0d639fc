"""What a record's form says of figures that told of it already, or of its days without it."""

from __future__ import annotations

from consent.gate.reasons import isolated
from pvstudio.model import Workshop
from pvstudio.regional import day_words
from pvstudio.store import Reading
from web.wording.i18n import _, language
from workflows.attendance import Attendance
from workflows.attendance.tellings import told_on, told_with
from workflows.attendance.units import in_words


def told_words(tx: Reading, kept: Attendance, home: Workshop) -> str:
    """Return it in the reader's language; "" where nothing was told of its days."""
    if day := told_on(tx, kept):
        words = _("Figures told of this on {day}. Whatever you change here, they stay as they were told.")
        return words.format(day=isolated(day_words(day, language())))
    if late := told_with(tx, kept, home.ends):
        words = _("Its day was told before this came: it is counted with {days}.")
        return words.format(days=isolated(in_words(late, language())[0]))
    return ""
