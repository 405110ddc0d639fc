"""The root of every error that PVStudio raises on purpose.

    StudioError
    ├── NotFound           a document that does not exist
    ├── SettingsError      pvstudio.config
    ├── StoreError         pvstudio.store
    ├── MediaError         pvstudio.media
    ├── TranscriptionError pvstudio.transcription
    ├── SubtitleError      pvstudio.subtitles
    ├── EditingError       pvstudio.editing
    ├── ConsentError       consent
    └── WorkflowError      workflows

Each folder keeps its own kinds in its own ``errors.py``.
"""


class StudioError(Exception):
    """Something happened that a person must know of.

    The message says what happened and to what; *advice* says what to do next.
    """

    advice: str = ""

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        if advice:
            self.advice = advice


class NotFound(StudioError):
    """There is no document of this kind with this id."""

    def __init__(self, kind: str, id: str) -> None:  # noqa: A002
        super().__init__(
            f"There is no {kind.lower()} “{id}”.", advice="`pvstudio status` lists what there is."
        )
        self.kind, self.id = kind, id
