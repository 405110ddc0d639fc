"""Everything about one person as a file that other programs read: ``answers.json`` of what is taken along.

::

    format, version     "pvstudio about me", 1
    person              chosen_name, age_band, languages, here_as, real_name_kept_apart, portrait_kept
    clips               id, title, length_ms, recognised_by, came_in, file (its name, or null),
                        stays (why it is not among the files, or null)
    answers             stage, about, title, audience, state, treatments, languages_left_out, at, until, how,
                        right, told (the notice), understood, recording (SHA-256 of what proves it)
    spoken_answers      stage, at, length_ms, written_down_at
    watched             about, title, began_at, done_at
    told                notice, language, version, at       what was shown or read before an answer
    heard               notice, at                          recordings that were played
    asked_for_a_person  at, answered_at
    films               title, number, audience, state, given_out (at, recalled_at, deleted_at),
                        shown (on, place, people)
    taken_back          at, everything, films, copies
    erased              asked_at, done_at, clips, spoken_answers (how many)
    learnt              competence, verdict, on             how far a trainee is
    came                title, on                           gatherings at which they were ticked
    receipts            stage, about, day, file

Times are ISO 8601, lengths milliseconds, languages BCP 47. Nobody else is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from consent.releases import Answer, Stage
from workflows.about_me import AboutMe
from workflows.taking_along import Along
from workflows.whereabouts import FilmPlace

FORMAT = "pvstudio about me"
VERSION = 1


def as_file(
    me: AboutMe, along: Sequence[Along], clips: Mapping[str, str], receipts: Sequence[Mapping[str, str]]
) -> bytes:
    """Return all of *me* as JSON (UTF-8). *clips* are names of files by id, *receipts* as said above."""
    stays = {one.clip.id: one.stays for one in along}
    held: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "person": _person(me),
        "clips": [
            {
                "id": one.clip.id,
                "title": one.clip.title,
                "length_ms": one.clip.duration_ms,
                "recognised_by": sorted(one.signs),
                "came_in": one.came_in,
                "file": clips.get(one.clip.id),
                "stays": stays.get(one.clip.id),
            }
            for one in me.clips
        ],
        "answers": _answers(me),
        **_told(me),
        "films": [_film(me, film) for film in me.films],
        **_taken_back(me),
        "learnt": [{"competence": one.competence, "verdict": one.verdict, "on": one.on} for one in me.learnt],
        "came": [{"title": one.title, "on": one.held_on} for one in me.came],
        "receipts": list(receipts),
    }
    return msgspec.json.format(msgspec.json.encode(held), indent=1)


def subject_of(answer: Answer) -> str:
    """Return the clip or film that an answer is about; "" for the workshop: its name may be a place."""
    return answer.subject_id if answer.stage in {Stage.S3, Stage.S4} else ""


def _person(me: AboutMe) -> dict[str, Any]:
    return {
        "chosen_name": me.person.pseudonym,
        "age_band": me.person.age_band,
        "languages": me.person.languages,
        "here_as": me.person.population_group,
        "sex": me.person.sex,
        "real_name_kept_apart": me.identity_kept,
        "portrait_kept": me.portrait,
    }


def _answers(me: AboutMe) -> list[dict[str, Any]]:
    return [
        {
            "stage": one.stage,
            "about": subject_of(one),
            "title": me.titles.get(one.subject_id, ""),
            "audience": one.audience,
            "state": one.state,
            "treatments": sorted(one.treatments),
            "languages_left_out": sorted(one.languages_left_out),
            "at": one.at,
            "until": one.expires_at,
            "how": one.how,
            "right": one.role,
            "told": one.notice,
            "understood": one.teach_back,
            "recording": one.evidence,
        }
        for one in me.answers
    ]


def _told(me: AboutMe) -> dict[str, Any]:
    return {
        "spoken_answers": [
            {
                "stage": one.stage,
                "at": one.at,
                "length_ms": one.duration_ms,
                "written_down_at": one.written_at,
            }
            for one in me.spoken
        ],
        "watched": [
            {
                "about": one.subject_id,
                "title": me.titles.get(one.subject_id, ""),
                "began_at": one.began_at,
                "done_at": one.done_at,
            }
            for one in me.watched
        ],
        "told": [
            {
                "notice": one.reference.topic,
                "language": one.reference.language,
                "version": one.reference.version,
                "at": one.at,
            }
            for one in me.told
        ],
        "heard": [{"notice": one.notice, "at": one.at} for one in me.heard],
        "asked_for_a_person": [{"at": one.at, "answered_at": one.answered_at} for one in me.calls],
    }


def _film(me: AboutMe, film: FilmPlace) -> dict[str, Any]:
    return {
        "title": film.title,
        "number": film.number,
        "audience": film.audience,
        "state": film.state,
        "given_out": [
            {"at": kit.handed_out_at, "recalled_at": kit.recalled_at, "deleted_at": kit.acknowledged_at}
            for kit in film.kits
        ],
        "shown": [
            {"on": one.held_on, "place": one.place, "people": one.people}
            for one in me.shown
            if one.version_id == film.version_id
        ],
    }


def _taken_back(me: AboutMe) -> dict[str, Any]:
    return {
        "taken_back": [
            {"at": one.at, "everything": one.everything, "films": len(one.recalled), "copies": len(one.kits)}
            for one in me.taken_back
        ],
        "erased": [
            {
                "asked_at": one.at,
                "done_at": one.done_at,
                "clips": len(one.clip_ids),
                "spoken_answers": len(one.spoken),
            }
            for one in me.erasures
        ],
    }
