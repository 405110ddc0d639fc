"""What stands in the way of changing a clip."""

from __future__ import annotations

from collections.abc import Sequence

from pvstudio.model import Clip, Participant
from workflows.errors import WorkflowError


class ClipError(WorkflowError):
    """Something about changing a clip; nothing was changed."""


class CutNotInside(ClipError):
    """The moments that were given leave no clip, or reach beyond it."""

    def __init__(self, clip: Clip, start_ms: int, end_ms: int, least_ms: int) -> None:
        super().__init__(
            f"From {start_ms / 1000:g} s to {end_ms / 1000:g} s is no part of “{clip.title}”, "
            f"which is {clip.duration_ms / 1000:g} s long.",
            advice=f"Each part must lie inside the clip and last at least {least_ms / 1000:g} s.",
        )
        self.clip, self.start_ms, self.end_ms, self.least_ms = clip, start_ms, end_ms, least_ms


class ClipInFilms(ClipError):
    """A clip that films hold is not cut: people have agreed to what is in them."""

    def __init__(self, clip: Clip, films: Sequence[str]) -> None:
        names = ", ".join(f"“{film}”" for film in films)
        super().__init__(
            f"“{clip.title}” is in {names}: it stays as it is.",
            advice="Take the part that you want as a new clip, and put that one into the film.",
        )
        self.clip, self.films = clip, tuple(films)


class ClipBusy(ClipError):
    """A worker listens to the clip: its words would be those of another range."""

    def __init__(self, clip: Clip) -> None:
        super().__init__(
            f"Subtitles are being made for “{clip.title}”.",
            advice="Wait until they are there, or stop that work; then cut the clip.",
        )
        self.clip = clip


class NothingToJoin(ClipError):
    """No clip follows this one without a gap."""

    def __init__(self, clip: Clip) -> None:
        super().__init__(f"No clip of the same recording begins where “{clip.title}” ends.")
        self.clip = clip


class AnsweredApart(ClipError):
    """People have answered about the second clip by itself: it stays one."""

    def __init__(self, clip: Clip) -> None:
        super().__init__(
            f"People have answered about “{clip.title}” by itself: it stays a clip of its own.",
            advice="To have both in one clip, put both into a film, one after the other.",
        )
        self.clip = clip


class TitleTaken(ClipError):
    """Two clips of one title could not be told apart in a film's recipe."""

    def __init__(self, title: str) -> None:
        super().__init__(f"Another clip is called “{title}”.", advice="Give this one another title.")
        self.title = title


class NotInClip(ClipError):
    """A picture of somebody is only taken from a clip that they are logged in: so it goes with them."""

    def __init__(self, person: Participant, clip: Clip) -> None:
        super().__init__(
            f"{person.pseudonym} is not logged in “{clip.title}”.",
            advice="Log them first: a picture of somebody is only taken from a clip that they are in.",
        )
        self.person, self.clip = person, clip


class NotPrepared(ClipError):
    """There is no small copy of the clip yet."""

    def __init__(self, clip: Clip) -> None:
        super().__init__(
            f"“{clip.title}” is not prepared for watching yet.", advice="Wait until a worker has prepared it."
        )
        self.clip = clip
