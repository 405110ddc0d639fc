"""A workshop that is made from an agenda: its run sheet, what is ticked off, who may lead, what is printed."""
