"""What all pages of the builder share: the blueprint, who comes in, what is said of what goes wrong."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consent.gate.reasons import Kind, Reason
from consent.releases import Stage
from pvstudio.editing.errors import NoSuchPart, NotAnOrder, RecipeError
from pvstudio.errors import StudioError
from pvstudio.model import Clip, Workshop
from web.security.access import allow
from web.wording.i18n import _
from web.wording.problems import in_words, teach
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.cutting.cuts import recipe_of, revision
from workflows.cutting.errors import (
    CutChanged,
    NothingChosen,
    NothingToUndo,
    TitleTaken,
    TooManyDots,
    VoteClosed,
)

blueprint = Blueprint("builder", __name__, url_prefix="/workshops/<workshop>/cuts")

#: Who puts films together.
builders = allow(Role.FACILITATOR, Role.OFFICER)

teach(
    TitleTaken,
    lambda e: (_("Another film here is called “{title}”.", title=e.title), _("Give it another title.")),
)
teach(NothingToUndo, lambda _e: (_("There is nothing to take back."), ""))
teach(
    NothingChosen,
    lambda _e: (
        _("No sentence was chosen that is there now."),
        _("Somebody may have corrected the words. Look at them again, then choose."),
    ),
)
teach(
    TooManyDots,
    lambda e: (_("Each person has {n} dots, for clips of this film.", n=e.each), _("Take some back.")),
)
teach(VoteClosed, lambda _e: (_("This vote is closed."), _("Begin a new vote")))
teach(
    NoSuchPart,
    lambda _e: (
        _("This part is not in the film any more."),
        _("Somebody may have taken it out. Look at the film again."),
    ),
)
teach(NotAnOrder, lambda _e: (_("This is no order of the parts of the film."), _("Load the page again.")))

#: Which act would mend what stands in the way, where a page has it.
_ASK = frozenset(
    {Kind.NO_ANSWER, Kind.EXPIRED, Kind.CHANGED, Kind.AGE_CHANGED, Kind.REFUSED, Kind.WITHDRAWN, Kind.NOT_YET}
)
_WATCH = frozenset({Kind.TREATMENT_UNCHECKED, Kind.TREATMENT_FAILED})
_LETTERS = frozenset({Kind.NAMED, Kind.LANGUAGE_LEFT_OUT})


def mending(reason: Reason, workshop: str) -> tuple[str, str] | None:
    """Return the address and the name of the act that would mend *reason*; None where no page has it."""
    if reason.kind is Kind.UNLOGGED and reason.clip_id:
        return url_for("clips.show", workshop=workshop, clip_id=reason.clip_id, _anchor="who"), _(
            "Log people"
        )
    if reason.kind in _ASK and reason.participant_id:
        words = _("Answers") if reason.kind in {Kind.REFUSED, Kind.WITHDRAWN} else _("Ask")
        if reason.stage is Stage.S3:
            words = _("Ask about this clip") if words == _("Ask") else words
        return where_to_ask(workshop, reason.participant_id, reason.stage, reason.clip_id), words
    if reason.kind in _WATCH:
        return url_for("treatments.index", workshop=workshop), _("Watch the treated clips")
    if reason.kind in _LETTERS:
        return "#settings", _("Change letters and languages")
    return None


def where_to_ask(workshop: str, person_id: str, stage: Stage | None, clip_id: str | None) -> str:
    """Return the address of the form in which what somebody says to a question is written down."""
    about = {Stage.S1: workshop, Stage.S2: workshop, Stage.S3: clip_id}.get(stage) if stage else None
    anchor = f"{stage}-{about}" if about else None
    return url_for("people.show", workshop=workshop, person_id=person_id, _anchor=anchor)


@blueprint.errorhandler(TitleTaken)
@blueprint.errorhandler(NothingToUndo)
@blueprint.errorhandler(NothingChosen)
@blueprint.errorhandler(TooManyDots)
@blueprint.errorhandler(NoSuchPart)
@blueprint.errorhandler(NotAnOrder)
def refused(error: StudioError) -> ResponseReturnValue:
    """Say what cannot be done as the film is now; nothing was changed."""
    words, advice = in_words(error)
    page = render_template("problem.html", status=409, words=words, advice=advice, reasons=(), english=False)
    return page, 409


@blueprint.errorhandler(CutChanged)
def changed_meanwhile(error: CutChanged) -> ResponseReturnValue:
    """Show what stands now beside what was wanted; nothing of either is lost."""
    workshop = (request.view_args or {})["workshop"]
    with studio().documents.read(workshop) as tx:
        page = render_template(
            "builder/conflict.html",
            workshop=tx.get(Workshop, workshop),
            cut=error.cut,
            who=error.who,
            theirs=recipe_of(error.cut),
            mine=error.mine,
            revision=revision(error.cut),
            clips={clip.id: clip for clip in tx.find(Clip)},
        )
    return page, 409


@blueprint.errorhandler(RecipeError)
def not_a_film(error: RecipeError) -> ResponseReturnValue:
    """Say which of the things that somebody wrote cannot be kept; nothing was changed."""
    words = _("This cannot be kept. Nothing was changed.")
    advice = " · ".join(f"{fault.where}: {fault.problem}" for fault in error.faults)
    page = render_template("problem.html", status=400, words=words, advice=advice, reasons=(), english=False)
    return page, 400
