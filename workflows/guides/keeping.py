"""Guides are found, written and thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pvstudio.languages import canonical
from pvstudio.model import Cut
from pvstudio.store import Reading
from workflows.fields import FormRefused, Problem, check_unchanged, one_line
from workflows.guides.model import Guide, Part
from workflows.wiring import Studio

#: A line is a thought, not a page; more lines than this nobody reads in a dark room.
LONGEST, MANY = 600, 40
#: More rows than this of a part no form sends; empty ones are dropped.
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody typed: the rows of each part, and what each says of the source; rows may be empty."""

    lines: Mapping[Part, Sequence[str]]
    origins: Mapping[Part, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, guide: Guide) -> Written:
        """Return what is kept of *guide*."""
        return cls(lines={part: guide.lines(part) for part in Part}, origins=guide.origins)

    def rows(self, part: Part) -> list[tuple[str, str]]:
        """Return the rows of one part with what each says of the source ("" for what is its own)."""
        lines, origins = self.lines.get(part, ()), self.origins.get(part, ())
        return [(line, origins[at] if at < len(origins) else "") for at, line in enumerate(lines)]

    def checked(self) -> Written:
        """Return it tidy, without empty rows, or raise :class:`~workflows.fields.FormRefused`.

        Its fields are named like "before-2", by row as typed, or by part where there are too many.
        """
        problems: dict[str, Problem] = {}
        kept: dict[Part, list[tuple[str, str]]] = {}
        for part in Part:
            tidy = [(one_line(line), one_line(origin)[:LONGEST]) for line, origin in self.rows(part)]
            problems |= {
                f"{part}-{row}": Problem.TOO_LONG for row, (line, _) in enumerate(tidy) if len(line) > LONGEST
            }
            kept[part] = [row for row in tidy if row[0]]
            if len(kept[part]) > MANY:
                problems[part] = Problem.TOO_LONG
        if not any(kept.values()):
            problems["synopsis-0"] = Problem.MISSING
        if problems:
            raise FormRefused(problems)
        return Written(
            lines={part: tuple(line for line, _ in rows) for part, rows in kept.items()},
            origins={
                part: tuple(of for _, of in rows) for part, rows in kept.items() if any(of for _, of in rows)
            },
        )


def guide_for(tx: Reading, cut_id: str, language: str) -> Guide | None:
    """Return the guide of a cut in *language* (BCP 47, canonical), None where nobody has written one."""
    return next(iter(tx.find(Guide, id=_id(cut_id, language))), None)


def guides_of(tx: Reading, cut_id: str) -> list[Guide]:
    """Return the guides of a cut, those that others are translated from first."""
    return sorted(tx.find(Guide, cut_id=cut_id), key=lambda one: (bool(one.source), one.language))


def stand(guide: Guide | None) -> tuple[object, ...]:
    """Return what a form shows of a guide, for :func:`~workflows.fields.seen`."""
    return tuple((guide.lines(part), guide.origins.get(part, ())) for part in Part) if guide else ()


def save(
    studio: Studio,
    workshop: str,
    cut_id: str,
    language: str,
    written: Written,
    *,
    source: str = "",
    by: str,
    at: datetime,
    sent: str | None = None,
) -> Guide:
    """Keep what somebody wrote; *source* is the language that a new guide is a translation from.

    *sent* stands for what the form showed (:func:`~workflows.fields.seen` of :func:`stand`). Raises
    :class:`~workflows.fields.FormRefused`, :class:`~workflows.fields.ChangedMeanwhile` and, for an
    unknown cut, :class:`~pvstudio.errors.NotFound`.
    """
    tag, tidy = _known(language), written.checked()
    with studio.documents.write(workshop) as tx:
        tx.get(Cut, cut_id)
        kept = guide_for(tx, cut_id, tag)
        made = Guide(
            id=_id(cut_id, tag),
            cut_id=cut_id,
            language=tag,
            source=kept.source if kept else _there(tx, cut_id, source, tag),
            **{part.value: tuple(lines) for part, lines in tidy.lines.items()},  # type: ignore[arg-type]
            changed_at=at,
            by=by,
        )
        made = replace(made, origins={part: tuple(some) for part, some in tidy.origins.items()})
        check_unchanged(stand(kept), stand(made), sent)
        tx.put(made)
    return made


def delete(studio: Studio, workshop: str, cut_id: str, language: str) -> None:
    """Throw the guide in one language away; its translations stay, on their own."""
    with studio.documents.write(workshop) as tx:
        tx.delete(Guide, _id(cut_id, language))


def _there(tx: Reading, cut_id: str, source: str, language: str) -> str:
    """Return *source* where a guide in it may be translated into *language*, else nothing."""
    return source if source != language and guide_for(tx, cut_id, source) else ""


def _known(language: str) -> str:
    tag = canonical(language)
    if tag is None:
        raise FormRefused({"language": Problem.NO_LANGUAGE})
    return tag


def _id(cut_id: str, language: str) -> str:
    return f"guide:{cut_id}:{language}"
