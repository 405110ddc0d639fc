"""A workshop written down in one TOML file: who filmed what, who is in it, what each agreed to.

The sample is written so. ``samples/workshop.toml``
documents the schema at its top.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import msgspec

from consent.ledger.book import Book
from consent.recording import confirm_complete, log_appearance, record_answer
from consent.releases import MUST_AGREE, Answer, AnswerState, Appearance, How, Role, Sign, Stage
from pvstudio.model import (
    AgeBand,
    Audience,
    Clip,
    CutVersion,
    Footage,
    Participant,
    Treatment,
    Workshop,
    new_id,
)
from workflows.errors import RosterUnreadable

#: What somebody said to one audience: "given", "refused", or the treatments of a limited yes.
Said = Literal["", "given", "refused"] | list[Treatment]


class _About(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    place: str = ""
    starts: date | None = None
    ends: date | None = None
    languages: tuple[str, ...] = ()
    facilitators: tuple[str, ...] = ()


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    S1: datetime
    S2: datetime
    S3: datetime
    S4: datetime | None = None
    withdrawal: datetime | None = None


class _Person(msgspec.Struct, forbid_unknown_fields=True):
    key: str
    pseudonym: str
    latin: str = ""
    age: AgeBand = AgeBand.ADULT
    languages: tuple[str, ...] = ()
    S1: Literal["", "given", "refused"] = ""
    S2: Literal["", "given", "refused"] = ""
    how: How = How.ON_SCREEN


class _Seen(msgspec.Struct, forbid_unknown_fields=True):
    who: str
    by: tuple[Sign, ...]


class _Clip(msgspec.Struct, forbid_unknown_fields=True):
    key: str
    file: str
    title: str
    language: str | None = None
    filmed_by: str = ""
    notes: str = ""
    people_complete: bool = False
    people: tuple[_Seen, ...] = ()


class _Share(msgspec.Struct, forbid_unknown_fields=True):
    who: str
    clip: str = ""
    group: Said = ""
    community: Said = ""
    partners: Said = ""
    authorities: Said = ""
    online: Said = ""
    languages_left_out: tuple[str, ...] = ()


class _Withdrawal(msgspec.Struct, forbid_unknown_fields=True):
    who: str
    clip: str = ""
    how: How = How.SPOKEN


class _File(msgspec.Struct, forbid_unknown_fields=True):
    workshop: _About
    asked: _Asked
    participants: tuple[_Person, ...] = ()
    clips: tuple[_Clip, ...] = ()
    share: tuple[_Share, ...] = ()
    cut: tuple[_Share, ...] = ()
    withdrawal: _Withdrawal | None = None


@dataclass(frozen=True)
class Roster:
    """What a ``workshop.toml`` says. Documents get fresh ids; *keys* are those of the file."""

    folder: Path
    file: _File
    workshop_id: str = field(default_factory=lambda: new_id("workshop"))

    @classmethod
    def read(cls, path: Path) -> Roster:
        """Read *path*, or raise :class:`RosterUnreadable` naming what is wrong in it."""
        try:
            return cls(path.parent, msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File))
        except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
            raise RosterUnreadable(path, str(error)) from error

    @cached_property
    def workshop(self) -> Workshop:
        """The workshop itself."""
        return Workshop(id=self.workshop_id, **msgspec.to_builtins(self.file.workshop, builtin_types=(date,)))

    @cached_property
    def people(self) -> Mapping[str, Participant]:
        """Its participants, by their keys."""
        return {
            one.key: Participant(
                id=new_id("person"), pseudonym=one.pseudonym, age_band=one.age, languages=one.languages
            )
            for one in self.file.participants
        }

    def footage(self) -> dict[str, Path]:
        """Return where each clip's file lies, by the clip's key."""
        return {one.key: self.folder / "footage" / one.file for one in self.file.clips}

    def translations(self) -> Iterator[tuple[str, str, Path]]:
        """Yield clip key, language and file of every subtitle file that people wrote."""
        for path in sorted((self.folder / "translations").glob("*.srt")):
            key, language = path.stem.split(".", 1)
            yield key, language, path

    def enrol(self, tx: Book) -> None:
        """Keep the workshop, its people, and whether they take part and may be filmed."""
        tx.put(self.workshop)
        for one in self.file.participants:
            person = self.people[one.key]
            tx.put(person)
            for stage, said, at in (
                (Stage.S1, one.S1, self.file.asked.S1),
                (Stage.S2, one.S2, self.file.asked.S2),
            ):
                if said:
                    self._record(tx, person, stage, self.workshop.id, None, said, at, how=one.how)

    def log(self, tx: Book, footage: Mapping[str, Footage]) -> dict[str, Clip]:
        """Name the clips of the ingested *footage* (by key), log who is in them; return them by key."""
        clips = {}
        for one in self.file.clips:
            if one.key not in footage:
                continue
            [clip] = tx.find(Clip, footage_id=footage[one.key].id)
            clip = replace(clip, title=one.title, language=one.language, notes=one.notes)
            tx.put(clip)
            for seen in one.people:
                log_appearance(tx, clip.id, self.people[seen.who].id, seen.by)
            clips[one.key] = confirm_complete(tx, clip.id) if one.people_complete else clip
        return clips

    def share(self, tx: Book, clips: Mapping[str, Clip]) -> int:
        """Record what people answered about the raw clips (S3); return how many answers that were."""
        return sum(
            self._answers(tx, said, Stage.S3, clips[said.clip].id, self.file.asked.S3)
            for said in self.file.share
            if said.clip in clips
        )

    def agree(self, tx: Book, version: CutVersion) -> int:
        """Record what the people in a finished film answered about it (S4), now that they have watched it."""
        clips = {item.clip_id for item in version.items}
        inside = {one.participant_id for one in tx.find(Appearance) if one.clip_id in clips}
        return sum(
            self._answers(tx, said, Stage.S4, version.id, datetime.now(UTC))
            for said in self.file.cut
            if self.people[said.who].id in inside
        )

    def _answers(self, tx: Book, said: _Share, stage: Stage, subject: str, at: datetime) -> int:
        count = 0
        for audience in Audience:
            if answer := getattr(said, audience):
                count += self._record(
                    tx,
                    self.people[said.who],
                    stage,
                    subject,
                    audience,
                    answer,
                    at,
                    left_out=said.languages_left_out,
                )
        return count

    def _record(
        self,
        tx: Book,
        person: Participant,
        stage: Stage,
        subject: str,
        audience: Audience | None,
        said: Said,
        at: datetime,
        *,
        how: How = How.ON_SCREEN,
        left_out: tuple[str, ...] = (),
    ) -> int:
        roles = MUST_AGREE[person.age_band]
        for role in roles:
            conditions = frozenset(said) if isinstance(said, list) else frozenset()
            state = AnswerState.REFUSED if said == "refused" else AnswerState.GIVEN
            answer = Answer(
                id=new_id("answer"),
                at=at,
                participant_id=person.id,
                stage=stage,
                subject_id=subject,
                audience=audience,
                state=state,  # given on conditions is recorded as limited
                treatments=conditions,
                languages_left_out=frozenset(left_out),
                how=How.GUARDIAN if role is Role.GUARDIAN else how,
                role=role,
                taken_by=", ".join(self.workshop.facilitators),
            )
            record_answer(tx, answer)
        return len(roles)


def standing_in(workshop: Workshop, titles: Mapping[str, str], folder: Path) -> Roster:
    """Return a roster for footage that nobody described: a stand-in person in each clip (*titles* by key).

    All of them agree to ``group`` and ``community``; of three or more the last refuses ``community``,
    so that the gate is seen to refuse; the first withdraws.
    """
    keys = list(titles)
    said: dict[str, Any] = {
        "workshop": {"title": workshop.title, "languages": workshop.languages},
        "asked": dict.fromkeys(("S1", "S2", "S3"), datetime.now(UTC)),
        "participants": [
            {"key": key, "pseudonym": f"Person {number}", "S1": "given", "S2": "given"}
            for number, key in enumerate(keys, 1)
        ],
        "clips": [
            {
                "key": key,
                "file": key,
                "title": titles[key],
                "people_complete": True,
                "people": [{"who": key, "by": ["face", "voice"]}],
            }
            for key in keys
        ],
        "share": [
            {
                "who": key,
                "clip": key,
                "group": "given",
                "community": "refused" if key == keys[-1] and len(keys) > 2 else "given",
            }
            for key in keys
        ],
        "cut": [{"who": key, "community": "given"} for key in keys[:-1] or keys],
        "withdrawal": {"who": keys[0], "clip": keys[0]},
    }
    return Roster(folder, msgspec.convert(said, _File), workshop.id)
