"""Who came to a session or a screening, as counts: never names.

The columns are those of final reports in the field: population group, sex, age, kind of activity.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pvstudio.model import PopulationGroup, Sex

__all__ = ["ActivityType", "AgeGroup", "PopulationGroup", "Sex", "Tally"]


class AgeGroup(StrEnum):
    """Whole years at that day, no finer than reports need."""

    UNDER_18 = "under-18"
    YOUNG = "18-29"
    MIDDLE = "30-59"
    OLDER = "60-plus"
    UNDISCLOSED = "undisclosed"


class ActivityType(StrEnum):
    """What a gathering is counted as in a final report."""

    SKILLS = "professional-and-life-skills"
    SOCIAL = "joint-social-interaction"
    RECREATION = "recreational-and-psychosocial"
    COORDINATION = "coordination"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """*people* who came and are alike in all three; *first_time* of them have not been counted before."""

    group: PopulationGroup = PopulationGroup.UNDISCLOSED
    sex: Sex = Sex.UNDISCLOSED
    age: AgeGroup = AgeGroup.UNDISCLOSED
    people: int
    first_time: int = 0
