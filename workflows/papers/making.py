"""A template and words become a paper: one HTML file with its style and drawings inside."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pvstudio.languages import direction, language_name
from pvstudio.regional import country_name
from workflows.papers import wording

_HERE = Path(__file__).parent
_DRAWINGS = _HERE / "drawings"
#: Said on each drawing: WeasyPrint does not look into a style sheet for them.
_LOOK = (
    'class="icon" aria-hidden="true" fill="none" stroke="#111" stroke-width="1.8" stroke-linecap="round" '
    'stroke-linejoin="round"'
)


def paper(name: str, language: str, /, **values: object) -> str:
    """Return the paper ``templates/<name>.html`` in *language* (BCP 47), filled with *values*.

    What people typed is escaped. A name or a word that is missing is a mistake of ours and raises.
    """
    return (
        _environment()
        .get_template(f"{name}.html")
        .render(
            values
            | {
                "language": language,
                "direction": direction(language),
                "say": partial(wording.say, language),
                "style": _style(),
            }
        )
    )


def environment(templates: Path, **known: object) -> Environment:
    """Return what fills *templates* with values: typed words are escaped, what is missing raises.

    They know *known*, drawings, and how languages and countries are called.
    """
    made = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals |= {
        "icon": icon,
        "direction_of": direction,
        "language_name": language_name,
        "called": wording.called,
        "country_name": country_name,
        **known,
    }
    return made


@cache
def _environment() -> Environment:
    return environment(_HERE / "templates", square=square)


@cache
def _style() -> Markup:
    return Markup((_HERE / "paper.css").read_text("utf-8"))  # noqa: S704 — our own file


@cache
def icon(name: str) -> Markup:
    """Return the drawing ``drawings/<name>.svg``: one that only goes with words, hidden from readers."""
    drawn = (_DRAWINGS / f"{name}.svg").read_text("utf-8").strip()
    return Markup(drawn.replace("<svg ", f"<svg {_LOOK} ", 1))  # noqa: S704


def square(text: str) -> Markup:
    """Return the QR code of *text*, black on white, as large as its place."""
    code = segno.make(text, micro=False, error="m")
    drawn = code.svg_inline(border=4, omitsize=True, light="#fff", svgclass="square", lineclass=None)
    return Markup(drawn)  # noqa: S704 — modules only; the text itself is not in it
