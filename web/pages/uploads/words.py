"""What can go wrong with an upload, in the reader's language."""

from __future__ import annotations

from consent.gate.reasons import isolated
from pvstudio.store.errors import DiskFull, KeysAway, StorageFailed, StoreBusy
from web.pages.uploads.pages import BrokenOff
from web.wording.i18n import _
from web.wording.problems import teach
from workflows.uploads.errors import (
    ChecksumDiffers,
    FileEmpty,
    FileTooLarge,
    OffsetDiffers,
    TooMuchSent,
    UploadBusy,
    UploadOver,
)


def teach_all() -> None:
    """Give these errors their words."""
    teach(
        FileEmpty,
        lambda e: (_("“{name}” is empty.", name=isolated(e.name)), _("Copy it from the camera again.")),
    )
    teach(
        FileTooLarge,
        lambda e: (
            _("“{name}” is larger than {gb} GB.", name=isolated(e.name), gb=e.most >> 30),
            _("Cut it on the camera, then send the parts."),
        ),
    )
    teach(
        BrokenOff, lambda e: (_("“{name}” did not come whole.", name=isolated(e.name)), _("Send it again."))
    )
    teach(
        OffsetDiffers,
        lambda _e: (_("The file goes on at another place."), _("Nothing was lost. Press “Go on”.")),
    )
    teach(ChecksumDiffers, lambda _e: (_("The bytes changed on their way."), _("Send them again.")))
    teach(
        TooMuchSent,
        lambda _e: (
            _("More came than the file was said to have."),
            _("Has it changed meanwhile? Delete it here, then choose it again."),
        ),
    )
    teach(UploadBusy, lambda _e: (_("Somebody else is at this file."), _("Try again in a moment.")))
    teach(
        UploadOver,
        lambda e: (
            (_("It is here already."), _("There is nothing left to do."))
            if e.taken_in
            else (_("What was here of this file was deleted."), _("Choose the file again."))
        ),
    )
    _teach_the_disk()


def _teach_the_disk() -> None:
    """Give words to what every page can meet: the disk, the keys, a store that is busy."""
    teach(
        DiskFull,
        lambda _e: (
            _("The disk of the studio is full."),
            _("Nothing was lost. Make room on the computer, then go on."),
        ),
    )
    teach(
        StorageFailed,
        lambda _e: (
            _("The disk of the studio has failed."),
            _("Keep the card as it is. Look at the computer's disk, then go on."),
        ),
    )
    teach(
        KeysAway,
        lambda _e: (
            _("The keys of this workshop are not on this computer, so nothing new can be kept."),
            _("Whoever looks after the studio must put the folder “keys” back."),
        ),
    )
    teach(StoreBusy, lambda _e: (_("The studio is busy."), _("Try again in a moment.")))
