"""How a clip is cut, inside the one transaction of it: documents, people, vetoes, pictures, words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from consent.answers.appearances import doubt_complete
from consent.answers.recording import log_appearance
from consent.answers.vetoing import carry_vetoes
from consent.ledger.book import Book
from consent.releases import Appearance
from pvstudio.model import Clip, Footage, new_id
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track
from pvstudio.subtitles.rows import Rows, difference, rows_of, with_rows
from pvstudio.transcription.transcript import Transcript
from pvstudio.transcription.words import load_words, save_words
from workflows.clips.parts import Span, joined_track, joined_words, part_of_rows, part_of_words
from workflows.clips.portraits import follow_cut
from workflows.clips.preparing import TreatedPreview
from workflows.subtitle import SpeechReport, track_id, words_file, words_of_range
from workflows.subtitles.desks import history_file
from workflows.subtitles.history import Change, Deed, History
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True)
class Carving:
    """One change of the clips of one workshop. Words are written to new names: a failure leaves the old."""

    studio: Studio
    workshop: str
    tx: Book
    by: str  # who does it, for the history of subtitles

    def carve(self, clip: Clip, edges: Sequence[int], *, keep: int) -> tuple[Clip, ...]:
        """Divide *clip* at *edges* (ms of it); part number *keep* stays the clip and is returned first."""
        spans = [
            Span(start_ms=start, end_ms=end, first=start == 0, last=end == clip.duration_ms)
            for start, end in pairwise(edges)
        ]
        rest = [self.part(clip, span) for number, span in enumerate(spans) if number != keep]
        kept = self._narrowed(clip, spans[keep])
        follow_cut(self.tx, [kept, *rest])
        return (kept, *rest)

    def _narrowed(self, clip: Clip, span: Span) -> Clip:
        kept = replace(_placed(clip, span), cut_from=clip.cut_from or clip.id)
        self._divide_words(clip, kept, span)
        for track in self.tx.find(Track, clip_id=clip.id):
            rows, over = part_of_rows(rows_of(track), span)
            self._rewrite(clip, replace(track, needs_review=track.needs_review or over), rows)
        return self._changed(kept)

    def part(self, clip: Clip, span: Span) -> Clip:
        """Keep and return a new clip of *span* of *clip*, with its people, vetoes, words; not confirmed."""
        title = free_title(self.tx.tx, clip.title)
        bare = replace(_placed(clip, span), id=new_id("clip"), title=title, people_complete=False)
        part = replace(bare, cut_from=clip.id)
        self.tx.put(part)
        self._inherit(clip, part)
        self._divide_words(clip, part, span)
        for track in self.tx.find(Track, clip_id=clip.id):
            rows, over = part_of_rows(rows_of(track), span)
            if rows:
                new = replace(track, id=track_id(part.id, track.language), clip_id=part.id, revision=0)
                self.tx.put(with_rows(replace(new, needs_review=track.needs_review or over), rows))
        for report in self.tx.find(SpeechReport, id=clip.id):
            self.tx.put(replace(report, id=part.id))
        return part

    def joined(self, first: Clip, second: Clip) -> Clip:
        """Let *first* reach to the end of *second*, which goes, and return it: with everybody of both."""
        notes = "\n".join(dict.fromkeys(words for words in (first.notes, second.notes) if words))
        tags = tuple(dict.fromkeys((*first.tags, *second.tags)))
        whole = replace(
            first, end_ms=second.end_ms, notes=notes, tags=tags, cut_from=first.cut_from or first.id
        )
        self._join_words(first, second, whole)
        self._join_tracks(first, second)
        self._inherit(second, first)
        whole = self._changed(replace(whole, people_complete=self.tx.get(Clip, first.id).people_complete))
        follow_cut(self.tx, [whole, second])
        for kind in (SpeechReport, TreatedPreview, Clip):
            self.tx.delete(kind, second.id)
        return whole

    def _changed(self, clip: Clip) -> Clip:
        """Keep a clip whose range is another now: whoever confirmed who is in it must look again."""
        self.tx.put(clip)
        self.tx.delete(TreatedPreview, clip.id)
        doubt_complete(self.tx, clip.id)
        return self.tx.get(Clip, clip.id)

    def _inherit(self, source: Clip, target: Clip) -> None:
        """Log in *target* whoever is logged in *source*, and stop it by whatever stops these seconds."""
        for seen in self.tx.find(Appearance, clip_id=source.id):
            log_appearance(self.tx, target.id, seen.participant_id, seen.by)
        carry_vetoes(self.tx, source, target)

    def _divide_words(self, clip: Clip, part: Clip, span: Span) -> None:
        if words := self._words(clip):
            self._save(part, part_of_words(words, span, part.id))

    def _join_words(self, first: Clip, second: Clip, whole: Clip) -> None:
        before, after = self._words(first), self._words(second)
        if before and after:
            self._save(whole, joined_words(before, after, first.duration_ms))

    def _join_tracks(self, first: Clip, second: Clip) -> None:
        here = {track.language: track for track in self.tx.find(Track, clip_id=first.id)}
        for track in self.tx.find(Track, clip_id=second.id):
            empty = replace(
                track, id=track_id(first.id, track.language), clip_id=first.id, cues=(), revision=0
            )
            known = here.get(track.language, empty)
            joined = joined_track(known, track, first.duration_ms)
            self._rewrite(first, replace(joined, cues=known.cues, marks=known.marks), rows_of(joined))
            self.tx.delete(Track, track.id)

    def _rewrite(self, clip: Clip, track: Track, rows: Rows) -> None:
        """Keep *track* with other *rows* as a change that its editors see: theirs was on another clock."""
        footage = self.tx.get(Footage, clip.footage_id)
        path = history_file(self.studio, self.workshop, footage, track.id)
        change = Change(
            revision=track.revision + 1,
            by=self.by,
            at=datetime.now(UTC),
            deed=Deed.CUT,
            difference=difference(rows_of(track), rows),
        )
        History(path, track.id, track.revision).append(change)
        self.tx.put(replace(with_rows(track, rows), revision=change.revision))

    def _words(self, clip: Clip) -> Transcript | None:
        path = words_file(self.studio, self.workshop, clip, self.tx.get(Footage, clip.footage_id))
        return load_words(path) if path.exists() else None

    def _save(self, clip: Clip, words: Transcript) -> None:
        footage = self.tx.get(Footage, clip.footage_id)
        save_words(words, words_of_range(self.studio, self.workshop, clip, footage))


def free_title(tx: Reading, title: str) -> str:
    """Return *title* with the first number behind it that no clip has yet: recipes tell clips by title."""
    taken = {clip.title for clip in tx.find(Clip)}
    base = re.sub(r" \(\d+\)$", "", title)
    return next(name for n in range(2, len(taken) + 3) if (name := f"{base} ({n})") not in taken)


def _placed(clip: Clip, span: Span) -> Clip:
    return replace(clip, start_ms=clip.start_ms + span.start_ms, end_ms=clip.start_ms + span.end_ms)
