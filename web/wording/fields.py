"""Forms: languages to choose from, days, and what is wrong with a field, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app
from jinja2 import Environment
from werkzeug.datastructures import MultiDict

from pvstudio.languages import language_name
from pvstudio.model import AgeBand, PopulationGroup, Sex
from pvstudio.regional import country_name, country_names
from web.wording.i18n import _, language, lazy
from workflows.fields import Problem
from workflows.retention import Matter

#: Offered to tick, in their own names and scripts, the first ten everywhere; any other can be typed.
_OFFERED = (
    *("bs", "sr-Latn", "sr-Cyrl", "mk", "sq", "en", "ar", "fa-AF", "ps", "ur", "fa", "hr", "cnr", "rom"),
    *("sl", "ku", "ckb", "tr", "so", "ti", "am", "bn", "fr", "es", "de", "it", "el", "bg", "ro", "hu", "ru"),
    *("uk", "pl", "sw", "ha", "ne", "ta"),
)
LANGUAGES_ASKED: Mapping[str, str] = {tag: language_name(tag) for tag in _OFFERED}

PROBLEMS: Mapping[Problem, Any] = {
    Problem.MISSING: lazy("Fill this in."),
    Problem.TOO_LONG: lazy("This is too long."),
    Problem.TOO_MANY: lazy("From here on it is too much at once. Save what stands before it first."),
    Problem.TAKEN: lazy("Somebody here is called so already. Choose another name."),
    Problem.NO_DATE: lazy("This is no day. Write it like 2026-05-31."),
    Problem.NO_TIME: lazy("This is no time. Write it like 09:30."),
    Problem.NO_YEAR: lazy("This year cannot be right. Write one from 1990 to 2100."),
    Problem.ENDS_FIRST: lazy("It ends before it starts."),
    Problem.NO_LANGUAGE: lazy("Languages are written by their tags, like “sq” or “fa-AF”; this is none."),
    Problem.NO_CHOICE: lazy("Choose one of these."),
    Problem.NO_NUMBER: lazy("Write a number in digits that can be right."),
    Problem.DAY_OVER: lazy("This day is over. Choose one that is still to come."),
    Problem.TOO_EARLY: lazy("This day is too early."),
    Problem.TOO_LATE: lazy("This day is too late."),
    Problem.PLANNED: lazy("The same agenda is planned for that day already."),
}
AGES: Mapping[AgeBand, Any] = {
    AgeBand.ADULT: lazy("18 or older"),
    AgeBand.MINOR: lazy("Under 18, with a guardian"),
    AgeBand.UNACCOMPANIED: lazy("Under 18, without family here"),
}
GROUPS: Mapping[PopulationGroup, Any] = {
    PopulationGroup.UNDISCLOSED: lazy("Not asked, or not said"),
    PopulationGroup.ON_THE_MOVE: lazy("On the move"),
    PopulationGroup.RESIDENT: lazy("Lives here"),
    PopulationGroup.STAFF: lazy("Works for an organisation here"),
}
SEXES: Mapping[Sex, Any] = {
    Sex.UNDISCLOSED: lazy("Not asked, or not said"),
    Sex.FEMALE: lazy("Female"),
    Sex.MALE: lazy("Male"),
    Sex.OTHER: lazy("Other"),
}
#: What the dates for deletion are of.
MATTERS: Mapping[Matter, Any] = {
    Matter.UNUSED_FOOTAGE: lazy("Footage that is in no film, after the workshop"),
    Matter.IDENTITY: lazy("Real names, after the workshop"),
    Matter.WITHDRAWN_FOOTAGE: lazy("Footage that somebody took back, after that"),
    Matter.REFUSED_UPLOAD: lazy("Files that could not be used, after they came in"),
    Matter.KIT: lazy("Kits with hosts, after they were handed out"),
    Matter.SPOKEN_NOTE: lazy("Spoken notes of screenings, after they were recorded"),
}


def languages_of(form: MultiDict[str, str]) -> tuple[str, ...]:
    """Return the languages that were ticked, and those that were typed beside them."""
    return (*form.getlist("languages"), *filter(None, re.split(r"[\s,;]+", form.get("other_languages", ""))))


def day_of(text: str) -> date | None:
    """Return the day that was typed, None for nothing. Raises ValueError."""
    return date.fromisoformat(text.strip()) if text.strip() else None


def span_of(form: MultiDict[str, str]) -> tuple[date | None, date | None, dict[str, Problem]]:
    """Return the days *since* and *until* that were asked for, and what is wrong with them, by field."""
    days, problems = dict[str, date | None](), dict[str, Problem]()
    for field in ("since", "until"):
        try:
            days[field] = day_of(form.get(field, ""))
        except ValueError:
            problems[field] = Problem.NO_DATE
    since, until = days.get("since"), days.get("until")
    if since and until and until < since:
        problems["until"] = Problem.ENDS_FIRST
    return since, until, problems


def size(count: int) -> str:
    """Say how large a file is, in the units in which cards and disks are sold."""
    if count >= 10**9:
        return _("{n} GB", n=f"{count / 10**9:.1f}")
    return _("{n} MB", n=max(1, round(count / 10**6)))


def has_page(endpoint: str) -> bool:
    """Say whether this studio has the page *endpoint*."""
    return endpoint in current_app.view_functions


def teach(environment: Environment) -> None:
    """Let templates say all of it."""
    environment.globals.update(has_page=has_page)
    environment.globals.update(AGES=AGES, GROUPS=GROUPS, SEXES=SEXES, MATTERS=MATTERS)
    environment.globals.update(LANGUAGES_ASKED=LANGUAGES_ASKED)
    environment.globals.update(all_countries=lambda: country_names(language()).values())
    environment.filters.update(
        size=size,
        problem=lambda value: PROBLEMS.get(value, value),
        age=lambda value: AGES[value],
        country=lambda kept: country_name(kept, language()),
        group=lambda value: GROUPS[value],
    )
