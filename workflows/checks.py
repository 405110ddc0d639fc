"""Checks of treated clips: what a person must watch, who asked for it, and what they saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfileobj

from consent.gate.fulfilment import by_a_person
from consent.gate.policy import wishes
from consent.gate.records import Records
from consent.treated import CheckRefused, TreatmentCheck, Verdict, held, record_check
from pvstudio.editing.errors import EditingError, NothingLeft
from pvstudio.editing.recipe import Recipe, clips_of
from pvstudio.errors import NotFound
from pvstudio.media.contacts import Contacts, find_contacts
from pvstudio.media.mezzanines import Mezzanine
from pvstudio.media.proxies import proxy_path
from pvstudio.model import Audience, Clip, CutItem, CutVersion, Participant, Treatment, new_id
from pvstudio.store import Reading
from pvstudio.store.files import staged
from pvstudio.store.reading import opened
from workflows.narrowed import narrowed
from workflows.treated import find_treated
from workflows.wiring import Studio
from workflows.withdrawals import consent_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody agrees to these audiences on the condition of this treatment."""

    person: Participant
    treatment: Treatment
    audiences: tuple[Audience, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatedClip:
    """One treated file: *clip* as the film trims it, the newest *version* that holds it, who wants it."""

    sha256: str
    clip: Clip
    version: CutVersion
    treatments: frozenset[Treatment]  # of which a person must say that they worked
    asked: tuple[Asked, ...]
    check: TreatmentCheck | None  # the one that stands
    mezzanine: Mezzanine | None  # None: the file is not here any more

    @property
    def proxy(self) -> Path | None:
        """The small copy of the treated clip, for watching."""
        path = proxy_path(self.mezzanine) if self.mezzanine else None
        return path if path and path.exists() else None

    @property
    def contacts(self) -> Contacts | None:
        """Its contact sheets, where a picture was treated."""
        return find_contacts(self.mezzanine) if self.mezzanine else None

    @property
    def waits(self) -> bool:
        """Whether nobody has looked at it yet."""
        return self.check is None


def treated_clips(studio: Studio, workshop: str) -> list[TreatedClip]:
    """Return each treated file that a film of the workshop holds; what nobody has looked at comes first."""
    with studio.documents.read(workshop) as tx:
        newest: dict[str, tuple[CutVersion, CutItem]] = {}
        for version, item in sorted(held(tx), key=lambda each: each[0].number):
            newest[item.treated] = version, item
        found = [_described(studio, tx, workshop, *each) for each in newest.values()]
    return sorted(found, key=lambda one: (not one.waits, one.clip.title.casefold()))


def treated_clip(studio: Studio, workshop: str, sha256: str) -> TreatedClip:
    """Return one treated file. Raises :class:`~pvstudio.errors.NotFound`."""
    with studio.documents.read(workshop) as tx:
        some = [each for each in held(tx) if each[1].treated == sha256]
        if not some:
            raise NotFound("treated clip", sha256)
        return _described(studio, tx, workshop, *max(some, key=lambda each: each[0].number))


def check_treated(
    studio: Studio, workshop: str, sha256: str, verdict: Verdict, *, by: str, words: str = ""
) -> TreatmentCheck:
    """Write down what *by* saw who watched a treated file; a doubt closes at once what holds it.

    Raises :class:`~consent.treated.CheckRefused`, :class:`~pvstudio.errors.NotFound`.
    """
    one = treated_clip(studio, workshop, sha256)
    if one.mezzanine is None and verdict is Verdict.OK:
        words = f"The treated file of “{one.clip.title}” is not here any more: nobody can have watched it."
        raise CheckRefused(words, advice="Assemble the film again, then watch the clip.")
    check = TreatmentCheck(
        id=new_id("check"),
        at=datetime.now(UTC),
        clip_id=one.clip.id,
        treatments=one.treatments,
        mezzanine=sha256,
        verdict=verdict,
        by=by,
        words=words,
    )
    with consent_changes(studio, workshop) as tx:
        return record_check(tx, check)


def copy_out(one: TreatedClip, folder: Path) -> list[Path]:
    """Copy what a person looks at, opened, into *folder*; return the files. What is kept here is sealed."""
    made = []
    for number, path in enumerate((one.proxy, *(one.contacts.sheets if one.contacts else ()))):
        if path:
            target = folder / (f"{one.clip.id}-sheet-{number}.jpg" if number else f"{one.clip.id}.mp4")
            with opened(path) as source, staged(target) as partial, partial.open("wb") as copy:
                copyfileobj(source, copy, 1 << 20)
            made.append(target)
    return made


def leave_out(studio: Studio, workshop: str, sha256: str) -> CutVersion:
    """Draft the film without the treated clip that somebody doubted, and whatever else is withheld by now.

    The draft narrows the film, so nobody is asked about it again. Raises
    :class:`~consent.treated.CheckRefused` as long as nobody doubted the clip, and ``NothingLeft``.
    """
    one = treated_clip(studio, workshop, sha256)
    if one.check is None or one.check.verdict is Verdict.OK:
        words = f"Nobody has said that something can be recognised in “{one.clip.title}”."
        raise CheckRefused(words, advice="Watch it, and say so: pvstudio treatment check CLIP --not-ok")
    with studio.documents.write(workshop) as tx:
        draft = narrowed(tx, workshop, tx.get(CutVersion, one.version.id), datetime.now(UTC))
        if draft is None:
            raise NothingLeft([one.clip.title])
        tx.put(draft)
    return draft


def _described(studio: Studio, tx: Reading, workshop: str, version: CutVersion, item: CutItem) -> TreatedClip:
    records, clip = Records.for_version(tx, workshop, version), _trimmed(tx, version, item)
    made = find_treated(studio, tx, workshop, clip, item)
    return TreatedClip(
        sha256=item.treated,
        clip=clip,
        version=version,
        treatments=by_a_person(item.treatments),
        asked=_asked(item, version, records),
        check=records.checks.get((item.clip_id, item.treated)),
        mezzanine=made if made and made.sha256 == item.treated else None,
    )


def _trimmed(tx: Reading, version: CutVersion, item: CutItem) -> Clip:
    """Return the clip as the film trims it; whole, where the recipe does not say."""
    try:
        clips = clips_of(Recipe.parse(version.recipe), tx.find(Clip))
        return dict(zip(version.items, clips, strict=False))[item]
    except (EditingError, KeyError):
        return tx.get(Clip, item.clip_id)


def _asked(item: CutItem, version: CutVersion, records: Records) -> tuple[Asked, ...]:
    found: dict[tuple[str, Treatment], list[Audience]] = {}
    for audience in Audience:
        for wish in wishes(item.clip_id, audience, datetime.now(UTC), records, version=version):
            if by_a_person({wish.treatment}):
                found.setdefault((wish.participant_id, wish.treatment), []).append(audience)
    return tuple(
        Asked(person=records.people[who], treatment=treatment, audiences=tuple(audiences))
        for (who, treatment), audiences in found.items()
    )
