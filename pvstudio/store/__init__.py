"""Where a studio keeps things: documents (two adapters behind one interface) and media files."""

from pvstudio.store.documents import DocumentStore, Reading, Writing, open_documents
from pvstudio.store.media import MediaStore

__all__ = ["DocumentStore", "MediaStore", "Reading", "Writing", "open_documents"]
