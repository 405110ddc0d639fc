"""From a recipe to a frozen cut version: clips found, treatments gathered, the gate asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from consent.gate.fulfilment import STRONGER
from consent.gate.policy import Moment, Reason, clip_withheld, required_treatments, withheld
from consent.gate.records import Records
from pvstudio.editing.recipe import Background, OnWithheld, Recipe, clips_of, narrowed
from pvstudio.media import treatments
from pvstudio.model import Audience, Clip, Cut, CutItem, CutVersion, Treatment, new_id
from pvstudio.store import Reading, Writing
from workflows.errors import Withheld
from workflows.treated import find_treated
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A new cut version, and what the gate kept out of it."""

    version: CutVersion
    left_out: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A recipe as it would be laid out for one audience now: a version that nobody has kept.

    *items* and *about_items* are of each part of the recipe, in order. *version* holds what is *left* when
    the gate keeps clips back; where nothing is left it holds everything, so that the letters are judged all
    the same. *whole* is what the gate says to *version*: unless it is empty, nothing is made.
    """

    version: CutVersion
    items: tuple[CutItem, ...]
    about_items: tuple[tuple[Reason, ...], ...]
    whole: tuple[Reason, ...]
    left: bool

    @property
    def about_clips(self) -> tuple[Reason, ...]:
        """Everything that keeps clips back, once each."""
        return tuple(dict.fromkeys(reason for some in self.about_items for reason in some))

    @property
    def about_film(self) -> tuple[Reason, ...]:
        """What no clip can be left out for."""
        clips = set(self.about_clips)
        return tuple(reason for reason in self.whole if reason not in clips)

    def refusal(self, on_withheld: OnWithheld) -> tuple[Reason, ...]:
        """Return what keeps the film from being made as *on_withheld* wants it; empty is the only yes."""
        if self.about_clips and (on_withheld is OnWithheld.STOP or not self.left):
            return self.about_clips
        return self.whole


def lay_out(
    studio: Studio, workshop: str, recipe_text: str, audience: Audience, *, cut_id: str | None = None
) -> LaidOut:
    """Freeze *recipe_text* as the next version of its cut, for one audience.

    The cut is *cut_id*, or the one of the recipe's title, made when there is none. Raises
    :class:`RecipeError`, and :class:`Withheld` when the gate keeps a clip back and the recipe does not
    say that it may be left out.
    """
    recipe = Recipe.parse(recipe_text)
    with studio.documents.write(workshop) as tx:
        cut = tx.get(Cut, cut_id) if cut_id else _cut(tx, recipe, recipe_text)
        found = judge(studio, tx, workshop, recipe, audience, datetime.now(UTC), cut_id=cut.id)
        if reasons := found.refusal(recipe.on_withheld):
            raise Withheld(f"“{recipe.title()}” for {audience}", reasons)
        version = replace(found.version, number=next_number(tx, cut.id))
        tx.put(version)
    return LaidOut(version, found.about_clips)


def judge(
    studio: Studio,
    tx: Reading,
    workshop: str,
    recipe: Recipe,
    audience: Audience,
    at: datetime,
    *,
    cut_id: str,
    records: Records | None = None,
) -> Judged:
    """Lay *recipe* out for *audience* without keeping it, and ask the gate. Raises :class:`RecipeError`.

    *records*, of all its clips, may be given where several audiences are asked about the same recipe.
    """
    clips = clips_of(recipe, tx.find(Clip))
    records = records or Records.for_clips(tx, workshop, (clip.id for clip in clips))
    items = [_treated(studio, tx, workshop, clip, _item(clip, audience, at, records)) for clip in clips]
    about = tuple(_ask(item, recipe.subtitles, audience, at, records) for item in items)
    back = {reason.clip_id for some in about for reason in some}
    left = any(item.clip_id not in back for item in items)
    gone = back if left else set()
    version = CutVersion(
        id=new_id("version"),
        cut_id=cut_id,
        number=0,
        items=tuple(item for item in items if item.clip_id not in gone),
        audience=audience,
        languages=recipe.subtitles,
        recipe=without(frozen(recipe, clips), [c for c in clips if c.id in gone]).to_toml(),
        created_at=at,
        left_out=tuple(dict.fromkeys(clip.id for clip in clips if clip.id in gone)),
    )
    whole = withheld(version, audience, None, at, records=records, moment=Moment.RENDER)
    return Judged(version=version, items=tuple(items), about_items=about, whole=whole, left=left)


def frozen(recipe: Recipe, clips: Sequence[Clip]) -> Recipe:
    """Return *recipe* naming its clips by id: a title may mean another clip tomorrow. Shown titles stay."""
    ids = {part.clip: clip.id for part, clip in zip(recipe.parts, clips, strict=True)}

    def behind(background: Background) -> Background:
        return replace(background, picture=ids.get(background.picture, background.picture))

    parts = tuple(
        replace(part, clip=clip.id, title=part.title or clip.title, background=behind(part.background))
        for part, clip in zip(recipe.parts, clips, strict=True)
    )
    opening = recipe.opening and replace(recipe.opening, background=behind(recipe.opening.background))
    ending = recipe.credits and replace(recipe.credits, background=behind(recipe.credits.background))
    return replace(recipe, parts=parts, opening=opening, credits=ending)


def without(recipe: Recipe, clips: Iterable[Clip]) -> Recipe:
    """Return *recipe* without these clips, whether it names them by id or by title."""
    names = {name for clip in clips for name in (clip.id, clip.title)}
    return narrowed(recipe, names) if names else recipe


def next_number(tx: Reading, cut_id: str) -> int:
    """Return the number of a cut's next version, counted from 1."""
    return 1 + max((version.number for version in tx.find(CutVersion, cut_id=cut_id)), default=0)


def _item(clip: Clip, audience: Audience, at: datetime, records: Records) -> CutItem:
    """Give the clip each treatment asked for that can be done; the gate judges whether that is enough."""
    return CutItem(
        clip_id=clip.id, treatments=can_be_done(required_treatments(clip.id, audience, at, records))
    )


def _treated(studio: Studio, tx: Reading, workshop: str, clip: Clip, item: CutItem) -> CutItem:
    """Name the treated file that a render would take, if it is there: somebody may have looked at it."""
    made = find_treated(studio, tx, workshop, clip, item)
    return replace(item, treated=made.sha256) if made else item


def can_be_done(wished: Iterable[Treatment]) -> frozenset[Treatment]:
    """Return what this studio can do of the treatments *wished*, or something stronger in their place.

    What can be done in no way is left out, so that the gate names the person who asked for it.
    """
    able = treatments.PICTURE.keys() | treatments.SOUND.keys() | treatments.ELSEWHERE
    chosen: set[Treatment] = set()
    for wish in wished:
        stronger = sorted(able & STRONGER.get(wish, frozenset()))
        chosen |= {wish} if wish in able else set(stronger[:1])
    return frozenset(chosen)


def _ask(
    item: CutItem, languages: Iterable[str], audience: Audience, at: datetime, records: Records
) -> tuple[Reason, ...]:
    asked = (clip_withheld(item, audience, language, at, records) for language in (None, *languages))
    return tuple(dict.fromkeys(reason for some in asked for reason in some))


def _cut(tx: Writing, recipe: Recipe, text: str) -> Cut:
    known = tx.find(Cut, title=recipe.title())
    cut = known[0] if known else Cut(id=new_id("cut"), title=recipe.title(), recipe=text)
    tx.put(cut)
    return cut


def credited(tx: Reading, workshop: str, version: CutVersion, at: datetime) -> dict[str, tuple[str, ...]]:
    """Return the pseudonyms to be credited, in order of appearance, each with the ids of who is called so.

    Whoever asked for no credit anywhere in the film is left out, and so is everybody of the same name.
    """
    records = Records.for_version(tx, workshop, version)
    wanted: dict[str, bool] = {}
    called: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for clip_id in dict.fromkeys(item.clip_id for item in version.items):
        for person in records.appearing.get(clip_id, ()):
            alone = replace(records, appearing={clip_id: (person,)})
            wishes = required_treatments(clip_id, version.audience, at, alone, version=version)
            name = records.people[person].pseudonym
            wanted[name] = wanted.get(name, True) and Treatment.NO_CREDIT not in wishes
            called[name][person] = None
    return {name: tuple(called[name]) for name, so in wanted.items() if so}
