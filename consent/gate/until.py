"""Until when a film may be shown: the first of the answers on which it rests to end."""

from __future__ import annotations

from datetime import datetime

from consent.gate.reasons import Question
from consent.gate.records import Records
from consent.gate.standing import lineage, on_clip, on_film, on_workshop
from pvstudio.model import Audience, CutVersion


def holds_until(
    version: CutVersion, audience: Audience, at: datetime, *, records: Records
) -> datetime | None:
    """Return when the first yes ends that *version* needs for *audience*; None where none of them ends.

    Said of a film that the gate lets out at the moment *at*; of another it means nothing.
    """
    question = Question(audience, version.languages, at, records, film=version)
    versions = lineage(version, records)
    ends = set[datetime]()
    for clip_id in dict.fromkeys(item.clip_id for item in version.items):
        clip = records.clips[clip_id]
        for person_id in records.appearing.get(clip_id, ()):
            person = records.people[person_id]
            stands = [*on_workshop(person, question), *on_clip(person, question, clip)]
            for stand in [*stands, *on_film(person, versions, question)]:
                if stand.answer and stand.answer.expires_at:
                    ends.add(stand.answer.expires_at)
    return min(ends, default=None)
