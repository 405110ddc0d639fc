"""A large kit goes out through the real server in little memory, and goes on."""

from __future__ import annotations

import os
import socket

import pytest
from kit_streaming import fetch, fetch_in_pieces, serving
from web_world import HOME, TOKENS

from pvstudio.config import Settings
from web.security.session import COOKIE
from workflows.accounts import Role
from workflows.publish import kit_folder
from workflows.wiring import Studio

pytestmark = pytest.mark.slow

#: benchmarks/kits.py does the same with 2 GB, and wants to see the figures.
SIZE = int(os.environ.get("PVSTUDIO_KIT_MEGABYTES", "128")) << 20
ZIP = f"/workshops/{HOME}/kits/kit-1/kit.zip"


def test_a_large_kit_streams_in_little_memory_and_goes_on_where_it_broke_off(settings: Settings) -> None:
    folder = kit_folder(Studio.open(settings), HOME, "kit-1")
    os.truncate(folder / "film.mp4", SIZE)  # sparse: it takes no room on the disk
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    signed_in = {"Cookie": f"{COOKIE}={TOKENS[Role.FACILITATOR]}"}
    with serving(settings.home, port, signed_in, f"/workshops/{HOME}/kits/kit-1/poster.jpg") as server:
        whole = fetch(server, ZIP)
        again = fetch_in_pieces(server, ZIP, whole.mark, [1000, SIZE // 2 + 7, whole.length - 40])
        assert again == whole.sha256
        changed = server.ask(ZIP, **{"Range": "bytes=5-", "If-Range": '"another"'})
        assert changed.status == 200, "of another kit it begins anew"
        changed.close()
    print(
        f"\n{whole.length / 1e6:.0f} MB in {whole.seconds:.1f} s, first byte after {whole.first_s:.1f} s; "
        f"the server grew by {whole.grown / 1e6:.1f} MB"
    )
    assert whole.length > SIZE
    assert whole.grown < 50 << 20
