"""Running streams, and their end: a phone that stopped reading is cut off like one that reads."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Generic, TypeVar

H = TypeVar("H", bound=Hashable)

#: How often what streams is judged again, in seconds.
BEAT_S = 0.5

#: Closing such a connection throws away what waits to be sent, instead of sending it.
_NO_LINGER = struct.pack("ii", 1, 0)


class Streams(Generic[H]):
    """Connections that are being sent something; whatever *may_go_on* denies is broken off."""

    def __init__(self, may_go_on: Callable[[H], bool]) -> None:
        self._may_go_on = may_go_on
        self._running: dict[int, tuple[H, socket.socket]] = {}
        self._numbers = count()
        self._changed = threading.Condition()
        self._watcher: threading.Thread | None = None

    @contextmanager
    def watched(self, thing: H, connection: socket.socket | None) -> Iterator[None]:
        """Watch over *connection* while *thing* is sent through it; None: the server keeps it to itself."""
        if connection is None:
            yield
            return
        number = next(self._numbers)
        with self._changed:
            self._running[number] = (thing, connection)
            self._watch()
        try:
            yield
        finally:
            with self._changed:
                self._running.pop(number, None)

    def _watch(self) -> None:
        if self._watcher is None or not self._watcher.is_alive():
            self._watcher = threading.Thread(target=self._judge, name="streams", daemon=True)
            self._watcher.start()

    def _judge(self) -> None:
        """Judge everything that runs, twice a second, until nothing runs any more."""
        while True:
            with self._changed:
                self._changed.wait(BEAT_S)
                if not self._running:
                    self._watcher = None
                    return
                running = list(self._running.values())
            verdicts = {thing: self._allowed(thing) for thing, _connection in running}
            for thing, connection in running:
                if not verdicts[thing]:
                    break_off(connection)

    def _allowed(self, thing: H) -> bool:
        try:
            return self._may_go_on(thing)
        except Exception:  # noqa: BLE001 — whatever keeps us from knowing means no
            return False


def break_off(connection: socket.socket | None) -> None:
    """End a connection at once, whatever waits in it; it may have ended by itself meanwhile."""
    if connection is None:
        return
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        connection.shutdown(socket.SHUT_RDWR)
