"""What each screen of the consent walk shows; :mod:`web.phone.walking` takes what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from consent.errors import Refusal
from consent.gate.states import ReleaseState
from consent.notices import NoticeApproval, Topic, approved, notice
from consent.releases import AnswerState, Role, Stage
from pvstudio.model import Audience, Treatment
from web.phone.doors import visiting
from web.phone.receipts import newest_about
from web.phone.showing import page
from web.phone.steps import Screen, before, shown, way_of
from web.phone.watching import to_watch
from web.phone.wording import spoken_in, tongue
from web.wording.showing import now, studio
from workflows.walks import Offered, Step, Walk, languages_for, offered, standing_of, still_asked, where

#: What the box of “Show me as I am” sends: no treatment is called so.
AS_I_AM = "as-i-am"

#: The drawing of what has no audiences.
_DRAWINGS = {Stage.S1: "workshop", Stage.S2: "camera-records"}
_ASKED = {
    Stage.S1: "walk_ask_take_part",
    Stage.S2: "walk_ask_filmed",
    Stage.S3: "walk_ask_clip",
    Stage.S4: "walk_ask_film",
}
#: Who answers for a child is not in it.
_ASKED_OF_GUARDIANS = {
    **_ASKED,
    Stage.S1: "walk_ask_take_part_child",
    Stage.S2: "walk_ask_filmed_child",
    Stage.S3: "walk_ask_clip_child",
}
#: What guardians and children are told besides, before the notice of the stage.
_BESIDES = {Role.GUARDIAN: Topic.GUARDIAN, Role.CHILD_ASSENT: Topic.ASSENT}
_OTHERS = {
    Role.SELF: "walk_others_grown_up",
    Role.GUARDIAN: "walk_others_grown_up",
    Role.CHILD_ASSENT: "walk_others_child",
    Role.BEST_INTERESTS: "walk_others_officer",
}
#: Why a yes was not written down, in the words of the phone; everything else needs a person.
_WHY = {
    Refusal.NOT_UNDERSTOOD: "walk_why_told",
    Refusal.NOTICE_NOT_APPROVED: "walk_why_unread",
    Refusal.NOTICE_LANGUAGE: "walk_not_theirs",
}
#: After these another language helps.
_OF_LANGUAGE = frozenset({Refusal.NOTICE_NOT_APPROVED, Refusal.NOTICE_LANGUAGE})
_WRONG = {"none": "walk_choose", "both": "walk_one_way"}

Context = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """A walk, what it offers, and the screen that is shown."""

    walk: Walk
    offered: Offered
    way: list[Screen]
    screen: Screen

    @classmethod
    def of(cls, walk: Walk, back: str = "") -> Here:
        """Find out where *walk* is, or which earlier screen *back* names."""
        offer = offered(studio(), visiting(), walk)
        way = way_of(walk, offer)
        reached = Screen(*where(studio(), visiting(), walk))
        return cls(walk=walk, offered=offer, way=way, screen=shown(way, reached, back))

    def page(self) -> str:
        """Render the screen, and how far along it is."""
        frame: Context = {}
        if self.screen in self.way:
            number = self.way.index(self.screen) + 1
            frame = {"number": number, "steps": len(self.way), "earlier": before(self.way, self.screen)}
        step = self.screen.step
        return _page(step.replace("-", "_"), self.walk, frame | _SCREENS[step](self))


def refused(walk: Walk, why: Refusal, *, noes: bool) -> str:
    """Say why a yes was not written down, and what helps; *noes* were, all of them."""
    drawing = "explain" if why is Refusal.NOT_UNDERSTOOD else "ask"
    others = _tongues_that_count(walk.stage) if why in _OF_LANGUAGE else []
    told = {"why": _WHY.get(why, "walk_why_other"), "drawing": drawing}
    return _page("refused", walk, {**told, "others_count": others, "noes": noes})


def meanwhile(walk: Walk, *, noes: bool) -> str:
    """Say that something changed, and what counts now; *noes* were written down all the same."""
    return _page("meanwhile", walk, {**_standing(walk), "noes": noes})


def why_not_here(stage: Stage) -> Refusal | None:
    """Return why a yes would not count in the language of this page; None where it does."""
    if tongue() in languages_for(studio(), visiting(), stage):
        return None
    with studio().documents.read(visiting().workshop) as tx:
        read = approved(notice(stage, tongue()), tx.find(NoticeApproval))
    return Refusal.NOTICE_LANGUAGE if read else Refusal.NOTICE_NOT_APPROVED


def _page(screen: str, walk: Walk, more: Context) -> str:
    frame = {"walk": walk, "about": walk.subject_id, "here": url_for("phone.walk", walk_id=walk.id)}
    return page(f"phone/walk/{screen}.html", **(frame | more))


# -- what stands on each screen ---------------------------------------------------------------


def _learn(here: Here) -> Context:
    """Show the cards; a guardian and a child are told something of their own before."""
    walk, besides = here.walk, _BESIDES.get(here.walk.role)
    again = {"again": bool(walk.told) and not walk.learned}
    if besides and request.args.get("cards") != "stage":
        then = url_for("phone.walk", walk_id=walk.id, cards="stage", back=request.args.get("back") or None)
        return {"notice": notice(besides, tongue()), "then": then, **again}
    why = why_not_here(walk.stage)
    unread = {"unread": "walk_unread" if why is Refusal.NOTICE_NOT_APPROVED else "walk_not_theirs"}
    more = {**unread, "others_count": _tongues_that_count(walk.stage)} if why else {}
    return {"notice": notice(walk.stage, tongue()), **again, **more}


def _tongues_that_count(stage: Stage) -> list[str]:
    return [tag for tag in languages_for(studio(), visiting(), stage) if tag in spoken_in()]


def _ask(here: Here) -> Context:
    walk, audience = here.walk, here.screen.audience
    return {
        "audience": audience,
        "question": (_ASKED_OF_GUARDIANS if walk.role is Role.GUARDIAN else _ASKED)[walk.stage],
        "drawing": f"audience-{audience}" if audience else _DRAWINGS[walk.stage],
        "before": _button(walk.state(audience)) if audience in dict(walk.said) else "",
        "stands": _stands(walk).get(audience),
    }


def _button(state: AnswerState | None) -> str:
    return "later" if state is None else "yes" if state.is_yes else "no"


def _how(here: Here) -> Context:
    walk, treatments = here.walk, here.offered.treatments
    ticked = walk.treatments & {*treatments}
    return {
        "treatments": treatments,
        "ticked": ticked,
        "as_i_am": Step.HOW in walk.passed and not ticked,
        "wrong": _WRONG.get(request.args.get("wrong", "")),
    }


def _name(here: Here) -> Context:
    walk, credits_ = here.walk, here.offered.credits
    chosen = next((str(one) for one in credits_ if one in walk.treatments), "")
    return {"credits": credits_, "before": chosen if chosen or Step.NAME in walk.passed else None}


def _leave_out(here: Here) -> Context:
    return {"languages": here.offered.languages, "left_out": here.walk.left_out}


def _tell(here: Here) -> Context:
    return {"teach_back": notice(here.walk.stage, here.walk.language).teach_back}


def _read_back(here: Here) -> Context:
    """Show everything that was said; how they appear, and so on, only where there is a yes.

    Silence takes nothing back: beside “not now” stands what counts.
    """
    walk, offer, steps = here.walk, here.offered, {one.step for one in here.way}
    stands = _stands(walk)
    conditional = Step.HOW in steps and walk.says_yes
    return {
        "rows": [(audience, walk.state(audience), stands.get(audience)) for audience in walk.audiences],
        "drawing": _DRAWINGS.get(walk.stage, ""),
        "title": notice(walk.stage, tongue()).title,
        "seen_as": _some(offer.treatments, walk) if conditional else (),
        "called": _some(offer.credits, walk) if conditional else (),
        "read_in": offer.languages if conditional and Step.LANGUAGES in steps else None,
        "follows": list(_follows(walk, stands)),
    }


def _stands(walk: Walk) -> dict[Audience | None, AnswerState]:
    """Return yes or no for each audience to which an answer of this seat's holds now."""
    counts = standing_of(studio(), visiting(), walk, now())
    return {one.audience: _HOLDS[one.mine] for one in counts if one.mine in _HOLDS}


_HOLDS = {
    ReleaseState.GIVEN: AnswerState.GIVEN,
    ReleaseState.LIMITED: AnswerState.LIMITED,
    ReleaseState.REFUSED: AnswerState.REFUSED,
    ReleaseState.WITHDRAWN: AnswerState.REFUSED,
}


def _some(offer: Iterable[Treatment], walk: Walk) -> list[Treatment | None]:
    """Return which of *offer* are chosen; None alone where none is: that is a choice, too."""
    return [one for one in offer if one in walk.treatments] or [None]


def _follows(walk: Walk, stands: Mapping[Audience | None, AnswerState]) -> Iterator[tuple[str, str]]:
    """Yield what follows from what was said, or else stands: a sign, and the words."""
    said = [walk.state(audience) or stands.get(audience) for audience in walk.audiences]
    silent = [stands.get(audience) for audience in walk.audiences if walk.state(audience) is None]
    if _has_yes(said):
        yield "yes", _FOLLOWS_YES[walk.stage]
        if walk.role in _BESIDES:
            yield "person", "walk_follows_both"
    if any(state and not state.is_yes for state in said):
        yield "no", _FOLLOWS_NO[walk.stage]
    if any(silent):
        yield "later", "walk_follows_before"
    if None in silent and not _has_yes(silent):
        yield "later", "walk_follows_later"
    yield "change", "walk_follows_mind"


def _has_yes(said: Iterable[AnswerState | None]) -> bool:
    return any(state is not None and state.is_yes for state in said)


_FOLLOWS_YES = {
    Stage.S1: "walk_follows_part",
    Stage.S2: "walk_follows_filmed",
    Stage.S3: "walk_follows_yes_later",
    Stage.S4: "walk_follows_yes",
}
_FOLLOWS_NO = {
    Stage.S1: "walk_follows_no_part",
    Stage.S2: "walk_follows_not_filmed",
    Stage.S3: "walk_follows_no",
    Stage.S4: "walk_follows_no",
}


def _done(here: Here) -> Context:
    walk = here.walk
    others = still_asked(studio(), visiting(), walk.stage, walk.subject_id, now())
    with studio().documents.read(visiting().workshop) as tx:
        receipt = newest_about(tx, walk.subject_id) if walk.answer_ids else ""
    return {
        **_standing(walk),
        "receipt": receipt,
        "others": [_OTHERS[role] for role in others],
        "hands_over": any(role is not Role.BEST_INTERESTS for role in others),
    }


def _standing(walk: Walk) -> Context:
    return {
        "counts": standing_of(studio(), visiting(), walk, now()),
        "drawing": _DRAWINGS.get(walk.stage, ""),
        "title": notice(walk.stage, tongue()).title,
    }


_SCREENS: dict[Step, Callable[[Here], Context]] = {
    Step.WATCH: lambda here: to_watch(here.walk),
    Step.LEARN: _learn,
    Step.ASK: _ask,
    Step.HOW: _how,
    Step.NAME: _name,
    Step.LANGUAGES: _leave_out,
    Step.TELL: _tell,
    Step.READ_BACK: _read_back,
    Step.DONE: _done,
}
