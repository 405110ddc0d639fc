"""The page of one clip: player, words, who is in it, who may see it, what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from consent.gate.policy import clip_withheld, required_treatments
from consent.gate.reasons import Kind, Reason
from consent.gate.records import Records
from consent.releases import Appearance
from pvstudio.languages import direction
from pvstudio.model import Audience, Clip, CutItem, Footage, Participant, Treatment, Workshop
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track
from pvstudio.subtitles.rows import rows_of
from web.pages.builder.desk import mending
from web.pages.clips.blueprint import blueprint
from web.pages.vetoes import standing as vetoes_on
from web.security.access import allow
from web.sending.prepared import proxy_of, sprite_of_clip, treated_proxy_of, waveform_of
from web.sending.queue import queue
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.clips.cutting import LEAST_MS, films_of, follower
from workflows.clips.describing import Written
from workflows.clips.preparing import CAN_BE_TRIED, TreatedPreview, asked_for
from workflows.erasures import ErasureOrder
from workflows.fields import seen
from workflows.queue import JobInfo, JobState, Work, job_id

#: The signs by which somebody can be recognised, each with the icon that stands for it.
SIGN_ICONS = {"face": "eye", "voice": "microphone", "name": "writing", "place": "home", "other": "help"}


#: For each audience: with which treatments the clip could be shown, and what stands in the way then.
Gate = Sequence[tuple[Audience, CutItem, tuple[Reason, ...]]]
_UNASKED = frozenset({Kind.NO_ANSWER, Kind.EXPIRED, Kind.CHANGED, Kind.AGE_CHANGED})
_SAID_NO = frozenset({Kind.REFUSED, Kind.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Somebody of the workshop, and by what they are recognisable in the clip (nothing: not logged)."""

    person: Participant
    by: frozenset[str]


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, clip_id: str) -> ResponseReturnValue:
    """Show one clip with its words, who is in it, and who may see it."""
    return page(workshop, clip_id)


def page(
    workshop: str,
    clip_id: str,
    *,
    typed: Mapping[str, str] | None = None,
    wrong: tuple[str, str] = ("", ""),
    overtaken: bool = False,
) -> str:
    """Show one clip; *typed* are the fields of its form that came back, *wrong* says why.

    What the form showed first stays known, unless it was *overtaken*: then what is kept is shown beside.
    """
    with studio().documents.read(workshop) as tx:
        clip = tx.get(Clip, clip_id)
        footage = tx.get(Footage, clip.footage_id)
        records = Records.for_clips(tx, workshop, [clip_id])
        tracks, gate = tx.find(Track, clip_id=clip_id), _gate(clip, records)
        return render_template(
            "clips/clip.html",
            workshop=tx.get(Workshop, workshop),
            clip=clip,
            written=typed or _written(clip),
            seen=seen(Written.about(clip)) if typed is None or overtaken else typed["seen"],
            wrong=wrong,
            meanwhile=_both(clip, typed) if typed and overtaken else (),
            footage=footage,
            tracks=tracks,
            cards=_cards(tx, clip),
            icons=SIGN_ICONS,
            films=films_of(tx, clip),
            follower=follower(tx, clip),
            least_ms=LEAST_MS,
            gate=gate,
            to_ask=_to_ask(gate),
            mend=lambda reason: mending(reason, workshop),
            neighbours=_neighbours(tx, clip),
            others_open=bool(request.args.get("logging")),
            vetoes=vetoes_on(tx, clip.id),
            asked=asked_for(clip_id, records),
            can_be_tried=sorted(CAN_BE_TRIED),
            **_watching(workshop, clip, footage, tracks),
            **_preview(tx, workshop, clip, footage, records),
        )


def _written(clip: Clip) -> Mapping[str, str]:
    return {"title": clip.title, "notes": clip.notes, "tags": ", ".join(clip.tags)}


def _both(clip: Clip, typed: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return the fields that differ: their labels, what is kept of each, what was typed."""
    labels = {
        "title": _("Title"),
        "notes": _("Notes for the facilitators"),
        "tags": _("Tags, with a comma between them"),
    }
    kept = _written(clip)
    return [(words, kept[name], typed[name]) for name, words in labels.items() if kept[name] != typed[name]]


def _cards(tx: Reading, clip: Clip) -> list[Card]:
    """Return everybody of the workshop who was not erased; who is in the clip comes first."""
    there = {one.participant_id: one.by for one in tx.find(Appearance, clip_id=clip.id)}
    erased = {one.participant_id for one in tx.find(ErasureOrder, everything=True, forgotten=True)}
    cards = [
        Card(person=one, by=frozenset(map(str, there.get(one.id, ()))))
        for one in tx.find(Participant)
        if one.id in there or one.id not in erased
    ]
    return sorted(cards, key=lambda card: (not card.by, card.person.pseudonym.casefold()))


def _neighbours(tx: Reading, clip: Clip) -> tuple[Clip | None, Clip | None]:
    """Return the clips before and after *clip*, in the order in which the workshop shows them."""
    clips = sorted(tx.find(Clip), key=lambda one: one.title.casefold())
    at = [one.id for one in clips].index(clip.id)
    return clips[at - 1] if at else None, clips[at + 1] if at + 1 < len(clips) else None


def _to_ask(gate: Gate) -> frozenset[str]:
    """Return who is still to be asked about the clip: no answer stands for any audience, and none was no."""
    missing = [_about(reasons, _UNASKED) - _about(reasons, _SAID_NO) for *_rest, reasons in gate]
    return frozenset.intersection(*missing)


def _about(reasons: Sequence[Reason], kinds: frozenset[Kind]) -> frozenset[str]:
    return frozenset(one.participant_id for one in reasons if one.kind in kinds and one.participant_id)


def _gate(clip: Clip, records: Records) -> Gate:
    """Ask the gate for each audience."""
    at, rows = now(), []
    for audience in Audience:
        wished = required_treatments(clip.id, audience, at, records)
        item = CutItem(clip_id=clip.id, treatments=wished)
        rows.append((audience, item, clip_withheld(item, audience, None, at, records)))
    return rows


def _watching(workshop: str, clip: Clip, footage: Footage, tracks: Sequence[Track]) -> dict[str, Any]:
    """Return what the player needs; what is not made yet is None, and then the work that makes it."""
    proxy = proxy_of(studio(), workshop, clip, footage)
    sprite = sprite_of_clip(studio(), workshop, clip, footage)
    waveform = waveform_of(studio(), workshop, clip, footage)
    whole = bool(proxy and sprite and waveform)
    return {
        "proxy": proxy,
        "sprite": sprite,
        "waveform": waveform,
        "fps": studio().settings.film.fps,
        "preparing": None if whole else _job(Work.PREPARE, clip.id) or _job(Work.INGEST, footage.id),
        "spoken": [_spoken(workshop, clip, track) for track in tracks],
    }


def _spoken(workshop: str, clip: Clip, track: Track) -> dict[str, Any]:
    """Return the cues of a track as the waveform draws and moves them."""
    return {
        "language": track.language,
        "dir": direction(track.language),
        "revision": track.revision,
        "address": url_for("clips.retime", workshop=workshop, clip_id=clip.id, language=track.language),
        "cues": [{"id": r.id, "start": r.start_ms, "end": r.end_ms, "text": r.text} for r in rows_of(track)],
    }


def _preview(tx: Reading, workshop: str, clip: Clip, footage: Footage, records: Records) -> dict[str, Any]:
    """Return the treated preview: what it shows, or is to show, and whether it is there."""
    wanted = next((one.treatments for one in tx.find(TreatedPreview, id=clip.id)), None)
    there = wanted and treated_proxy_of(studio(), workshop, clip, footage, wanted)
    asked: set[Treatment] = {one.treatment for one in asked_for(clip.id, records)}
    return {
        "tried": wanted or frozenset(),
        "ticked": wanted or asked & CAN_BE_TRIED,
        "treated": there,
        "treating": _job(Work.PREVIEW, clip.id) if wanted and not there else None,
    }


def _job(work: Work, about: str) -> JobInfo | None:
    """Return the work on a document that goes on or went wrong."""
    found = queue().jobs([job_id(work, about)])
    return next((job for job in found if job.state is not JobState.DONE), None)
