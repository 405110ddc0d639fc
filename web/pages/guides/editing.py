"""Writing a guide: rows for each part, beside the guide that it is translated from, and how it will look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from pvstudio.languages import canonical, direction
from pvstudio.model import Cut, Workshop
from pvstudio.store import Reading
from web.pages.guides.desk import PARTS, blueprint, guiding
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.fields import ChangedMeanwhile, FormRefused, Problem, seen
from workflows.guides import keeping
from workflows.guides.arranging import Act, arranged
from workflows.guides.beside import part_beside
from workflows.guides.keeping import LONGEST, Written, guide_for
from workflows.guides.model import Guide, Part
from workflows.guides.papers import DRAWINGS, printed
from workflows.guides.starting import started, starting_language, translated
from workflows.guides.warnings import Standing, names_in, standing
from workflows.papers.making import icon
from workflows.papers.wording import say

#: What a button says that keeps the guide; any other only shows it again.
_SAVE = "save"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What lies on the table: the guide as kept, the one that it is translated from."""

    kept: Guide | None
    source: Guide | None

    @classmethod
    def of(cls, tx: Reading, cut_id: str, language: str, wanted: str) -> Desk:
        """Lay out the guide of a cut in *language*; *wanted* is the source of one that is not there yet."""
        kept = guide_for(tx, cut_id, language)
        source = kept.source if kept else wanted if wanted != language else ""
        return cls(kept=kept, source=guide_for(tx, cut_id, source) if source else None)


@blueprint.get("/<cut_id>/<language>/")
@guiding
def edit(workshop: str, cut_id: str, language: str) -> ResponseReturnValue:
    """Show the guide of a film in one language in a form; a new one holds what guides start with."""
    tag = _tag(language)
    with studio().documents.read(workshop) as tx:
        cut = tx.get(Cut, cut_id)
        desk = Desk.of(tx, cut_id, tag, request.args.get("source", ""))
        if desk.kept:
            written = Written.of(desk.kept)
        else:
            written = translated(desk.source) if desk.source else started(tx, cut, tag)
    return _form(workshop, cut_id, tag, written)


@blueprint.post("/<cut_id>/<language>/")
@guiding
def save(workshop: str, cut_id: str, language: str) -> ResponseReturnValue:
    """Keep the guide; or only add, move or take out a row, or look at it: then nothing is kept."""
    tag, typed, sent = _tag(language), _typed(), request.form.get("seen", "")
    act = request.form.get("do", _SAVE)
    if act != _SAVE:
        return _form(workshop, cut_id, tag, _acted(typed, act), sent=sent)
    try:
        keeping.save(
            studio(),
            workshop,
            cut_id,
            tag,
            typed,
            source=request.form.get("source", ""),
            by=signed_in().id,
            at=now(),
            sent=sent,
        )
    except ChangedMeanwhile as meanwhile:
        return _form(workshop, cut_id, tag, typed, theirs=meanwhile.kept), 409
    except FormRefused as refused:
        return _form(workshop, cut_id, tag, typed, problems=refused.problems, sent=sent), 422
    flash(_("Saved."))
    return redirect(url_for(".edit", workshop=workshop, cut_id=cut_id, language=tag), 303)


@blueprint.post("/<cut_id>/<language>/delete")
@guiding
def delete(workshop: str, cut_id: str, language: str) -> ResponseReturnValue:
    """Throw the guide in one language away."""
    with studio().documents.read(workshop) as tx:
        if guide_for(tx, cut_id, _tag(language)) is None:
            raise NotFound
    keeping.delete(studio(), workshop, cut_id, _tag(language))
    flash(_("The guide is deleted."))
    return redirect(url_for(".index", workshop=workshop), 303)


def _tag(language: str) -> str:
    """Return the language of an address; one that the studio does not know is not there."""
    if (tag := canonical(language)) is None:
        raise NotFound
    return tag


def _typed() -> Written:
    form = request.form
    return Written(
        lines={part: tuple(form.getlist(f"line-{part}")[: keeping.MOST]) for part in Part},
        origins={part: tuple(form.getlist(f"of-{part}")[: keeping.MOST]) for part in Part},
    )


def _acted(typed: Written, act: str) -> Written:
    """Do what a button says, such as "up.before.2"; one that says nothing known does nothing."""
    name, _dot, rest = act.partition(".")
    part, _dot, row = rest.partition(".")
    rows = {str(number): number for number in range(keeping.MOST)}
    if name not in set(Act) or part not in set(Part) or row not in rows:
        return typed
    return arranged(typed, Act(name), Part(part), rows[row])


def _form(
    workshop: str,
    cut_id: str,
    language: str,
    written: Written,
    *,
    problems: Mapping[str, Problem] | None = None,
    sent: str | None = None,
    theirs: object = None,
) -> str:
    """Show *written* in a form; *sent* stays what it first showed, unless *theirs* is shown as well."""
    with studio().documents.read(workshop) as tx:
        cut = tx.get(Cut, cut_id)
        desk = Desk.of(tx, cut_id, language, request.values.get("source", ""))
        return render_template(
            "guides/edit.html",
            workshop=tx.get(Workshop, workshop),
            cut=cut,
            language=language,
            dir=direction(language),
            desk=desk,
            rows={part: part_beside(written, part, desk.source) for part in Part},
            look={part: list(printed(written, part, desk.source, language)) for part in Part},
            say=lambda key: say(language, key),
            english=None if desk.kept or desk.source else _other_start(language),
            names=names_in(tx, written),
            stands=standing(tx, cut_id, desk.kept),
            seen=seen(keeping.stand(desk.kept)) if sent is None else sent,
            problems=problems or {},
            meanwhile=_both(desk.kept, written) if theirs is not None else (),
            longest=LONGEST,
            drawn=icon,
            DRAWINGS=DRAWINGS,
            PARTS=PARTS,
            Standing=Standing,
        )


def _other_start(language: str) -> str | None:
    """Return the language of the starting questions where they are not in that of the guide."""
    found = starting_language(language)
    return found if found != language else None


def _both(kept: Guide | None, written: Written) -> list[tuple[str, str, str]]:
    """Return the parts that differ: what each is called, what is kept of it, what was typed."""
    theirs = Written.of(kept) if kept else Written(lines={})
    both = [(PARTS[part], *("\n".join(_lines(one, part)) for one in (theirs, written))) for part in Part]
    return [row for row in both if row[1] != row[2]]


def _lines(written: Written, part: Part) -> list[str]:
    return [line.strip() for line, _of in written.rows(part) if line.strip()]
