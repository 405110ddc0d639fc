"""What can go wrong with an upload.

UploadError
├── CannotBegin        a file that cannot come in at all
│   ├── FileEmpty          it has no bytes
│   └── FileTooLarge       it has more than any may have
├── OffsetDiffers      these bytes do not go on where it ends
├── ChecksumDiffers    these bytes are not what was sent; none of them is kept
├── TooMuchSent        more bytes than were announced
├── UploadBusy         somebody else changes it this moment
└── UploadOver         it was taken in, refused, or its time is over
    └── UploadWhole        all of it is here: it is not given up any more
"""

from __future__ import annotations

from workflows.errors import WorkflowError


class UploadError(WorkflowError):
    """Something about an upload."""


class CannotBegin(UploadError):
    """The file *name* cannot come in at all."""

    def __init__(self, name: str, why: str, *, advice: str) -> None:
        super().__init__(f"“{name}” cannot come in: {why}", advice=advice)
        self.name = name


class FileEmpty(CannotBegin):
    """The file has no bytes."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name, "it is empty (0 bytes).", advice="Look at it on the camera, and copy it from there again."
        )


class FileTooLarge(CannotBegin):
    """The file has more than *most* bytes."""

    def __init__(self, name: str, most: int) -> None:
        super().__init__(
            name, f"it is larger than {most >> 30} GB.", advice="Cut it on the camera, then send the parts."
        )
        self.most = most


class OffsetDiffers(UploadError):
    """Bytes for *sent* arrived, but the upload goes on at *wanted*."""

    def __init__(self, sent: int, wanted: int) -> None:
        super().__init__(
            f"These bytes begin at {sent}, but the upload goes on at {wanted}.",
            advice="Ask how far it is, and go on from there. Nothing was lost.",
        )
        self.sent, self.wanted = sent, wanted


class ChecksumDiffers(UploadError):
    """The bytes from *offset* on are not what was sent."""

    def __init__(self, offset: int) -> None:
        super().__init__(
            f"The bytes from {offset} on changed on their way; they were not kept.",
            advice="Send them again.",
        )
        self.offset = offset


class TooMuchSent(UploadError):
    """More than *most* bytes were sent at once, or than the upload still takes."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"More than {most} bytes were sent; the rest was not kept.",
            advice="The file has changed while it was sent? Then upload it anew.",
        )
        self.most = most


class UploadBusy(UploadError):
    """Another request, or the work that takes it in, holds the upload."""

    def __init__(self, upload_id: str) -> None:
        super().__init__("Somebody else is at this upload.", advice="Try again in a moment.")
        self.upload_id = upload_id


class UploadOver(UploadError):
    """The upload takes nothing any more."""

    def __init__(self, upload_id: str, *, taken_in: bool = False) -> None:
        words = "It is here already." if taken_in else "The time of this upload is over."
        advice = "There is nothing left to do." if taken_in else "Choose the file again."
        super().__init__(words, advice=advice)
        self.upload_id, self.taken_in = upload_id, taken_in


class UploadWhole(UploadOver):
    """All of the upload is here: who sent it was told so, and may have emptied the card since."""

    def __init__(self, upload_id: str) -> None:
        super().__init__(upload_id, taken_in=True)
