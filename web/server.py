"""Serving the studio: gunicorn's threads in this process, waitress on Windows."""

from __future__ import annotations

import os
import sys
from typing import Any

from flask import Flask

from pvstudio.config import Settings
from web.app import create_app
from web.reachable import bind
from web.security.names import OWN_NAMES
from web.sending.ranges import BLOCK
from workflows.accounts.errors import NotSetUp
from workflows.accounts.keeping import is_new
from workflows.wiring import Studio

#: A running film holds a thread.
THREADS = 64

#: Waitress reads all of a body before the studio hears of it. In memory stays what the upload page sends at
#: once (5 MiB, static/uploads.js), and a photograph.
MOST_IN_MEMORY = 8 << 20
#: A whole file by the form without scripts: what a FAT card holds as one file.
MOST_OF_A_FORM = (4 << 30) + (1 << 20)


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the studio until the process is told to stop.

    Phones in the room reach it by another *host*, such as 0.0.0.0. Raises :class:`NotSetUp` as long as
    nobody has an account: whoever came first would own the studio.
    """
    if host not in OWN_NAMES and is_new(Studio.open(settings)):
        raise NotSetUp(host)
    app = create_app(settings)
    bind(app, host)
    if sys.platform == "win32":
        _serve_by_waitress(app, host, port)
    else:
        _serve_by_gunicorn(app, host, port)


def _serve_by_waitress(app: Flask, host: str, port: int) -> None:
    from waitress import serve as run

    run(app, host=host, port=port, **_waitress_options())


def _waitress_options() -> dict[str, Any]:
    """What waitress holds back lies in memory, not in plain files in the folder for temporary ones."""
    return {
        "threads": THREADS,
        "ident": "pvstudio",
        "inbuf_overflow": MOST_IN_MEMORY,
        "max_request_body_size": MOST_OF_A_FORM,
        "outbuf_high_watermark": BLOCK,  # a stream runs ahead of its reader, and of the gate, by two blocks
        "outbuf_overflow": 64 << 20,  # an answer that is one piece: in memory it is already
    }


def _serve_by_gunicorn(app: Flask, host: str, port: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        """Gunicorn, told everything here instead of on its command line."""

        def load_config(self) -> None:
            for name, value in _options(host, port).items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return app

    Server().run()


def _options(host: str, port: int) -> dict[str, Any]:
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": 1,  # one memory of what the gate said
        "threads": THREADS,
        "worker_class": "gthread",
        "graceful_timeout": 2,
        "accesslog": None,  # who watched what is nobody's business
        "loglevel": "warning",
        "proc_name": "pvstudio",
        "control_socket_disable": True,
        "worker_exit": _leave,
    }


def _leave(_server: object, _worker: object) -> None:
    """End the forked server at once: what its parent does at exit, joining children, is not its to do."""
    os._exit(0)
