"""The film's timeline for other editors (Kdenlive, Resolve, Premiere), by OpenTimelineIO.

Media are named by opaque clip ids: a timeline tells nobody where a studio keeps its footage.
"""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio

from pvstudio.editing.laying import Layout, Strip
from pvstudio.editing.plan import FilmPart, FilmPlan


def write_timeline(plan: FilmPlan, layout: Layout, target: Path) -> None:
    """Write *layout* as an ``.otio`` file with one track of picture and one of sound."""
    timeline = otio.schema.Timeline(plan.recipe.title())
    timeline.global_start_time = otio.opentime.RationalTime(0, plan.film.fps)
    for kind in (otio.schema.TrackKind.Video, otio.schema.TrackKind.Audio):
        timeline.tracks.append(_track(plan, layout, kind))
    target.write_text(timeline.to_json_string(indent=2), "utf-8")


def _track(plan: FilmPlan, layout: Layout, kind: str) -> otio.schema.Track:
    track = otio.schema.Track(kind, kind=kind)
    parts = iter(plan.parts)
    for number, strip in enumerate(layout.strips):
        following = layout.strips[number + 1].fade if number + 1 < len(layout.strips) else 0
        if strip.fade:
            track.append(_dissolve(strip.fade, plan.film.fps))
        part = next(parts) if strip.clip_id else None
        track.append(_item(strip, following, part, plan, kind))
    return track


def _dissolve(frames: int, fps: int) -> otio.schema.Transition:
    """Return a cross-fade: both neighbours lend it half of its frames from beyond their edges."""
    before = frames // 2
    return otio.schema.Transition(
        name="Cross-fade",
        transition_type=otio.schema.TransitionTypes.SMPTE_Dissolve,
        in_offset=otio.opentime.RationalTime(before, fps),
        out_offset=otio.opentime.RationalTime(frames - before, fps),
    )


def _item(
    strip: Strip, following: int, part: FilmPart | None, plan: FilmPlan, kind: str
) -> otio.schema.Clip | otio.schema.Gap:
    fps = plan.film.fps
    # A cut lies inside each fade, so that the ranges of neighbours meet without overlap.
    first = strip.fade // 2
    last = strip.frames - (following - following // 2)
    shown = otio.opentime.TimeRange(
        otio.opentime.RationalTime(first, fps), otio.opentime.RationalTime(last - first, fps)
    )
    if part is None and kind == otio.schema.TrackKind.Audio:
        return otio.schema.Gap(source_range=shown)
    available = otio.opentime.TimeRange(
        otio.opentime.RationalTime(0, fps), otio.opentime.RationalTime(strip.frames, fps)
    )
    if part is None:
        media = otio.schema.GeneratorReference("Card", "SolidColor", available)
        return otio.schema.Clip("Card", media, shown)
    media = otio.schema.ExternalReference(f"clips/{part.clip_id}.mp4", available)
    return otio.schema.Clip(part.title, media, shown)
