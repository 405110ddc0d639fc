"""Attendance: who came, gathering by gathering; and figures of it, of one workshop and of all."""

from web.pages.attendance import figures, listing, recording, tables
from web.pages.attendance.desk import blueprint

__all__ = ["blueprint", "figures", "listing", "recording", "tables"]
