"""A sheet of paper that was typed twice, otherwise: what is kept beside what was typed, where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from pvstudio.model import PopulationGroup
from web.pages.feedback.desk import picture, words
from web.wording.i18n import _
from workflows.feedback.drawings import marks
from workflows.feedback.questions import Kind, Question, questions
from workflows.feedback.responses import QuoteConsent, Response
from workflows.feedback.typed import TypedOtherwise
from workflows.screenings import Screening

#: Whose strokes are typed: the face question that everybody knows from the sheet.
COUNTED = "smiley"

GROUPS = {
    PopulationGroup.ON_THE_MOVE: "group_moving",
    PopulationGroup.RESIDENT: "group_resident",
    PopulationGroup.STAFF: "group_staff",
    PopulationGroup.UNDISCLOSED: "undisclosed",
}
READERS = {
    QuoteConsent.NONE: "read_nobody",
    QuoteConsent.HERE: "read_here",
    QuoteConsent.REPORTS: "read_reports",
}


class Row(NamedTuple):
    """One thing on the sheet: its name, as it is kept, as it was typed."""

    label: str | Markup
    kept: str | Markup
    typed: str | Markup


def drawn_marks() -> dict[str, Markup]:
    """Return the pictures that people choose as their mark."""
    return {name: Markup(svg) for name, svg in marks().items()}  # noqa: S704 — our own drawings


def differing(which: str, both: TypedOtherwise, held: Sequence[Screening]) -> list[Row]:
    """Return what is not the same in both, of a form of one person ("form") or of a count sheet."""
    places = {one.id: one.place for one in held}
    where = Row(_("Screening"), *(_where(side, places) for side in (both.kept, both.typed)))
    rows = _answers(both) if which == "form" else _counts(both)
    return [one for one in (where, *rows) if one.kept != one.typed]


def _where(side: Sequence[Response], places: Mapping[str, str]) -> str:
    return " · ".join(
        part for one in side[:1] for part in (str(one.held_on), places.get(one.screening_id, "")) if part
    )


def _counts(both: TypedOtherwise) -> Iterator[Row]:
    faces = questions()[COUNTED]
    for step in range(1, faces.steps + 1):
        numbers = (sum(one.answers.get(COUNTED) == step for one in side) for side in (both.kept, both.typed))
        spoken = words().page["face"].replace("{n}", str(step)).replace("{of}", str(faces.steps))
        label = Markup('{}<span class="hidden">{}</span>').format(_drawn(picture(faces.kind, step)), spoken)
        yield Row(label, *map(str, numbers))


def _answers(both: TypedOtherwise) -> Iterator[Row]:
    said = words()

    def row(label: str | Markup, cell: Callable[[Response], str | Markup]) -> Row:
        return Row(label, *(cell(side[0]) if side else "" for side in (both.kept, both.typed)))

    for one in questions().values():
        yield row(said.questions[one.id]["ask"], partial(_answer, one))
    yield row(said.page["who_reads"], lambda one: said.page[READERS[one.quote_consent]])
    yield row(said.page["who"], lambda one: said.page[GROUPS[one.group]])
    yield row(_("The two pictures with a ring"), _mark)


def _answer(question: Question, one: Response) -> str | Markup:
    if question.kind is Kind.OPEN:
        words_said = one.said.get(question.id, "")
        return Markup("<bdi>{}</bdi>").format(words_said) if words_said else ""
    return _step(question, one.answers[question.id]) if question.id in one.answers else ""


def _step(question: Question, step: int) -> Markup:
    return Markup("{} {}").format(_drawn(picture(question.kind, step)), step)


def _mark(one: Response) -> Markup:
    drawn = drawn_marks()
    return Markup(" ").join(_drawn(drawn[name]) for name in one.mark.split("-") if name in drawn)


def _drawn(svg: Markup) -> Markup:
    return Markup('<span class="step">{}</span>').format(svg)
