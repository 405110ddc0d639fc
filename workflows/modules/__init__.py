"""Learning modules: an agenda, or a film with its guide, as a package for a learning platform.

model.py      what is wished for, what was made     making.py     the film leaves as a kit, or not at all
pages.py      the pages of a package                questions.py  the check
scorm.py      SCORM 1.2                             cartridge.py  IMS Common Cartridge 1.1
module.js     speaks to the platform                texts.py      what XML may hold
"""

from __future__ import annotations

from workflows.modules.making import NothingLeft, files_of_module, last_day_of, make, modules_of
from workflows.modules.model import AUDIENCES, Format, Module, ModuleWish

__all__ = [
    "AUDIENCES",
    "Format",
    "Module",
    "ModuleWish",
    "NothingLeft",
    "files_of_module",
    "last_day_of",
    "make",
    "modules_of",
]
