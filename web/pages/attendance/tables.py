"""Figures of people across workshops, for the office: all that an account may enter."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from web.pages.attendance.figures import csv_file, shown_page, xlsx_file
from web.security.access import allow
from web.security.session import signed_in
from web.wording.showing import studio
from workflows.accounts import Role

blueprint = Blueprint("tables", __name__, url_prefix="/figures/people")


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER, Role.OFFICE)
def index() -> ResponseReturnValue:
    """Show the figures of all workshops of whoever asks."""
    return shown_page(_own(), None)


@blueprint.get("/figures.csv")
@allow(Role.FACILITATOR, Role.OFFICER, Role.OFFICE)
def all_csv() -> ResponseReturnValue:
    """Send the same as CSV."""
    return csv_file(_own(), None)


@blueprint.get("/figures.xlsx")
@allow(Role.FACILITATOR, Role.OFFICER, Role.OFFICE)
def all_xlsx() -> ResponseReturnValue:
    """Send the same as a workbook."""
    return xlsx_file(_own(), None)


def _own() -> list[str]:
    return [one for one in studio().workshops() if signed_in().may_enter(one)]
