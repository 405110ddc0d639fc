"""Agendas as data: exercises in each language, and the days that are made of them."""

from workflows.agendas.loading import (
    SCREENING,
    Agenda,
    Competence,
    Exercise,
    ExerciseUnknown,
    Kind,
    Slot,
    agenda,
    agendas,
    competences,
    exercise,
    titles,
)

__all__ = [
    "SCREENING",
    "Agenda",
    "Competence",
    "Exercise",
    "ExerciseUnknown",
    "Kind",
    "Slot",
    "agenda",
    "agendas",
    "competences",
    "exercise",
    "titles",
]
