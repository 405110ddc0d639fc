"""What stands in the way of changing a clip, in the reader's language."""

from __future__ import annotations

from consent.answers.appearances import HasSaidNo, StoppedByOfficer
from web.wording.i18n import _
from web.wording.problems import teach
from workflows.clips import errors

teach(
    errors.CutNotInside,
    lambda e: (
        _("These moments leave no part of “{title}”.", title=e.clip.title),
        _("Each part lies inside the clip and lasts at least {s} seconds.", s=e.least_ms / 1000),
    ),
)
teach(
    errors.ClipInFilms,
    lambda e: (
        _(
            "“{title}” is in a film, so it stays as it is: {films}.",
            title=e.clip.title,
            films=", ".join(e.films),
        ),
        _("Take the part that you want as a new clip, and put that one into the film."),
    ),
)
teach(
    errors.ClipBusy,
    lambda e: (
        _("Subtitles are being made for “{title}”.", title=e.clip.title),
        _("Wait until they are there, or stop that work; then cut the clip."),
    ),
)
teach(
    errors.NothingToJoin,
    lambda e: (_("No clip of the same recording begins where “{title}” ends.", title=e.clip.title), ""),
)
teach(
    errors.AnsweredApart,
    lambda e: (
        _("People have answered about “{title}” by itself: it stays a clip of its own.", title=e.clip.title),
        _("To have both in one film, put both into it, one after the other."),
    ),
)
teach(
    errors.TitleTaken,
    lambda e: (_("Another clip is called “{title}”.", title=e.title), _("Give this one another title.")),
)
teach(
    errors.NotInClip,
    lambda e: (
        _("{name} is not logged in “{title}”.", name=e.person.pseudonym, title=e.clip.title),
        _("Log them first: a picture of somebody is only taken from a clip that they are in."),
    ),
)
teach(
    errors.NotPrepared,
    lambda e: (
        _("“{title}” is not prepared for watching yet.", title=e.clip.title),
        _("Wait until it is, then try again."),
    ),
)
teach(
    HasSaidNo,
    lambda e: (
        _("{name} has said no, and stays logged in “{title}”.", name=e.person.pseudonym, title=e.clip.title),
        _("If they are not in this part of a clip that was cut, the safeguarding officer may take them out.")
        if e.officer_may
        else _("If it truly is somebody else, ask them: with their yes the clip opens as it is logged."),
    ),
)
teach(
    StoppedByOfficer,
    lambda e: (
        _("The safeguarding officer has stopped this, so {name} stays logged.", name=e.person.pseudonym),
        _("If it truly is somebody else, show the officer: they lift the veto first."),
    ),
)
