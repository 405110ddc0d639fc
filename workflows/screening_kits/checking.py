"""Is this kit whole, the studio's own, and may it still be shown? Asked of a folder or a ZIP, anywhere.

Nothing is unpacked, no studio is needed, and no more of any file is read than the manifest says it has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from consent.ledger.keys import fingerprint
from workflows.kits import last_day
from workflows.recall_lists import RecallListForged
from workflows.recall_lists import read as read_recalls
from workflows.screening_kits.manifests import (
    BESIDE,
    MOST_BYTES,
    MOST_SIGNATURE,
    NAME,
    SIGNATURE,
    SUMS,
    KitFile,
    Manifest,
    ManifestUnreadable,
    signer,
    sums_of,
    when,
)
from workflows.screening_kits.places import MAC, NoKit, Place, place_of

#: A list of recalls that is older says little: studios give a new one with every kit.
OLD_LIST = timedelta(days=14)
#: What systems leave in every folder that somebody has looked into. A desktop.ini is none of it: Windows
#: fetches what it names, from wherever that is.
LITTER = frozenset({".DS_Store", "Thumbs.db"})
#: Clocks of two computers may differ by so much.
_CLOCKS = timedelta(hours=26)


class Verdict(StrEnum):
    """What to do with a kit."""

    GOOD = "good"
    WAIT = "wait"  # nothing is wrong with it, but something is to be looked at before it is shown
    WRONG = "wrong"  # tampered with, not whole, or somebody else's: ask the studio for it again
    ENDED = "ended"  # recalled, or past its day: delete it


class FaultKind(StrEnum):
    """One thing that is not as it should be."""

    RECALLED = "recalled"
    EXPIRED = "expired"
    NO_KIT = "no-kit"  # no manifest, or no signature of it
    UNREADABLE = "unreadable"  # a manifest or a ZIP that is none
    FORGED = "forged"  # the signature is not of this manifest
    UNKNOWN_KEY = "unknown-key"  # a good signature by somebody else
    CHANGED = "changed"
    MISSING = "missing"
    CUT_SHORT = "cut-short"  # half copied
    EXTRA = "extra"
    NOT_YET = "not-yet"  # published later than now: a clock is wrong
    OTHER_AUDIENCE = "other-audience"
    NO_LIST = "no-list"  # of recalls
    OTHER_LIST = "other-list"  # the list of recalls is of another studio
    OLD_LIST = "old-list"
    EARLY_LIST = "early-list"  # dated later than now
    PART_OF_LIST = "part-of-list"  # not all of its squares were photographed


_VERDICTS = {
    FaultKind.RECALLED: Verdict.ENDED,
    FaultKind.EXPIRED: Verdict.ENDED,
    FaultKind.NOT_YET: Verdict.WAIT,
    FaultKind.NO_LIST: Verdict.WAIT,
    FaultKind.OLD_LIST: Verdict.WAIT,
    FaultKind.EARLY_LIST: Verdict.WAIT,
    FaultKind.PART_OF_LIST: Verdict.WAIT,
    FaultKind.OTHER_LIST: Verdict.WAIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong: with which file, if one, and in words (English) for who has the kit."""

    kind: FaultKind
    name: str = ""
    words: str

    @property
    def verdict(self) -> Verdict:
        """What to do with a kit that has this fault and no other."""
        return _VERDICTS.get(self.kind, Verdict.WRONG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found, the gravest first. *fingerprint* is of the key that signed; "" where nobody did."""

    verdict: Verdict
    faults: tuple[Fault, ...]
    manifest: Manifest | None = None
    fingerprint: str = ""


def check(
    place: Path,
    *,
    at: datetime,
    keys: Collection[str] = (),
    recalls: bytes = b"",
    audience: str = "",
) -> Checked:
    """Check the kit in *place*, a folder or a ZIP.

    *keys*: public keys or fingerprints that may have signed it; none: whoever did is named, for the reader
    to compare. *recalls*: the latest list, as its file or the texts of its squares. *audience*: before whom
    it is to be shown. Raises :class:`~workflows.recall_lists.RecallListUnreadable`.
    """
    try:
        with place_of(place) as found:
            return _checked(found, at, keys, recalls, audience)
    except NoKit as error:
        return _judged([Fault(kind=FaultKind.UNREADABLE, words=str(error))])


def _checked(place: Place, at: datetime, keys: Collection[str], recalls: bytes, audience: str) -> Checked:
    if lacking := [name for name in (NAME, SIGNATURE) if name not in place.sizes]:
        if "RECALLED.txt" in place.sizes:
            return _judged([Fault(kind=FaultKind.RECALLED, words="The studio took the film out of it.")])
        words = f"There is no {' and no '.join(lacking)} here: this is no kit, or not all of one."
        return _judged([Fault(kind=FaultKind.NO_KIT, words=words)])
    content = place.read(NAME, MOST_BYTES + 1)
    public = signer(content, place.read(SIGNATURE, MOST_SIGNATURE))
    try:
        manifest = Manifest.read(content)
    except ManifestUnreadable as error:
        return _judged([Fault(kind=FaultKind.UNREADABLE, name=NAME, words=str(error))])
    faults = [
        *_of_recalls(manifest, at, recalls),
        *_of_time(manifest, at),
        *_of_signature(manifest, public, keys),
        *_of_files(manifest, place),
        *_of_sums(manifest, content, place),
        *_of_use(manifest, audience),
    ]
    return _judged(faults, manifest, public or "")


def _judged(faults: list[Fault], manifest: Manifest | None = None, public: str = "") -> Checked:
    faults = sorted(faults, key=lambda fault: list(Verdict).index(fault.verdict), reverse=True)
    worst = faults[0].verdict if faults else Verdict.GOOD
    mark = fingerprint(public) if public else ""
    return Checked(verdict=worst, faults=tuple(faults), manifest=manifest, fingerprint=mark)


def _of_time(manifest: Manifest, at: datetime) -> Iterator[Fault]:
    if manifest.expires and when(manifest.expires) <= at:
        last = last_day(when(manifest.expires))
        words = f"Its last day was {last}. Delete every copy, or ask the studio for a new one."
        yield Fault(kind=FaultKind.EXPIRED, words=words)
    if when(manifest.published) > at + _CLOCKS:
        words = f"It was published on {_day(manifest.published)}, which is still to come: look at this clock."
        yield Fault(kind=FaultKind.NOT_YET, words=words)


def _of_recalls(manifest: Manifest, at: datetime, letters: bytes) -> Iterator[Fault]:
    if not letters:
        words = "Nothing here says whether it was recalled. Ask the studio, or bring its latest list."
        yield Fault(kind=FaultKind.NO_LIST, words=words)
        return
    try:
        recalls = read_recalls(letters, [manifest.studio])
    except RecallListForged:
        words = "The list of recalls is not by the studio that signed this kit: ask that one."
        yield Fault(kind=FaultKind.OTHER_LIST, words=words)
        return
    day = f"{recalls.at:%Y-%m-%d}"
    if recalls.recalls(manifest.kit):
        words = f"It was recalled, says the list of {day}. Delete every copy, and tell the studio so."
        yield Fault(kind=FaultKind.RECALLED, words=words)
    if recalls.age(at) > OLD_LIST:
        words = f"The list of recalls is of {day}: ask the studio for the latest."
        yield Fault(kind=FaultKind.OLD_LIST, words=words)
    if recalls.at > at + _CLOCKS:
        words = f"The list of recalls is of {day}, which is still to come: look at this clock."
        yield Fault(kind=FaultKind.EARLY_LIST, words=words)
    if not recalls.is_whole:
        some = f"{len(recalls.marks)} of {recalls.total}"
        words = f"Only {some} recalls are in the list: photograph every square."
        yield Fault(kind=FaultKind.PART_OF_LIST, words=words)


def _day(text: str) -> str:
    return f"{when(text):%Y-%m-%d %H:%M} UTC"


def _of_signature(manifest: Manifest, public: str | None, keys: Collection[str]) -> Iterator[Fault]:
    if public is None or public != manifest.studio:
        words = "The signature is not of this manifest: somebody changed one of them."
        yield Fault(kind=FaultKind.FORGED, name=SIGNATURE, words=words)
    elif keys and not {public, fingerprint(public)} & {key.replace(" ", "").lower() for key in keys}:
        words = f"It is signed by a key that is not the studio's: {fingerprint(public)}."
        yield Fault(kind=FaultKind.UNKNOWN_KEY, name=SIGNATURE, words=words)


def _of_files(manifest: Manifest, place: Place) -> Iterator[Fault]:
    for file in manifest.files:
        size = place.sizes.get(file.name)
        if size is None:
            yield Fault(kind=FaultKind.MISSING, name=file.name, words=f"{file.name} is missing.")
        elif 0 <= size < file.size:
            words = f"{file.name} is not whole: {size} of {file.size} bytes are here. Copy the kit again."
            yield Fault(kind=FaultKind.CUT_SHORT, name=file.name, words=words)
        elif not 0 <= size <= file.size or place.sha256(file.name, file.size) != file.sha256:
            words = f"{file.name} was changed, or was damaged on its way."
            yield Fault(kind=FaultKind.CHANGED, name=file.name, words=words)
    for name in sorted(BESIDE):
        if place.sizes.get(name, 0) < 0:
            yield Fault(kind=FaultKind.CHANGED, name=name, words=f"{name} is there twice, or is no file.")
    for name in sorted(place.sizes.keys() - _known(manifest, place)):
        words = f"{name!r} does not belong to this kit: do not open it."
        yield Fault(kind=FaultKind.EXTRA, name=name.encode(errors="backslashreplace").decode(), words=words)


def _known(manifest: Manifest, place: Place) -> set[str]:
    """Return every name that is no fault: the kit's own, and what computers add to these very files."""
    own = {file.name for file in manifest.files} | BESIDE
    macs = {f"{MAC}{place.root}._{name}" for name in own}
    macs |= {f"{MAC}._{place.root.removesuffix('/')}"} if place.root else set()
    return own | {name for name in macs | LITTER if place.sizes.get(name, -1) >= 0}


def _of_sums(manifest: Manifest, content: bytes, place: Place) -> Iterator[Fault]:
    """Compare the list of hashes for those who have only that: it must say what the manifest says."""
    signature = place.read(SIGNATURE, MOST_SIGNATURE)
    beside = [KitFile.of(NAME, content), KitFile.of(SIGNATURE, signature)]
    expected = sums_of([*manifest.files, *beside])
    if SUMS not in place.sizes:
        yield Fault(kind=FaultKind.MISSING, name=SUMS, words=f"{SUMS} is missing.")
    elif place.read(SUMS, len(expected) + 1) != expected:
        yield Fault(kind=FaultKind.CHANGED, name=SUMS, words=f"{SUMS} does not say what the manifest says.")


def _of_use(manifest: Manifest, audience: str) -> Iterator[Fault]:
    if audience and audience != manifest.audience:
        words = f"It is for {manifest.audience}, not for {audience}: everyone in it agreed to that alone."
        yield Fault(kind=FaultKind.OTHER_AUDIENCE, words=words)
