"""The two pages of a kit that work without the studio: the player and the check.

Both are one file each, opened by a double click from the folder of the kit, in any browser, with no
network: no modules, no requests, everything inside (docs/decisions/0113-kits-that-check-themselves.md).
"""

from workflows.screening_kits.pages.player import PaperKind, PaperLink, Shown, player_page
from workflows.screening_kits.pages.verify import verify_page

__all__ = ["PaperKind", "PaperLink", "Shown", "player_page", "verify_page"]
