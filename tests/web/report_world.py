"""A small studio that has something to report: a film, what people said of it, what was learned."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from web_filled import answer
from web_world import HOME, Place

from consent.releases import AnswerState
from pvstudio.gatherings import ActivityType, Tally
from pvstudio.model import Audience, Sex, Workshop
from workflows.accounts import Role as AccountRole
from workflows.attendance import Attendance, record
from workflows.feedback import Moment, QuoteConsent, Response
from workflows.reports import Report, Wish, report_of, report_paper
from workflows.retrospectives import Change, Kind
from workflows.screenings import Screening
from workflows.withdrawals import consent_changes

PAPER = f"/workshops/{HOME}/report/paper"
AT = datetime.now(UTC)
TODAY = AT.astimezone().date()


def read(place: Place, address: str = PAPER, *, role: AccountRole | None = None, **wish: object) -> str:
    """Return the report as somebody gets it."""
    browser = place.browser(role) if role else place.client
    answer = browser.get(address, query_string={"audience": "community", "language": "en", **wish})
    assert answer.status_code == 200, answer.text
    return answer.text


def poster_in(page: str) -> bytes:
    found = re.search(r'src="data:image/jpeg;base64,([^"]+)"', page)
    return b64decode(found[1]) if found else b""


def takes_back(place: Place) -> None:
    """Amra takes back her yes to the film."""
    with consent_changes(place.studio, HOME) as tx:
        answer(tx, "amra", "version-1", AnswerState.WITHDRAWN, Audience.COMMUNITY)


def gathered(place: Place, day: date, people: int) -> None:
    """Some came to what is neither a session nor a screening."""
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Workshop, HOME), starts=None, ends=None))
    came = Attendance(
        id="attendance-9",
        activity=ActivityType.SOCIAL,
        held_on=day,
        country="BA",
        title="Walk",
        tallies=(Tally(sex=Sex.FEMALE, people=people, first_time=people),),
    )
    record(place.studio, HOME, came, by="Huda", at=AT)


def answered(place: Place, day: date, *, step: int) -> None:
    """Six people answered after the film, all alike."""
    with place.studio.documents.write(HOME) as tx:
        for number in range(6):
            said = Response(
                id=f"response-{number:016x}",
                kit_id="kit-1",
                held_on=day,
                moment=Moment.AFTER,
                answers={"smiley": step},
            )
            tx.put(said)


def tiles(page: str) -> list[int]:
    """Return the numbers at the head of a report."""
    head = page.partition('<ul class="sums">')[2].partition("</ul>")[0]
    return [int(number) for number in re.findall(r"<strong>(\d+)</strong>", head)]


@pytest.fixture
def told(place: Place) -> Place:
    """The film was shown; people said something, and something was learned."""
    with place.studio.documents.write(HOME) as tx:
        tx.put(
            Screening(
                id="screening-1",
                kit_id="kit-1",
                version_id="version-1",
                audience=Audience.COMMUNITY,
                held_on=TODAY,
                place="Dom kulture",
                people=3,
                reported_at=AT,
                by="account-host",
            )
        )
        for id_, kit, words, consent in (
            ("a", "kit-1", "We drank tea", QuoteConsent.REPORTS),
            ("b", "kit-1", "Only for you", QuoteConsent.HERE),
            ("c", "kit-1", "Amra was brave", QuoteConsent.REPORTS),
            ("d", "kit-gone", "Of another film", QuoteConsent.REPORTS),
        ):
            said = {"open_keep": words}
            tx.put(
                Response(
                    id=f"response-{id_}",
                    kit_id=kit,
                    held_on=TODAY,
                    moment=Moment.AFTER,
                    answers={"smiley": 5},
                    said=said,
                    quote_consent=consent,
                    checked_at=AT if words != "Amra was brave" else None,
                )
            )
        for id_, words in (("1", "Tea first"), ("2", "Ask Amra earlier")):
            tx.put(Change(id=f"change-{id_}", kind=Kind.TRY, words=words, owner="Huda", made_at=AT))
    return place


def paper_of(place: Place, **wish: object) -> str:
    """Return the paper of a report for a community hall, as HTML in English."""
    wanted = Wish(**{"workshops": (HOME,), "audience": Audience.COMMUNITY, **wish})
    return report_paper(report_of(place.studio, wanted, at=AT), "en")


def reported(place: Place) -> Report:
    """Return what a report of all days holds."""
    wish = Wish(workshops=(HOME,), audience=Audience.COMMUNITY, since=date(2000, 1, 1))
    return report_of(place.studio, wish, at=AT)
