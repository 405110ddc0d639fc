"""A page of a kit: template, style, scripts and words in every language of the papers, as one HTML file.

Opened from a folder, a page may fetch nothing and load no module, so all of it stands inside. Its own
policy (CSP) allows exactly its own script and style, by their hash, and the films beside it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from pvstudio.languages import direction
from workflows.papers.making import environment
from workflows.papers.wording import SOURCE, among, called, languages, nearest, say, words

_HERE = Path(__file__).parent
#: Said by the page's own script in the reader's language: a day, or another word of the papers.
DAY, WORD = "day:", "say:"

#: What scripts draw with; what stands before a link to each kind of paper.
DRAWINGS = ("check", "cross", "warning", "film", "people", "calendar", "clock", "key")
PICTURES = {
    "guide": "speech",
    "sheet": "clock",
    "grounding": "breath",
    "feedback": "heart",
    "form": "pencil",
    "poster": "film",
}


def page(
    name: str, scripts: Sequence[str], wanted: Sequence[str], data: Mapping[str, object], /, **values: object
) -> str:
    """Return ``templates/<name>.html`` filled with *values*; *data* is what its scripts know.

    It opens in that of *wanted* (BCP 47) which the browser asks for, else in the first that the papers
    speak, also without scripts; the reader can switch to any other.
    """
    style = _inside((_HERE / "kit.css").read_text("utf-8"))
    script = _inside("\n".join(_script(one) for one in scripts))
    spoken = _spoken(wanted)
    tag = spoken[0]
    known = {
        "language": tag,
        "near": among(spoken),
        "languages": [[one, called(one), direction(one)] for one in languages()],
        "words": {one: _words(one, name) for one in languages()},
        **data,
    }
    return (
        _environment()
        .get_template(f"{name}.html")
        .render(
            values
            | {
                "language": tag,
                "direction": direction(tag),
                "tongues": languages(),
                "said": partial(_said, tag),
                "plainly": partial(_plain, tag),
                "label": partial(_label, tag),
                "style": style,
                "script": script,
                "data": Markup(_json(known)),  # noqa: S704 — nothing in it can end its element
                "style_hash": _hash(style),
                "script_hash": _hash(script),
            }
        )
    )


def _spoken(wanted: Iterable[str]) -> list[str]:
    """Return the languages that the page may open in: those of *wanted* that the papers speak themselves."""
    near = ((nearest(tag), tag.partition("-")[0]) for tag in wanted)
    found = dict.fromkeys(one for one, asked in near if one != SOURCE or asked == SOURCE)
    return list(found) or [SOURCE]


def _words(tag: str, name: str) -> dict[str, str]:
    """Return what the page *name* can say in one language; what is missing there is said in English."""
    begins = (f"{name}_", "kit_", "audience_")
    wanted = ("for_whom", "page_of_kit")
    return {key: said for key, said in words(tag).items() if key.startswith(begins) or key in wanted}


def _said(tag: str, key: str, /, **values: str) -> Markup:
    """Return the words of *key*, so marked that the page's script can say them in another language."""
    plain = {name: _plainly(tag, value) for name, value in values.items()}
    marked = _json(values) if values else ""
    return Markup('<span data-say="{}"{}>{}</span>').format(
        key, Markup(' data-values="{}"').format(marked) if marked else "", say(tag, key, **plain)
    )


def _plain(tag: str, key: str) -> str:
    """Return the words of *key* without markup: for titles and for what only readers of screens hear."""
    return words(tag).get(key) or words(SOURCE)[key]


def _label(tag: str, key: str) -> Markup:
    return Markup('data-label="{}" aria-label="{}"').format(key, _plain(tag, key))


def _plainly(tag: str, value: str) -> object:
    if value.startswith(WORD):
        return say(tag, value.removeprefix(WORD))
    return value.removeprefix(DAY)[:10] if value.startswith(DAY) else value


def _json(value: object) -> str:
    """Return JSON that may stand in a ``script``: no ``<`` in it, so no end of that element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def _script(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _inside(text: str) -> Markup:
    if "</s" in text or "<!--" in text:
        raise ValueError("this would end the element that it stands in")
    return Markup(text)  # noqa: S704 — our own file


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(f"\n{text}\n".encode()).digest()).decode() + "'"


@cache
def _environment() -> Environment:
    return environment(_HERE / "templates", drawings=DRAWINGS, pictures=PICTURES)
