"""What would become of a recipe if it were made into a film now: its length, and the gate's answers.

Nothing is kept, nothing rendered. The gate is asked as it is before a render (S1 to S3, vetoes, letters):
the finished film (S4) is asked about when there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from consent.gate.letters import naming
from consent.gate.policy import Reason
from consent.gate.records import Records
from consent.releases import Answer
from pvstudio.editing.errors import RecipeError
from pvstudio.editing.recipe import CardKind, Recipe, clips_of
from pvstudio.editing.running_time import LETTERS_NEED_MS, RunningTime, running_time
from pvstudio.model import Audience, Clip, Cut, CutVersion, Participant, Treatment
from pvstudio.store import Reading
from workflows.layout import Judged, credited, frozen, judge, without
from workflows.wiring import Studio


class Warn(StrEnum):
    """What a person should look at before the film is made."""

    NAMES_SOMEBODY = "names-somebody"  # letters hold the pseudonym of one who asked for no credit
    TOO_SHORT = "too-short"  # no room for letters over the start of a clip
    OVERLAPS = "overlaps"  # two parts show the same moments


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:  # noqa: A001
    """One of them: about the part *number* (from 0), or about the film; *name* is whose or what it is."""

    kind: Warn
    name: str
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What would become of a cut now. *clips* are its parts', trimmed.

    *length* is with every part; *lengths* are of what each audience would see, without what is left out.
    """

    clips: tuple[Clip, ...]
    length: RunningTime
    lengths: Mapping[Audience, RunningTime]
    judged: Mapping[Audience, Judged]
    warnings: tuple[Warning, ...]

    def stands_in_the_way(self, audience: Audience, recipe: Recipe) -> tuple[Reason, ...]:
        """Return what keeps the film from being made for *audience*; empty is the only yes."""
        return self.judged[audience].refusal(recipe.on_withheld)


def outlook(studio: Studio, tx: Reading, workshop: str, cut: Cut, recipe: Recipe, at: datetime) -> Outlook:
    """Look ahead. Raises :class:`RecipeError` where a clip of the recipe is not there any more."""
    clips = clips_of(recipe, tx.find(Clip))
    records = Records.for_clips(tx, workshop, (clip.id for clip in clips))
    judged = {
        audience: judge(studio, tx, workshop, recipe, audience, at, cut_id=cut.id, records=records)
        for audience in Audience
    }
    people = {audience: len(credited(tx, workshop, one.version, at)) for audience, one in judged.items()}

    def length(shown: Recipe, gone: Sequence[str], named: int) -> RunningTime:
        lengths = [clip.duration_ms for clip in clips if clip.id not in gone]
        return running_time(shown, lengths, studio.settings.film, people=named)

    return Outlook(
        clips=clips,
        length=length(recipe, (), max(people.values(), default=0)),
        lengths={
            audience: length(
                _left(recipe, clips, one.version.left_out), one.version.left_out, people[audience]
            )
            for audience, one in judged.items()
        },
        judged=judged,
        warnings=(
            *_named(
                tx, replace(judged[Audience.GROUP].version, recipe=frozen(recipe, clips).to_toml()), records
            ),
            *_short(recipe, clips),
            *_overlaps(recipe, clips),
        ),
    )


def _left(recipe: Recipe, clips: Sequence[Clip], gone: Sequence[str]) -> Recipe:
    """Return *recipe* without the clips *gone* (ids)."""
    return without(frozen(recipe, clips), [clip for clip in clips if clip.id in gone])


def gone_from(recipe: Recipe, known: Sequence[Clip]) -> tuple[int, ...]:
    """Return the numbers of the parts whose clip is not there any more, or shorter than the part."""
    return tuple(number for number, part in enumerate(recipe.parts) if not _is_there(recipe, number, known))


def _is_there(recipe: Recipe, number: int, known: Sequence[Clip]) -> bool:
    try:
        clips_of(replace(recipe, parts=(recipe.parts[number],)), known)
    except RecipeError:
        return False
    return True


def _named(tx: Reading, film: CutVersion, records: Records) -> Iterator[Warning]:
    """Warn of letters that name who wants no credit: the gate asks only those who are in the film."""
    wished = {one.participant_id for one in tx.find(Answer) if Treatment.NO_CREDIT in one.treatments}
    for person in tx.find(Participant):
        strange = person.id in wished and person.id not in records.people
        if strange and naming(person, film, records, rendered=False):
            yield Warning(kind=Warn.NAMES_SOMEBODY, name=person.pseudonym)


def _short(recipe: Recipe, clips: tuple[Clip, ...]) -> Iterator[Warning]:
    for number, (part, clip) in enumerate(zip(recipe.parts, clips, strict=True)):
        room = clip.duration_ms - part.transition.ms
        if part.card is CardKind.LOWER_THIRD and room < LETTERS_NEED_MS:
            yield Warning(kind=Warn.TOO_SHORT, name=part.title or clip.title, number=number)


def _overlaps(recipe: Recipe, clips: tuple[Clip, ...]) -> Iterator[Warning]:
    for number, clip in enumerate(clips):
        for earlier in clips[:number]:
            same = clip.id == earlier.id
            if same and max(clip.start_ms, earlier.start_ms) < min(clip.end_ms, earlier.end_ms):
                yield Warning(
                    kind=Warn.OVERLAPS, name=recipe.parts[number].title or clip.title, number=number
                )
                break
