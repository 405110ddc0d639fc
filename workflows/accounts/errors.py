"""What can go wrong at the door."""

from __future__ import annotations

from datetime import datetime

from workflows.errors import WorkflowError


class SignInRefused(WorkflowError):
    """The name and the password do not belong together, or the account is closed: which, is not said."""

    advice = (
        "Look for capital letters and the keyboard's language. "
        "Who looks after this studio can set a new password."
    )

    def __init__(self) -> None:
        super().__init__("This name and this password do not belong together.")


class TooManyAttempts(WorkflowError):
    """Too many wrong passwords for one name: it has to wait, and with it whoever guesses."""

    advice = "Wait, then try again. Who looks after this studio can set a new password at once."

    def __init__(self, until: datetime) -> None:
        super().__init__("There were too many wrong passwords for this name.")
        self.until = until


class NameTaken(WorkflowError):
    """Two accounts would have the same name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is an account “{name}” already.", advice="Choose another name.")
        self.name = name


class PasswordTooEasy(WorkflowError):
    """A password that is guessed too soon (NIST SP 800-63B 5.1.1.2: length and a blocklist, no recipes)."""

    def __init__(self, shortest: int) -> None:
        super().__init__(
            f"This password is too easy to guess: {shortest} characters or more are needed, "
            "and not the name or a well-known one.",
            advice="Three or four words that only you put together are good.",
        )
        self.shortest = shortest


class LastKeeper(WorkflowError):
    """Nobody would be left who can look after the studio."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}” is the only one who looks after this studio.",
            advice="Make somebody else its keeper first.",
        )
        self.name = name


class NotTheFirst(WorkflowError):
    """The studio has accounts already: setting it up a second time would hand it to a stranger."""

    def __init__(self) -> None:
        super().__init__("This studio is set up already.", advice="Sign in.")


class NotSetUp(WorkflowError):
    """Others would reach a studio that nobody has set up yet."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"The studio is not served to others at {host}: nobody has an account yet.",
            advice="Open http://localhost:8000 here first, or: pvstudio account add NAME --keeper",
        )
        self.host = host
