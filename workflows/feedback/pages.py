"""The page on which people are asked without a connection, and the forms on paper.

The page is one file that needs nothing: it lies in a kit and is opened from there, or the studio shows it
once at ``/f`` and the phone goes on without. What it sends is read by :mod:`workflows.feedback.reading`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pvstudio.languages import direction, language_name
from pvstudio.model import Kit
from workflows.feedback.drawings import drawing, marks, moment
from workflows.feedback.questions import (
    SOURCE,
    USUAL,
    Kind,
    Question,
    chosen,
    languages,
    questions,
    wording,
)
from workflows.feedback.responses import Moment
from workflows.papers import nearest, paper
from workflows.papers.wording import among

_PAGE = Path(__file__).parent / "page"
#: In the order in which they are joined.
_SCRIPTS = ("beginning", "keeping", "building", "asking", "counting", "sending", "main")


def feedback_page(
    kit: Kit | None,
    spoken: Sequence[str],
    asked: Sequence[str] = USUAL,
    *,
    title: str = "",
    key: str = "",
    addresses: Sequence[str] = (),
) -> str:
    """Return the page as one HTML file, in those of *spoken* (BCP 47) that the questions are written in.

    *kit* None: the page that the studio shows to whoever comes with a key; it then asks what stands in its
    address. *key* (:func:`~workflows.feedback.keys.key_of`) lets it send to one of *addresses*, or another.
    """
    tags, sends_to = speaking(spoken), "http: https:" if kit else "'self'"
    data = {
        "kit": kit.id if kit else "",
        "title": title,
        "until": int(kit.expires_at.timestamp() * 1000) if kit and kit.expires_at else 0,
        "served": kit is None,
        "key": key,
        "usual": USUAL,
        "addresses": list(addresses),
        "languages": [{"tag": tag, "name": language_name(tag), "direction": direction(tag)} for tag in tags],
        "near": among(tags),
        "words": {tag: _words(tag) for tag in tags},
        "questions": [_question(one) for one in (chosen(asked) if kit else questions().values())],
        "marks": dict(marks()),
        "pictures": {
            "before": moment(after=False),
            "after": moment(after=True),
            "tally": drawing(Kind.FACES, 3),
            "came": marks()["house"],
            "send": marks()["bird"],
        },
    }
    return paper(
        "feedback_page",
        tags[0],
        data=_json(data),
        script=Markup(_script()),  # noqa: S704 — our own file
        look=Markup(_look()),  # noqa: S704
        policy=f"{_policy()}; form-action {sends_to}",
    )


def feedback_paper(language: str, asked: Sequence[str] = USUAL, *, title: str = "") -> str:
    """Return the forms to be printed: before, after, and a sheet to count on; *title* is that of the film."""
    tag = speaking([language])[0]
    found = chosen(asked)
    return paper(
        "feedback_form",
        tag,
        title=title,
        words=wording(tag).page,
        said=wording(tag).questions,
        moments=[(at, [one for one in found if at in one.moments]) for at in Moment],
        marks=[Markup(one) for one in marks().values()],  # noqa: S704 — our own drawings
        drawn=lambda one: [
            Markup(drawing(one.kind, step))  # noqa: S704
            for step in range(1, one.steps + 1)
        ],
        faces=[Markup(drawing(Kind.FACES, step)) for step in range(1, 6)],  # noqa: S704
        sources=[one for one in found if one.source],
    )


def page_policy() -> str:
    """Return the Content-Security-Policy for the page where the studio shows it."""
    return f"{_policy()}; form-action 'self'; frame-ancestors 'none'"


def _policy() -> str:
    return (
        f"default-src 'none'; script-src {_hash(_script())}; style-src {_hash(_look())}; img-src data:;"
        " connect-src 'self'; base-uri 'none'"
    )


def speaking(spoken: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of ours for those that people speak, as they come; English where there is none."""
    near = [nearest(tag) for tag in spoken]
    found = dict.fromkeys(tag for tag in near if tag in languages())
    return tuple(found) or (SOURCE,)


def _words(tag: str) -> Mapping[str, Any]:
    said = wording(tag)
    return {"page": dict(said.page), "questions": {name: dict(each) for name, each in said.questions.items()}}


def _question(one: Question) -> Mapping[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "moments": list(one.moments),
        "steps": one.steps,
        "drawings": [drawing(one.kind, step) for step in range(1, one.steps + 1)],
    }


def _json(data: Mapping[str, Any]) -> Markup:
    """Return *data* as it may stand inside a script element: nothing in it ends one."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 — just made safe


@cache
def _script() -> str:
    joined = "\n".join((_PAGE / f"{name}.js").read_text("utf-8") for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{joined}\n}})();\n'


@cache
def _look() -> str:
    return (_PAGE / "page.css").read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
