"""What is wrong with a receipt, before anybody can say whether it is true."""

from __future__ import annotations

from consent.errors import ConsentError


class ReceiptUnreadable(ConsentError):
    """These characters are no receipt."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"This is no receipt that can be read here: {why}.",
            advice="Photograph the whole square once more, flat and in good light.",
        )
        self.why = why


class ReceiptTooLarge(ConsentError):
    """What was agreed does not fit into a code that a cheap phone reads."""

    def __init__(self, characters: int, most: int) -> None:
        super().__init__(
            f"This receipt would need {characters} characters; a card holds {most}.",
            advice="Each audience has other conditions, with many languages left out: read them out instead.",
        )
        self.characters, self.most = characters, most


class NothingAnswered(ConsentError):
    """There is no answer of which a receipt could be given."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The ledger holds no answer {what}.", advice="`pvstudio consent show` lists them.")
        self.what = what
