"""Direction of lines: without these marks a line takes its direction from its first strong letter.

"Facebook هو موقع." in an Arabic cue would run from the left and end with its full stop at the
right. A mark of the language's own direction in front of every line settles it, in WebVTT and in
libass (style ``Encoding=-1``) alike; it has no ink.
"""

from __future__ import annotations

from pvstudio.languages import is_right_to_left

LEFT_TO_RIGHT_MARK = "\u200e"
RIGHT_TO_LEFT_MARK = "\u200f"


def marked_lines(text: str, language: str) -> list[str]:
    """Return the lines of *text*, each behind the mark of *language*'s direction where it needs one."""
    mark = RIGHT_TO_LEFT_MARK if is_right_to_left(language) else LEFT_TO_RIGHT_MARK
    return [mark + line if _needs(line, mark) else line for line in text.split("\n")]


def _needs(line: str, mark: str) -> bool:
    if not line or line.startswith(mark):
        return False
    return mark == RIGHT_TO_LEFT_MARK or any(
        "\u0590" <= letter <= "\u08ff" or letter > "\ufb1c" for letter in line
    )


def unmarked(text: str) -> str:
    """Take the marks away again that :func:`marked_lines` puts in front of lines."""
    marks = LEFT_TO_RIGHT_MARK + RIGHT_TO_LEFT_MARK
    return "\n".join(line.lstrip(marks) for line in text.split("\n"))
