"""Words to cues, cues to files."""

from pvstudio.subtitles.formats.ass import write_ass
from pvstudio.subtitles.formats.srt import write_srt
from pvstudio.subtitles.formats.vtt import write_vtt
from pvstudio.subtitles.reading import import_subtitles, read_subtitles
from pvstudio.subtitles.segmentation import cues_from_words

__all__ = ["cues_from_words", "import_subtitles", "read_subtitles", "write_ass", "write_srt", "write_vtt"]
