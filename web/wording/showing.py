"""How things are said on pages: names of audiences, states, languages, lengths and times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from flask import current_app
from jinja2 import Environment

from consent.gate.reasons import Kind, isolated
from consent.gate.standing import objection
from consent.gate.states import state_of
from consent.releases import Answer, How, Role, Sign, Stage, TeachBack
from pvstudio.languages import direction, language_name
from pvstudio.model import Audience, Participant, Treatment
from web.sending.delivery import Delivery
from web.wording.i18n import lazy
from workflows.accounts import Role as AccountRole
from workflows.kits import last_day
from workflows.papers import called
from workflows.wiring import Studio

AUDIENCES = {
    Audience.GROUP: lazy("The group"),
    Audience.COMMUNITY: lazy("Community"),
    Audience.PARTNERS: lazy("Partners"),
    Audience.AUTHORITIES: lazy("Authorities"),
    Audience.ONLINE: lazy("Online"),
}
STAGES = {
    Stage.S1: lazy("Taking part"),
    Stage.S2: lazy("Being filmed"),
    Stage.S3: lazy("Sharing a clip"),
    Stage.S4: lazy("This film"),
}
TREATMENTS = {
    Treatment.FACE_BLURRED: lazy("Faces blurred"),
    Treatment.VOICE_DISGUISED: lazy("Voice disguised"),
    Treatment.VOICE_SILENCED: lazy("Voice silenced, with subtitles"),
    Treatment.PSEUDONYM: lazy("Credited by pseudonym"),
    Treatment.NO_CREDIT: lazy("Not credited"),
    Treatment.PLACE_HIDDEN: lazy("Place hidden"),
}
#: What a person confirms of each treatment that a person must look at.
DONE = {
    Treatment.FACE_BLURRED: lazy("All faces are hidden"),
    Treatment.VOICE_SILENCED: lazy("No voice can be heard"),
    Treatment.VOICE_DISGUISED: lazy("Nobody is known by the voice"),
    Treatment.PLACE_HIDDEN: lazy("The place cannot be recognised"),
}
ROLES = {
    Role.SELF: lazy("For themselves"),
    Role.GUARDIAN: lazy("Guardian"),
    Role.CHILD_ASSENT: lazy("The child"),
    Role.BEST_INTERESTS: lazy("Safeguarding officer"),
}
HOWS = {
    How.ON_SCREEN: lazy("On screen"),
    How.SPOKEN: lazy("Spoken"),
    How.PAPER: lazy("On paper"),
    How.GUARDIAN: lazy("Through a guardian"),
}
TEACH_BACKS = {
    TeachBack.NOT_ASKED: lazy("Not asked"),
    TeachBack.UNDERSTOOD: lazy("Told it back"),
    TeachBack.NOT_UNDERSTOOD: lazy("Could not tell it back: explain again"),
}
SIGNS = {
    Sign.FACE: lazy("Face"),
    Sign.VOICE: lazy("Voice"),
    Sign.NAME: lazy("Name"),
    Sign.PLACE: lazy("Place"),
    Sign.OTHER: lazy("Something else"),
}
ACCOUNT_ROLES = {
    AccountRole.FACILITATOR: lazy("Facilitator"),
    AccountRole.OFFICER: lazy("Safeguarding officer"),
    AccountRole.HOST: lazy("Host of screenings"),
    AccountRole.OFFICE: lazy("Office"),
}
_WORDS = {
    "given": lazy("Yes"),
    "limited": lazy("Yes, on conditions"),
    "refused": lazy("No"),
    "withdrawn": lazy("Withdrawn"),
    "expired": lazy("Ended"),
    "pending": lazy("Not asked"),
    "changed": lazy("Changed since"),
    "age-changed": lazy("Before the age band changed"),
    "not-yet": lazy("Dated in the future"),
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
    return " · ".join(str(DONE.get(one, TREATMENTS[one])) for one in sorted(treatments))


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else ""


def _names(values: Iterable[Treatment]) -> str:
    return " · ".join(str(TREATMENTS[value]) for value in sorted(values))


def teach(environment: Environment) -> None:
    """Let templates say all of it."""
    environment.filters.update(
        clock=_clock,
        moment=_moment,
        last_day=last_day,
        instant=_instant,
        all_done=_all_done,
        treatments=_names,
        audience=lambda value: AUDIENCES[value],
        role=lambda value: ACCOUNT_ROLES[value],
        twice=lambda value: (value, value),
        words=lambda value: _WORDS.get(str(value), str(value)),
        language=language_name,
        called=called,
        direction=direction,
        isolated=isolated,
    )
    environment.globals.update(
        ACCOUNT_ROLES=ACCOUNT_ROLES,
        AUDIENCES=AUDIENCES,
        STAGES=STAGES,
        TREATMENTS=TREATMENTS,
        ROLES=ROLES,
        HOWS=HOWS,
        SIGNS=SIGNS,
    )
