"""A cut version becomes a film: asked, treated, joined, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from dbos import DBOS

from consent.gate.policy import Moment, withheld
from consent.gate.records import Records
from consent.ledger.layouts import enter_rendering
from consent.releases import Appearance, Sign
from pvstudio.editing.film import RenderedFilm
from pvstudio.editing.plan import FilmPart, FilmPlan
from pvstudio.editing.recipe import Line, Recipe, clips_of
from pvstudio.editing.rendering import render
from pvstudio.editing.segments import forget_clips
from pvstudio.media.mezzanines import make_mezzanine
from pvstudio.model import Clip, CutState, CutVersion, Footage, Treatment
from pvstudio.store import Reading
from pvstudio.store.errors import KeyGone
from pvstudio.subtitles.cues import Cue, Track
from workflows import running
from workflows.errors import FacesNotFound, NotWhatWasJudged, Withheld
from workflows.layout import credited
from workflows.publish import erase_film, film_folder, pieces_folder
from workflows.queue import Work
from workflows.treated import prepare_check, treated_file


@DBOS.workflow(name=Work.ASSEMBLE, max_recovery_attempts=10)
def assemble(workshop: str, version_id: str) -> str:
    """Render one cut version; return the SHA-256 of its film."""
    for number in range(prepare(workshop, version_id)):
        treat(workshop, version_id, number)
    film = join(workshop, version_id)
    return finish(workshop, version_id, film)


def _ask(tx: Reading, workshop: str, version: CutVersion) -> None:
    """Ask the gate for what is rendered now: everything but what needs a film that can be watched.

    In whichever step it says no, what was made of the film so far is deleted: a worker may have died
    right after the film appeared, and before anybody withdrew.
    """
    records = Records.for_version(tx, workshop, version)
    now = datetime.now(UTC)
    reasons = withheld(version, version.audience, None, now, records=records, moment=Moment.RENDER)
    if reasons:
        _take_down(workshop, version)
        title = Recipe.parse(version.recipe).title()
        raise Withheld(f"“{title}”, version {version.number}, for {version.audience}", reasons)


def _take_down(workshop: str, version: CutVersion) -> None:
    studio = running.studio()
    erase_film(studio, workshop, version.id)
    forget_clips(pieces_folder(studio, workshop), {item.clip_id for item in version.items})


@DBOS.step(name="assemble.prepare")
def prepare(workshop: str, version_id: str) -> int:
    """Ask the gate; return how many parts the film has."""
    with running.studio().documents.read(workshop) as tx:
        version = tx.get(CutVersion, version_id)
        _ask(tx, workshop, version)
    return len(version.items)


@DBOS.step(name="assemble.treat")
def treat(workshop: str, version_id: str, number: int) -> None:
    """Make the mezzanine of one part, with the treatments that the version says."""
    studio = running.studio()
    with studio.documents.read(workshop) as tx:
        version = tx.get(CutVersion, version_id)
        clip = _clips(tx, version)[number]
        footage = tx.get(Footage, clip.footage_id)
        by_face = any(Sign.FACE in seen.by for seen in tx.find(Appearance, clip_id=clip.id))
    step = f"prepare “{clip.title}” ({number + 1} of {len(version.items)})"
    made = make_mezzanine(
        clip,
        footage,
        studio.files(workshop),
        studio.settings.film,
        treatments=version.items[number].treatments,
        job=running.job(step),
    )
    if by_face and made.faces and made.faces.nothing_found:
        raise FacesNotFound(clip.title)
    prepare_check(made, version.items[number], running.job(f"{step}, to be checked"))


def _clips(tx: Reading, version: CutVersion) -> tuple[Clip, ...]:
    """Return the clip of each item, trimmed as the recipe says; only what the gate was asked about."""
    clips = clips_of(Recipe.parse(version.recipe), tx.find(Clip))
    if [clip.id for clip in clips] != [item.clip_id for item in version.items]:
        raise NotWhatWasJudged(version.id)
    return clips


def plan_of(workshop: str, version_id: str) -> FilmPlan:
    """Put together everything that decides the film of a version; its mezzanines exist already."""
    studio = running.studio()
    with studio.documents.read(workshop) as tx:
        version = tx.get(CutVersion, version_id)
        _ask(tx, workshop, version)
        recipe = Recipe.parse(version.recipe)
        clips = _clips(tx, version)
        footage = [tx.get(Footage, clip.footage_id) for clip in clips]
        tracks = [_tracks(tx, clip, version) for clip in clips]
        names = credited(tx, workshop, version, datetime.now(UTC))
    mezzanines = [
        make_mezzanine(clip, source, studio.files(workshop), studio.settings.film, treatments=item.treatments)
        for clip, source, item in zip(clips, footage, version.items, strict=True)
    ]
    parts = [
        FilmPart(
            clip_id=clip.id,
            title=part.title or clip.title,
            part=replace(part, name="") if Treatment.NO_CREDIT in item.treatments else part,
            mezzanine=made,
            tracks=cues,
            treatments=item.treatments,
            treated=treated_file(made, item),
        )
        for part, clip, made, item, cues in zip(
            recipe.parts, clips, mezzanines, version.items, tracks, strict=True
        )
    ]
    drawn = names if recipe.credits and recipe.credits.participants else {}
    return FilmPlan(
        recipe=recipe,
        film=studio.settings.film,
        parts=tuple(parts),
        participants=tuple(Line(text=name, language=recipe.language) for name in drawn),
        credited=tuple(one for ids in drawn.values() for one in ids),
    )


def _tracks(tx: Reading, clip: Clip, version: CutVersion) -> Mapping[str, tuple[Cue, ...]]:
    """Return the clip's cues in each language of the film; a language without a track has no cues."""
    known = {track.language: track.cues for track in tx.find(Track, clip_id=clip.id)}
    return {language: known.get(language, ()) for language in version.languages}


@DBOS.step(name="assemble.join")
def join(workshop: str, version_id: str) -> str:
    """Render the film; return its SHA-256."""
    studio = running.studio()
    target = film_folder(studio, workshop, version_id)
    cache = pieces_folder(studio, workshop)
    try:
        return render(plan_of(workshop, version_id), target, cache=cache, job=running.job("render")).sha256
    except KeyGone:  # shredded meanwhile: whoever withdrew is the reason that people should read
        with studio.documents.read(workshop) as tx:
            _ask(tx, workshop, tx.get(CutVersion, version_id))
        raise


@DBOS.step(name="assemble.finish")
def finish(workshop: str, version_id: str, film_sha256: str) -> str:
    """Note the film and the treated files that it was made from, unless somebody withdrew meanwhile.

    Then it is gone again, whole.
    """
    studio = running.studio()
    with studio.book(workshop) as tx:
        version = tx.get(CutVersion, version_id)
        _ask(tx.tx, workshop, version)
        made = RenderedFilm.open(film_folder(studio, workshop, version_id)).manifest
        judged = [(item.clip_id, item.treatments) for item in version.items]
        if [(part.clip_id, frozenset(part.treatments)) for part in made.parts] != judged:
            raise NotWhatWasJudged(version.id)
        items = tuple(
            replace(item, treated=part.treated, words=frozenset(part.words))
            for item, part in zip(version.items, made.parts, strict=True)
        )
        rendered = replace(
            version,
            state=CutState.RENDERED,
            film_sha256=film_sha256,
            items=items,
            credited=made.credited,
        )
        enter_rendering(tx, rendered, datetime.now(UTC))
        tx.put(rendered)
    return film_sha256
