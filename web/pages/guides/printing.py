"""Guides, and what helps when a film is too much, on paper."""

from __future__ import annotations

from flask import Response
from werkzeug.exceptions import NotFound

from pvstudio.languages import canonical
from pvstudio.model import Workshop
from web.pages.guides.desk import blueprint, guiding
from web.pages.papers import paper_answer
from web.wording.showing import studio
from workflows.guides.papers import grounding_paper, guide_paper


@blueprint.get("/<cut_id>/<language>/paper")
@guiding
def paper(workshop: str, cut_id: str, language: str) -> Response:
    """Show a guide as it is printed."""
    return _guide(workshop, cut_id, language, as_pdf=False)


@blueprint.get("/<cut_id>/<language>/guide.pdf")
@guiding
def paper_pdf(workshop: str, cut_id: str, language: str) -> Response:
    """Send a guide as PDF."""
    return _guide(workshop, cut_id, language, as_pdf=True)


@blueprint.get("/help/<language>/paper")
@guiding
def grounding(workshop: str, language: str) -> Response:
    """Show what helps when a film is too much, and who helps here."""
    return _grounding(workshop, language, as_pdf=False)


@blueprint.get("/help/<language>/help.pdf")
@guiding
def grounding_pdf(workshop: str, language: str) -> Response:
    """Send what helps when a film is too much as PDF."""
    return _grounding(workshop, language, as_pdf=True)


def _guide(workshop: str, cut_id: str, language: str, *, as_pdf: bool) -> Response:
    tag = _tag(language)
    return paper_answer(guide_paper(studio(), workshop, cut_id, tag), f"guide-{tag}", as_pdf=as_pdf)


def _grounding(workshop: str, language: str, *, as_pdf: bool) -> Response:
    tag = _tag(language)
    with studio().documents.read(workshop) as tx:
        tx.get(Workshop, workshop)
    return paper_answer(grounding_paper(studio(), workshop, tag), f"help-{tag}", as_pdf=as_pdf)


def _tag(language: str) -> str:
    """Return the language of an address; one that the studio does not know is not there."""
    if (tag := canonical(language)) is None:
        raise NotFound
    return tag
