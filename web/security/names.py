"""Names of the studio's own machine."""

from __future__ import annotations

from urllib.parse import urlsplit

#: Without the port.
OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def host_name(host: str) -> str | None:
    """Return the name in a Host header, without its port; None for what is no host."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
