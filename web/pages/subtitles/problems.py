"""What stands in the way of changing words, and what changes are called, in the reader's language."""

from __future__ import annotations

from jinja2 import Environment

from pvstudio.subtitles import editing
from pvstudio.subtitles.cues import TrackState
from pvstudio.subtitles.remarks import Remark
from web.pages.clips.blueprint import exact
from web.pages.subtitles.address import blueprint
from web.wording.i18n import _, lazy
from web.wording.problems import teach
from workflows.subtitles import errors
from workflows.subtitles.history import Deed

STATES = {
    TrackState.MACHINE: lazy("Not reviewed yet"),
    TrackState.REVIEWED: lazy("Reviewed"),
    TrackState.APPROVED: lazy("Approved"),
}
#: What the button says that brings a track there.
STEPS_TO = {
    TrackState.REVIEWED: lazy("These words are reviewed"),
    TrackState.APPROVED: lazy("Approve these words"),
}
DEEDS = {
    Deed.WRITE: lazy("Words or times"),
    Deed.TIMES: lazy("Times"),
    Deed.SPLIT: lazy("Line cut in two"),
    Deed.JOIN: lazy("Lines joined"),
    Deed.DELETE: lazy("Line deleted"),
    Deed.SHIFT: lazy("Lines moved in time"),
    Deed.REPLACE: lazy("Found and replaced"),
    Deed.UNTANGLE: lazy("Overlaps removed"),
    Deed.LIKE_SOURCE: lazy("Times of the original taken"),
    Deed.CONFIRM: lazy("Translation confirmed"),
    Deed.IMPORT: lazy("File brought in"),
    Deed.RESTORE: lazy("Earlier words restored"),
    Deed.UNDO: lazy("Taken back"),
    Deed.REDO: lazy("Done again"),
    Deed.STATE: lazy("State"),
    Deed.FORGET: lazy("History deleted"),
    Deed.CUT: lazy("Clip cut or joined"),
}
REMARKS = {
    Remark.LINE_LONG: lazy("A line is too long"),
    Remark.LINES_MANY: lazy("Too many lines"),
    Remark.FAST: lazy("Too fast to read"),
    Remark.SHORT: lazy("Too short on screen"),
    Remark.LONG: lazy("Too long on screen"),
    Remark.OVERLAP: lazy("Overlaps the next line"),
    Remark.NEAR: lazy("Too near to the next line"),
}
#: What keys do in the editor: its script has the usual key of each.
KEYS = {
    "toggle": lazy("Play or pause while typing"),
    "next": lazy("To the next line"),
    "split": lazy("Cut the line in two where one types"),
    "join": lazy("Join the line with the next"),
    "begin": lazy("The line begins now"),
    "finish": lazy("The line ends now"),
    "begin-rest": lazy("The line begins now, the rest moves along"),
    "undo": lazy("Take back the last change"),
}


def said_by_script() -> dict[str, str]:
    """Return what the editor's script says, with places for names in braces."""
    places = {name: f"{{{name}}}" for name in ("time", "who", "n", "speed")}
    return {
        "saved": _("Saved {time}", **places),
        "saving": _("Saving…"),
        "waiting": _("No connection. What you typed is kept here; it is sent as soon as that is possible."),
        "refused": _("This was not saved:"),
        "signedout": _("You are signed out. Sign in in another tab; what you typed is kept here."),
        "back": _("What you typed before is here again, and is being saved."),
        "line": _("Words of the line at {time}", **places),
        "play": _("To {time}", **places),
        "empty": _("Nothing here yet"),
        "changed": _("{who} changed this line at {time}:", **places),
        "deleted": _("{who} deleted this line at {time}.", **places),
        "overtaken": _(
            "{who} has changed the same lines meanwhile. Look at them, then do it again.", **places
        ),
        "found": _("Found in {n} lines", **places),
        "speed": _("{speed} letters a second", **places),
        "sure": _("Delete this line?"),
        "press": _("Press a key"),
        **{f"state-{state}": str(words) for state, words in STATES.items()},
        **{f"remark-{remark}": str(words) for remark, words in REMARKS.items()},
    }


def _say(environment: Environment) -> None:
    environment.globals.update(TRACK_STATES=STATES, STEPS_TO=STEPS_TO, DEEDS=DEEDS, REMARKS=REMARKS)


blueprint.record_once(lambda state: _say(state.app.jinja_env))

teach(
    editing.RowGone,
    lambda _e: (
        _("This line is not there any more."),
        _("Look at the lines as they are now, then do it again."),
    ),
)
teach(
    editing.TimesImpossible,
    lambda e: (
        _(
            "A line cannot stand from {start} to {end}: it ends after it starts, and inside the clip"
            " ({clip}).",
            start=_signed(e.start_ms),
            end=_signed(e.end_ms),
            clip=exact(e.clip_ms),
        ),
        _("Give it other times."),
    ),
)
teach(
    editing.NothingToCut,
    lambda _e: (_("This line cannot be cut or joined there."), _("Choose another place.")),
)
teach(
    errors.Overtaken,
    lambda e: (
        _(
            "{who} has changed the same lines meanwhile. Nothing of theirs or yours is lost.",
            who=", ".join(dict.fromkeys(one.by for one in e.conflicts if one.by)) or "?",
        ),
        _("Choose for each line: yours, theirs, or both."),
    ),
)
teach(
    errors.CannotUndo,
    lambda e: (
        (_("{who} has changed the same lines since.", who=e.who), _("Correct them by hand, or restore them."))
        if e.who
        else (_("There is nothing of yours to take back."), _("The history shows all changes."))
    ),
)
teach(
    errors.SeenOld,
    lambda e: (
        _("{who} has changed lines since you looked.", who=e.who),
        _("Look at them, then say it again."),
    ),
)
teach(
    errors.StateImpossible,
    lambda _e: (
        _("These words cannot become that from where they are."),
        _("First somebody reviews them, then somebody approves them."),
    ),
)
teach(
    errors.NoSuchRevision,
    lambda _e: (_("The history does not reach back so far."), _("Choose a change that it shows.")),
)
teach(
    errors.UnknownLanguage,
    lambda e: (
        _("“{tag}” is no language that is known here.", tag=e.tag),
        _("Languages are written by their tags, like “sq” or “fa-AF”."),
    ),
)


def _signed(ms: int) -> str:
    return f"-{exact(-ms)}" if ms < 0 else exact(ms)
