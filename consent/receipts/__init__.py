"""Receipts: what somebody agreed to, on a card or a phone, without a name; they prove themselves.

``statement``    what a receipt says, computed from the ledger
``payload``      the letters of its QR code, signed by the studio
``issuing``      giving one out
``verifying``    is it true, and does it still stand; ``telling`` says so in words
``saying``       what it says in the person's language: the words of card and page
``card``         the A6 card; ``laying``, ``lettering``, ``drawings`` and ``outlines`` make it
``photographs``  reading one from a photograph, in the sandbox
"""
