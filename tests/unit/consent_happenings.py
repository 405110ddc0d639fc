"""Everything that can happen to some people, clips and films, each with its line in the diary."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from consent_oracle import Diary, Film, Word
from consent_world import HOME, Unsigned, World
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from consent.answers.appearances import HasSaidNo, StoppedByOfficer
from consent.answers.recording import (
    add_guardian,
    confirm_complete,
    correct_appearance,
    lift_veto,
    log_appearance,
    place_veto,
)
from consent.releases import MUST_AGREE, AnswerState, Guardian, Role, Sign, Stage, Veto
from consent.treated import Verdict
from pvstudio.model import (
    AgeBand,
    Audience,
    Clip,
    CutItem,
    CutState,
    CutVersion,
    Participant,
    Treatment,
)

AUDIENCES = (Audience.COMMUNITY, Audience.ONLINE)
TREATMENTS = (Treatment.FACE_BLURRED, Treatment.VOICE_SILENCED)
pick = st.integers(0, 10_000)


class Happenings(RuleBasedStateMachine):
    """What people, facilitators and the officer do; the diary keeps all of it."""

    @initialize()
    def begin(self) -> None:
        self.world, self.diary, self.vetoes = World(Unsigned), Diary(), 0
        self.people: list[Participant] = []
        self.clips: list[Clip] = []
        self.films: list[CutVersion] = []
        for name, age in (("Amra", AgeBand.ADULT), ("Nur", AgeBand.MINOR), ("Samir", AgeBand.ADULT)):
            self.people.append(self.world.person(name, age))
            self.diary.ages[self.people[-1].id] = age
        add_guardian(self.world.tx, self.people[1].id, "Nur's father", now=self.world.now)
        self.note_guardians()
        for number in range(3):
            self.film_a_clip(number, number)
        self.cut(0, 2, True)

    def film_a_clip(self, one: int, other: int) -> None:
        inside = {
            self.people[one % 3].id: self.people[one % 3],
            self.people[other % 3].id: self.people[other % 3],
        }
        clip = self.world.clip(f"Clip{len(self.clips)}", inside.values())
        self.clips.append(clip)
        self.diary.inside[clip.id] = set(inside)
        self.diary.complete.add(clip.id)

    def say(
        self,
        person: Participant,
        role: Role,
        stage: Stage,
        what: str,
        to: Audience | None,
        yes: bool,
        **more: object,
    ) -> None:
        state, voice = AnswerState.GIVEN if yes else AnswerState.REFUSED, str(role)
        if role is Role.GUARDIAN:
            known = self.guardians(person)
            more["guardian_id"] = named = str(more.get("guardian_id", known[0]))
            voice = f"guardian {known[0] if len(known) == 1 and not named else named}"
        self.world.say(person, stage, what, state, role=role, audience=to, **more)
        wished, left_out = more.get("treatments", frozenset()), more.get("languages_left_out", frozenset())
        until = more.get("expires_at")
        self.diary.write(Word(person.id, voice, str(stage), what, to, yes, wished, left_out, until))

    def guardians(self, person: Participant) -> list[str]:
        return [one.id for one in self.world.tx.find(Guardian, participant_id=person.id)]

    def note_guardians(self) -> None:
        for person in self.people:
            self.diary.guardians[person.id] = [f"guardian {one}" for one in self.guardians(person)]

    # -- things that close -------------------------------------------------------------------

    @rule(
        who=pick,
        what=pick,
        to=st.sampled_from((None, *AUDIENCES)),
        stage=st.sampled_from(list(Stage)),
        right=pick,
    )
    def somebody_says_no(self, who: int, what: int, to: Audience | None, stage: Stage, right: int) -> None:
        person = self.people[who % 3]
        subject = self.subject(stage, what, person)
        if subject:
            role = MUST_AGREE[person.age_band][right % len(MUST_AGREE[person.age_band])]
            audience = None if stage in (Stage.S1, Stage.S2) else to
            which = ["", *self.guardians(person)]
            guardian = {"guardian_id": which[what % len(which)]} if role is Role.GUARDIAN else {}
            self.say(person, role, stage, subject, audience, False, **guardian)

    def subject(self, stage: Stage, what: int, person: Participant) -> str | None:
        mine = [clip.id for clip in self.clips if person.id in self.diary.inside[clip.id]]
        if stage is Stage.S3:
            return mine[what % len(mine)] if mine else None
        if stage is Stage.S4:
            films = [
                f.id for f in self.films if {clip for clip, _ in self.diary.films[f.id].items} & set(mine)
            ]
            return films[what % len(films)] if films else None
        return HOME

    @rule(
        which=pick,
        kind=st.sampled_from(["clip", "person", "film", "cut"]),
        to=st.sampled_from((None, *AUDIENCES)),
    )
    def the_officer_stops(self, which: int, kind: str, to: Audience | None) -> None:
        subjects = {"clip": self.clips, "person": self.people, "film": self.films}
        what = "cut-1" if kind == "cut" else subjects[kind][which % len(subjects[kind])].id
        self.vetoes += 1
        veto = Veto(id=f"veto-{self.vetoes}", at=self.world.now, subject_id=what, by="Ines", audience=to)
        place_veto(self.world.tx, veto)
        self.diary.stopped[veto.id] = (what, to)

    @rule(which=pick, place=pick, well=st.booleans())
    def a_treated_clip_is_watched(self, which: int, place: int, well: bool) -> None:
        film = self.world.tx.get(CutVersion, self.films[which % len(self.films)].id)
        treated = [item for item in film.items if item.treated]
        if treated and film.state is not CutState.RECALLED:
            self.watch(film, treated[place % len(treated)], well)

    def watch(self, film: CutVersion, item: CutItem, well: bool) -> None:
        one = replace(film, items=(item,))
        self.world.check(one, Verdict.OK if well else Verdict.NOT_OK)
        self.diary.seen_well[item.clip_id, item.treatments] = well

    @rule(who=pick, which=pick)
    def somebody_is_seen(self, who: int, which: int) -> None:
        person, clip = self.people[who % 3], self.clips[which % len(self.clips)]
        log_appearance(self.world.tx, clip.id, person.id, {Sign.VOICE})
        if person.id not in self.diary.inside[clip.id]:
            self.diary.inside[clip.id].add(person.id)
            self.diary.complete.discard(clip.id)

    @rule(who=pick, dice=st.integers(0, 3))
    def somebody_grows_up_or_was_taken_for_older(self, who: int, dice: int) -> None:
        if dice:  # not too often: everybody must be asked again
            return
        person = self.people[who % 3]
        age = AgeBand.ADULT if person.age_band is AgeBand.MINOR else AgeBand.MINOR
        self.people[who % 3] = self.world.grow(person, age)
        self.diary.ages[person.id] = age
        self.diary.grown[person.id] = len(self.diary.said)
        self.note_guardians()

    @rule(who=pick, which=pick, confirmed=st.booleans())
    def somebody_was_logged_by_mistake(self, who: int, which: int, confirmed: bool) -> None:
        person, clip = self.people[who % 3], self.clips[which % len(self.clips)]
        if person.id not in self.diary.inside[clip.id]:
            return
        try:
            correct_appearance(self.world.tx, clip.id, person.id, by="Selma", reason="A sister")
        except HasSaidNo:
            assert self.diary.said_no(person.id, clip.id)
            return
        except StoppedByOfficer:
            assert {person.id, clip.id} & {what for what, _to in self.diary.stopped.values()}
            return
        assert not self.diary.said_no(person.id, clip.id)
        assert not {person.id, clip.id} & {what for what, _to in self.diary.stopped.values()}
        self.diary.inside[clip.id].discard(person.id)
        self.diary.complete.discard(clip.id)
        if confirmed:
            self.everybody_is_logged(which)

    # -- things that open, or seem to -----------------------------------------------------------

    @rule(which=pick)
    def everybody_is_logged(self, which: int) -> None:
        clip = self.clips[which % len(self.clips)]
        confirm_complete(self.world.tx, clip.id)
        self.diary.complete.add(clip.id)

    @precondition(lambda self: self.diary.stopped)
    @rule(which=pick)
    def the_officer_relents(self, which: int) -> None:
        veto = sorted(self.diary.stopped)[which % len(self.diary.stopped)]
        lift_veto(self.world.tx, veto, by="Ines", at=self.world.tick())
        del self.diary.stopped[veto]

    @rule(first=pick, many=st.integers(1, 3), blurred=st.booleans())
    def a_film_is_cut(self, first: int, many: int, blurred: bool) -> None:
        self.cut(first, many, blurred)

    def cut(self, first: int, many: int, blurred: bool) -> None:
        treatments = frozenset(TREATMENTS) if blurred else frozenset()
        clips = [self.clips[(first + number) % len(self.clips)].id for number in range(many)]
        self.keep([(clip, treatments) for clip in clips], ("en", "ar"), None, honest=False)

    def keep(
        self,
        items: list[tuple[str, frozenset[Treatment]]],
        languages: tuple[str, ...],
        of: str | None,
        *,
        honest: bool,
    ) -> None:
        made = tuple(CutItem(clip_id=clip, treatments=treatments) for clip, treatments in items)
        film = self.world.version([], items=made, languages=languages, narrows=of)
        self.films.append(film)
        self.diary.films[film.id] = Film(items, languages, of if honest else None)

    @rule(which=pick, drop=pick, add=st.booleans(), fewer=st.booleans())
    def a_film_is_narrowed(self, which: int, drop: int, add: bool, fewer: bool) -> None:
        old = self.films[which % len(self.films)].id
        film = self.diary.films[old]
        items = [item for place, item in enumerate(film.items) if place != drop % (len(film.items) + 1)]
        items = [(clip, treatments | set(TREATMENTS) if add else treatments) for clip, treatments in items]
        self.keep(items, film.languages[:1] if fewer else film.languages, old, honest=True)

    @rule(which=pick, how=st.sampled_from(["order", "more", "bare", "language"]))
    def a_film_only_says_that_it_narrows(self, which: int, how: str) -> None:
        old = self.films[which % len(self.films)].id
        film = self.diary.films[old]
        items, languages = list(film.items), film.languages
        if how == "order":
            items = items[1:] + items[:1]
        elif how == "more":
            items = [*items, (self.clips[which % len(self.clips)].id, frozenset(TREATMENTS))]
        elif how == "bare":
            items = [(clip, frozenset()) for clip, _ in items]
        else:
            languages = tuple(dict.fromkeys(("fr", *languages)))
        self.keep(items, languages, old, honest=items == film.items and set(languages) == set(film.languages))

    @rule(
        who=pick,
        which=pick,
        to=st.sampled_from(AUDIENCES),
        wish=st.sampled_from(TREATMENTS),
        out=st.sampled_from(["ar", "fr"]),
    )
    def somebody_says_yes_on_conditions(
        self, who: int, which: int, to: Audience, wish: Treatment, out: str
    ) -> None:
        person = self.people[who % 3]
        clip = self.subject(Stage.S3, which, person)
        until = self.world.now + timedelta(days=10)
        if clip:
            role = MUST_AGREE[person.age_band][which % len(MUST_AGREE[person.age_band])]
            more = {
                "treatments": frozenset({wish}),
                "languages_left_out": frozenset({out} if which % 3 == 0 else ()),
                "expires_at": until,
            }
            self.say(person, role, Stage.S3, clip, to, True, **more)

    @rule(which=pick, to=st.sampled_from(AUDIENCES))
    def everybody_agrees(self, which: int, to: Audience) -> None:
        self.agree(self.films[-1 - which % min(2, len(self.films))].id, to)

    def agree(self, film_id: str, to: Audience) -> None:
        film, until = self.diary.films[film_id], self.world.now + timedelta(days=30)
        for clip in {clip for clip, _ in film.items}:
            self.everybody_is_logged([one.id for one in self.clips].index(clip))
        for person in self.people:
            mine = {clip for clip, _ in film.items if person.id in self.diary.inside[clip]}
            for role in MUST_AGREE[person.age_band] if mine else ():
                all_of_them = [{"guardian_id": one} for one in self.guardians(person)]
                some = all_of_them[: 1 + self.vetoes % 2] if role is Role.GUARDIAN else [{}]
                for who in some:
                    half = until + (self.world.now - until) / 2
                    for stage in (Stage.S1, Stage.S2):
                        self.say(person, role, stage, HOME, None, True, expires_at=half, **who)
                    for clip in sorted(mine):
                        self.say(person, role, Stage.S3, clip, to, True, expires_at=until, **who)
                    if not film.recalled:
                        self.say(person, role, Stage.S4, film_id, to, True, expires_at=until, **who)
