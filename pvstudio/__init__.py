"""The core of PVStudio: documents, media, transcription, subtitles, editing."""
