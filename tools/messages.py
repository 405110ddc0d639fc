"""Bring web/translations/*.po up to date with the words in web/: new ones empty, gone ones left out.

    python tools/messages.py            # rewrite the catalogues, and say what each still lacks
    python tools/messages.py fill FILE  # put translations in: lines of JSON {"id": …, "sr-Cyrl": …, "mk": …}

Serbian in Latin letters has no catalogue: it is made from the Cyrillic one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "web" / "translations"
#: Babel's own plural rules are not all what translators use: ours stand here.
PLURALS = {
    "sr-Cyrl": (3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)"),
    "mk": (2, "(n%10==1 && n%100!=11 ? 0 : 1)"),
    "sq": (2, "(n != 1)"),
    "ar": (6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"),
}
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}}


def wanted() -> Catalog:
    """Return every message that the pages use, in the order of the files."""
    catalogue = Catalog(project="PVStudio", charset="utf-8")
    found = extract_from_dir(ROOT / "web", METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",))
    for file, _line, message, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        catalogue.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return catalogue


def stored(tag: str) -> Catalog:
    """Return what is translated into *tag*."""
    file = FOLDER / f"{tag}.po"
    if not file.exists():
        return Catalog(charset="utf-8")
    with file.open("rb") as stream:
        return read_po(stream)


def write(tag: str, catalogue: Catalog) -> None:
    """Write a catalogue with our plural rule and nothing that changes by itself."""
    number, rule = PLURALS[tag]
    lines = (
        f'msgid ""\nmsgstr ""\n"Project-Id-Version: PVStudio\\n"\n"Language: {tag}\\n"\n'
        f'"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals={number}; plural={rule};\\n"\n\n'
    )
    with (FOLDER / f"{tag}.po").open("wb") as stream:
        stream.write(lines.encode())
        write_po(stream, catalogue, width=0, omit_header=True, include_lineno=False, ignore_obsolete=True)


def updated(tag: str, given: dict[str, object]) -> Catalog:
    """Return the wanted messages with what is translated already, and what is *given* now."""
    catalogue, old = wanted(), stored(tag)
    number, rule = PLURALS[tag]
    catalogue.mime_headers = [("Plural-Forms", f"nplurals={number}; plural={rule};")]
    for message in catalogue:
        if not message.id:
            continue
        one = message.id[0] if message.pluralizable else message.id
        before = old.get(one)
        kept = before.string if before and before.pluralizable == message.pluralizable else ""
        string = given.get(one) or kept or ""
        if message.pluralizable:
            forms = list(string) if not isinstance(string, str) else []
            message.string = tuple((forms + [""] * number)[:number])
        else:
            message.string = string if isinstance(string, str) else ""
    return catalogue


def lacking(catalogue: Catalog) -> list[str]:
    """Return the messages without words."""
    empty = [
        one
        for one in catalogue
        if one.id and not all([one.string] if isinstance(one.string, str) else one.string)
    ]
    return [one.id[0] if one.pluralizable else one.id for one in empty]


def main(arguments: list[str]) -> int:
    """Update all catalogues."""
    lines = (
        [json.loads(line) for line in Path(arguments[1]).read_text("utf-8").splitlines() if line.strip()]
        if arguments[:1] == ["fill"]
        else []
    )
    FOLDER.mkdir(exist_ok=True)
    for tag in PLURALS:
        catalogue = updated(tag, {line["id"]: line[tag] for line in lines if tag in line})
        write(tag, catalogue)
        print(f"{tag}: {len(catalogue)} messages, {len(lacking(catalogue))} without words")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
