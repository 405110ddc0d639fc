"""The documents of docs/duties say what the program does, and the guide is one page."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict
from pathlib import Path

import click
import pytest
from markdown_it import MarkdownIt
from needs import need

from cli.main import main_group
from pvstudio.config import Retention

DUTIES = Path(__file__).parents[2] / "docs" / "duties"
DOCUMENTS = sorted(DUTIES.glob("*.md"))
GUIDE = DUTIES / "safeguarding-guide.md"
PRINTED = """<!doctype html><meta charset="utf-8"><style>
@page { size: A4; margin: 15mm } body { font: 10.5pt/1.3 sans-serif; margin: 0 }
h1 { font-size: 1.5em; margin: 0 0 .3em } h2 { font-size: 1.15em; margin: .5em 0 .1em }
ul, ol { margin: 0; padding-left: 1.4em } p { margin: .2em 0 }</style>"""


def text(path: Path) -> str:
    return path.read_text("utf-8")


def test_there_is_something_to_look_at():
    assert len(DOCUMENTS) == 4


def test_the_defaults_are_those_of_the_program():
    page = text(DUTIES / "retention.md")
    [block] = re.findall(r"(?m)^    \[retention\].*\n(?:    \w.*\n)+", page)
    assert tomllib.loads(block)["retention"] == asdict(Retention())
    rows = re.findall(r"(?m)^\| [^|]+ \| `(\w+)` \| (\d+) \|", page)
    assert {name: int(days) for name, days in rows} == asdict(Retention())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_commands_that_are_named_exist(path: Path):
    for words in re.findall(r"`pvstudio ([^`]+)`", text(path)):
        found: click.Command = main_group
        for word in words.split():
            if not isinstance(found, click.Group):
                break
            assert word in found.commands, words
            found = found.commands[word]
        options = {option for parameter in found.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", words)) <= options, words


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_links_lead_somewhere(path: Path):
    for target, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", text(path)):
        there = path.parent / target if target else path
        assert there.exists(), target
        headings = re.findall(r"(?m)^#+ (.+)$", text(there))
        slugs = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
        assert not anchor or anchor in slugs, anchor


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_what_the_organisation_must_add_is_marked(path: Path):
    assert "**[FILL IN" in text(path)
    assert not re.search(r"\bTODO\b|\bTBD\b|lorem", text(path), re.IGNORECASE)


@pytest.mark.slow
def test_the_guide_is_one_page_of_a4(tmp_path: Path):
    chromium = need("chromium")
    from playwright.sync_api import sync_playwright

    def pages(times: int) -> int:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page()
            page.set_content(PRINTED + times * MarkdownIt().enable("table").render(text(GUIDE)))
            pdf = page.pdf(prefer_css_page_size=True)
            browser.close()
        return len(re.findall(rb"/Type /Page\b(?!s)", pdf))

    assert pages(2) > 1  # this counts pages
    assert pages(1) == 1
