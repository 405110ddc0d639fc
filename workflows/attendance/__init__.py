"""Who came: written down gathering by gathering, counted twice, and told so that nobody can be told apart."""

from workflows.attendance.records import (
    Attendance,
    attendance_of,
    attendances_of,
    record,
    take_out,
)
from workflows.attendance.refusals import NotTheirs, TallyRefused, Wrong
from workflows.attendance.shown import Figure, Period, Row, Shown, Table, figures_for

__all__ = [
    "Attendance",
    "Figure",
    "NotTheirs",
    "Period",
    "Row",
    "Shown",
    "Table",
    "TallyRefused",
    "Wrong",
    "attendance_of",
    "attendances_of",
    "figures_for",
    "record",
    "take_out",
]
