"""Words: the short names that buttons, receipts and pages need, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pvstudio.languages import direction
from pvstudio.model import Audience, Treatment

#: States of an answer that people are told about, by the names of the consent model.
ANSWERS = ("given", "limited", "refused", "withdrawn", "pending", "expired")

#: Everything else that is said in a few words; texts/en.toml says what each means.
LABELS = (
    "ask_a_person", "back", "change_my_mind", "clip", "correct", "date", "erase", "everything_about_me",
    "hide_now", "how_shown", "listen", "listen_again", "look_again", "my_films", "next", "no_conditions",
    "no_name", "not_me", "not_now", "read_back", "receipt", "scan", "speak", "stop_showing", "this_film",
    "valid_until", "watch_first", "where_now", "which_languages", "which_name", "who_may_see", "workshop",
    "your_answer",
)  # fmt: skip

#: Which keys each group of a file of texts must hold, no more and no fewer.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "audiences": tuple(map(str, Audience)),
    "audiences_mean": tuple(map(str, Audience)),
    "treatments": tuple(map(str, Treatment)),
    "answers": ANSWERS,
    "labels": LABELS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Short names. The keys of the first four are the values of our enums: ``audiences["group"]``.

    The drawings of audiences and treatments are ``audience-group`` and ``treatment-face-blurred``.
    """

    language: str
    audiences: Mapping[str, str]
    audiences_mean: Mapping[str, str]  # one or two sentences: who these people are
    treatments: Mapping[str, str]
    answers: Mapping[str, str]  # also "pending" and "expired"
    labels: Mapping[str, str]

    @property
    def direction(self) -> str:
        """Return ``rtl`` or ``ltr``."""
        return direction(self.language)

    def __getitem__(self, label: str) -> str:
        """Return one of the labels: ``words("sq")["valid_until"]``."""
        return self.labels[label]

    def group(self, name: str) -> Mapping[str, str]:
        """Return one of the groups by its name in the file of texts."""
        found: Mapping[str, str] = getattr(self, name)
        return found
