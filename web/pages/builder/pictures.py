"""Cards as the film will show them: as they are kept, and as somebody is writing them."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request
from werkzeug.exceptions import BadRequest, NotFound

from pvstudio.editing.arranging import checked, part_at, replaced
from pvstudio.editing.errors import RecipeError
from pvstudio.editing.recipe import Recipe
from pvstudio.model import Audience, Cut
from pvstudio.store import Reading
from pvstudio.subtitles.errors import SubtitleError
from web.pages.builder.changing import cut_of
from web.pages.builder.desk import blueprint, builders
from web.pages.builder.fields import read_card, read_credits, read_opening
from web.wording.i18n import _
from web.wording.problems import in_words
from web.wording.showing import studio
from workflows.cutting.preview import credits_preview, opening_preview, part_preview


@blueprint.get("/<cut_id>/cards/<which>.jpg")
@builders
def card(workshop: str, cut_id: str, which: str) -> Response:
    """Send the picture of a card as it is kept: ``opening``, ``credits`` or ``part-0``."""
    with studio().documents.read(workshop) as tx:
        cut, recipe = cut_of(tx, cut_id)
        return _answer(_drawn(tx, workshop, cut, recipe, which))


@blueprint.post("/<cut_id>/cards/<which>.jpg")
@builders
def draft(workshop: str, cut_id: str, which: str) -> Response:
    """Send the picture of a card as the form says it, before anything is kept."""
    with studio().documents.read(workshop) as tx:
        cut, recipe = cut_of(tx, cut_id)
        match which:
            case "opening":
                recipe = replace(recipe, opening=read_opening())
            case "credits":
                recipe = replace(recipe, credits=read_credits())
            case _:
                number = _number(which)
                recipe = replaced(recipe, number, [read_card()(part_at(recipe, number))])
        return _answer(_drawn(tx, workshop, cut, recipe, which))


def _drawn(tx: Reading, workshop: str, cut: Cut, recipe: Recipe, which: str) -> bytes | None:
    try:
        checked(recipe)
        return _picture(tx, workshop, cut, recipe, which)
    except (RecipeError, SubtitleError) as error:  # a text that is too long, a letter that no font has
        raise BadRequest(in_words(error)[0]) from error


def _picture(tx: Reading, workshop: str, cut: Cut, recipe: Recipe, which: str) -> bytes | None:
    if which == "opening":
        return opening_preview(studio(), tx, workshop, recipe)
    if which == "credits":
        wanted = request.values.get("audience", Audience.COMMUNITY)
        if wanted not in set(Audience):
            raise NotFound(_("There is no such card."))
        return credits_preview(studio(), tx, workshop, cut, recipe, Audience(wanted))
    number = _number(which)
    part_at(recipe, number)
    return part_preview(studio(), tx, workshop, recipe, number)


def _number(which: str) -> int:
    name, _dash, number = which.partition("-")
    if name != "part" or not number.isdecimal() or len(number) > 6:
        raise NotFound(_("There is no such card."))
    return int(number)


def _answer(picture: bytes | None) -> Response:
    return Response(picture, mimetype="image/jpeg") if picture else Response(status=204)
