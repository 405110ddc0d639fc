"""Figures of people as pages and files: the suppressed ones, of one workshop or of all, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from consent.gate.reasons import isolated
from pvstudio.languages import direction
from pvstudio.model import Workshop
from web.pages.attendance.desk import blueprint
from web.pages.attendance.sheets import sheets
from web.pages.kits import is_inside
from web.security.access import allow
from web.wording.fields import span_of
from web.wording.gatherings import PERIODS, TABLES, column_words, key_words, standing, to_come
from web.wording.i18n import _, language
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.attendance import Period, Shown, figures_for
from workflows.attendance.suppress import SMALL
from workflows.attendance.units import months_in_words
from workflows.fields import Problem
from workflows.spreadsheets import Sheet, csv_bytes, xlsx_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants to see: which days, in periods of which length; and what is wrong with it."""

    since: date | None
    until: date | None
    period: Period
    problems: Mapping[str, Problem]

    @classmethod
    def asked(cls) -> Choice:
        """Read it from the address; what is no period is not asked for."""
        period = request.args.get("period", "")
        chosen = Period(period) if period in set(Period) else Period.QUARTER
        since, until, problems = span_of(request.args)
        return cls(since, until, chosen, problems)

    @property
    def months(self) -> str:
        """Say of which months figures are, where not of all: days are told with their months."""
        if not (self.since or self.until):
            return ""
        months = months_in_words(self.since, self.until, language())
        return _("Figures are of whole months: {months}").format(months=isolated(months))


@blueprint.get("/figures")
@allow(Role.FACILITATOR, Role.OFFICER, Role.OFFICE)
def figures(workshop: str) -> ResponseReturnValue:
    """Show the figures of one workshop."""
    return shown_page([workshop], _home(workshop))


@blueprint.get("/figures.csv")
@allow(Role.FACILITATOR, Role.OFFICER, Role.OFFICE)
def figures_csv(workshop: str) -> ResponseReturnValue:
    """Send the same as CSV."""
    return csv_file([workshop], _home(workshop))


@blueprint.get("/figures.xlsx")
@allow(Role.FACILITATOR, Role.OFFICER, Role.OFFICE)
def figures_xlsx(workshop: str) -> ResponseReturnValue:
    """Send the same as a workbook."""
    return xlsx_file([workshop], _home(workshop))


def shown_page(workshops: Sequence[str], home: Workshop | None) -> ResponseReturnValue:
    """Render the figures of *workshops*; *home* is the workshop in whose room that is.

    Whoever sees the records themselves looks over what will be told: nothing is fixed by that.
    """
    choice = Choice.asked()
    if choice.problems:
        return _refused(choice, home)
    return _page(choice, home, _shown(workshops, choice, keep=not is_inside()))


def csv_file(workshops: Sequence[str], home: Workshop | None) -> ResponseReturnValue:
    """Answer with the figures of *workshops* as CSV."""
    choice = Choice.asked()
    if choice.problems:
        return _refused(choice, home)
    return _file(csv_bytes(_sheets(workshops, choice, home)), "text/csv; charset=utf-8", "csv")


def xlsx_file(workshops: Sequence[str], home: Workshop | None) -> ResponseReturnValue:
    """Answer with the figures of *workshops* as a workbook, in the reader's language and direction."""
    choice = Choice.asked()
    if choice.problems:
        return _refused(choice, home)
    turned = direction(language()) == "rtl"
    return _file(xlsx_bytes(_sheets(workshops, choice, home), right_to_left=turned), XLSX, "xlsx")


def _refused(choice: Choice, home: Workshop | None) -> tuple[str, int]:
    """Show what is wrong with the days that were asked for: no figures are told, and none kept."""
    return _page(choice, home, None), 422


def _page(choice: Choice, home: Workshop | None, shown: Shown | None) -> str:
    return render_template(
        "attendance/figures.html",
        workshop=home,
        choice=choice,
        typed=request.args,
        problems=choice.problems,
        shown=shown,
        standing=standing,
        PERIODS=PERIODS,
        TABLES=TABLES,
        key_words=key_words,
        column_words=column_words,
        to_come=to_come,
        small=SMALL,
    )


def _shown(workshops: Sequence[str], choice: Choice, *, keep: bool = True) -> Shown:
    return figures_for(studio(), workshops, choice.since, choice.until, keep=keep)


def _sheets(workshops: Sequence[str], choice: Choice, home: Workshop | None) -> list[Sheet]:
    above = [home.title if home else "", choice.months]
    return sheets(_shown(workshops, choice), choice.period, [line for line in above if line])


def _home(workshop: str) -> Workshop:
    with studio().documents.read(workshop) as tx:
        return tx.get(Workshop, workshop)


def _file(body: bytes, kind: str, ending: str) -> Response:
    answer = Response(body, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="figures.{ending}"'
    return answer
