"""How an uploaded file is opened: as one of a few real containers, or not at all.

libavformat chooses a demuxer by content. Left free, it takes a playlist named ``.mp4`` for
what it is and opens every file and address that the playlist names; so formats, codecs and
protocols are white-listed, in ffmpeg and in the probe alike.
"""

from __future__ import annotations

from pathlib import Path

#: Demuxers of containers that cameras, phones and recorders write. None of them opens another file.
FORMATS = (
    "mov", "mp4", "matroska", "webm", "avi", "mpegts", "mpeg", "asf", "mxf",
    "wav", "w64", "aiff", "caf", "ogg", "mp3", "flac", "aac", "amr",
)  # fmt: skip

#: Decoders of what those devices record: a hundredth of what libavcodec would run on request.
CODECS = (
    "h264", "hevc", "av1", "libdav1d", "vp8", "vp9", "libvpx", "libvpx-vp9", "mpeg4", "mpeg1video",
    "mpeg2video", "h263", "h263p", "flv", "msmpeg4", "msmpeg4v2", "msmpeg4v1", "wmv1", "wmv2", "wmv3",
    "vc1", "mjpeg", "theora", "dvvideo", "prores", "dnxhd", "cfhd", "ffv1", "huffyuv", "utvideo",
    "rawvideo", "v210", "svq1", "svq3", "cinepak", "indeo5",
    "aac", "aac_latm", "mp3", "mp3float", "mp2", "mp2float", "mp1", "mp1float", "ac3", "eac3", "dca",
    "opus", "libopus", "vorbis", "flac", "alac", "amrnb", "amrwb", "libopencore_amrnb",
    "libopencore_amrwb", "wmav1", "wmav2", "wmapro", "qdm2", "adpcm_ima_wav", "adpcm_ima_qt", "adpcm_ms",
    "g726", "gsm", "gsm_ms", "pcm_alaw", "pcm_mulaw", "pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be",
    "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f32be", "pcm_f64le",
    "pcm_f64be", "pcm_s16le_planar", "pcm_bluray", "pcm_dvd",
)  # fmt: skip

#: 8K as phones film it (7680 × 4320), and a little more; a picture beyond it is refused unopened.
MAX_PIXELS = 8192 * 4320

#: A phone writes 2 to 6 streams, an action camera up to 8.
MAX_STREAMS = 64


def whitelist_options() -> dict[str, str]:
    """Return the options of libavformat that both ffmpeg and the probe open an upload with."""
    return {
        "protocol_whitelist": "file",
        "format_whitelist": ",".join(FORMATS),
        "codec_whitelist": ",".join(CODECS),
        "max_streams": str(MAX_STREAMS),
    }


def input_args(path: Path) -> list[str]:
    """Return the input options, ``-i`` and *path* included, that every uploaded file is opened with.

    Options for the same input (``-ss``, ``-noautorotate``, ``-hwaccel`` …) go in front of them.
    """
    options = whitelist_options() | {"max_pixels": str(MAX_PIXELS)}
    return [*(word for name, value in options.items() for word in (f"-{name}", value)), "-i", f"file:{path}"]
