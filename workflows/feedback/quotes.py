"""What people said in their own words, and who may read it: nobody whom they did not allow.

Nothing leaves the workshop before a facilitator has read it and found that it gives nobody away: the studio
knows pseudonyms, numbers and addresses, but nobody's real name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from pvstudio.model import Participant
from pvstudio.store import Reading
from workflows.feedback.responses import QuoteConsent, Response
from workflows.fields import check_unchanged, seen
from workflows.naming import Naming
from workflows.wiring import Studio

#: Words of one answer, in letters.
LONGEST = 500

_NUMBER = re.compile(r"\d(?:[\s()/.+-]*\d){4,}")
_ADDRESS = re.compile(r"\S+@\S+\.\w+|https?://|www\.|@\w{3,}", re.IGNORECASE)


class Remark(StrEnum):
    """Why words should be read with care before anybody else reads them."""

    NAMES = "names"  # a pseudonym of the workshop
    NUMBER = "number"  # a telephone or a document
    ADDRESS = "address"  # of letters, or on the net


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What one person said to one open question."""

    response_id: str
    kit_id: str
    screening_id: str
    question: str
    words: str
    language: str
    held_on: date
    consent: QuoteConsent
    remarks: frozenset[Remark]
    checked: bool  # a facilitator has read it: it gives nobody away
    confirmed: bool  # somebody who is signed in has said that it was so
    seen: str  # stands for all words of the response, for whoever says that they have read them

    @property
    def is_public(self) -> bool:
        """Whether a report may hold it, and a host read it."""
        return self.consent is QuoteConsent.REPORTS and self.checked and self.confirmed

    @property
    def waits(self) -> bool:
        """Whether it may go out once somebody has read it."""
        return self.consent is QuoteConsent.REPORTS and not self.checked


def quotes_of(tx: Reading, public: bool = True, *, kit_id: str = "", screening_id: str = "") -> list[Quote]:
    """Return what was said, the newest first: for reports, or (not *public*) for the workshop itself."""
    where = {name: id_ for name, id_ in (("kit_id", kit_id), ("screening_id", screening_id)) if id_}
    names = [one.pseudonym for one in tx.find(Participant)]
    found = [quote for one in tx.find(Response, **where) for quote in _quotes(one, names)]
    kept = [one for one in found if one.is_public or not public]
    return sorted(kept, key=lambda one: (one.held_on, one.response_id), reverse=True)


def remarks_on(words: str, names: Collection[str]) -> frozenset[Remark]:
    """Return what in *words* may give somebody away; *names* are the pseudonyms of the workshop."""
    found = {
        Remark.NAMES: Naming.of(names).in_text(words),
        Remark.NUMBER: _NUMBER.search(words),
        Remark.ADDRESS: _ADDRESS.search(words),
    }
    return frozenset(remark for remark, is_so in found.items() if is_so)


def clear_quote(
    studio: Studio, workshop: str, response_id: str, *, by: str, at: datetime, sent: str | None = None
) -> None:
    """Note that a facilitator has read what somebody said, and that it gives nobody away.

    *sent* is :attr:`Quote.seen` of what they have read. Raises
    :class:`~workflows.fields.ChangedMeanwhile` where it says something else by now.
    """
    with studio.documents.write(workshop) as tx:
        known = tx.get(Response, response_id)
        check_unchanged(dict(known.said), None, sent)
        tx.put(replace(known, checked_at=at, checked_by=by))


def keep_here(studio: Studio, workshop: str, response_id: str) -> None:
    """Take words out of all reports from now on; they can be read in the workshop. It only narrows."""
    with studio.documents.write(workshop) as tx:
        known = tx.get(Response, response_id)
        if known.quote_consent is QuoteConsent.REPORTS:
            tx.put(replace(known, quote_consent=QuoteConsent.HERE))


def take_words_out(studio: Studio, workshop: str, response_id: str) -> None:
    """Delete what somebody said in their own words, for whatever reason; the steps that they touched stay."""
    with studio.documents.write(workshop) as tx:
        known = tx.get(Response, response_id)
        tx.put(replace(known, said={}, quote_consent=QuoteConsent.NONE, checked_at=None, checked_by=""))
    studio.documents.erase_traces()


def _quotes(one: Response, names: Collection[str]) -> Iterable[Quote]:
    for question, words in one.said.items():
        yield Quote(
            response_id=one.id,
            kit_id=one.kit_id,
            screening_id=one.screening_id,
            question=question,
            words=words,
            language=one.language,
            held_on=one.held_on,
            consent=one.quote_consent,
            remarks=remarks_on(words, names),
            checked=one.checked_at is not None,
            confirmed=one.confirmed,
            seen=seen(dict(one.said)),
        )
