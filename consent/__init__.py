"""Who may watch what. Imports the core only.

``releases`` the events that consent is made of, ``answers/`` writing them down, ``ledger/`` keeping them,
``gate/`` judging by them, ``treated`` a person's check of what a machine hid, ``notices/`` what people
are asked, ``receipts/`` what they take along, ``identities/`` who they are, for the officer alone.
"""
