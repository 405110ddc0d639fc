"""A child that was taken over: it tries what the argument lists, and tells how each went."""

import json
import os
import socket
import sys
from pathlib import Path


def read(path: str) -> str:
    return Path(path).read_text("utf-8")


def listing(path: str) -> list[str]:
    return sorted(entry.name for entry in Path(path).iterdir())


def write(path: str) -> str:
    Path(path).write_text("taken over")
    return path


def delete(path: str) -> str:
    Path(path).unlink()
    return path


def connect(port: str) -> str:
    socket.create_connection(("127.0.0.1", int(port)), timeout=2).close()
    return "connected"


def datagram(port: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"canary", ("127.0.0.1", int(port)))
    return "sent"


def local(path: str) -> str:
    with socket.socket(socket.AF_UNIX) as sender:
        sender.connect(path)
    return "connected"


def signal(pid: str) -> str:
    os.kill(int(pid), 0)
    return "signalled"


def start(path: str) -> str:
    return str(os.spawnv(os.P_WAIT, path, [path]))


def variables(_: str) -> dict[str, str]:
    return dict(os.environ)


def descriptors(_: str) -> list[int]:
    found = []
    for number in range(3, 256):
        try:
            os.fstat(number)
        except OSError:
            continue
        found.append(number)
    return found


def memory(size: str) -> int:
    return len(bytearray(int(size)))


def talk(size: str) -> str:
    return "x" * int(size)


def log(lines: str) -> str:
    for number in range(int(lines)):
        sys.stderr.write(f"line {number} {'y' * 5000}\n")
    raise RuntimeError("enough")


def spin(_: str) -> None:
    while True:
        pass


def attempt(what: str, on: str) -> dict[str, object]:
    try:
        return {"done": globals()[what](on)}
    except (OSError, MemoryError) as error:
        return {"failed": type(error).__name__}


if __name__ == "__main__":
    print(json.dumps([attempt(what, on) for what, on in json.loads(sys.argv[1])]))
