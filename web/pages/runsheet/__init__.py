"""The run sheet of a workshop: sessions made from an agenda, ticked off, printed; who is ready to lead."""

from web.pages.runsheet import agendas, prints, readiness, sheet, together
from web.pages.runsheet.desk import blueprint

__all__ = ["agendas", "blueprint", "prints", "readiness", "sheet", "together"]
