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
from web.pages.kits import is_inside
from web.security.access import allow
from web.wording.fields import span_of
from web.wording.gatherings import PERIODS, TABLES, column_words, key_words, standing, to_come
from web.wording.i18n import _, language
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.attendance import Figure, Period, Shown, Table, figures_for
from workflows.attendance.suppress import SMALL
from workflows.attendance.units import months_in_words
from workflows.fields import Problem
from workflows.spreadsheets import AtLeast, Cell, Sheet, csv_bytes, xlsx_bytes

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
    return _file(csv_bytes(_sheets(workshops, choice)), "text/csv; charset=utf-8", "csv")


def xlsx_file(workshops: Sequence[str], home: Workshop | None) -> ResponseReturnValue:
    """Answer with the figures of *workshops* as a workbook, in the reader's language and direction."""
    choice = Choice.asked()
    if choice.problems:
        return _refused(choice, home)
    turned = direction(language()) == "rtl"
    return _file(xlsx_bytes(_sheets(workshops, choice), right_to_left=turned), XLSX, "xlsx")


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


def _sheets(workshops: Sequence[str], choice: Choice) -> list[Sheet]:
    shown = _shown(workshops, choice)
    above = [_home(one).title for one in workshops] if len(workshops) == 1 else []
    above += [*filter(None, [choice.months]), *_notes(shown)]
    if not shown.is_told:
        return [Sheet(name=_("Who came, in figures"), above=tuple(above), heads=(), rows=())]
    above.append(_("“{sign}” stands for a number that is withheld, + for more that are.", sign=_("withheld")))
    return [_sheet(table, tuple(above)) for table in shown.tables(choice.period)]


def _notes(shown: Shown) -> list[str]:
    """Say what the page says of what is not told, or not yet."""
    few = _("Months in which too few people came to be counted here: {n}", n=shown.left_out)
    nothing = [] if shown.is_told else [_("Nothing can be told yet.")]
    return [*nothing, *to_come(shown), *([few] if shown.left_out else []), *standing(shown)]


def _sheet(table: Table, above: tuple[str, ...]) -> Sheet:
    columns = [column_words(table.name, key) for key in table.columns]
    heads = [str(TABLES[table.name])]
    for name in [*columns, _("All")]:
        heads += [f"{name}: {_('attendances')}", f"{name}: {_('people')}"]
    rows = [
        (words, *(cell for figure in (*row.figures, row.total) for cell in _cells(figure)))
        for words, row in (
            *((key_words(table.name, row.key), row) for row in table.rows),
            (_("All"), table.total),
        )
    ]
    return Sheet(name=str(TABLES[table.name]), above=above, heads=tuple(heads), rows=tuple(rows))


def _cells(figure: Figure) -> tuple[Cell, Cell]:
    return _cell(figure.attendances, more=figure.more), _cell(figure.people, more=figure.more_people)


def _cell(number: int | None, *, more: bool) -> Cell:
    if number is None:
        return _("withheld")
    return AtLeast(number) if more else number


def _home(workshop: str) -> Workshop:
    with studio().documents.read(workshop) as tx:
        return tx.get(Workshop, workshop)


def _file(body: bytes, kind: str, ending: str) -> Response:
    answer = Response(body, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="figures.{ending}"'
    return answer
