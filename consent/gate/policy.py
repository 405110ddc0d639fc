"""The gate: who and what stands in the way of showing something. Pure; the sole judge of every way out.

Time and records come in, reasons come out; an empty answer is the only yes. It never asks the
clock, the disk or the network. It judges for audiences: a workshop's own facilitators, who log and
ask, are not one. Each rule is one small function, so that each can be read, tested and broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from consent.gate.fulfilment import Wish, by_a_person, satisfied
from consent.gate.letters import naming, other_name, readable
from consent.gate.reasons import Kind, Moment, Question, Reason, isolated
from consent.gate.records import Records
from consent.gate.standing import Stand, lineage, on_clip, on_film, on_workshop
from consent.releases import Answer
from consent.treated import TreatmentCheck, Verdict
from pvstudio.languages import covers
from pvstudio.model import Audience, Clip, CutItem, CutState, CutVersion, Participant, Treatment

__all__ = ["Kind", "Moment", "Reason", "clip_withheld", "required_treatments", "wishes", "withheld"]


def withheld(
    cut_version: CutVersion,
    audience: Audience,
    language: str | None,
    at: datetime,
    *,
    records: Records,
    moment: Moment = Moment.DELIVER,
) -> tuple[Reason, ...]:
    """Name everything that keeps *cut_version* from *audience* at the moment *at*; empty is the only yes.

    *language* (BCP 47) is that of the subtitles shown; None means the film with every language of
    the version inside it. *moment* says what for: answers about the finished film (S4) are asked for
    delivery alone, a person's check of each treated clip also before the people in it watch the film.
    """
    languages = cut_version.languages if language is None else (language,)
    question = Question(audience, languages, at, records, moment, cut_version)
    reasons = list(_about_version(cut_version, question))
    for item in dict.fromkeys(cut_version.items):
        reasons += _about_clip(item, question)
    reasons += _about_people(cut_version, question)
    return tuple(dict.fromkeys(reasons))


def clip_withheld(
    item: CutItem, audience: Audience, language: str | None, at: datetime, records: Records
) -> tuple[Reason, ...]:
    """Name everything that keeps one clip, with the treatments of *item*, from *audience* (S1 to S3).

    That nobody has checked the treated clip is no such thing, since there may be none yet; that somebody
    did and it was not good is (where ``item.treated`` says which file it would be).
    """
    languages = () if language is None else (language,)
    question = Question(audience, languages, at, records, Moment.RENDER)
    reasons = list(_about_clip(item, question))
    clip = records.clips.get(item.clip_id)
    for person in _people(item.clip_id, records):
        reasons += _weighed(on_workshop(person, question, clip), person, [item], question)
    return tuple(dict.fromkeys(reasons))


def required_treatments(
    clip_id: str, audience: Audience, at: datetime, records: Records, *, version: CutVersion | None = None
) -> frozenset[Treatment]:
    """Return the treatments on which the people in a clip agree to *audience*.

    Without them the gate withholds the clip; with them it may still withhold it for other
    reasons. Conditions on *version*, a film that is to be narrowed, count too when it is given.
    """
    wished = wishes(clip_id, audience, at, records, version=version)
    return frozenset(wish.treatment for wish in wished)


def wishes(
    clip_id: str, audience: Audience, at: datetime, records: Records, *, version: CutVersion | None = None
) -> tuple[Wish, ...]:
    """Return who in a clip agrees to *audience* on the condition of which treatment; as above."""
    question, clip = Question(audience, (), at, records), records.clips.get(clip_id)
    found: dict[Wish, None] = {}
    for person in _people(clip_id, records):
        stands = [*on_workshop(person, question)]
        stands += on_clip(person, question, clip) if clip else ()
        stands += on_film(person, lineage(version, records), question) if version else ()
        for stand in stands:
            for treatment in sorted(stand.answer.treatments) if stand.answer else ():
                found[Wish(participant_id=person.id, treatment=treatment)] = None
    return tuple(found)


# -- about the version as a whole ------------------------------------------------------------


def _about_version(version: CutVersion, question: Question) -> Iterator[Reason]:
    stored = question.records.versions.get(version.id, version)
    if CutState.RECALLED in {version.state, stored.state}:
        yield Reason(kind=Kind.RECALLED, words="This version was recalled: it is never shown again.")
    if _layout(version) != _layout(stored):
        yield Reason(kind=Kind.CHANGED, words="This version differs from the one that is on record.")
    if not version.items:
        yield Reason(kind=Kind.EMPTY, words="This version holds no clip that anybody could have agreed to.")
    for subject in (version.id, version.cut_id):
        yield from _vetoed(subject, "This film", question)


def _layout(version: CutVersion) -> tuple[object, ...]:
    film = (version.recipe, version.languages, version.film_sha256)
    return (version.cut_id, version.narrows, version.items, version.credited, *film)


def _vetoed(
    subject: str, name: str, question: Question, clip: str | None = None, person: str | None = None
) -> Iterator[Reason]:
    for veto in question.records.vetoes.get(subject, ()):
        if veto.audience in {None, question.audience}:
            words = f"The safeguarding officer has stopped {name}{f': {veto.words}' if veto.words else '.'}"
            yield Reason(kind=Kind.VETO, words=words, clip_id=clip, participant_id=person)


# -- about one clip and the people in it -----------------------------------------------------


def _about_clip(item: CutItem, question: Question) -> Iterator[Reason]:
    clip = question.records.clips.get(item.clip_id)
    if clip is None:
        words = f"The clip {item.clip_id} is not in this workshop."
        yield Reason(kind=Kind.UNKNOWN_CLIP, words=words, clip_id=item.clip_id)
        return
    yield from _vetoed(clip.id, f"“{isolated(clip.title)}”", question, clip=clip.id)
    yield from _unlogged(clip)
    yield from _strangers(clip, question.records)
    for person in _people(clip.id, question.records):
        yield from _about_person(person, item, clip, question)


def _unlogged(clip: Clip) -> Iterator[Reason]:
    if not clip.people_complete:
        words = f"Nobody has confirmed who is in “{isolated(clip.title)}”: log everyone, then confirm."
        yield Reason(kind=Kind.UNLOGGED, words=words, clip_id=clip.id)


def _strangers(clip: Clip, records: Records) -> Iterator[Reason]:
    for person_id in records.appearing.get(clip.id, ()):
        if person_id not in records.people:
            words = f"“{isolated(clip.title)}” names a person who is not in this workshop ({person_id})."
            yield Reason(kind=Kind.UNKNOWN_PERSON, words=words, clip_id=clip.id, participant_id=person_id)


def _people(clip_id: str, records: Records) -> Iterator[Participant]:
    for person_id in records.appearing.get(clip_id, ()):
        if person_id in records.people:
            yield records.people[person_id]


def _about_person(person: Participant, item: CutItem, clip: Clip, question: Question) -> Iterator[Reason]:
    if person.id in question.records.vetoes:
        name = f"{isolated(person.pseudonym)}, who is in “{isolated(clip.title)}”"
        yield from _vetoed(person.id, name, question, clip=clip.id, person=person.id)
    yield from _weighed(on_clip(person, question, clip), person, [item], question)


# -- about the people of a film: their place in the workshop, their answer to the finished film --


def _about_people(version: CutVersion, question: Question) -> Iterator[Reason]:
    holding: dict[str, list[CutItem]] = {}
    for item in dict.fromkeys(version.items):
        for person in _people(item.clip_id, question.records):
            holding.setdefault(person.id, []).append(item)
    versions = lineage(version, question.records)
    for person_id, items in holding.items():
        person = question.records.people[person_id]
        yield from _weighed(on_workshop(person, question), person, items, question)
        if question.moment is Moment.DELIVER:
            yield from _weighed(on_film(person, versions, question), person, items, question)


# -- the conditions of a yes -----------------------------------------------------------------


def _weighed(
    stands: Iterator[Stand], person: Participant, items: list[CutItem], question: Question
) -> Iterator[Reason]:
    for stand in stands:
        if stand.reason:
            yield stand.reason
        elif stand.answer and (stand.answer.treatments or stand.answer.languages_left_out):
            for item in items:
                yield from _untreated(stand.answer, person, item, question)
                yield from _left_out(stand.answer, person, item, question)
            if question.film:
                yield from _named(stand.answer, person, question.film, question)


def _untreated(answer: Answer, person: Participant, item: CutItem, question: Question) -> Iterator[Reason]:
    for wished in sorted(answer.treatments):
        done = satisfied(Wish(participant_id=person.id, treatment=wished), item)
        wish = f"{isolated(person.pseudonym)} asks for “{wished}” in {_title(item, question)}"
        if not done:
            yield _unmet(Kind.TREATMENT_MISSING, f"{wish}, and it was not done.", answer, item)
        elif to_look_for := by_a_person(done):
            yield from _unseen(to_look_for, wish, answer, item, question)


def _unseen(
    done: Iterable[Treatment], wish: str, answer: Answer, item: CutItem, question: Question
) -> Iterator[Reason]:
    """A person must have watched the very file that the film holds, and have found one of *done* to hold."""
    check = question.records.checks.get((item.clip_id, item.treated)) if item.treated else None
    if check and check.verdict is not Verdict.OK:
        yield _unmet(Kind.TREATMENT_FAILED, f"{wish}; {_doubt(check)}", answer, item)
    elif question.moment is Moment.RENDER:
        return  # there is nothing to watch yet
    elif check is None or check.at > question.at or check.treatments.isdisjoint(done):
        words = f"{wish}. Nobody has checked that it is hidden: watch the treated clip and confirm it."
        yield _unmet(Kind.TREATMENT_UNCHECKED, words, answer, item)


def _doubt(check: TreatmentCheck) -> str:
    said = f" (“{isolated(check.words)}”)" if check.words else ""
    return f"somebody watched it and something can be recognised{said}: leave the clip out of the film."


def _named(answer: Answer, person: Participant, film: CutVersion, question: Question) -> Iterator[Reason]:
    """Letters are checked by the machine: nobody is named in them who does not want to be."""
    wished = answer.treatments & {Treatment.NO_CREDIT, Treatment.PSEUDONYM}
    name, rendered = isolated(person.pseudonym), question.moment is not Moment.RENDER
    words = ""
    if wished and not readable(film):
        words = f"{name} has a wish about being named, and the recipe of this film cannot be read."
    elif Treatment.NO_CREDIT in wished and (
        said := naming(person, film, question.records, rendered=rendered)
    ):
        words = f"{name} asks for no credit, and this film says “{isolated(said)}”: change its letters."
    elif Treatment.PSEUDONYM in wished and (said := other_name(person, film, question.records)):
        words = f"{name} is to be called by pseudonym only, and a card says “{isolated(said)}”: change it."
    if words:
        yield Reason(kind=Kind.NAMED, words=words, participant_id=person.id, stage=answer.stage)


def _left_out(answer: Answer, person: Participant, item: CutItem, question: Question) -> Iterator[Reason]:
    for language in question.languages:
        if any(covers(one, language) for one in answer.languages_left_out):
            what = f"{_title(item, question)} with subtitles in {language}"
            words = f"{isolated(person.pseudonym)} does not want {what}."
            yield _unmet(Kind.LANGUAGE_LEFT_OUT, words, answer, item)


def _unmet(kind: Kind, words: str, answer: Answer, item: CutItem) -> Reason:
    person = answer.participant_id
    return Reason(kind=kind, words=words, clip_id=item.clip_id, participant_id=person, stage=answer.stage)


def _title(item: CutItem, question: Question) -> str:
    clip = question.records.clips.get(item.clip_id)
    return f"“{isolated(clip.title)}”" if clip else item.clip_id
