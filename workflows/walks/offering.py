"""What a walk offers to choose from: the treatments that exist, the names, the languages."""

from __future__ import annotations

from dataclasses import dataclass

from consent.releases import Stage
from pvstudio.languages import canonical
from pvstudio.media import treatments
from pvstudio.model import CutVersion, Treatment, Workshop
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track
from workflows.walks.walk import Walk

#: Without any of these I am called as I am called there.
_CREDITS = (Treatment.PSEUDONYM, Treatment.NO_CREDIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What a walk offers to choose from."""

    treatments: tuple[Treatment, ...]  # how I appear
    credits: tuple[Treatment, ...]  # my name: PSEUDONYM, NO_CREDIT; none of them: as I am called
    languages: tuple[str, ...]  # that others may read me in; fewer than two: not asked


def offered_in(tx: Reading, walk: Walk) -> Offered:
    """Return what can be done here, and besides what was a condition when the walk began."""
    able = {*treatments.PICTURE, *treatments.SOUND, *walk.before} - {*_CREDITS}
    return Offered(
        treatments=tuple(one for one in Treatment if one in able),
        credits=tuple(one for one in _CREDITS if one in treatments.ELSEWHERE),
        languages=_languages(tx, walk),
    )


def _languages(tx: Reading, walk: Walk) -> tuple[str, ...]:
    """Return the film's subtitles; of a clip those that it has, and those that the workshop works in."""
    found = [*sorted(walk.before_left_out)]
    if walk.stage is Stage.S4:
        found += [tag for film in tx.find(CutVersion, id=walk.subject_id) for tag in film.languages]
    elif walk.stage is Stage.S3:
        found += [track.language for track in tx.find(Track, clip_id=walk.subject_id)]
        found += [tag for one in tx.find(Workshop) for tag in one.languages]
    return tuple(dict.fromkeys(canonical(tag) or tag for tag in found))
