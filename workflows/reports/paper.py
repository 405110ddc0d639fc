"""A report as one HTML file, in each language that papers speak."""

from __future__ import annotations

from base64 import b64encode

from pvstudio.regional import day_words, month_words
from workflows.attendance.units import batch_of, in_words, months_in_words
from workflows.papers import nearest, paper
from workflows.reports.charts import Asked, asked, charts
from workflows.reports.model import Film, Part, Report
from workflows.retrospectives import Kind

#: The drawings of the columns of what is kept, changed and tried.
_COLUMNS = {Kind.KEEP: "heart", Kind.CHANGE: "pencil", Kind.TRY: "question"}


def report_paper(report: Report, language: str) -> str:
    """Return *report* in *language* (BCP 47) as one HTML file."""
    said, wish, made_on = nearest(language), report.wish, report.made_at.astimezone().date()
    later = wish.later(made_on)
    return paper(
        "report",
        language,
        report=report,
        days=(wish.since, wish.until),
        months=months_in_words(wish.since, wish.until, said) if wish.since or wish.until else "",
        made_on=made_on,
        later=day_words(later, said) if later else "",
        charts=charts(report.figures, said) if report.figures.is_told else [],
        to_come=[in_words(batch, said) for batch in report.figures.to_come],
        parts=[(part, _films(part), _answers(part, said)) for part in report.parts],
        not_over=in_words(batch_of(made_on, None), said) if wish.asks_for_month(made_on) else None,
        columns=_COLUMNS,
    )


def _answers(part: Part, language: str) -> list[tuple[str, list[Asked]]]:
    """Return what came of the questions by month, each in words."""
    return [(month_words(one.month, language), asked(one.told, language)) for one in part.answers.months]


def _films(part: Part) -> list[tuple[Film, str, str]]:
    """Return each film with its length and its picture as text."""
    return [(one, _clock(one.duration_ms), b64encode(one.poster).decode()) for one in part.films]


def _clock(ms: int | None) -> str:
    if ms is None:
        return ""
    minutes, seconds = divmod(round(ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
