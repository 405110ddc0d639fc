"""The pages of a module: a day of an agenda, the film with its guide, the check; one file each."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

from markupsafe import Markup

from pvstudio.languages import language_name
from pvstudio.model import Cut, CutVersion, Kit
from pvstudio.store import Reading
from workflows.agendas import Agenda, Slot, agenda, exercise
from workflows.guides.papers import DRAWINGS, fit_to_leave
from workflows.modules.model import Module
from workflows.modules.questions import MASTERY, Question, questions
from workflows.modules.texts import plain
from workflows.papers import called, paper
from workflows.papers.wording import say

_HERE = Path(__file__).parent

#: Where the film of a module lies in its package.
MEDIA = "media/"

#: How a drawing begins that stays small where a platform takes the style out and leaves the drawing.
_SMALL = '<svg width="28" height="28" class="icon"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing to learn: its titles and what it shows by language. A check has *questions* as well."""

    name: str  # of its file, without the suffix
    titles: Mapping[str, str]
    bodies: Mapping[str, Markup]
    questions: Mapping[str, tuple[Question, ...]] = field(default_factory=dict)
    has_film: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All parts of a module, with its titles by language."""

    module: Module
    titles: Mapping[str, str]
    parts: tuple[Part, ...]


def course_of(tx: Reading, module: Module) -> Course:
    """Return what a module holds. Raises :class:`~pvstudio.errors.NotFound` for a film that is gone."""
    plans = {tag: agenda(module.agenda_id, tag) for tag in module.languages} if module.agenda_id else {}
    parts = [*_days(plans), *_film(tx, module)]
    film = _title(tx, module) if module.kit_id else ""
    titles = {
        tag: " · ".join(filter(None, (plans[tag].title if plans else "", film))) or plain(tag, "modules_film")
        for tag in module.languages
    }
    return Course(module=module, titles=titles, parts=(*parts, _check(module, plans)))


def page(module: Module, part: Part, tags: Sequence[str], *, alive: bool = True) -> str:
    """Return the HTML file of a part in the languages *tags*; the film lies in :data:`MEDIA` beside it.

    *alive*: it reports to the platform, and closes itself after its last day. Otherwise it is text that stays
    true without script, style or hidden parts: platforms take those out of the pages of a cartridge.
    """
    script = _own("module.js") if alive else ""
    spoken = [
        {
            "tag": tag,
            "title": part.titles[tag],
            "name": called(tag),
            "body": part.bodies[tag],
            "questions": part.questions.get(tag, ()),
        }
        for tag in tags
    ]
    written = paper(
        "modules_page",
        tags[0],
        spoken=spoken,
        module=module,
        alive=alive,
        said={tag: partial(say, tag) for tag in tags},
        mastery=MASTERY,
        own_style=Markup(_own("module.css")),  # noqa: S704 our own file
        script=Markup(script),  # noqa: S704 our own file
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    return written if alive else written.replace('<svg class="icon"', _SMALL)


def _days(plans: Mapping[str, Agenda]) -> list[Part]:
    if not plans:
        return []
    first = next(iter(plans.values()))
    return [
        Part(
            name=f"day-{number}",
            titles={
                tag: plan.title if first.days == 1 else plain(tag, "sessions_day", n=number)
                for tag, plan in plans.items()
            },
            bodies={
                tag: _fragment("modules_day", tag, rows=_rows(plan, number, tag), plan=plan)
                for tag, plan in plans.items()
            },
        )
        for number in range(1, first.days + 1)
    ]


def _rows(plan: Agenda, day: int, tag: str) -> list[tuple[Slot, object]]:
    return [
        (slot, replace(exercise(slot.exercise, tag), minutes=slot.minutes))
        for slot in plan.slots
        if slot.day == day
    ]


def _film(tx: Reading, module: Module) -> list[Part]:
    """Return the film with its guide, or that it is not here; nothing where no film was asked for."""
    if not module.version_id:
        return []
    if not module.kit_id:
        titles = {tag: plain(tag, "modules_film") for tag in module.languages}
        bodies = {tag: _fragment("modules_no_film", tag) for tag in module.languages}
        return [Part(name="film", titles=titles, bodies=bodies)]
    version, name = tx.get(CutVersion, module.version_id), _title(tx, module)
    bodies = {
        tag: _fragment(
            "modules_film",
            tag,
            module=module,
            media=MEDIA,
            subtitles=[(one, language_name(one)) for one in _subtitles(tx, module, version)],
            **_guide(tx, version.cut_id, tag),
        )
        for tag in module.languages
    }
    return [Part(name="film", titles=dict.fromkeys(module.languages, name), bodies=bodies, has_film=True)]


def _subtitles(tx: Reading, module: Module, version: CutVersion) -> tuple[str, ...]:
    return next((kit.languages for kit in tx.find(Kit, id=module.kit_id)), version.languages)


def _guide(tx: Reading, cut_id: str, tag: str) -> dict[str, object]:
    told = fit_to_leave(tx, cut_id, tag)
    return {
        "sections": [(part.value, DRAWINGS[part], some) for part, some in told.lines.items() if some],
        "any_film": told.guide is None,
    }


def _check(module: Module, plans: Mapping[str, Agenda]) -> Part:
    def asked(tag: str) -> tuple[Question, ...]:
        slots = plans[tag].slots if plans else ()
        return questions([exercise(slot.exercise, tag) for slot in slots], tag)

    return Part(
        name="check",
        titles={tag: plain(tag, "modules_check") for tag in module.languages},
        bodies=dict.fromkeys(module.languages, Markup()),
        questions={tag: asked(tag) for tag in module.languages},
    )


def _title(tx: Reading, module: Module) -> str:
    return tx.get(Cut, tx.get(CutVersion, module.version_id).cut_id).title


def _fragment(name: str, tag: str, **values: object) -> Markup:
    return Markup(paper(name, tag, **values))  # noqa: S704 a template escapes what was typed


@cache
def _own(name: str) -> str:
    return (_HERE / name).read_text("utf-8")
