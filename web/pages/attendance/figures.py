"""Figures of people as pages and files: the suppressed ones, of one workshop or of all, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from pvstudio.languages import direction
from pvstudio.model import Workshop
from web.pages.attendance.desk import blueprint
from web.pages.kits import is_inside
from web.security.access import allow
from web.wording.fields import day_of
from web.wording.gatherings import PERIODS, TABLES, column_words, key_words, standing, to_come
from web.wording.i18n import _, language
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.attendance import Figure, Period, Shown, Table, figures_for
from workflows.attendance.suppress import SMALL
from workflows.spreadsheets import AtLeast, Cell, Sheet, csv_bytes, xlsx_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants to see: which days, in periods of which length."""

    since: date | None
    until: date | None
    period: Period

    @classmethod
    def asked(cls) -> Choice:
        """Read it from the address; what is no day and no period is not asked for."""
        period = request.args.get("period", "")
        chosen = Period(period) if period in set(Period) else Period.QUARTER
        return cls(_day("since"), _day("until"), chosen)


@blueprint.get("/figures")
@allow(Role.FACILITATOR, Role.OFFICER, Role.OFFICE)
def figures(workshop: str) -> ResponseReturnValue:
    """Show the figures of one workshop."""
    with studio().documents.read(workshop) as tx:
        home = tx.get(Workshop, workshop)
    return shown_page([workshop], home)


@blueprint.get("/figures.csv")
@allow(Role.FACILITATOR, Role.OFFICER, Role.OFFICE)
def figures_csv(workshop: str) -> Response:
    """Send the same as CSV."""
    return csv_file([workshop])


@blueprint.get("/figures.xlsx")
@allow(Role.FACILITATOR, Role.OFFICER, Role.OFFICE)
def figures_xlsx(workshop: str) -> Response:
    """Send the same as a workbook."""
    return xlsx_file([workshop])


def shown_page(workshops: Sequence[str], home: Workshop | None) -> str:
    """Render the figures of *workshops*; *home* is the workshop in whose room that is.

    Whoever sees the records themselves looks over what will be told: nothing is fixed by that.
    """
    choice = Choice.asked()
    return render_template(
        "attendance/figures.html",
        workshop=home,
        choice=choice,
        shown=_shown(workshops, choice, keep=not is_inside()),
        standing=standing,
        PERIODS=PERIODS,
        TABLES=TABLES,
        key_words=key_words,
        column_words=column_words,
        to_come=to_come,
        small=SMALL,
    )


def csv_file(workshops: Sequence[str]) -> Response:
    """Answer with the figures of *workshops* as CSV."""
    return _file(csv_bytes(_sheets(workshops)), "text/csv; charset=utf-8", "csv")


def xlsx_file(workshops: Sequence[str]) -> Response:
    """Answer with the figures of *workshops* as a workbook, in the reader's language and direction."""
    turned = direction(language()) == "rtl"
    return _file(xlsx_bytes(_sheets(workshops), right_to_left=turned), XLSX, "xlsx")


def _shown(workshops: Sequence[str], choice: Choice, *, keep: bool = True) -> Shown:
    return figures_for(studio(), workshops, choice.since, choice.until, keep=keep)


def _sheets(workshops: Sequence[str]) -> list[Sheet]:
    choice = Choice.asked()
    shown = _shown(workshops, choice)
    above = [_workshop(one) for one in workshops] if len(workshops) == 1 else []
    if choice.since or choice.until:
        above.append(f"{choice.since or ''} – {choice.until or ''}")
    above += _notes(shown)
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


def _workshop(workshop: str) -> str:
    with studio().documents.read(workshop) as tx:
        return tx.get(Workshop, workshop).title


def _file(body: bytes, kind: str, ending: str) -> Response:
    answer = Response(body, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="figures.{ending}"'
    return answer


def _day(name: str) -> date | None:
    try:
        return day_of(request.args.get(name, ""))
    except ValueError:
        return None
