"""The pages of the studio: a blueprint for each noun."""

from __future__ import annotations

from flask import Blueprint

from web.pages import (
    accounts,
    builder,
    clips,
    cuts,
    entrance,
    erasures,
    health,
    kits,
    matrix,
    notices,
    participants,
    people,
    pictures,
    recalls,
    receipts,
    search,
    subtitles,
    treatments,
    uploads,
    work,
    workshops,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    entrance.blueprint,
    accounts.blueprint,
    health.blueprint,
    workshops.blueprint,
    participants.blueprint,
    clips.blueprint,
    people.blueprint,
    pictures.blueprint,
    cuts.blueprint,
    builder.blueprint,
    treatments.blueprint,
    kits.blueprint,
    notices.blueprint,
    receipts.blueprint,
    recalls.blueprint,
    erasures.blueprint,
    search.blueprint,
    subtitles.blueprint,
    matrix.blueprint,
    *uploads.BLUEPRINTS,
    work.blueprint,
)
