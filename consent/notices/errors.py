"""What is wrong with a notice."""

from __future__ import annotations

from collections.abc import Sequence

from consent.errors import ConsentError


class NoticeMissing(ConsentError):
    """There is no such notice in this language; another language is never put in its place."""

    def __init__(self, topic: str, language: str, known: Sequence[str]) -> None:
        super().__init__(
            f"There is no notice “{topic}” in “{language}”.",
            advice=f"There are: {', '.join(known)}. docs/notices.md says how to add a language.",
        )
        self.topic, self.language, self.known = topic, language, tuple(known)


class NoticeBroken(ConsentError):
    """A file of texts or a drawing cannot be used; nothing of its language is shown."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(
            f"The notices in {file} cannot be used: {problem}.", advice="Compare it with texts/en.toml."
        )
        self.file, self.problem = file, problem


class BadReference(ConsentError):
    """These words name no notice."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"“{reference}” names no notice.", advice="It looks like S3/en/1/ and 64 hexadecimal digits."
        )
        self.reference = reference
