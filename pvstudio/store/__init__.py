"""Where a studio keeps things: documents (two adapters behind one interface) and media files."""

from pvstudio.store.documents import DocumentStore, Reading, Writing
from pvstudio.store.media import MediaStore
from pvstudio.store.opening import open_documents

__all__ = ["DocumentStore", "MediaStore", "Reading", "Writing", "open_documents"]
