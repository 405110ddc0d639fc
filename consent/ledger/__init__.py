"""The ledger: every event of consent, once, in order, signed; nothing personal in it.

``book``     writing: a document of consent is put, an entry is appended, in one transaction
``kinds``    which documents are events, what their fields are called, which are personal
``entries``  one entry: canonical text, hash, signature
``keys``     the studio's signing key
``checking`` proving a ledger whole: text, hashes, signatures, commitments, derived documents
``rebuild``  the documents again, from the ledger alone
"""
