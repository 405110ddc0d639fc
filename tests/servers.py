"""A real PostgreSQL of our own, behind a socket in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from needs import need


@dataclass(frozen=True)
class Server:
    """A running server; its socket lies in *folder*."""

    folder: Path
    user: str

    def url(self, **options: str) -> str:
        """Return the URL of its database."""
        url = sa.URL.create("postgresql", username=self.user, database="postgres")
        return url.update_query_dict({"host": str(self.folder), **options}).render_as_string()

    def new_database(self) -> str:
        """Return the URL of an empty place of its own: a schema, made in milliseconds."""
        schema = f"s{time.monotonic_ns()}"
        self.execute(f"CREATE SCHEMA {schema}")
        return self.url(options=f"-csearch_path={schema}")

    def database(self) -> str:
        """Return the URL of a new database."""
        name = f"d{time.monotonic_ns()}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url().replace("/postgres?", f"/{name}?")

    def execute(self, statement: str) -> None:
        """Run one statement."""
        url = self.url().replace("postgresql:", "postgresql+psycopg:")
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql(statement)
        finally:
            engine.dispose()


@contextmanager
def running_server() -> Iterator[Server]:
    """Start the installed PostgreSQL as an unprivileged user; without one, :func:`needs.need` decides."""
    programs = Path(need("postgres")).parent
    server = Server(Path(tempfile.mkdtemp(prefix="pg", dir="/tmp")), _unprivileged())
    who: dict[str, Any] = {"cwd": server.folder}
    if not os.geteuid():
        shutil.chown(server.folder, server.user)
        who["user"] = server.user
    data, log = server.folder / "data", server.folder / "log"
    initdb = [programs / "initdb", "-N", "-D", data, "-U", server.user, "-A", "trust", "--locale=C.UTF-8"]
    subprocess.run(initdb, check=True, capture_output=True, **who)
    command = [programs / "postgres", "-D", data, "-k", server.folder, "-c", "listen_addresses=", "-F"]
    with log.open("wb") as lines:
        process = subprocess.Popen(command, stdout=lines, stderr=lines, **who)
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # do not wait for clients
        process.wait(30)
        shutil.rmtree(server.folder)


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(300):
        assert process.poll() is None, (server.folder / "log").read_text()
        try:
            return server.execute("SELECT 1")
        except sa.exc.OperationalError:
            time.sleep(0.05)
    raise AssertionError((server.folder / "log").read_text())


def _unprivileged() -> str:
    """Return the user who runs the server: PostgreSQL refuses to be run by root."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
