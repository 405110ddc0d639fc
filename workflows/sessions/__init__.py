"""A workshop that is made from an agenda: its run sheet, what is done, who may lead, what is printed."""
