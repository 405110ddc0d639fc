"""Agendas as data: days that add up, exercises that exist, questions that come before the camera."""

from __future__ import annotations

import shutil
import tomllib
from itertools import pairwise

import pytest

from pvstudio.transliteration import to_latin
from workflows.agendas import Agenda, ExerciseUnknown, Kind, agenda, agendas, competences, exercise, loading

ALL = agendas("en")
EXERCISES = tomllib.loads((loading.FOLDER / "exercises.en.toml").read_text("utf-8"))
WORDS = {"title", "aim", "about", "materials", "steps", "care", "looks_like"}


@pytest.fixture
def another_folder(tmp_path, monkeypatch):
    """The files in a folder where some can be added; what was read before is forgotten."""
    for name in ("exercises.en.toml", "agendas.toml"):
        shutil.copy(loading.FOLDER / name, tmp_path)
    monkeypatch.setattr(loading, "FOLDER", tmp_path)
    loading._texts.cache_clear()
    yield tmp_path
    loading._texts.cache_clear()


def test_there_are_six_and_they_are_as_long_as_they_say():
    assert {one.id: one.days for one in ALL} == {
        "tot-5-days": 5,
        "workshop-5-days": 5,
        "workshop-2-days": 2,
        "production-3-days": 3,
        "refresher-1-day": 1,
        "screening-90": 1,
    }
    assert sum(slot.minutes for slot in agenda("screening-90", "en").slots) == 90


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.id)
def test_each_slot_ends_where_the_next_begins(plan):
    for day in range(1, plan.days + 1):
        slots = [slot for slot in plan.slots if slot.day == day]
        assert slots, f"nothing on day {day}"
        assert all(one.ends == after.starts for one, after in pairwise(slots))
        assert slots[0].starts < slots[-1].ends < "19:31"
        assert all(5 <= slot.minutes <= 150 for slot in slots)


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.id)
def test_nobody_works_longer_than_three_hours_without_a_break(plan):
    for day in range(1, plan.days + 1):
        since = 0
        for slot in plan.slots:
            if slot.day == day and slot.exercise != "team-debrief":  # the others have gone home
                since = 0 if exercise(slot.exercise, "en").kind is Kind.BREAK else since + slot.minutes
                assert since <= 180, slot


@pytest.mark.parametrize("plan", [one for one in ALL if one.id != "screening-90"], ids=lambda plan: plan.id)
def test_a_day_begins_and_ends_together_with_a_meal_and_two_breaks_between(plan):
    for day in range(1, plan.days + 1):
        slots = [slot for slot in plan.slots if slot.day == day]
        names = [slot.exercise for slot in slots]
        assert names[0] in {"welcome", "morning-circle"}
        assert names[-2:] == ["closing-circle", "team-debrief"]
        assert [slot.minutes for slot in slots if slot.exercise == "lunch"] == [60]
        assert names.count("break") >= (1 if "filming-our-story" in names else 2)
        assert "11:30" <= next(slot.starts for slot in slots if slot.exercise == "lunch") <= "13:30"


def before(plan: Agenda, earlier: set[str], later: str) -> bool:
    """Whether one of *earlier* comes before the first *later*, or there is none."""
    names = [slot.exercise for slot in plan.slots]
    return later not in names or any(name in earlier for name in names[: names.index(later)])


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.id)
def test_care_comes_before_what_needs_it(plan):
    assert before(plan, {"risk-map", "do-no-harm"}, "storyboard"), (
        "harm is thought of before a film is planned"
    )
    assert before(plan, {"agreements"}, "name-game")
    assert before(plan, {"looking-after-ourselves"}, "readiness-talk"), "trainers stay well, too"
    assert before(plan, {"plan-a-screening"}, "practice-screening")
    days = {slot.exercise: slot.day for slot in reversed(plan.slots)}
    if "keeping-footage-safe" in days:
        assert days["keeping-footage-safe"] <= days["know-the-camera"], "on the day of the first own takes"


def test_every_exercise_is_there_and_none_is_left_over():
    used = {slot.exercise for plan in ALL for slot in plan.slots}
    assert used == EXERCISES["exercises"].keys()
    for id_ in used:
        one = exercise(id_, "en")
        assert one.title
        assert one.aim
        assert 2 <= len(one.steps) <= 6, id_
        assert one.materials
        assert one.care, id_


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.id)
def test_people_are_asked_in_order_and_before_the_camera(plan):
    """S1 before S2 before any camera; S3 once clips were watched; S4 once the finished cut was."""
    done = [(slot.exercise, exercise(slot.exercise, "en")) for slot in plan.slots]
    stages = [one.stage for _id, one in done if one.stage]
    assert stages == sorted(set(stages)), "each is asked once, in order"
    films = [at for at, (_id, one) in enumerate(done) if one.kind is Kind.FILMING]
    asked = {one.stage: at for at, (_id, one) in enumerate(done) if one.stage}
    if films:
        assert asked["S1"] < asked["S2"] < films[0]
        watched = [at for at, (_id, one) in enumerate(done) if one.kind is Kind.WATCHING]
        assert films[0] < watched[0] < asked["S3"]
        finished = next(at for at, (id_, _one) in enumerate(done) if id_ == "watching-the-cut")
        assert next(at for at, (id_, _one) in enumerate(done) if id_ == "making-the-cut") < finished
        assert asked["S3"] < finished < asked["S4"]


def test_what_is_unknown_is_named():
    for looked_up in (exercise, agenda):
        with pytest.raises(ExerciseUnknown, match="juggling"):
            looked_up("juggling", "en")


def test_a_language_that_nobody_has_written_is_english_and_says_so():
    for tag in ("cy", "../exercises.en", "", "*"):
        assert exercise("name-game", tag) == exercise("name-game", "en")
        assert {one.language for one in competences(tag)} == {"en"}
    assert agenda("tot-5-days", "cy").language == "en"


def test_latin_is_made_from_cyrillic_and_half_a_translation_is_none(another_folder):
    (another_folder / "exercises.sr-Cyrl.toml").write_text(
        """
[exercises.lunch]
title = "Ручак"
aim = "Једемо заједно."
materials = ["Храна"]
steps = ["Једите."]
care = ["Питајте пре."]
[exercises.break]
title = "Пауза"
""",
        "utf-8",
    )
    assert exercise("lunch", "sr-Cyrl").title == "Ручак"
    latin = exercise("lunch", "bs")
    assert (latin.title, latin.language, latin.minutes) == (to_latin("Ручак"), "bs", 60)
    assert exercise("break", "bs").language == "en"


@pytest.mark.parametrize("path", sorted(loading.FOLDER.glob("exercises.*.toml")), ids=lambda path: path.name)
def test_a_translation_says_all_of_it_and_nothing_else(path):
    found = tomllib.loads(path.read_text("utf-8"))
    assert found.keys() == EXERCISES.keys()
    for section, entries in EXERCISES.items():
        assert found[section].keys() == entries.keys()
        for id_, source in entries.items():
            there = found[section][id_]
            assert there.keys() >= source.keys() & WORDS, id_
            for key in source.keys() & WORDS:
                same = len(there[key]) == len(source[key]) if isinstance(source[key], list) else there[key]
                assert same, f"{id_}: {key}"
