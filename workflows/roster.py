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
from typing import Any

import msgspec

from consent.answers.recording import add_guardian, confirm_complete, enrol, log_appearance, record_answer
from consent.answers.understanding import with_notice
from consent.ledger.book import Book
from consent.notices import STAGES, NoticeApproval, approve, approved, best_for, notice
from consent.releases import MUST_AGREE, Answer, AnswerState, Appearance, Guardian, How, Role, Stage
from pvstudio.model import (
    Audience,
    Clip,
    CutVersion,
    Footage,
    Participant,
    Workshop,
    new_id,
)
from workflows.errors import RosterUnreadable
from workflows.roster_file import RosterFile, Said, Share


@dataclass(frozen=True)
class Roster:
    """What a ``workshop.toml`` says. Documents get fresh ids; *keys* are those of the file."""

    folder: Path
    file: RosterFile
    workshop_id: str = field(default_factory=lambda: new_id("workshop"))

    @classmethod
    def read(cls, path: Path) -> Roster:
        """Read *path*, or raise :class:`RosterUnreadable` naming what is wrong in it."""
        try:
            return cls(path.parent, msgspec.convert(tomllib.loads(path.read_text("utf-8")), RosterFile))
        except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
            raise RosterUnreadable(path, str(error)) from error

    @cached_property
    def workshop(self) -> Workshop:
        """The workshop itself."""
        return Workshop(id=self.workshop_id, **msgspec.to_builtins(self.file.workshop, builtin_types=(date,)))

    @property
    def officer(self) -> str:
        """The safeguarding officer's name, as far as there is one."""
        return self.file.safeguarding.officer if self.file.safeguarding else ""

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
        by = ", ".join(self.workshop.facilitators)
        for one in self.file.participants:
            person = enrol(tx, self.people[one.key], by=by, now=self.file.asked.S1)
            if one.guardian:
                add_guardian(tx, person.id, **msgspec.structs.asdict(one.guardian), now=self.file.asked.S1)
            for stage, said, at in (
                (Stage.S1, one.S1, self.file.asked.S1),
                (Stage.S2, one.S2, self.file.asked.S2),
            ):
                if said:
                    self._record(tx, person, stage, self.workshop.id, None, said, at, how=one.how)

    def approve(self, tx: Book, kept: Path) -> tuple[str, ...]:
        """Let the safeguarding officer approve the notices in people's languages; return these languages.

        What is approved is written down in *kept*, the workshop's folder of notices.
        """
        said = self.file.safeguarding
        if said is None or said.notices_approved is None:
            return ()
        spoken = {tag for one in self.file.participants for tag in best_for(one.languages)[:1]}
        asked = [notice(topic, tag) for tag in sorted(spoken) for topic in STAGES]
        waiting = [one for one in asked if not approved(one, tx.find(NoticeApproval))]
        for one in waiting:
            approve(tx, one, by=said.officer, at=said.notices_approved, kept=kept)
        return tuple(dict.fromkeys(one.language for one in waiting))

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
            clips[one.key] = clip
            if one.people_complete:
                clips[one.key] = confirm_complete(tx, clip.id, by=", ".join(self.workshop.facilitators))
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

    def _answers(self, tx: Book, said: Share, stage: Stage, subject: str, at: datetime) -> int:
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
            guardian = self._guardian(tx, person) if role is Role.GUARDIAN else None
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
                guardian_id=guardian.id if guardian else "",
                taken_by=self._taken_by(role),
            )
            record_answer(tx, with_notice(tx, answer))
        return len(roles)

    def _taken_by(self, role: Role) -> str:
        if role is Role.BEST_INTERESTS:
            return self.officer
        return ", ".join(self.workshop.facilitators)

    def _guardian(self, tx: Book, person: Participant) -> Guardian | None:
        return next(iter(tx.find(Guardian, participant_id=person.id)), None)


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
    return Roster(folder, msgspec.convert(said, RosterFile), workshop.id)
