"""Handouts: an exercise is as long on its card as in the table of its agenda."""

from __future__ import annotations

from html import unescape

import pytest

from workflows.agendas import agenda, exercise
from workflows.sessions.handouts import agenda_paper


@pytest.mark.parametrize("id_", ["keeping-footage-safe", "break", "watching-together"])
def test_a_card_says_the_minutes_that_are_planned_unless_they_differ(id_: str) -> None:
    plan = agenda("production-3-days", "en")
    planned = {slot.minutes for slot in plan.slots if slot.exercise == id_}
    sheet, usual = unescape(agenda_paper(plan.id, "en")), exercise(id_, "en")
    if id_ == "break":
        assert f"<h3>{usual.title}</h3>" not in sheet, "a break needs no card"
        return
    card = sheet[sheet.index(f"<h3>{usual.title}</h3>") :]
    said = planned.pop() if len(planned) == 1 else usual.minutes
    assert f"Minutes: \u2068{said}\u2069" in card[: card.index("</section>")]
