"""``participant``, ``person``, ``guardian``, ``appear``: who is here, who speaks for them, who is in what."""

from __future__ import annotations

from dataclasses import replace

import click
from rich.markup import escape

from cli.output import Context, choices, console, emit, pass_context, table
from consent.answers.enrolling import end_guardianship
from consent.answers.recording import (
    add_guardian,
    confirm_complete,
    correct_appearance,
    enrol,
    log_appearance,
)
from consent.releases import Appearance, Guardian, Sign
from pvstudio.model import AgeBand, Clip, Participant, PopulationGroup, new_id
from workflows import lookup
from workflows.phones.forgetting import forget_stale_seats
from workflows.wiring import Studio
from workflows.withdrawals import consent_changes

_LANGUAGES = click.option(
    "--language", "-l", "languages", multiple=True, help="A language that they understand; repeat it."
)
_BY = click.option("--by", default="", help="Who notes it.")
_GROUP = click.option(
    "--group", type=choices(PopulationGroup), help="As they say themselves, if they want to."
)
_RISK = click.option(
    "--risk", help="What a film could cost them; stays out of the ledger, kits and pages of others."
)


@click.command()
@click.argument("pseudonym")
@click.option("--age", type=choices(AgeBand), default=str(AgeBand.ADULT), show_default=True)
@_LANGUAGES
@_GROUP
@_RISK
@_BY
@pass_context
def participant(
    context: Context,
    pseudonym: str,
    age: str,
    languages: tuple[str, ...],
    group: str | None,
    risk: str | None,
    by: str,
) -> None:
    """Add a participant by PSEUDONYM; the real name stays out of the studio."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    person = Participant(
        id=new_id("person"),
        pseudonym=pseudonym,
        age_band=AgeBand(age),
        languages=languages,
        population_group=PopulationGroup(group or PopulationGroup.UNDISCLOSED),
        risk_notes=risk or "",
    )
    with studio.book(workshop) as tx:
        if tx.find(Participant, pseudonym=pseudonym):
            raise click.UsageError(f"Somebody is called “{pseudonym}” already; choose another pseudonym.")
        person = enrol(tx, person, by=by)
    emit(context, person, lambda: console.print(f"✓ {escape(pseudonym)} → {person.id}"))


@click.command()
@click.argument("person")
@click.option("--age", type=choices(AgeBand), help="Another age band; all that was agreed to is asked again.")
@_LANGUAGES
@_GROUP
@_RISK
@_BY
@pass_context
def person(
    context: Context,
    person: str,
    age: str | None,
    languages: tuple[str, ...],
    group: str | None,
    risk: str | None,
    by: str,
) -> None:
    """Note what has changed about PERSON: age band, languages, group, what a film could cost them."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with consent_changes(studio, workshop) as tx:
        before = lookup.participant(tx, person)
        after = replace(
            before,
            age_band=AgeBand(age) if age else before.age_band,
            languages=languages or before.languages,
            population_group=PopulationGroup(group or before.population_group),
            risk_notes=before.risk_notes if risk is None else risk,
        )
        after = enrol(tx, after, by=by)
    forget_stale_seats(studio, workshop, after.id)

    def show() -> None:
        console.print(f"✓ {escape(after.pseudonym)}: {after.age_band}, {', '.join(after.languages)}")
        if after.age_changes > before.age_changes:
            console.print("  No yes from before holds any longer: ask again, those who answer now.")

    emit(context, after, show)


@click.command()
@click.argument("person")
@click.argument("pseudonym")
@click.option("--relation", default="", help="Mother, uncle, appointed guardian …")
@_LANGUAGES
@click.option(
    "--ended", is_flag=True, help="They answer no longer; what they said, yes or no, counts no more."
)
@click.option("--by", default="", help="With --ended: the safeguarding officer who says so.")
@click.option("--reason", default="", help="With --ended: why; goes on record.")
@pass_context
def guardian(
    context: Context,
    person: str,
    pseudonym: str,
    relation: str,
    languages: tuple[str, ...],
    ended: bool,
    by: str,
    reason: str,
) -> None:
    """Note that PSEUDONYM answers for PERSON, who is under 18; or, with --ended, no longer does."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    if ended:
        _end(context, studio, workshop, person, pseudonym, by=by, reason=reason)
        return
    with studio.book(workshop) as tx:
        child = lookup.participant(tx, person)
        added = add_guardian(tx, child.id, pseudonym, relation=relation, languages=languages)
    words = f"✓ {escape(pseudonym)} answers for {escape(child.pseudonym)} → {added.id}"
    emit(context, added, lambda: console.print(words))


def _end(
    context: Context, studio: Studio, workshop: str, person: str, named: str, *, by: str, reason: str
) -> None:
    with consent_changes(studio, workshop) as tx:
        child = lookup.participant(tx, person)
        known = tx.find(Guardian, participant_id=child.id)
        meant = [one for one in known if named in {one.id, one.pseudonym}]
        if len(meant) != 1:
            raise click.UsageError(f"Which guardian of {child.pseudonym}? Name one by the id.")
        done = end_guardianship(tx, meant[0].id, by=by, reason=reason)
    forget_stale_seats(studio, workshop, child.id)
    words = f"✓ {escape(meant[0].pseudonym)} no longer answers for {escape(child.pseudonym)}."
    emit(context, done, lambda: console.print(words))


@click.command()
@click.argument("clip")
@click.argument("people", nargs=-1)
@click.option(
    "--by", "signs", multiple=True, type=choices(Sign), help="By what they can be recognised; repeat it."
)
@click.option(
    "--mistaken", multiple=True, metavar="PERSON", help="Was logged by mistake and is not in it; repeat it."
)
@click.option("--reason", default="", help="Why that was a mistake; goes on record.")
@click.option(
    "--complete", is_flag=True, help="Confirm: everybody who can be recognised in the clip is logged."
)
@click.option("--confirmed-by", default="", help="Who confirms, or corrects.")
@pass_context
def appear(
    context: Context,
    clip: str,
    people: tuple[str, ...],
    signs: tuple[str, ...],
    mistaken: tuple[str, ...],
    reason: str,
    complete: bool,
    confirmed_by: str,
) -> None:
    """Log that PEOPLE (pseudonyms or ids) are in CLIP; until --complete it is withheld from everybody."""
    if complete and not confirmed_by:
        raise click.UsageError("Who confirms that everybody is logged? Name them: --confirmed-by NAME")
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with consent_changes(studio, workshop) as tx:
        found = lookup.clip(tx, clip)
        for name in people:
            log_appearance(tx, found.id, lookup.participant(tx, name).id, map(Sign, signs or (Sign.FACE,)))
        for name in mistaken:
            who = lookup.participant(tx, name).id
            correct_appearance(tx, found.id, who, by=confirmed_by, reason=reason)
        found = confirm_complete(tx, found.id, by=confirmed_by) if complete else tx.get(Clip, found.id)
        seen = tx.find(Appearance, clip_id=found.id)
        names = {person.id: person.pseudonym for person in tx.find(Participant)}

    def show() -> None:
        table("Who", "By", rows=[(names[one.participant_id], ", ".join(sorted(one.by))) for one in seen])
        done = found.people_complete
        console.print(
            "Everybody is logged." if done else "[yellow]![/] Not confirmed: --complete --confirmed-by NAME"
        )

    emit(context, seen, show)


COMMANDS = (participant, person, guardian, appear)
