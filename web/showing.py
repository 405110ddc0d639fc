"""How things are said on pages: names of audiences, states, languages, lengths and times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from flask import current_app
from jinja2 import Environment

from consent.gate.reasons import Kind
from consent.gate.standing import objection
from consent.gate.states import state_of
from consent.releases import Answer, How, Role, Sign, Stage, TeachBack
from pvstudio.languages import direction, language_name
from pvstudio.model import Audience, Participant, Treatment
from web.delivery import Delivery
from workflows.wiring import Studio

AUDIENCES = {
    Audience.GROUP: "The group",
    Audience.COMMUNITY: "Community",
    Audience.PARTNERS: "Partners",
    Audience.AUTHORITIES: "Authorities",
    Audience.ONLINE: "Online",
}
STAGES = {
    Stage.S1: "Taking part",
    Stage.S2: "Being filmed",
    Stage.S3: "Sharing a clip",
    Stage.S4: "This film",
}
TREATMENTS = {
    Treatment.FACE_BLURRED: "Faces blurred",
    Treatment.VOICE_DISGUISED: "Voice disguised",
    Treatment.VOICE_SILENCED: "Voice silenced, with subtitles",
    Treatment.PSEUDONYM: "Credited by pseudonym",
    Treatment.NO_CREDIT: "Not credited",
    Treatment.PLACE_HIDDEN: "Place hidden",
}
#: What a person confirms of each treatment that a person must look at.
DONE = {
    Treatment.FACE_BLURRED: "All faces are hidden",
    Treatment.VOICE_SILENCED: "No voice can be heard",
    Treatment.VOICE_DISGUISED: "Nobody is known by the voice",
    Treatment.PLACE_HIDDEN: "The place cannot be recognised",
}
ROLES = {
    Role.SELF: "For themselves",
    Role.GUARDIAN: "Guardian",
    Role.CHILD_ASSENT: "The child",
    Role.BEST_INTERESTS: "Safeguarding officer",
}
HOWS = {
    How.ON_SCREEN: "On screen",
    How.SPOKEN: "Spoken",
    How.PAPER: "On paper",
    How.GUARDIAN: "Through a guardian",
}
TEACH_BACKS = {
    TeachBack.NOT_ASKED: "Not asked",
    TeachBack.UNDERSTOOD: "Told it back",
    TeachBack.NOT_UNDERSTOOD: "Could not tell it back: explain again",
}
SIGNS = {
    Sign.FACE: "Face",
    Sign.VOICE: "Voice",
    Sign.NAME: "Name",
    Sign.PLACE: "Place",
    Sign.OTHER: "Something else",
}
_WORDS = {
    "given": "Yes",
    "limited": "Yes, on conditions",
    "refused": "No",
    "withdrawn": "Withdrawn",
    "expired": "Ended",
    "pending": "Not asked",
    "changed": "Changed since",
    "age-changed": "Before the age band changed",
    "not-yet": "Dated in the future",
}
_ASK_AGAIN = {Kind.CHANGED, Kind.AGE_CHANGED, Kind.NOT_YET}


def studio() -> Studio:
    """Return the studio that this application shows."""
    found: Studio = current_app.extensions["studio"]
    return found


def delivery() -> Delivery:
    """Return what sends films out."""
    found: Delivery = current_app.extensions["delivery"]
    return found


def standing(answer: Answer | None, watched: str, at: datetime, person: Participant) -> str:
    """Return the state of a release as the consent model names it, or why an old yes is pending again."""
    against = objection(answer, watched, at, person)
    return str(against) if against in _ASK_AGAIN else str(state_of(answer, at, watched, person))


def now() -> datetime:
    """Return the moment of this request."""
    return datetime.now(UTC)


def _clock(ms: int) -> str:
    seconds = round(ms / 1000)
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def _instant(ms: int) -> str:
    """Say a moment inside a clip to a tenth of a second: pictures lie half a second apart."""
    minutes, left = divmod(ms // 100, 600)
    return f"{minutes}:{left // 10:02}.{left % 10}"


def _all_done(treatments: Iterable[Treatment]) -> str:
    first, *others = [DONE.get(one, TREATMENTS[one]) for one in sorted(treatments)]
    return " and ".join([first, *(words[0].lower() + words[1:] for words in others)])


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else ""


def _names(values: Iterable[Treatment]) -> str:
    return ", ".join(TREATMENTS[value].lower() for value in sorted(values))


def teach(environment: Environment) -> None:
    """Let templates say all of it."""
    environment.filters.update(
        clock=_clock,
        moment=_moment,
        instant=_instant,
        all_done=_all_done,
        treatments=_names,
        audience=lambda value: AUDIENCES[value],
        words=lambda value: _WORDS.get(str(value), str(value)),
        language=language_name,
        direction=direction,
    )
    environment.globals.update(
        AUDIENCES=AUDIENCES, STAGES=STAGES, TREATMENTS=TREATMENTS, ROLES=ROLES, HOWS=HOWS, SIGNS=SIGNS
    )
