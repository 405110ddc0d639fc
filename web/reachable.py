"""Where phones in the room find the studio: the addresses of this machine that others can reach."""

from __future__ import annotations

import ipaddress
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress

from flask import Flask, Request

from pvstudio.config import Settings
from web.security.names import OWN_NAMES, host_name

#: Where bridges of containers and virtual machines mostly are: offered last.
_BRIDGES = ipaddress.ip_network("172.16.0.0/12")
#: Nobody's address (RFC 5737). A datagram socket that is connected to it sends nothing.
_NOBODY = ("192.0.2.1", 9)


def bind(app: Flask, host: str) -> None:
    """Note that *app* is served at *host*; 127.0.0.1 is reached by nobody but this machine."""
    app.extensions["bound_to"] = host


def homes(app: Flask, asked: Request, settings: Settings) -> list[str]:
    """Return where phones may find the studio, best first, as "192.168.0.7:8000".

    Empty where no phone can: the studio is served to this machine alone, or is in no network. Whoever
    asks from another machine has shown one address that works.
    """
    if for_this_machine_alone(app, asked):
        return []
    found = [] if host_name(asked.host) in OWN_NAMES else [asked.host]
    port = _port(asked.host)
    found += [f"{name}:{port}" if port else name for name in (*own_addresses(), *settings.names)]
    return list(dict.fromkeys(found))


def for_this_machine_alone(app: Flask, asked: Request) -> bool:
    """Say whether *app* is bound to an address that nobody else reaches; a proxy may lead in."""
    return app.extensions.get("bound_to") in OWN_NAMES and host_name(asked.host) in OWN_NAMES


def own_addresses() -> list[str]:
    """Return the IPv4 addresses of this machine in its networks, those of a room's network first."""
    found = {*_by_name(), *(_of_interfaces() if sys.platform == "linux" else _by_route())}
    seen = [ipaddress.IPv4Address(one) for one in found]
    near = [one for one in seen if not (one.is_loopback or one.is_link_local or one.is_unspecified)]
    return [str(one) for one in sorted(near, key=lambda one: (not one.is_private, one in _BRIDGES, one))]


def _port(host: str) -> str:
    """Return the port in a Host header, or "" where it is the scheme's own."""
    name, _colon, port = host.rpartition(":")
    return port if name and port.isdecimal() else ""


def _by_name() -> Iterator[str]:
    """Windows and macOS know the machine's name at all of its addresses, Debian at 127.0.1.1."""
    with suppress(OSError):  # a machine whose name nobody knows
        for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            yield str(info[4][0])


def _by_route() -> Iterator[str]:
    """Give the address from which this machine would speak to others; it stays silent."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as spoken:
        spoken.connect(_NOBODY)
        yield str(spoken.getsockname()[0])


if sys.platform == "linux":
    from fcntl import ioctl

    #: linux/sockios.h and linux/if.h; a request is `struct ifreq`: 16 bytes of name, then the answer.
    _ADDRESS, _FLAGS, _UP_AND_RUNNING = 0x8915, 0x8913, 0x1 | 0x40

    def _of_interfaces() -> Iterator[str]:
        """Give the address of each interface that is on: also of a hotspot that leads nowhere else."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            for _number, name in socket.if_nameindex():
                request = struct.pack("256s", name.encode())
                with suppress(OSError):  # it has no address
                    (flags,) = struct.unpack_from("H", ioctl(asking.fileno(), _FLAGS, request), 16)
                    answer = ioctl(asking.fileno(), _ADDRESS, request)
                    if flags & _UP_AND_RUNNING == _UP_AND_RUNNING:
                        yield socket.inet_ntoa(answer[20:24])
