"""What leaves the studio says nothing of who filmed it, where, when, and with what."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from media_world import FAST, Rushes, counting, numbers
from needs import need
from PIL import Image

from pvstudio.media.mezzanines import Mezzanine
from pvstudio.media.posters import make_poster
from pvstudio.media.proxies import make_proxy
from pvstudio.media.sprites import make_sprite

Filmed = Callable[..., Path]
CANARY = "canary-7f3a"
SECRETS = [
    f"title={CANARY}", f"artist={CANARY}", f"comment={CANARY}", f"make={CANARY}",
    "creation_time=2021-07-01T10:00:00Z",
    "location=+44.8167+015.8708/", "location-eng=+44.8167+015.8708/", "com.apple.quicktime.make=Apple",
]  # fmt: skip

#: Groups of exiftool that tell of the file on our disk, not of what is in it.
OURS = {"System", "ExifTool", "Composite"}

#: All that a clean file may say: what a player needs.
PLAIN = """
FileType FileTypeExtension MIMEType MajorBrand MinorVersion CompatibleBrands MediaDataSize
MediaDataOffset MovieHeaderVersion CreateDate ModifyDate TimeScale Duration PreferredRate
PreferredVolume MatrixStructure PreviewTime PreviewDuration PosterTime SelectionTime
SelectionDuration CurrentTime NextTrackID HandlerType HandlerVendorID TrackHeaderVersion
TrackCreateDate TrackModifyDate TrackID TrackDuration TrackLayer TrackVolume ImageWidth ImageHeight
MediaHeaderVersion MediaCreateDate MediaModifyDate MediaTimeScale MediaDuration MediaLanguageCode
HandlerDescription GraphicsMode OpColor CompressorID SourceImageWidth SourceImageHeight XResolution
YResolution CompressorName BitDepth ColorProfiles ColorPrimaries TransferCharacteristics
MatrixCoefficients VideoFullRangeFlag PixelAspectRatio BufferSize MaxBitrate AverageBitrate
VideoFrameRate Balance AudioFormat AudioChannels AudioBitsPerSample AudioSampleRate Encoding
NumChannels SampleRate AvgBytesPerSec BitsPerSample EncodingProcess ColorComponents YCbCrSubSampling
JFIFVersion ResolutionUnit
"""
ALLOWED = set(PLAIN.split())
FIXED = {
    "CompressorName": ["Lavc libx264"],
    "HandlerDescription": ["VideoHandler", "SoundHandler"],
    "CreateDate": ["0000:00:00 00:00:00"],
    "MediaCreateDate": ["0000:00:00 00:00:00"],
    "TrackCreateDate": ["0000:00:00 00:00:00"],
    "MediaLanguageCode": ["und"],
}


@pytest.fixture(scope="session")
def made(rushes: Rushes, filmed: Filmed) -> Mezzanine:
    told = [word for secret in SECRETS for word in ("-metadata", secret)]
    sound = [
        "-f",
        "lavfi",
        "-i",
        "sine=frequency=300:duration=4",
        "-c:a",
        "aac",
        "-metadata:s:a",
        f"title={CANARY}",
    ]
    path = filmed("told.mov", *counting(), *sound, *FAST, *told, "-movflags", "use_metadata_tags")
    assert CANARY.encode() in path.read_bytes()
    return rushes.mezzanine(path, 1000, 2000)


def tags(path: Path) -> dict[str, object]:
    out = subprocess.run(
        [need("exiftool"), "-json", "-G1", "-a", "-s", path], check=True, capture_output=True
    )
    found = json.loads(out.stdout)[0]
    named = {tuple(name.split(":", 1)): value for name, value in found.items() if ":" in name}
    return {name: value for (group, name), value in named.items() if group not in OURS}


@pytest.mark.slow
def test_files_say_only_what_players_need(made: Mezzanine) -> None:
    sprite = make_sprite(made)
    for path in (made.video, made.audio, make_proxy(made), make_poster(made), sprite.image):
        found = tags(path)
        assert not found.keys() - ALLOWED, path.name
        for name in found.keys() & FIXED.keys():
            assert found[name] in FIXED[name], name
        content = path.read_bytes()
        assert CANARY.encode() not in content


@pytest.mark.slow
def test_a_mezzanine_is_joined_by_copying(made: Mezzanine) -> None:
    """One closed group of pictures a second, alike in all: the same parameter sets everywhere."""
    with av.open(str(made.video)) as file:
        stream = file.streams.video[0]
        packets = [packet for packet in file.demux(stream) if packet.size]
        assert [n for n, packet in enumerate(packets) if packet.is_keyframe] == [0]
        context = stream.codec_context
        assert (context.width, context.height, context.pix_fmt) == (320, 180, "yuv420p")
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (
            1,
            1,
            1,
            1,
        )
        assert stream.time_base.denominator == 90_000
        assert not file.streams.audio


@pytest.mark.slow
def test_mezzanines_of_different_footage_have_the_same_parameter_sets(
    made: Mezzanine, rushes: Rushes, film: Path
) -> None:
    def sets(video: Path) -> bytes:
        with av.open(str(video)) as file:
            return bytes(file.streams.video[0].codec_context.extradata)

    assert sets(made.video) == sets(rushes.mezzanine(film, 0, 800).video)


@pytest.mark.slow
def test_a_proxy_has_its_index_in_front_and_all_its_pictures(made: Mezzanine) -> None:
    proxy = make_proxy(made)
    content = proxy.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert numbers(proxy) == list(range(25, 50))
    with av.open(str(proxy)) as file:
        assert file.streams.video[0].codec_context.profile == "Main"
        assert file.streams.audio[0].codec_context.name == "aac"


@pytest.mark.slow
def test_a_sprite_shows_a_picture_a_second(rushes: Rushes, filmed: Filmed) -> None:
    path = filmed("three.mp4", *counting(seconds=3), *FAST)
    sprite = make_sprite(rushes.mezzanine(path, 0, 2600))
    assert json.loads(sprite.index.read_bytes()) == {
        "count": 3, "columns": 3, "width": 160, "height": 90, "interval_ms": 1000,
    }  # fmt: skip
    image = np.asarray(Image.open(sprite.image).convert("L")).astype(int)
    assert image.shape == (90, 480)
    tens = [
        round((image[40:50, n * 160 + 55 : n * 160 + 60].mean() * 219 / 255 + 16 - 20) / 20) for n in range(3)
    ]
    assert tens == [0, 2, 5]


@pytest.mark.slow
def test_a_poster_is_a_usual_picture_and_no_flash(rushes: Rushes, filmed: Filmed) -> None:
    flash = "color=c=0x406080:s=64x64:r=25:d=2,drawbox=enable='lt(t,0.2)':color=white:t=fill"
    poster = make_poster(rushes.mezzanine(filmed("flash.mp4", "-f", "lavfi", "-i", flash, *FAST), 0, 2000))
    image = np.asarray(Image.open(poster).convert("RGB"))
    assert image.shape == (180, 320, 3)
    assert np.abs(image[90, 160].astype(int) - (0x40, 0x60, 0x80)).max() < 10
