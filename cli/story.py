"""The story that the demo tells, chapter by chapter. Each chapter uses what the commands use."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.markup import escape

from cli.commands.footage import files_in, queue_ingest, queue_subtitles
from cli.looking import confirm_sample, unwatched
from cli.output import console, table
from cli.proof import show_proof
from cli.watching import wait_for
from consent.releases import How
from pvstudio.editing.recipe import Credits, Line, OnWithheld, Opening, Part, Recipe
from pvstudio.errors import StudioError
from pvstudio.languages import language_name
from pvstudio.model import Audience, Clip, CutState, CutVersion, Footage, FootageState, Workshop, new_id
from pvstudio.subtitles.cues import Track
from workflows.errors import JobFailed, Withheld
from workflows.ingest import receive
from workflows.layout import lay_out
from workflows.publish import kit_folder, publish
from workflows.queue import JobQueue, JobState, Work, job_id
from workflows.roster import Roster, standing_in
from workflows.screening_kits.ordering import order_kit
from workflows.screening_kits.wishes import KitWish
from workflows.subtitle import SpeechReport, import_track
from workflows.wiring import Studio
from workflows.withdrawals import Withdrawal, withdraw

_AUDIENCE = Audience.COMMUNITY
_HOST = "Community centre (sample screening)"


@dataclass
class Story:
    """A studio, the folder that its footage comes from, and what there is to look at in the end."""

    studio: Studio
    folder: Path
    described: bool  # a workshop.toml says who is in it
    host: str = _HOST
    look_at: list[tuple[str, Path]] = field(default_factory=list)

    def tell(self) -> None:
        """Tell all of it."""
        self._chapter("1 · Footage arrives")
        roster = Roster.read(self.folder / "workshop.toml") if self.described else None
        self.workshop = roster.workshop_id if roster else new_id("workshop")
        footage = self._ingest(roster.footage() if roster else {p.name: p for p in files_in([self.folder])})
        if not footage:
            raise StudioError(f"There is no film footage in {self.folder}.", advice="Name another folder.")
        roster = roster or self._stand_in(footage)
        self._chapter("2 · Who is in it")
        clips = self._log(roster, footage)
        self._chapter("3 · The machine listens, people correct and translate")
        self._listen(clips)
        self._translate(roster, clips)
        self._chapter("4 · What each of them agreed to, and the film that this allows")
        version = self._film(roster, clips)
        self._chapter("5 · What the machine hid, a person looks at")
        self._look(roster, version)
        self._chapter("6 · Watched together, then published")
        self._publish(roster, version)
        self._chapter("7 · Somebody changes their mind")
        self._withdraw(roster, clips)
        self._chapter("8 · What anybody can check")
        asked = roster.file.withdrawal
        who = roster.people[asked.who if asked else roster.file.participants[0].key]
        folder = self.studio.settings.home / "look-at-these"
        self.look_at += show_proof(self.studio, self.workshop, who.id, folder)

    def _chapter(self, title: str) -> None:
        console.print()
        console.rule(f"[bold]{title}", align="left")

    def _wait(self, jobs: Sequence[str], names: dict[str, str]) -> None:
        wait_for(self.studio, jobs, names=names, quiet=False, helped=True)

    # -- footage -------------------------------------------------------------------------------

    def _ingest(self, paths: Mapping[str, Path]) -> dict[str, Footage]:
        with self.studio.book(self.workshop) as tx:
            tx.put(Workshop(id=self.workshop, title=self.folder.name))
        received = {}
        for key, path in paths.items():
            try:
                footage = receive(self.studio, self.workshop, path)
            except StudioError as error:
                console.print(f"[red]✗[/] {escape(str(error))} {error.advice}")
            else:
                if not footage.duplicate:
                    received[key] = footage.footage
        jobs = queue_ingest(self.studio, self.workshop, received.values())
        self._wait(jobs, {one.id: one.original_name for one in received.values()})
        return dict(self._looked_at(received))

    def _looked_at(self, received: Mapping[str, Footage]) -> Iterable[tuple[str, Footage]]:
        with self.studio.documents.read(self.workshop) as tx:
            for key, one in received.items():
                looked = tx.get(Footage, one.id)
                if looked.state is FootageState.REFUSED:
                    console.print(f"[red]✗[/] {escape(looked.original_name)}: {escape(looked.reason)}")
                else:
                    yield key, looked

    def _stand_in(self, footage: Mapping[str, Footage]) -> Roster:
        console.print("Nobody has described this footage: a stand-in person is put into each clip.")
        titles = {key: Path(one.original_name).stem for key, one in footage.items()}
        return standing_in(Workshop(id=self.workshop, title=self.folder.name), titles, self.folder)

    # -- people and words ----------------------------------------------------------------------

    def _log(self, roster: Roster, footage: Mapping[str, Footage]) -> dict[str, Clip]:
        with self.studio.book(self.workshop) as tx:
            spoken = roster.approve(tx, self.studio.folder(self.workshop) / "notices")
            roster.enrol(tx)
            clips = roster.log(tx, footage)
        if spoken:
            named = ", ".join(map(language_name, spoken))
            console.print(
                f"{escape(roster.officer)}, the made-up safeguarding officer, has read what people are asked "
                f"with somebody who speaks each language, and approves it in {named}."
            )
        rows = [
            (
                clips[one.key].title,
                ", ".join(f"{roster.people[s.who].pseudonym} ({', '.join(s.by)})" for s in one.people),
            )
            for one in roster.file.clips
            if one.key in clips
        ]
        table("Clip", "Who, and by what they can be recognised", rows=rows)
        return clips

    def _listen(self, clips: Mapping[str, Clip]) -> None:
        jobs = queue_subtitles(self.studio, self.workshop, clips.values())
        self._wait(jobs, {clip.id: f"“{clip.title}”" for clip in clips.values()})
        with self.studio.documents.read(self.workshop) as tx:
            reports = [(clip.title, tx.get(SpeechReport, clip.id)) for clip in clips.values()]
        rows = [
            (
                title,
                one.state,
                one.language,
                "" if one.confidence is None else f"{one.confidence:.2f}",
                "please check" if one.needs_review and one.language else "",
            )
            for title, one in reports
        ]
        table("Clip", "Heard", "Language", "Confidence", "", rows=rows)

    def _translate(self, roster: Roster, clips: Mapping[str, Clip]) -> None:
        """Import what people wrote: translations, and a corrected transcript where the machine was unsure."""
        kept = imported = 0
        for key, language, path in roster.translations():
            if key not in clips:
                continue
            with self.studio.documents.read(self.workshop) as tx:
                known = tx.find(Track, clip_id=clips[key].id, language=language)
            if known and not known[0].needs_review:
                kept += 1
            else:
                imported += 1
                import_track(
                    self.studio, self.workshop, clips[key].id, path, language, "the workshop's people"
                )
        console.print(
            f"{imported} subtitle files by people; {kept} recognised transcripts were sure enough to stay."
        )

    # -- the film ------------------------------------------------------------------------------

    def _film(self, roster: Roster, clips: Mapping[str, Clip]) -> CutVersion:
        with self.studio.book(self.workshop) as tx:
            count = roster.share(tx, clips)
        console.print(f"{count} answers about the raw clips are recorded. Assembling for “{_AUDIENCE}” …")
        recipe = self._recipe(clips)
        try:
            laid = lay_out(self.studio, self.workshop, recipe.to_toml(), _AUDIENCE)
        except Withheld as refusal:
            console.print(f"[red]The gate says no:[/] {escape(str(refusal))}")
            console.print("The recipe is changed to leave out what is withheld.")
            allowed = replace(recipe, on_withheld=OnWithheld.LEAVE_OUT).to_toml()
            laid = lay_out(self.studio, self.workshop, allowed, _AUDIENCE)
        with JobQueue(self.studio) as queue:
            job = queue.enqueue(Work.ASSEMBLE, self.workshop, laid.version.id)
        self._wait([job], {laid.version.id: f"“{recipe.title()}”"})
        return self._rendered(laid.version.id, job)

    def _rendered(self, version_id: str, job: str) -> CutVersion:
        with self.studio.documents.read(self.workshop) as tx:
            version = tx.get(CutVersion, version_id)
        if version.state is not CutState.RENDERED:
            with JobQueue(self.studio) as queue:
                [info] = queue.jobs([job])
            raise JobFailed(job, "The render", info.reason)
        return version

    def _recipe(self, clips: Mapping[str, Clip]) -> Recipe:
        written = self.folder / "stories-to-humanity.toml"
        if self.described:
            return Recipe.parse(written.read_text("utf-8"))
        with self.studio.documents.read(self.workshop) as tx:
            spoken = sorted(
                {track.language for clip in clips.values() for track in tx.find(Track, clip_id=clip.id)}
            )
        title = self.folder.name
        return Recipe(
            titles=(Line(text=title, language="en"),),
            language="en",
            opening=Opening(lines=(Line(text=title, language="en"),), ms=3000),
            parts=tuple(Part(clip=clip.id, title=clip.title[:80], card_ms=2000) for clip in clips.values()),
            credits=Credits(title="Thank you"),
            subtitles=tuple(spoken),
        )

    # -- a person looks ------------------------------------------------------------------------

    def _look(self, roster: Roster, version: CutVersion) -> None:
        """Show what must be watched. Only in the sample somebody is made to say that it was."""
        waiting = unwatched(self.studio, self.workshop)
        if waiting:
            self._refused(version, _AUDIENCE, "Before anybody has looked at the treated clips")
        if waiting and self.described:
            facilitator = roster.workshop.facilitators[0]
            self.look_at += confirm_sample(self.studio, self.workshop, waiting, facilitator)

    # -- out, and back -------------------------------------------------------------------------

    def _publish(self, roster: Roster, version: CutVersion) -> None:
        self._refused(version, _AUDIENCE, "Before anybody has watched the film")
        with self.studio.book(self.workshop) as tx:
            count = roster.agree(tx, version)
        console.print(f"They watch the film; {count} answers about this version are recorded.")
        self._refused(version, Audience.ONLINE, "For another audience")
        self._kit(version)

    def _refused(self, version: CutVersion, audience: Audience, when: str) -> None:
        try:
            publish(self.studio, self.workshop, version.id, audience, recipient=self.host)
        except Withheld as refusal:
            first, *others = refusal.reasons
            more = f" (and {len(others)} more reasons)" if others else ""
            console.print(
                f"{when}, publishing for “{audience}” is [red]refused[/]: {escape(first.words)}{more}"
            )
        else:
            raise StudioError(
                f"The gate let version {version.number} out for {audience}; it should not have."
            )

    def _kit(self, version: CutVersion) -> None:
        with JobQueue(self.studio) as queue:
            kit_id = order_kit(
                self.studio, queue, self.workshop, version.id, _AUDIENCE, KitWish(), recipient=self.host
            )
            job = job_id(Work.KIT, kit_id)
            self._wait([job], {kit_id: self.host})
            if (found := queue.job(job)).state is not JobState.DONE:
                raise JobFailed(job, f"The kit of version {version.number}", found.reason)
        folder = kit_folder(self.studio, self.workshop, kit_id)
        console.print(f"[green]Published[/] version {version.number} for “{_AUDIENCE}”: {folder}")
        self.look_at.append((f"kit of version {version.number}", folder))

    def _withdraw(self, roster: Roster, clips: Mapping[str, Clip]) -> None:
        asked = roster.file.withdrawal
        if asked is None:
            console.print("Nobody does.")
            return
        person = roster.people[asked.who]
        chosen = [clips[asked.clip].id] if asked.clip else []
        began = time.monotonic()
        done = withdraw(self.studio, self.workshop, person.id, chosen, how=How(asked.how))
        took_ms = (time.monotonic() - began) * 1000
        console.print(f"{escape(person.pseudonym)} withdraws. The gate is closed after {took_ms:.0f} ms.")
        job = job_id(Work.WITHDRAW, done.id)
        self._wait([job], {done.id: "everywhere"})
        with self.studio.documents.read(self.workshop) as tx:
            done = tx.get(Withdrawal, done.id)
        console.print(
            f"{len(done.recalled)} version recalled, {len(done.kits)} kit closed; its host must confirm."
        )
        for version_id in done.narrowed:
            version = self._rendered(version_id, job)
            console.print(f"Without the clip, version {version.number} needs no new answers:")
            self._kit(version)
