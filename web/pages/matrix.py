"""The consent matrix: everybody, every clip and film, every audience, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from consent.gate.overview import Letters, Overview, Standing, all_records, overview
from pvstudio.model import Audience, Clip, Cut, CutState, CutVersion, Workshop
from pvstudio.store import Reading
from web.security.access import allow
from web.wording.letters import LETTERS, STANDS, letters, opened
from web.wording.showing import now, studio
from workflows.accounts import Role

blueprint = Blueprint("matrix", __name__, url_prefix="/workshops/<workshop>/consent")


@dataclass(frozen=True, slots=True)
class Column:
    """A clip or a film of the matrix."""

    id: str
    title: str
    stage: str  # S3: a clip, S4: a film
    number: int = 0  # of the version
    unlogged: bool = False  # nobody has confirmed who is in it


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever looks wants to see: one audience or all, everything or only what stands in the way."""

    audience: Audience | None
    in_the_way: bool

    @classmethod
    def from_address(cls) -> Asked:
        """Read the filters from the address; what is no audience is all of them."""
        wanted = request.args.get("audience", "")
        audience = Audience(wanted) if wanted in set(Audience) else None
        return cls(audience, request.args.get("only") == "way")

    def stands_in_the_way(self, found: Letters) -> bool:
        """Tell whether somebody with these letters keeps the chosen audience out."""
        return any(
            not letter.opens
            for audience, letter in zip(Audience, found, strict=True)
            if self.audience in {None, audience}
        )


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str) -> ResponseReturnValue:
    """Show where everybody stands, as letters."""
    asked = Asked.from_address()
    with studio().documents.read(workshop) as tx:
        home, films = tx.get(Workshop, workshop), _films(tx)
        records = all_records(tx, workshop)
        titles = {cut.id: cut.title for cut in tx.find(Cut)}
    found = overview(records, films, now())
    columns = [*_of_clips(records.clips), *_of_films(films, titles)]
    people = sorted(found.people, key=lambda one: one.person.pseudonym.casefold())
    if asked.in_the_way:
        people = [one for one in people if _is_in_the_way(one, asked)]
        columns = [one for one in columns if _is_closed(one, found, asked)]
    return render_template(
        "matrix/show.html",
        workshop=home,
        asked=asked,
        people=people,
        everybody=found,
        columns=columns,
        letters=letters,
        opened=opened,
        LETTERS=LETTERS,
        STANDS=STANDS,
    )


def _films(tx: Reading) -> list[CutVersion]:
    """Return the films that people can answer about, the newest version of each cut first."""
    rendered = tx.find(CutVersion, state=CutState.RENDERED)
    return sorted(rendered, key=lambda one: (one.cut_id, -one.number))


def _of_clips(clips: Mapping[str, Clip]) -> list[Column]:
    ordered = sorted(clips.values(), key=lambda one: (one.title.casefold(), one.id))
    return [Column(one.id, one.title, "S3", unlogged=not one.people_complete) for one in ordered]


def _of_films(films: Sequence[CutVersion], titles: Mapping[str, str]) -> list[Column]:
    return [Column(film.id, titles[film.cut_id], "S4", film.number) for film in films]


def _is_in_the_way(one: Standing, asked: Asked) -> bool:
    return not (one.takes_part.opens and one.is_filmed.opens) or any(
        asked.stands_in_the_way(found) for found in (*one.clips.values(), *one.films.values())
    )


def _is_closed(column: Column, found: Overview, asked: Asked) -> bool:
    """A film that was not treated as people wish is closed too, without anybody's letter saying so."""
    to = (found.clips if column.stage == "S3" else found.films)[column.id]
    shown = [
        is_open for audience, is_open in zip(Audience, to, strict=True) if asked.audience in {None, audience}
    ]
    return not all(shown)
