"""What was held in the small studio of `web_world`: a screening, and months of gatherings with tallies."""

from __future__ import annotations

from datetime import UTC, date, datetime

from web_world import HOME, Place

from pvstudio.gatherings import ActivityType, AgeGroup, Sex, Tally
from pvstudio.model import Audience, PopulationGroup
from workflows.attendance import Attendance
from workflows.screenings import Screening

AT = datetime(2026, 6, 1, tzinfo=UTC)


def _tally(group: str, sex: str, age: str, people: int, first_time: int) -> Tally:
    kind = {"group": PopulationGroup(group), "sex": Sex(sex), "age": AgeGroup(age)}
    return Tally(**kind, people=people, first_time=first_time)


HELD = (
    (1, ActivityType.SKILLS, 3, ("person-on-the-move", "female", "18-29", 12, 9)),
    (2, ActivityType.SOCIAL, 3, ("local-resident", "male", "30-59", 31, 31)),
    (3, ActivityType.RECREATION, 4, ("person-on-the-move", "male", "under-18", 7, 6)),
    (4, ActivityType.COORDINATION, 4, ("staff", "female", "30-59", 3, 0)),
    (5, ActivityType.SOCIAL, 5, ("local-resident", "female", "60-plus", 3, 3)),
)


def hold(place: Place) -> dict[str, str]:
    """Let it have been held; return the ids that addresses name."""
    screening = Screening(
        id="screening-1",
        kit_id="kit-1",
        version_id="version-1",
        audience=Audience.COMMUNITY,
        held_on=date(2026, 6, 2),
        place="Dom kulture",
        people=34,
        reported_at=AT,
        by="account-host",
    )
    with place.studio.documents.write(HOME) as tx:
        tx.put(screening)
        for number, activity, month, tally in HELD:
            one = Attendance(
                id=f"attendance-{number}",
                activity=activity,
                held_on=date(2026, month, 5),
                country="Bosna i Hercegovina",
                title=f"Gathering {number}",
                tallies=(_tally(*tally),),
                by="Facilitator",
                at=AT,
            )
            tx.put(one)
    return {"attendance_id": "attendance-1", "screening_id": "screening-1"}
