"""What happens in the studio of docs/screenings.md, from an agenda to the changes: all of it is invented.

Only copies of a studio are given to :func:`live`; the demo itself tells none of this.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from screening_evening import BY, hand_out, look_back, screen, teach

from pvstudio.gatherings import ActivityType, AgeGroup, Sex, Tally
from pvstudio.model import AgeBand, CutState, CutVersion, Kit, Participant, PopulationGroup, Workshop
from workflows.accounts import Account, Role
from workflows.accounts.keeping import Wanted as WantedAccount
from workflows.accounts.keeping import add_account
from workflows.agendas import competences
from workflows.attendance import Attendance, record
from workflows.guides import Part, Referral, Written, save
from workflows.guides.referrals import keep
from workflows.guides.starting import starting
from workflows.invitations import Applicant, Offer, Told, new_letters, offer, register
from workflows.modules import Module
from workflows.publish import call_back
from workflows.sessions.making import make_sessions
from workflows.sessions.readiness import Said, Verdict, judge
from workflows.sessions.running import tick
from workflows.wiring import Studio
from workflows.workshops import About, agenda, change

HOST, OFFICE = "Marko", "Office"
AGENDA = "workshop-2-days"

#: Who came to what: how many months ago, activity, group, sex, age, people, of them for the first time.
CAME = (
    (2, ActivityType.SKILLS, PopulationGroup.ON_THE_MOVE, Sex.FEMALE, AgeGroup.YOUNG, 14, 9),
    (2, ActivityType.SKILLS, PopulationGroup.RESIDENT, Sex.FEMALE, AgeGroup.MIDDLE, 11, 8),
    (2, ActivityType.SOCIAL, PopulationGroup.RESIDENT, Sex.MALE, AgeGroup.MIDDLE, 23, 17),
    (2, ActivityType.COORDINATION, PopulationGroup.STAFF, Sex.FEMALE, AgeGroup.MIDDLE, 3, 3),
    (1, ActivityType.SOCIAL, PopulationGroup.ON_THE_MOVE, Sex.MALE, AgeGroup.YOUNG, 31, 19),
    (1, ActivityType.SOCIAL, PopulationGroup.RESIDENT, Sex.FEMALE, AgeGroup.OLDER, 16, 12),
    (1, ActivityType.RECREATION, PopulationGroup.ON_THE_MOVE, Sex.FEMALE, AgeGroup.UNDER_18, 12, 7),
)

#: What stands in the guides beside the questions that every guide starts with.
GUIDES = {
    "en": {
        Part.SYNOPSIS: (
            "Neighbours in Bihać, and people on their way, show what matters to them.",
            "A river in the morning, two glasses of tea, a first day with the camera.",
        ),
        Part.THEMES: ("Home", "What we give each other", "Waiting"),
        Part.DIVIDERS: ("Rumours about the camp", "Who may work here"),
        Part.CONNECTORS: ("The river", "Bread and tea", "Football"),
    },
    "ar": {
        Part.SYNOPSIS: (
            "جيران من بيهاتش، وناس على الطريق، يعرضون ما يهمّهم.",
            "نهر في الصباح، وكأسا شاي، واليوم الأول مع الكاميرا.",
        ),
        Part.THEMES: ("البيت", "ما يقدّمه بعضنا لبعض", "الانتظار"),
        Part.DIVIDERS: ("إشاعات عن المخيّم", "من يُسمح له بالعمل هنا"),
        Part.CONNECTORS: ("النهر", "الخبز والشاي", "كرة القدم"),
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """What there is to look at, by id; *letters* open the invitation."""

    workshop: str
    cut: str
    version: str
    kit: Kit
    session: str
    trainee: str
    letters: str
    screening: str
    retrospective: str
    module: Module
    host: Account


def live(studio: Studio, at: datetime, password: str) -> Lived:
    """Let all of it happen in the first workshop of *studio*; *password* is that of host and office."""
    workshop, today = studio.workshops()[0], at.astimezone().date()
    with studio.documents.read(workshop) as tx:
        film = next(one for one in tx.find(CutVersion) if one.state is CutState.RENDERED)
        trainee = next(one.id for one in tx.find(Participant) if one.age_band is AgeBand.ADULT)
    wanted = WantedAccount(name=HOST, password=password, roles=frozenset({Role.HOST}))
    host = add_account(studio, replace(wanted, workshops=frozenset({workshop})), at)
    add_account(studio, replace(wanted, name=OFFICE, roles=frozenset({Role.OFFICE}), everywhere=True), at)
    session = _plan(studio, workshop, trainee, today, at)
    _came(studio, workshop, session, today, at)
    _move(studio, workshop, today)
    _write(studio, workshop, film.cut_id, today, at)
    kit = hand_out(studio, workshop, film, host, today, at)
    return Lived(
        workshop=workshop,
        cut=film.cut_id,
        version=film.id,
        kit=kit,
        session=session,
        trainee=trainee,
        letters=_invite(studio, workshop, today, at),
        screening=screen(studio, workshop, kit, host, today, at),
        retrospective=look_back(studio, workshop, today, at),
        module=teach(studio, workshop, film, at),
        host=host,
    )


def recall_it(studio: Studio, lived: Lived) -> None:
    """Recall the kit of the host."""
    call_back(studio, lived.workshop, lived.kit.id)


def _plan(studio: Studio, workshop: str, trainee: str, today: date, at: datetime) -> str:
    """Plan a workshop from an agenda, and tick off how it began; return a session with people."""
    made = make_sessions(studio, workshop, AGENDA, today, "en")
    for one in made[:4]:
        tick(studio, workshop, one.id, by=BY, at=at)
    verdicts = (Verdict.SEEN, Verdict.SEEN, Verdict.PRACTISES, Verdict.SEEN, Verdict.NOT_YET)
    known = [one.id for one in competences("en")]
    said = {id_: Said(verdict=one) for id_, one in zip(known, verdicts, strict=False)}
    judge(studio, workshop, trainee, said, by=BY, on=today)
    return next(one.id for one in made if one.exercise == "name-game")


def _came(studio: Studio, workshop: str, session: str, today: date, at: datetime) -> None:
    """Write down who came, in two months that are over and to one session of today."""
    for number, (months, activity, group, sex, age, people, first) in enumerate(CAME):
        tally = Tally(group=group, sex=sex, age=age, people=people, first_time=first)
        said = Attendance(
            id=f"attendance-{number}",
            activity=activity,
            held_on=_months_ago(today, months),
            country="BA",
            title=f"Gathering {number + 1}",
            tallies=(tally,),
        )
        record(studio, workshop, said, by=BY, at=at)
    tally = Tally(
        group=PopulationGroup.ON_THE_MOVE, sex=Sex.FEMALE, age=AgeGroup.YOUNG, people=9, first_time=4
    )
    said = Attendance(
        id="attendance-today",
        activity=ActivityType.SKILLS,
        held_on=today,
        country="BA",
        title="Name game",
        session_id=session,
        tallies=(tally,),
    )
    record(studio, workshop, said, by=BY, at=at)


def _move(studio: Studio, workshop: str, today: date) -> None:
    """Let the workshop be when its plan is; what was counted before stays."""
    with studio.documents.read(workshop) as tx:
        about = About.of(tx.get(Workshop, workshop))
        last = max(one.day for one in agenda(tx) if one.day)
    change(studio, workshop, replace(about, starts=today, ends=last))


def _months_ago(day: date, months: int) -> date:
    for _month in range(months):
        day = day.replace(day=1) - timedelta(days=1)
    return day.replace(day=12)


def _invite(studio: Studio, workshop: str, today: date, at: datetime) -> str:
    """Open the next workshop to registration; five people come for four places. Return its letters."""
    first = today + timedelta(days=14)
    said = Offer(
        told=(
            Told(language="en", title="Make a film together", words="Five days. No experience needed."),
            Told(language="ar", title="نصنع فيلمًا معًا", words="خمسة أيام. لا حاجة إلى خبرة."),
            Told(language="sr-Cyrl", title="Снимамо филм заједно", words="Пет дана. Искуство није потребно."),
        ),
        place="Dom kulture, Bihać",
        starts=first,
        ends=first + timedelta(days=4),
        hours="10:00–16:00",
        languages=("bs", "ar", "en"),
        places=4,
        until=first - timedelta(days=2),
    )
    made = offer(studio, workshop, said, at=at)
    for name in ("Lejla", "Omar", "Zahra", "Dino", "Sana"):
        who = Applicant(name=name, contact="061 000 000", languages=("bs",))
        register(studio, made.id, new_letters(), who, at=at)
    return made.code


def _write(studio: Studio, workshop: str, cut: str, today: date, at: datetime) -> None:
    """Write the guides, and who helps when a film is too much."""
    english = {**starting("en"), **GUIDES["en"]}
    for tag, own in GUIDES.items():
        lines = {**starting(tag), **own}
        written = Written(lines=lines, origins=english if tag != "en" else {})
        save(studio, workshop, cut, tag, written, source="en", by=BY, at=at)
    for name, what_for, phone in (
        ("Dom zdravlja", "a doctor", "+387 37 000 000"),
        ("Zahida", "somebody to talk to", "+387 61 000 000"),
    ):
        helper = Referral(
            id="",
            name=name,
            what_for=what_for,
            phone=phone,
            languages=("bs",),
            checked_on=today,
            changed_at=at,
            by=BY,
        )
        keep(studio, workshop, helper)
