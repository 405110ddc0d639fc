"""Somebody who walks through the questions on a phone: looks at the screen, and sends its form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from phone_world import Phone
from web_world import HOME, Place
from werkzeug.test import TestResponse

from consent.notices import notice
from consent.releases import Answer, Role

CLIP = ("S3", "clip-bread")
MIXED = {"group": "yes", "community": "later", "partners": "no", "authorities": "no", "online": "no"}


@pytest.fixture(autouse=True)
def a_while_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is fetched to be watched was begun a while ago: nobody has to wait."""
    monkeypatch.setattr("web.phone.media.now", lambda: datetime.now(UTC) - timedelta(seconds=30))


class Walker:
    """Somebody who walks: looks at the screen where the walk is, and sends its form."""

    def __init__(self, phone: Phone, stage: str, subject: str) -> None:
        self.phone, self.stage, self.subject = phone, stage, subject
        self.token = phone.form_token()
        self.path = "walks/"
        begun = self.send("", stage=stage, subject=subject)
        assert begun.status_code == 303, begun.text
        self.path = begun.location.removeprefix("/p/")

    def see(self, **query: str) -> str:
        page = self.phone.get(self.path, query_string=query)
        assert page.status_code == 200, page.text
        assert page.text.count("<h1") == 1
        return page.text

    def title(self, **query: str) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.see(**query), re.DOTALL)
        assert found
        return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())

    def send(self, step: str, *, script: bool = False, **fields: object) -> TestResponse:
        return self.phone.client.post(
            f"/p/{self.path}{step}",
            data={"token": self.token, **fields},
            headers={"Accept": "text/html"} | ({"X-Stays": "1"} if script else {}),
        )

    def watch(self) -> TestResponse:
        kind = "films/{}/film.mp4" if self.stage == "S4" else "clips/{}/video.mp4"
        assert self.phone.get(kind.format(self.subject)).status_code == 200
        return self.send("watch")

    def say(self, answers: Mapping[str, str]) -> None:
        for audience, answer in answers.items():
            assert self.send("answer", audience=audience, answer=answer).status_code == 303

    def tell(self, *, right: bool = True) -> TestResponse:
        asked = notice(self.stage, "en").teach_back
        assert asked
        return self.send("tell", choice=asked.right if right else (asked.right + 1) % len(asked.choices))

    def ticked(self, **query: str) -> list[str]:
        """Return the languages that are ticked on the screen."""
        return re.findall(r'name="language" value="([^"]+)" checked', self.see(**query))

    def to_the_read_back(self, answers: Mapping[str, str], *, how: Iterable[str] = ("as-i-am",)) -> None:
        self.watch()
        self.send("learn")
        self.say(answers)
        self.send("how", how=[*how])
        self.send("name", name="")
        self.send("languages", language=self.ticked())
        self.tell()

    def settle(self, answer: str = "yes") -> TestResponse:
        read = re.search(r'name="read" value="(\w+)"', self.see())
        assert read, self.title()
        return self.send("settle", answer=answer, read=read[1])


def answered(place: Place, person: str = "person-amra", role: Role = Role.SELF) -> list[Answer]:
    with place.studio.documents.read(HOME) as tx:
        found = [one for one in tx.find(Answer, participant_id=person) if one.id.startswith("answer-walk-")]
    return sorted((one for one in found if one.role is role), key=lambda one: one.number)
