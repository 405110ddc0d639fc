"""Uploads: recordings on their way in, piece by piece, sealed from the first byte.

::

    <studio>/workshops/<workshop>/uploads/<id>/00000000000000-00000004194304.piece   key upload-<id>
    <studio>/workshops/<workshop>/uploads/.locks/<id>.lock                           whoever changes it

What an upload is stands in a document (:mod:`records`); how far it is, in the names of its pieces
(:mod:`pieces`). Whole, it is taken in as footage by durable work (:mod:`taking`), then its key is
shredded and its pieces are deleted. What nobody went on with is deleted in the end (:mod:`tending`).
"""
