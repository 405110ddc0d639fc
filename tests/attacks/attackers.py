"""What attackers write, and how to tell whether they learnt anything."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import numpy as np

from pvstudio.media.ffmpeg import frames_from, input_args, run

MAGENTA = (255, 0, 255)  # the victim's film, and no other in these tests


def hls(target: str) -> str:
    return f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{target}\n#EXT-X-ENDLIST\n"


def hls_map(target: str) -> str:
    return f'#EXTM3U\n#EXT-X-MAP:URI="{target}"\n#EXTINF:2,\n{target}\n#EXT-X-ENDLIST\n'


def hls_key(target: str) -> str:
    return f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{target}"\n#EXTINF:2,\n{target}\n#EXT-X-ENDLIST\n'


def concat(target: str) -> str:
    return f"ffconcat version 1.0\nfile '{target}'\n"


def concat_plain(target: str) -> str:
    return f"file '{target}'\nfile '{target}'\n"


def dash(target: str) -> str:
    return (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"'
        ' mediaPresentationDuration="PT2S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1"'
        f' bandwidth="1"><BaseURL>{target}</BaseURL></Representation></AdaptationSet></Period></MPD>'
    )


def sdp(target: str) -> str:
    port = target.rpartition(":")[2].split("/")[0]
    port = port if port.isdigit() else "5004"
    return f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\n"


def svg(target: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' width="9" height="9">'
        f'<image xlink:href="{target}" width="64" height="64"/></svg>'
    )


def avisynth(target: str) -> str:
    return f'FFmpegSource2("{target}")\n'


def smil(target: str) -> str:
    return f'<smil><body><video src="{target}"/></body></smil>'


def metadata(target: str) -> str:
    return f";FFMETADATA1\ntitle={target}\n"


def cues(target: str) -> str:
    return f"1\n00:00:00,000 --> 00:00:02,000\n{target}\n"


LISTS: list[Callable[[str], str]] = [
    hls, hls_map, hls_key, concat, concat_plain, dash, sdp, svg, avisynth, smil, metadata, cues,
]  # fmt: skip
NAMES = ["story.mp4", "story.mkv", "story.srt", "original"]


def was_called(listener: socket.socket) -> bool:
    """Tell whether anybody connected."""
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def shows_victim(film: Path) -> bool:
    """Tell whether half of any frame is magenta in a film that our own ffmpeg made."""
    decode = [*input_args(film), "-an", "-vf", "scale=32:18", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
    for frame in frames_from(decode, reads=[film], frame_bytes=32 * 18 * 3):
        pixels = np.frombuffer(frame, np.uint8).reshape(-1, 3).astype(int)
        if (np.abs(pixels - MAGENTA).max(axis=1) < 60).mean() > 0.5:
            return True
    return False


def decode(path: Path, folder: Path) -> Path:
    """Make a film of whatever is at *path*, as every step of the product opens uploads."""
    target = folder / "decoded.mkv"
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-threads", "1", "-c:a", "flac"]
    run([*input_args(path), "-t", "3", *codecs, target], reads=[path], writes=folder)
    return target
